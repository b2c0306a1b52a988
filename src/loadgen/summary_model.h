// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// A slow second implementation of results and summary, for tests only: straight from
// docs/loadgen-behaviour.md, sections 3, 8, 9 and 11, with sorted vectors and C's formats. It
// shares no code with the LoadGen but the settings that it is asked about.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "loadgen/include/test_settings.h"

namespace assay::loadgen::model {

using mlperf::TestScenario;
using mlperf::TestSettings;

inline std::string Text(const char* format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return text;
}

/// What happened to one query, ns since the start of the test.
struct Sample {
  std::int64_t done = 0;
  std::int64_t first_token = 0;
  std::int64_t tokens = 0;
};
struct Query {
  std::int64_t scheduled = 0, issued = 0;
  std::vector<Sample> samples;
  std::int64_t Done() const {
    std::int64_t done = 0;
    for (const Sample& sample : samples) done = std::max(done, sample.done);
    return done;
  }
};

struct Asked {
  TestSettings settings;  // no field unset
  bool is_v6 = false;
  std::uint64_t library_total = 0, library_performance = 0;
};

using Values = std::vector<std::int64_t>;

inline std::int64_t Percentile(Values values, double p) {
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(static_cast<double>(values.size()) * p);
  return values[std::min(rank, values.size() - 1)];
}
inline std::int64_t Mean(const Values& values) {
  std::int64_t sum = 0;
  for (const std::int64_t value : values) sum += value;
  return sum / static_cast<std::int64_t>(values.size());
}
inline double Rate(double count, std::int64_t ns) {
  return ns > 0 ? count / (static_cast<double>(ns) * 1e-9) : 0;
}

// --- section 9: P(Binomial(n, 1 - p) <= t), by recurrence over n ---

/// The smallest n with P(Binomial(n, 1 - p) <= t) < 0.01.
inline std::uint64_t NeededQueries(double p, std::uint64_t t) {
  const long double q = 1 - static_cast<long double>(p);
  long double at_t = std::pow(q, static_cast<long double>(t));  // P(Binomial(n) = t), n = t
  long double up_to_t = 1;
  std::uint64_t n = t;
  while (up_to_t >= 0.01L) {
    up_to_t -= q * at_t;
    ++n;
    at_t *= static_cast<long double>(n) / static_cast<long double>(n - t) * (1 - q);
  }
  return n;
}

/// Text of section 11.2, and the estimate.
struct Stopping {
  bool is_met = true;
  std::string text;
};

inline Stopping StopServer(double p, const Values& values, std::int64_t bound) {
  std::uint64_t over = 0;
  for (const std::int64_t value : values) over += value > bound;
  const std::uint64_t needed = NeededQueries(p, over);
  const std::uint64_t n = values.size();
  if (n >= needed) return {true, " * Run successful.\n"};
  return {false,
          Text(" * Run unsuccessful.\n * Processed %llu queries.\n * Would need to run at "
               "least %llu more queries,\n with the run being successful if every additional"
               "\n query were under latency.\n",
               static_cast<unsigned long long>(n), static_cast<unsigned long long>(needed - n))};
}

inline Stopping StopByEstimate(double p, Values values, bool also_tail) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<unsigned long long>(values.size());
  const auto needed = static_cast<unsigned long long>(NeededQueries(p, 1));
  if (n < needed) {
    return {false, Text(" * Only processed %llu queries.\n * Need to process at least %llu queries "
                        "for early stopping.\n",
                        n, needed)};
  }
  std::uint64_t t = 1;
  while (NeededQueries(p, t + 1) <= n) ++t;
  Stopping stopping{true,
                    Text(" * Processed at least %llu queries (%llu).\n * Would discard %llu "
                         "highest latency queries.\n * Early stopping %.1fth percentile estimate: "
                         "%lld\n",
                         needed, n, static_cast<unsigned long long>(t - 1), p * 100,
                         static_cast<long long>(values[n - t]))};
  if (!also_tail) return stopping;
  const auto tail_needed = static_cast<unsigned long long>(NeededQueries(0.99, 1));
  if (n < tail_needed) {
    stopping.text += Text(
        " * Not enough queries processed for 99.0th percentile\n early stopping "
        "estimate (would need to process at\n least %llu total queries).\n",
        tail_needed);
    return stopping;
  }
  t = 1;
  while (NeededQueries(0.99, t + 1) <= n) ++t;
  stopping.text += Text(" * Early stopping 99.0th percentile estimate: %lld\n",
                        static_cast<long long>(values[n - t]));
  return stopping;
}

