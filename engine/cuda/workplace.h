// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/device.h"
#include "engine/core/placement.h"
#include "engine/core/shared_cache.h"
#include "engine/cuda/crossover.h"
#include "engine/cuda/crossover_store.h"
#include "engine/cuda/machine.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// Which device does which work: the processor, our kernels on a GPU, or LibTorch on it.
namespace scorescope::cuda {

/// GPUs that our kernels or LibTorch can use: what resolveDevice() may choose from.
[[nodiscard]] std::vector<std::string> usableGpus();

/// What an experiment computes on besides the processor. Each experiment opens its own: a Machine
/// serves one thread.
struct Workplace {
    std::string device = "cpu";       ///< Device::name()
    std::shared_ptr<Machine> kernels; ///< what runs our kernels, or null
    std::string noKernels;            ///< why that is null
    std::string noTorch;              ///< why LibTorch does not run there; empty when it does
    /// Shared by all experiments of the process.
    std::shared_ptr<CrossoverStore> crossovers;
};

/// Opens a device. `cache` (may be null): where the crossovers are shared. The processor has
/// neither kernels nor LibTorch to offer: nothing is opened for it. Throws RunError when a GPU
/// fails.
[[nodiscard]] std::shared_ptr<const Workplace> openWorkplace(const Device& device,
                                                             SharedCache* cache);

/// What takes one kind of work off the processor, and from which size on.
struct Offer {
    std::string device;       ///< "cuda:0"; empty when nothing but the processor does this work
    std::string by;           ///< "our kernels", "LibTorch"
    std::string why;          ///< why device is empty
    std::size_t from = never; ///< items from which on the device does it

    /// The device rather than the processor.
    [[nodiscard]] bool takes(std::size_t items) const { return !device.empty() && items >= from; }
};

/// Who offers to do work: our kernels where `noKernel` (why they do not know it) is empty, else
/// LibTorch where it runs there. The offer's `from` is left to measure.
[[nodiscard]] Offer offerOf(const Workplace& workplace, const std::string& noKernel);

/// From how many items on the workplace's device does a work that it offers to do: measured once by
/// `measure` and kept by the GPU, the versions of LibTorch and of this program, and `work`, text
/// that tells any two apart. The emulation of a GPU, which is for tests, takes every number.
[[nodiscard]] std::size_t crossoverOn(const Workplace& workplace, const std::string& work,
                                      const std::function<std::size_t()>& measure);

/// Where `items` of a work are done and why there. `unit`: what items are, in plural.
[[nodiscard]] Placement placementOf(const std::string& what, const Offer& offer, std::size_t items,
                                    const std::string& unit);

/// What this build and machine offer, work by work, for `doctor`: on a GPU, the sizes from which on
/// it is the faster for the network of Figure 3.5, which takes a moment to measure; without one,
/// why not.
[[nodiscard]] std::vector<Placement> describePlacements();

} // namespace scorescope::cuda
