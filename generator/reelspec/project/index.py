"""What a run knows of specs that an earlier one has read: which models there are, and what others need of each of them.

It is kept under the digests of all spec files. Where since then rules of some models alone have changed, those models are read
and no others: what files of a whole provider take from the others is known, and whoever asks for more of one has all specs read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reelspec.common.digest import digest
from reelspec.common.identity import ByIdentity
from reelspec.common.kept import Kept
from reelspec.language.contract.model import Contract, Model, Operation, Provider
from reelspec.language.contract.schema import Definitions, Rule, Schema, nested
from reelspec.language.source.node import Json, SourceFile
from reelspec.language.source.place import Problems
from reelspec.output.inputs import made_by, settings, spec_files

if TYPE_CHECKING:
    from reelspec.language.source.load import Loader


KINDS = ("checked", "generated", "models")
"""The answers that are kept: of specs with which nothing is wrong, of those that generated/ is made of, of any that were read."""


class Listed(NamedTuple):
    """What is known of a model.

    rules: how many. files, pages, field_names: as `Model` has them. definitions: their names. refers: the files that its pages
    refer to. beside_rules: the digest of what its pages say besides rules, and of the rules that narrow single fields.
    """

    name: str
    module: str
    stem: str
    discriminator: str | None
    value: str
    operations: list[str]
    rules: int
    files: list[str]
    pages: list[str]
    field_names: list[str]
    definitions: list[str]
    refers: list[str]
    beside_rules: str


class KnownProvider(NamedTuple):
    """What is known of a provider. files, notes: as `Provider` has them. requests: by operation, the names of its models, and
    those of each of its media types."""

    name: str
    files: list[str]
    notes: list[str]
    requests: dict[str, tuple[list[str], list[list[str]]]]
    models: list[Listed]


class Partial(NamedTuple):
    """Specs of which rules alone have changed.

    contract: with all models, of which those that have not changed are read when they are asked for more than is known.
    alone: with those that have been read and no others. files: those that have changed, relative to the root. loader: what has
    read them. known: what is known now.
    """

    contract: Contract
    alone: Contract
    files: frozenset[str]
    loader: Loader
    known: list[KnownProvider]

    def meets_names(self) -> bool:
        """Whether something is called as a rule of what has been read, so that names of rules may follow from the others."""
        names = {
            name
            for provider in self.known
            for listed in provider.models
            for name in (
                listed.stem,
                *listed.definitions,
                *(page.rsplit("/", 1)[-1].rsplit(".", 1)[0] for page in listed.pages),
            )
        }
        rules = (rule.id for model in self.alone.models() for form in model.forms for rule in form.schema.rules)
        return any(name.rstrip("_").endswith(f".{rule}") for rule in rules for name in names)


class Index:
    """What is known of the specs below root. kind: of the answers that are kept; program: what tells this program from others.
    keeps: the root beside whose specs they are kept, None for the same."""

    def __init__(self, root: Path, kind: str, program: str, keeps: Path | None = None) -> None:
        self.root = root
        self._program = program
        self.files = _spec_files(root)
        self._settings = digest(settings(os.fspath(root)).encode())
        self._kept = Kept(os.fspath(keeps or root), kind, program)

    def known(self) -> list[KnownProvider] | None:
        """What is known of the specs as they are."""
        for files, settings_, providers in self._before():
            if (files, settings_) == (self.files, self._settings):
                return providers
        return None

    def _before(self) -> Iterator[tuple[dict[str, str], str, list[KnownProvider]]]:
        for key, answer in self._kept.before().items():
            files, settings_ = json.loads(key)
            providers = [KnownProvider(*known) for known in answer]
            known = [provider._replace(models=[Listed(*model) for model in provider.models]) for provider in providers]
            yield files, settings_, known

    def keep(self, contract: Contract) -> None:
        """Know a contract of all models from now on, if it was read from the files as they were: a reference may lead out of
        specs/, and somebody may have written meanwhile."""
        read = {file for provider in contract.providers for file in provider.files}
        if read <= self.files.keys() and self.files == _spec_files(self.root):
            self.know([_of_provider(provider) for provider in contract.providers])

    def know(self, providers: list[KnownProvider]) -> None:
        """Know that of the specs as they are from now on."""
        self._kept.answer(json.dumps([self.files, self._settings]), lambda: providers)
        self._kept.save()

    def partial(self, since: Mapping[str, str] | None = None, also: frozenset[str] = frozenset()) -> Partial | None:
        """The specs, where they are known but for rules of less than half of the models. since: the digests by file that what is
        known must be of, None for any. also: files that count as changed.

        None too where something is wrong with them.
        """
        for files, settings_, providers in self._before():
            if since not in (None, files):
                continue
            changed = also | {file for file, value in self.files.items() if files.get(file) != value}
            models = [model for provider in providers for model in provider.models]
            concerned = [model for model in models if not changed.isdisjoint(model.files)]
            pages = frozenset(page for model in concerned for page in model.pages)
            if (
                files.keys() == self.files.keys()
                and settings_ == self._settings
                and changed <= pages
                and 2 * len(concerned) < len(models)
            ):
                return self._read(providers, pages, changed)
        return None

    def _read(self, known: list[KnownProvider], pages: frozenset[str], changed: frozenset[str]) -> Partial | None:
        from reelspec.language.parser.load import load
        from reelspec.language.source.load import Loader

        loader = Loader(self.root)
        try:
            contract = load(self.root, loader=loader, only=(*pages, *(f"specs/{provider.name}/" for provider in known)))
        except Problems:
            return None
        if any(self.files.get(file) != digest(content) for file, content in loader.loaded.items()):
            return None

        @cache
        def everything() -> Mapping[str, Provider]:
            kept = Kept(os.fspath(self.root), "documents", self._program)
            whole = load(self.root, loader=Loader(self.root, kept))
            kept.save()
            return {provider.name: provider for provider in whole.providers}

        made = [
            _with_unread(provider, of_provider, pages, everything)
            for provider, of_provider in zip(contract.providers, known, strict=True)
        ]
        providers = [each for each in made if each is not None]
        if len(providers) < len(made) or any(provider.foreign for provider in contract.providers):
            return None
        return Partial(
            replace(contract, providers=tuple(each.provider for each in providers)),
            replace(contract, providers=tuple(each.alone for each in providers)),
            changed,
            loader,
            [each.known for each in providers],
        )


def _spec_files(root: Path) -> dict[str, str]:
    return {f"specs/{path}": value for path, value in spec_files(os.fspath(root)).items()}


def both(old: Path, new: Path, keeps: Path, program: str) -> tuple[Partial, Partial] | None:
    """Two states of specs, where both are known but for the rules of some models, which are the same models in both; None where
    they are not. keeps, program: as of `Index`."""
    for kind in KINDS:
        sides = [Index(root, kind, program, keeps) for root in (old, new)]
        differ = frozenset(file for file, _ in sides[0].files.items() ^ sides[1].files.items())
        read = [each for each in (side.partial(also=differ) for side in sides) if each is not None]
        if len(read) == len(sides) and not any(each.meets_names() for each in read):
            return read[0], read[1]
    return None


def models_of(root: Path) -> list[tuple[str, Listed]]:
    """Every model of the specs below root, in order, with its name as PROVIDER/MODEL.

    Raises Problems with all that is wrong with them.
    """
    return _by_name(_index(root)[0])


def contract_of(root: Path, name: str) -> Contract:
    """A contract that has the model of that name; it may lack the others if there is one.

    Raises Problems with all that is wrong with the specs.
    """
    from reelspec.language.parser.load import load

    known, contract = _index(root)
    if contract is not None:
        return contract
    files = (frozenset(model.files) for whole_name, model in _by_name(known) if whole_name == name)
    return load(root, only=next(files, None))


def _by_name(known: Iterable[KnownProvider]) -> list[tuple[str, Listed]]:
    return [(f"{provider.name}/{model.name}", model) for provider in known for model in provider.models]


def _index(root: Path) -> tuple[list[KnownProvider], Contract | None]:
    """What is known of the specs, and the contract where it had to be read."""
    index = Index(root, "models", made_by())
    known = index.known()
    if known is not None:
        return known, None
    from reelspec.language.parser.load import load

    contract = load(root)
    index.keep(contract)
    return [_of_provider(provider) for provider in contract.providers], contract


# What is known of what has been read


def _of_provider(provider: Provider) -> KnownProvider:
    refers: dict[str, set[str]] = {}
    for (file, _), target in provider.targets.items():
        refers.setdefault(file, set()).add(target.document.file)
    return KnownProvider(
        provider.name,
        [*provider.files],
        [*provider.notes],
        {
            operation.id: ([*operation.models], [[*content.models] for content in operation.request])
            for operation in provider.operations
        },
        [
            Listed(
                model.name,
                model.module,
                model.stem,
                model.discriminator,
                model.value,
                [*model.operations],
                len(model.schema.rules),
                [*model.files],
                [*model.pages],
                [*model.field_names],
                [*model.definitions],
                sorted({file for page in model.pages for file in refers.get(page, ())}),
                _beside_rules(model),
            )
            for model in provider.models
        ],
    )


def _beside_rules(model: Model) -> str:
    nodes = [form.schema.node for form in model.forms]
    pages = [None if node is None else _page_beside_rules(ByIdentity(node.document)) for node in nodes]
    narrowing: list[Json] = []
    for schema in (model.schema, *model.definitions.values()):
        for part in nested(schema):
            narrowing += [rule.id if rule.node is None else rule.node.value for rule in part.rules if _narrows(rule)]
    return digest(json.dumps([pages, narrowing]).encode())


def _narrows(rule: Rule) -> bool:
    """Whether a rule asks something of single fields whatever stands beside them, so that types say it."""
    demand = rule.operator.demand() if rule.severity == "error" and rule.when is None else None
    return demand is not None


@lru_cache(8)
def _page_beside_rules(document: ByIdentity[SourceFile]) -> str:
    value = document.value.value
    beside = {key: member for key, member in value.items() if key != "x-rules"} if isinstance(value, dict) else value
    return digest(json.dumps(beside).encode())


# What has not been read


_UNKNOWN = ("schema", "forms", "definitions", "examples", "node")
"""What is not known of a model that has not been read."""


class _Unread(Model):
    """A model of which no more is known than `Listed` says; whoever asks for more has all specs read."""

    def __init__(self, provider: str, listed: Listed, everything: Callable[[], Mapping[str, Provider]]) -> None:
        known = listed._asdict()
        for name in ("name", "module", "stem", "discriminator", "value"):
            vars(self)[name] = known[name]
        for name in ("operations", "files", "pages", "field_names"):
            vars(self)[name] = tuple(known[name])
        vars(self)["provider"] = provider
        vars(self)["_everything"] = everything

    @property
    def _whole(self) -> Model:
        everything: Callable[[], Mapping[str, Provider]] = vars(self)["_everything"]
        return next(model for model in everything()[self.provider].models if model.name == self.name)

    def __getattribute__(self, name: str) -> Any:
        return getattr(self._whole, name) if name in _UNKNOWN else super().__getattribute__(name)


class _Definitions(Mapping[str, Schema]):
    """The definitions of a provider, of which some have been read; whoever asks for another, or for all, has all specs read."""

    def __init__(self, read: Definitions, everything: Callable[[], Definitions]) -> None:
        self._read = read
        self._everything = everything

    def __getitem__(self, name: str) -> Schema:
        return self._read[name] if name in self._read else self._everything()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._everything())

    def __len__(self) -> int:
        return len(self._everything())


class _PartlyRead(NamedTuple):
    """A provider. alone: without the models that have not been read. known: what is known of it now."""

    provider: Provider
    alone: Provider
    known: KnownProvider


def _with_unread(
    provider: Provider,
    known: KnownProvider,
    pages: frozenset[str],
    everything: Callable[[], Mapping[str, Provider]],
) -> _PartlyRead | None:
    """A provider of which only some pages were read, with the models of the others.

    None where more than rules has changed.
    """
    now = _of_provider(provider)
    read = {listed.name: (listed, model) for listed, model in zip(now.models, provider.models, strict=True)}
    models: list[Model] = []
    listed_now: list[Listed] = []
    of_models = {page for listed in known.models for page in listed.pages}
    for before in known.models:
        if before.name not in read and pages.isdisjoint(before.pages):
            models.append(_Unread(known.name, before, everything))
            listed_now.append(before)
            continue
        listed, model = read.pop(before.name, (None, None))
        # Of the files that models share, some belong to this one because others have them read.
        if listed is None or model is None or not {*listed.files} <= {*before.files}:
            return None
        if not of_models.isdisjoint({*before.files} - {*listed.files}):
            return None
        after = listed._replace(files=before.files)
        if after._replace(rules=before.rules) != before:
            return None
        models.append(replace(model, files=tuple(before.files)))
        listed_now.append(after)
    if read or [operation.id for operation in provider.operations] != [*known.requests]:
        return None
    whole = replace(
        provider,
        models=tuple(models),
        files=tuple(known.files),
        notes=tuple(known.notes),
        operations=tuple(_as_known(operation, *known.requests[operation.id]) for operation in provider.operations),
        definitions=_Definitions(provider.definitions, lambda: everything()[known.name].definitions),
    )
    alone = replace(provider, models=tuple(model for model in models if not isinstance(model, _Unread)))
    return _PartlyRead(whole, alone, known._replace(models=listed_now))


def _as_known(operation: Operation, models: Iterable[str], by_content: Iterable[Iterable[str]]) -> Operation:
    """An operation with all of its models."""
    request = tuple(
        replace(content, models=tuple(names)) for content, names in zip(operation.request, by_content, strict=True)
    )
    return replace(operation, models=tuple(models), request=request)
