// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace scorescope::data {

/// The data set of that id (see DataSource) lies in `folder` from now on: it is looked for there
/// before the usual places. Nothing for ids that no reader here knows. A folder that cannot be
/// remembered is no error.
void rememberFetched(const std::string& id, const std::string& folder);

} // namespace scorescope::data
