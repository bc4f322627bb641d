"""The request models of providers of all shapes: which classes there are, and what the one of an operation says."""

from __future__ import annotations

import importlib
import itertools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from reelspec.checks.python_names import check_python_names
from reelspec.codegen.package.public_names import public_names
from reelspec.codegen.request_models import standing_alone
from reelspec.project.build import build
from tests.codegen.types.made import component, document, operation
from tests.e2e.services.references import references, target
from tests.support import build_files, provider, write_root

Made = Callable[[Mapping[str, str]], ModuleType]

COUNT = itertools.count()
KITE = """\
type: object
additionalProperties: false
required: [model]
properties:
  model: {const: kite}
  tail: {type: integer}
"""
BALLOON = KITE.replace("kite", "balloon").replace("tail", "gas")
BY_KIND = {"propertyName": "kind"}


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """A function that gives models.py of a provider called acme, imported from a package of its own."""

    def make(files: Mapping[str, str]) -> ModuleType:
        package = f"made_{next(COUNT)}"
        built = build(write_root(tmp_path / package, files), reuse=False)
        before = f"python/{built.contract.package}/"
        for path, data in built.files.items():
            if path.startswith(before):
                target = tmp_path / "site" / package / path.removeprefix(before)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        monkeypatch.syspath_prepend(str(tmp_path / "site"))
        return importlib.import_module(f"{package}.acme.models")

    return make


def details(model: Any, body: Any) -> list[tuple[str, tuple[Any, ...], str]]:
    """What is wrong with a body: (rule, place, message)."""
    try:
        assert model.model_validate(body).model_dump() == body
    except ValidationError as refused:
        return [(one["type"], one["loc"], one["msg"]) for one in refused.errors()]
    return []


def tagged(**fields: Any) -> dict[str, Any]:
    """An object that says of what kind it is."""
    return {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, **fields}}


def either(*names: str, **discriminator: Any) -> dict[str, Any]:
    return {"oneOf": [component(name) for name in names], **discriminator}


def test_operations_that_take_the_same_models_have_a_class_each(made: Made) -> None:
    files = provider({"kite.yaml": KITE, "balloon.yaml": BALLOON}, discriminator="model")
    spec = files["specs/acme/openapi.yaml"]
    again = spec.split("paths:\n")[1].replace("/videos", "/drafts").replace("videos.create", "draft-video")
    module = made({**files, "specs/acme/openapi.yaml": spec + again})
    assert module.__all__ == ["Balloon", "DraftVideo", "Kite", "VideosCreate"]
    for model in (module.VideosCreate, module.DraftVideo):
        assert details(model, {"model": "kite", "tail": 3}) == []
        assert details(model, {"model": "balloon", "tail": 3})[0][:2] == ("additionalProperties", ("tail",))
        ((rule, place, message),) = details(model, {"model": "kites"})
        assert (rule, place) == ("enum", ("model",))
        assert message == '"kites" is not "kite" or "balloon"; did you mean "kite"?'


def test_with_one_model_the_class_of_the_operation_is_there_as_well(made: Made) -> None:
    module = made(provider({"kite.yaml": KITE}, discriminator="model"))
    assert module.__all__ == ["Kite", "VideosCreate"]
    assert details(module.VideosCreate, {"model": "kite"}) == []
    assert details(module.VideosCreate, {"model": "Kite"}) == [
        ("enum", ("model",), '"Kite" is not "kite"; did you mean "kite"?')
    ]
    schema = module.VideosCreate.model_json_schema()
    assert schema["oneOf"] == [{"$ref": "#/$defs/Kite"}]
    assert schema["discriminator"] == {"propertyName": "model", "mapping": {"kite": "#/$defs/Kite"}}


def test_a_plain_reference_has_the_class_of_its_model_alone(made: Made) -> None:
    module = made(provider({"kite.yaml": KITE}))
    assert module.__all__ == ["Kite"]
    assert not hasattr(module, "OperationRequest")


def test_a_choice_without_a_discriminator_is_one_model(made: Made) -> None:
    schemas = {"Kite": tagged(tail={"type": "integer"}), "Balloon": tagged(gas={"type": "string"})}
    module = made(document(operation("fly", either("Kite", "Balloon")), schemas=schemas))
    assert module.__all__ == ["Fly"]
    assert issubclass(module.Fly, module.RequestModel) and "models" not in vars(module.Fly)


def test_names_that_only_the_mapping_gives(made: Made) -> None:
    schemas = {"Kite": tagged(tail={"type": "integer"}), "Balloon": tagged(gas={"type": "string"})}
    mapping = {"k 1": "#/components/schemas/Kite", "b/2": "Balloon"}
    body = either("Kite", "Balloon", discriminator={**BY_KIND, "mapping": mapping})
    module = made(document(operation("fly", body), schemas=schemas))
    assert module.__all__ == ["B2", "Fly", "K1"]
    assert details(module.Fly, {"kind": "k 1", "gas": 5}) == []
    assert details(module.Fly, {"kind": "b/2", "gas": 5})[0][:2] == ("type", ("gas",))
    assert details(module.Fly, {"kind": "Kite"}) == [("enum", ("kind",), '"Kite" is not "k 1" or "b/2"')]
    schema = module.Fly.model_json_schema()
    judge = Draft202012Validator(schema)
    assert schema["discriminator"]["mapping"] == {"k 1": "#/$defs/K1", "b/2": "#/$defs/B2"}
    assert judge.is_valid({"kind": "k 1", "gas": 5}) and not judge.is_valid({"kind": "b/2", "gas": 5})
    assert not judge.is_valid({"kind": "Kite"})


