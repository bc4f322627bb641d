"""`x-media`: what is said of the file that a text names or holds. Called by `language.parser.keywords`."""

from __future__ import annotations

import re
from collections.abc import Callable

from reelspec.language.contract.facts import TOTALS
from reelspec.language.contract.keywords import hint, kind
from reelspec.language.contract.media import ACCEPTED
from reelspec.language.source.node import Json, Node

_MEMBERS = ("accepts", "formats", "seconds", "pixels", "ratio", "megabytes", "fps", *TOTALS, "description")
_RATIO = r"(?:[1-9][0-9]*(?:\.[0-9]+)?|0\.[0-9]*[1-9][0-9]*):(?:[1-9][0-9]*(?:\.[0-9]+)?|0\.[0-9]*[1-9][0-9]*)"


def check_media(node: Node, problem: Callable[..., None]) -> None:
    """Tell `problem` what is wrong with an `x-media`, whose members are all optional."""
    if node.kind != "object":
        problem(node, f"x-media must be a mapping, not {kind(node)}", "x-media")
        return
    for key, value in node.items():
        pair = value.kind == "array" and len(list(value.elements())) == 2
        match key:
            case "accepts":
                listed = [one.value for one in value.elements()] if value.kind == "array" else []
                good = bool(listed) and all(one in ACCEPTED for one in listed) and len(set(listed)) == len(listed)
                says = f"a list of {', '.join(ACCEPTED[:-1])} or {ACCEPTED[-1]}, each once"
            case "formats":
                good = value.kind == "array" and all(
                    isinstance(one.value, str) and re.fullmatch(r"[a-z0-9]+", one.value) for one in value.elements()
                )
                says = "a list of file name extensions in small letters"
            case "seconds" | "pixels" | "fps":
                good = pair and all(one.kind in ("integer", "number", "null") for one in value.elements())
                says = "[least, most], null for no limit"
            case "ratio":
                good = pair and all(
                    isinstance(one.value, str) and re.fullmatch(_RATIO, one.value) for one in value.elements()
                )
                says = '[least, most], each as "width:height"'
            case "megabytes" | "total-seconds" | "total-megabytes":
                good = value.kind in ("integer", "number")
                says = "a number"
            case "description":
                good = value.kind == "string"
                says = "a text"
            case _:
                problem(value, f"x-media says nothing of {key}{hint(key, _MEMBERS)}", "x-media", key=True)
                continue
        if not good:
            problem(value, f"{key} must be {says}", "x-media")
        elif (
            pair and key in ("seconds", "pixels", "ratio", "fps") and _reversed([one.value for one in value.elements()])
        ):
            problem(value, f"{key} must be {says}: the least comes first", "x-media")


def _reversed(pair: list[Json]) -> bool:
    """Whether the first of two numbers, or of two ratios, is the larger one."""

    def amount(one: Json) -> float | None:
        if isinstance(one, str):
            width, _, height = one.partition(":")
            return float(width) / float(height)
        return float(one) if isinstance(one, int | float) else None

    first, last = map(amount, pair)
    return first is not None and last is not None and first > last
