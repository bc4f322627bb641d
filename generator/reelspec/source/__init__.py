"""Reading spec text into plain JSON values that remember file, line and column: the names for all to use."""

from __future__ import annotations

from reelspec.source.json import parse_json
from reelspec.source.load import Loader
from reelspec.source.node import Document, Json, Node, Pointer
from reelspec.source.place import Place, Problem, Problems
from reelspec.source.yaml import parse_yaml

__all__ = [
    "Document",
    "Json",
    "Loader",
    "Node",
    "Place",
    "Pointer",
    "Problem",
    "Problems",
    "parse_json",
    "parse_yaml",
]
