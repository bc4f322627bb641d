"""What `reelspec new` will write: new files and files with an item added, all in memory. The package's `__init__` exports it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reelspec.common.text import number
from reelspec.documentation.pages.page import Page, Statement
from reelspec.documentation.scaffold.carried import Carrier
from reelspec.documentation.scaffold.drafted import Drafted, Line, Lines, plain_lines, schema_line
from reelspec.documentation.scaffold.insertion import NoPlace, inserted, inserted_choice, inserted_member
from reelspec.documentation.scaffold.media import media_of
from reelspec.documentation.scaffold.model import Examples, model_lines, skeleton, todo_of
from reelspec.documentation.scaffold.operation import drawn
from reelspec.documentation.scaffold.provider import (
    document_entry,
    documents_lines,
    openapi_lines,
    operation_lines,
    reference_lines,
)
from reelspec.documentation.scaffold.tree import not_understood, tree_of
from reelspec.language.contract.naming import MOST_NAME, file_stem
from reelspec.language.source import Json, Loader, Pointer, Problems, SourceFile
from reelspec.language.source.text import shortened

_PROVIDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_ENDINGS = (".yaml", ".yml", ".json")
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class NoDraft(ValueError):
    """There can be no draft; the message says why, in one line."""


@dataclass(frozen=True)
class Draft:
    """new: path relative to the root (posix) -> text of a file that is not there yet. changed: path -> (bytes as they
    are, bytes as they will be). notes: what to tell the user, a line each. models: the names that the draft stands for.

    refusals: (path, line) -> what leaves out what the line says, with the reason. checked: whether `check` has nothing
    against it.
    """

    new: Mapping[str, str]
    changed: Mapping[str, tuple[bytes, bytes]]
    notes: tuple[str, ...]
    models: tuple[str, ...]
    refusals: Mapping[tuple[str, int], Callable[[str], None]] = field(default_factory=dict, repr=False)
    checked: bool = False


def check_names(root: Path, provider: str, model: str) -> str | None:
    """The provider's openapi.yaml, None where there is no such provider yet.

    Raises NoDraft: a name that cannot be one, a model's file that is there already, a folder that is no provider.
    """
    if not _PROVIDER.fullmatch(provider) or file_stem(provider) != provider:
        raise NoDraft(f"{shortened(provider)} cannot be a provider's name, which is letters, digits, dots, - and _")
    if not model or not model.isprintable() or model != model.strip() or len(model) > MOST_NAME:
        raise NoDraft(f"{shortened(model) or 'nothing'} cannot be a model's name")
    folder = root / "specs" / provider
    stem = file_stem(model)
    here = _names(folder)
    if f"{stem}.yaml".lower() in {name.lower() for name in _names(folder / "models")} or any(
        name.lower().rpartition(".")[0] == stem.lower() for name in _names(folder / "models")
    ):
        raise NoDraft(f"specs/{provider}/models has a file {stem} already")
    openapi = next((name for name in (f"openapi{ending}" for ending in _ENDINGS) if name in here), None)
    if openapi is None and (here or os.path.islink(folder)):
        raise NoDraft(f"specs/{provider} is there, but has no openapi.yaml")
    if openapi is None and any(
        name != provider and name.lower() == provider.lower() for name in _names(root / "specs")
    ):
        raise NoDraft(f"specs/ has a folder {provider} in other letters already")
    return openapi


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []


@dataclass(frozen=True)
class _Place:
    """Where a body goes: the list of an operation, at `pointer`, or a new operation. discriminator: the field that picks
    one of the list. alone: there is no list yet, but one reference."""

    pointer: Pointer | None
    discriminator: str | None
    alone: bool = False


class Drafting:
    """A draft while it is being settled: `draft` prints it, and again after something of it has been left out.

    page: where its facts come from, None for a skeleton; address or file: what documents.yaml will call it.
    todos: the statements of the page, by their index, that are TODOs; media: those that are `x-media`, with its keys;
    declared: what documents.yaml says of the others.
    """

    def __init__(
        self, root: Path, provider: str, model: str, page: Page | None, address: str | None, file: str | None
    ) -> None:
        openapi = check_names(root, provider, model)
        if page is not None and not any(fact.part == "body" and fact.field for fact in page.facts):
            raise NoDraft(f"{page.name}: no parameters were found in it; without --from there is a skeleton to fill in")
        self.root = root
        self.provider = provider
        self.model = model
        self.stem = file_stem(model)
        self.page = page
        self.address = address
        self.file = file
        self.folder = f"specs/{provider}"
        self.title = f"{provider}, {model}"
        self.model_file = f"{self.folder}/models/{self.stem}.yaml"
        self.models: tuple[str, ...] = (model,)
        self.declared: dict[str, Json] = {}
        self.todos: dict[int, Statement] = {}
        self.media: dict[int, tuple[str, ...]] = {}
        self.operation = drawn(page)
        self.loader = Loader(root)
        self.openapi: SourceFile | None = None
        self._decided: list[str] = []
        self._notes: list[str] = []
        if openapi is not None:
            self.openapi = self.load(openapi)
        self.identity = self.new_identity()
        self.body = self.body_of(page) if page is not None else Drafted("")
        self.place = self.placed()
        if page is not None:
            if self.place.discriminator is not None:
                self.decide(self.place.discriminator, self.taken())
            for at, statement in not_understood(page).items():
                if not self.add_media(at, statement):
                    self.add_todo(at, statement)
        self.examples = self.examples_of()

    def load(self, name: str) -> SourceFile:
        """A file of the provider. Raises NoDraft."""
        try:
            return self.loader.load(Path(self.folder, name))
        except Problems as problems:
            raise NoDraft(f"{self.folder}/{name} cannot be read: {problems.problems[0]}") from None

    # What it says

    def body_of(self, page: Page) -> Drafted:
        """The request body that the page says."""
        made = self.carried(page)
        if made is None:
            made = tree_of(page).drafted()
        made.path = ""
        made.keywords = {"type": "object", **made.keywords}
        closed = {"additionalProperties", "unevaluatedProperties"} & {*made.keywords, *made.single}
        if page.layout != "flattened" and not closed:
            apart = any(schema.named.get("properties") for schema in made.in_place())
            made.keywords["unevaluatedProperties" if apart else "additionalProperties"] = False
        return made

    def carried(self, page: Page) -> Drafted | None:
        """The body as a description has it; None where there is none, or it is no object."""
        description = page.description
        body = None if description is None else description.operation.get("requestBody")
        content = None if body is None or description is None else description.resolved(body).get("content")
        for media, inner in content.items() if content is not None else ():
            schema = inner.get("schema")
            if "json" in media and schema is not None and description is not None:
                made = Carrier(description).schema(schema, "")
                return made if made.keywords.get("type", "object") == "object" else None
        return None

    def add_todo(self, at: int, statement: Statement) -> None:
        """Let a statement be a TODO: at its field, or among what may be a rule."""
        self.todos[at] = statement
        where = self.schema_at(statement.field) if statement.field and statement.part in ("body", "text") else None
        if where is not None:
            where.todos.append(todo_of(statement))

    def add_media(self, at: int, statement: Statement) -> bool:
        """Let what a statement says of the files that a field names be its `x-media`; False where that is not all it says."""
        schema = self.schema_at(statement.field) if statement.field and statement.part == "body" else None
        if schema is None or schema.keywords.get("type") not in ("string", "array"):
            return False
        said, known = media_of(statement.text), schema.keywords.get("x-media")
        if not said or (isinstance(known, dict) and known.keys() & said.keys()):
            return False
        schema.keywords["x-media"] = {**known, **said} if isinstance(known, dict) else said
        self.media[at] = tuple(said)
        return True

    def schema_at(self, path: str) -> Drafted | None:
        """The schema of a field by its path."""
        return next((schema for schema in self.body.all() if schema.path == path and path), None)

    def in_choice(self, path: str) -> bool:
        """Whether a field stands in an alternative of the body."""
        first = path.partition(".")[0].removesuffix("[]")
        return any(first in schema.named.get("properties", {}) for schema in self.body.in_place())

    def rules(self) -> list[Statement]:
        """The TODOs that belong to no field."""
        return [
            todo
            for todo in self.todos.values()
            if not todo.field or todo.part not in ("body", "text") or self.schema_at(todo.field) is None
        ]

    def decide(self, discriminator: str, taken: frozenset[str]) -> None:
        """The models that the file stands for: those of the page that no other file has, or the one that was named."""
        known = self.body.properties.get(discriminator)
        if known is None:
            known = Drafted(discriminator)
            self.body.named["properties"] = {discriminator: known, **self.body.properties}
        if "const" in known.keywords:
            options = [known.keywords["const"]]
        else:
            listed = known.keywords.get("enum")
            options = listed if isinstance(listed, list) else self.stated(discriminator)
        names = [option for option in options if isinstance(option, str) and option]
        if self.page is not None and not names:
            shown = [
                example.body.get(discriminator)
                for example in self.page.examples
                if example.kind == "request" and isinstance(example.body, dict)
            ]
            names = [name for name in dict.fromkeys(map(str, shown)) if name == self.model]
        gone = [name for name in names if name in taken]
        names = [name for name in names if name not in taken and name.isprintable() and len(name) <= MOST_NAME]
        if gone:
            self._decided.append(f"left out, since another file stands for them: {', '.join(gone)}")
        if names and self.model not in names:
            self._decided.append(f"the page knows no model {self.model}; the file stands for {', '.join(names)}")
        self.models = tuple(names) or (self.model,)
        several: list[Json] = list(self.models)
        known.keywords = {"type": "string"}
        known.keywords["const" if len(several) == 1 else "enum"] = several[0] if len(several) == 1 else several
        known.single, known.several, known.named = {}, {}, {}
        required = self.body.keywords.get("required")
        names_ = [name for name in required if name != discriminator] if isinstance(required, list) else []
        order = list(self.body.properties)
        names_ = (
            [discriminator, *names_] if not isinstance(required, list) or discriminator not in required else required
        )
        self.body.keywords["required"] = sorted(
            names_, key=lambda name: order.index(name) if name in order else len(order)
        )

    def stated(self, name: str) -> list[Json]:
        """The values of a field of the body, as facts say them: of all alternatives of a body."""
        fact = None if self.page is None else self.page.about("body", name).get("options")
        return list(fact.value) if fact is not None and isinstance(fact.value, tuple) else []

    def examples_of(self) -> Examples:
        """The page's requests that the drafted fields accept, each once; the others are named in a note."""
        examples = Examples([], [])
        if self.page is None:
            return examples
        from jsonschema import Draft202012Validator

        judge = Draft202012Validator(self.body.value())
        for example in self.page.examples:
            if example.kind != "request" or not isinstance(example.body, dict) or example.body in examples.bodies:
                continue
            try:
                good = judge.is_valid(example.body)
            except (re.error, RecursionError):  # a pattern that is another engine's: check judges it
                good = True
            if good:
                examples.bodies.append(example.body)
            else:
                examples.notes.append(
                    f"the request in line {example.line} of the page does not fit the draft and is left out"
                )
        return examples

    # Where it goes

    def taken(self) -> frozenset[str]:
        """The model names that the provider has; none where its specs cannot be read as they are."""
        if self.openapi is None:
            return frozenset()
        from reelspec.language.parser.load import load
        from reelspec.language.parser.providers import UnreadableSpecs

        try:
            contract = load(self.root)
        except UnreadableSpecs as unreadable:
            contract = unreadable.contract
        except Problems:
            return frozenset()
        names = frozenset(model.name for model in contract.models() if model.provider == self.provider)
        if self.model in names:
            raise NoDraft(f"{self.provider}/{self.model} is there already")
        return names

    def placed(self) -> _Place:
        """The operation that is meant: that of the page's endpoint, a new one for another endpoint, else the only one."""
        own = "model" if self.page is None or "model" in self.page.fields() else None
        if self.openapi is None:
            return _Place(None, own)
        places: list[tuple[str, _Place]] = []
        plain: list[tuple[str, _Place]] = []
        known: set[str] = set()
        paths = self.openapi.root.get("paths")
        for path, item in paths.items() if paths is not None else ():
            for method, operation in item.items():
                if method not in _METHODS:
                    continue
                known.add(f"{method.upper()} {path}")
                schema = operation.at(("requestBody", "content", "application/json", "schema"))
                if schema is None:
                    continue
                name = schema.at(("discriminator", "propertyName"))
                files, others = schema.get("oneOf"), schema.get("anyOf")
                label = f"{method.upper()} {path}"
                if files is not None and name is not None and isinstance(name.value, str):
                    places.append((label, _Place(files.pointer, name.value)))
                elif others is not None and name is None and all(element.get("$ref") for element in others.elements()):
                    plain.append((label, _Place(others.pointer, None)))
                elif schema.get("$ref") is not None:
                    plain.append((label, _Place(schema.pointer, None, alone=True)))
        endpoint = self.operation.endpoint
        if endpoint is not None and endpoint not in known:
            endpoint = self.below_servers(known) or endpoint
        if endpoint is not None and endpoint not in known:
            return _Place(None, own)
        meant = [candidate for candidate in places if candidate[0] == endpoint]
        if not meant and own is None:  # bodies that no field tells apart: each of them will do
            meant = [candidate for candidate in plain if candidate[0] == endpoint]
        if len(meant) != 1 and (endpoint is not None or len(places) != 1):
            many = f"{len(places)} operations take" if places else "no operation takes"
            raise NoDraft(
                f"{self.openapi.file}: {many} models by a oneOf with a discriminator; write the model file and its line by hand"
            )
        return (meant or places)[0][1]

    def below_servers(self, known: set[str]) -> str | None:
        """The known endpoint that is the page's, where one of the two has the beginning of the path in its server."""
        if self.openapi is None or self.operation.path is None or self.operation.method is None:
            return None
        servers = self.openapi.root.get("servers")
        urls = (
            [str(element.value.get("url")) for element in servers.elements() if isinstance(element.value, dict)]
            if servers
            else []
        )
        mine = {_path(server) + self.operation.path for server in self.operation.servers} | {self.operation.path}
        method = self.operation.method.upper()
        for candidate in sorted(known):
            theirs = {_path(url) + candidate.partition(" ")[2] for url in urls} | {candidate.partition(" ")[2]}
            if candidate.startswith(f"{method} ") and not mine.isdisjoint(theirs):
                return candidate
        return None

    def new_identity(self) -> str:
        """The id of the page in documents.yaml."""
        known: tuple[str, ...] = ()
        name = self.documents_name()
        if name is not None:
            listed = self.load(name).root.get("documents")
            known = tuple(
                str(id_.value) for each in (listed.elements() if listed else ()) if (id_ := each.get("id")) is not None
            )
        identity, count = self.stem, 1
        while identity in known:
            count += 1
            identity = f"{self.stem}-{count}"
        return identity

    def documents_name(self) -> str | None:
        """The documents.yaml that is there."""
        here = _names(self.root / self.folder)
        return next((name for name in (f"documents{ending}" for ending in _ENDINGS) if name in here), None)

    # The files

    def draft(self) -> Draft:
        """The files as they are now."""
        self._notes = list(self._decided)
        new: dict[str, str] = {}
        changed: dict[str, tuple[bytes, bytes]] = {}
        refusals: dict[tuple[str, int], Callable[[str], None]] = {}
        written: Lines = []

        def put(path: str, lines: Lines, first: int = 1) -> None:
            written.extend(lines)
            for at, line in enumerate(lines):
                if line.refuse is not None:
                    refusals[path, first + at] = line.refuse

        entry = document_entry(self.identity, self.title, self.page, self.address, self.file, self.declared)
        documents = self.documents_name()
        if documents is None:
            path = f"{self.folder}/documents.yaml"
            lines = plain_lines([schema_line(path, "documents"), *documents_lines(entry, self.provider)])
            new[path] = _text(lines)
            put(path, lines)
        else:
            self.insert(self.load(documents), ("documents",), entry, changed)
        if self.openapi is None:
            lines = openapi_lines(
                self.provider, self.identity, f"{self.stem}.yaml", self.place.discriminator, self.operation
            )
            path = f"{self.folder}/openapi.yaml"
            lines = [Line(schema_line(path, "openapi")), *lines]
            new[path] = _text(lines)
            put(path, lines)
        lines = [Line(schema_line(self.model_file, "model")), *self.model_lines()]
        new[self.model_file] = _text(lines)
        put(self.model_file, lines)
        if self.openapi is not None:
            if self.place.pointer is not None and self.place.alone:
                self.insert_choice(self.openapi, self.place.pointer, changed)
            elif self.place.pointer is not None:
                self.insert(self.openapi, self.place.pointer, {"$ref": f"models/{self.stem}.yaml"}, changed)
            else:
                lines, first = self.insert_operation(self.openapi, changed)
                put(self.openapi.file, lines, first)
        todos = number(sum(line.todo or "# TODO" in line.text for line in written), "TODO")
        if self.page is not None:
            fields, examples = number(len(self.page.fields()), "field"), number(len(self.examples.bodies), "example")
            self._notes += self.examples.notes
            todos = f"{fields}, {examples}, {todos}"
        self._notes.append(todos)
        return Draft(new, changed, tuple(self._notes), self.models, refusals)

    def model_lines(self) -> Lines:
        if self.page is None:
            return skeleton(self.model, self.model, self.identity, self.place.discriminator)
        title = self.page.title or self.model
        return model_lines(self.page, self.body, title, self.identity, self.examples, self.rules())

    def change(
        self, document: SourceFile, changed: dict[str, tuple[bytes, bytes]], made: Callable[[str], tuple[str, int]]
    ) -> int:
        """Change a file that is there. made: its new text, and the line that is told. Raises NoDraft."""
        content = self.loader.loaded[document.file]
        mark = "\ufeff" if content.startswith(b"\xef\xbb\xbf") else ""
        try:
            text, line = made(content.decode("utf-8-sig"))
        except NoPlace as error:
            raise NoDraft(str(error)) from None
        changed[document.file] = (content, (mark + text).encode())
        return line

    def insert(
        self, document: SourceFile, pointer: Pointer, item: dict[str, Json], changed: dict[str, tuple[bytes, bytes]]
    ) -> None:
        line = self.change(document, changed, lambda text: inserted(text, document, pointer, item))
        self._notes.append(f"added to {document.file}:{line}")

    def insert_choice(self, document: SourceFile, pointer: Pointer, changed: dict[str, tuple[bytes, bytes]]) -> None:
        """Let the operation take either of two bodies that no field tells apart."""
        reference = f"models/{self.stem}.yaml"
        line = self.change(document, changed, lambda text: inserted_choice(text, document, pointer, reference))
        self._notes.append(
            f"added to {document.file}:{line}: the operation takes either body now, as one model, since no field names one"
        )

    def insert_operation(self, document: SourceFile, changed: dict[str, tuple[bytes, bytes]]) -> tuple[Lines, int]:
        """Add the page's operation to openapi.yaml; gives its lines, and the line on which the first stands."""
        path = self.operation.path or "/"
        body = reference_lines(f"{self.stem}.yaml", self.place.discriminator)
        lines = operation_lines(self.operation, self.operation_name(document), body, 0, self.identity)
        texts = [line.text for line in lines]
        pointer: Pointer = ("paths",)
        is_new = document.root.at(("paths", path)) is None
        name = path
        if not is_new:  # one method more of a path
            pointer, name, texts = (
                ("paths", path),
                texts[0].rstrip(":"),
                [text.removeprefix("  ") for text in texts[1:]],
            )
        line = self.change(document, changed, lambda text: inserted_member(text, document, pointer, name, texts))
        self._notes.append(f"added {self.operation.endpoint} to {document.file}:{line}")
        return lines, line + 1 if is_new else line

    def operation_name(self, document: SourceFile) -> str:
        """An id for the operation that no other has."""
        paths = document.root.get("paths")
        known = {
            str(stated.value)
            for _, item in (paths.items() if paths is not None else ())
            for _, operation in item.items()
            if (stated := operation.get("operationId")) is not None
        }
        steps = [word for word in (self.operation.path or "").split("/") if word and not word.startswith("{")]
        words = re.sub(r"[^A-Za-z0-9]+", "_", steps[-1] if steps else "").strip("_").lower() or "bodies"
        words = words if words[0].isalpha() else f"_{words}"
        name, count = self.operation.name or f"{words}.create", 1
        first = name
        while name in known or any(other.startswith(f"{name}.") or name.startswith(f"{other}.") for other in known):
            count += 1
            head, dot, last = first.rpartition(".")
            name = f"{head}_{count}{dot}{last}" if dot else f"{first}_{count}"
        return name


def _path(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2].rstrip("/") if "/" in url.partition("://")[2] else ""


def _text(lines: Lines) -> str:
    return "".join(f"{line.text}\n" for line in lines)
