"""The text of a page as a browser shows it: a parameter's name, its type and its marks each on a line of its own.

That is how Mintlify's pages look when they are copied or captured as text, those made from an OpenAPI description
(`Available options:`, `Required range:`) and those written by hand (`• 720P - standard`). `pages` calls it.
"""

from __future__ import annotations

import re

from reelspec.documentation.pages.builder import Curl, Reading, curl_at, endpoint_of, json_at, part_of
from reelspec.documentation.pages.described import Described, path_of, state
from reelspec.documentation.pages.keywords import keyword_facts
from reelspec.documentation.pages.page import Endpoint, Page, Part
from reelspec.documentation.pages.prose import schema_line, unlike
from reelspec.documentation.pages.text import normalised, parsed
from reelspec.documentation.pages.types import Written, in_type, read_type

LAYOUT = "rendered"

_NAME = re.compile(r"[A-Za-z_$][\w$-]{0,63}(?:(?:\[\])?\.[A-Za-z_$][\w$-]{0,63}){0,8}(?:\[\])?")
_METHODS = frozenset(["GET", "POST", "PUT", "PATCH", "DELETE"])
_MARKS = frozenset(["required", "optional", "deprecated", "read-only", "write-only", "nullable", "body", "header"])
_PLACES = frozenset(["header", "path", "query", "cookie"])
_LIMIT = re.compile(
    r"(?:required|maximum|minimum) (?:range|string length|array length|length|items|value)\b|pattern: ?\S|"
    r"(?:must be a )?multiple of:? ?\d|unique items\b",
    re.IGNORECASE,
)
_HEADINGS = frozenset(
    f"{one}{two}"
    for one in ("", "request ", "response ", "path ", "query ", "header ", "body ")
    for two in ("parameters", "fields", "headers", "header", "body", "request", "response", "responses")
) | {"authorizations", "authorization", "authentication", "cookies", "errors"}
"""Lines that are headings even where the capture has lost the blank line behind them."""
_SEGMENT = re.compile(r"[\w.:{}<>-]{1,80}")
_MOST_TITLE = 80


def rendered(name: str, text: str) -> Page | None:
    """The page, None where it has no list of parameters in this layout."""
    reader = _Reader(name, text)
    reader.read()
    page = reader.reading.page()
    return page if any(one.kind == "type" and one.part == "body" for one in page.facts) else None


