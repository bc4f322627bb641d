"""Adding, removing, reordering and renaming siblings changes no other public name; names that meet are refused.

Specs are edited at random, the same way every time. What both states have must be called the same in both, wherever
`check` finds no names that meet.
"""

from __future__ import annotations

import copy
import json
import random
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from reelspec.checks.python_names import check_python_names
from reelspec.codegen.package.public_names import public_names
from reelspec.language.contract.model import Contract
from reelspec.language.parser.providers import read_contract
from reelspec.language.source.place import Problems
from tests.support import write_root

Specs: TypeAlias = dict[str, Any]
"""File below specs/acme/ -> its value."""
Edit: TypeAlias = Callable[[Specs, random.Random], None]


def text() -> dict[str, Any]:
    return {"type": "string"}


def an_object(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "additionalProperties": False}


def model(name: str) -> dict[str, Any]:
    """A request with nested objects, a definition of its own, and rules."""
    items = {"type": "array", "items": an_object(kind=text(), detail=an_object(note=text()))}
    return {
        **an_object(model={"const": name}, prompt=text(), media=items, size={"$ref": "#/$defs/size"}, timeout=text()),
        "required": ["model"],
        "$defs": {"size": {"enum": ["S", "M", "L"]}, "frame": an_object(at={"type": "integer"})},
        "x-rules": [
            {"id": "one", "conflicts": [["media"], ["timeout"]]},
            {"id": "two", "requires": {"media": ["prompt"]}},
        ],
    }


def operation(name: str, answer: str = "Task", *parameters: dict[str, Any]) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{answer}"}
    return {
        "operationId": name,
        "parameters": list(parameters),
        "responses": {"200": {"description": "done", "content": {"application/json": {"schema": schema}}}},
    }


def parameter(name: str, location: str = "query") -> dict[str, Any]:
    return {"name": name, "in": location, "required": location == "path", "schema": text()}


def choice(*names: str) -> dict[str, Any]:
    return {"oneOf": [{"$ref": f"models/{name}.json"} for name in names], "discriminator": {"propertyName": "model"}}


def specs() -> Specs:
    """A provider with two models, four operations, tasks, and answers with objects in them."""
    names = ("kite-1", "kite-1-pro")
    create = operation("videos.create")
    create["x-task"] = {"id": "$.id", "poll": "videos.get", "status": "$.status", "succeeded": ["done"]}
    create["requestBody"] = {"content": {"application/json": {"schema": choice(*names)}}}
    task = an_object(id=text(), status=text(), error=an_object(code=text()), url={"$ref": "#/components/schemas/Url"})
    return {
        "openapi": {
            "openapi": "3.1.0",
            "info": {"title": "Acme", "version": "1"},
            "paths": {
                "/videos": {"post": create, "get": operation("videos.list", "Page", parameter("page"))},
                "/videos/{id}": {"get": operation("videos.get", "Task", parameter("id", "path"))},
                "/voices": {"get": operation("voices.list", "Page", parameter("page"), parameter("X-Id", "header"))},
            },
            "components": {
                "schemas": {
                    "Task": task,
                    "Url": an_object(href=text()),
                    "Page": an_object(items={"type": "array", "items": {"$ref": "#/components/schemas/Task"}}),
                }
            },
        },
        **{f"models/{name}": model(name) for name in names},
    }


NAMES = (
    *(
        "kite1",
        "kite-1.pro",
        "kite_1",
        "Kite1",
        "kite-2",
        "task",
        "TaskError",
        "task_error",
        "Task_Error",
        "url",
        "URL",
    ),
    *("media_item", "mediaItem", "frame-rate", "frame_rate", "class", "class_", "page", "prompt", "timeout_", "error"),
    *(
        "wait",
        "create_and_wait",
        "create",
        "videos",
        "size",
        "frame",
        "one",
        "two",
        "kite-1.size",
        "Kite1Request",
        "x-id",
    ),
)


def members(value: Any, rng: random.Random, *, fields: bool) -> dict[str, Any] | None:
    """The properties of some object schema in a value; or of the whole, whose order says nothing, without `fields`."""
    found: list[dict[str, Any]] = []
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            if isinstance(one.get("properties"), dict):
                found.append(one["properties"])
            stack += one.values()
        elif isinstance(one, list):
            stack += one
    return rng.choice(found) if found else None


def add_field(files: Specs, rng: random.Random) -> None:
    fields = members(files[rng.choice(sorted(files))], rng, fields=True)
    if fields is not None:
        name = rng.choice(NAMES)
        kinds = (text(), an_object(a=text()), {"type": "array", "items": an_object(b=text())})
        fields.setdefault(name, copy.deepcopy(rng.choice(kinds)))


