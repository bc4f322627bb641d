"""What `reelspec new` will write: new files and files with an item added, all in memory. The package's `__init__` exports it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reelspec.documentation.pages.page import Page
from reelspec.documentation.scaffold.insertion import NoPlace, inserted
from reelspec.documentation.scaffold.model import model_text, skeleton
from reelspec.documentation.scaffold.provider import document_entry, documents_text, openapi_text
from reelspec.documentation.scaffold.tree import Branch, tree_of
from reelspec.language.contract.naming import file_stem
from reelspec.language.source import Document, Json, Loader, Node, Pointer, Problems
from reelspec.language.source.text import shortened

_PROVIDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_ENDINGS = (".yaml", ".yml", ".json")
MOST_NAME = 100


class NoDraft(ValueError):
    """There can be no draft; the message says why, in one line."""


@dataclass(frozen=True)
class Draft:
    """new: path relative to the root (posix) -> text of a file that is not there yet. changed: path -> (bytes as they
    are, bytes as they will be). notes: what to tell the user, a line each. models: the names that the draft stands for.
    """

    new: Mapping[str, str]
    changed: Mapping[str, tuple[bytes, bytes]]
    notes: tuple[str, ...]
    models: tuple[str, ...]


def draft(
    root: Path,
    provider: str,
    model: str,
    page: Page | None = None,
    *,
    address: str | None = None,
    file: str | None = None,
) -> Draft:
    """The files of PROVIDER/MODEL. page: where its facts come from, None for a skeleton; address or file: what
    documents.yaml will call it.

    Raises NoDraft: a name that cannot be one, a model or file that is there already, a page without facts, an
    openapi.yaml that nothing can be added to.
    """
    _check_names(provider, model)
    folder = root / "specs" / provider
    stem = file_stem(model)
    here = _names(folder)
    if page is not None and not any(one.part == "body" for one in page.facts):
        raise NoDraft(f"{page.name}: no parameters were found in it; without --from there is a skeleton to fill in")
    if f"{stem}.yaml".lower() in {one.lower() for one in _names(folder / "models")} or any(
        one.lower().rpartition(".")[0] == stem.lower() for one in _names(folder / "models")
    ):
        raise NoDraft(f"specs/{provider}/models has a file {stem} already")
    openapi = next((one for one in (f"openapi{ending}" for ending in _ENDINGS) if one in here), None)
    if openapi is None and (here or os.path.islink(folder)):
        raise NoDraft(f"specs/{provider} is there, but has no openapi.yaml")
    if openapi is None and any(one != provider and one.lower() == provider.lower() for one in _names(root / "specs")):
        raise NoDraft(f"specs/ has a folder {provider} in other letters already")
    drafting = _Drafting(root, provider, model, stem, page, address, file)
    return drafting.first() if openapi is None else drafting.added(openapi)


def _check_names(provider: str, model: str) -> None:
    if not _PROVIDER.fullmatch(provider) or file_stem(provider) != provider:
        raise NoDraft(f"{shortened(provider)} cannot be a provider's name, which is letters, digits, dots, - and _")
    if not model or not model.isprintable() or model != model.strip() or len(model) > MOST_NAME:
        raise NoDraft(f"{shortened(model) or 'nothing'} cannot be a model's name")


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []


class _Drafting:
    def __init__(
        self, root: Path, provider: str, model: str, stem: str, page: Page | None, address: str | None, file: str | None
    ) -> None:
        self.root = root
        self.provider = provider
        self.model = model
        self.stem = stem
        self.page = page
        self.address = address
        self.file = file
        self.folder = f"specs/{provider}"
        self.title = f"{provider}, {model}"
        self.notes: list[str] = []
        self.models: tuple[str, ...] = (model,)

    @property
    def model_file(self) -> str:
        return f"{self.folder}/models/{self.stem}.yaml"

    def first(self) -> Draft:
        """A provider that is not there yet."""
        discriminator: str | None = "model"
        if self.page is not None and "model" not in self.page.fields():
            discriminator = None
        entry = self.entry(())
        identity = str(entry["id"])
        endpoint = None if self.page is None else self.page.endpoint
        text = self.text(identity, discriminator, frozenset())
        files = {
            f"{self.folder}/documents.yaml": documents_text(entry, self.provider),
            f"{self.folder}/openapi.yaml": openapi_text(
                self.provider, identity, f"{self.stem}.yaml", discriminator, endpoint
            ),
            self.model_file: text,
        }
        return Draft(files, {}, tuple(self.notes), self.models)

    def added(self, openapi: str) -> Draft:
        """A model of a provider that is there."""
        loader = Loader(self.root)
        try:
            document = loader.load(Path(self.folder, openapi))
        except Problems as problems:
            raise NoDraft(f"{self.folder}/{openapi} cannot be read: {problems.problems[0]}") from None
        pointer, discriminator = self.place(document)
        taken = self.taken()
        changed: dict[str, tuple[bytes, bytes]] = {}
        new: dict[str, str] = {}
        here = _names(self.root / self.folder)
        documents = next((one for one in (f"documents{ending}" for ending in _ENDINGS) if one in here), None)
        identity = self.documents(loader, documents, new, changed)
        new[self.model_file] = self.text(identity, discriminator, taken)
        self.insert(loader, document, pointer, {"$ref": f"models/{self.stem}.yaml"}, changed)
        return Draft(new, changed, tuple(self.notes), self.models)

    def taken(self) -> frozenset[str]:
        """The model names that the provider has; none where its specs cannot be read as they are."""
        from reelspec.language.parser.load import load
        from reelspec.language.parser.providers import Unreadable

        try:
            contract = load(self.root)
        except Unreadable as found:
            if found.contract is None:
                return frozenset()
            contract = found.contract
        except Problems:
            return frozenset()
        names = frozenset(one.name for one in contract.models() if one.provider == self.provider)
        if self.model in names:
            raise NoDraft(f"{self.provider}/{self.model} is there already")
        return names

    def place(self, document: Document) -> tuple[Pointer, str]:
        """The list of model files of the operation that is meant, and the field that picks one of them."""
        found: list[tuple[str, Pointer, str]] = []
        paths = document.root.get("paths")
        for path, item in paths.items() if paths is not None else ():
            for method, operation in item.items():
                schema = operation.at(("requestBody", "content", "application/json", "schema"))
                name = None if schema is None else schema.at(("discriminator", "propertyName"))
                files = None if schema is None else schema.get("oneOf")
                if files is not None and name is not None and isinstance(name.value, str):
                    found.append((f"{method.upper()} {path}", files.pointer, name.value))
        endpoint = None if self.page is None else self.page.endpoint
        meant = [one for one in found if endpoint is not None and one[0] == f"{endpoint.method} {endpoint.path}"]
        if len(meant) != 1 and len(found) != 1:
            many = f"{len(found)} operations take" if found else "no operation takes"
            raise NoDraft(
                f"{document.file}: {many} models by a oneOf with a discriminator; write the model file and its line by hand"
            )
        label, pointer, field = (meant or found)[0]
        if endpoint is not None and not meant and endpoint.path:
            self.notes.append(f"the page documents {endpoint.method} {endpoint.path}; the model was added to {label}")
        return pointer, field

    # The page among documents.yaml

    def entry(self, known: tuple[str, ...]) -> dict[str, Json]:
        identity, count = self.stem, 1
        while identity in known:
            count += 1
            identity = f"{self.stem}-{count}"
        return document_entry(identity, self.title, self.page, self.address, self.file)

    def documents(
        self, loader: Loader, name: str | None, new: dict[str, str], changed: dict[str, tuple[bytes, bytes]]
    ) -> str:
        """Add the page to documents.yaml; returns its id."""
        if name is None:
            entry = self.entry(())
            new[f"{self.folder}/documents.yaml"] = documents_text(entry, self.provider)
            return str(entry["id"])
        try:
            document = loader.load(Path(self.folder, name))
        except Problems as problems:
            raise NoDraft(f"{self.folder}/{name} cannot be read: {problems.problems[0]}") from None
        listed: Node | None = document.root.get("documents")
        known = tuple(
            str(one.value) for each in (listed.elements() if listed else ()) if (one := each.get("id")) is not None
        )
        entry = self.entry(known)
        self.insert(loader, document, ("documents",), entry, changed)
        return str(entry["id"])

    def insert(
        self,
        loader: Loader,
        document: Document,
        pointer: Pointer,
        item: dict[str, Json],
        changed: dict[str, tuple[bytes, bytes]],
    ) -> None:
        content = loader.loaded[document.file]
        mark = "\ufeff" if content.startswith(b"\xef\xbb\xbf") else ""
        try:
            text, line = inserted(content.decode("utf-8-sig"), document, pointer, item)
        except NoPlace as error:
            raise NoDraft(str(error)) from None
        changed[document.file] = (content, (mark + text).encode())
        self.notes.append(f"added to {document.file}:{line}")

    # The model file

    def text(self, document: str, discriminator: str | None, taken: frozenset[str]) -> str:
        if self.page is None:
            return skeleton(self.model, self.model, document, discriminator)
        tree = tree_of(self.page)
        if discriminator is not None:
            self.decide(tree, discriminator, taken)
        examples = self.examples(tree)
        text, todos = model_text(self.page, tree, self.page.title or self.model, document, examples)
        count = len(self.page.fields())
        self.notes.append(
            f"{count} {'field' if count == 1 else 'fields'}, {len(examples)} {'example' if len(examples) == 1 else 'examples'}, "
            f"{todos} TODO{'' if todos == 1 else 's'}"
        )
        return text

    def decide(self, tree: Branch, discriminator: str, taken: frozenset[str]) -> None:
        """The models that the file stands for: those of the page that no other file has, or the one that was named."""
        field = tree.members.get(discriminator)
        if field is None:
            field = Branch(discriminator)
            tree.members = {discriminator: field, **tree.members}
        options = field.facts.get("options")
        names = [one for one in options if isinstance(one, str) and one] if isinstance(options, tuple) else []
        if self.page is not None and not names:
            shown = [
                one.body.get(discriminator)
                for one in self.page.examples
                if one.kind == "request" and isinstance(one.body, dict)
            ]
            names = [one for one in dict.fromkeys(map(str, shown)) if one == self.model]
        gone = [one for one in names if one in taken]
        names = [one for one in names if one not in taken and one.isprintable() and len(one) <= MOST_NAME]
        if gone:
            self.notes.append(f"left out, since another file stands for them: {', '.join(gone)}")
        if names and self.model not in names:
            self.notes.append(f"the page knows no model {self.model}; the file stands for {', '.join(names)}")
        self.models = tuple(names) or (self.model,)
        field.facts.update({"type": "string", "required": True, "options": self.models})
        field.facts.pop("default", None)
        field.items, field.members = None, {}

    def examples(self, tree: Branch) -> list[Json]:
        """The page's requests that the drafted fields accept, each once; the others are named in a note."""
        from jsonschema import Draft202012Validator

        schema: dict[str, Json] = {**tree.schema(), "type": "object"}
        if self.page is not None and self.page.layout != "flattened":
            schema["additionalProperties"] = False
        judge = Draft202012Validator(schema)
        found: list[Json] = []
        for one in self.page.examples if self.page is not None else ():
            if one.kind != "request" or not isinstance(one.body, dict) or one.body in found:
                continue
            if judge.is_valid(one.body):
                found.append(one.body)
            else:
                self.notes.append(f"the request in line {one.line} of the page does not fit the draft and is left out")
        return found
