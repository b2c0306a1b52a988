// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
#include "report/html.h"

#include <doctest/doctest.h>

namespace assay::report {

TEST_CASE("markup in text becomes text, in content and in attributes") {
  CHECK(Escape("<a href=\"x\">'&'</a>") == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

TEST_CASE("what is not printable UTF-8 becomes the replacement character") {
  CHECK(Escape("\x01") == "\uFFFD");
  CHECK(Escape("\x7F") == "\uFFFD");
  CHECK(Escape("a\xFF") == "a\uFFFD");
  CHECK(Escape("\xC3") == "\uFFFD");                      // cut off in the middle
  CHECK(Escape("\xC0\xAF") == "\uFFFD\uFFFD");            // overlong slash
  CHECK(Escape("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");  // surrogate
  CHECK(Escape("\u202Egpj.exe") == "\uFFFDgpj.exe");      // right-to-left override
  CHECK(Escape("\xEF\xBF\xBE") == "\uFFFD");              // U+FFFE, not a character
  CHECK(Escape("µs ≤ 😀\n\t") == "µs ≤ 😀\n\t");
}

TEST_CASE("text is shortened by characters, not bytes") {
  CHECK(Shorten("µµµ", 3) == "µµµ");
  CHECK(Shorten("µµµµ", 3) == "µµ…");
  CHECK(Shorten("abc", 0) == "…");
  CHECK(CharacterCount("µs") == 2);
}

TEST_CASE("a slug is fit for ids and file names, whatever the name") {
  CHECK(Slug("resnet50 · Server") == "resnet50-server");
  CHECK(Slug("../../etc/passwd\n") == "etc-passwd");
  CHECK(Slug("\"'<>") == "run");
  CHECK(Slug(std::string(500, 'A')) == std::string(60, 'a'));
}

TEST_CASE("a template's values are not looked into") {
  CHECK(FillTemplate("{{a}}-{{b}}-{{a}}", {{"a", "{{b}}"}, {"b", "2"}}) == "{{b}}-2-{{b}}");
}

}  // namespace assay::report
