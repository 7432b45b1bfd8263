// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/stats/chain_statistics.h"
#include "engine/stats/chain_trace.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::stats;
using scorescope::test::near;

namespace {

std::vector<std::vector<std::string>> readRows(const std::string& name) {
    std::ifstream file(std::string(SCORESCOPE_SOURCE_DIR) + "/tests/engine/stats/" + name);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream stream(line);
        rows.emplace_back();
        for (std::string cell; std::getline(stream, cell, ',');) {
            rows.back().push_back(cell);
        }
    }
    return rows;
}

/// The draws of reference_chain_draws.csv by case.
std::map<std::string, Chains> readDraws() {
    std::map<std::string, Chains> cases;
    for (const std::vector<std::string>& row : readRows("reference_chain_draws.csv")) {
        std::vector<double> chain;
        for (std::size_t i = 2; i < row.size(); ++i) {
            chain.push_back(std::stod(row[i]));
        }
        cases[row[0]].push_back(chain);
    }
    return cases;
}

Chains autoregressive(std::size_t chains, std::size_t length, double rho) {
    Chains result;
    for (std::size_t c = 0; c < chains; ++c) {
        RandomStream stream(3, Purpose::test, static_cast<std::uint32_t>(c));
        std::vector<double> chain = {stream.normal()};
        while (chain.size() < length) {
            chain.push_back(rho * chain.back() + std::sqrt(1.0 - rho * rho) * stream.normal());
        }
        result.push_back(chain);
    }
    return result;
}

} // namespace

class TestChainStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheAuthorsImplementation();
    void autocorrelationTimeOfAnAutoregressiveChain();
    void quantilesOfTheNormal();
    void ranks();
    void thereIsAReasonWhereThereIsNoNumber();
    void tracesAreThinnedEvenly();
    void youngerChainsEndTogether();
    void cloudsKeepTheirBudget();
    void savedTracesGoOn();
};

void TestChainStatistics::agreesWithTheAuthorsImplementation() {
    const std::map<std::string, Chains> draws = readDraws();
    const auto rows = readRows("reference_chain_statistics.csv");
    QCOMPARE(rows.size(), std::size_t(130));
    for (const std::vector<std::string>& row : rows) {
        const Chains& chains = draws.at(row[0]);
        const std::string& name = row[1];
        double value = 0.0;
        if (name == "ess_basic") {
            value = effectiveSampleSize(chains).value;
        } else if (name == "ess_mean") {
            value = meanEss(chains).value;
        } else if (name == "ess_bulk") {
            value = bulkEss(chains).value;
        } else if (name == "ess_tail") {
            value = tailEss(chains).value;
        } else if (name == "rhat_split") {
            value = splitRHat(chains).value;
        } else if (name == "rhat_rank") {
            value = rankRHat(chains).value;
        } else if (name == "mcse_mean") {
            value = meanStandardError(chains).value;
        } else {
            value = autocorrelation(chains[0], 5).at(std::stoul(name.substr(3)));
        }
        std::string message;
        // Both in double; posterior forms autocovariances by FFT.
        QVERIFY2(near(value, std::stod(row[2]), 1e-9, 1e-12, &message),
                 (row[0] + " " + name + ": " + message).c_str());
    }
}

void TestChainStatistics::autocorrelationTimeOfAnAutoregressiveChain() {
    // τ = (1 + ρ)/(1 − ρ)
    for (const double rho : {0.0, 0.5, 0.9}) {
        const Chains chains = autoregressive(8, 8000, rho);
        const Statistic time = integratedAutocorrelationTime(chains);
        std::string message;
        // About 64 000/τ independent draws; a window of 2 to 3 τ lags gives some 3 % (10 % at 0.9).
        QVERIFY2(
            near(time.value, (1.0 + rho) / (1.0 - rho), rho > 0.8 ? 0.12 : 0.05, 0.0, &message),
            message.c_str());
        const std::vector<double> correlation = autocorrelation(chains[0], 3);
        for (std::size_t lag = 0; lag <= 3; ++lag) {
            // Four standard errors of a correlation of 8000 draws with that τ, at most.
            QVERIFY2(near(correlation[lag], std::pow(rho, static_cast<double>(lag)), 0.0,
                          4.0 * std::sqrt((1.0 + rho) / (1.0 - rho) / 8000.0), &message),
                     message.c_str());
        }
        const ChainSummary summary = summarize(chains);
        QVERIFY2(near(summary.autocorrelationTime.value, time.value, 1e-12, 0.0, &message),
                 message.c_str());
        QVERIFY(summary.rankRHat.value < 1.01);
        QVERIFY(std::abs(summary.mean) < 4.0 * summary.standardError.value);
    }
}