class _Reader:
    """Goes through the lines once."""

    def __init__(self, name: str, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.offsets: list[int] = []
        offset = 0
        for line in self.lines:
            self.offsets.append(offset)
            offset += len(line) + 1
        self.at = 0
        self.reading = Reading(name, LAYOUT)
        self.described: Described | None = None
        self.list: Part | None = None
        """The list of parameters that the reader is in: a heading of another kind leaves it."""
        self.fresh = False
        """Whether the parameter's description has not begun yet: its first paragraph is no heading."""
        self.no_json_before = 0
        self.no_curl_before = 0
        self.after_curl = False

    def line(self, at: int) -> str:
        return normalised_edges(self.lines[at]) if 0 <= at < len(self.lines) else ""

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

    def endpoint(self, curl: Curl) -> None:
        """What the command says of the operation: all of it, or just the server."""
        found, known = endpoint_of(curl), self.reading.endpoint
        if found is not None and (known is None or (known.server is None and known.path == found.path)):
            self.reading.endpoint = found

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
        if self.after_curl and self.at < len(self.lines) and self.line(self.at) == "'":
            self.at += 1

    def method(self, line: str) -> bool:
        """The operation as its page shows it: `POST`, `/`, `v1`, `/`, `videos`, each on a line."""
        if line not in _METHODS:
            return False
        at, path, after_slash = self.at + 1, "", False
        while at < len(self.lines) and at < self.at + 40:
            step = self.line(at)
            if step == "/":
                path, after_slash = path + "/", True
            elif step.startswith("/") and not path and _SEGMENT.fullmatch(step.replace("/", "")):
                path, after_slash = step, False
            elif after_slash and _SEGMENT.fullmatch(step):
                path, after_slash = path + step, False
            else:
                break
            at += 1
        if not path:
            return False
        self.reading.say(f"{line} {path}", self.at + 1, "endpoint")
        self.reading.endpoint = Endpoint(line, None, path)
        self.at = at
        return True

    def heading(self, line: str) -> bool:
        """A line between blank ones that announces a list, or is written like a title."""
        alone = not self.line(self.at - 1) and not self.line(self.at + 1)
        if line.lower() in _HEADINGS and (alone or not self.line(self.at - 1)):
            part = part_of(line)
        elif alone and not self.fresh and self.at > 0 and _is_title(line):
            part = None
        else:
            return False
        self.close()
        self.described = None
        self.after_curl = False
        self.list = part
        self.reading.heading(line, self.at + 1, part=part)
        self.at += 1
        return True

    def parameter(self, line: str) -> bool:
        """A name with a type on the next line, inside a list of parameters."""
        if self.list is None or not _NAME.fullmatch(line):
            return False
        written = _type(self.line(self.at + 1))
        if written is None:
            return False
        self.close()
        start = self.at + 1
        signature = [line, self.line(self.at + 1)]
        self.at += 2
        default: str | None = None
        while self.at < len(self.lines):
            mark = self.line(self.at)
            if mark.lower().startswith("default:"):
                default = mark.partition(":")[2]
            elif mark.lower() not in _MARKS and mark.lower() not in _PLACES:
                break
            signature.append(mark)
            self.at += 1
        place = next((one for one in signature[2:] if one.lower() in _PLACES), None)
        self.reading.part = _place(place) or self.list
        name = path_of(self.reading, line)
        self.reading.field = name
        statement = self.reading.say(" ".join(signature), start, "type")
        known = None if written.types == () else written
        state(self.reading, name, known, start, statement)
        self.reading.fact(name, "required", "required" in map(str.lower, signature[2:]), start, statement)
        if default is not None:
            self.reading.fact(name, "default", in_type(default, known), start, statement)
        if "deprecated" in map(str.lower, signature[2:]):
            self.reading.fact(name, "deprecated", True, start, statement)
        self.described = Described(self.reading, name, known)
        self.fresh = True
        return True

    def schema(self, line: str) -> bool:
        """The lines that Mintlify makes from a schema: options, limits, an example."""
        described = self.described
        if described is None:
            return False
        lower = line.lower()
        if lower in ("available options:", "allowed values:"):
            return self.listed(described)
        if _LIMIT.match(line):
            statement = self.reading.say(line, self.at + 1, "limit")
            said = normalised(line)
            for kind, value in schema_line(said, described.written) or keyword_facts(said, described.written):
                self.reading.fact(described.name, kind, value, self.at + 1, statement)
            self.at += 1
            return True
        if lower in ("example:", "examples:"):
            return self.example(described, self.at + 1)
        return False

    def listed(self, described: Described) -> bool:
        start = self.at + 1
        values: list[str] = []
        at = self.at + 1
        while at < len(self.lines):
            line = self.line(at)
            if not line:
                break
            values += [one.strip(" `") for one in line.split(",") if one.strip(" `")]
            at += 1
            if not line.endswith(","):
                break
        if not values:
            return False
        described.close()
        statement = self.reading.say(f"{self.line(self.at)} {', '.join(values)}", start, "options")
        options = unlike(in_type(one, described.written) for one in values)
        self.reading.fact(described.name, "options", options, start, statement)
        self.at = at
        return True

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


def _type(line: str) -> Written | None:
    """The type on a line, also behind a schema's name: `Media · object[]`."""
    if line.lower() in ("any", "any of", "one of"):
        return Written(())
    if line.lower() in ("text", "file", "url", "uri", "map", "dict", "list", "long", "decimal", "null"):
        return None  # words of prose as well
    return read_type(line.rpartition("·")[2])


def _place(mark: str | None) -> Part | None:
    match None if mark is None else mark.lower():
        case "header":
            return "header"
        case "path":
            return "path"
        case "query":
            return "query"
        case "cookie":
            return "cookie"
    return None


def _is_title(line: str) -> bool:
    """Whether a line is written like a title: short, no stop at its end, every longer word with a capital."""
    if len(line) > _MOST_TITLE or line[-1] in ".,;:!?'\"`}]":
        return False
    words = re.findall(r"[A-Za-z]+", line)
    return bool(words) and words[0][0].isupper() and all(one[0].isupper() for one in words if len(one) > 3)


def _is_json_block(text: str) -> bool:
    return "\n" in text or '"' in text
