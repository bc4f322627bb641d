"""specs/<provider>/ into a `Provider`, and specs/ into the `Contract`: the last step of reading, and its only entrance.

All problems of all providers are collected and raised together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from reelspec.common.files import licence, not_a_file
from reelspec.language.contract.keywords import hint, unknown_members
from reelspec.language.contract.model import Contract, Document, Example, Form, Model, Operation, Provider, is_pattern
from reelspec.language.contract.naming import file_stem, identifier, names_of_model, provider_module
from reelspec.language.contract.releases import Releases
from reelspec.language.contract.schema import Matches, Rule, Schema, Source, every_leaf, nested, parts
from reelspec.language.contract.scope import Scope, scope_of
from reelspec.language.parser.bodies import BodyReader, Family, as_sent, stem_of, with_models
from reelspec.language.parser.foreign import SWITCH, tolerate
from reelspec.language.parser.names import check_condition, check_names
from reelspec.language.parser.openapi import OpenApiReader
from reelspec.language.parser.releases import read_releases
from reelspec.language.parser.rules import read_condition, read_rules
from reelspec.language.parser.schemas import SchemaReader, check_loops
from reelspec.language.parser.settings import Settings
from reelspec.language.rules.lowering import condition_json
from reelspec.language.rules.simplify import simplify_schema, specialise
from reelspec.language.rules.words import listing
from reelspec.language.source.load import Loader
from reelspec.language.source.node import Json, Node, SourceFile
from reelspec.language.source.place import Place, Problem, Problems

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

_ENDINGS = (".yaml", ".yml", ".json")
_EXAMPLE = ("body", "rule", "path", "facts")
_TEXTS = ("id", "title", "address", "captured", "page")
_STATEMENTS = ("claims", "aside", "inferences", "differences")
"""What an entry of documents.yaml holds: texts, and what it says of the page's statements and facts."""


class UnreadableSpecs(Problems):
    """All that is wrong with the specs; contract: what could be read, without the models of providers that are wrong."""

    contract: Contract

    def __init__(self, problems: Iterable[Problem], contract: Contract) -> None:
        super().__init__(problems)
        self.contract = contract


def read_contract(
    root: Path,
    *,
    settings: Settings | None = None,
    loader: Loader | None = None,
    only: Collection[str] | None = None,
) -> Contract:
    """The contract of the specs below root/specs. settings: of the repository, the defaults without them.
    loader: one for that root, to have the files that were read as well. only: the files that are read, None for all.

    Raises UnreadableSpecs with everything that is wrong, of all providers.
    """
    loader = loader or Loader(root)
    folder = loader.root / "specs"
    folders = (
        sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0] != ".") if folder.is_dir() else []
    )
    names = [path.name for path in folders if _is_provider(path)]
    if not names:
        why = "no folder of specs/ has an openapi.yaml" if folders else "specs/ has no folders"
        raise Problems([Problem(Place("specs", 1, 1), f"there are no providers: {why}", "no-specs")])
    problems: list[Problem] = []
    providers = tuple(_providers(loader, names, only, problems))
    settings = settings or Settings()
    releases = Releases()
    try:
        releases = read_releases(loader)
    except Problems as raised:
        problems += raised.problems
    contract = Contract(
        package=settings.package,
        distribution=settings.name,
        version=settings.version,
        license=settings.license,
        outputs=settings.outputs,
        standalone=settings.standalone,
        providers=providers,
        license_text=licence(loader.root).decode("utf-8", "replace"),
        releases=releases,
    )
    if problems:
        raise UnreadableSpecs(problems, contract)
    return contract


def _providers(
    loader: Loader, names: Iterable[str], only: Collection[str] | None, problems: list[Problem]
) -> Iterator[Provider]:
    """The providers of these folders, or what can be read of them; problems: is added to."""
    modules: dict[str, str] = {}
    for name in names:
        place = Place(f"specs/{name}", 1, 1)
        if not _NAME.fullmatch(name) or file_stem(name) != name:
            message = (
                "a provider's folder is named in ASCII letters, digits, -, _ and . only, since files are named after it"
            )
            problems.append(Problem(place, message, "provider-name"))
            continue
        if only is not None and not any(file.startswith(f"specs/{name}/") for file in only):
            continue
        reader = _ProviderReader(loader, name, only)
        try:
            yield reader.read()
        except Problems as raised:
            problems += raised.problems
            yield reader.readable()
        module = provider_module(name).lower()
        if module in modules:
            message = f"{name} and {modules[module]} are both {module} in Python"
            problems.append(Problem(place, message, "name-collision"))
        modules[module] = name


