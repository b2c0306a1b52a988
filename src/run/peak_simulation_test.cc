// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The search against machines whose peak is known: queues in virtual time, twenty seeds each. A run
// of full length is the rules' for Server: 60 s and 270 336 queries.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <numeric>
#include <queue>
#include <random>
#include <vector>

#include "run/peak_search.h"

namespace assay {
namespace {

using namespace std::chrono_literals;

constexpr Nanoseconds kBound = 15ms;
constexpr double kAllowedShare = 0.01;
constexpr std::uint64_t kFullQueries = 270'336;
constexpr double kFullSeconds = 60;

using Random = std::mt19937_64;
double Uniform(Random& random) { return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53; }
double Normal(Random& random) {
  return std::sqrt(-2 * std::log(Uniform(random))) * std::cos(2 * M_PI * Uniform(random));
}

/// Servers behind one queue; an idle one takes up to `largest_batch` queries at once.
struct Machine {
  const char* name;
  int servers = 1;
  int largest_batch = 1;
  std::function<double(int batch, Random&)> seconds{};
  double capacity = 0;  // queries/s, about: where the search starts
};

/// Calls `each(latency in seconds)` per query, in order of arrival, until `goes_on(time, count)` is
/// false or `each` returns false.
template <typename GoesOn, typename Each>
void Simulate(const Machine& machine, double rate, std::uint64_t seed, GoesOn goes_on, Each each) {
  Random arrivals(seed * 2 + 1), services(seed * 2 + 2);
  std::priority_queue<double, std::vector<double>, std::greater<>> free_at;
  for (int i = 0; i < machine.servers; ++i) free_at.push(0);
  std::deque<double> waiting;
  double next = 0;
  std::uint64_t count = 0;
  const auto arrive = [&] {
    waiting.push_back(next);
    next -= std::log(Uniform(arrivals)) / rate;
    ++count;
  };
  while (true) {
    if (waiting.empty()) {
      if (!goes_on(next, count)) return;
      arrive();
    }
    const double start = std::max(free_at.top(), waiting.front());
    free_at.pop();
    while (goes_on(next, count) && next <= start) arrive();
    const int batch = std::min(machine.largest_batch, static_cast<int>(waiting.size()));
    const double end = start + machine.seconds(batch, services);
    free_at.push(end);
    for (int i = 0; i < batch; ++i) {
      if (!each(end - waiting.front())) return;
      waiting.pop_front();
    }
  }
}

/// Share of late queries of M/D/1, by Erlang's series for the waiting time W of service time D:
/// P(W <= x) = (1 - rho) sum over j <= x/D of (lambda (jD - x))^j / j! e^(-lambda (jD - x)).
double LateShareOfMD1(double rate, double service) {
  const long double lambda = rate;
  const long double x = 0.015L - service;
  long double sum = 0;
  for (int j = 0; j <= static_cast<int>(x / service); ++j) {
    const long double a = lambda * (j * static_cast<long double>(service) - x);
    sum += std::pow(a, j) / std::tgamma(static_cast<long double>(j) + 1) * std::exp(-a);
  }
  return static_cast<double>(1 - (1 - lambda * service) * sum);
}

using Matrix = std::vector<std::vector<double>>;

/// The distribution that stays as it is, by state reduction (Grassmann, Taksar, Heyman), which
/// subtracts nothing and so loses no digits.
std::vector<double> LongRunDistribution(Matrix chances) {
  const std::size_t states = chances.size();
  for (std::size_t n = states - 1; n > 0; --n) {
    const double leaving = std::accumulate(
        chances[n].begin(), chances[n].begin() + static_cast<std::ptrdiff_t>(n), 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      chances[i][n] /= leaving;
      for (std::size_t j = 0; j < n; ++j) chances[i][j] += chances[i][n] * chances[n][j];
    }
  }
  std::vector<double> share(states, 0);
  share[0] = 1;
  for (std::size_t n = 1; n < states; ++n) {
    for (std::size_t i = 0; i < n; ++i) share[n] += share[i] * chances[i][n];
  }
  const double sum = std::accumulate(share.begin(), share.end(), 0.0);
  for (double& s : share) s /= sum;
  return share;
}

double Poisson(int count, double mean) {
  return std::exp(count * std::log(mean) - mean - std::lgamma(count + 1.0));
}

/// How many queries are in M/D/c in the long run: after one service time those that were served are
/// gone, and those that arrived have come.
std::vector<double> QueriesInMDc(double rate, double service, int servers) {
  constexpr int kStates = 400;  // far beyond what a late share of 1 % reaches
  Matrix chances(kStates, std::vector<double>(kStates, 0));
  for (int from = 0; from < kStates; ++from) {
    for (int to = std::max(0, from - servers); to < kStates; ++to) {
      chances[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)] =
          Poisson(to - std::max(0, from - servers), rate * service);
    }
  }
  return LongRunDistribution(std::move(chances));
}

/// Share of late queries of M/D/c (Crommelin's result in Franx's form): for kD - D <= x < kD,
/// P(W <= x) = sum over j < kc of Q(kc - 1 - j) Poisson(j; lambda (kD - x)), where Q(i) is the
/// probability that at most i queries wait.
double LateShareOfMDc(double rate, double service, int servers) {
  const double x = 0.015 - service;
  const int k = static_cast<int>(x / service + 1e-9) + 1;
  std::vector<double> at_most = QueriesInMDc(rate, service, servers);
  std::partial_sum(at_most.begin(), at_most.end(), at_most.begin());
  double in_time = 0;
  for (int j = 0; j < k * servers; ++j) {
    const auto waiting = static_cast<std::size_t>(k * servers - 1 - j);
    in_time +=
        at_most[waiting + static_cast<std::size_t>(servers)] * Poisson(j, rate * (k * service - x));
  }
  return 1 - in_time;
}

double LateShareBySimulation(const Machine& machine, double rate, std::uint64_t queries) {
  std::uint64_t late = 0;
  Simulate(
      machine, rate, 4711, [&](double, std::uint64_t n) { return n < queries; },
      [&](double latency) {
        late += latency > 0.015;
        return true;
      });
  return static_cast<double>(late) / static_cast<double>(queries);
}

/// The rate at which the late share is what is allowed.
double Bisect(double low, double high, const std::function<double(double)>& late_share) {
  while (high / low > 1.0005) {
    const double middle = std::sqrt(low * high);
    (late_share(middle) <= kAllowedShare ? low : high) = middle;
  }
  return std::sqrt(low * high);
}

double TruthBySimulation(const Machine& machine) {
  const auto share = [&](std::uint64_t queries) {
    return
        [&machine, queries](double rate) { return LateShareBySimulation(machine, rate, queries); };
  };
  double rough = machine.capacity * 0.3;
  for (double rate = rough; rate < machine.capacity; rate *= 1.02) {
    if (LateShareBySimulation(machine, rate, 300'000) <= kAllowedShare) rough = rate;
  }
  return Bisect(rough * 0.96, rough * 1.05, share(12'000'000));
}

double FullLength(double rate) { return std::max(kFullSeconds, kFullQueries / rate); }

class SimulatedProber : public Prober {
 public:
  SimulatedProber(const Machine& machine, std::uint64_t seed) : machine_(machine), seed_(seed) {}

  Outcome Run(const Probe& probe, ProbeWatch& watch) override {
    const bool is_full = probe.duration.count() == 0;
    const double seconds =
        is_full ? kFullSeconds : std::chrono::duration<double>(probe.duration).count();
    const std::uint64_t queries = is_full ? kFullQueries : 1;
    const bool confirms = probe.purpose == Purpose::kConfirm;
    Outcome outcome;
    std::size_t next_look = 64;
    Simulate(
        machine_, probe.level, confirms ? seed_ * 7919 + 13 : probe.seed,
        [&](double time, std::uint64_t n) { return time < seconds || n < queries; },
        [&](double latency) {
          outcome.latencies_ns.push_back(static_cast<std::int64_t>(latency * 1e9));
          if (outcome.latencies_ns.size() < next_look) return true;
          next_look += 64;
          return watch.WantsMore(outcome.latencies_ns);
        });
    const auto count = static_cast<double>(outcome.latencies_ns.size());
    outcome.spent = Nanoseconds(static_cast<std::int64_t>(count / probe.level * 1e9));
    if (confirms) outcome.is_valid = IsValid(outcome.latencies_ns);
    return outcome;
  }

 private:
  /// sorted[trunc(n * 0.99)] is within the bound: so many less one may be late.
  static bool IsValid(const std::vector<std::int64_t>& latencies) {
    const auto late = std::count_if(latencies.begin(), latencies.end(),
                                    [](std::int64_t x) { return x > kBound.count(); });
    const auto rank = static_cast<std::int64_t>(static_cast<double>(latencies.size()) * 0.99);
    return late < static_cast<std::int64_t>(latencies.size()) - rank;
  }

  const Machine& machine_;
  std::uint64_t seed_;
};

struct Found {
  SearchAnswer answer;
  double full_lengths = 0;
};

Found Search(const Machine& machine, std::uint64_t seed) {
  const SearchPlan plan{.criterion = {.bound = kBound, .allowed_share = kAllowedShare},
                        .start = machine.capacity,
                        .least = machine.capacity / 1000,
                        .full_queries = kFullQueries,
                        .full_duration = 60s,
                        .seed = 1000 + seed};
  SimulatedProber prober(machine, seed);
  std::vector<ProbeResult> results;
  Nanoseconds spent{0};
  while (const auto probe = NextProbe(plan, results)) {
    results.push_back(RunProbe(plan, *probe, prober));
    spent += results.back().spent;
  }
  Found found{.answer = AnswerOf(plan, results)};
  found.full_lengths =
      std::chrono::duration<double>(spent).count() / FullLength(found.answer.level);
  return found;
}

void CheckTwentySeeds(const Machine& machine, double truth) {
  double lowest = 1, highest = -1, longest = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(machine.name);
    CAPTURE(seed);
    const Found found = Search(machine, seed);
    const double error = found.answer.level / truth - 1;
    lowest = std::min(lowest, error);
    highest = std::max(highest, error);
    longest = std::max(longest, found.full_lengths);
    CHECK(found.answer.ended == SearchEnd::kConfirmed);
    CHECK(error >= -0.03);
    CHECK(error <= 0.01);
    CHECK(found.full_lengths < 8);
  }
  MESSAGE(
      fmt::format("{}: truth {:.1f}/s, answers {:+.2f} % to {:+.2f} %, at most {:.1f} full runs",
                  machine.name, truth, 100 * lowest, 100 * highest, longest));
}

double Fixed(double seconds) { return seconds; }

TEST_CASE("one server with a fixed time: M/D/1, the truth by Erlang's series") {
  for (const double service : {0.001, 0.005}) {
    const Machine machine{.name = service < 0.002 ? "M/D/1, 1 ms" : "M/D/1, 5 ms",
                          .seconds = [service](int, Random&) { return Fixed(service); },
                          .capacity = 1 / service};
    const double truth = Bisect(0.02 / service, 0.999 / service,
                                [&](double rate) { return LateShareOfMD1(rate, service); });
    // The series against the simulator that the search will see.
    CHECK(LateShareBySimulation(machine, truth, 4'000'000) == doctest::Approx(0.01).epsilon(0.06));
    CheckTwentySeeds(machine, truth);
  }
}

TEST_CASE("several servers with a fixed time: M/D/4 and M/D/16, the truth by Crommelin's series") {
  CHECK(LateShareOfMDc(160, 0.005, 1) == doctest::Approx(LateShareOfMD1(160, 0.005)).epsilon(1e-6));
  for (const int servers : {4, 16}) {
    const Machine machine{.name = servers == 4 ? "M/D/4, 5 ms" : "M/D/16, 5 ms",
                          .servers = servers,
                          .seconds = [](int, Random&) { return 0.005; },
                          .capacity = servers / 0.005};
    const double truth = Bisect(0.3 * machine.capacity, 0.998 * machine.capacity,
                                [&](double rate) { return LateShareOfMDc(rate, 0.005, servers); });
    CHECK(LateShareBySimulation(machine, truth, 4'000'000) == doctest::Approx(0.01).epsilon(0.1));
    CheckTwentySeeds(machine, truth);
  }
}

TEST_CASE("heavy tails: every five hundredth query takes ten times as long; lognormal times") {
  const Machine rare{.name = "one in 500 takes 10 ms",
                     .seconds = [](int, Random& r) { return Uniform(r) < 0.002 ? 0.01 : 0.001; },
                     .capacity = 980};
  CheckTwentySeeds(rare, TruthBySimulation(rare));
  const Machine lognormal{
      .name = "lognormal, sigma 0.5",
      .seconds = [](int, Random& r) { return 1e-3 * std::exp(0.5 * Normal(r) - 0.125); },
      .capacity = 1000};
  CheckTwentySeeds(lognormal, TruthBySimulation(lognormal));
}

TEST_CASE("batching: one card with batches up to 8, one with batches up to 32") {
  const Machine eight{.name = "batches up to 8",
                      .largest_batch = 8,
                      .seconds = [](int batch, Random&) { return 1e-3 + batch * 0.5e-3; },
                      .capacity = 1600};
  CheckTwentySeeds(eight, TruthBySimulation(eight));
  const Machine large{.name = "batches up to 32",
                      .largest_batch = 32,
                      .seconds = [](int batch, Random&) { return 1e-3 + batch * 0.1e-3; },
                      .capacity = 7600};
  CheckTwentySeeds(large, TruthBySimulation(large));
}

TEST_CASE("sixteen cards that batch, with scatter") {
  const Machine cards{
      .name = "16 cards, batches up to 8, 5 % scatter",
      .servers = 16,
      .largest_batch = 8,
      .seconds = [](int batch,
                    Random& r) { return (1e-3 + batch * 0.5e-3) * std::exp(0.05 * Normal(r)); },
      .capacity = 25600};
  CheckTwentySeeds(cards, TruthBySimulation(cards));
}

/// MultiStream: N samples one after the other, 1 ms each, every 50 ms: 50 are the most that end
/// within the interval.
class IntervalProber : public Prober {
 public:
  explicit IntervalProber(double most) : most_(most) {}
  Outcome Run(const Probe& probe, ProbeWatch& watch) override {
    Outcome outcome;
    const double seconds = probe.duration.count() > 0
                               ? std::chrono::duration<double>(probe.duration).count()
                               : kFullQueries / 20.0;
    const auto queries = static_cast<std::size_t>(seconds * 20);
    for (std::size_t i = 0; i < queries; ++i) {
      outcome.latencies_ns.push_back(static_cast<std::int64_t>(probe.level / most_ * 50e6));
      if (i % 64 == 63 && !watch.WantsMore(outcome.latencies_ns)) break;
    }
    outcome.spent = Nanoseconds(static_cast<std::int64_t>(outcome.latencies_ns.size()) * 50ms);
    if (probe.purpose == Purpose::kConfirm) outcome.is_valid = probe.level <= most_;
    return outcome;
  }

 private:
  double most_;
};

TEST_CASE("MultiStream: the highest N is found exactly, on twenty deterministic machines") {
  for (int most = 1; most <= 20; ++most) {
    CAPTURE(most);
    const SearchPlan plan{.criterion = {.bound = 50ms, .allowed_share = kAllowedShare},
                          .levels_are_counts = true,
                          .queries_per_second = 20,
                          .start = most * 1.3,
                          .least = 1,
                          .full_queries = kFullQueries,
                          .full_duration = 60s,
                          .seed = static_cast<std::uint64_t>(most)};
    IntervalProber prober(most);
    std::vector<ProbeResult> results;
    while (const auto probe = NextProbe(plan, results)) {
      results.push_back(RunProbe(plan, *probe, prober));
    }
    const SearchAnswer answer = AnswerOf(plan, results);
    CHECK(answer.ended == SearchEnd::kConfirmed);
    CHECK(answer.level == most);
  }
}

}  // namespace
}  // namespace assay
