"""Check: where documents are listed, every request schema says from which of them it comes; its fields and rules inherit it."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.language.contract.model import Contract
from reelspec.language.source.place import Problem


def check_sources(contract: Contract) -> Iterable[Problem]:
    """Request schemas whose facts nobody can look up."""
    for provider in contract.providers:
        if not provider.documents:
            continue
        for model in provider.models:
            for form in model.forms:
                node = form.schema.node
                if node is not None and form.schema.source is None:
                    message = "nothing says which document this comes from: write x-source: {document: <id>}"
                    yield node.problem(message, "source")