// --- sections 3, 8 and 11 ---

class Summary {
 public:
  Summary(const Asked& asked, const std::vector<Query>& queries)
      : s_(asked.settings), is_v6_(asked.is_v6), asked_(asked), queries_(queries) {
    Normalise();
    for (const Query& query : queries_) {
      query_latencies_.push_back(query.Done() - query.scheduled);
      for (const Sample& sample : query.samples) {
        latencies_.push_back(sample.done - query.scheduled);
        first_tokens_.push_back(sample.first_token - query.scheduled);
        token_times_.push_back((sample.done - sample.first_token) /
                               std::max<std::int64_t>(1, sample.tokens - 1));
        tokens_ += sample.tokens;
        end_ = std::max(end_, sample.done);
      }
    }
    Judge();
  }

  std::string All(std::uint64_t errors) const {
    return Head() + Headline() + Verdict() + Stats() + Parameters() +
           "\nNo warnings encountered during test.\n\n" +
           (errors == 0 ? "No errors encountered during test.\n"
            : errors == 1
                ? "1 ERROR encountered. See detailed log.\n"
                : Text("%d ERRORS encountered. See detailed log.\n", static_cast<int>(errors)));
  }
  std::int64_t target_duration_ns() const { return target_duration_ms_ * 1'000'000; }
  std::uint64_t min_query_count() const { return min_queries_; }

 private:
  bool Is(TestScenario scenario) const { return s_.scenario == scenario; }
  bool IsMulti() const {
    return Is(TestScenario::MultiStream) || Is(TestScenario::MultiStreamFree);
  }
  bool HasTokens() const { return is_v6_ && s_.use_token_latencies; }
  const Query& Last() const { return queries_.back(); }
  double Gaps() const { return static_cast<double>(queries_.size() - 1); }

  void Normalise();
  void Judge();
  void JudgeEarlyStopping();
  std::string Head() const;
  std::string Headline() const;
  std::string Verdict() const;
  std::string Stats() const;
  std::string TokenStats() const;
  std::string Parameters() const;

  const TestSettings& s_;
  const bool is_v6_;
  const Asked& asked_;
  const std::vector<Query>& queries_;
  // Section 3.
  double qps_ = 0, percentile_ = 0;
  std::int64_t target_latency_ns_ = 0, target_duration_ms_ = 0;
  std::uint64_t max_async_ = 0, per_query_ = 1, min_queries_ = 0, performance_count_ = 0;
  // Section 8.
  Values latencies_, query_latencies_, first_tokens_, token_times_, intervals_;
  std::int64_t tokens_ = 0, end_ = 0;
  bool meets_performance_ = true, meets_duration_ = true, meets_queries_ = true;
  bool meets_first_ = true, meets_output_ = true;
  Stopping stopping_, first_stopping_, output_stopping_;
};

