// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/device.h"

#include "engine/core/error.h"
#include "engine/core/instruction_set.h"
#include "engine/core/threads.h"
#include "engine/core/torch_runtime.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

namespace scorescope {
namespace {

std::string processorName() {
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.rfind("model name", 0) == 0) {
            const std::size_t colon = line.find(':');
            return colon == std::string::npos ? line : line.substr(colon + 2);
        }
    }
    return "unknown";
}

} // namespace

std::string Device::name() const {
    switch (kind) {
    case Kind::cpu:
        return "cpu";
    case Kind::emulated:
        return "emulated";
    case Kind::cuda:
        break;
    }
    return "cuda:" + std::to_string(index);
}

Device resolveDevice(const std::string& request, const std::vector<std::string>& gpus) {
    if (request == "cpu" || (request == "auto" && gpus.empty())) {
        return {};
    }
    if (request == "emulated") {
        return {Device::Kind::emulated, 0};
    }
    const std::string& name = request == "auto" ? gpus.front() : request;
    int index = 0;
    bool understood = name == "cuda";
    if (name.rfind("cuda:", 0) == 0) {
        const char* end = name.data() + name.size();
        const auto parsed = std::from_chars(name.data() + 5, end, index);
        understood = parsed.ec == std::errc() && parsed.ptr == end && index >= 0;
    }
    if (!understood) {
        throw InputError("--device", "",
                         "'" + request + "' is not allowed; allowed is auto, cpu, cuda or cuda:N");
    }
    const Device device{Device::Kind::cuda, index};
    if (std::find(gpus.begin(), gpus.end(), device.name()) == gpus.end()) {
        std::string allowed = "cpu";
        for (const std::string& gpu : gpus) {
            allowed += ", " + gpu;
        }
        throw InputError("--device", "",
                         "there is no " + device.name() +
                             " that this program can use (`scorescope doctor` says why); allowed " +
                             (gpus.empty() ? "is " : "are ") + allowed);
    }
    return device;
}

double machineMemoryBytes() {
    return static_cast<double>(sysconf(_SC_PHYS_PAGES)) *
           static_cast<double>(sysconf(_SC_PAGESIZE));
}

Machine describeMachine() {
    Machine machine;
    machine.processor = processorName();
    machine.instructionSet = instructionSetName(resolveInstructionSet());
    machine.cores = availableCores();
    machine.torchVersion = torch_runtime::version();
    machine.memoryGiB = machineMemoryBytes() / (1024.0 * 1024.0 * 1024.0);
    return machine;
}

Blas describeBlas() {
    Blas blas;
    blas.library = torch_runtime::blas();
    blas.fightsOpenMp = blas.library.find("pthread") != std::string::npos;
    return blas;
}

int tuneProcess(Threads threads) {
    // glibc maps and unmaps every block above M_MMAP_THRESHOLD (at most 32 MiB by itself), and its
    // page faults cost as much as the arithmetic on a tensor of that size.
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 2147483647);
    const int count =
        threads.count > 0 ? threads.count : std::max(1, availableCores() - threads.spare);
    useThreads(count);
    return count;
}

} // namespace scorescope
