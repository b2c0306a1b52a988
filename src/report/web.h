// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// The pages' template, style sheets and scripts, embedded at build time from web/.
#pragma once

#include <string_view>

namespace assay::report {

// Of all pages.
std::string_view PageTemplate();   // web/page.html
std::string_view PageStyle();      // web/page.css
std::string_view ControlsStyle();  // web/controls.css
std::string_view PageScript();     // web/page.js

// Of pages of runs.
std::string_view RunsScript();  // web/runs.js

// Of pages of published results.
std::string_view ResultsStyle();   // web/results.css
std::string_view ResultsScript();  // web/results.js

}  // namespace assay::report
