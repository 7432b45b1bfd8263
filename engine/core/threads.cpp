// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/threads.h"

#ifdef _OPENMP
#include <omp.h>
#endif

namespace scorescope {

int threadCount(int requested) noexcept {
#ifdef _OPENMP
    return requested > 0 ? requested : omp_get_max_threads();
#else
    static_cast<void>(requested);
    return 1;
#endif
}

void useThreads(int count) noexcept {
#ifdef _OPENMP
    omp_set_num_threads(count);
#else
    static_cast<void>(count);
#endif
}

int currentThread() noexcept {
#ifdef _OPENMP
    return omp_get_thread_num();
#else
    return 0;
#endif
}

} // namespace scorescope
