"""Parameters and fields of forms by their style (OpenAPI 3.1.1, sections 4.8.12 and 4.8.15): lists, objects and JSON as text.

Clients import it where an operation has a value that is no single text, number or boolean, or a style of its own.
"""

from __future__ import annotations

import json
import re
from urllib.parse import quote

from .core import Parameter, scalar_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeGuard

_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_RESERVED = ":/?@!$'()*,;="
"""Reserved characters that may stand as they are in the value of a query (RFC 3986, section 3.4), where they separate nothing."""
_IN_COOKIES = "!#$&'()*+-./:<=>?@[]^_`{|}~"
"""What may stand in a cookie (RFC 6265, section 4.1.1) beside letters and digits, but for the sign of the code itself."""


class Styled(Parameter):
    """A parameter with a style: "simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"; or
    "json" and "text", whatever its place. reserved: what is reserved in addresses may stand in its value as it is."""

    __slots__ = ("explode", "reserved", "style")

    is_styled = True

    def __init__(
        self,
        name: str,
        location: str,
        required: bool = False,
        *,
        style: str,
        explode: bool = False,
        reserved: bool = False,
    ) -> None:
        super().__init__(name, location, required)
        self.style = style
        self.explode = explode
        self.reserved = reserved

    def written(self, value: Any) -> str:
        """The value as it stands in the path, after `?`, in the header or in the cookie. Raises ValueError."""
        coded = self._coded
        if self.style in ("json", "text"):
            text = json_text(value) if self.style == "json" else item_text(value)
            # What a cookie holds as text is the caller's; JSON has characters that no cookie has.
            text = quote(text, safe="") if self.location == "cookie" and self.style == "json" else coded(text)
            return text if self.location in ("path", "header") else f"{self._name}={text}"
        if self.location in ("path", "header"):
            return self._in_path(value, coded)
        between = "; " if self.location == "cookie" else "&"
        return between.join(f"{name}={text}" for name, text in pairs(self.name, value, self.style, self.explode, coded))

    @property
    def _name(self) -> str:
        return self.name if self.location == "cookie" else quote(self.name, safe="")

    def _coded(self, text: str) -> str:
        """A text in the code of its place."""
        if self.location == "header" or (self.location == "cookie" and self.style == "text"):
            return text
        if self.location == "cookie":
            return quote(text, safe=_IN_COOKIES)
        if not self.reserved:
            return quote(text, safe="")
        # What is in the code already passes (RFC 6570, section 3.2.3).
        return "".join(
            part if at % 2 else quote(part, safe=_RESERVED)
            for at, part in enumerate(re.split("(%[0-9A-Fa-f]{2})", text))
        )

    def _in_path(self, value: Any, coded: Callable[[str], str]) -> str:
        mark = {"label": ".", "matrix": ";"}.get(self.style, "")
        between = mark if mark and self.explode else ","
        name = quote(self.name, safe="")
        if is_object(value):
            members = [
                (coded(scalar_text(key)), coded(item_text(one))) for key, one in value.items() if one is not None
            ]
            text = between.join(f"{key}={one}" if self.explode else f"{key},{one}" for key, one in members)
        elif is_array(value):
            start = f"{name}=" if self.style == "matrix" and self.explode else ""
            text = between.join(start + coded(item_text(one)) for one in value if one is not None)
        else:
            text = coded(scalar_text(value))
            if self.style == "matrix":
                return f";{name}={text}" if text else f";{name}"
            return mark + text
        if self.style == "matrix" and not self.explode:
            return f";{name}={text}"
        return mark + text


def pairs(name: str, value: Any, style: str, explode: bool, coded: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Names and texts of a value in the styles of queries. coded: writes a text, or a name, in the code of its place.

    What is null is left out, and so is an array or object without members (RFC 6570, section 2.3). Members of the
    members are JSON, but for deepObject, where they are objects of their own, and items of arrays by their index. Raises
    ValueError.
    """
    between = _DELIMITERS.get(style)
    between = "," if between is None else coded(between)
    if is_object(value):
        members = [(scalar_text(key), one) for key, one in value.items() if one is not None]
        if style == "deepObject":
            for key, one in members:
                yield from ((coded(path), coded(text)) for path, text in _deep(f"{name}[{key}]", one))
        elif explode:
            yield from ((coded(key), coded(item_text(one))) for key, one in members)
        elif members:
            yield coded(name), between.join(coded(part) for key, one in members for part in (key, item_text(one)))
    elif is_array(value):
        items = [one for one in value if one is not None]
        if style == "deepObject":
            yield from ((coded(path), coded(text)) for path, text in _deep(name, items))
        elif explode:
            yield from ((coded(name), coded(item_text(one))) for one in items)
        elif items:
            yield coded(name), between.join(coded(item_text(one)) for one in items)
    elif value is not None:
        yield coded(name), coded(scalar_text(value))


def _deep(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if is_object(value):
        for key, one in value.items():
            yield from _deep(f"{path}[{scalar_text(key)}]", one)
    elif is_array(value):
        for at, one in enumerate(value):
            yield from _deep(f"{path}[{at}]", one)
    elif value is not None:
        yield path, scalar_text(value)


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    """Whether a value is what JSON calls an object."""
    return isinstance(value, dict)


def is_array(value: Any) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    """Whether a value is what JSON calls an array."""
    return isinstance(value, (list, tuple))


def item_text(value: Any) -> str:
    """A member of an array or object; JSON where it is one itself. Raises ValueError."""
    return json_text(value) if is_object(value) or is_array(value) else scalar_text(value)


def json_text(value: Any) -> str:
    """A value as JSON, in ASCII, since it may stand in a header. Raises ValueError."""
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        problem = str(error)
    raise ValueError(f"is no JSON: {problem}")
