"""Emits contract cases: for each model a JSON file of request bodies with their verdict and violations, and how to run them.

`cases/<provider>/<model>.json` is what `templates/cases/cases.schema.json` describes: provider, model, operations
(id, method, path), the model's JSON Schema, `cases` and `undecided`. A case is

    {"name": "size.enum.480P", "kind": "fault", "about": "size", "body": {...},
     "valid": false, "valid_strict": false, "violations": [{rule, path, related, message, severity, source}], "warnings": []}

Names follow from the case alone, so that adding or removing a field or a rule renames nothing else.
"""

from __future__ import annotations

from reelspec.bodies import Case, cases_of
from reelspec.contract.model import Model, Provider
from reelspec.emit.schemas import model_schema
from reelspec.source.node import Json


def cases_path(provider: Provider, model: Model) -> str:
    """Where a model's cases stand, relative to generated/."""
    return f"cases/{provider.name}/{model.stem}.json"


def cases_document(model: Model, provider: Provider) -> dict[str, Json]:
    """The cases of a model as JSON values."""
    from types import ModuleType

    from reelspec.emit.validators import emit_validator

    module = ModuleType(model.module)
    exec(compile(emit_validator(model, provider), "<validator>", "exec"), module.__dict__)  # noqa: S102
    found = cases_of(model)
    return {
        "$schema": "../cases.schema.json",
        "provider": provider.name,
        "model": model.name,
        "operations": [
            {"id": one.id, "method": one.method.upper(), "path": one.path}
            for one in provider.operations
            if one.id in model.operations
        ],
        "schema": f"../../schemas/{provider.name}/{model.stem}.json",
        "not_carried": _not_carried(model),
        "cases": [_case(case, module.validate) for case in found.cases],
        "undecided": [
            {
                "name": one.name.replace(" ", "-"),
                "about": one.about,
                "outcome": "impossible" if one.certain else "not decided",
                "reason": "no body does this" if one.certain else "the search was given up",
            }
            for one in found.unreached
        ],
    }


def _case(case: Case, validate) -> Json:  # type: ignore[no-untyped-def]
    found = [one.as_dict() for one in validate(case.body)]
    return {
        "name": case.name.replace(" ", "-"),
        "kind": case.kind,
        "about": case.about,
        "body": case.body,
        "valid": case.valid,
        "valid_strict": not any(one["severity"] != "warning" for one in found),
        "violations": [one for one in found if one["severity"] == "error"],
        "warnings": [one for one in found if one["severity"] != "error"],
    }


def _not_carried(model: Model) -> list[Json]:
    said = model_schema(model).get("x-rules", {})
    left = said.get("notCarried", []) if isinstance(said, dict) else []
    return [one["id"] for one in left if isinstance(one, dict) and one["severity"] == "error"]  # type: ignore[union-attr]