def remove_field(files: Specs, rng: random.Random) -> None:
    fields = members(files[rng.choice(sorted(files))], rng, fields=True)
    if fields is not None:
        for name in rng.sample(sorted(fields), min(1, len(fields))):
            if name not in ("model", "prompt", "media", "timeout"):
                del fields[name]


def reorder(files: Specs, rng: random.Random) -> None:
    """The members of every object and the items of lists of names, in another order."""

    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            items = list(value.items())
            rng.shuffle(items)
            return {key: shuffled(one) for key, one in items}
        if isinstance(value, list):
            several = [shuffled(one) for one in value]
            rng.shuffle(several)
            return several
        return value

    for name in files:
        files[name] = shuffled(files[name])


def add_schema(files: Specs, rng: random.Random) -> None:
    files["openapi"]["components"]["schemas"].setdefault(rng.choice(NAMES), an_object(z=text()))


def use_schema(files: Specs, rng: random.Random) -> None:
    """A field that refers to some schema, in this file or another."""
    schemas = sorted(files["openapi"]["components"]["schemas"])
    owner = files["openapi"]["components"]["schemas"][rng.choice(schemas)]
    target = rng.choice([*(f"#/components/schemas/{name}" for name in schemas), "models/kite-1.json#/$defs/frame"])
    owner["properties"].setdefault(rng.choice(NAMES), {"$ref": target})


def add_definition(files: Specs, rng: random.Random) -> None:
    file = files["models/kite-1"]
    name = rng.choice(NAMES)
    file["$defs"].setdefault(name, an_object(y=text()))
    file["properties"].setdefault("more", {"$ref": f"#/$defs/{name}"})


def add_operation(files: Specs, rng: random.Random) -> None:
    name = f"{rng.choice(['videos', 'voices', 'kite'])}.{rng.choice(NAMES)}"
    made = operation(name, "Task", parameter(rng.choice(NAMES)))
    if rng.random() < 0.5:
        made["x-task"] = {"id": "$.id", "poll": "videos.get", "status": "$.status", "succeeded": ["done"]}
    files["openapi"]["paths"][f"/{name}"] = {"post": made}


def remove_operation(files: Specs, rng: random.Random) -> None:
    del files["openapi"]["paths"]["/voices"]


def add_parameter(files: Specs, rng: random.Random) -> None:
    paths = files["openapi"]["paths"]
    owner = rng.choice([one for item in paths.values() for one in item.values()])
    owner["parameters"].insert(0, parameter(rng.choice(NAMES), rng.choice(["query", "header"])))


