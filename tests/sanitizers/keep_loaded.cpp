// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Linked into the tests under AddressSanitizer: libraries stay loaded to the end. Qt unloads the
// OpenGL driver before the leaks are listed, so what the driver keeps would have no name that
// lsan.supp could match.
extern "C" __attribute__((visibility("default"))) int dlclose(void* /*handle*/) noexcept {
    return 0;
}
