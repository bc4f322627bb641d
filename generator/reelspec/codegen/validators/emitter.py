"""Emits validators: one Python module for each model, which needs nothing but the standard library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial

from reelspec.codegen.artifact import Artifact
from reelspec.codegen.python.code import Function, function_lines, plain
from reelspec.codegen.python.source import joined
from reelspec.codegen.templates import render
from reelspec.codegen.validators.fast.errors import Errors
from reelspec.codegen.validators.fast.is_valid import Fast
from reelspec.codegen.validators.fast.may_warn import Quiet
from reelspec.codegen.validators.full.schema import Report
from reelspec.codegen.validators.messages import decided_by
from reelspec.codegen.validators.module import Module, Names, Path, names_in
from reelspec.codegen.validators.support import SUPPORT_TEMPLATES, support_code, support_for
from reelspec.codegen.validators.traits import judges_types
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.contract.scope import resolved
from reelspec.language.rules.words import listing

MOST_SISTERS = 2
"""So many models are named that have a field which this one has not."""


def validator_path(contract: Contract, provider: Provider, model: Model) -> str:
    """Where a model's validator stands, relative to generated/."""
    return f"python/{contract.package}/{provider.module}/validators/{model.module}.py"


def emit_validator(
    model: Model, provider: Provider, owners: Callable[[], Mapping[str, Sequence[str]]] | None = None
) -> bytes:
    """The validator of one model as Python source. owners: gives what `_owners` does, once for all of the provider's models."""
    module = Module(model.definitions)
    supported = [definition.name for definition in support_code()]
    module.reserve(supported)
    report = Report(module, decided_by(model), _sisters(model, owners() if owners is not None else _owners(provider)))
    shares = _shares(model, provider)
    accepts = Fast(module, report, shares).accepts(model.schema)
    errors = Errors(module, report, shares).function(model.schema)
    quiet = Quiet(module, report).function(model.schema)
    helpers = len(module.functions)
    parameters = "body: Any, out: list[Violation], late: list[Violation] | None"
    block = report.block(model.schema, "body", Path(), Names(("body",)))
    check = Function("_check_body", parameters, "None", block, "Find everything that is wrong or doubtful.")
    functions = [quiet, check, *module.functions[helpers:], *module.functions[:helpers]]
    titles = dict.fromkeys(source.title for form in model.forms if (source := form.schema.source) is not None)
    code = "\n\n\n".join("\n".join(function_lines(function)) for function in functions)
    entries = "\n\n\n".join("\n".join(function_lines(function)) for function in (accepts, errors))
    # Those of the template's own functions stand in no code that is made here.
    used = names_in(f"{entries}\n{code}", supported) | {"_sure", "_plain", "_pure", "_visible"}
    support = support_for(used)
    abstract = {"Callable", "Container", "Iterable"}.intersection(name for one in support for name in one.uses)
    text = render(
        "python/validator.py.j2",
        title=plain(f"{provider.name}/{model.name}").replace('"', "'"),
        files=plain(" and ".join(model.files)),
        pages=plain("; ".join(titles)).replace('"', "'"),
        constants=["\n".join(lines) for lines in module.constants.values()],
        entries=entries,
        code=code,
        collections=sorted(abstract),
        typed=judges_types(model.schema),
        patterns=[(name, source) for source, name in module.patterns.items()],
        support=joined(support),
    )
    return text.encode()


def _owners(provider: Provider) -> dict[str, list[str]]:
    """Every field of the provider's models -> the names of the models that have it."""
    found: dict[str, list[str]] = {}
    for model in provider.models:
        for name in resolved(model.schema, model.definitions).properties:
            found.setdefault(name, []).append(model.name)
    return found


def _sisters(model: Model, owners: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The fields of the provider's other models -> those models' names, in words."""
    found: dict[str, str] = {}
    for name, models in owners.items():
        first = [one for one in models[: MOST_SISTERS + 2] if one != model.name][: MOST_SISTERS + 1]
        if first:
            found[name] = listing(first, "and") if len(first) <= MOST_SISTERS else f"{first[0]} and other models"
    return found


def _shares(model: Model, provider: Provider) -> dict[str, float]:
    """Fields -> the share of examples that set them: of the model's own, else of those of the models of the same page."""
    pages = {form.file for form in model.forms}
    sisters = [one for one in provider.models if pages & {form.file for form in one.forms}]
    for models in ([model], sisters):
        bodies = [
            one.body for each in models for one in each.examples if one.rule is None and isinstance(one.body, dict)
        ]
        if bodies:
            fields = dict.fromkeys(name for body in bodies for name in body)
            return {name: sum(name in body for body in bodies) / len(bodies) for name in fields}
    return {}


def emit_validators(contract: Contract) -> Iterator[Artifact]:
    """Every validator."""
    for provider in contract.providers:
        owners = lru_cache(1)(partial(_owners, provider))
        for model in provider.models:
            yield Artifact(
                path=validator_path(contract, provider, model),
                make=partial(emit_validator, model, provider, owners),
                specs=provider.files,  # it names fields of the provider's other models
                templates=("python/validator.py.j2", "python/violation.py", *SUPPORT_TEMPLATES),
                owner=f"{provider.name}/{model.name}",
            )
