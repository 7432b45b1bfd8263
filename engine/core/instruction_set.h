// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace scorescope {

/// Vector instructions of the processor, as hand-written kernels are compiled for. `automatic` is
/// the widest that the processor has.
enum class InstructionSet { automatic, baseline, avx2, avx512 };

/// True if this processor can run kernels of the set: avx2 means AVX2 with FMA, avx512 means F, DQ,
/// BW and VL besides those. The one decision that kernels and `doctor` share.
[[nodiscard]] bool isSupported(InstructionSet set);

/// The set that a request leads to; never `automatic`. Throws std::invalid_argument if the
/// processor cannot run the one requested.
[[nodiscard]] InstructionSet
resolveInstructionSet(InstructionSet requested = InstructionSet::automatic);

/// As people write it: "AVX-512", "AVX2", "baseline" or "automatic".
[[nodiscard]] std::string instructionSetName(InstructionSet set);

} // namespace scorescope