def _is_provider(folder: Path) -> bool:
    """Whether a folder of specs/ is a provider's, or is meant to be one; any other holds files that providers share."""
    return (folder / "models").is_dir() or any(_found(folder, stem) is not None for stem in ("openapi", "documents"))


def _found(folder: Path, stem: str) -> Path | None:
    """The file of that name in a folder, .yaml, .yml or .json."""
    files = (folder / f"{stem}{ending}" for ending in _ENDINGS)
    return next((file for file in files if os.path.lexists(file)), None)


class _LoweredReader(SchemaReader):
    """Reads what has been lowered: its references name definitions of the provider."""

    def define(self, reference: Node, source: Source | None) -> str | None:
        return str(reference.value).removeprefix("#/$defs/")


class _ProviderReader:
    """Reads one folder of specs/."""

    def __init__(self, loader: Loader, name: str, only: Collection[str] | None = None) -> None:
        self.loader = loader
        self.name = name
        self.only = only
        self.folder = f"specs/{name}"
        loader.asked.clear()  # a file of several providers is one of each
        self.roots: set[str] = set()
        self.documents: dict[str, Document] = {}
        self.chrome: list[str] = []
        foreign = tolerate(loader, self.folder)
        self.schemas = SchemaReader(loader, self.documents, read_rules, read_condition, self.folder, foreign=foreign)
        self.operations: tuple[Operation, ...] = ()

    def readable(self) -> Provider:
        """What could be read of a provider that is wrong: its schemas and operations."""
        return Provider(
            name=self.name,
            module=provider_module(self.name),
            title=self.name,
            servers=(),
            security_schemes={},
            documents=dict(self.documents),
            operations=self.operations,
            models=(),
            definitions=dict(self.schemas.definitions),
            files=(),
        )

    def problem(self, node: Node, message: str, name: str, *, key: bool = False) -> None:
        self.schemas.problem(node, message, name, key=key)

    def read(self) -> Provider:
        """The provider; raises Problems with all that is wrong in its folder."""
        root = self.openapi_document()
        source = self.schemas.source(root.get("x-source"), None)
        openapi = OpenApiReader(self.schemas, root, source)
        if not openapi.version():
            raise Problems(self.schemas.problems)
        operations = self.operations = openapi.operations()
        for _, node in _members(root.at(("components", "schemas"))):
            self.schemas.define_node(node, source)
        bodies = BodyReader(self.schemas, openapi, self.folder, self.only)
        families = bodies.families(operations)
        models = tuple(self.models(families))
        if self.only is None:
            self.orphans()
            self.unused_annotations()
        servers, schemes = openapi.servers(root.get("servers")), openapi.security_schemes()
        self.check(models)
        if self.schemas.dialect == "3.0" or self.schemas.foreign:
            models = self.as_sent(models)
        self.roots = {file for model in models for file in model.files}
        models = tuple(self.specialised(model) for model in models)
        title = root.at(("info", "title"))
        return Provider(
            name=self.name,
            module=provider_module(self.name),
            title=str(title.value) if title is not None else self.name,
            servers=servers,
            security_schemes=schemes,
            documents=dict(self.documents),
            chrome=tuple(self.chrome),
            operations=with_models(operations, bodies.by_content, models),
            models=models,
            definitions=dict(self.schemas.definitions),
            files=tuple(sorted(self.loader.asked)),
            notes=openapi.told(),
            foreign=tuple(sorted({*self.schemas.noted, *self.noted()})),
            root=root,
            placed=self.schemas.placed,
            targets=self.schemas.targets,
        )

    def check(self, models: tuple[Model, ...]) -> None:
        """Raises Problems with all that is wrong, names and values in rules included."""
        self.schemas.problems += check_names(self.schemas.definitions, self.schemas.unsound)
        forms = (form.schema for model in models for form in model.forms)
        self.schemas.problems += check_loops([*self.schemas.definitions.values(), *forms])
        if self.schemas.problems:
            raise Problems(self.schemas.problems)

    def openapi_document(self) -> Node:
        """The root of openapi.yaml, once documents.yaml is read, which says what sources may name."""
        file = self.find("openapi")
        if file is None:
            place = Place(f"{self.folder}/openapi.yaml", 1, 1)
            message = (
                "a provider needs openapi.yaml, .yml or .json; a folder without models/ and documents.yaml needs none"
            )
            raise Problems([Problem(place, message, "no-specs")])
        documents = self.find("documents")
        try:
            whole = self.loader.load(file)
        except Problems:
            raise Problems(self.unreadable([file, documents, *self.model_files()])) from None
        if documents is not None:
            wrong = self.unreadable([documents])
            self.schemas.problems += wrong
            self.schemas.any_document = bool(wrong)
            if not wrong:
                self.read_documents(self.loader.load(documents).root)
        return whole.root

    def noted(self) -> Iterator[Problem]:
        """What is worth a look in how the files are written."""
        for file in self.loader.asked:
            yield from self.loader.load(Path(file)).notes

    def unreadable(self, files: Iterable[Path | None]) -> list[Problem]:
        """What the parsers say of the files."""
        problems: list[Problem] = []
        for file in files:
            try:
                if file is not None:
                    self.loader.load(file)
            except Problems as raised:
                problems += raised.problems
        return problems

    def find(self, stem: str) -> Path | None:
        """The provider's file of that name, .yaml, .yml or .json."""
        return _found(self.loader.root / self.folder, stem)

    def read_documents(self, node: Node) -> None:
        """documents.yaml: the pages that sources name."""
        self.read_chrome(node.get("chrome"))
        foreign = node.get(SWITCH)
        if foreign is not None and foreign.kind != "boolean":
            self.problem(foreign, f"{SWITCH} must be true or false", "documents")
        self.read_annotations(node.get("annotations"))
        listed = node.get("documents")
        if listed is None and foreign is not None:
            return
        if listed is None or listed.kind != "array":
            self.problem(
                node, "documents.yaml holds `documents`, a list of {id, title, address, captured}", "documents"
            )
            self.schemas.any_document = True
            return
        for entry in listed.elements():
            self.read_document(entry)

    def read_document(self, entry: Node) -> None:
        """One of the pages. What it says of the page's statements is read by `documentation.coverage`."""
        texts: dict[str, str | None] = {}
        wrong = False
        for key, value in entry.items():
            if key in _STATEMENTS:
                continue  # its form is checked against the format
            if value.kind not in ("string", "null"):
                self.problem(value, f"{key} must be a text", "documents")
                wrong = True
            elif key in _TEXTS:
                texts[key] = _text(value.value)
            elif not key.startswith("x-"):
                known = f"{', '.join((*_TEXTS, *_STATEMENTS[:-1]))} and {_STATEMENTS[-1]}"
                message = f"a document has {known}, not {key}{hint(key, (*_TEXTS, *_STATEMENTS))}"
                self.problem(value, message, "documents", key=True)
        name, title = texts.get("id"), texts.get("title")
        if not name or not title:
            if not wrong:
                self.problem(entry, "a document needs an id and a title", "documents")
            return
        if name in self.documents:
            self.problem(entry.get("id") or entry, f"a second document {name}", "documents")
        address, captured, page = (texts.get(key) for key in ("address", "captured", "page"))
        self.documents[name] = Document(name, title, address, captured, page, entry)

    def read_annotations(self, node: Node | None) -> None:
        """What in somebody else's document is no misspelt keyword, although it looks like one."""
        if node is not None and not self.schemas.foreign:
            message = f"annotations are of a document that somebody else has published, {SWITCH}: true"
            self.problem(node, message, "documents", key=True)
            return
        for entry in node.elements() if node is not None and node.kind == "array" else ():
            if isinstance(entry.value, str):  # else the format says so
                self.schemas.annotations[entry.value] = entry

    def unused_annotations(self) -> None:
        """An annotation that no document has is a mistake: it may be misspelt, or be gone in a newer document."""
        for keyword, entry in self.schemas.annotations.items():
            if keyword not in self.schemas.unknown:
                self.problem(entry, f"no document has an unknown keyword {keyword}", "documents")

    def read_chrome(self, node: Node | None) -> None:
        """What the provider's pages print around their content: lines, and patterns between slashes."""
        for entry in node.elements() if node is not None and node.kind == "array" else ():
            text = entry.value
            if not isinstance(text, str):
                continue  # the format says so
            try:
                if is_pattern(text):
                    re.compile(text[1:-1])
            except re.error as error:
                self.problem(entry, f"{text} is no pattern: {error}", "documents")
            else:
                self.chrome.append(text)

    # Models

    def models(self, families: list[Family]) -> Iterator[Model]:
        """A model for every name, with its variants; names that collide are problems."""
        claimed: dict[tuple[str, str], Family] = {}
        known: dict[tuple[str, str], str] = {}
        collided: set[str] = set()
        variants = self.variants(families)
        for family in families:
            examples = tuple(self.examples(family.node))
            for value, name in zip(family.values, family.names, strict=True):
                rival = next((claimed[by, value] for by in family.operations if (by, value) in claimed), None)
                if rival is not None:
                    other = self.place_of(rival, value).place
                    self.problem(
                        self.place_of(family, value),
                        f"the model {value} is claimed by {other} as well",
                        "discriminator",
                    )
                    continue
                claimed.update({(operation, value): family for operation in family.operations})
                for where, made in names_of_model(name):
                    if (where, made) in known and name not in collided:
                        second = "; x-name gives one of them a name of its own" if name == known[where, made] else ""
                        self.problem(
                            family.node.get("x-name") or self.place_of(family, value),
                            f"{name} and {known[where, made]} are both {made} {where}{second}",
                            "name-collision",
                        )
                        collided.add(name)
                    known.setdefault((where, made), name)
                mine = [example for example in examples if _is_of(example, family, value, family.values)]
                yield self.model(family, value, name, mine, variants.get(name, ()))

    def model(
        self,
        family: Family,
        value: str,
        name: str,
        examples: Iterable[Example],
        variants: Sequence[tuple[Form, tuple[str, ...]]],
    ) -> Model:
        """One model of a family. value: of its discriminator. variants: the pages beside the family's, each with the values of
        the models that it is about."""
        forms = [*(form for form, _ in variants), Form(name, family.node.document.file, family.schema)]
        mine = list(examples)
        for form, values in variants:
            shown = self.examples(form.schema.node) if form.schema.node is not None else ()
            mine += [example for example in shown if _is_of(example, family, value, values)]
        return Model(
            name=name,
            module=identifier(name),
            stem=file_stem(name),
            provider=self.name,
            schema=family.schema,
            forms=tuple(forms),
            definitions={},
            discriminator=family.discriminator,
            value=value,
            operations=tuple(family.operations),
            examples=tuple(mine),
            files=tuple(dict.fromkeys(form.file for form in forms)),
            node=family.node,
        )

    def place_of(self, family: Family, name: str) -> Node:
        """Where a family's schema names a model; its whole where the name comes from elsewhere."""
        return self.named_at(family.schema, family.discriminator, name) or family.node

    def named_at(self, schema: Schema, discriminator: str | None, name: str) -> Node | None:
        """Where a schema names a model; None where the name comes from elsewhere."""
        field = scope_of(schema, self.schemas.definitions).fields.get(discriminator or "")
        node = None if field is None else field.schema.node
        if field is None or node is None:
            return None
        values = field.schema.enum or ()
        return (node.at(("enum", values.index(name))) if name in values else node.get("const")) or node

    def examples(self, node: Node) -> Iterator[Example]:
        """`examples` and `x-invalid-examples` of a request schema."""
        for item in _items(node.get("examples")):
            yield Example(item.value, node=item)
        for item in _items(node.get("x-invalid-examples")):
            body, rule, path = item.get("body"), item.get("rule"), item.get("path")
            words = "an invalid example has body, rule, path and facts, not"
            for value, message in unknown_members(item, _EXAMPLE, words):
                self.problem(value, message, "example", key=True)
            if body is None or rule is None or rule.kind != "string":
                self.problem(item, "an invalid example needs a body and the rule or keyword that it breaks", "example")
                continue
            facts = item.get("facts")
            yield Example(
                body.value,
                str(rule.value),
                None if path is None else str(path.value),
                None if facts is None else facts.value,
                item,
            )

    def variants(self, families: list[Family]) -> dict[str, list[tuple[Form, tuple[str, ...]]]]:
        """models/<family>@<variant>.yaml: second pages about models, by model name, in the order of their files; each with
        the discriminator's values of all models that it stands beside."""
        by_model: dict[str, list[tuple[Form, tuple[str, ...]]]] = {}
        for file in self.model_files():
            if "@" not in file.name or not self.is_wanted(file):
                continue
            try:
                node = self.loader.load(file).root
            except Problems as problems:
                self.schemas.problems += problems.problems
                continue
            variant = node.get("x-variant")
            if variant is None or variant.get("of") is None or variant.get("when") is None:
                self.problem(
                    variant or node, "a variant needs x-variant: {of: model or family, when: condition}", "variant"
                )
                continue
            for value, message in unknown_members(variant, ("of", "when"), "x-variant has of and when, not"):
                self.problem(value, message, "variant", key=True)
            of, when = variant.get("of"), variant.get("when")
            assert of is not None and when is not None
            if of.kind != "string":
                self.problem(of, "x-variant names one model or family: of: <model>", "variant")
                continue
            schema = self.schemas.definitions[self.schemas.define_node(node, None)]
            name = file.name.rsplit(".", 1)[0]
            form = Form(name, node.document.file, schema, read_condition(self.schemas, when))
            family, values = self.beside(form, of, families)
            for chosen, own in () if family is None else zip(family.values, family.names, strict=True):
                if chosen in values:
                    by_model.setdefault(own, []).append((form, values))
        return by_model

    def beside(self, form: Form, of: Node, families: list[Family]) -> tuple[Family | None, tuple[str, ...]]:
        """The family that a variant belongs to, and the values of the models that it stands beside: those that its own
        discriminator lists, else the one that `of` names, else all of the family. of: a model's name, or the name of a
        family's file."""
        known = {stem_of(family.node.document.file): family for family in families}
        known.update((name, family) for family in families for name in family.names)
        family = known.get(str(of.value))
        if family is None:
            meant = hint(str(of.value), known)
            self.problem(of, f"there is no model {of.value} to be a variant of{meant}", "variant")
            return None, ()
        if form.when is not None:
            whole = Schema(all_of=(form.schema, family.schema))
            self.schemas.problems += check_condition(form.when, whole, self.schemas.definitions, "x-variant")
        field = scope_of(form.schema, self.schemas.definitions).fields.get(family.discriminator or "")
        listed = None if field is None else field.schema.values()
        if listed is None:
            picked = dict(zip(family.names, family.values, strict=True)).get(str(of.value))
            return family, family.values if picked is None else (picked,)
        for name in listed:
            if name not in family.values:
                at = self.named_at(form.schema, family.discriminator, str(name)) or of
                message = f"{name} is none of the models that this is a variant of: {listing(family.values)}"
                self.problem(at, message, "variant")
        return family, tuple(name for name in family.values if name in listed)

    def is_wanted(self, file: Path) -> bool:
        """Whether a file is among those that are read."""
        return self.only is None or file.relative_to(self.loader.root).as_posix() in self.only

    def model_files(self) -> list[Path]:
        folder = self.loader.root / self.folder / "models"
        if not folder.is_dir():
            return []
        return sorted(path for path in folder.iterdir() if path.suffix in _ENDINGS)

    def orphans(self) -> None:
        """Model files that nothing refers to are a mistake: they would be dropped in silence."""
        for file in self.model_files():
            name = file.relative_to(self.loader.root).as_posix()
            if "@" not in file.name and name not in self.loader.asked:
                place = Place(name, 1, 1)
                wrong = not_a_file(os.stat(file).st_mode) if os.path.exists(file) else ""
                unused = "no operation of openapi.yaml refers to this file"
                problem = Problem(place, wrong, "unreadable-file") if wrong else Problem(place, unused, "unused-file")
                self.schemas.problems.append(problem)

    def as_sent(self, models: tuple[Model, ...]) -> tuple[Model, ...]:
        """The models, and the definitions that they refer to, without what only responses must hold."""
        known = dict(self.schemas.definitions)
        reached = {name for model in models for name in self.reachable(model.schema)}
        for name in reached:
            self.schemas.definitions[name] = as_sent(known[name], known)
        made = []
        for model in models:
            forms = tuple(replace(form, schema=as_sent(form.schema, known)) for form in model.forms)
            made.append(replace(model, schema=forms[-1].schema, forms=forms))
        return tuple(made)

    def specialised(self, model: Model) -> Model:
        """The model with its own discriminator value in every form, and one schema over all forms."""

        bodies: list[Json] = [example.body for example in model.examples if example.rule is None]

        def own(schema: Schema) -> Schema:
            if "examples" in schema.annotations:
                others = {key: value for key, value in schema.annotations.items() if key != "examples"}
                schema = replace(schema, annotations={**others, "examples": bodies} if bodies else others)
            if model.discriminator is None:
                return simplify_schema(schema, self.schemas.definitions)
            return specialise(schema, model.discriminator, model.value, self.schemas.definitions)

        forms = tuple(replace(form, schema=own(form.schema)) for form in model.forms)
        whole = forms[-1].schema
        for form in reversed(forms[:-1]):
            assert form.when is not None
            fields = {**scope_of(form.schema, self.schemas.definitions).fields}
            fields.update(scope_of(forms[-1].schema, self.schemas.definitions).fields)
            scope = Scope(fields, self.schemas.definitions)
            whole = Schema(
                condition=self.from_json(condition_json(form.when, scope, certain=True)),
                then=form.schema,
                otherwise=whole,
            )
        definitions = self.reachable(whole)
        return replace(
            model, schema=whole, forms=forms, definitions=definitions, files=self.files_of(model, whole, definitions)
        )

    def files_of(self, model: Model, whole: Schema, definitions: Mapping[str, Schema]) -> tuple[str, ...]:
        """The spec files that decide what a model is: its own, what they refer to, and what the provider shares."""
        used = set(model.files)
        for schema in (whole, *definitions.values()):
            for part in nested(schema):
                nodes = (part.node, *(rule.node for rule in part.rules))
                used.update(node.document.file for node in nodes if node is not None)
        mine = [name for name in self.loader.loaded if name.startswith(f"{self.folder}/") or name in used]
        return tuple(sorted(name for name in mine if name in used or name not in self.roots))

    def from_json(self, value: Json) -> Schema:
        """The checked schema of a lowered condition, whose references already are names of definitions."""
        return _LoweredReader(self.loader, {}, read_rules, read_condition).read(SourceFile("", value).root)

    def reachable(self, schema: Schema) -> dict[str, Schema]:
        """The definitions that a schema refers to, directly or not, in the order of first use."""
        kept: dict[str, Schema] = {}
        waiting = [schema]
        while waiting:
            part = waiting.pop()
            inner = [below.schema for below in parts(part)]
            for rule in part.rules:
                inner += [*_tests(rule), *rule.operator.schemas()]
            waiting += reversed(inner)
            if part.ref is not None and part.ref not in kept:
                kept[part.ref] = self.schemas.definitions[part.ref]
                waiting.append(kept[part.ref])
        return kept


def _tests(rule: Rule) -> Iterator[Schema]:
    """The schemas of the tests in a rule's conditions."""
    wheres = (where for _, where in rule.operator.arrays())
    for condition in (rule.when, *rule.operator.conditions(), *wheres):
        for leaf in () if condition is None else every_leaf(condition):
            if isinstance(leaf, Matches):
                yield leaf.schema


def _is_of(example: Example, family: Family, value: str, values: tuple[str, ...]) -> bool:
    """Whether an example is one of a family's model: it names it, or names none of its page and this is the first.

    value: of the model's discriminator; values: of the discriminators of all models that the example's page is about.
    """
    if family.discriminator is None:
        return True
    named = example.body.get(family.discriminator) if isinstance(example.body, dict) else None
    return named == value or (named not in values and value == values[0])


def _members(node: Node | None) -> Iterator[tuple[str, Node]]:
    return iter(()) if node is None else node.items()


def _items(node: Node | None) -> Iterator[Node]:
    return iter(()) if node is None else node.elements()


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
