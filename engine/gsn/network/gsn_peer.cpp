// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/gsn_peer.h"

#include <stdexcept>

namespace scorescope::gsn {

GsnPeer::Started GsnPeer::start(const GsnShape& shape, std::size_t walkback, int threads) {
    if (shape.depth() != 2 || walkback == 0 || threads < 1) {
        throw std::invalid_argument("the reference has two hidden layers, and steps and threads");
    }
    PythonPeer::Started started = PythonPeer::start(
        gsnPeerScript(),
        {std::to_string(threads), std::to_string(shape.units(0)), std::to_string(shape.units(1)),
         std::to_string(shape.units(2)), std::to_string(walkback)});
    if (!started.peer) {
        return {nullptr, std::move(started.words)};
    }
    return {std::unique_ptr<GsnPeer>(new GsnPeer(shape, std::move(started.peer))),
            "PyTorch " + started.words};
}

void GsnPeer::demandOk() {
    const std::string answer = process_->receiveLine();
    if (answer != "ok") {
        throw std::runtime_error("benchmark: the reference in Python answers '" + answer + "'");
    }
}

void GsnPeer::setWeights(const std::vector<float>& weights) {
    process_->sendLine("weights");
    process_->send(weights);
    demandOk();
}

void GsnPeer::setBatch(const std::vector<float>& x) {
    process_->sendLine("batch " + std::to_string(x.size() / shape_.units(0)));
    process_->send(x);
    demandOk();
}

std::pair<double, std::vector<float>> GsnPeer::lossAndGradient(const std::vector<float>& visible) {
    process_->sendLine("loss");
    process_->send(visible);
    const double loss = std::stod(process_->receiveLine());
    return {loss, process_->receive(shape_.parameters())};
}

void GsnPeer::train(std::size_t minibatches) {
    process_->sendLine("train " + std::to_string(minibatches));
    demandOk();
}

void GsnPeer::setChains(const std::vector<float>& x, const std::vector<float>& h2) {
    chains_ = x.size() / shape_.units(0);
    process_->sendLine("chains " + std::to_string(chains_));
    process_->send(x);
    process_->send(h2);
    demandOk();
}

std::pair<std::vector<float>, std::vector<float>> GsnPeer::stepWithoutNoise() {
    process_->sendLine("step");
    demandOk();
    std::vector<float> mean = process_->receive(chains_ * shape_.units(0));
    return {std::move(mean), process_->receive(chains_ * shape_.units(2))};
}

void GsnPeer::sample(std::size_t steps) {
    process_->sendLine("sample " + std::to_string(steps));
    demandOk();
}

} // namespace scorescope::gsn
