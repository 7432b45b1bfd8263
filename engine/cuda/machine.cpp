// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cuda/machine.h"

#include "engine/core/error.h"

#include <cstdlib>

namespace scorescope::cuda {

namespace {

int indexOf(const std::string& device) {
    return device.rfind("cuda:", 0) == 0 ? std::atoi(device.c_str() + 5) : 0;
}

} // namespace

std::string unavailable(const std::string& device) {
    if (device == "emulated") {
        return "";
    }
    if (device.rfind("cuda", 0) != 0) {
        return "the device is the processor";
    }
    std::string why;
    const int count = gpuCount(&why);
    if (count == 0) {
        return why;
    }
    return indexOf(device) < count ? ""
                                   : "there is no " + device + " among the " +
                                         std::to_string(count) + " GPU(s) of this machine";
}

std::shared_ptr<Machine> openMachine(const std::string& device) {
    if (const std::string why = unavailable(device); !why.empty()) {
        throw RunError("No GPU: " + why, "choose the processor as device");
    }
    return device == "emulated" ? openEmulation() : openGpu(indexOf(device));
}

std::vector<std::string> kernelGpus() {
    std::string why;
    std::vector<std::string> names;
    const int count = gpuCount(&why);
    for (int i = 0; i < count; ++i) {
        names.push_back("cuda:" + std::to_string(i));
    }
    return names;
}

} // namespace scorescope::cuda
