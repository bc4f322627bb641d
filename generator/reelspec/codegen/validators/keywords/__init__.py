"""The keyword families that assert something of one value, by the JSON type that they are for.

A new assertion keyword is a check in its family's file; applicators, which lead to other values, belong to the compilers.
"""

from __future__ import annotations

from reelspec.codegen.validators.keywords.arrays import arrays
from reelspec.codegen.validators.keywords.check import Check, Family
from reelspec.codegen.validators.keywords.numbers import numbers
from reelspec.codegen.validators.keywords.objects import objects
from reelspec.codegen.validators.keywords.strings import strings

FAMILIES: dict[str, Family] = {"number": numbers, "string": strings, "array": arrays, "object": objects}

__all__ = ["FAMILIES", "Check", "Family"]
