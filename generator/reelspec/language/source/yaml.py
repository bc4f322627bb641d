"""The YAML reader: text to a document with places; called by the loader and by tests.

YAML 1.2 (core schema, section 10.3) over the event stream of PyYAML, which itself reads YAML 1.1: whatever
the two versions would read differently is refused, so that every tool reads a spec alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice, zip_longest

import yaml

from reelspec.language.source.node import Json, Pointer, Position, SourceFile
from reelspec.language.source.place import Place, Problem, Problems
from reelspec.language.source.scalar import (
    ScalarReading,
    core_reading,
    described,
    difference,
    is_exponent,
    is_text_everywhere,
    is_time,
    plain_difference,
)
from reelspec.language.source.syntax import half_of_a_pair, syntax_problem
from reelspec.language.source.text import MOST_NESTING, Lines, escaped, quoted, shortened, without_mark

MOST_NODES = 1_000_000
"""How many values a document with aliases may have when every alias counts as all that it stands for."""

# libyaml where PyYAML was built with it: much faster. Both read files alike, except that the pure
# parser refuses a tab between values and a comment that touches | or >.
_LOADER: type[yaml.Loader | yaml.CLoader] = getattr(yaml, "CLoader", yaml.Loader)

_CORE = "tag:yaml.org,2002:"
_SCALAR_TAGS = {
    _CORE + "null": ("null",),
    _CORE + "bool": ("boolean",),
    _CORE + "int": ("integer",),
    _CORE + "float": ("number", "integer"),
}
_CORE_TAGS = frozenset({*_SCALAR_TAGS, _CORE + "str", _CORE + "map", _CORE + "seq"})

# Written as what may not stand: as the complement of what may, it takes ten times as long to compile (3 ms).
_UNREADABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_OLDER_BREAKS = {"\x85": r"\N", "\u2028": r"\L", "\u2029": r"\P"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_DECIMAL_KEY = re.compile(r"0|-?[1-9][0-9]*")


class _Stop(Exception):
    """Nothing after this point of the file can be read; the problem is noted already."""


@dataclass
class _OpenCollection:
    """A mapping or sequence that is still open."""

    container: dict[str, Json] | list[Json]
    position: Position
    anchor: str | None
    is_key: bool
    places: list[int] = field(default_factory=list)
    first_lines: dict[str, int] = field(default_factory=dict)
    """Each key so far -> the line where it stands first."""
    key: str | None = None
    key_position: Position = (1, 1)
    size: int = 1
    height: int = 1


@dataclass(frozen=True)
class _Anchored:
    """What an anchor names."""

    value: Json
    position: Position
    size: int
    height: int


def parse_yaml(
    text: str, file: str, *, portable: bool = True, tolerated: Callable[[Pointer], bool] | None = None
) -> SourceFile:
    """Reads one YAML document.

    `file` is the name that places carry: relative to the repository root, posix. A leading byte order mark is
    dropped. portable: refuse what YAML 1.1 reads differently; without it, as for text that somebody else wrote,
    YAML 1.2 decides. tolerated: the places of values at which such a difference is one of the document's notes instead;
    times and numbers such as 1e-08 are noted wherever they stand.

    Raises Problems: all that the file has, except that a syntax error, nesting deeper than 100, an alias that
    stands for too much and a second document each end the reading.
    """
    text = without_mark(text)
    unreadable = list(
        islice((problem for problem in _unreadable(text, file) if portable or problem.name != "yaml-1.1"), 20)
    )
    if unreadable:
        raise Problems(unreadable)
    reader = _YamlReader(file, tolerated)
    try:
        # Not yaml.parse, which asks for every event twice.
        loader = _LOADER(text)
        while True:
            event = loader.get_event()
            assert event is not None  # the end of the stream is an event, and the last that is asked for
            reader.take(event)
            if isinstance(event, yaml.StreamEndEvent):
                break
    except _Stop:
        pass
    except yaml.YAMLError as error:
        reader.problems.append(syntax_problem(error, text, file, reader.last))
    except (ValueError, OverflowError):
        # The pure parser lets some faults of int() and chr() through: "\UFFFFFFFF", a huge %YAML version.
        reader.note(reader.last, "this is not YAML: a number or an escape is out of range", "syntax")
    problems = [problem for problem in reader.problems if portable or problem.name != "yaml-1.1"]
    if problems:
        raise Problems(problems)
    return SourceFile(file, reader.value, reader.start, reader.places, tuple(reader.notes))


def _unreadable(text: str, file: str) -> Iterator[Problem]:
    """The characters that may not stand in a YAML file, or that the versions of YAML read differently."""
    lines: Lines | None = None
    for unreadable in _UNREADABLE.finditer(text):
        lines = lines or Lines(text)
        char = unreadable.group()
        name = "syntax"
        if char in _OLDER_BREAKS:
            name = "yaml-1.1"
            message = (
                f"YAML 1.1 reads U+{ord(char):04X} as a line break, YAML 1.2 as a character: "
                f"write {_OLDER_BREAKS[char]} in a string in double quotes"
            )
        elif "\ud800" <= char <= "\udfff":
            message = f"U+{ord(char):04X} is half of a surrogate pair and no character"
        else:
            message = (
                f"the character U+{ord(char):04X} may not stand in YAML: "
                f"write \\u{ord(char):04x} in a string in double quotes"
            )
        yield Problem(lines.place(file, unreadable.start()), message, name)


@dataclass
class _YamlReader:
    """Builds the value from events with a stack of its own, so that no nesting reaches Python's."""

    file: str
    tolerated: Callable[[Pointer], bool] | None = None
    notes: list[Problem] = field(default_factory=list)
    value: Json = None
    start: Position = (1, 1)
    places: dict[int, list[int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    last: Position = (1, 1)
    stack: list[_OpenCollection] = field(default_factory=list)
    anchors: dict[str, _Anchored | None] = field(default_factory=dict)
    nodes: int = 0
    documents: int = 0

    def note(self, position: Position, message: str, name: str) -> None:
        self.problems.append(Problem(Place(self.file, *position), message, name))

    def take(self, event: yaml.Event) -> None:
        mark = event.start_mark
        position = self.last if mark is None else (mark.line + 1, mark.column + 1)
        self.last = position
        if isinstance(event, yaml.ScalarEvent):
            self.take_scalar(event, position)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.take_start(event, position)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.take_end()
        elif isinstance(event, yaml.AliasEvent):
            self.take_alias(event.anchor or "", position)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.note(position, "a second document starts here; a file holds one", "several-documents")
                raise _Stop
        elif isinstance(event, yaml.StreamEndEvent) and not self.documents:
            self.note((1, 1), "the file holds no value", "empty")

    # Each of the four kinds of node ends in `attach`, as a value, or in `take_key`, as a key.

    def take_scalar(self, event: yaml.ScalarEvent, position: Position) -> None:
        reading = self.read_scalar(event, position)
        self.nodes += 1
        if event.anchor is not None:
            self.define(event.anchor, position)
            self.anchors[event.anchor] = _Anchored(reading.value, position, 1, 0)
        if self.stack and self.stack[-1].key is None and isinstance(self.stack[-1].container, dict):
            self.take_key(self.key_text(event, reading, position), position)
            return
        if not self.stack and not event.value and not event.style and event.tag is None:
            self.note(position, "the file holds no value", "empty")
        self.grow(1, 0)
        self.attach(reading.value, position)

    def take_start(self, event: yaml.CollectionStartEvent, position: Position) -> None:
        if len(self.stack) >= MOST_NESTING:
            self.note(position, f"nested deeper than {MOST_NESTING} levels", "nesting")
            raise _Stop
        mapping = isinstance(event, yaml.MappingStartEvent)
        self.check_collection_tag(event.tag, mapping, position)
        self.nodes += 1
        if event.anchor is not None:
            self.define(event.anchor, position)
            self.anchors[event.anchor] = None
        container: dict[str, Json] | list[Json] = {} if mapping else []
        parent = self.stack[-1] if self.stack else None
        is_key = parent is not None and isinstance(parent.container, dict) and parent.key is None
        if parent is not None and is_key:
            kind = "a mapping" if mapping else "a sequence"
            self.note(position, f"a key must be a string, not {kind}", "key")
        else:
            self.attach(container, position)
        frame = _OpenCollection(container, position, event.anchor, is_key)
        self.places[id(container)] = frame.places
        self.stack.append(frame)

    def take_end(self) -> None:
        frame = self.stack.pop()
        if frame.anchor is not None:
            self.anchors[frame.anchor] = _Anchored(frame.container, frame.position, frame.size, frame.height)
        self.grow(frame.size, frame.height)
        if frame.is_key:
            # Refused already; the place stands for it, since no two keys share one.
            self.take_key(str(frame.position), frame.position)

    def take_alias(self, name: str, position: Position) -> None:
        anchored = self.anchors.get(name)
        if name not in self.anchors:
            self.note(position, f"the alias *{shortened(name)} has no anchor before it", "alias")
        elif anchored is None:
            self.note(position, f"the alias *{shortened(name)} stands inside its own anchor", "alias")
        if self.stack and self.stack[-1].key is None and isinstance(self.stack[-1].container, dict):
            self.note(position, "a key must be a string, not an alias", "key")
            self.take_key(str(position), position)
            return
        if anchored is None:
            self.attach(None, position)
            return
        self.nodes += anchored.size
        if self.nodes > MOST_NODES:
            self.note(
                position,
                f"with the alias *{shortened(name)} the document has more than {MOST_NODES} values",
                "alias",
            )
            raise _Stop
        if len(self.stack) + anchored.height > MOST_NESTING:
            self.note(
                position,
                f"with the alias *{shortened(name)} nested deeper than {MOST_NESTING} levels",
                "nesting",
            )
            raise _Stop
        self.attach(anchored.value, anchored.position)
        self.grow(anchored.size, anchored.height)

    def grow(self, size: int, height: int) -> None:
        """Counts a value in the container around it: how much an alias to that one will bring."""
        if self.stack:
            frame = self.stack[-1]
            frame.size += size
            frame.height = max(frame.height, height + 1)

    def define(self, anchor: str, position: Position) -> None:
        # YAML allows it, readers disagree: PyYAML stops here.
        if anchor in self.anchors:
            self.note(position, f"the anchor &{shortened(anchor)} is defined twice", "alias")

    def attach(self, value: Json, position: Position) -> None:
        """Puts a value that was written at a position where the stream stands."""
        if not self.stack:
            self.value, self.start = value, position
            return
        frame = self.stack[-1]
        container = frame.container
        if isinstance(container, list):
            container.append(value)
            frame.places += position
            return
        key = frame.key if frame.key is not None else ""
        frame.key = None
        if key not in container:
            frame.places += (*frame.key_position, *position)
        container[key] = value

    def take_key(self, key: str, position: Position) -> None:
        frame = self.stack[-1]
        frame.key, frame.key_position = key, position
        first = frame.first_lines.setdefault(key, position[0])
        if key in frame.container:
            self.note(position, f"the key {quoted(key)} stands already in line {first}", "duplicate-key")

    # Scalars.

    def read_scalar(self, event: yaml.ScalarEvent, position: Position) -> ScalarReading:
        text: str = event.value
        tag: str | None = event.tag
        if tag is None:
            if event.style or is_text_everywhere(text):
                return self.string(text, position)
            reading = core_reading(text)
            self.check_reading(text, reading, position)
            return reading
        if tag == _CORE + "str":
            return self.string(text, position)
        if tag not in _SCALAR_TAGS:
            self.refuse_tag(tag, "a scalar", position)
            return ScalarReading("string", text)
        reading = core_reading(text)
        if reading.kind not in _SCALAR_TAGS[tag]:
            self.note(position, f"{quoted(text)} does not fit the tag {_short(tag)}", "tag")
        else:
            self.check_reading(text, reading, position)
        if tag == _CORE + "float" and isinstance(reading.value, int):
            try:
                return ScalarReading("number", float(reading.value))
            except OverflowError:
                self.note(position, f"the number {shortened(text)} is too large for a 64-bit float", "number")
        return reading

    def string(self, text: str, position: Position) -> ScalarReading:
        # libyaml refuses these itself, the pure parser does not.
        half = None if text.isascii() else _SURROGATE.search(text)
        if half:
            self.note(position, half_of_a_pair(escaped(half.group())), "syntax")
            raise _Stop
        return ScalarReading("string", text)

    def check_reading(self, text: str, reading: ScalarReading, position: Position) -> None:
        if reading.refusal:
            self.note(position, reading.refusal, "number")
            return
        message = difference(text, reading)
        if not message:
            return
        plain = is_time(text) or is_exponent(text, reading)
        if self.tolerated is not None and (plain or self.tolerated(self.ahead())):
            place = Place(self.file, *position)
            self.notes.append(Problem(place, plain_difference(text, reading), "yaml-1.1"))
            return
        self.note(position, message, "yaml-1.1")

    def ahead(self) -> Pointer:
        """The pointer of the value that is read now; of what stands around it where that is a key."""
        steps: list[str | int] = []
        for frame, inner in zip_longest(self.stack, self.stack[1:]):
            if inner is not None and inner.is_key:
                break
            if isinstance(frame.container, list):
                # What is inside of it stands in it already, as its last value.
                steps.append(len(frame.container) - (inner is not None))
            elif inner is not None:
                steps.append(next(reversed(frame.container)))
            elif frame.key is not None:
                steps.append(frame.key)
        return tuple(steps)

    def key_text(self, event: yaml.ScalarEvent, reading: ScalarReading, position: Position) -> str:
        """The key as written. Only strings can be keys; a whole number names one without doubt."""
        text: str = event.value
        if reading.kind == "string" or reading.refusal:
            return text
        if reading.kind == "integer" and _DECIMAL_KEY.fullmatch(text):
            return text
        if not text:
            self.note(position, 'a key is missing here: write "" for the empty one', "key")
        elif not difference(text, reading):
            self.note(position, f"the key {text} is {described(reading)}: write {quoted(text)}", "key")
        return text

    def check_collection_tag(self, tag: str | None, mapping: bool, position: Position) -> None:
        if tag is not None and tag != _CORE + ("map" if mapping else "seq"):
            self.refuse_tag(tag, "a mapping" if mapping else "a sequence", position)

    def refuse_tag(self, tag: str, kind: str, position: Position) -> None:
        if tag in _CORE_TAGS:
            self.note(position, f"the tag {_short(tag)} does not fit {kind}", "tag")
        else:
            allowed = ", ".join(sorted(_short(core) for core in _CORE_TAGS))
            self.note(position, f"the tag {_short(tag)} is unknown; allowed are {allowed}", "tag")


def _short(tag: str) -> str:
    return "!!" + tag.removeprefix(_CORE) if tag.startswith(_CORE) else shortened(tag)
