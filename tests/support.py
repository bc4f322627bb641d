"""What tests of all rooms share: specs written to a temporary root, built in memory, and every judge asked about a body."""

from __future__ import annotations

import copy
import json
import signal
import tempfile
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator

from reelspec.codegen.validators.run import loaded, support
from reelspec.project.build import Built, build
from tests.contract.documents.case import Expected

META_SCHEMA = Draft202012Validator(Draft202012Validator.META_SCHEMA)
PROVIDER = "acme"
MODEL = "request"

OPENAPI = """\
openapi: 3.1.0
jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema
info: {title: Acme, version: "1"}
paths:
  /videos:
    post:
      operationId: videos.create
      requestBody:
        required: true
        content:
          application/json:
            schema:
%s
      responses:
        "200": {description: accepted}
"""
DOCUMENTS = """\
documents:
  - {id: page, title: The page}
"""


class Dict(dict[str, Any]):
    """A dict that is not exactly a dict, as services hand them around."""


class List(list[Any]):
    """A list that is not exactly a list."""


class Text(str):
    """A text that is not exactly a str."""

    __slots__ = ()


class Whole(int):
    """An int that is not exactly an int."""


class Decimal(float):
    """A float that is not exactly a float."""


def interruptible() -> None:
    """A child process's `preexec_fn`: Ctrl-C reaches it even where the tests run in the background, which ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def as_subclasses(value: Any) -> Any:
    """The same JSON value, made of subclasses of Python's types, which are judged by plain copies."""
    match value:
        case dict():
            return Dict({Text(key): as_subclasses(one) for key, one in value.items()})
        case list():
            return List(as_subclasses(one) for one in value)
        case str():
            return Text(value)
        case bool() | None:
            return value
        case int():
            return Whole(value)
        case float():
            return Decimal(value)
    return value


def as_floats(value: Any) -> Any:
    """The same JSON value with whole numbers written as 8.0."""
    match value:
        case dict():
            return {key: as_floats(one) for key, one in value.items()}
        case list():
            return [as_floats(one) for one in value]
        case bool():
            return value
        case int() if abs(value) < 2**53:
            return float(value)
    return value


