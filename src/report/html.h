// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Text into HTML and SVG: escaping, and the few shapes of markup that every section uses.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::report {

/// Text that is safe as content and as a quoted attribute, in HTML and XML: markup characters
/// escaped; control characters, direction overrides and bytes that are not UTF-8 become U+FFFD.
std::string Escape(std::string_view text);

/// At most `characters` characters of `text`, the last one an ellipsis when it was longer. UTF-8.
std::string Shorten(std::string_view text, std::size_t characters);

/// The number of characters (code points) of UTF-8 text.
std::size_t CharacterCount(std::string_view text);

/// "resnet50 Server" -> "resnet50-server": letters, digits and dashes only, for ids and file names.
std::string Slug(std::string_view text);

/// Replaces each {{name}} of a template by its value, once: values are never looked into.
/// A name without a value is a bug of ours.
std::string FillTemplate(std::string_view text,
                         const std::vector<std::pair<std::string_view, std::string_view>>& values);

}  // namespace assay::report
