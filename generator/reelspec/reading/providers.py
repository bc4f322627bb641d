"""specs/<provider>/ into a `Provider`, and specs/ into the `Contract`: the last step of reading, and its only entrance.

All problems of all providers are collected and raised together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from reelspec.contract.condition import Condition
from reelspec.contract.model import Contract, Document, Example, Form, Model, Operation, Provider
from reelspec.contract.naming import file_stem, identifier
from reelspec.contract.schema import Schema, Source, subschemas
from reelspec.contract.scope import Scope, scope_of
from reelspec.logic.lower import condition_json
from reelspec.logic.simplify import specialise
from reelspec.reading.names import check_names
from reelspec.reading.openapi import OpenApiReader, with_models
from reelspec.reading.rules import read_condition, read_rules
from reelspec.reading.schemas import SchemaReader
from reelspec.source.load import Loader
from reelspec.source.node import Document as SpecFile
from reelspec.source.node import Json, Node
from reelspec.source.place import Place, Problem, Problems

PACKAGE = "videoapis"
"""The generated package's name where pyproject.toml gives none."""


def read_contract(root: Path, *, package: str = PACKAGE) -> Contract:
    """The contract of the specs below root/specs.

    Raises Problems with everything that is wrong, of all providers.
    """
    loader = Loader(root)
    folder = loader.root / "specs"
    names = (
        sorted(one.name for one in folder.iterdir() if one.is_dir() and not one.name.startswith("."))
        if folder.is_dir()
        else []
    )
    if not names:
        raise Problems([Problem(Place("specs", 1, 1), "there are no providers: specs/ has no folders", "no-specs")])
    problems: list[Problem] = []
    providers = []
    modules: dict[str, str] = {}
    for name in names:
        try:
            providers.append(_ProviderReader(loader, name).read())
        except Problems as found:
            problems += found.problems
        module = identifier(name)
        if module in modules:
            place = Place(f"specs/{name}", 1, 1)
            problems.append(
                Problem(place, f"{name} and {modules[module]} are both {module} in Python", "name-collision")
            )
        modules[module] = name
    if problems:
        raise Problems(problems)
    return Contract(package, tuple(providers))


@dataclass
class _Family:
    """A request schema that stands for one or more models."""

    node: Node
    schema: Schema
    values: tuple[str, ...]
    discriminator: str | None
    operations: list[str]


