"""Kinds of change, and the list of them: one function each, in the file of what it is about.

The first kind that claims a delta says what it means. A new kind is its function and its line here.
"""

from __future__ import annotations

from reelspec.diff.kinds import metadata, operations, providers, rules, schemas
from reelspec.diff.kinds.kind import ChangeKind, DiffContext
from reelspec.diff.kinds.rules import verdict

KINDS: tuple[ChangeKind, ...] = (
    providers.package,
    providers.providers,
    providers.models,
    providers.discriminator,
    providers.variants,
    schemas.fields,
    schemas.required_fields,
    schemas.types,
    schemas.values,
    schemas.limits,
    schemas.texts,
    schemas.openness,
    schemas.branches,
    rules.rules,
    schemas.defaults,
    operations.operations,
    operations.parameters,
    operations.bodies,
    operations.responses,
    operations.tasks,
    operations.payment,
    operations.servers,
    operations.security,
    providers.components,
    providers.public_names,
    metadata.access,
    metadata.deprecation,
    metadata.media,
    metadata.info,
    metadata.sources,
    metadata.examples,
    metadata.wording,
    metadata.other,
)

__all__ = ["KINDS", "ChangeKind", "DiffContext", "verdict"]
