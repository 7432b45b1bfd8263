// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/bench/probe_peer.h"

#include <sstream>
#include <stdexcept>
#include <utility>

namespace scorescope::probes {
namespace {

std::string nameOf(ProbePeer::Library library) {
    return library == ProbePeer::Library::scikitLearn ? "sklearn" : "torch";
}

/// Exactly, in few letters.
std::string numberText(double value) {
    std::ostringstream text;
    text.precision(17);
    text << value;
    return text.str();
}

} // namespace

ProbePeer::Started ProbePeer::start(int threads) {
    if (threads < 1) {
        throw std::invalid_argument("the reference needs a thread");
    }
    PythonPeer::Started started = PythonPeer::start(probePeerScript(), {std::to_string(threads)});
    if (!started.peer) {
        return {nullptr, std::move(started.words)};
    }
    return {std::unique_ptr<ProbePeer>(new ProbePeer(std::move(started.peer))),
            std::move(started.words)};
}

void ProbePeer::demandOk() {
    const std::string line = process_->receiveLine();
    if (line != "ok") {
        throw std::runtime_error("benchmark: the reference in Python answers '" + line + "'");
    }
}

void ProbePeer::setData(const std::vector<float>& features,
                        const std::vector<std::uint32_t>& labels, std::size_t classes,
                        double penalty) {
    process_->sendLine("data " + std::to_string(labels.size()) + " " +
                       std::to_string(features.size() / labels.size()) + " " +
                       std::to_string(classes) + " " + numberText(penalty));
    process_->send(features);
    process_->send({labels.begin(), labels.end()});
    demandOk();
}

double ProbePeer::objectiveOf(const std::vector<float>& weights, const std::vector<float>& bias) {
    process_->sendLine("judge");
    process_->send(weights);
    process_->send(bias);
    return std::stod(process_->receiveLine());
}

std::size_t ProbePeer::iterationsTo(Library library, double target) {
    process_->sendLine("reach " + nameOf(library) + " " + numberText(target));
    return std::stoul(process_->receiveLine());
}

void ProbePeer::fit(Library library, std::size_t iterations) {
    process_->sendLine("fit " + nameOf(library) + " " + std::to_string(iterations));
    demandOk();
}

double ProbePeer::objective() {
    process_->sendLine("objective");
    return std::stod(process_->receiveLine());
}

} // namespace scorescope::probes
