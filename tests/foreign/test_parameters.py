"""Parameters in every place, style and explode, as they arrive (OpenAPI 3.1.1, section 4.8.12, "Style Examples")."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import pytest

from tests.foreign.reading import query

COLORS: tuple[Any, ...] = ("blue", ["blue", "black", "brown"], {"R": 100, "G": 200, "B": 150})
PATH = {
    "simple_false": ("blue", "blue,black,brown", "R,100,G,200,B,150"),
    "simple_true": ("blue", "blue,black,brown", "R=100,G=200,B=150"),
    "label_false": (".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    "label_true": (".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    "matrix_false": (";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
    "matrix_true": (";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
}
QUERY = {
    "form_false": ("color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    "form_true": ("color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    "space_delimited_false": (None, "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"),
    "pipe_delimited_false": (None, "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"),
    "deep_object_true": (None, None, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
}
COOKIE = {
    "form_false": ("color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    "form_true": ("color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"),
}


def each(table: Mapping[str, tuple[str | None, ...]]) -> list[tuple[str, Any, str]]:
    return [
        (method, color, expected)
        for method, row in table.items()
        for color, expected in zip(COLORS, row, strict=True)
        if expected is not None
    ]


@pytest.mark.parametrize(("method", "color", "expected"), each(PATH))
def test_in_the_path(call: Any, method: str, color: Any, expected: str) -> None:
    parameters = call("parameters")
    getattr(parameters.client.path, method)(color)
    assert parameters.last.target.rpartition("/")[2] == expected


@pytest.mark.parametrize(("method", "color", "expected"), each(QUERY))
def test_in_the_query(call: Any, method: str, color: Any, expected: str) -> None:
    parameters = call("parameters")
    getattr(parameters.client.query, method)(color=color)
    assert parameters.last.target.partition("?")[2] == expected


@pytest.mark.parametrize(("method", "color", "expected"), each({key: PATH[key] for key in PATH if "simple" in key}))
def test_in_a_header(call: Any, method: str, color: Any, expected: str) -> None:
    parameters = call("parameters")
    getattr(parameters.client.header, method)(color=color)
    assert parameters.last.headers["color"] == expected


@pytest.mark.parametrize(("method", "color", "expected"), each(COOKIE))
def test_in_a_cookie(call: Any, method: str, color: Any, expected: str) -> None:
    parameters = call("parameters")
    getattr(parameters.client.cookie, method)(color=color)
    assert parameters.last.headers["cookie"] == expected


def test_signs_of_the_code_stay_values(call: Any) -> None:
    odd = ["a,b", "c&d=e", "f/g", "ü %41"]
    parameters = call("parameters")
    parameters.client.query.form_true(color=odd)
    assert query(parameters.last) == [("color", color) for color in odd]
    parameters.client.query.form_false(color=odd)
    assert parameters.last.target.partition("?")[2] == "color=a%2Cb,c%26d%3De,f%2Fg,%C3%BC%20%2541"
    parameters.client.path.simple_false(odd)
    assert parameters.last.target.endswith("/a%2Cb,c%26d%3De,f%2Fg,%C3%BC%20%2541")
    parameters.client.cookie.form_false(color="a;b c/d=")
    assert parameters.last.headers["cookie"] == "color=a%3Bb%20c/d="


def test_deep_objects_are_deep(call: Any) -> None:
    parameters = call("parameters")
    deep = {"size": {"gte": 1, "in": [2, {"unit": "m"}]}, "open": True, "none": None}
    parameters.client.query.deep_object_true(color=deep)
    assert query(parameters.last) == [
        ("color[size][gte]", "1"),
        ("color[size][in][0]", "2"),
        ("color[size][in][1][unit]", "m"),
        ("color[open]", "true"),
    ]


def test_what_is_empty_or_null_is_left_out(call: Any) -> None:
    parameters = call("parameters")
    for method in ("form_true", "form_false", "deep_object_true"):
        for empty in ([], {}, [None], {"a": None}):
            getattr(parameters.client.query, method)(color=empty)
            assert parameters.last.target.partition("?")[2] == ""


def test_usual_styles_json_texts_and_reserved_characters(call: Any) -> None:
    parameters = call("parameters")
    parameters.client.usual.get(
        color=["a", "b"],
        x_color=["a", "b"],
        shade="dark red",
        where={"a": [1]},
        plain="a=b/c",
        address="https://a.example/?b=c&d#e%20f",
        page_size=5,
        extra_query={"more": ["1", 2]},
    )
    assert query(parameters.last) == [
        ("color", "a"),
        ("color", "b"),
        ("where", '{"a":[1]}'),
        ("address", "https://a.example/?b=c&d#e f"),
        ("page[size]", "5"),
        ("more", "1"),
        ("more", "2"),
    ]
    assert "address=https://a.example/?b=c%26d%23e%20f" in parameters.last.target
    assert parameters.last.headers["x-color"] == "a,b"
    assert parameters.last.headers["cookie"] == "shade=dark%20red; plain=a=b/c"


def test_what_the_path_says_of_the_query_stays(call: Any) -> None:
    parameters = call("parameters")
    parameters.client.fixed.get(color="blue")
    assert parameters.last.target == "/fixed?beta=true&color=blue"


def test_no_text_of_python_is_sent(call: Any) -> None:
    parameters = call("parameters")
    for given in (b"blue", object(), {1}, float("inf"), [b"blue"], {"a": object()}):
        for place in ("query.form_false", "header.simple_false", "cookie.form_true"):
            around, _, method = place.partition(".")
            with pytest.raises(parameters.module.InvalidRequestError, match="color "):
                getattr(getattr(parameters.client, around), method)(color=given)
    parameters.client.query.form_true(color=[{"a": 1}, [2]])
    assert query(parameters.last) == [("color", '{"a":1}'), ("color", "[2]")]


class Shade(str, Enum):  # noqa: UP042 - whose text is Shade.DARK
    DARK = "dark"


def test_names_in_an_object_are_what_they_stand_for(call: Any) -> None:
    parameters = call("parameters")
    parameters.client.query.form_true(color={Shade.DARK: Shade.DARK, True: "w"})
    assert query(parameters.last) == [("dark", "dark"), ("true", "w")]


def test_a_value_stays_in_its_place_in_the_path(call: Any) -> None:
    parameters = call("parameters")
    parameters.client.reserved.get("../../admin?x=1")
    assert parameters.last.target == "/reserved/..%2F..%2Fadmin%3Fx%3D1"
    parameters.client.found.get("a&b")
    assert parameters.last.target == "/found?x=a%26b"
