"""What the distribution's README shows of each provider: calls with names and bodies from the contract. For `package.emitter`."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Sequence
from typing import NamedTuple

from reelspec.codegen.clients.emitter import Method, TaskMethods, attribute, resources
from reelspec.codegen.python.code import literal
from reelspec.codegen.types.provider import params_type
from reelspec.language.contract.model import Model, Provider
from reelspec.language.contract.naming import TaskNames, client_class, identifier, steps
from reelspec.language.rules.tasks import life_of
from reelspec.language.rules.written_tables import MarkdownTable, cell, tables
from reelspec.language.source.node import Json


class Guide(NamedTuple):
    """A provider in the README. example: lines of a program, () when no operation has an example to show.

    calls: (call, method and path, summary) of every operation. tasks: those that follow a task. judged: (module, body) of a
    validator at work. models: with their tables.
    """

    provider: Provider
    client: str
    variable: str
    calls: tuple[tuple[str, str, str], ...]
    example: tuple[str, ...]
    judged: tuple[str, str] | None
    tasks: TaskNames | None
    models: tuple[Shown, ...]


class Shown(NamedTuple):
    """A model in the README, with the tables of its fields and rules."""

    title: str
    module: str
    tables: tuple[MarkdownTable, ...]


class ErrorRow(NamedTuple):
    """An error in the README. kind: the error that it is a kind of; about: when it is raised, and what its attributes are."""

    name: str
    kind: str
    about: str


def error_rows(runtime: str) -> tuple[ErrorRow, ...]:
    """The errors of the clients. runtime: the source of their module."""
    classes = [error for error in ast.parse(runtime).body if isinstance(error, ast.ClassDef)]
    return tuple(
        ErrorRow(
            error.name,
            ", ".join(map(ast.unparse, error.bases)),
            cell(" ".join((ast.get_docstring(error) or "").split())),
        )
        for error in classes
        if error.name.endswith("Error")
    )


def guide(provider: Provider) -> Guide:
    """What the README shows of a provider."""
    ordered = [*_methods(provider).values()]
    examples = [
        (model, example.body) for model in provider.models for example in model.examples if example.rule is None
    ]
    return Guide(
        provider=provider,
        client=client_class(provider.name, provider.title),
        variable=f"{identifier(provider.name).upper()}_API_KEY",
        calls=tuple(
            (_called(method), f"{method.operation.method} {method.operation.path}", method.operation.summary)
            for method in ordered
        ),
        example=tuple(program(provider, examples)),
        judged=_judged(provider),
        models=tuple(Shown(cell(model.name), model.module, tuple(tables(model))) for model in provider.models),
        tasks=next((_followed(method, method.task) for method in ordered if method.task is not None), None),
    )


def _path(method: Method) -> str:
    return _beside(method, method.name)


def _beside(method: Method, name: str) -> str:
    """The call of a method of the same group."""
    path = steps(method.operation.id)[:-1]
    return ".".join(("client", *(attribute(path[: at + 1]) for at in range(len(path))), name))


def _followed(method: Method, task: TaskMethods) -> TaskNames:
    """The calls that follow the task which a method creates."""
    return TaskNames(*(_beside(method, getattr(task, name)) for name in TaskNames._fields))


def _called(method: Method) -> str:
    return f"{_path(method)}({', '.join(argument.name for argument in method.leading)})"


def program(provider: Provider, bodies: Sequence[tuple[Model, Json]]) -> list[str]:
    """The lines of a program with `client`: create, look, wait, download; or the first call that examples can show.

    bodies: the models with a body of each, of which it shows the first that a method takes.
    """
    by_id = _methods(provider)
    for method in sorted(by_id.values(), key=lambda method: method.task is None):
        if any(argument.required for argument in method.arguments):
            continue
        shown = next((example for example in bodies if method.operation.id in example[0].operations), None)
        if shown is None:
            continue
        given = _arguments(provider, method, *shown)
        lines = [f"created = {_path(method)}(", *(f"    {argument}," for argument in given), ")"]
        life = life_of(method.operation, provider)
        if method.task is None or life is None or life.poll is None:
            return lines
        poll = by_id[life.poll.id]
        task = method.task
        return [
            *lines,
            f"task_id = created.task_id  # worth keeping: {task.resume}(task_id) goes on waiting and costs nothing",
            f"print({_path(poll)}(task_id).data)  # how it stands now",
            f"done = {_beside(method, task.wait)}(task_id, wait_timeout=900)",
            f'{_beside(method, task.download)}(done, "video.mp4")',
        ]
    return []


def _methods(provider: Provider) -> dict[str, Method]:
    """Operation id -> its method, in the order of the operations."""
    methods = [method for resource in resources(provider) for method in resource.methods] if provider.operations else []
    by_id = {method.operation.id: method for method in methods}
    return {operation.id: by_id[operation.id] for operation in provider.operations}


def _arguments(provider: Provider, method: Method, model: Model, body: Json) -> list[str]:
    made = params_type(provider, model)
    if method.body.kind != "fields" or made is None or not isinstance(body, dict):
        return [literal(body)]
    argument_of = {field: argument for argument, field in made[1].items()}
    named: dict[str, Json] = {argument_of.get(name, name): value for name, value in body.items()}
    odd = {name: value for name, value in named.items() if not name.isidentifier() or keyword.iskeyword(name)}
    plain = [f"{name}={literal(value)}" for name, value in named.items() if name not in odd]
    return [*plain, f"**{literal(odd)}"] if odd else plain


def _judged(provider: Provider) -> tuple[str, str] | None:
    """A body that a model refuses, one that breaks a rule rather than a field's own keyword if there is such."""
    for model in provider.models:
        refused = [example for example in model.examples if example.rule is not None]
        if refused:
            shown = next((example for example in refused if "-" in str(example.rule)), refused[0])
            return model.module, literal(shown.body)
    return None
