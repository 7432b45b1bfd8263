// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/data/minibatches.h"
#include "engine/gsn/network/gsn_learner.h"
#include "engine/gsn/network/network_chains.h"
#include "engine/gsn/network/network_images.h"
#include "engine/gsn/network/unrolled_graph.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace scorescope::gsn {

/// Words that differ between experiments.
struct ImageNetworkWords {
    std::string beside;  ///< of the curve of the network itself, when another runs beside it
    std::string without; ///< of the other one: "without walkback"
};

/// An estimate that an experiment makes of its networks now and then, by an analysis.
struct EstimateSpec {
    std::string name;             ///< of the analysis
    std::string title;            ///< for a person who sees it run
    std::string every;            ///< the parameter that says after how many steps; 0: never
    std::set<std::string> series; ///< what it appends to
    std::string artifact;         ///< what it shows
};

/// A network that learns images by walkback, chains that draw from it while it trains, and, when
/// "beside" asks for it, another network with the same start, minibatches and chains: the
/// parameters are those of imageNetworkParameters(). Experiments derive from it what their images
/// have more of.
class ImageNetwork : public Experiment {
public:
    /// `beside` has the parameters of the other network; null: there is none.
    ImageNetwork(const ExperimentContext& context, std::shared_ptr<const NetworkImages> images,
                 const Parameters* beside, ImageNetworkWords words = {});

    void step() override;
    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }
    void set(const std::string& name, const ParameterValue& value) override;
    void act(const Action& action) override;
    void save(Checkpoint& checkpoint) const override;
    void load(const Checkpoint& checkpoint) override;
    void publish(FrameBuilder& frame) const override;

    /// The samples after "first_epochs" and "second_epochs" (Figure 5.7), and the estimate().
    [[nodiscard]] std::vector<AnalysisRequest> due(const Interest& interest) const override;
    [[nodiscard]] std::set<std::string> scheduledArtifacts() const override;
    [[nodiscard]] AnalysisWork analysis(const AnalysisRequest& request) const override;
    void take(const AnalysisResult& result) override;

    /// Actions that all of them have: "restart_chains" and "chain_part".
    [[nodiscard]] static std::vector<ActionSpec> actions();

    [[nodiscard]] const GsnLearner& learner() const noexcept { return learner_; }
    /// The network as chains run with it now.
    [[nodiscard]] ChainNetwork chainNetwork() const;
    /// The network that runs beside it; null without.
    [[nodiscard]] const ImageNetwork* other() const noexcept { return other_.get(); }

protected:
    [[nodiscard]] const Parameters& parameters() const noexcept { return parameters_; }
    [[nodiscard]] const NetworkImages& images() const noexcept { return *images_; }
    [[nodiscard]] const NetworkChains& chains() const noexcept { return chains_; }
    [[nodiscard]] const UnrolledActivations& unrolled() const noexcept { return unrolled_; }
    [[nodiscard]] std::uint64_t trained() const noexcept { return trained_; } ///< minibatches
    [[nodiscard]] std::uint64_t seed() const noexcept { return seed_; }
    /// What is estimated by schedule; null where nothing is.
    [[nodiscard]] virtual const EstimateSpec* estimate() const { return nullptr; }
    /// The work of it; owns what it uses. Asked only where there is one.
    [[nodiscard]] virtual AnalysisWork estimateWork() const { return {}; }
    /// What it found. Throws InputError when it is damaged; nothing changed then.
    virtual void takeEstimate(const Checkpoint& /*found*/) {}
    /// b_0 = log odds of these means of pixels in [0, 1]; before the first step.
    void startBiasesAtMeans(const std::vector<double>& means);

private:
    /// A grid of consecutive samples and which moment of training it is of.
    struct EpochSamples {
        std::uint64_t trained = 0;
        SampleRecord record;
    };

    void loadOwn(const Checkpoint& checkpoint);
    [[nodiscard]] bool trains() const;
    void setRate();
    void train();
    void startChains();
    void evaluate();
    [[nodiscard]] double heldOutLoss();
    /// The images that every evaluation reconstructs; both networks have the same.
    [[nodiscard]] const std::vector<float>& heldOutImages();
    [[nodiscard]] NetworkChains::Drawing drawing() const;
    [[nodiscard]] std::vector<float> flatUnrolled() const;
    [[nodiscard]] UnrolledActivations unrolledFrom(const std::vector<float>& all) const;
    /// After how many minibatches the samples of that name are drawn; 0: never.
    [[nodiscard]] std::uint64_t epochEnd(const char* parameter) const;

    Parameters parameters_;
    ImageNetworkWords words_;
    std::uint64_t seed_;
    int threads_;
    std::shared_ptr<const NetworkImages> images_;
    GsnShape shape_;
    GsnLearner learner_;
    data::Minibatches batches_;
    GsnSampler sampler_;
    NetworkChains chains_;
    std::uint64_t steps_ = 0;
    std::uint64_t trained_ = 0; ///< minibatches
    // Since the last evaluation.
    double lossSum_ = 0.0;
    double firstSum_ = 0.0;
    double lastSum_ = 0.0;
    std::size_t lossCount_ = 0;
    double heldOut_ = 0.0;             ///< the newest
    std::vector<float> heldOutImages_; ///< empty before the first evaluation
    std::shared_ptr<const Artifact> dataImages_;
    std::vector<float> batch_;
    UnrolledActivations unrolled_; ///< by the first example of the last minibatch
    std::map<std::string, EpochSamples> epochSamples_; ///< by the analysis' name
    std::unique_ptr<ImageNetwork> other_;              ///< the one beside; null without
};

} // namespace scorescope::gsn
