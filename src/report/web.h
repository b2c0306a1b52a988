// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The page's template and style sheet, embedded at build time from web/.
#pragma once

#include <string_view>

namespace assay::report {

std::string_view PageTemplate();  // web/page.html
std::string_view PageStyle();     // web/page.css

}  // namespace assay::report