inline void Summary::Normalise() {
  min_queries_ = s_.min_query_count;
  target_duration_ms_ = static_cast<std::int64_t>(s_.min_duration_ms);
  performance_count_ = s_.performance_sample_count_override != 0
                           ? s_.performance_sample_count_override
                           : asked_.library_performance;
  max_async_ = 1;
  if (Is(TestScenario::SingleStream)) {
    qps_ = 1e9 / s_.single_stream_expected_latency_ns;
    percentile_ = s_.single_stream_target_latency_percentile;
  } else if (IsMulti()) {
    per_query_ = s_.multi_stream_samples_per_query;
    percentile_ = s_.multi_stream_target_latency_percentile;
    qps_ = is_v6_ ? 1e9 / s_.multi_stream_expected_latency_ns : s_.multi_stream_target_qps;
    if (!is_v6_) max_async_ = static_cast<std::uint64_t>(s_.multi_stream_max_async_queries);
    if (Is(TestScenario::MultiStreamFree)) {
      target_latency_ns_ = static_cast<std::int64_t>(s_.multi_stream_target_latency_ns);
    } else if (!is_v6_) {
      target_latency_ns_ = static_cast<std::int64_t>(static_cast<double>(max_async_) / qps_ * 1e9);
    }
  } else if (Is(TestScenario::Server)) {
    qps_ = s_.server_target_qps;
    target_latency_ns_ = static_cast<std::int64_t>(s_.server_target_latency_ns);
    percentile_ = s_.server_target_latency_percentile;
    max_async_ = s_.server_max_async_queries;
  } else {
    qps_ = s_.offline_expected_qps;
    percentile_ = is_v6_ ? 0.99 : 0;
    const double wanted = 1.1 * (static_cast<double>(s_.min_duration_ms) / 1000) * qps_;
    per_query_ = std::max(min_queries_, static_cast<std::uint64_t>(wanted));
    min_queries_ = 1;
    target_duration_ms_ = 0;
    const bool is_set = s_.performance_issue_unique || (!is_v6_ && s_.performance_issue_same);
    if (is_set) per_query_ = performance_count_;
  }
}

inline void Summary::Judge() {
  const auto min_duration = static_cast<std::int64_t>(s_.min_duration_ms) * 1'000'000;
  meets_duration_ = Last().issued >= min_duration;
  if (Is(TestScenario::Offline)) meets_duration_ = end_ >= min_duration;
  if (Is(TestScenario::Server)) meets_duration_ = Last().scheduled >= min_duration;
  meets_queries_ =
      queries_.size() >= min_queries_ && latencies_.size() >= min_queries_ * per_query_;
  if (IsMulti() && !is_v6_) {
    for (std::size_t i = 0; i < queries_.size(); ++i) {
      const std::size_t ahead = i + max_async_;
      if (ahead >= queries_.size()) {
        const double latency_s = static_cast<double>(query_latencies_[i]) / 1e9;
        intervals_.push_back(static_cast<std::int64_t>(std::ceil(qps_ * latency_s)));
      } else if (Is(TestScenario::MultiStreamFree)) {
        intervals_.push_back(0);
      } else {
        const auto tick = [&](std::size_t query) {
          return std::llround(static_cast<double>(queries_[query].scheduled) * 1e-9 * qps_);
        };
        intervals_.push_back(tick(ahead) - (ahead == 0 ? 0 : tick(ahead - 1)));
      }
    }
    meets_performance_ = Is(TestScenario::MultiStream)
                             ? Percentile(intervals_, percentile_) < 2
                             : Percentile(query_latencies_, percentile_) <= target_latency_ns_;
  }
  if (Is(TestScenario::Server)) {
    const auto first_bound = static_cast<std::int64_t>(s_.server_ttft_latency);
    const auto output_bound = static_cast<std::int64_t>(s_.server_tpot_latency);
    meets_first_ = !HasTokens() || Percentile(first_tokens_, percentile_) <= first_bound;
    meets_output_ = !HasTokens() || Percentile(token_times_, percentile_) <= output_bound;
    meets_performance_ = HasTokens() ? meets_first_ && meets_output_
                                     : Percentile(latencies_, percentile_) <= target_latency_ns_;
  }
  if (is_v6_) JudgeEarlyStopping();
}

