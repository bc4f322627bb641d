"""Emits validators: one Python module for each model, and what all of them share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from reelspec.codegen import tree
from reelspec.codegen.artifact import Artifact, Shared
from reelspec.codegen.python.code import plain
from reelspec.codegen.python.printer import Printer
from reelspec.codegen.templates import render
from reelspec.codegen.validators.accepting.is_valid import Accepting
from reelspec.codegen.validators.collecting.schema import Collecting
from reelspec.codegen.validators.filling import Filling
from reelspec.codegen.validators.looking import Looking
from reelspec.codegen.validators.module import CHECK, FILL, LOOK, Module
from reelspec.codegen.validators.rule_messages import decided_by
from reelspec.codegen.validators.splitting import split
from reelspec.codegen.validators.support import ENTRIES, SUPPORT_TEMPLATES, support_names, support_text
from reelspec.codegen.validators.traits import judges_types
from reelspec.common.identity import ByIdentity
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.rules.words import listing

MOST_OTHERS = 2
"""So many models are named that have a field which this one has not."""
SUPPORT = "_support"
"""The module of a package that all validators in it import."""
_TEMPLATE = "python/validator.py.j2"
_SUPPORT_TEMPLATE = "python/support.py.j2"


def standalone_path(provider: Provider, model: Model) -> str:
    """Where a model's validator that stands alone is, relative to generated/: beside the distribution, which does not use it."""
    return f"standalone/{provider.module}/{model.module}.py"


def validator_path(contract: Contract, provider: Provider, model: Model) -> str:
    """Where a model's validator stands, relative to generated/."""
    return f"python/{contract.package}/{provider.module}/validators/{model.module}.py"


def emit_validator(
    model: Model, provider: Provider, judges: Judges | None = None, *, standalone: bool = False
) -> bytes:
    """The validator of one model as Python source. judges: those of the contract, where more than this one is made.

    standalone: it carries the support code that it needs, rather than importing it from its package.
    """
    code = (judges or Judges()).printed(model, provider)
    typed = judges_types(model.schema)
    looks = LOOK in code.functions
    needed = code.used | ENTRIES | ({"Facts"} if looks else set())
    support, abstract = support_text(needed) if standalone else ("", [])
    text = render(
        _TEMPLATE,
        title=plain(f"{provider.name}/{model.name}").replace('"', "'"),
        files=[plain(file) for file in model.files],
        pages=[plain(title).replace('"', "'") for title in pages_of(model)],
        needed=sorted(needed, key=_import_order),
        support=support,
        collections=abstract,
        typed=typed,
        look=LOOK if looks else "None",
        judge="\n".join(_asking(code.judge)),
        constants=code.constants,
        code="\n\n\n".join(text for _, text in code.functions.values()),
    )
    return text.encode()


def _asking(lines: list[str]) -> list[str]:
    """The straight walk's lines, which leaves bodies to the other one where something is known of their files."""
    return [*lines[:2], "    if facts is not None:", "        return not errors(body, facts=facts)", *lines[2:]]


class Judge(NamedTuple):
    """The trees of a model's judge. judge: the straight walk. functions: the walk that collects, then what the two call.

    constants: of both, by name.
    """

    judge: tree.Function
    functions: tuple[tree.Function, ...]
    constants: Mapping[str, tree.Expr]


def judge_of(model: Model, provider: Provider) -> Judge:
    """The trees from which a model's validator is printed in any language."""
    module = Module(model.definitions)
    module.reserve(support_names())  # where it stands alone, they stand beside each other
    collecting = Collecting(module, decided_by(model), _elsewhere(model, provider))
    judge = Accepting(module, collecting, _shares(model, provider)).body(model.schema)
    accepting = len(module.functions)
    check = collecting.body(model.schema)
    fill = Filling(module, collecting.rules).body(model)
    look = Looking(module, collecting).body(model.schema)
    made = (check, fill, *filter(None, (look,)), *module.functions[accepting:], *module.functions[:accepting])
    functions = [part for function in made for part in split(function, module)]
    judge, *parts = split(judge, module)
    return Judge(judge, (*functions, *parts), module.constants)


class PrintedJudge(NamedTuple):
    """A judge in Python. judge: the lines of the straight walk. constants: their lines. functions: name -> what each is for, as
    `tree.Function` has it, and its text. used: the names of the support code in all of them."""

    judge: list[str]
    constants: list[str]
    functions: Mapping[str, tuple[str, str]]
    used: frozenset[str]


def _printed(judge: Judge) -> PrintedJudge:
    """The judge without functions that nothing calls: what is decided otherwise may leave some."""
    printer = Printer(support_names())
    lines = printer.function(judge.judge)
    constants = [line for name, value in judge.constants.items() for line in printer.constant(name, value)]
    functions = {function.name: function for function in judge.functions}
    waiting = [name for name in functions if name in (CHECK, FILL, LOOK) or name in printer.called]
    texts: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        if name not in texts:
            printer.called.clear()
            texts[name] = "\n".join(printer.function(functions[name]))
            waiting += printer.called
    return PrintedJudge(
        lines,
        constants,
        {name: (function.kind, texts[name]) for name, function in functions.items() if name in texts},
        frozenset(printer.used),
    )


