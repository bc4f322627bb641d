"""documents.lock.json: reading and writing. It holds, for every page, its facts and its statements without their text.

One statement is one line, so that a changed page is a short diff. Written by `reelspec documents lock` alone.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reelspec.common.files import LOCK, Irregular, read_file, replace_file
from reelspec.documentation.coverage.meaning import HASHED, Meaning
from reelspec.documentation.coverage.state import FieldFacts, State, Stated
from reelspec.language.contract.keywords import hint
from reelspec.language.source.load import Loader
from reelspec.language.source.node import Json, Node
from reelspec.language.source.place import Problem, Problems

NAME = LOCK
VERSION = 2
_PRINT = re.compile(r"[0-9a-f]{16}")
_PAGE = ("differs", "fields", "statements")
_STATEMENT = (
    *(
        "sha256",
        "section",
        "kind",
        "part",
        "field",
        "about",
        "structure",
        "terms",
        "order",
        "says",
        "sequence",
        "words",
    ),
    *("shows", "aside", "elements"),
)
_HOW = "reelspec documents lock writes this file"


@dataclass(frozen=True)
class Account:
    """A statement and who answers for it.

    elements: the full names of those that claim it, or that it repeats; aside: the reason why nobody has to, or
    "repeated". With neither it is unaccounted for. node: its line in the lock, if it was read from one.
    """

    statement: Stated
    elements: tuple[str, ...] = ()
    aside: str | None = None
    node: Node | None = None

    @property
    def accounted(self) -> bool:
        """Whether somebody answers for the statement, or nobody has to."""
        return bool(self.elements) or self.aside is not None


@dataclass(frozen=True)
class LockedPage:
    """A page as it was when its document was locked.

    differs: the facts, as `FIELD KIND`, in which spec and page differed then without an explanation; only an incomplete
    lock has any. node: its place in the lock.
    """

    fields: tuple[FieldFacts, ...]
    accounts: tuple[Account, ...]
    differs: tuple[str, ...] = ()
    node: Node | None = None

    @property
    def state(self) -> State:
        """What the page stated."""
        return State(tuple(account.statement for account in self.accounts), self.fields)


def lock_file(provider: str) -> str:
    """The lock's path, relative to the root."""
    return f"specs/{provider}/{NAME}"


def older_lock(loader: Loader, provider: str) -> tuple[str, ...]:
    """The documents of a lock of an older version; none where the lock is of this one, or there is none."""
    file = loader.root / lock_file(provider)
    if not os.path.lexists(file):
        return ()
    root = loader.load(file).root
    version, listed = root.get("version"), root.get("documents")
    if version is None or listed is None or not _is_older(version):
        return ()
    return tuple(document for document, _ in listed.items())


def _is_older(version: Node) -> bool:
    return isinstance(version.value, int) and not isinstance(version.value, bool) and version.value < VERSION


def read_lock(loader: Loader, provider: str) -> Mapping[str, LockedPage]:
    """Document id -> its locked page; empty when nothing was locked yet.

    Raises Problems when the file cannot be read or is not what `documents lock` writes.
    """
    file = loader.root / lock_file(provider)
    if not os.path.lexists(file):
        return {}
    root = loader.load(file).root
    version = root.get("version")
    if version is None or version.value != VERSION:
        message = f"this is no lock of version {VERSION}: {_HOW}"
        if version is not None and _is_older(version):
            message = (
                f"this lock is of version {version.value}, which remembers less of pages than version {VERSION}: "
                "run reelspec documents lock with the captures of all its documents"
            )
        raise Problems([(version or root).problem(message, "lock")])
    problems: list[Problem] = []
    pages: dict[str, LockedPage] = {}
    listed = root.get("documents")
    problems += _unknown(root, "lock", ("version", "documents"))
    for document, node in listed.items() if listed is not None else ():
        problems += _unknown(node, "page", _PAGE)
        for statement in _list(node.get("statements")):
            problems += _unknown(statement, "statement", _STATEMENT)
        try:
            pages[document] = LockedPage(
                tuple(_fields(node)), tuple(_accounts(node)), _texts(node.get("differs")), node
            )
        except _Malformed as wrong:
            problems.append(wrong.node.problem(f"{wrong}: {_HOW}", "lock"))
    if problems:
        raise Problems(problems)
    return pages


def _unknown(node: Node, what: str, known: tuple[str, ...]) -> list[Problem]:
    """The members that are none of those known."""
    return [
        value.problem(f"a {what} has no member {key}{hint(key, known)}: {_HOW}", "lock", key=True)
        for key, value in node.items()
        if key not in known
    ]


def _list(node: Node | None) -> Iterable[Node]:
    return () if node is None or node.kind != "array" else node.elements()


class _Malformed(ValueError):
    def __init__(self, node: Node, message: str) -> None:
        super().__init__(message)
        self.node = node