inline void Summary::JudgeEarlyStopping() {
  if (Is(TestScenario::Server)) {
    stopping_ = StopServer(percentile_, latencies_, target_latency_ns_);
    first_stopping_ =
        StopServer(percentile_, first_tokens_, static_cast<std::int64_t>(s_.server_ttft_latency));
    output_stopping_ =
        StopServer(percentile_, token_times_, static_cast<std::int64_t>(s_.server_tpot_latency));
  } else if (Is(TestScenario::SingleStream)) {
    stopping_ = StopByEstimate(percentile_, latencies_, true);
    first_stopping_ = StopByEstimate(percentile_, first_tokens_, true);
    output_stopping_ = StopByEstimate(percentile_, token_times_, true);
  } else if (Is(TestScenario::MultiStream)) {
    stopping_ = StopByEstimate(percentile_, query_latencies_, false);
    first_stopping_ = output_stopping_ = stopping_;
  }
  if (!HasTokens()) return;
  stopping_.is_met = first_stopping_.is_met && output_stopping_.is_met;
  if (!output_stopping_.is_met) first_stopping_.text = "\n";
  if (!Is(TestScenario::Offline)) {
    stopping_.text = "TTFT Early Stopping Result:\n" + first_stopping_.text +
                     "TPOT Early Stopping Result:\n" + output_stopping_.text;
  }
}

inline std::string Summary::Head() const {
  const char* v07_names[] = {"Single Stream", "Multi Stream", "Multi Stream Free", "Server",
                             "Offline"};
  const char* v6_names[] = {"SingleStream", "MultiStream", "", "Server", "Offline"};
  const auto scenario = static_cast<std::size_t>(s_.scenario);
  return std::string(48, '=') + "\nMLPerf Results Summary\n" + std::string(48, '=') +
         "\nSUT name : Scripted\nScenario : " + (is_v6_ ? v6_names : v07_names)[scenario] +
         "\nMode     : " + (is_v6_ ? "PerformanceOnly\n" : "Performance\n");
}

inline std::string Summary::Headline() const {
  const auto tokens = static_cast<double>(tokens_);
  if (Is(TestScenario::Offline)) {
    const double rate = Rate(static_cast<double>(latencies_.size()), end_);
    std::string text = Text("Samples per second: %g\n", rate);
    if (HasTokens()) text += Text("Tokens per second: %g\n", Rate(tokens, end_));
    return text;
  }
  if (Is(TestScenario::Server)) {
    if (!is_v6_) {
      return Text("Scheduled samples per second : %.2f\n", Rate(Gaps(), Last().scheduled));
    }
    std::string text =
        Text("Completed samples per second    : %.2f\n", Rate(Gaps(), Last().Done()));
    if (HasTokens()) {
      text += Text("Completed tokens per second: %.2f\n", Rate(tokens, Last().Done()));
    }
    return text;
  }
  if (Is(TestScenario::MultiStreamFree)) {
    return Text("Samples per second : %g\n",
                Rate(static_cast<double>(latencies_.size()), Last().Done()));
  }
  if (Is(TestScenario::MultiStream) && !is_v6_) {
    return Text("Samples per query : %llu\n", static_cast<unsigned long long>(per_query_));
  }
  const Values& values = IsMulti() ? query_latencies_ : latencies_;
  std::string text =
      Text("%.*fth percentile latency (ns) : %lld\n", is_v6_ ? 1 : 0, percentile_ * 100,
           static_cast<long long>(Percentile(values, percentile_)));
  if (HasTokens()) {
    text += Text("%.1fth first token percentile latency (ns) : %lld\n", percentile_ * 100,
                 static_cast<long long>(Percentile(first_tokens_, percentile_)));
  }
  return text;
}

