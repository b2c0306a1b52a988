# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""assay schedule: the reference's own answers, and one sentence with the place for what is wrong."""
import json
import unittest

from product import SHARED, ProductTest

GOLDEN = SHARED / "golden"
ANSWERS = ("loaded_sets", "query_count", "queries_id_sched_firstsampleid_indices",
           "accuracy_log_seqid_qslidx", "accuracy_log_records")
# Two samples, one query a second, three queries.
SETTINGS = {"qsl_total": 2, "qsl_performance": 2, "min_query_count": 3, "min_duration_ms": 0,
            "single_stream_expected_latency_ns": 1e9}


def case(scenario="SingleStream", mode="PerformanceOnly", **settings):
    return {"scenario": scenario, "mode": mode, "settings": {**SETTINGS, **settings}}


class ScheduleTest(ProductTest):
    def write(self, content):
        (self.folder / "in.json").write_text(json.dumps(content), encoding="utf-8")
        return "in.json"

    def answers(self, content, *options):
        return json.loads(self.succeed("schedule", self.write(content), *options).out)


class Answers(ScheduleTest):
    def check_golden(self, name, profile, count):
        file = GOLDEN / name
        if not file.exists():
            self.skipTest(f"no {file} (set ASSAY_SHARED)")
        golden = json.loads(file.read_text(encoding="utf-8"))
        questions = json.loads(json.dumps(golden))
        for question in questions["cases"]:
            for answer in ANSWERS:
                del question[answer]
        for row in questions.get("early_stopping_h_for_p_t", []):
            row[2] = 0
        self.assertEqual(self.answers(questions, "--profile", profile), golden)
        self.assertEqual(len(golden["cases"]), count)

    def test_the_references_answers_come_out_exactly_with_the_v07_profile(self):
        self.check_golden("loadgen_v07.json", "v0.7", 30)

    def test_the_references_answers_come_out_exactly_with_the_v6_profile(self):
        self.check_golden("loadgen_v6.json", "v6", 29)

    def test_wrong_answers_in_the_file_are_replaced(self):
        right = self.answers(case())
        self.assertEqual(self.answers({**right, "query_count": 99, "loaded_sets": "nonsense"}), right)

    def test_one_case_alone_is_answered_and_other_keys_stay(self):
        answer = self.answers({"case": "mine", **case(), "remark": [1, 2.5]})
        self.assertEqual((answer["case"], answer["remark"]), ("mine", [1, 2.5]))
        self.assertEqual(answer["query_count"], 3)
        self.assertEqual([row[:3] for row in answer["queries_id_sched_firstsampleid_indices"]],
                         [[0, 0, 0], [1, 1000000000, 1], [2, 2000000000, 2]])

    def test_seeds_of_64_bits_are_kept_exactly(self):
        seed = 2**64 - 1
        text = self.succeed("schedule", self.write(case(qsl_rng_seed=seed))).out
        self.assertIn(str(seed), text)

    def test_an_accuracy_test_issues_every_sample_once_and_logs_each(self):
        answer = self.answers(case("Offline", "AccuracyOnly", qsl_total=5))
        self.assertEqual([len(s) for s in answer["loaded_sets"]], [2, 2, 1])
        issued = [i for row in answer["queries_id_sched_firstsampleid_indices"] for i in row[3]]
        self.assertEqual(sorted(issued), [0, 1, 2, 3, 4])
        self.assertEqual((answer["accuracy_log_records"], answer["accuracy_log_seqid_qslidx"]), (5, []))


class Refusals(ScheduleTest):
    def test_each_mistake_is_told_with_its_place(self):
        for content, says in (
                ({"cases": [case(), case(min_query_count=-1)]}, ("cases[1].settings.min_query_count", "-1")),
                (case(qsl_rng_seed=1.5), ("settings.qsl_rng_seed", "1.5")),
                (case(qsl_rng_seed=2**64), ("settings.qsl_rng_seed",)),
                (case(server_target_qps="fast"), ("settings.server_target_qps", "fast")),
                (case(server_target_qps=0), ("settings.server_target_qps", "above 0")),
                (case(min_querycount=1), ("settings", "min_querycount", "did you mean min_query_count")),
                (case(qsl_total=0), ("settings.qsl_total", "0 samples")),
                (case("Sever"), ("scenario", "Sever", "Server")),
                (case(mode="FindPeakPerformance"), ("mode", "PerformanceOnly")),
                (case(min_query_count=10**12), ("settings", "the most")),
                ({"scenario": "Server", "settings": {}}, ("\"mode\" is missing",)),
                ({"cases": {}}, ("cases", "list")),
                ({"cases": [], "early_stopping_h_for_p_t": [[0.9, 1, 0], [1, 1, 0]]},
                 ("early_stopping_h_for_p_t[1]", "between 0 and 1")),
                ([], ("cases", "settings"))):
            with self.subTest(says):
                self.refuse(3, "schedule", self.write(content), says=("in.json", *says))

    def test_a_scenario_that_the_profile_lacks_is_refused(self):
        self.refuse(3, "schedule", self.write(case("MultiStreamFree")), "--profile", "v6",
                    says=("scenario", "MultiStreamFree", "v0.7"))

    def test_what_is_no_json_is_told_with_line_and_column(self):
        (self.folder / "in.json").write_text('{"cases":\n [}')
        self.refuse(3, "schedule", "in.json", says=("in.json", "line 2"))

    def test_settings_without_effect_are_named_on_standard_error(self):
        result = self.succeed("schedule", self.write(case(test05=1)), "--profile", "v0.7")
        self.assertIn("test05", result.err)


if __name__ == "__main__":
    unittest.main()
