// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/doctor.h"

#include "engine/core/device.h"
#include "engine/core/torch_runtime.h"
#include "engine/cuda/workplace.h"

#include <iostream>

namespace scorescope::app {

int doctor(const std::function<std::vector<std::string>()>& describeGraphics, int threads) {
    const Machine machine = describeMachine();
    const Blas blas = describeBlas();
    const std::vector<std::string> gpus = torch_runtime::gpuNames();
    std::cout << "processor        " << machine.processor << ", " << machine.cores << " cores\n"
              << "instruction set  " << machine.instructionSet << '\n'
              << "memory           " << static_cast<int>(machine.memoryGiB + 0.5) << " GiB\n"
              << "threads          " << threads << '\n'
              << "LibTorch         " << machine.torchVersion << '\n'
              << "BLAS             " << blas.library << '\n';
    std::cout << "GPU              ";
    if (gpus.empty()) {
        std::cout << "none that LibTorch can use\n";
    }
    for (std::size_t i = 0; i < gpus.size(); ++i) {
        std::cout << (i == 0 ? "" : ", ") << gpus[i] << (i + 1 == gpus.size() ? "\n" : "");
    }
    for (const Placement& placement : cuda::describePlacements()) {
        std::cout << placement.what
                  << std::string(placement.what.size() < 16 ? 17 - placement.what.size() : 1, ' ')
                  << placement.where << ": " << placement.why << '\n';
    }
    if (describeGraphics) {
        for (const std::string& line : describeGraphics()) {
            std::cout << line << '\n';
        }
    } else {
        std::cout << "window           not in this build (SCORESCOPE_GUI=OFF)\n";
    }
    std::cout << "\nwhat would make it faster\n";
    bool nothing = true;
    const auto advise = [&nothing](const std::string& line) {
        std::cout << "  " << line << '\n';
        nothing = false;
    };
    if (blas.fightsOpenMp) {
        advise("OpenBLAS runs its own threads beside OpenMP's: mixed work is 1.6 to 3.4 times "
               "slower. Install "
               "libopenblas0-openmp, then: update-alternatives --config "
               "libblas.so.3-x86_64-linux-gnu");
    }
    if (machine.instructionSet == "baseline") {
        advise("this processor has no AVX2: the fused loops run at about a quarter of their speed");
    }
    if (threads < machine.cores) {
        advise("only " + std::to_string(threads) + " of " + std::to_string(machine.cores) +
               " cores are used (--threads)");
    }
    if (nothing) {
        std::cout << "  nothing that this program knows of\n";
    }
    return 0;
}

} // namespace scorescope::app