inline std::string Summary::Verdict() const {
  const bool is_valid = meets_performance_ && meets_duration_ && meets_queries_ && stopping_.is_met;
  const auto yes_no = [](bool is) { return is ? "Yes\n" : "NO\n"; };
  std::string text = is_valid ? "Result is : VALID\n" : "Result is : INVALID\n";
  const bool has_bound = Is(TestScenario::Server) || (IsMulti() && !is_v6_);
  if (has_bound) {
    text += std::string("  Performance constraints satisfied : ") + yes_no(meets_performance_);
  }
  text += std::string("  Min duration satisfied : ") + yes_no(meets_duration_);
  text += std::string("  Min queries satisfied : ") + yes_no(meets_queries_);
  if (is_v6_) text += std::string("  Early stopping satisfied: ") + yes_no(stopping_.is_met);
  if (!is_valid) text += "Recommendations:\n";
  if (!meets_performance_ && IsMulti()) {
    text += " * Reduce samples per query to improve latency.\n";
  } else if (!meets_performance_ && !HasTokens()) {
    text += " * Reduce target QPS to improve latency.\n";
  }
  if (!meets_first_) text += " * TTFT constrain not met: Reduce target QPS to improve latency.\n";
  if (!meets_output_) text += " * TPOT constrain not met: Reduce target QPS to improve latency.\n";
  if (!meets_duration_) {
    if (Is(TestScenario::SingleStream) || (Is(TestScenario::MultiStream) && is_v6_)) {
      text += " * Decrease the expected latency so the loadgen pre-generates more queries.\n";
    } else if (Is(TestScenario::Server) || Is(TestScenario::MultiStreamFree)) {
      text += " * Increase the target QPS so the loadgen pre-generates more queries.\n";
    } else if (Is(TestScenario::Offline)) {
      text += " * Increase expected QPS so the loadgen pre-generates a larger (coalesced) query.\n";
    } else {
      text += " * MultiStream should always meet the minimum duration. Please file a bug.\n";
    }
  }
  if (!meets_queries_) {
    text +=
        " * The test exited early, before enough queries were issued.\n"
        "   See the detailed log for why this may have occurred.\n";
  }
  if (is_v6_ && !Is(TestScenario::Offline)) {
    text += (HasTokens() ? "" : "Early Stopping Result:\n") + stopping_.text;
  }
  return text;
}

inline std::string Points(const Values& values, const char* label) {
  std::string text;
  for (const double p : {.5, .9, .95, .97, .99, .999}) {
    text += Text("%.2f percentile%s: %lld\n", p * 100, label,
                 static_cast<long long>(Percentile(values, p)));
  }
  return text;
}
/// Three lines and the points; `label` stands between "Min " and the value.
inline std::string Spread(const Values& values, const char* label, const char* points) {
  return Text("Min %s: %lld\n", label,
              static_cast<long long>(*std::min_element(values.begin(), values.end()))) +
         Text("Max %s: %lld\n", label,
              static_cast<long long>(*std::max_element(values.begin(), values.end()))) +
         Text("Mean %s: %lld\n", label, static_cast<long long>(Mean(values))) +
         Points(values, points);
}

inline std::string Summary::Stats() const {
  std::string text =
      "\n" + std::string(48, '=') + "\nAdditional Stats\n" + std::string(48, '=') + "\n";
  if (Is(TestScenario::SingleStream)) {
    text += Text("QPS w/ loadgen overhead         : %.2f\n", Rate(Gaps(), Last().issued));
    text += Text("QPS w/o loadgen overhead        : %.2f\n\n", Rate(1, Mean(latencies_)));
  } else if (Is(TestScenario::Server) && is_v6_) {
    text += Text("Scheduled samples per second : %.2f\n", Rate(Gaps(), Last().scheduled));
  } else if (Is(TestScenario::Server)) {
    text += Text("Completed samples per second    : %.2f\n\n", Rate(Gaps(), Last().Done()));
  } else if (IsMulti() && is_v6_) {
    text += "Per-query latency:  \n";
  } else if (IsMulti()) {
    text +=
        Text("Intervals between each IssueQuery:  \"qps\" : %g, \"ms\" : %g\n", qps_, 1000 / qps_) +
        Points(intervals_, " ") +
        Text("\nPer-query latency:  \"target_ns\" : %lld, \"target_ms\" : %g\n",
             static_cast<long long>(target_latency_ns_),
             static_cast<double>(target_latency_ns_) / 1e6) +
        Points(query_latencies_, " latency (ns)   ") + "\nPer-sample latency:\n";
  }
  // The blanks differ from line to line, so that the colons stand below each other.
  std::string spread = Spread(IsMulti() && is_v6_ ? query_latencies_ : latencies_,
                              "latency (ns)                ", " latency (ns)   ");
  spread.erase(spread.find("Mean latency (ns)") + 17, 1);
  return text + spread + TokenStats();
}

