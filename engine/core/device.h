// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace scorescope {

/// Where tensors live and heavy work runs.
struct Device {
    enum class Kind {
        cpu,
        cuda,
        emulated, ///< the processor plays a GPU for our kernels, thousands of times slower: for
                  ///< tests
    };
    Kind kind = Kind::cpu;
    int index = 0;

    /// "cpu", "cuda:0" (as LibTorch spells it) or "emulated".
    [[nodiscard]] std::string name() const;
};

/// Resolves "auto", "cpu", "cuda", "cuda:1" or "emulated". `gpus`: names of those that can be used
/// (cuda::usableGpus()); "auto" takes the first. Throws InputError for another word, or for a GPU
/// that is not among them.
[[nodiscard]] Device resolveDevice(const std::string& request,
                                   const std::vector<std::string>& gpus);

/// What the program runs on, as `scorescope doctor` and the status bar say it.
struct Machine {
    std::string processor;
    std::string instructionSet; ///< "AVX-512", "AVX2" or "baseline"
    int cores = 0;
    std::string torchVersion;
    double memoryGiB = 0.0;
};
[[nodiscard]] Machine describeMachine();

/// The library that answers LibTorch's matrix products. Loads LibTorch.
struct Blas {
    std::string library;
    bool fightsOpenMp = false; ///< OpenBLAS with its own threads is in use
};
[[nodiscard]] Blas describeBlas();

/// Bytes of memory the machine has.
[[nodiscard]] double machineMemoryBytes();

/// Threads used by the engine's loops and LibTorch. 0 = all cores but `spare`, at least one.
struct Threads {
    int count = 0;
    int spare = 0;
};
/// Sets what matters more than any kernel, once, before the first tensor: the number of threads,
/// and glibc's thresholds so that large tensors are not mapped and unmapped at each use. \returns
/// the number of threads in force.
int tuneProcess(Threads threads);

} // namespace scorescope
