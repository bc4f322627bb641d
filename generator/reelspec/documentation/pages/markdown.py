"""Markdown, above all as Mintlify exports it: `<ParamField>` and `<ResponseField>` with nested `<Expandable>`, a block of
OpenAPI under `## OpenAPI`, tables of parameters. `pages` calls it; Markdown in which nothing of the kind stands has no facts.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from reelspec.documentation.pages.builder import OTHER_LANGUAGES, Reading, curl_at, endpoint_of, part_of
from reelspec.documentation.pages.chinese import english
from reelspec.documentation.pages.described import Described, path_of, sign
from reelspec.documentation.pages.noted import LAYOUT as NOTED
from reelspec.documentation.pages.noted import read_notes
from reelspec.documentation.pages.openapi import read_description
from reelspec.documentation.pages.page import Bounds, Endpoint, FactKind, Page, Part
from reelspec.documentation.pages.prose import announces_options
from reelspec.documentation.pages.tables import read_table
from reelspec.documentation.pages.tags import Tag, tag_at
from reelspec.documentation.pages.text import BREAK, is_bullet, parsed, unmarked
from reelspec.documentation.pages.types import Written, read_type

LAYOUT = "markdown"
MOST_DEPTH = 12
"""How deep fields stand in fields; what is deeper are statements."""

_LOOKS = re.compile(r"^(?:#{1,6} |```|~~~|<(?:ParamField|ResponseField)\s|\|.{1,400}\|[ \t]*$)", re.MULTILINE)
_FENCE = re.compile(r"(`{3,12}|~{3,12})(.*)")
_OPERATION = re.compile(r"(GET|POST|PUT|PATCH|DELETE)\s+(?:(https?://[^/\s]{1,200}))?(/\S{0,300})", re.IGNORECASE)
_LISTED_FIELD = re.compile(r"([A-Za-z_][\w.\[\]-]{0,100})\s{0,2}\(([^()]{1,80})\)\s{0,2}(?:[:-]\s{0,2}|$)")
_DEFAULT = re.compile(r"default(?:\svalue|s\sto)?\s?[:=]?\s?(\S.*)", re.IGNORECASE)
_ITEM_ENDPOINT = re.compile(
    r"(?:api\s)?endpoint(?:\surl)?\s?:\s{0,2}(?:(GET|POST|PUT|PATCH|DELETE)\s)?(https?://[^/\s]{1,200})(/\S{0,300})",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^((?:[a-z]{3,12}\s)?(?:options|values|default|range)\s?:.{1,300}(?<![,\s])(?<!\sor)(?<!\sand))\n(?=\s*(?-i:[A-Z]))",
    re.MULTILINE | re.IGNORECASE,
)
"""A line that says a fact and nothing else, and that no blank line parts from the sentence below it."""
_SOURCE = re.compile(r"source\s?:\s?https?://", re.IGNORECASE)
"""A heading that says where a page of a collection comes from: no title."""
_LIMITS: tuple[tuple[FactKind, str, str], ...] = (
    ("range", "minimum", "maximum"),
    ("range", "min", "max"),
    ("length", "minLength", "maxLength"),
    ("items", "minItems", "maxItems"),
)
"""Attributes of a field's tag that state limits, as a schema's keywords are called."""
_NUMBER = re.compile(r"-?\d{1,19}(?:\.\d{1,19})?")
_PLACES: dict[str, Part] = {"body": "body", "query": "query", "path": "path", "header": "header"}


@dataclass
class _Frame:
    """A tag that is still open, and the field that it describes."""

    name: str
    described: Described | None
    part: Part


def markdown(name: str, text: str, headings: Collection[str] = ()) -> Page | None:
    """The page, None where the text does not look like Markdown. Without a fact its layout is unknown.

    headings: not needed, since Markdown marks them.
    """
    if not text.lstrip("\n").startswith("---\n") and _LOOKS.search(text) is None:
        return None
    reader = _Reader(name, text)
    reader.read()
    if not any(fact.kind == "field" for fact in reader.reading.facts):
        reader.reading.layout = NOTED if read_notes(reader.reading, text) else "unknown"
    return reader.reading.page()


class _Reader:
    """Goes through the text once, line by line; a paragraph is collected until something ends it."""

    def __init__(self, name: str, text: str) -> None:
        self.text = text
        self.reading = Reading(name, LAYOUT)
        self.at = 0
        self.number = 1
        self.paragraph: list[str] = []
        self.paragraph_line = 1
        self.indent = 0
        self.listed_indent = 0
        self.frames: list[_Frame] = []
        self.no_tag_before = 0
        self.listed: Described | None = None
        self.after_curl = False

    def read(self) -> None:
        self.front_matter()
        while self.at < len(self.text):
            line = self.line_at(self.at)
            stripped = line.strip()
            fence = _FENCE.match(stripped)
            if fence is not None:
                self.block(fence[1], fence[2].strip())
            elif stripped.startswith("|") and stripped.count("|") > 1:
                self.table()
            else:
                self.line(line, stripped)
        self.flush()
        self.end_field()

    def line_at(self, at: int) -> str:
        end = self.text.find("\n", at)
        return self.text[at : len(self.text) if end < 0 else end]

    def advance(self, line: str) -> None:
        self.at += len(line) + 1
        self.number += 1

    def front_matter(self) -> None:
        """Mintlify's head: title, description, the operation."""
        start = len(self.text) - len(self.text.lstrip("\n"))
        end = self.text.find("\n---", start + 4)
        if end < 0 or not self.text.startswith("---\n", start):
            return
        for offset, line in enumerate(self.text[start + 4 : end].split("\n"), start=start):
            key, colon, value = line.partition(":")
            value = value.strip().strip("\"'")
            if not colon or not value:
                continue
            if key.strip() == "title":
                self.title(value, offset + 2)
            elif key.strip() == "description":
                self.reading.prose(unmarked(value), offset + 2)
            elif key.strip() in ("openapi", "api"):
                self.operation(value, offset + 2)
        skipped = self.text.find("\n", end + 1)
        self.at = len(self.text) if skipped < 0 else skipped + 1
        self.number += self.text.count("\n", 0, self.at)

    def title(self, text: str, line: int) -> None:
        self.reading.heading(text, line)
        self.reading.title = self.reading.title or self.reading.path[-1]

    def operation(self, text: str, line: int) -> bool:
        """`POST /v1/videos`, also with the server before the path."""
        match = _OPERATION.search(text)
        if match is None:
            return False
        self.reading.say(f"{match[1].upper()} {match[3]}", line, "endpoint")
        self.reading.endpoint = self.reading.endpoint or Endpoint(match[1].upper(), match[2], match[3])
        return True

    # Lines

    def line(self, line: str, stripped: str) -> None:
        level = len(stripped) - len(stripped.lstrip("#"))
        if 0 < level <= 6 and stripped[level : level + 1] in (" ", "\t"):
            self.heading(stripped[level:].rstrip("# "), level)
        elif not stripped:
            self.flush()
        elif stripped.startswith(">"):
            titled = stripped.lstrip("> ").startswith("#")
            if titled:
                self.flush()
            self.collect(stripped.lstrip("> #"))
            if titled:
                self.flush()
        else:
            tag = self.tag(line)
            if tag:
                return
            if is_bullet(stripped):
                self.flush()
            self.collect(stripped)
        self.advance(line)

    def heading(self, text: str, level: int) -> None:
        self.flush()
        self.end_field()
        self.after_curl = False
        text = unmarked(text).strip()
        if _OPERATION.fullmatch(text):  # said above its own section, so that its change is one
            self.operation(text, self.number)
        inherited = None if level == 1 or part_of(text) else self._part_above(level)
        self.reading.heading(text, self.number, level, part_of(text) or inherited)
        if level == 1 and self.reading.title is None and not _SOURCE.match(text):
            self.reading.title = self.reading.path[-1] if self.reading.path else None

    def _part_above(self, level: int) -> Part | None:
        """What the section around a section of that level announces."""
        for section in reversed(self.reading.sections):
            if section.path == self.reading.path[: level - 1]:
                return None if section.part == "text" else section.part
        return None

    def collect(self, text: str) -> None:
        if not self.paragraph:
            self.paragraph_line = self.number
            self.indent = len(self.line_at(self.at)) - len(self.line_at(self.at).lstrip())
        self.paragraph.append(text)

    def flush(self) -> None:
        """The paragraph has ended."""
        if not self.paragraph:
            return
        written, line = "\n".join(self.paragraph), self.paragraph_line
        self.paragraph = []
        text = unmarked(written)
        described = self.frames[-1].described if self.frames else None
        if described is not None:
            for broken in BREAK.split(_LABELLED.sub(r"\1<br>\n", written)):
                described.line(unmarked(broken), line)
                line += broken.count("\n")
        elif _OPERATION.fullmatch(text):
            self.operation(text, line)
        elif is_bullet(text) and (match := _ITEM_ENDPOINT.fullmatch(text.split(maxsplit=1)[-1].strip())) is not None:
            method = (match[1] or "POST").upper()
            self.reading.say(f"{method} {match[3]}", line, "endpoint")
            self.reading.endpoint = self.reading.endpoint or Endpoint(method, match[2], match[3])
        elif self.nested or not self.listed_field(text, line):
            if self.listed is not None and is_bullet(text):
                self.listed.line(text, line)
            else:
                self.end_field()
                self.reading.prose(text, line)

    @property
    def nested(self) -> bool:
        """Whether a paragraph is indented below the item of the field that is being described."""
        return self.listed is not None and self.indent > self.listed_indent

    def listed_field(self, text: str, line: int) -> bool:
        """`- prompt (string, required): …` in a section of parameters."""
        if self.reading.part == "text" or not is_bullet(text):
            return False
        description = english(text.split(maxsplit=1)[1]) if " " in text else ""
        match = _LISTED_FIELD.match(description)
        if match is None:
            return False
        marks = [word.strip(" _*").lower() for word in match[2].split(",")]
        default = next((found[1] for word in match[2].split(",") if (found := _DEFAULT.fullmatch(word.strip()))), None)
        written = read_type(match[2].split(",")[0])
        if written is None and not {"required", "optional"} & {*marks}:
            return False
        self.end_field()
        self.listed_indent = self.indent
        printed = (match[1], match[2].split(",")[0], *marks[1:])
        required = "required" in marks if {"required", "optional"} & {*marks} else None
        written = written or _by_its_values(description)
        self.listed = sign(self.reading, path_of(self.reading, match[1]), written, printed, required, default, line)
        rest = text[text.find(")") + 1 :].lstrip(": -\n")
        if rest:
            self.listed.line(rest, line)
        return True

    def end_field(self) -> None:
        if self.listed is not None:
            self.listed.close()
            self.reading.field = None
        self.listed = None

    # Tags

    def tag(self, line: str) -> bool:
        """Handle a tag in the line, and what stands before it; what stands behind it is a line for the next turn."""
        at = self.text.find("<", self.at, self.at + len(line))
        ticks, counted = 0, self.at
        while at >= 0:
            ticks, counted = ticks + self.text.count("`", counted, at), at
            if at >= self.no_tag_before and ticks % 2 == 0:
                tag, looked = tag_at(self.text, at)
                if tag is not None:
                    before = self.text[self.at : at].strip()
                    if before:
                        self.collect(before)
                    self.flush()
                    self.take(tag)
                    self.number += self.text.count("\n", at, tag.end)
                    self.at = tag.end
                    if self.text[self.at : self.at + 1] == "\n":
                        self.at, self.number = self.at + 1, self.number + 1
                    return True
                self.no_tag_before = looked
            at = self.text.find("<", at + 1, self.at + len(line))
        return False

    def take(self, tag: Tag) -> None:
        reading = self.reading
        if tag.closing:
            for back in range(len(self.frames) - 1, -1, -1):
                if self.frames[back].name == tag.name:
                    self.close(back)
                    return
            return
        if tag.name in ("ParamField", "ResponseField"):
            self.end_field()
            self.open_field(tag)
            return
        if tag.name in ("RequestExample", "ResponseExample"):
            self.after_curl = tag.name == "ResponseExample"
        title = tag.attributes.get("title")
        around = self.frames[-1].described if self.frames else None
        if title:
            statement = reading.say(unmarked(title), self.number, "heading")
            if around is not None and announces_options(f"{title}:", around.name):
                around.label, around.label_line = statement, self.number
        if not tag.empty:
            self.frames.append(_Frame(tag.name, around, reading.part))

    def close(self, back: int) -> None:
        for frame in self.frames[back:]:
            if frame.described is not None and frame.name in ("ParamField", "ResponseField"):
                frame.described.close()
        part = self.frames[back].part
        del self.frames[back:]
        self.reading.part = part
        around = self.frames[-1].described if self.frames else None
        self.reading.field = None if around is None else around.name

    def open_field(self, tag: Tag) -> None:
        reading = self.reading
        around = self.frames[-1].described if self.frames else None
        before = reading.part
        place = next((name for name in _PLACES if name in tag.attributes), None)
        name = tag.attributes[place] if place else tag.attributes.get("name", "")
        if not name.strip() or len(name) > 200 or (around is not None and around.name.count(".") >= MOST_DEPTH):
            return
        if around is None:
            reading.part = _PLACES[place] if place else "body" if tag.name == "ParamField" else "response"
        name = name.strip()
        if around is not None:
            own = name.removeprefix(f"{around.name}.").removeprefix(f"{around.name}[].")
            array = around.written is not None and "array" in around.written.types
            name = f"{around.name}{'[]' if array else ''}.{own}"
        else:
            name = path_of(reading, name)
        written = read_type(tag.attributes.get("type", ""))
        required = tag.attributes.get("required", "false").strip().lower() == "true"
        default = tag.attributes.get("default")
        marks = [name.rpartition(".")[2] if around is not None else name, tag.attributes.get("type", "")]
        marks += [place if place and place != "body" else "", "required" if required else ""]
        marks += ["" if default is None else f"default:{default}"]
        deprecated = tag.attributes.get("deprecated", "false").strip().lower() == "true"
        marks.append("deprecated" if deprecated else "")
        limits: list[tuple[FactKind, Bounds]] = [
            (kind, bounds) for kind, low, high in _LIMITS if (bounds := _bounds(tag, low, high)) is not None
        ]
        marks += [
            f"{key}:{tag.attributes[key]}" for _, low, high in _LIMITS for key in (low, high) if key in tag.attributes
        ]
        described = sign(reading, name, written, marks, required, default, self.number, deprecated=deprecated)
        for kind, bounds in limits:
            reading.fact(name, kind, bounds, self.number, len(reading.statements) - 1)
        self.frames.append(_Frame(tag.name, described, before))
        if tag.empty:
            self.close(len(self.frames) - 1)

    # Blocks

    def block(self, fence: str, info: str) -> None:
        """A fenced block of code, to its closing fence or the end of the text."""
        self.flush()
        self.end_field()
        first = self.number
        self.advance(self.line_at(self.at))
        lines: list[str] = []
        while self.at < len(self.text):
            line = self.line_at(self.at)
            self.advance(line)
            stripped = line.strip()
            if stripped.startswith(fence) and not stripped.strip(fence[0]):
                break
            lines.append(line)
        content = "\n".join(lines)
        language = info.split(maxsplit=1)[0].lower() if info else ""
        opening = content.lstrip()[:400]
        if any(word in opening for word in ("openapi", "swagger", "paths:")) and language in (
            "yaml",
            "yml",
            "json",
            "",
        ):
            if read_description(self.reading, _dedented(lines), first + 1):
                return
            self.operation(info, first)
        if language in OTHER_LANGUAGES:
            return
        if _OPERATION.fullmatch(content.strip()) and self.operation(content.strip(), first + 1):
            return
        self.reading.say(content, first, "code")
        self.code(content.strip(), first + 1)

    def code(self, content: str, line: int) -> None:
        curl = curl_at(content, 0)[0] if content.startswith("curl") else None
        if curl is not None:
            endpoint = endpoint_of(curl)
            known = self.reading.endpoint
            if endpoint is not None and (known is None or (known.server is None and known.path == endpoint.path)):
                self.reading.endpoint = endpoint
            if curl.has_body:
                self.reading.example(curl.body, line, "request")
            return
        good, body = parsed(content) if content[:1] in ("{", "[") else (False, None)
        if not good:
            return
        described = self.frames[-1].described if self.frames else None
        if described is not None:
            self.reading.example(body, line, "value", described.name)
        elif isinstance(body, dict):
            answer = self.after_curl or self.reading.part == "response"
            self.reading.example(body, line, "response" if answer else "request")

    def table(self) -> None:
        """The rows of a table, as many as follow each other."""
        self.flush()
        self.end_field()
        rows: list[tuple[int, str]] = []
        while self.at < len(self.text):
            line = self.line_at(self.at)
            if not line.strip().startswith("|"):
                break
            rows.append((self.number, line))
            self.advance(line)
        read_table(self.reading, rows)


def _bounds(tag: Tag, least: str, most: str) -> Bounds | None:
    """The limits that two attributes of a tag state, None where neither does."""
    bounds = [_NUMBER.fullmatch(tag.attributes.get(name, "").strip()) for name in (least, most)]
    low, high = (None if bound is None else float(bound[0]) if "." in bound[0] else int(bound[0]) for bound in bounds)
    return None if low is None and high is None else (low, high)


def _by_its_values(text: str) -> Written | None:
    """The type of a field whose type is a name of the page's own (`DurationEnum`): a default in quotes is a text."""
    return Written(("string",)) if re.search(r"default(?: value)?: ?\"", text, re.IGNORECASE) else None


def _dedented(lines: list[str]) -> str:
    """The lines without the indent that all of them have."""
    indents = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip()]
    least = min(indents, default=0)
    return "\n".join(line[least:] for line in lines)