class _ProviderReader:
    """Reads one folder of specs/."""

    def __init__(self, loader: Loader, name: str) -> None:
        self.loader = loader
        self.name = name
        self.folder = f"specs/{name}"
        self.before = set(loader.loaded)
        self.roots: set[str] = set()
        self.documents: dict[str, Document] = {}
        self.schemas = SchemaReader(loader, self.documents, read_rules)

    def problem(self, node: Node, message: str, name: str, *, key: bool = False) -> None:
        self.schemas.problem(node, message, name, key=key)

    def read(self) -> Provider:
        """The provider; raises Problems with all that is wrong in its folder."""
        file = self.find("openapi")
        if file is None:
            place = Place(f"{self.folder}/openapi.yaml", 1, 1)
            raise Problems([Problem(place, "a provider needs openapi.yaml or openapi.json", "no-specs")])
        whole = self.loader.load(file)
        documents = self.find("documents")
        if documents is not None:
            self.read_documents(self.loader.load(documents).root)
        root = whole.root
        source = self.schemas.source(root.get("x-source"), None)
        openapi = OpenApiReader(self.schemas, root, source)
        if not openapi.version():
            raise Problems(self.schemas.problems)
        operations = openapi.operations()
        for name in ("schemas",):
            for _, node in _members(root.at(("components", name))):
                self.schemas.define_node(node, source)
        families = self.families(operations, openapi)
        models = tuple(self.models(families))
        self.schemas.cyclic()
        self.orphans(families)
        if not self.schemas.problems:
            self.schemas.problems += check_names(self.schemas.definitions)
        if self.schemas.problems:
            raise Problems(self.schemas.problems)
        self.roots = {file for model in models for file in model.files}
        models = tuple(self.specialised(model) for model in models)
        by_operation = {
            operation: tuple(model.name for model in models if operation in model.operations)
            for operation in openapi.bodies
        }
        title = root.at(("info", "title"))
        return Provider(
            name=self.name,
            module=identifier(self.name),
            title=str(title.value) if title is not None else self.name,
            servers=tuple(str(one.value) for server in _items(root.get("servers")) if (one := server.get("url"))),
            security_schemes={key: one.value for key, one in _members(root.at(("components", "securitySchemes")))},
            documents=dict(self.documents),
            operations=tuple(with_models(one, by_operation.get(one.id, ())) for one in operations),
            models=models,
            definitions=dict(self.schemas.definitions),
            files=tuple(
                sorted(one for one in self.loader.loaded if one not in self.before or one.startswith(f"{self.folder}/"))
            ),
            notes=tuple(openapi.notes),
        )

    def find(self, stem: str) -> Path | None:
        """The provider's file of that name, .yaml, .yml or .json."""
        for ending in (".yaml", ".yml", ".json"):
            path = self.loader.root / self.folder / f"{stem}{ending}"
            if path.is_file():
                return path
        return None

    def read_documents(self, node: Node) -> None:
        """documents.yaml: the pages that sources name."""
        listed = node.get("documents")
        if listed is None or listed.kind != "array":
            self.problem(
                node, "documents.yaml holds `documents`, a list of {id, title, address, captured}", "documents"
            )
            return
        for entry in listed.elements():
            texts = {}
            for key, value in entry.items():
                if value.kind not in ("string", "null"):
                    self.problem(value, f"{key} must be a text", "documents")
                elif key in ("id", "title", "address", "captured"):
                    texts[key] = value.value
                elif not key.startswith("x-"):
                    self.problem(
                        value, f"a document has id, title, address and captured, not {key}", "documents", key=True
                    )
            if not texts.get("id") or not texts.get("title"):
                self.problem(entry, "a document needs an id and a title", "documents")
                continue
            if texts["id"] in self.documents:
                self.problem(entry, f"a second document {texts['id']}", "documents")
            self.documents[str(texts["id"])] = Document(
                str(texts["id"]), str(texts["title"]), _text(texts.get("address")), _text(texts.get("captured"))
            )

    # Families: what an operation's body can be

    def families(self, operations: tuple[Operation, ...], openapi: OpenApiReader) -> list[_Family]:
        """The request schemas of all operations, each once."""
        found: dict[tuple[str, tuple[str | int, ...]], _Family] = {}
        for operation in operations:
            for _, schema in openapi.bodies.get(operation.id, ()):
                for node, values, discriminator in self.choices(schema, operation):
                    key = (node.document.file, node.pointer)
                    if key in found:
                        if operation.id not in found[key].operations:
                            found[key].operations.append(operation.id)
                        continue
                    read = self.schemas.definitions[self.schemas.define_node(node, openapi.source)]
                    family = _Family(node, read, (), discriminator, [operation.id])
                    found[key] = family
                    family.values = self.values(family, values, operation)
        return list(found.values())

    def choices(self, schema: Node, operation: Operation) -> Iterator[tuple[Node, tuple[str, ...], str | None]]:
        """The schemas that a body can be, each with the discriminator values known from outside it, and the field."""
        whole = schema
        key: tuple[str, tuple[str | int, ...]] | None = None
        reference = schema.get("$ref")
        if reference is not None and len(list(schema.items())) == 1:
            found = self.schemas.follow(reference)
            if found is None:
                return
            key, whole = found
        discriminator = whole.get("discriminator")
        several = whole.get("oneOf") or whole.get("anyOf")
        field = None if discriminator is None else discriminator.get("propertyName")
        plain = {"oneOf", "anyOf", "discriminator", "title", "description", "x-source"}
        if field is None or several is None or not set(dict(whole.items())) <= plain:
            yield whole, (self.name_of(whole, key, operation),), None
            return
        mapping: dict[tuple[str, tuple[str | int, ...]], list[str]] = {}
        for value, target in _members(None if discriminator is None else discriminator.get("mapping")):
            at = self.target(target, whole)
            if at is not None:
                mapping.setdefault(at, []).append(value)
        for choice in several.elements():
            reference = choice.get("$ref")
            if reference is None:
                self.problem(choice, "a choice that a discriminator decides must be a $ref", "discriminator")
                continue
            found = self.schemas.follow(reference)
            if found is None:
                continue
            given = tuple(mapping.get(found[0], ()))
            if not given and found[0][1][:2] == ("components", "schemas"):
                given = (f"\0{found[0][1][-1]}",)
            yield found[1], given, str(field.value)

    def target(self, node: Node, owner: Node) -> tuple[str, tuple[str | int, ...]] | None:
        """What a value of the discriminator's `mapping` leads to: a reference, or the name of a component."""
        text = str(node.value)
        if (
            re.fullmatch(r"[A-Za-z0-9._-]+", text)
            and owner.document.root.at(("components", "schemas", text)) is not None
        ):
            return owner.document.file, ("components", "schemas", text)
        found = self.schemas.follow(node)
        return None if found is None else found[0]

    def name_of(self, node: Node, key: tuple[str, tuple[str | int, ...]] | None, operation: Operation) -> str:
        """The model's name where no discriminator gives one: its file's, its component's or its operation's."""
        if key is None:
            return operation.id
        if key[1]:
            return str(key[1][-1])
        return key[0].rsplit("/", 1)[-1].rsplit(".", 1)[0]

    def values(self, family: _Family, given: tuple[str, ...], operation: Operation) -> tuple[str, ...]:
        """The model names that a family stands for: the discriminator field's const or enum, else what is given."""
        if family.discriminator is None:
            return given
        fields = scope_of(family.schema, self.schemas.definitions).fields
        field = fields.get(family.discriminator)
        implied = tuple(one[1:] for one in given if one.startswith("\0"))
        stated = tuple(one for one in given if not one.startswith("\0"))
        if field is None:
            self.problem(
                family.node, f"the discriminator {family.discriminator} is no field of this schema", "discriminator"
            )
            return ()
        if not field.required:
            self.problem(family.node, f"the discriminator {family.discriminator} must be required", "discriminator")
        listed = field.schema.values()
        node = field.schema.node or family.node
        if listed is None:
            if stated or implied:
                return stated or implied
            self.problem(
                node,
                f"{family.discriminator} needs a const or an enum: its values are the names of models",
                "discriminator",
            )
            return ()
        names = []
        for value in listed:
            if not isinstance(value, str) or not value:
                self.problem(node, "the name of a model is a text", "discriminator")
            elif not stated or value in stated:
                names.append(value)
        return tuple(names)

    # Models

    def models(self, families: list[_Family]) -> Iterator[Model]:
        """A model for every name, with its variants; names that collide are problems."""
        claimed: dict[str, _Family] = {}
        modules: dict[str, str] = {}
        stems: dict[str, str] = {}
        variants = self.variants(families)
        for family in families:
            examples = tuple(self.examples(family.node))
            for name in family.values:
                if name in claimed:
                    other = claimed[name].node.place
                    self.problem(family.node, f"the model {name} is claimed by {other} as well", "discriminator")
                    continue
                claimed[name] = family
                module, stem = identifier(name), file_stem(name)
                for known, made, what in ((modules, module, "in Python"), (stems, stem.lower(), "as a file")):
                    if made in known:
                        self.problem(family.node, f"{name} and {known[made]} are both {made} {what}", "name-collision")
                    known[made] = name
                forms = [*variants.get(name, []), Form(name, family.node.document.file, family.schema)]
                if family.discriminator is not None:
                    mine = tuple(one for one in examples if _picks(one.body, family.discriminator, name, family.values))
                else:
                    mine = examples
                yield Model(
                    name=name,
                    module=module,
                    stem=stem,
                    provider=self.name,
                    schema=family.schema,
                    forms=tuple(forms),
                    definitions={},
                    discriminator=family.discriminator,
                    operations=tuple(family.operations),
                    examples=mine,
                    files=tuple(dict.fromkeys(form.file for form in forms)),
                    node=family.node,
                )
        for name, forms in variants.items():
            if name not in claimed:
                place = Place(forms[0].file, 1, 1)
                self.schemas.problems.append(Problem(place, f"there is no model {name} to be a variant of", "variant"))

    def examples(self, node: Node) -> Iterator[Example]:
        """`examples` and `x-invalid-examples` of a request schema."""
        for one in _items(node.get("examples")):
            yield Example(one.value, node=one)
        for one in _items(node.get("x-invalid-examples")):
            body, rule, path = one.get("body"), one.get("rule"), one.get("path")
            for key, value in one.items():
                if key not in ("body", "rule", "path"):
                    self.problem(value, f"an invalid example has body, rule and path, not {key}", "example", key=True)
            if body is None or rule is None or rule.kind != "string":
                self.problem(one, "an invalid example needs a body and the rule or keyword that it breaks", "example")
                continue
            yield Example(body.value, str(rule.value), None if path is None else str(path.value), one)

    def variants(self, families: list[_Family]) -> dict[str, list[Form]]:
        """models/<family>@<variant>.yaml: second pages about a model name, by that name, in the order of their files."""
        found: dict[str, list[Form]] = {}
        for file in self.model_files():
            if "@" not in file.name:
                continue
            try:
                node = self.loader.load(file).root
            except Problems as problems:
                self.schemas.problems += problems.problems
                continue
            variant = node.get("x-variant")
            if variant is None or variant.get("of") is None or variant.get("when") is None:
                self.problem(variant or node, "a variant needs x-variant: {of: model, when: condition}", "variant")
                continue
            for key, value in variant.items():
                if key not in ("of", "when"):
                    self.problem(value, f"x-variant has of and when, not {key}", "variant", key=True)
            of, when = variant.get("of"), variant.get("when")
            assert of is not None and when is not None
            schema = self.schemas.definitions[self.schemas.define_node(node, None)]
            name = file.name.rsplit(".", 1)[0]
            form = Form(name, node.document.file, schema, read_condition(self.schemas, when))
            found.setdefault(str(of.value), []).append(form)
        return found

    def model_files(self) -> list[Path]:
        folder = self.loader.root / self.folder / "models"
        if not folder.is_dir():
            return []
        return sorted(one for one in folder.iterdir() if one.suffix in (".yaml", ".yml", ".json"))

    def orphans(self, families: list[_Family]) -> None:
        """Model files that nothing refers to are a mistake: they would be dropped in silence."""
        for file in self.model_files():
            name = file.relative_to(self.loader.root).as_posix()
            if "@" not in file.name and name not in self.loader.loaded:
                place = Place(name, 1, 1)
                message = "no operation of openapi.yaml refers to this file"
                self.schemas.problems.append(Problem(place, message, "unused-file"))

    def specialised(self, model: Model) -> Model:
        """The model with its own discriminator value in every form, and one schema over all forms."""

        def own(schema: Schema) -> Schema:
            if model.discriminator is None:
                from reelspec.logic.simplify import simplify_schema

                return simplify_schema(schema, self.schemas.definitions)
            return specialise(schema, model.discriminator, model.name, self.schemas.definitions)

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
        stack = [whole, *definitions.values()]
        while stack:
            one = stack.pop()
            if one.node is not None:
                used.add(one.node.document.file)
            used.update(rule.node.document.file for rule in one.rules if rule.node is not None)
            stack += [inner for _, inner in subschemas(one)]
        mine = [name for name in self.loader.loaded if name.startswith(f"{self.folder}/") or name in used]
        return tuple(sorted(name for name in mine if name in used or name not in self.roots))

    def from_json(self, value: Json) -> Schema:
        """The checked schema of a lowered condition, whose references already are names of definitions."""
        reader = SchemaReader(self.loader, {}, read_rules)
        return reader.read(SpecFile("", value).root)

    def reachable(self, schema: Schema) -> dict[str, Schema]:
        """The definitions that a schema refers to, directly or not, in the order of first use."""
        found: dict[str, Schema] = {}

        def visit(one: Schema) -> None:
            if one.ref is not None and one.ref not in found:
                found[one.ref] = self.schemas.definitions[one.ref]
                visit(found[one.ref])
            for _, inner in subschemas(one):
                visit(inner)
            for rule in one.rules:
                for inner in schemas_of_rule(rule.when, rule.operator.conditions()):
                    visit(inner)

        visit(schema)
        return found


def schemas_of_rule(when: Condition | None, conditions: tuple[Condition, ...]) -> Iterator[Schema]:
    """The schemas of the tests in a rule's conditions."""
    from reelspec.contract.condition import All, Any, Contains, Matches, Not, Within

    stack = [*conditions] + ([] if when is None else [when])
    while stack:
        match stack.pop():
            case All(parts) | Any(parts):
                stack += parts
            case Not(part) | Contains(_, part) | Within(_, part):
                stack.append(part)
            case Matches(_, schema):
                yield schema


def _picks(body: Json, field: str, name: str, family: tuple[str, ...]) -> bool:
    """Whether an example is one of this model: it names it, or names none of the family and this is the first."""
    value = body.get(field) if isinstance(body, dict) else None
    return value == name or (value not in family and name == family[0])


def _members(node: Node | None) -> Iterator[tuple[str, Node]]:
    return iter(()) if node is None else node.items()


def _items(node: Node | None) -> Iterator[Node]:
    return iter(()) if node is None else node.elements()


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


__all__ = ["PACKAGE", "Source", "read_contract"]