class Judges:
    """The judges of a contract's models: each made once for whatever asks for it before the next model is asked for, and then
    forgotten, since all of them take more memory than all that is printed of them."""

    def __init__(self) -> None:
        self._model: Model | None = None
        self._judge: Judge | None = None
        self._printed: PrintedJudge | None = None

    def of(self, model: Model, provider: Provider) -> Judge:
        """The judge of one model of the contract."""
        if self._model is not model or self._judge is None:
            self._model, self._judge, self._printed = model, judge_of(model, provider), None
        return self._judge

    def printed(self, model: Model, provider: Provider) -> PrintedJudge:
        """The same in Python."""
        judge = self.of(model, provider)
        if self._printed is None:
            self._printed = _printed(judge)
        return self._printed


def judges_of(contract: Contract) -> Judges:
    """The judges of the contract that is being emitted."""
    return _judges(ByIdentity(contract))


@lru_cache(1)
def _judges(_: ByIdentity[Contract]) -> Judges:
    return Judges()


def pages_of(model: Model) -> Iterable[str]:
    """The titles of the documents that say what is judged."""
    sources = [form.schema.source for form in model.forms]
    return dict.fromkeys(place.title for source in sources if source is not None for place in source.places)


def _import_order(name: str) -> tuple[int, str]:
    """Constants, classes, functions, as formatters order them."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def emit_support() -> bytes:
    """The module of support code."""
    support, abstract = support_text()
    return render(_SUPPORT_TEMPLATE, support=support, collections=abstract).encode()


def owners_of(provider: Provider) -> Mapping[str, Sequence[str]]:
    """Every field of the provider's models -> the first models that have it: as many as can be told of."""
    return _owners(ByIdentity(provider))


@lru_cache(8)
def _owners(provider: ByIdentity[Provider]) -> Mapping[str, Sequence[str]]:
    owners: dict[str, list[str]] = {}
    for model in provider.value.models:
        for name in model.field_names:
            models = owners.setdefault(name, [])
            if len(models) < MOST_OTHERS + 2:
                models.append(model.name)
    return owners


def shared_fields(provider: Provider) -> Shared:
    """What a validator takes from its provider's other models: the names of their fields."""
    return Shared(f"fields of {provider.name}", lambda: json.dumps(owners_of(provider)).encode())


def _elsewhere(model: Model, provider: Provider) -> dict[str, str]:
    """The fields of the provider's other models -> those models' names, in words."""
    others: dict[str, str] = {}
    for name, models in owners_of(provider).items():
        first = [name for name in models if name != model.name][: MOST_OTHERS + 1]
        if first:
            others[name] = listing(first, "and") if len(first) <= MOST_OTHERS else f"{first[0]} and other models"
    return others


def _shares(model: Model, provider: Provider) -> dict[str, float]:
    """Fields -> the share of examples that set them: of the model's own, else of those of the models of the same page."""
    pages = {*model.pages}
    of_same_pages = [other for other in provider.models if not pages.isdisjoint(other.pages)]
    for models in ([model], of_same_pages):
        bodies = [
            example.body
            for owner in models
            for example in owner.examples
            if example.rule is None and isinstance(example.body, dict)
        ]
        if bodies:
            fields = dict.fromkeys(name for body in bodies for name in body)
            return {name: sum(name in body for body in bodies) / len(bodies) for name in fields}
    return {}


def emit_validators(contract: Contract) -> Iterator[Artifact]:
    """Every validator, and what they share."""
    yield Artifact(
        path=f"python/{contract.package}/{SUPPORT}.py",
        make=emit_support,
        specs=(),
        templates=(_SUPPORT_TEMPLATE, *SUPPORT_TEMPLATES),
    )
    judges = judges_of(contract)
    for provider in contract.providers:
        for model in provider.models:
            yield Artifact(
                path=validator_path(contract, provider, model),
                make=partial(emit_validator, model, provider, judges),
                specs=model.files,
                templates=(_TEMPLATE, *SUPPORT_TEMPLATES),
                owner=f"{provider.name}/{model.name}",
                shared=(shared_fields(provider),),
            )


def emit_standalone(contract: Contract) -> Iterator[Artifact]:
    """The validators that the settings want as files that stand alone."""
    judges = judges_of(contract)
    for provider in contract.providers:
        for model in provider.models:
            owner = f"{provider.name}/{model.name}"
            if owner in contract.standalone:
                yield Artifact(
                    path=standalone_path(provider, model),
                    make=partial(emit_validator, model, provider, judges, standalone=True),
                    specs=model.files,
                    templates=(_TEMPLATE, *SUPPORT_TEMPLATES),
                    owner=owner,
                    shared=(shared_fields(provider),),
                )
