"""The text of a page as a browser shows it: a parameter's name, its type and its marks each on a line of its own.

That is how Mintlify's pages look when they are copied or captured as text, those made from an OpenAPI description
(`Available options:`, `Required range:`) and those written by hand (`• 720P - standard`). `pages` calls it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from reelspec.documentation.pages.builder import OTHER_LANGUAGES, Curl, Reading, curl_at, endpoint_of, json_at, part_of
from reelspec.documentation.pages.chinese import english, is_chinese
from reelspec.documentation.pages.described import Described, path_of, sign
from reelspec.documentation.pages.keywords import keyword_facts
from reelspec.documentation.pages.operations import operation_at, shows_method
from reelspec.documentation.pages.page import Page, Part
from reelspec.documentation.pages.prose import are_values, schema_line, unlike
from reelspec.documentation.pages.signature import NAME, looks_glued, signature_at
from reelspec.documentation.pages.text import is_bullet, normalised, parsed, sentences, text_print, unmarked
from reelspec.documentation.pages.types import in_type

LAYOUT = "rendered"

_LIMIT = re.compile(
    r"(?:required|maximum|minimum) (?:range|string length|array length|length|items|value)\b|range\s?:.{0,40}\bx\b|"
    r"pattern: ?\S|(?:must be a )?multiple of:? ?\d|unique items\b",
    re.IGNORECASE,
)
_LISTING = re.compile(
    r"(?:available options|allowed(?: values)?|options|possible values|enum)\s?:\s?(.{0,4000})", re.IGNORECASE
)
_HEADINGS = frozenset(
    f"{place}{noun}"
    for place in ("", "request ", "response ", "path ", "query ", "header ", "body ")
    for noun in (
        "parameters",
        "params",
        "fields",
        "json object",
        "headers",
        "header",
        "body",
        "request",
        "response",
        "responses",
    )
) | {
    "authorizations",
    "authorization",
    "authentication",
    "request samples",
    "response samples",
    "cookies",
    "errors",
    "status codes",
    "input",
    "output",
    "input schema",
    "output schema",
}
"""Lines that are headings even where the capture has lost the blank line behind them."""
_OF_SCHEMA = re.compile(r"(?:\sschema)?\s?:(?:\s?[\w+.-]{1,40}(?:/[\w+.-]{1,40})?)?$")
"""What may stand behind such a word: `Request body schema: application/json`, `Authorizations: ApiKey`, `Response fields:`."""
_NAME_AS_HEADING = re.compile(rf"#{{2,6}}\s+(?:`({NAME})`$|(?=`?[a-z_])(\S.{{0,200}}))")
_MOST_TITLE = 80
_MOST_ITEM = 4000
_TIGHT = 0.04
"""With a smaller share of blank lines, or of lines that follow each other without, blank lines tell nothing."""
_CODE = ("{", "}", "[", "]", '"', "'", "-", "curl ", "```")


def rendered(name: str, text: str, headings: Collection[str] = ()) -> Page | None:
    """The page, None where it has no list of parameters in this layout.

    headings: lines that are known to be headings, their `text.text_print`.
    """
    if "<ParamField" in text:
        return None
    reader = _Reader(name, text, headings)
    reader.read()
    page = reader.reading.page()
    return page if any(fact.kind == "type" and fact.part != "header" for fact in page.facts) else None


class _Reader:
    """Goes through the lines once."""

    def __init__(self, name: str, text: str, headings: Collection[str]) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.headings = headings
        self.tight = _is_tight(self.lines)
        self.glued = looks_glued(text)
        self.offsets: list[int] = []
        offset = 0
        for line in self.lines:
            self.offsets.append(offset)
            offset += len(line) + 1
        _unwrap(self.lines)
        self.at = 0
        self.reading = Reading(name, LAYOUT)
        self.described: Described | None = None
        self.list: Part | None = None
        """The list of parameters that the reader is in: a heading of another kind leaves it."""
        self.fresh = False
        """Whether the parameter's description has not begun yet: its first paragraph is no heading."""
        self.indent: int | None = None
        """How far the bullet of the parameter is indented that is being described; None where it has none."""
        self.no_json_before = 0
        self.no_curl_before = 0
        self.after_curl = False

    def line(self, at: int) -> str:
        return normalised_edges(self.lines[at]) if 0 <= at < len(self.lines) else ""

    def unheaded(self, at: int) -> str:
        """A line, without the marks of a heading where that may be a name, alone or with its type: ### `size` string."""
        line = self.line(at)
        heading = _NAME_AS_HEADING.fullmatch(line) if at == self.at else None
        return line if heading is None else heading[1] or heading[2]

    def read(self) -> None:
        while self.at < len(self.lines):
            line = self.line(self.at)
            if not line:
                self.at += 1
            elif not (
                self.code(line) or self.method(line) or self.parameter(line) or self.heading(line) or self.schema(line)
            ):
                self.say(line)
                self.at += 1
        self.close()

    def close(self) -> None:
        if self.described is not None:
            self.described.close()

    def say(self, line: str) -> None:
        self.fresh = False
        if self.described is not None:
            self.described.line(line, self.at + 1)
        else:
            self.reading.prose(line, self.at + 1)

    # What a line may begin

    def code(self, line: str) -> bool:
        """A curl command or a JSON value; both may go over several lines, and text may be glued to their end."""
        start = self.offsets[self.at] + self.lines[self.at].find(line[0])
        if line.startswith("curl ") and start >= self.no_curl_before:
            curl, self.no_curl_before = curl_at(self.text, start)
            if curl is None:
                return False
            self.statement(start, curl.end)
            if curl.has_body:
                self.reading.example(curl.body, self.at + 1, "request")
            self.endpoint(curl)
            self.after_curl = True
            self.go_on(curl.end)
            return True
        if line.startswith(("```", "~~~")):
            return self.fenced(line)
        if line[0] in "{[" and start >= self.no_json_before:
            end, looked, body = json_at(self.text, start)
            self.no_json_before = looked
            if end is None or (isinstance(body, list) and not _is_json_block(self.text[start:end])):
                return False
            self.statement(start, end)
            field = None if self.described is None else self.described.name
            self.reading.example(body, self.at + 1, self.example_kind(), field)
            self.go_on(end)
            return True
        return False

    def fenced(self, fence: str) -> bool:
        """A fence of Markdown: what is in it is a command, an operation, a JSON value, or one statement."""
        language = fence.strip("`~ ").partition(" ")[0].lower()
        end = next((at for at in range(self.at + 1, len(self.lines)) if self.line(at) == fence[:3]), None)
        if end is None:
            self.at += 1
            return True
        inner = [at for at in range(self.at + 1, end) if self.line(at)]
        self.lines[self.at] = self.lines[end] = ""
        operation = len(inner) == 1 and shows_method(self.line(inner[0]))
        if inner and not operation and not self.line(inner[0]).startswith(("curl ", "{", "[")):
            if language not in OTHER_LANGUAGES:
                self.reading.say("\n".join(self.lines[self.at + 1 : end]), inner[0] + 1, "code")
            self.at = end
        return True

    def endpoint(self, curl: Curl) -> None:
        """What the command says of the operation: all of it, or just the server."""
        endpoint, known = endpoint_of(curl), self.reading.endpoint
        if endpoint is not None and (known is None or (known.server is None and known.path == endpoint.path)):
            self.reading.endpoint = endpoint

    def example_kind(self) -> str:
        if self.described is not None:
            return "value"
        if self.after_curl or self.reading.part == "response":
            self.after_curl = False
            return "response"
        return "request"

    def statement(self, start: int, end: int) -> None:
        self.reading.say(self.text[start:end], self.at + 1, "code")

    def go_on(self, end: int) -> None:
        """Go on behind an offset; what is left of its line becomes a line."""
        while self.at < len(self.lines) and self.offsets[self.at] + len(self.lines[self.at]) < end:
            self.at += 1
        if self.at < len(self.lines):
            used = end - self.offsets[self.at]
            rest = self.lines[self.at][used:].lstrip(" '\t")
            if rest.strip():
                self.lines[self.at] = " " * (len(self.lines[self.at]) - len(rest)) + rest
            else:
                self.at += 1

    def method(self, line: str) -> bool:
        """The operation as its page shows it: `POST`, `/`, `v1`, `/`, `videos`, each on a line; or all on one."""
        found = operation_at(self.line, self.at, len(self.lines)) if shows_method(line) else None
        if found is None or (found[1] == 1 and self.described is not None):
            return False
        endpoint, lines = found
        self.reading.say(f"{endpoint.method} {endpoint.path}", self.at + 1, "endpoint")
        self.reading.endpoint = endpoint if lines > 1 else self.reading.endpoint or endpoint
        self.at += lines
        return True

    def heading(self, line: str) -> bool:
        """A line that announces a list, that is known to be a heading, or that stands alone and is written like one."""
        alone = not self.tight and not self.line(self.at - 1) and not self.line(self.at + 1)
        marked = re.match(r"#{1,6}\s+", line)
        text = unmarked(line[marked.end() :]).strip() if marked else line
        word = _OF_SCHEMA.sub("", english(text).strip().lower())
        part = part_of(text)
        if not text:
            return False
        if not (
            marked
            or (word in _HEADINGS and (self.tight or not self.line(self.at - 1) or self.before_list()))
            or (
                self.headings
                and text_print(normalised(text)) in self.headings
                and (self.tight or alone or not self.fresh)
            )
        ):
            if not (alone and not self.fresh and self.at > 0 and not is_bullet(line) and _is_title(line)):
                return False
            if self.described is not None and _LISTING.fullmatch(word):
                return False
            part = None
        self.close()
        self.described = None
        self.after_curl = False
        self.list = part if part is not None or marked or not self.before_list() else self.list
        self.reading.heading(text, self.at + 1, part=part)
        if marked and marked[0].strip() == "#":
            self.reading.title = self.reading.title or self.reading.path[-1]
        self.at += 1
        return True

    def before_list(self) -> bool:
        """Whether a media type or a parameter stands behind this line."""
        at = next((at for at in range(self.at + 1, len(self.lines)) if self.line(at)), len(self.lines))
        return (
            _is_media_type(self.line(at)) or signature_at(self.line, at, len(self.lines), glued=self.glued) is not None
        )

    def parameter(self, line: str) -> bool:
        """A name with its type, inside a list of parameters."""
        if self.list is None:
            return False
        whole = self.lines[self.at]
        bullet, indent = is_bullet(line), len(whole) - len(whole.lstrip())
        if bullet and self.described is not None and (self.indent is None or indent > self.indent):
            return False  # an item of a description
        signature = signature_at(self.unheaded, self.at, len(self.lines), glued=self.glued)
        if signature is None or (line[0] == "#" and signature.rest):
            return False
        self.close()
        start = self.at + 1
        self.at += signature.lines
        self.reading.part = signature.place or self.list
        marks = [mark.lower() for mark in signature.marks]
        self.described = sign(
            self.reading,
            path_of(self.reading, signature.name),
            signature.written,
            (signature.name, *signature.marks),
            signature.required,
            signature.default,
            start,
            deprecated="deprecated" in marks,
        )
        self.fresh = True
        self.indent = indent if bullet else None
        if signature.rest:  # the description is a line of its own
            self.at -= 1
            whole = self.lines[self.at]
            padding = len(whole) - len(signature.rest) if whole.endswith(signature.rest) else 0
            self.lines[self.at] = " " * padding + signature.rest
        return True

    def schema(self, line: str) -> bool:
        """The lines that Mintlify makes from a schema: options, limits, an example."""
        described = self.described
        if described is None:
            return False
        text = english(unmarked(line))
        listing = _LISTING.fullmatch(text)
        if listing is not None and self.listed(described, line, listing[1]):
            return True
        if _LIMIT.match(text):
            statement = self.reading.say(line, self.at + 1, "limit")
            text = normalised(line)
            for kind, value in schema_line(text, described.written) or keyword_facts(text, described.written):
                self.reading.fact(described.name, kind, value, self.at + 1, statement)
            self.at += 1
            return True
        if text.lower().rstrip() in ("example:", "examples:"):
            return self.example(described, self.at + 1)
        return False

    def listed(self, described: Described, label: str, values_there: str) -> bool:
        """The values of a list: behind its label, or on the lines below it, one on each or several."""
        start, at = self.at + 1, self.at + 1
        mintlify = english(label).lower().startswith(("available", "allowed", "enum"))
        pieces = [piece for _, piece in sentences(values_there)] if values_there.strip() else [""]
        values_there = pieces[0].rstrip().removesuffix(".")
        values = _values(values_there)
        if not mintlify and not (values and are_values(list(values))):
            return False
        going = len(pieces) == 1 and (not values or values_there.endswith(","))
        bullets = commas = False
        spaced = not values and not self.line(at)  # a blank line behind each, as behind the label
        while going and at < len(self.lines):
            raw = self.line(at)
            if not raw:
                if values and not commas and not bullets and not self.tight and not spaced:
                    break
                at += 1
                continue
            bullet = is_bullet(raw)
            line = english(normalised(raw) if bullet else raw).strip()
            more = _values(line)
            if not more or (values and (bullets and not bullet)):
                break
            if values and not commas and not bullet and not self.one_value(at, line):
                break
            if spaced and values and self.line(at + 1):
                break
            values += more
            at += 1
            bullets, commas = bullet, line.endswith(",")
            going = commas or bullet or self.comma_less(at - 1, self.tight or spaced)
        if not values:
            return False
        described.close()
        printed = label.split(":")[0].split("：")[0]
        statement = self.reading.say(f"{printed}: {', '.join(values)}", start, "options")
        options = unlike(in_type(value, described.written) for value in values)
        if not (described.written is not None and described.written.types == ("boolean",) and len(options) > 1):
            self.reading.fact(described.name, "options", options, start, statement)
        for piece in pieces[1:]:
            described.line(piece, start)
        self.at = at
        return True

    def comma_less(self, at: int, spaced: bool) -> bool:
        """Whether values without commas go on behind this line. spaced: also behind blank lines."""
        below = at + 1
        while spaced and below < len(self.lines) and not self.line(below):
            below += 1
        return not self.line(at).endswith(",") and self.one_value(below, self.line(below))

    def one_value(self, at: int, line: str) -> bool:
        """Whether a line is one more value: a single word, and no parameter, no label and no heading."""
        quoted = len(line) > 2 and line[0] == line[-1] == '"'
        if not line or " " in line or line.endswith((":", "：", ".", "。")) or (line[0] in '{[#<`"' and not quoted):
            return False
        if english(line).lower() in _HEADINGS or (self.headings and text_print(normalised(line)) in self.headings):
            return False
        return signature_at(self.line, at, len(self.lines), glued=self.glued) is None

    def example(self, described: Described, start: int) -> bool:
        """`Example:` with a value behind it; a JSON value over several lines is a block of code of its own."""
        at = self.at + 1
        while at < len(self.lines) and not self.line(at):
            at += 1
        line = self.line(at)
        if not line or line[0] in "{[":
            return False
        good, body = parsed(line)
        if not good:
            return False
        self.reading.say(f"{self.line(self.at)} {line}", start, "example")
        self.reading.example(body, start, "value", described.name)
        self.at = at + 1
        return True