def _member(node: Node, name: str, kinds: tuple[str, ...]) -> Node:
    member = node.get(name)
    if member is None or member.kind not in kinds:
        raise _Malformed(member or node, f"{name} is missing or of another type")
    return member


def _texts(node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    if node.kind != "array" or not all(isinstance(element.value, str) for element in node.elements()):
        raise _Malformed(node, "a list of texts is expected")
    return tuple(str(element.value) for element in node.elements())


def _text(node: Node | None) -> str | None:
    if node is None:
        return None
    if not isinstance(node.value, str):
        raise _Malformed(node, "a text is expected")
    return node.value


def _fields(node: Node) -> Iterator[FieldFacts]:
    for part, fields in _member(node, "fields", ("object",)).items():
        for path, facts in fields.items():
            if not isinstance(facts.value, dict):
                raise _Malformed(facts, "the facts of a field are a mapping")
            yield FieldFacts(part, path, facts.value)


def _accounts(node: Node) -> Iterator[Account]:
    for item in _member(node, "statements", ("array",)).elements():
        print_ = str(_member(item, "sha256", ("string",)).value)
        if not _PRINT.fullmatch(print_):
            raise _Malformed(item, "a fingerprint has 16 hexadecimal digits")
        section = str(_member(item, "section", ("string",)).value)
        structure = item.get("structure")
        statement = Stated(
            print_,
            section,
            _text(item.get("kind")) or "sentence",
            _text(item.get("part")) or "text",
            _text(item.get("field")),
            _texts(item.get("terms")),
            structure is not None and structure.value is True,
            _text(item.get("shows")),
            _text(item.get("order")) or "",
            Meaning(_texts(item.get("says")), _text(item.get("sequence")) or "", _words(item.get("words"))),
            _text(item.get("about")),
        )
        yield Account(statement, _texts(item.get("elements")), _text(item.get("aside")), item)


def _words(node: Node | None) -> tuple[str, ...]:
    text = _text(node) or ""
    return tuple(text[at : at + HASHED] for at in range(0, len(text), HASHED))


def write_lock(root: Path, provider: str, pages: Mapping[str, LockedPage]) -> bool:
    """Write a provider's lock, whole or not at all; False when it is what is there already. Raises OSError."""
    file = root / lock_file(provider)
    text = lock_text(pages)
    try:
        if read_file(file) == text.encode():
            return False
    except Irregular:
        raise
    except OSError:
        pass
    if not pages and not file.exists():
        return False
    replace_file(file, text.encode())
    return True


def lock_text(pages: Mapping[str, LockedPage]) -> str:
    """The lock's text: documents by id, a line for each field and each statement."""
    blocks = [f"    {_json(document)}: {_page(pages[document])}" for document in sorted(pages)]
    return f'{{\n  "version": {VERSION},\n  "documents": {_braced("{", blocks, "}", 2)}\n}}\n'


def _page(page: LockedPage) -> str:
    parts: dict[str, list[str]] = {}
    for field in page.fields:
        parts.setdefault(field.part, []).append(f"          {_json(field.path)}: {_json(dict(field.facts))}")
    fields = [f"        {_json(part)}: {_braced('{', lines, '}', 8)}" for part, lines in parts.items()]
    statements = [f"        {_json(_statement(account))}" for account in page.accounts]
    differs = f'"differs": {_json(list(page.differs))},\n      ' if page.differs else ""
    return (
        f'{{\n      {differs}"fields": {_braced("{", fields, "}", 6)},\n'
        f'      "statements": {_braced("[", statements, "]", 6)}\n    }}'
    )


def _statement(account: Account) -> dict[str, Json]:
    statement = account.statement
    line: dict[str, Json] = {"sha256": statement.fingerprint, "section": statement.section, "kind": statement.kind}
    if statement.part != "text":
        line["part"] = statement.part
    if statement.field is not None:
        line["field"] = statement.field
    if statement.about is not None:
        line["about"] = statement.about
    if statement.structure:
        line["structure"] = True
    if statement.terms:
        line["terms"] = list(statement.terms)
    if statement.order:
        line["order"] = statement.order
    if statement.meaning.terms:
        line["says"] = list(statement.meaning.terms)
    if statement.meaning.order:
        line["sequence"] = statement.meaning.order
    if statement.meaning.words:
        line["words"] = "".join(statement.meaning.words)
    if statement.shows is not None:
        line["shows"] = statement.shows
    if account.aside is not None:
        line["aside"] = account.aside
    if account.elements:
        line["elements"] = list(account.elements)
    return line


def _braced(left: str, lines: Iterable[str], right: str, indent: int) -> str:
    inner = ",\n".join(lines)
    return f"{left}\n{inner}\n{' ' * indent}{right}" if inner else f"{left}{right}"


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=True)
