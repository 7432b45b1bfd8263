// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/autoencoder_model.h"
#include "engine/nn/autoencoder_start.h"
#include "engine/nn/criterion_plain.h"
#include "engine/nn/criterion_twin.h"
#include "engine/nn/deep_autoencoder.h"
#include "engine/nn/fused_model.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

using namespace scorescope;
using namespace scorescope::nn;
using scorescope::test::near;

namespace {

struct Case {
    ModelOptions options;
    Criterion criterion;
    std::vector<double> parameters;
    std::vector<double> inputs;
    std::vector<double> targets;
    std::size_t count = 0;
    QByteArray name;
};

/// Parameters and data of moderate size, reproducible from the sizes. Targets lie in [0, 1] and
/// inputs off them, so that a gradient that mixes them up is wrong. Decoders shrink with the units
/// so that sigmoid outputs are not saturated, where gradients would be nothing but rounding.
void fill(Case& c, std::size_t count, double weightScale) {
    c.count = count;
    std::mt19937 generator(static_cast<unsigned>(c.options.inputDim * 1000003 +
                                                 c.options.hiddenUnits[0] * 101 + count));
    std::normal_distribution<double> normal;
    const std::size_t parameters = parameterCount(c.options);
    const std::size_t encoder = c.options.inputDim * c.options.hiddenUnits[0];
    const double decoderScale = 1.0 / std::sqrt(static_cast<double>(c.options.hiddenUnits[0]));
    const double encoderScale = c.options.tied ? decoderScale : weightScale;
    for (std::size_t i = 0; i < parameters; ++i) {
        c.parameters.push_back((i < encoder ? encoderScale : decoderScale) * normal(generator));
    }
    for (std::size_t i = 0; i < c.options.inputDim * count; ++i) {
        c.targets.push_back(std::uniform_real_distribution<double>(0.0, 1.0)(generator));
        c.inputs.push_back(c.targets.back() + 0.1 * normal(generator));
    }
}

/// Every criterion × activation × output × tied for one dimension and one hidden layer.
std::vector<Case> allCases(std::size_t dim, std::size_t hidden, std::size_t count,
                           double weightScale) {
    std::vector<Case> cases;
    for (const Activation activation : {Activation::tanh, Activation::sigmoid}) {
        for (const bool sigmoidOutput : {false, true}) {
            for (const bool crossEntropy : {false, true}) {
                for (const Penalty penalty :
                     {Penalty::none, Penalty::reconstructionJacobian, Penalty::codeJacobian}) {
                    for (const bool tied : {false, true}) {
                        if (crossEntropy && !sigmoidOutput) {
                            continue; // refused; see refusals()
                        }
                        Case c;
                        c.options.inputDim = dim;
                        c.options.hiddenUnits = {hidden};
                        c.options.activation = activation;
                        c.options.output = sigmoidOutput ? OutputUnit::sigmoid : OutputUnit::linear;
                        c.options.tied = tied;
                        c.options.singlePrecision = false;
                        c.options.threads = 1;
                        c.criterion.loss = crossEntropy ? ReconstructionLoss::crossEntropy
                                                        : ReconstructionLoss::squared;
                        c.criterion.penalty = penalty;
                        c.criterion.weight = 0.3;
                        c.name = QByteArray("d=") + QByteArray::number(qulonglong(dim)) +
                                 " H=" + QByteArray::number(qulonglong(hidden)) +
                                 (activation == Activation::tanh ? " tanh" : " sigmoid") +
                                 (sigmoidOutput ? " out-sigmoid" : " out-linear") +
                                 (crossEntropy ? " entropy" : " squared") +
                                 (penalty == Penalty::none                     ? " none"
                                  : penalty == Penalty::reconstructionJacobian ? " RCAE"
                                                                               : " CAE") +
                                 (tied ? " tied" : " untied");
                        fill(c, count, weightScale);
                        cases.push_back(c);
                    }
                }
            }
        }
    }
    return cases;
}

double plain(const Case& c, double* gradient) {
    return plainLossAndGradient(c.options, c.criterion, c.parameters.data(), c.inputs.data(),
                                c.targets.data(), c.count, gradient);
}

double run(AutoEncoderModel& model, const Case& c, double* gradient) {
    return model.lossAndGradient(c.criterion, c.parameters.data(), c.inputs.data(),
                                 c.targets.data(), c.count, gradient);
}

/// Euclidean distance relative to the reference's length.
double relativeError(const std::vector<double>& a, const std::vector<double>& reference) {
    double difference = 0.0;
    double length = 0.0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        difference += (a[i] - reference[i]) * (a[i] - reference[i]);
        length += reference[i] * reference[i];
    }
    return std::sqrt(difference / length);
}