def normalised_edges(line: str) -> str:
    """A line without the space, and the characters that cannot be seen, at its edges."""
    return line.strip().strip("\u200b\u200c\u200d\u2060\ufeff").strip()


def _unwrap(lines: list[str]) -> None:
    """Let an item whose text goes on below it, indented, be one line, up to a length that readers know."""
    start: int | None = None
    for at, line in enumerate(lines):
        stripped = line.strip()
        if (
            stripped
            and start is not None
            and len(lines[start]) < _MOST_ITEM
            and _indent(line) > _indent(lines[start])
            and not _begins(stripped)
        ):
            lines[start] += f" {stripped}"
            lines[at] = ""
        else:
            start = at if stripped and is_bullet(stripped) else None


def _begins(line: str) -> bool:
    """Whether a line below an item is something of its own."""
    return is_bullet(line) or line.startswith(("{", "[", "curl ", "```", "~~~")) or line.endswith((":", "："))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_tight(lines: Sequence[str]) -> bool:
    """Whether the page has lost its blank lines, or has one behind every line."""
    blank = sum(not line.strip() for line in lines[:-1])
    close = sum(
        bool(line.strip()) and bool(next_.strip()) and not next_.lstrip().startswith(_CODE)
        for line, next_ in pairwise(lines)
    )
    return min(blank, close) < _TIGHT * len(lines)


