"""The Jinja2 templates: from templates/ in a checkout, from the wheel elsewhere. Emitters render; nobody else does."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelspec.codegen.python.code import imported, literal, plain
from reelspec.common.installation import templates_folder
from reelspec.common.text import visible

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def read_template(name: str) -> str:
    """The text of a template."""
    return Path(templates_folder(), name).read_text(encoding="utf-8")


@lru_cache(2)
def _environment(html: bool) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(templates_folder(), encoding="utf-8"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=html,
        finalize=_harmless if html else None,
    )
    environment.filters["literal"] = literal
    environment.filters["plain"] = plain
    environment.filters["imported"] = imported
    return environment


def render(name: str, **values: Any) -> str:
    """The template with these values. Text from specs is to be passed through `literal` or `plain`."""
    return _environment(False).get_template(name).render(**values)


def render_html(name: str, **values: Any) -> str:
    """A template of HTML with these values: text from specs stays text, and hides nothing and turns nothing around it."""
    return _environment(True).get_template(name).render(**values)


def _harmless(value: Any) -> Any:
    return visible(value, keep="\n") if isinstance(value, str) and not hasattr(value, "__html__") else value