void round(std::vector<double>& values) {
    for (double& value : values) {
        value = static_cast<double>(static_cast<float>(value));
    }
}

std::vector<InstructionSet> supportedSets() {
    std::vector<InstructionSet> sets;
    for (const InstructionSet set :
         {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
        if (isSupported(set)) {
            sets.push_back(set);
        }
    }
    return sets;
}

} // namespace

class TestCriterion : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knownValue();
    void plainGradientIsTheDerivative_data();
    void plainGradientIsTheDerivative();
    void fusedAgreesWithPlain_data();
    void fusedAgreesWithPlain();
    void torchAgreesWithPlain_data();
    void torchAgreesWithPlain();
    void denoiserIsTheFusedAutoEncoder();
    void deepGradientIsTheDerivative_data();
    void deepGradientIsTheDerivative();
    void jacobians_data();
    void jacobians();
    void penaltyIsTheSquaredJacobian();
    void threadsDoNotChangeBits();
    void entropyAtTheEnds();
    void emptyAndNonFinite();
    void firstParametersAreSane();
    void refusals();
};

void TestCriterion::knownValue() {
    // One unit, one input, worked out by hand: W = 1, b = 0, V = 2, c = 0 at x = 0 has f = 0,
    // f' = 1, r = 0, ∂r/∂x = 2 for tanh; f = 1/2, f' = 1/4, r = 1, ∂r/∂x = 1/2 for the sigmoid.
    const std::vector<double> parameters{1.0, 0.0, 2.0, 0.0};
    const double x = 0.0;
    const double y = 0.5;
    struct Expected {
        Activation activation;
        Penalty penalty;
        double value;
    };
    for (const Expected& e :
         {Expected{Activation::tanh, Penalty::none, 0.25},
          Expected{Activation::tanh, Penalty::reconstructionJacobian, 0.25 + 0.1 * 4.0},
          Expected{Activation::tanh, Penalty::codeJacobian, 0.25 + 0.1},
          Expected{Activation::sigmoid, Penalty::reconstructionJacobian, 0.25 + 0.1 * 0.25},
          Expected{Activation::sigmoid, Penalty::codeJacobian, 0.25 + 0.1 / 16.0}}) {
        ModelOptions options;
        options.inputDim = 1;
        options.hiddenUnits = {1};
        options.activation = e.activation;
        options.singlePrecision = false;
        const Criterion criterion{ReconstructionLoss::squared, e.penalty, 0.1};
        // A handful of roundings each.
        QVERIFY(
            near(plainLossAndGradient(options, criterion, parameters.data(), &x, &y, 1, nullptr),
                 e.value, 1e-14, 0.0));
        QVERIFY(near(makeAutoEncoder(options)->lossAndGradient(criterion, parameters.data(), &x, &y,
                                                               1, nullptr),
                     e.value, 1e-14, 0.0));
        QVERIFY(near(makeTorchAutoEncoder(options)->lossAndGradient(criterion, parameters.data(),
                                                                    &x, &y, 1, nullptr),
                     e.value, 1e-14, 0.0));
    }
}

void TestCriterion::plainGradientIsTheDerivative_data() {
    QTest::addColumn<int>("dim");
    for (const int dim : {1, 2, 3, 10}) {
        QTest::addRow("d=%d", dim) << dim;
    }
}

