"""Check: examples are accepted, invalid examples are refused for what they name; by our validator and by jsonschema alike."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

from reelspec.contract.model import Contract, Model, Provider
from reelspec.source.node import Json
from reelspec.source.place import Problem


def check_examples(contract: Contract) -> Iterable[Problem]:
    """Examples that do not show what they are meant to show."""
    for provider in contract.providers:
        for model in provider.models:
            if model.examples:
                yield from _model(model, provider)


def _model(model: Model, provider: Provider) -> Iterable[Problem]:
    from jsonschema import Draft202012Validator

    from reelspec.emit.schemas import model_schema
    from reelspec.emit.validators import emit_validator

    module = ModuleType(model.module)
    exec(compile(emit_validator(model, provider), f"<validator of {model.name}>", "exec"), module.__dict__)  # noqa: S102
    schema = model_schema(model)
    judge = Draft202012Validator(schema)
    for example in model.examples:
        node = example.node
        if node is None:
            continue
        found = module.errors(example.body)
        shown = "; ".join(f"{one.path or 'body'}: {one.message} [{one.rule}]" for one in found)
        if example.rule is None:
            if found:
                yield node.problem(f"the example is refused: {shown}", "example-refused")
        elif not found:
            yield node.problem(
                f"the invalid example is accepted, though it should break {example.rule}", "example-accepted"
            )
        else:
            wrong = [one for one in found if one.rule != example.rule or example.path not in (None, one.path)]
            if wrong:
                wanted = example.rule if example.path is None else f"{example.rule} at {example.path or 'body'}"
                yield node.problem(
                    f"the invalid example should break {wanted} and nothing else, but: {shown}", "example-other-rule"
                )
        carried = {one.rule for one in found} - _not_carried(schema)
        if judge.is_valid(example.body) == bool(carried) and (carried or not found):
            yield node.problem(
                "the emitted JSON Schema judges the example differently: a fault of reelspec", "example-disagreement"
            )


def _not_carried(schema: dict[str, Json]) -> set[str]:
    said = schema.get("x-rules")
    left = said.get("notCarried") if isinstance(said, dict) else None
    return {str(one["id"]) for one in left if isinstance(one, dict)} if isinstance(left, list) else set()