_SPACED_VALUES = re.compile(
    r'(?:"[^"\s]{1,80}"\s{1,3}|-?\d[\d.]{0,20}\s{1,3}){1,200}(?:"[^"\s]{1,80}"|-?\d[\d.]{0,20})'
)
"""Values with nothing but spaces between them: `"16:9" "9:16"`, `5 10`."""


def _values(text: str) -> list[str]:
    """The values that a line lists; none where one of them is no value."""
    apart = r"\s+" if _SPACED_VALUES.fullmatch(text) else r"[,|]|\s/\s"
    pieces = [word.strip(" `") for word in re.split(apart, text)]
    pieces = [
        piece[1:-1] if len(piece) > 2 and piece[0] == piece[-1] and piece[0] in "\"'" else piece for piece in pieces
    ]
    values = [piece for piece in pieces if piece]
    return values if all(len(value) <= 100 for value in values) else []


def _is_media_type(line: str) -> bool:
    return re.fullmatch(r"(?:application|multipart|text)/[\w.+-]{1,40}", line) is not None


def _is_title(line: str) -> bool:
    """Whether a line is written like a title: short, no stop at its end, every longer word with a capital."""
    if len(line) > _MOST_TITLE or line[-1] in ".,;:!?'\"`}]":
        return False
    if is_chinese(line):
        return len(line) <= 12 and not re.search(r"[，。：；？！、]", line)
    words = re.findall(r"[A-Za-z]+", line)
    return bool(words) and words[0][0].isupper() and all(word[0].isupper() for word in words if len(word) > 3)


def _is_json_block(text: str) -> bool:
    return "\n" in text or '"' in text