void TestCriterion::plainGradientIsTheDerivative() {
    QFETCH(int, dim);
    for (Case& c : allCases(static_cast<std::size_t>(dim), 5, 7, 1.0)) {
        std::vector<double> gradient(c.parameters.size());
        plain(c, gradient.data());
        for (std::size_t i = 0; i < gradient.size(); ++i) {
            // Fourth-order differences with h = 1e-3: truncation h⁴ and rounding 1e-15/h, both
            // about 1e-12 times the size of things, which is 1 to 100 here.
            const double h = 1e-3;
            const double here = c.parameters[i];
            const auto at = [&](double offset) {
                c.parameters[i] = here + offset;
                return plain(c, nullptr);
            };
            const double difference =
                (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
            c.parameters[i] = here;
            std::string message;
            QVERIFY2(near(gradient[i], difference, 1e-8, 1e-8, &message),
                     (c.name + ": " + QByteArray::fromStdString(message)).constData());
        }
    }
}

void TestCriterion::fusedAgreesWithPlain_data() {
    QTest::addColumn<int>("dim");
    QTest::addColumn<int>("hidden");
    QTest::addColumn<int>("count");
    for (const int dim : {1, 2, 3, 4, 10}) {
        for (const int hidden : {1, 17, 70}) {
            for (const int count : {1, 7, 300}) {
                QTest::addRow("d=%d H=%d N=%d", dim, hidden, count) << dim << hidden << count;
            }
        }
    }
}

void TestCriterion::fusedAgreesWithPlain() {
    QFETCH(int, dim);
    QFETCH(int, hidden);
    QFETCH(int, count);
    for (Case& c : allCases(static_cast<std::size_t>(dim), static_cast<std::size_t>(hidden),
                            static_cast<std::size_t>(count), 2.0)) {
        std::vector<double> expected(c.parameters.size());
        std::vector<double> gradient(c.parameters.size());
        for (const bool single : {false, true}) {
            c.options.singlePrecision = single;
            if (single) { // so that the reference sees what the float pass sees
                round(c.parameters);
                round(c.inputs);
                round(c.targets);
            }
            const double reference = plain(c, expected.data());
            for (const InstructionSet set : supportedSets()) {
                const QByteArray where =
                    c.name + " " + QByteArray::fromStdString(instructionSetName(set));
                const auto model = makeFusedAutoEncoder(c.options, set);
                const double loss = run(*model, c, gradient.data());
                // Double: sums with an error of a few ulp per term. Float: tanh to 1.5e-7 and sums
                // of floats; the Jacobian of r is itself a sum with cancellations, which the
                // penalty squares.
                const double tolerance = single ? 2e-5 : 1e-12;
                std::string message;
                QVERIFY2(near(loss, reference, tolerance, 0.0, &message),
                         (where + ": " + QByteArray::fromStdString(message)).constData());
                const double error = relativeError(gradient, expected);
                QVERIFY2(error < tolerance, (where + ": " + QByteArray::number(error)).constData());
                QVERIFY2(run(*model, c, nullptr) == loss, where.constData());
            }
        }
    }
}

void TestCriterion::torchAgreesWithPlain_data() {
    QTest::addColumn<int>("dim");
    for (const int dim : {1, 2, 3, 10}) {
        QTest::addRow("d=%d", dim) << dim;
    }
}

void TestCriterion::torchAgreesWithPlain() {
    QFETCH(int, dim);
    for (Case& c : allCases(static_cast<std::size_t>(dim), 33, 50, 2.0)) {
        std::vector<double> expected(c.parameters.size());
        std::vector<double> gradient(c.parameters.size());
        const double reference = plain(c, expected.data());
        // All in double with sums of some thousand terms, in different orders.
        for (const JacobianBy way : {JacobianBy::doubleBackward, JacobianBy::closedForm}) {
            const auto twin = makeCriterionTwin(c.options, TorchType::float64);
            twin->setParameters(c.parameters);
            twin->setData(c.inputs, c.targets);
            for (const std::size_t chunk : {std::size_t(0), std::size_t(17)}) {
                QVERIFY2(
                    near(twin->lossAndGradient(c.criterion, way, chunk), reference, 1e-12, 0.0),
                    c.name.constData());
                QVERIFY2(relativeError(twin->gradient(), expected) < 1e-12, c.name.constData());
            }
        }
        const auto model = makeTorchAutoEncoder(c.options);
        QVERIFY2(near(run(*model, c, gradient.data()), reference, 1e-12, 0.0), c.name.constData());
        QVERIFY2(relativeError(gradient, expected) < 1e-12, c.name.constData());
        QVERIFY2(near(run(*model, c, nullptr), reference, 1e-12, 0.0), c.name.constData());
        c.options.singlePrecision = true;
        const auto single = makeTorchAutoEncoder(c.options);
        // Floats throughout: inputs rounded, too.
        QVERIFY2(near(run(*single, c, gradient.data()), reference, 1e-5, 0.0), c.name.constData());
        QVERIFY2(relativeError(gradient, expected) < 1e-4, c.name.constData());
    }
}

void TestCriterion::denoiserIsTheFusedAutoEncoder() {
    Case c;
    c.options.hiddenUnits = {333};
    fill(c, 1009, 5.0);
    FusedAutoEncoder fused({2, 333, false});
    std::vector<double> expected(c.parameters.size());
    std::vector<double> gradient(c.parameters.size());
    const std::vector<float> inputs(c.inputs.begin(), c.inputs.end());
    const std::vector<float> targets(c.targets.begin(), c.targets.end());
    const double reference = fused.lossAndGradient(c.parameters.data(), inputs.data(),
                                                   targets.data(), c.count, expected.data());
    const auto model = makeAutoEncoder(c.options);
    QVERIFY(run(*model, c, gradient.data()) == reference);
    QVERIFY(gradient == expected);
    std::vector<float> r(inputs.size());
    std::vector<double> ours(inputs.size());
    fused.reconstruct(c.parameters.data(), inputs.data(), c.count, r.data());
    model->reconstruct(c.parameters.data(), c.inputs.data(), c.count, ours.data());
    QVERIFY(ours == std::vector<double>(r.begin(), r.end()));
    // A penalty that weighs nothing is no penalty.
    c.criterion.penalty = Penalty::reconstructionJacobian;
    QVERIFY(run(*model, c, nullptr) == reference);
}

void TestCriterion::deepGradientIsTheDerivative_data() {
    QTest::addColumn<int>("dim");
    QTest::addColumn<int>("layers");
    for (const int dim : {1, 3}) {
        for (const int layers : {2, 3}) {
            QTest::addRow("d=%d layers=%d", dim, layers) << dim << layers;
        }
    }
}

void TestCriterion::deepGradientIsTheDerivative() {
    QFETCH(int, dim);
    QFETCH(int, layers);
    for (Case& c : allCases(static_cast<std::size_t>(dim), 4, 5, 1.0)) {
        if (c.options.tied) {
            continue;
        }
        c.options.hiddenUnits =
            layers == 2 ? std::vector<std::size_t>{4, 3} : std::vector<std::size_t>{4, 2, 5};
        const auto model = makeAutoEncoder(c.options);
        c.parameters.clear();
        std::mt19937 generator(7);
        std::normal_distribution<double> normal;
        for (std::size_t i = 0; i < model->parameterCount(); ++i) {
            c.parameters.push_back(0.6 * normal(generator));
        }
        std::vector<double> gradient(c.parameters.size());
        run(*model, c, gradient.data());
        for (std::size_t i = 0; i < gradient.size(); ++i) {
            // As in plainGradientIsTheDerivative.
            const double h = 1e-3;
            const double here = c.parameters[i];
            const auto at = [&](double offset) {
                c.parameters[i] = here + offset;
                return run(*model, c, nullptr);
            };
            const double difference =
                (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
            c.parameters[i] = here;
            std::string message;
            QVERIFY2(near(gradient[i], difference, 1e-8, 1e-8, &message),
                     (c.name + ": " + QByteArray::fromStdString(message)).constData());
        }
    }
}

void TestCriterion::jacobians_data() {
    QTest::addColumn<bool>("deep");
    QTest::addColumn<bool>("sigmoid");
    for (const bool deep : {false, true}) {
        for (const bool sigmoid : {false, true}) {
            QTest::addRow("%s %s", deep ? "deep" : "two layers", sigmoid ? "sigmoid" : "linear")
                << deep << sigmoid;
        }
    }
}

void TestCriterion::jacobians() {
    QFETCH(bool, deep);
    QFETCH(bool, sigmoid);
    for (const Activation activation : {Activation::tanh, Activation::sigmoid}) {
        for (const bool tied : {false, true}) {
            if (deep && tied) {
                continue;
            }
            Case c;
            c.options.inputDim = 3;
            c.options.hiddenUnits =
                deep ? std::vector<std::size_t>{20, 7} : std::vector<std::size_t>{40};
            c.options.activation = activation;
            c.options.output = sigmoid ? OutputUnit::sigmoid : OutputUnit::linear;
            c.options.tied = tied;
            c.options.singlePrecision = false;
            fill(c, 4, 2.0);
            const auto model = makeAutoEncoder(c.options);
            std::vector<double> r(12);
            std::vector<double> jacobian(36);
            std::vector<double> above(12);
            std::vector<double> below(12);
            model->reconstructWithJacobian(c.parameters.data(), c.inputs.data(), 4, r.data(),
                                           jacobian.data());
            model->reconstruct(c.parameters.data(), c.inputs.data(), 4, above.data());
            QVERIFY(relativeError(r, above) < 1e-13);
            for (std::size_t j = 0; j < 3; ++j) {
                const double h = 1e-5; // truncation h² and rounding 1e-16/h are about 1e-10
                std::vector<double> x = c.inputs;
                for (std::size_t p = 0; p < 4; ++p) {
                    x[3 * p + j] += h;
                }
                model->reconstruct(c.parameters.data(), x.data(), 4, above.data());
                for (std::size_t p = 0; p < 4; ++p) {
                    x[3 * p + j] -= 2.0 * h;
                }
                model->reconstruct(c.parameters.data(), x.data(), 4, below.data());
                for (std::size_t p = 0; p < 4; ++p) {
                    for (std::size_t k = 0; k < 3; ++k) {
                        const double slope = (above[3 * p + k] - below[3 * p + k]) / (2.0 * h);
                        std::string message;
                        QVERIFY2(near(jacobian[9 * p + 3 * k + j], slope, 1e-7, 1e-8, &message),
                                 message.c_str());
                    }
                }
            }
            // In float the field is that of the same network: sums of 40 terms of size 1.
            c.options.singlePrecision = true;
            makeAutoEncoder(c.options)->reconstruct(c.parameters.data(), c.inputs.data(), 4,
                                                    above.data());
            QVERIFY(relativeError(above, r) < 1e-5);
        }
    }
}

void TestCriterion::penaltyIsTheSquaredJacobian() {
    // Two ways to one number: the penalty's share of the criterion, and the Jacobians themselves.
    for (const bool deep : {false, true}) {
        Case c;
        c.options.inputDim = 4;
        c.options.hiddenUnits =
            deep ? std::vector<std::size_t>{9, 6, 8} : std::vector<std::size_t>{30};
        c.options.output = OutputUnit::sigmoid;
        c.options.singlePrecision = false;
        fill(c, 11, 1.0);
        const auto model = makeAutoEncoder(c.options);
        std::vector<double> r(44);
        std::vector<double> jacobian(176);
        model->reconstructWithJacobian(c.parameters.data(), c.inputs.data(), 11, r.data(),
                                       jacobian.data());
        double squares = 0.0;
        for (const double entry : jacobian) {
            squares += entry * entry;
        }
        const double without = run(*model, c, nullptr);
        c.criterion.penalty = Penalty::reconstructionJacobian;
        c.criterion.weight = 2.0;
        QVERIFY(near(run(*model, c, nullptr) - without, 2.0 * squares / 11.0, 1e-11, 1e-13));
    }
}

void TestCriterion::threadsDoNotChangeBits() {
    for (const std::size_t dim : {std::size_t(2), std::size_t(5)}) {
        for (Case& c : allCases(dim, 65, 1501, 3.0)) {
            for (const bool single : {false, true}) {
                c.options.singlePrecision = single;
                c.options.threads = 1;
                std::vector<double> one(c.parameters.size());
                std::vector<double> many(c.parameters.size());
                const double loss = run(*makeAutoEncoder(c.options), c, one.data());
                for (const int threads : {2, 7}) {
                    c.options.threads = threads;
                    QVERIFY2(run(*makeAutoEncoder(c.options), c, many.data()) == loss,
                             c.name.constData());
                    QVERIFY2(many == one, c.name.constData());
                }
            }
        }
    }
}

void TestCriterion::entropyAtTheEnds() {
    // r is 1 or 0 to the last bit where u = ±800; log of it would be −∞. Per output the criterion
    // is softplus(u) − y u: 0 where the target is met and 800 where it is missed.
    const std::vector<double> parameters{0.0, 0.0, 0.0, 0.0, 0.0, 800.0, -800.0};
    const std::vector<double> x{0.0, 0.0};
    struct Expected {
        std::vector<double> target;
        double value;
    };
    for (const Expected& e : {Expected{{1.0, 0.0}, 0.0}, Expected{{0.0, 1.0}, 1600.0},
                              Expected{{1.0, 1.0}, 800.0}, Expected{{0.5, 0.0}, 400.0}}) {
        for (const bool single : {false, true}) {
            ModelOptions options;
            options.hiddenUnits = {1};
            options.output = OutputUnit::sigmoid;
            options.singlePrecision = single;
            const Criterion criterion{ReconstructionLoss::crossEntropy,
                                      Penalty::reconstructionJacobian, 1.0};
            for (const auto& model : {makeAutoEncoder(options), makeTorchAutoEncoder(options)}) {
                std::vector<double> gradient(parameters.size());
                const double value = model->lossAndGradient(criterion, parameters.data(), x.data(),
                                                            e.target.data(), 1, gradient.data());
                QVERIFY(near(value, e.value, 1e-12, 1e-12));
                // ∂/∂c = r − y
                QVERIFY(near(gradient[5], 1.0 - e.target[0], 1e-12, 1e-12));
                QVERIFY(near(gradient[6], -e.target[1], 1e-12, 1e-12));
            }
        }
    }
}

void TestCriterion::emptyAndNonFinite() {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    for (const std::size_t dim : {std::size_t(2), std::size_t(4)}) {
        for (Case& c : allCases(dim, 16, 6, 1.0)) { // 16: no padded unit to stumble over the data
            for (const bool deep : {false, true}) {
                const auto model =
                    deep ? makeTorchAutoEncoder(c.options) : makeAutoEncoder(c.options);
                std::vector<double> gradient(c.parameters.size(), 1.0);
                Case empty = c;
                empty.count = 0;
                QVERIFY(!(run(*model, empty, gradient.data()) != 0.0));
                QVERIFY(gradient == std::vector<double>(gradient.size(), 0.0));
                for (const double bad : {nan, infinity, -infinity}) {
                    Case spoilt = c;
                    spoilt.inputs[3] = bad;
                    QVERIFY2(!std::isfinite(run(*model, spoilt, gradient.data())),
                             c.name.constData());
                    spoilt = c;
                    spoilt.targets[3] = bad;
                    QVERIFY2(!std::isfinite(run(*model, spoilt, gradient.data())),
                             c.name.constData());
                    spoilt = c;
                    spoilt.parameters.back() = bad; // c
                    // A saturated sigmoid output is finite, and rightly so.
                    const bool finite = c.options.output == OutputUnit::sigmoid &&
                                        c.criterion.loss == ReconstructionLoss::squared &&
                                        !std::isnan(bad);
                    QVERIFY2(finite || !std::isfinite(run(*model, spoilt, gradient.data())),
                             c.name.constData());
                }
            }
        }
    }
}

void TestCriterion::firstParametersAreSane() {
    std::vector<double> data;
    std::mt19937 generator(5);
    std::uniform_real_distribution<double> uniform(0.2, 0.6);
    for (std::size_t i = 0; i < 300; ++i) {
        data.push_back(uniform(generator));
    }
    ModelStart start;
    start.data = data.data();
    start.count = 100;
    start.scale = 0.05;
    start.seed = 3;
    ModelOptions options;
    options.inputDim = 3;
    options.hiddenUnits = {200};
    options.singlePrecision = false;
    const auto model = makeAutoEncoder(options);
    const std::vector<double> parameters = model->initialParameters(start);
    QCOMPARE(parameters.size(), model->parameterCount());
    QVERIFY(parameters == model->initialParameters(start));
    ModelStart other = start;
    other.seed = 4;
    QVERIFY(parameters != model->initialParameters(other));
    const AutoEncoderLayout at = parameterLayout({3, 200, false});
    for (std::size_t h = 0; h < 200; ++h) {
        const double* w = parameters.data() + at.encoder + 3 * h;
        const double length = std::sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
        QVERIFY(length > 3.0 * (1.0 - 1e-12) && length < 20.0 * (1.0 + 1e-12));
        double closest = std::numeric_limits<double>::infinity();
        for (std::size_t n = 0; n < 100; ++n) {
            const double* x = data.data() + 3 * n;
            closest = std::min(closest, std::abs(parameters[at.bias + h] + w[0] * x[0] +
                                                 w[1] * x[1] + w[2] * x[2]));
        }
        QVERIFY(closest < 1e-12);
    }

    // Sigmoid units with the same seed are the same function.
    std::vector<double> r(300);
    std::vector<double> same(300);
    model->reconstruct(parameters.data(), data.data(), 100, r.data());
    options.activation = Activation::sigmoid;
    const auto sigmoid = makeAutoEncoder(options);
    sigmoid->reconstruct(sigmoid->initialParameters(start).data(), data.data(), 100, same.data());
    QVERIFY(relativeError(same, r) < 1e-12);

    // Every kind of network starts finite, reproducibly and, with sigmoid outputs, near the mean.
    for (const bool deep : {false, true}) {
        for (const bool tied : {false, true}) {
            if (deep && tied) {
                continue;
            }
            for (const Activation activation : {Activation::tanh, Activation::sigmoid}) {
                options.activation = activation;
                options.output = OutputUnit::sigmoid;
                options.tied = tied;
                options.hiddenUnits =
                    deep ? std::vector<std::size_t>{50, 10, 50} : std::vector<std::size_t>{200};
                const auto any = makeAutoEncoder(options);
                const std::vector<double> first = any->initialParameters(start);
                QCOMPARE(first.size(), any->parameterCount());
                any->reconstruct(first.data(), data.data(), 100, r.data());
                double mean = 0.0;
                for (const double value : r) {
                    QVERIFY(std::isfinite(value));
                    mean += value / 300.0;
                }
                if (!tied) {
                    // 0.4 is the data's mean; V is small, not zero.
                    QVERIFY(std::abs(mean - 0.4) < 0.1);
                }
            }
        }
    }
    start.scale = 0.0;
    QVERIFY_EXCEPTION_THROWN(model->initialParameters(start), std::invalid_argument);
    start.scale = 1.0;
    data[7] = std::numeric_limits<double>::quiet_NaN();
    QVERIFY_EXCEPTION_THROWN(model->initialParameters(start), std::invalid_argument);
    start.count = 0;
    start.data = nullptr;
    QCOMPARE(model->initialParameters(start).size(), model->parameterCount());
}

void TestCriterion::refusals() {
    const auto refused = [](const ModelOptions& options) {
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(makeAutoEncoder(options)),
                                 std::invalid_argument);
    };
    ModelOptions options;
    options.hiddenUnits = {};
    refused(options);
    options.hiddenUnits = {3, 0};
    refused(options);
    options.hiddenUnits = {3, 3};
    options.tied = true;
    refused(options);
    options = {};
    options.inputDim = 0;
    refused(options);
    options = {};
    options.hiddenUnits = {std::numeric_limits<std::size_t>::max() / 2};
    refused(options);
    options = {};
    options.threads = -1;
    refused(options);
    options = {};
    options.device = "cuda:99";
    refused(options);
    options.device = "abacus";
    refused(options);
    options = {};
    options.hiddenUnits = {3, 3};
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(makeFusedAutoEncoder(options)),
                             std::invalid_argument);

    options = {};
    Criterion criterion;
    criterion.loss = ReconstructionLoss::crossEntropy;
    QVERIFY_EXCEPTION_THROWN(checkCriterion(criterion, options), std::invalid_argument);
    options.output = OutputUnit::sigmoid;
    checkCriterion(criterion, options);
    for (const double bad : {-1e-9, std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::quiet_NaN()}) {
        criterion.weight = bad;
        QVERIFY_EXCEPTION_THROWN(checkCriterion(criterion, options), std::invalid_argument);
        // A model checks what it is given, too.
        const double zero[2] = {0.0, 0.0};
        const std::vector<double> parameters(parameterCount(options), 0.0);
        QVERIFY_EXCEPTION_THROWN(makeAutoEncoder(options)->lossAndGradient(
                                     criterion, parameters.data(), zero, zero, 1, nullptr),
                                 std::invalid_argument);
    }
}

QTEST_APPLESS_MAIN(TestCriterion)
#include "tst_criterion.moc"