def test_what_contains_itself_is_defined_apart_in_every_document(made: Made) -> None:
    kites = {"type": "array", "items": component("Kite")}
    rope = {"type": "object", "properties": {"knots": {"type": "array", "items": component("Rope")}}}
    schemas = {
        "Kite": tagged(kites=kites, rope=component("Rope")),
        "Balloon": tagged(rope=component("Rope")),
        "Rope": rope,
    }
    body = either("Kite", "Balloon", discriminator=BY_KIND)
    module = made(document(operation("fly", body), schemas=schemas))

    def fly(one: Any, alone: Any) -> Any:
        pass

    fly.__annotations__.update({"one": module.Fly, "alone": module.Kite, "return": module.Fly})
    app = FastAPI()
    app.post("/fly")(fly)
    whole = app.openapi()
    for one in references(whole):
        target(whole, one)
    good = {"kind": "Kite", "kites": [{"kind": "Kite", "rope": {"knots": [{}]}}]}
    parts = whole["components"]
    for shown in (
        {"$ref": "#/components/schemas/Fly-Input", "components": parts},
        {"$ref": "#/components/schemas/Fly-Output", "components": parts},
        {"$ref": "#/components/schemas/Kite-Input", "components": parts},
        module.Fly.model_json_schema(),
        module.Kite.model_json_schema(),
    ):
        judge = Draft202012Validator(shown)
        assert judge.is_valid(good)
        assert not judge.is_valid({"kind": "Kite", "kites": [5]})
        assert not judge.is_valid({"kind": "Kite", "kites": [{"kind": "Kite", "rope": {"knots": [{"knots": 5}]}}]})
    assert details(module.Fly, {"kind": "Kite", "kites": [5]})[0][1] == ("kites", 0)


def test_bodies_of_two_media_types_that_are_told_apart_in_two_ways_have_no_class_of_their_own(made: Made) -> None:
    schemas = {"Kite": tagged(), "Balloon": tagged(), "Rope": {"type": "object", "required": ["length"]}}
    fly = operation("fly", either("Kite", "Balloon", discriminator=BY_KIND))
    fly["/fly"]["post"]["requestBody"]["content"]["application/rope+json"] = {"schema": component("Rope")}
    assert made(document(fly, schemas=schemas)).__all__ == ["Balloon", "Kite", "Rope"]


def test_a_field_whose_name_is_hard_to_write(made: Made) -> None:
    schemas = {name: json.loads(json.dumps(tagged()).replace("kind", 'a/\\"b~')) for name in ("Kite", "Balloon")}
    module = made(
        document(operation("fly", either("Kite", "Balloon", discriminator={"propertyName": 'a/"b~'})), schemas=schemas)
    )
    assert details(module.Fly, {'a/"b~': "Kite"}) == []
    (only,) = details(module.Fly, {'a/"b~': 5})
    assert only == ("type", ('a/"b~',), '5 is not "Kite" or "Balloon"')


def test_an_operation_and_a_model_of_one_class_are_refused() -> None:
    files = provider({"kite.yaml": KITE.replace("kite", "videos-create")}, discriminator="model")
    contract = build_files(files).contract
    (found,) = check_python_names(contract)
    assert "videos.create is called VideosCreate_ in models" in str(found)
    names = {one.element: one.name for one in public_names(contract.providers[0]) if one.place == "models"}
    assert names == {"models/videos-create": "VideosCreate", "operations/videos.create": "VideosCreate_"}


def chain(count: int, members: str) -> dict[str, Any]:
    """Definitions each of which refers to the next one under each of the names."""
    links: dict[str, Any] = {
        f"d{at}": {"properties": {name: {"$ref": f"#/$defs/d{at + 1}"} for name in members}} for at in range(count)
    }
    return {"$ref": "#/$defs/d0", "$defs": {**links, f"d{count}": {"type": "string", "minLength": 3}}}


def extent(value: Any) -> tuple[int, int]:
    """How many values there are in a JSON value, and how deep."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    inner = [extent(each) for each in inside]
    return 1 + sum(size for size, _ in inner), 1 + max((depth for _, depth in inner), default=0)


@pytest.mark.parametrize(("count", "members"), [(1000, "a"), (40, "ab")])
def test_large_and_deep_definitions_stay_where_they_are(count: int, members: str) -> None:
    size, depth = extent(standing_alone(chain(count, members)))
    assert size < 100_000
    assert depth < 200


@pytest.mark.parametrize(("count", "members"), [(80, "a"), (12, "ab")])
def test_what_stays_where_it_is_judges_alike(count: int, members: str) -> None:
    made = standing_alone(chain(count, members))
    assert 1 <= len(made["$defs"]) < count  # type: ignore[arg-type]
    good: Any = "abc"
    bad: Any = "ab"
    for _ in range(count):
        good, bad = {members[-1]: good}, {members[-1]: bad}
    judge = Draft202012Validator(made)
    assert judge.is_valid(good)
    assert not judge.is_valid(bad)