void TestChainStatistics::quantilesOfTheNormal() {
    std::string message;
    for (const double p : {1e-300, 1e-20, 1e-5, 0.02, 0.3, 0.5, 0.7, 0.999}) {
        const double z = normalQuantile(p);
        // Φ of it is p again: Φ' z/Φ amplifies the rounding of z by up to z² = 1400.
        QVERIFY2(near(0.5 * std::erfc(-z / std::sqrt(2.0)), p, 1e-12, 0.0, &message),
                 message.c_str());
    }
    QVERIFY2(near(normalQuantile(0.975), 1.959963984540054, 1e-15, 0.0, &message), message.c_str());
    QVERIFY(std::isinf(normalQuantile(0.0)) && std::isinf(normalQuantile(1.0)));
    QVERIFY(std::isnan(normalQuantile(-0.1)) && std::isnan(normalQuantile(1.1)));
    QVERIFY(std::isnan(normalQuantile(std::numeric_limits<double>::quiet_NaN())));
}

void TestChainStatistics::ranks() {
    const Chains z = rankNormalized({{3.0, 1.0}, {2.0, 2.0}});
    std::string message;
    const auto expect = [&](double value, double rank) {
        QVERIFY2(near(value, normalQuantile((rank - 0.375) / 4.25), 0.0, 0.0, &message),
                 message.c_str());
    };
    expect(z[0][1], 1.0);
    expect(z[1][0], 2.5);
    expect(z[1][1], 2.5);
    expect(z[0][0], 4.0);
    const Chains odd = splitChains({{1.0, 2.0, 3.0, 4.0, 5.0}});
    QVERIFY(odd == Chains({{1.0, 2.0}, {4.0, 5.0}}));
}

void TestChainStatistics::thereIsAReasonWhereThereIsNoNumber() {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    const std::vector<Chains> cases = {{},
                                       {{}},
                                       {{1.0, 2.0, 3.0}},
                                       {{1.0, 1.0, 1.0, 1.0}, {1.0, 1.0, 1.0, 1.0}},
                                       {{1.0, 2.0, nan, 3.0, 4.0}},
                                       {{1.0, 2.0, infinity, 3.0, 4.0}}};
    for (const Chains& chains : cases) {
        for (const Statistic& statistic :
             {effectiveSampleSize(chains), meanEss(chains), integratedAutocorrelationTime(chains),
              bulkEss(chains), tailEss(chains), splitRHat(chains), rankRHat(chains),
              meanStandardError(chains)}) {
            QVERIFY(std::isnan(statistic.value));
            QVERIFY(!statistic.known());
        }
        QVERIFY(!summarize(chains).rankRHat.known());
    }
    // Each chain stands still, but elsewhere: no variance within to compare with.
    const Chains apart = {{1.0, 1.0, 1.0, 1.0}, {2.0, 2.0, 2.0, 2.0}};
    QVERIFY(!splitRHat(apart).known());
    // Two values only: no 95 % quantile apart from the largest value.
    Chains coin(2);
    for (int i = 0; i < 40; ++i) {
        coin[0].push_back(i % 3 == 0 ? 1.0 : 0.0);
        coin[1].push_back(i % 5 == 0 ? 1.0 : 0.0);
    }
    QVERIFY(!tailEss(coin).known());
    QVERIFY(bulkEss(coin).known());
    // The least there can be.
    QVERIFY(meanEss({{1.0, 2.0, 1.5, 0.0}}).known());
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                             static_cast<void>(meanEss({{1.0, 2.0, 3.0, 4.0}, {1.0}})));
    QVERIFY(autocorrelation({1.0, 1.0}, 3).empty());
    QVERIFY(autocorrelation({1.0, nan}, 3).empty());
    QVERIFY(autocorrelation({}, 3).empty());
    QCOMPARE(autocorrelation({1.0, 2.0}, 9).size(), std::size_t(2));
}

