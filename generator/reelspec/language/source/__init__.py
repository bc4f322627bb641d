"""Reading spec text into plain JSON values that remember file, line and column: the names for all to use."""

from __future__ import annotations

from reelspec.language.source.json import parse_json
from reelspec.language.source.load import Loader
from reelspec.language.source.node import Json, Node, Pointer, SourceFile
from reelspec.language.source.place import Place, Problem, Problems
from reelspec.language.source.yaml import parse_yaml

__all__ = [
    "Json",
    "Loader",
    "Node",
    "Place",
    "Pointer",
    "Problem",
    "Problems",
    "SourceFile",
    "parse_json",
    "parse_yaml",
]
