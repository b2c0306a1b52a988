// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The pages' templates, style sheets and script, embedded at build time from web/.
#pragma once

#include <string_view>

namespace assay::report {

std::string_view PageTemplate();  // web/page.html
std::string_view PageStyle();     // web/page.css

std::string_view ResultsTemplate();  // web/results.html
std::string_view ResultsStyle();     // web/results.css
std::string_view ResultsScript();    // web/results.js

}  // namespace assay::report