def add_model(files: Specs, rng: random.Random) -> None:
    name = rng.choice(NAMES)
    files[f"models/{name}"] = model(name)
    schema = files["openapi"]["paths"]["/videos"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    schema["oneOf"].insert(rng.randrange(3), {"$ref": f"models/{name}.json"})


def remove_model(files: Specs, rng: random.Random) -> None:
    del files["models/kite-1-pro"]
    schema = files["openapi"]["paths"]["/videos"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    schema["oneOf"] = [one for one in schema["oneOf"] if one["$ref"] != "models/kite-1-pro.json"]


def add_rule(files: Specs, rng: random.Random) -> None:
    rules = files["models/kite-1"]["x-rules"]
    rules.insert(0, {"id": rng.choice(["three", "size", "frame", "task"]), "requires": {"timeout": ["prompt"]}})


def add_value(files: Specs, rng: random.Random) -> None:
    files["models/kite-1"]["$defs"]["size"]["enum"].insert(0, rng.choice(NAMES))


EDITS: tuple[Edit, ...] = (
    add_field,
    remove_field,
    reorder,
    add_schema,
    use_schema,
    add_definition,
    add_operation,
    remove_operation,
    add_parameter,
    add_model,
    remove_model,
    add_rule,
    add_value,
)


def read(files: Specs) -> Contract | None:
    """The contract; None where reading or the check of names refuses something."""
    written: Mapping[str, str] = {f"specs/acme/{name}.json": json.dumps(value) for name, value in files.items()}
    with tempfile.TemporaryDirectory() as folder:
        try:
            contract = read_contract(write_root(Path(folder), written))
        except Problems:
            return None
    return None if list(check_python_names(contract)) else contract


def names(contract: Contract) -> dict[tuple[str, str], str]:
    return {(one.place, one.element): one.name for owner in contract.providers for one in public_names(owner)}


def test_the_specs_have_names() -> None:
    contract = read(specs())
    assert contract is not None
    found = names(contract)
    assert len(found) > 60
    assert found["requests", "models/kite-1/properties/media/items"] == "Kite1RequestMediaItem"
    assert found["responses", "$defs/Task/properties/error"] == "Task_Error"
    assert found["$defs", "specs/acme/models/kite-1.json#/$defs/size"] == "kite-1.size"
    assert found["client.videos", "operations/videos.create/x-task/wait"] == "wait"


@pytest.mark.parametrize("edit", EDITS, ids=[edit.__name__ for edit in EDITS])
def test_an_edit_of_siblings_changes_no_other_name(edit: Edit) -> None:
    before = read(specs())
    assert before is not None
    known = names(before)
    kept = 0
    for seed in range(12):
        files = specs()
        edit(files, random.Random(f"{edit.__name__} {seed}"))
        after = read(files)
        if after is None:
            continue
        kept += 1
        found = names(after)
        changed = {key: (name, found[key]) for key, name in known.items() if found.get(key, name) != name}
        assert not changed, f"seed {seed}"
    assert kept >= 3, "nearly every edit was refused"


def test_several_edits_one_after_the_other() -> None:
    kept = 0
    for seed in range(30):
        rng = random.Random(seed)
        files = specs()
        known: dict[tuple[str, str], str] = {}
        for _ in range(4):
            try:
                rng.choice(EDITS)(files, rng)
            except (KeyError, IndexError):  # what it would remove is gone
                continue
            contract = read(files)
            if contract is None:
                break
            found = names(contract)
            changed = {key: (name, found[key]) for key, name in known.items() if found.get(key, name) != name}
            assert not changed, f"seed {seed}"
            known = {**known, **found}
            kept += 1
    assert kept > 30


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda files: files["openapi"]["components"]["schemas"].update({"kite-1": an_object(z=text())}), "kite-1"),
        (lambda files: files["models/kite-1"]["properties"].update(media_item=an_object(a=text())), "MediaItem"),
        (lambda files: files["models/kite-1"]["properties"].update(Media={"type": "object"}, page=text()), None),
        (lambda files: files["openapi"]["components"]["schemas"]["Task"]["properties"].update({"Id": text()}), None),
    ],
)
def test_only_names_that_meet_are_refused(edit: Callable[[Specs], None], said: str | None) -> None:
    files = specs()
    edit(files)
    written = {f"specs/acme/{name}.json": json.dumps(value) for name, value in files.items()}
    with tempfile.TemporaryDirectory() as folder:
        problems = list(check_python_names(read_contract(write_root(Path(folder), written))))
    assert [one.name for one in problems] == ["name-collision"] * len(problems)
    assert bool(problems) is (said is not None)
    assert said is None or said in problems[0].message


def second_task(files: Specs) -> None:
    made = operation("videos.extend")
    made["x-task"] = {"id": "$.id", "poll": "videos.get", "status": "$.status", "succeeded": ["done"]}
    files["openapi"]["paths"]["/extend"] = {"post": made}


LIKELY: dict[str, Callable[[Specs], None]] = {
    "a component like an object in another": lambda files: files["openapi"]["components"]["schemas"].update(
        TaskError=an_object(why=text())
    ),
    "a component like a definition in a model file": lambda files: files["openapi"]["components"]["schemas"].update(
        size={"enum": ["S"]}, frame=an_object(at=text())
    ),
    "a definition like that of another file, read first": lambda files: files["models/kite-1-pro"].update(
        {"$defs": {"size": {"enum": ["S"]}, "frame": an_object(at=text())}}
    ),
    "a second operation that creates tasks": second_task,
    "a field like a class of the module": lambda files: files["openapi"]["components"]["schemas"]["Page"][
        "properties"
    ].update(Url=text()),
    "a class like a field of another": lambda files: files["openapi"]["components"]["schemas"].update(
        items=an_object(a=text())
    ),
    "an operation in a group of its own": lambda files: files["openapi"]["paths"].update(
        {"/voices/x": {"get": operation("voices.samples.list")}}
    ),
}


@pytest.mark.parametrize("what", LIKELY)
def test_what_is_likely_is_neither_refused_nor_renames(what: str) -> None:
    before, files = read(specs()), specs()
    LIKELY[what](files)
    after = read(files)
    assert before is not None
    assert after is not None, "refused"
    found = names(after)
    assert {key: found.get(key) for key in names(before)} == names(before)


def test_names_of_this_repository_are_their_own() -> None:
    from reelspec.language.parser.load import load

    contract = load(Path(__file__).resolve().parents[3])
    found = [one for owner in contract.providers for one in public_names(owner)]
    assert len(found) > 200
    assert [one for one in found if one.name != one.alone] == []
