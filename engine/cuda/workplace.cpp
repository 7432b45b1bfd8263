// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cuda/workplace.h"

#include "engine/core/torch_runtime.h"
#include "engine/core/version.h"
#include "engine/cuda/placed_autoencoder.h"

#include <algorithm>

namespace scorescope::cuda {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

std::vector<std::string> usableGpus() {
    std::vector<std::string> names = torch_runtime::gpuNames();
    for (const std::string& name : kernelGpus()) {
        if (!contains(names, name)) {
            names.push_back(name);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::shared_ptr<const Workplace> openWorkplace(const Device& device, SharedCache* cache) {
    auto workplace = std::make_shared<Workplace>();
    workplace->device = device.name();
    if (device.kind == Device::Kind::cpu) {
        workplace->noKernels = "the device is the processor";
        workplace->noTorch = workplace->noKernels;
        return workplace;
    }
    workplace->noKernels = unavailable(workplace->device);
    if (workplace->noKernels.empty()) {
        workplace->kernels = openMachine(workplace->device);
    }
    if (!contains(torch_runtime::gpuNames(), workplace->device)) {
        workplace->noTorch = "LibTorch " + torch_runtime::version() + " has no " +
                             (device.kind == Device::Kind::emulated ? "emulation" : "CUDA here");
    }
    using Store = std::shared_ptr<CrossoverStore>;
    const auto make = [](const Progress&) {
        return std::make_shared<CrossoverStore>(standardCrossoverFile());
    };
    workplace->crossovers =
        cache != nullptr ? *cache->get<Store>("crossovers", make) : make(Progress());
    return workplace;
}

Offer offerOf(const Workplace& workplace, const std::string& noKernel) {
    Offer offer;
    const std::string kernels = workplace.kernels ? noKernel : workplace.noKernels;
    const std::string& torch = workplace.noTorch;
    if (kernels.empty()) {
        offer.device = workplace.device;
        offer.by = "our kernels";
    } else if (torch.empty()) {
        offer.device = workplace.device;
        offer.by = "LibTorch";
    } else {
        offer.why = kernels == torch ? kernels : kernels + "; " + torch;
    }
    return offer;
}

std::size_t crossoverOn(const Workplace& workplace, const std::string& work,
                        const std::function<std::size_t()>& measure) {
    if (workplace.device == "emulated") {
        return 0;
    }
    const std::string gpu = workplace.kernels ? workplace.kernels->name() : workplace.device;
    return workplace.crossovers->get(gpu + ", LibTorch " + torch_runtime::version() +
                                         ", Scorescope " + programVersion() + ", " + work,
                                     measure);
}

Placement placementOf(const std::string& what, const Offer& offer, std::size_t items,
                      const std::string& unit) {
    if (offer.device.empty()) {
        return {what, "cpu", offer.why};
    }
    if (offer.from == never) {
        return {what, "cpu", offer.device + " is not faster at any number of " + unit};
    }
    const std::string sizes = std::to_string(items) + " " + unit + "; " + offer.device + ", by " +
                              offer.by + ", is faster from " + std::to_string(offer.from) + " on";
    return {what, offer.takes(items) ? offer.device : "cpu", sizes};
}

std::vector<Placement> describePlacements() {
    const std::vector<std::string> gpus = usableGpus();
    if (gpus.empty()) {
        return {{"CUDA kernels", "not usable", unavailable("cuda")}};
    }
    Device device;
    device.kind = Device::Kind::cuda;
    const auto workplace = openWorkplace(device, nullptr);
    std::vector<Placement> list;
    list.push_back(workplace->kernels
                       ? Placement{"CUDA kernels", "usable", workplace->kernels->name()}
                       : Placement{"CUDA kernels", "not usable", workplace->noKernels});
    PlacedAutoEncoder model(workplace, nn::ModelOptions(), nn::Criterion());
    const auto tell = [&list](const std::string& what, const Offer& offer,
                              const std::string& unit) {
        list.push_back(placementOf(what, offer, offer.from == never ? 0 : offer.from, unit));
    };
    tell("training", model.training(), "examples");
    tell("fields", model.fields(), "points");
    return list;
}

} // namespace scorescope::cuda
