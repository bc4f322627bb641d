"""What is to be sent: each model at each operation that takes its bodies, with the cases and what a request needs besides."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reelspec.cases.suite import AbsentCase
from reelspec.language.contract.media import is_json
from reelspec.language.contract.model import Content, Model, Operation, Parameter, Provider
from reelspec.language.rules.tasks import Life, life_of, retry_of
from reelspec.testing.verify.attempt import Attempt
from reelspec.testing.verify.cases import Case, Sent, sent_for
from reelspec.testing.verify.errors import Unusable
from reelspec.testing.verify.report import Lived, Outcome
from reelspec.testing.verify.target import Target, credentials, own_hosts, path_of, values_of, variable


@dataclass
class Trial:
    """One model at one operation. absent: cases that could not be made. tried: what became of the cases so far.

    gone: the server does not have the operation.
    """

    model: Model
    operation: Operation
    life: Life | None
    path: str
    media_type: str
    headers: tuple[tuple[str, str], ...]
    query: tuple[tuple[str, str], ...]
    cases: tuple[Case, ...]
    absent: tuple[AbsentCase, ...] = ()
    tried: list[Attempt] = field(default_factory=list)
    following: asyncio.Task[Lived] | None = None
    gone: bool = False

    @property
    def request(self) -> str:
        """The request's first line, for a reader."""
        return f"{self.operation.method.upper()} {self.path}"

    def names_model(self, case: Case) -> bool:
        """Whether what is wrong with the case is the name of its model."""
        return any(violation.path == f"/{self.model.discriminator}" for violation in case.violations)

    def left(self, *, valid: bool) -> list[Case]:
        """The cases that have not been tried yet."""
        if self.gone:
            return []
        done = {id(attempt.case) for attempt in self.tried}
        return [case for case in self.cases if case.valid is valid and id(case) not in done]

    def unsent(self, case: Case) -> Attempt:
        """A case that is not sent."""
        return Attempt(case, Outcome(self.model.name, self.operation.id, case.name, case.expected, "not sent"))

    def in_order(self) -> list[Attempt]:
        """What became of the cases in their order, whatever came back first; what is no case of the model comes first."""
        order = {case.name: at for at, case in enumerate(self.cases)}
        return sorted(self.tried, key=lambda attempt: (order.get(attempt.case.name, -1), attempt.case.name))


def trials_of(
    provider: Provider,
    models: Sequence[Model],
    target: Target,
    root: Path | None,
    cases: Mapping[str, Sequence[Case]] | None,
    passed_over: list[str],
) -> Iterator[Trial]:
    """The trials, model by model. cases: model -> cases to use instead of the contract's.

    passed_over: gets the reasons why operations cannot be called.
    """
    for model in models:
        for operation in provider.operations:
            content = json_content(operation, model)
            if content is None:
                continue
            try:
                values = values_of(operation, target)
                if target.key is None and credentials(provider, operation, None) is not None:
                    raise Unusable(
                        f"{operation.id} needs a key: give --key; {variable(provider)} in the environment is for "
                        f"{' and '.join(sorted(own_hosts(provider))) or 'no host that the spec names'} and this machine"
                    )
            except Unusable as error:
                passed_over += [] if str(error) in passed_over else [str(error)]
                continue
            sent = Sent(tuple(cases[model.name]), ()) if cases is not None else sent_for(model, provider, root)
            if sent.cases:
                yield Trial(
                    model,
                    operation,
                    life_of(operation, provider),
                    path_of(operation, values),
                    content.media_type,
                    placed(operation.parameters, "header", values),
                    placed(operation.parameters, "query", values),
                    *sent,
                )


def json_content(operation: Operation, model: Model) -> Content | None:
    """The JSON content of an operation's request that the model judges."""
    return next(
        (content for content in operation.request if is_json(content.media_type) and model.name in content.models), None
    )


def placed(parameters: Sequence[Parameter], location: str, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The parameters of a location that have a value."""
    return tuple(
        (parameter.name, values[parameter.name])
        for parameter in parameters
        if parameter.location == location and parameter.name in values
    )


def idempotency(operation: Operation) -> tuple[tuple[str, str], ...]:
    """A header that makes the request one of its own, where the provider knows such a header."""
    name = retry_of(operation).header
    return ((name, uuid.uuid4().hex),) if name else ()