void TestChainStatistics::tracesAreThinnedEvenly() {
    ChainTrace::Options options;
    options.tracedChains = 2;
    options.tracedDraws = 8;
    ChainTrace trace(2, options);
    for (int moment = 0; moment < 1000; ++moment) {
        const double t = moment;
        trace.append({t, -t, t + 0.5, 0.0, 7.0, 7.0}); // the third chain is not traced
        QCOMPARE(trace.traced(), std::size_t(2));
        const std::vector<double> kept = trace.trace(0, 0);
        QVERIFY(kept.size() <= 8);
        if (moment >= 8) {
            QVERIFY(kept.size() >= 4);
        }
        for (std::size_t i = 0; i < kept.size(); ++i) {
            // Exact: whole numbers.
            QVERIFY(kept[i] == static_cast<double>(i * trace.stride()));
            QVERIFY(trace.trace(1, 0)[i] == kept[i] + 0.5);
            QVERIFY(trace.trace(0, 1)[i] == -kept[i]);
        }
    }
    QCOMPARE(trace.stride(), std::uint64_t(256));
    QCOMPARE(trace.appended(), std::uint64_t(1000));
    QVERIFY(trace.chains(0, 0.5) == Chains({{512.0, 768.0}, {512.5, 768.5}}));
    trace.append({1.0, 1.0}); // fewer chains: others
    QCOMPARE(trace.appended(), std::uint64_t(1));
    QCOMPARE(trace.traced(), std::size_t(1));
}

void TestChainStatistics::youngerChainsEndTogether() {
    ChainTrace::Options options;
    options.tracedDraws = 16;
    ChainTrace trace(1, options);
    for (int moment = 0; moment < 300; ++moment) {
        std::vector<double> positions = {static_cast<double>(moment)};
        if (moment >= 37) {
            positions.push_back(1000.0 + moment);
        }
        trace.append(positions);
        if (moment < 100) {
            continue;
        }
        const Chains chains = trace.chains(0, 0.0);
        QCOMPARE(chains.size(), std::size_t(2));
        QCOMPARE(chains[0].size(), chains[1].size());
        for (std::size_t i = 0; i < chains[0].size(); ++i) {
            QVERIFY(chains[1][i] == chains[0][i] + 1000.0);
        }
        const std::vector<double> young = trace.trace(1, 0);
        QVERIFY(young.front() == 1000.0 + static_cast<double>(trace.firstMoment(1)));
    }
}

void TestChainStatistics::cloudsKeepTheirBudget() {
    ChainTrace::Options options;
    options.cloudBytes = 100 * sizeof(double);
    ChainTrace trace(2, options);
    for (int moment = 0; moment < 77; ++moment) {
        trace.append(std::vector<double>(14, moment)); // 7 chains
        QVERIFY(trace.cloud(0.0).size() <= 100);
    }
    const std::vector<double> cloud = trace.cloud(0.0);
    QVERIFY(cloud.size() >= 42);
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        QVERIFY(cloud[i] == static_cast<double>(i / 14 * trace.cloudStride()));
    }
    // More chains than the budget has room for: the first ones of one moment.
    trace.append(std::vector<double>(14, 0.0));
    ChainTrace crowd(2, options);
    crowd.append(std::vector<double>(1000, 1.0));
    QCOMPARE(crowd.cloud(0.0).size(), std::size_t(100));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, crowd.append({1.0, 2.0, 3.0}));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, ChainTrace(0));
    options.tracedDraws = 7;
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, ChainTrace(2, options));
}

void TestChainStatistics::savedTracesGoOn() {
    ChainTrace::Options options;
    options.tracedDraws = 16;
    options.cloudBytes = 300 * sizeof(double);
    const auto positionsAt = [](int moment) {
        return std::vector<double>(moment < 50 ? 6 : 10, 0.25 * moment);
    };
    ChainTrace trace(2, options);
    for (int moment = 0; moment < 90; ++moment) {
        trace.append(positionsAt(moment));
    }
    Checkpoint checkpoint;
    trace.save(checkpoint, "t/");
    ChainTrace other(2, options);
    other.load(checkpoint, "t/");
    for (int moment = 90; moment < 200; ++moment) {
        trace.append(positionsAt(moment));
        other.append(positionsAt(moment));
    }
    QVERIFY(other.chains(1, 0.0) == trace.chains(1, 0.0));
    QVERIFY(other.cloud(0.0) == trace.cloud(0.0));
    QCOMPARE(other.stride(), trace.stride());
    QCOMPARE(other.memoryBytes(), trace.memoryBytes());

    Checkpoint bad = checkpoint;
    bad.put("t/trace_values", {1.0});
    QVERIFY_THROWS_EXCEPTION(InputError, other.load(bad, "t/"));
    bad = checkpoint;
    bad.meta["t/trace"]["stride"] = 0;
    QVERIFY_THROWS_EXCEPTION(InputError, other.load(bad, "t/"));
    bad.meta.erase("t/trace");
    QVERIFY_THROWS_EXCEPTION(InputError, other.load(bad, "t/"));
    QVERIFY(other.cloud(0.0) == trace.cloud(0.0)); // nothing changed
}

QTEST_APPLESS_MAIN(TestChainStatistics)
#include "tst_chain_statistics.moc"
