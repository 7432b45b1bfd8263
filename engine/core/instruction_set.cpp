// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/instruction_set.h"

#include <stdexcept>

namespace scorescope {

bool isSupported(InstructionSet set) {
    switch (set) {
    case InstructionSet::automatic:
    case InstructionSet::baseline:
        return true;
#if defined(__x86_64__)
    case InstructionSet::avx2:
        return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
    case InstructionSet::avx512:
        return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
               __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
               isSupported(InstructionSet::avx2);
#else
    case InstructionSet::avx2:
    case InstructionSet::avx512:
        return false;
#endif
    }
    return false;
}

InstructionSet resolveInstructionSet(InstructionSet requested) {
    if (requested == InstructionSet::automatic) {
        if (isSupported(InstructionSet::avx512)) {
            return InstructionSet::avx512;
        }
        return isSupported(InstructionSet::avx2) ? InstructionSet::avx2 : InstructionSet::baseline;
    }
    if (!isSupported(requested)) {
        throw std::invalid_argument("this processor has no " + instructionSetName(requested));
    }
    return requested;
}

std::string instructionSetName(InstructionSet set) {
    switch (set) {
    case InstructionSet::avx512:
        return "AVX-512";
    case InstructionSet::avx2:
        return "AVX2";
    case InstructionSet::baseline:
        return "baseline";
    case InstructionSet::automatic:
        break;
    }
    return "automatic";
}

} // namespace scorescope
