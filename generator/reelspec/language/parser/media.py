"""`x-media`: what is said of the file that a text names or holds. Called by `language.parser.keywords`."""

from __future__ import annotations

import re
from collections.abc import Callable

from reelspec.language.contract.facts import TOTALS
from reelspec.language.contract.keywords import hint, kind
from reelspec.language.contract.media import ACCEPTED
from reelspec.language.source.node import Json, Node

_MEMBERS = ("accepts", "formats", "seconds", "pixels", "ratio", "megabytes", "fps", *TOTALS, "description")
_SIDE = r"(?:[1-9][0-9]{0,8}(?:\.[0-9]{1,9})?|0\.[0-9]{0,8}[1-9])"
_MOST = 2**53
_RATIO = rf"{_SIDE}:{_SIDE}"


def check_media(node: Node, problem: Callable[..., None]) -> None:
    """Tell `problem` what is wrong with an `x-media`, whose members are all optional."""
    if node.kind != "object":
        problem(node, f"x-media must be a mapping, not {kind(node)}", "x-media")
        return
    for key, value in node.items():
        items = [item.value for item in value.elements()]
        pair = len(items) == 2
        match key:
            case "accepts":
                good = bool(items) and all(item in ACCEPTED for item in items) and len(set(items)) == len(items)
                says = f"a list of {', '.join(ACCEPTED[:-1])} or {ACCEPTED[-1]}, each once"
            case "formats":
                good = value.kind == "array" and all(
                    isinstance(item, str) and re.fullmatch(r"[a-z0-9]+", item) for item in items
                )
                says = "a list of file name extensions in small letters"
            case "seconds" | "pixels" | "fps":
                good = pair and all(item is None or _is_amount(item) for item in items)
                says = "[least, most], numbers from 0 to 2^53, null for no limit"
            case "ratio":
                good = pair and all(isinstance(item, str) and re.fullmatch(_RATIO, item) for item in items)
                says = '[least, most], each as "width:height"'
            case "megabytes" | "total-seconds" | "total-megabytes":
                good = _is_amount(value.value)
                says = "a number from 0 to 2^53"
            case "description":
                good = value.kind == "string"
                says = "a text"
            case _:
                problem(value, f"x-media says nothing of {key}{hint(key, _MEMBERS)}", "x-media", key=True)
                continue
        if not good:
            problem(value, f"{key} must be {says}", "x-media")
        elif key in ("seconds", "pixels", "ratio", "fps") and _reversed(items):
            problem(value, f"{key} must be {says}: the least comes first", "x-media")


def _is_amount(value: Json) -> bool:
    """What facts are held against: a number that every reader of JSON has exactly, and so the bytes of so many megabytes."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _MOST


def _reversed(pair: list[Json]) -> bool:
    """Whether the first of two numbers, or of two ratios, is the larger one."""

    def amount(bound: Json) -> float | None:
        if isinstance(bound, str):
            width, _, height = bound.partition(":")
            return float(width) / float(height)
        return bound if isinstance(bound, int | float) else None

    first, last = map(amount, pair)
    return first is not None and last is not None and first > last
