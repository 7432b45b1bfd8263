// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// LibTorch takes about a second to load, longer than most commands take, and brings libraries that
/// stand in the way of others: its LLVM in place of the one that Mesa draws with ends the program
/// at the first OpenGL context. So all that includes it, the files X_torch.cpp, is a library of its
/// own (libscorescope-torch.so), opened when it is first needed, with symbols that nobody else
/// sees.
///
/// A folder reaches its own part of it through a table of functions, declared in torch_FOLDER.h and
/// filled in torch_FOLDER_torch.cpp; callers see functions and abstract classes without LibTorch in
/// them. Adding one is a line in the table, one where it is filled, and one where it is called.
namespace scorescope {

namespace detail {

/// The table that the library's function `entry` hands out.
[[nodiscard]] const void* torchTable(const char* entry);

} // namespace detail

/// The table of one folder: what `const void* entry()` of the library returns. The library is
/// opened on the first call, which takes a second; from any thread. Throws RunError when it is
/// missing, of another version, or cannot be loaded.
template <class Table> [[nodiscard]] const Table& torchTable(const char* entry) {
    return *static_cast<const Table*>(detail::torchTable(entry));
}

/// Whether it was opened already.
[[nodiscard]] bool torchIsLoaded() noexcept;

} // namespace scorescope
