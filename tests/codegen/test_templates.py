"""Templates: no name in them is forgotten, and they are read where they stand."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from reelspec.codegen.templates import read_template, render


def test_a_value_that_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="contract"):
        render("python/pyproject.toml.j2")


def test_a_template_is_read_as_it_stands() -> None:
    assert read_template("python/runtime/errors.py").startswith('"""Everything that a client raises.')