def write_root(root: Path, files: Mapping[str, str]) -> Path:
    """Write files (path relative to the root -> text) below `root`; gives it back."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def provider(models: Mapping[str, str], *, discriminator: str | None = None, **others: str) -> dict[str, str]:
    """The files of one provider whose single operation takes these models.

    models: file name in models/ -> YAML text. A file with `@` in its name is a variant, which no operation names.
    discriminator: the field that picks the model; None = the first model alone, by a plain `$ref`.
    others: texts that replace or join the provider's files, `documents` for documents.yaml.
    """
    names = [name for name in models if "@" not in name]
    if discriminator is None:
        schema = [f"$ref: models/{names[0]}"]
    else:
        schema = ["oneOf:", *(f"  - $ref: models/{name}" for name in names)]
        schema += [f"discriminator: {{propertyName: {discriminator}}}"]
    files = {
        f"specs/{PROVIDER}/openapi.yaml": OPENAPI % textwrap.indent("\n".join(schema), " " * 14),
        f"specs/{PROVIDER}/documents.yaml": DOCUMENTS,
    }
    files.update({f"specs/{PROVIDER}/models/{name}": textwrap.dedent(text) for name, text in models.items()})
    files.update({f"specs/{PROVIDER}/{name}.yaml": textwrap.dedent(text) for name, text in others.items()})
    return files


def build_files(files: Mapping[str, str]) -> Built:
    """Build the files in memory. Raises Problems for wrong specs."""
    with tempfile.TemporaryDirectory() as folder:
        return build(write_root(Path(folder), files), reuse=False)


def load_module(source: bytes, name: str = "validator") -> ModuleType:
    """A generated validator as a module. What the walk cannot read is raised rather than told as a violation."""
    vars(support())["unreadable"] = _raised
    return loaded(source, name)


def _raised() -> Any:
    raise


def shape(violation: Any) -> Expected:
    """A violation without its words."""
    return Expected(violation.rule, violation.path, violation.related, violation.severity)


@dataclass(frozen=True)
class Judges:
    """Everybody who judges the request bodies of one model: the generated validator and its emitted schema."""

    validator: ModuleType
    schema: dict[str, Any]
    python_judge: Draft202012Validator
    rust_judge: Any

    @property
    def not_carried(self) -> frozenset[str]:
        """The ids of the error rules that the emitted schema cannot say."""
        left = self.schema.get("x-rules", {}).get("notCarried", [])
        return frozenset(one["id"] for one in left if one["severity"] == "error")

    def verdict(self, body: Any) -> bool:
        """Whether the body is valid; every judge must agree."""
        return self.all_of(body) == () or not any(one.severity == "error" for one in self.all_of(body))

    def all_of(self, body: Any) -> tuple[Expected, ...]:
        """All violations of the body without their words, after every judge has been found to agree."""
        before = copy.deepcopy(body)
        found = self.agreed(body)
        for same in (as_floats(body), as_subclasses(body)):
            assert self.agreed(same, plain=False) == found, "written otherwise, the body is judged otherwise"
        assert json.dumps(body) == json.dumps(before), "the body was changed"
        return found

    def agreed(self, body: Any, *, plain: bool = True) -> tuple[Expected, ...]:
        """All violations; the validator's functions must agree on the body, and the schemas on one that is plain JSON."""
        judge = self.validator
        everything = tuple(map(shape, judge.validate(body)))
        errors = tuple(one for one in everything if one.severity == "error")
        assert tuple(map(shape, judge.errors(body))) == errors, "errors() and validate() differ"
        assert judge.is_valid(body) is (not errors), "is_valid() and errors() differ"
        if plain:
            assert everything == self.in_full(body), "is_valid and the walk that collects differ"
        strict = judge.validate(body, strict=True)
        assert all(one.severity != "contested" for one in strict)
        assert {(one.rule, one.path) for one in strict if one.severity == "error"} == {
            (one.rule, one.path) for one in everything if one.severity in ("error", "contested")
        }
        if plain:
            carried = [one for one in errors if one.rule not in self.not_carried]
            if carried or not errors:
                assert self.python_judge.is_valid(body) is (not carried), f"jsonschema differs: {everything}"
                assert self.rust_judge.is_valid(body) is (not carried), f"jsonschema-rs differs: {everything}"
        return everything

    def in_full(self, body: Any) -> tuple[Expected, ...]:
        """What the walk that collects finds in plain JSON, also in a body that `is_valid` accepts."""
        out: list[Any] = []
        late: list[Any] = []
        self.validator._check(body, out, late)
        wrong = {one.path for one in out}
        late = [one for one in late if one.path not in wrong]
        ranked = [*out, *(one for rank in ("contested", "warning") for one in late if one.severity == rank)]
        return tuple(map(shape, ranked))

    def check(self, body: Any, *expected: Expected) -> None:
        """The body has exactly these violations, in this order, and every judge agrees."""
        assert self.all_of(body) == expected

    def accept(self, *bodies: Any) -> None:
        """Each of the bodies has no violation at all."""
        for body in bodies:
            assert self.all_of(body) == (), body

    def message(self, body: Any) -> str:
        """The message of the only violation."""
        (only,) = self.validator.validate(body)
        return str(only.message)


def judges_of(built: Built, model: str = MODEL, *, named: str = PROVIDER) -> Judges:
    """The judges of one model of what was built."""
    (owner,) = (one for one in built.contract.providers if one.name == named)
    (found,) = (one for one in owner.models if one.name == model)
    source = built.files[f"python/{built.contract.package}/{owner.module}/validators/{found.module}.py"]
    schema = json.loads(built.files[f"schemas/{owner.name}/{found.stem}.json"])
    assert META_SCHEMA.is_valid(schema), "the emitted schema is none of 2020-12"
    return Judges(
        load_module(source, found.module),
        schema,
        Draft202012Validator(schema),
        jsonschema_rs.Draft202012Validator(schema),
    )


@lru_cache
def request(text: str, *, closed: bool = True) -> Judges:
    """The judges of one request schema, given as YAML.

    closed: put `type: object` and `additionalProperties: false` before it, as nearly every request has them.
    """
    start = "type: object\nadditionalProperties: false\n" if closed else ""
    return judges_of(build_files(provider({f"{MODEL}.yaml": start + textwrap.dedent(text)})))


@lru_cache
def family(text: str, field: str = "model") -> dict[str, Judges]:
    """The judges of every model of one family file, given as YAML with its own `type` and the rest."""
    built = build_files(provider({"family.yaml": textwrap.dedent(text)}, discriminator=field))
    return {model.name: judges_of(built, model.name) for model in built.contract.models()}


def subsets(names: Iterable[str], value: Any) -> list[dict[str, Any]]:
    """Every body in which some of the fields are there, each with that value."""
    found: list[dict[str, Any]] = [{}]
    for name in names:
        found += [{**one, name: value} for one in found]
    return found