inline std::string Summary::TokenStats() const {
  if (!HasTokens()) return "";
  if (Is(TestScenario::Offline)) return "\n";
  std::string text = "\n";
  const auto tokens = static_cast<double>(tokens_);
  if (Is(TestScenario::SingleStream)) {
    text += Text("TPS w/ loadgen overhead         : %.2f\n", Rate(tokens, Last().issued));
    const double each = tokens / static_cast<double>(latencies_.size());
    text += Text("TPS w/o loadgen overhead        : %.2f\n", Rate(each, Mean(latencies_)));
  } else if (Is(TestScenario::Server)) {
    text +=
        Text("Completed tokens per second                 : %.2f\n", Rate(tokens, Last().Done()));
  }
  std::string first = Spread(first_tokens_, "First Token latency (ns)                ",
                             " first token latency (ns)   ");
  first.erase(first.find("Mean First Token latency (ns)") + 29, 1);
  std::string output = Spread(token_times_, "Time per Output Token (ns)                ",
                              " time to output token (ns)   ");
  output.erase(output.find("Mean Time per Output Token (ns)") + 31, 1);
  return text + first + "\n" + output;
}

inline std::string Summary::Parameters() const {
  const auto number = [](const char* key, std::uint64_t value) {
    return Text("%s %llu\n", key, static_cast<unsigned long long>(value));
  };
  const auto flag = [&](const char* key, bool value) {
    const char* word = is_v6_ ? (value ? "1" : "0") : (value ? "true" : "false");
    return Text("%s : %s\n", key, word);
  };
  std::string text = "\n" + std::string(48, '=') + "\nTest Parameters Used\n" +
                     std::string(48, '=') + "\n" + number("samples_per_query :", per_query_) +
                     Text("target_qps : %g\n", qps_);
  text += HasTokens()
              ? number("ttft_latency (ns):", s_.server_ttft_latency) +
                    number("tpot_latency (ns):", s_.server_tpot_latency)
              : Text("target_latency (ns): %lld\n", static_cast<long long>(target_latency_ns_));
  text +=
      number("max_async_queries :", max_async_) + number("min_duration (ms):", s_.min_duration_ms) +
      number("max_duration (ms):", s_.max_duration_ms) + number("min_query_count :", min_queries_) +
      number("max_query_count :", s_.max_query_count) + number("qsl_rng_seed :", s_.qsl_rng_seed) +
      number("sample_index_rng_seed :", s_.sample_index_rng_seed) +
      number("schedule_rng_seed :", s_.schedule_rng_seed) +
      number("accuracy_log_rng_seed :", s_.accuracy_log_rng_seed) +
      Text("accuracy_log_probability : %g\n", s_.accuracy_log_probability) +
      number("accuracy_log_sampling_target :", s_.accuracy_log_sampling_target) +
      flag("print_timestamps", s_.print_timestamps) +
      flag("performance_issue_unique", s_.performance_issue_unique) +
      flag("performance_issue_same", s_.performance_issue_same) +
      number("performance_issue_same_index :", s_.performance_issue_same_index) +
      number("performance_sample_count :", performance_count_);
  if (is_v6_) text += number("accuracy_sample_count :", asked_.library_total);
  return text;
}

}  // namespace assay::loadgen::model
