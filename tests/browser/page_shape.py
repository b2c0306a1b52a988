# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""What every page of ours must be: well-formed, complete in itself, usable without sight or script."""
import base64
import hashlib
import html.parser
import re
import xml.etree.ElementTree

VOID = {"meta", "link", "br", "hr", "img", "input"}
FORBIDDEN = {"script", "iframe", "img", "object", "embed", "form", "base", "foreignObject", "use"}
SVG = "{http://www.w3.org/2000/svg}"


class Shape(html.parser.HTMLParser):
    """Reads a page and collects what is wrong with it in `faults`."""

    def __init__(self, may_script=False):
        super().__init__(convert_charrefs=True)
        self.may_script = may_script
        self.faults, self.open, self.ids, self.headings = [], [], [], []
        self.references, self.text = [], []

    def fault(self, what):
        self.faults.append(f"line {self.getpos()[0]}: {what}")

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag in FORBIDDEN and not (tag == "script" and self.may_script):
            self.fault(f"<{tag}> has no place on the page")
        for name, value in attributes:
            self.check_attribute(tag, name, value or "")
        if "id" in named:
            self.ids.append(named["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), self.getpos()[0]))
        if tag == "th" and "scope" not in named:
            self.fault("<th> without scope")
        if tag == "svg" and "role" not in named and named.get("aria-hidden") != "true":
            self.fault("<svg> neither named nor hidden")
        if tag not in VOID:
            self.open.append(tag)

    def check_attribute(self, tag, name, value):
        if name.startswith("on"):
            self.fault(f"<{tag}> with {name}")
        if name == "style":
            self.fault(f"<{tag}> with its own style")
        if name in ("src", "href", "xlink:href") and not (value.startswith("#") or value == "data:,"):
            self.fault(f"<{tag}> reaches out of the page: {value}")
        if name in ("aria-labelledby", "aria-describedby"):
            self.references += value.split()
        if name == "href" and value.startswith("#"):
            self.references.append(value[1:])

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.fault(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data):
        self.text.append(data)


def faults_of_script(text):
    """The page's own script is named by its hash, and there is no other but data."""
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL)
    run = [body for attributes, body in scripts if "application/json" not in attributes]
    if len(run) != 1 or len(scripts) > 2:
        return [f"{len(run)} scripts of {len(scripts)}"]
    digest = base64.b64encode(hashlib.sha256(run[0].encode()).digest()).decode()
    return [] if f"script-src 'sha256-{digest}'" in text else ["the script's hash is not its own"]


def faults_of_page(text, may_script=False):
    """The faults of one HTML page, as sentences; none is the empty list."""
    shape = Shape(may_script)
    shape.feed(text)
    shape.close()
    faults = shape.faults + [f"<{tag}> is never closed" for tag in shape.open]
    for name in sorted({name for name in shape.ids if shape.ids.count(name) > 1}):
        faults.append(f"id {name} is there twice")
    faults += [f"nothing has the id {name}" for name in shape.references if name not in shape.ids]
    faults += faults_of_script(text) if may_script else []
    before = 0
    for level, line in shape.headings:
        if level > before + 1:
            faults.append(f"line {line}: heading {level} follows heading {before}")
        before = level
    if [level for level, _ in shape.headings].count(1) != 1:
        faults.append("not exactly one h1")
    for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        faults += faults_of_svg(svg) if 'role="img"' in svg else []
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL).group(1)
    if re.search(r"url\(|@import|https?:", style):
        faults.append("the style sheet loads something")
    return faults


def faults_of_svg(text):
    """The faults of one chart: XML, named for screen readers, and every path made of numbers."""
    try:
        root = xml.etree.ElementTree.fromstring(text)
    except xml.etree.ElementTree.ParseError as error:
        return [f"not XML: {error}"]
    faults = []
    title, description = root.find(SVG + "title"), root.find(SVG + "desc")
    if title is None or description is None or not title.text or not description.text:
        faults.append("a chart without title or description")
    elif root.get("aria-labelledby") != f"{title.get('id')} {description.get('id')}":
        faults.append("a chart that is not labelled by its title and description")
    width, height = (float(number) for number in root.get("viewBox").split()[2:])
    for element in root.iter():
        path = element.get("d")
        if path and not re.fullmatch(r"(M-?[\d.]+ -?[\d.]+(h0|(L-?[\d.]+ -?[\d.]+)+Z?))+", path):
            faults.append(f"a path with something else than numbers: {path[:80]}")
        if element.tag == SVG + "text":
            x, y = float(element.get("x")), float(element.get("y"))
            if not (-1 <= x <= width + 1 and 0 <= y <= height + 1):
                faults.append(f"text outside of the chart: {element.text}")
    return faults
