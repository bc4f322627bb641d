"""Anything may be judged in JavaScript: nothing is thrown, and `isValid` says what `errors` says. Run by pytest."""

from __future__ import annotations

import json
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import CHECKOUT
from tests.node import NODE

PROGRAM = Path(__file__).with_name("anything.mjs")
PACKAGE = CHECKOUT / "generated/javascript"
VALID = [
    *(
        "a good body",
        "an instance of a class",
        "a null prototype",
        "another realm",
        "an array of another realm",
        "a proxy",
    ),
    *(
        "a getter",
        "a date",
        "a URL",
        "toJSON",
        "a hidden toJSON",
        "a hidden toJSON inside",
        "a hidden toJSON of a text",
        "boxed texts",
        "a subclass of Array",
        "undefined fields",
        "a frozen body",
    ),
    *(
        "a symbol as a name",
        "a hidden field",
        "a hidden required field",
        "a prototype that has a wrong size",
        "a prototype that has a wrong size, hidden",
    ),
    *("a prototype that has anything", "a prototype that has anything, hidden"),
]
REFUSED = {
    "a revoked proxy": ["unreadable "],
    "a revoked proxy inside": ["unreadable "],
    "a proxy that throws": ["unreadable "],
    "a getter that throws": ["unreadable "],
    "toJSON that throws": ["unreadable "],
    "toJSON that writes what is wrong": ["const /model"],
    "arrays that are written otherwise": ["type /media"],
    "a cycle": ["nesting "],
    "a deep array": ["nesting "],
    "a deep object": ["additionalProperties /more"],
    "a map": ["type "],
    "a map inside": ["type /media"],
    "a set": ["type /media"],
    "a date that is none": ["type /prompt"],
    "toJSON as a text": ["additionalProperties /toJSON"],
    "an undefined required field": ["required /model"],
    "a sparse array": ["type /media/0", "type /media/1"],
    "a function": ["type /size"],
    "a symbol": ["type /size"],
    "a bigint": ["type /seconds"],
    "NaN": ["type /seconds"],
    "bytes": ["type /media"],
    "a regular expression": ["type /size"],
    "a promise": ["type "],
    "nothing": ["type "],
    "null": ["type "],
    "a number": ["type "],
    "a text": ["type "],
    "a symbol alone": ["type "],
    "a function alone": ["type "],
    "a prototype that has the model": ["required /model"],
    "a prototype that has the model, hidden": ["required /model"],
}


@lru_cache
def told() -> dict[str, Any]:
    if NODE is None:
        pytest.skip("node is not installed")
    modules = [
        PACKAGE / "powertokens/wan2.7-i2v.js",
        *sorted(set(PACKAGE.glob("*/*.js")) - set(PACKAGE.glob("*/options.js"))),
    ]
    done = subprocess.run([NODE, str(PROGRAM), *map(str, modules)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_what_json_writes_of_it_is_judged() -> None:
    assert {name: told()[name] for name in VALID} == {name: [True, [], ""] for name in VALID}


@pytest.mark.parametrize("name", REFUSED)
def test_what_it_would_lose_is_refused(name: str) -> None:
    assert told()[name][:2] == [False, REFUSED[name]]


def test_messages_say_what_it_is() -> None:
    messages = {name: told()[name][2] for name in ("a map", "a function", "a bigint", "a promise", "nothing", "NaN")}
    assert messages == {
        "a map": "a JavaScript Map is not an object",
        "a function": "a JavaScript function is not a string",
        "a bigint": "a JavaScript bigint is not a string",
        "a promise": "a JavaScript Promise is not an object",
        "nothing": "a JavaScript undefined is not an object",
        "NaN": "NaN is not a number that JSON can write",
    }


def test_names_that_all_objects_have_are_names_like_others() -> None:
    names = ["constructor", "toString", "hasOwnProperty", "__proto__"]
    assert told()["names of all objects"][1] == [f"additionalProperties /{name}" for name in names]
    assert told()["a prototype as a field"][1][0] == "required /model"
