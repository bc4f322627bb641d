"""Emits clients: for each provider one module with a sync and an async client, and the runtime that all of them share."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from types import ModuleType
from typing import NamedTuple

from reelspec.codegen.artifact import Artifact
from reelspec.codegen.clients.answers import Answers, answers_of
from reelspec.codegen.clients.bodies import Body, Taken, bodies_of, taken, takes_plain_json
from reelspec.codegen.python.code import dict_of, literal, mapping, tuple_of
from reelspec.codegen.python.source import names_used
from reelspec.codegen.templates import read_template, render
from reelspec.codegen.types.provider import arguments_of, parameter_names, responses_of
from reelspec.common import bounds, mediafiles
from reelspec.common.identity import ByIdentity
from reelspec.language.contract.jsonpath import Path
from reelspec.language.contract.model import Contract, Operation, Parameter, Provider
from reelspec.language.contract.naming import client_class, identifier, resource_class, steps, task_methods
from reelspec.language.contract.schema import Schema
from reelspec.language.rules import tasks as following
from reelspec.language.source.node import Json

RUNTIME = (
    "__init__.py",
    "answers.py",
    "choosing.py",
    "core.py",
    "errors.py",
    "files.py",
    "ledger.py",
    "local_files.py",
    "records.py",
    "retry.py",
    "sending.py",
    "tasks.py",
    "tools.py",
    "tracebacks.py",
    "transport.py",
)
RESERVED = frozenset({"close", "ledger", "call_", "create_and_wait_", "wait_", "watch_", "wait_many_", "download_"})
"""Attributes of every client."""
OF_UNION = "_of_union"
"""A parameter of one overload that nobody gives. Of `**body` where `body` is one of several TypedDicts, as the root of a
request model is, mypy tries each; pyright sees a mapping of unknown names, and takes any required parameter for given."""
_SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


class Argument(NamedTuple):
    """An argument of a method that is a parameter of the operation. wire, location: its name there, and where it goes."""

    name: str
    annotation: str
    required: bool
    in_path: bool
    made: str
    """The expression that makes its description for the runtime."""
    wire: str
    location: str

    @property
    def parameter(self) -> str:
        """What stands for it in a signature."""
        return f"{self.name}: {self.annotation}{'' if self.required or self.in_path else ' | None = None'}"


class LifeCode(NamedTuple):
    """What `x-task` says of an operation: the constant that holds it, and the arguments that describe it.

    by_id: whether an operation gives the result of a task by its id alone.
    """

    constant: str
    arguments: tuple[str, ...]
    by_id: bool


class TaskMethods(NamedTuple):
    """The methods that follow the task which an operation creates. poll: the constant of the operation that asks for it."""

    poll: str
    and_wait: str
    wait: str
    resume: str
    watch: str
    wait_many: str
    download: str
    result: str
    """The class of what is polled, in `responses`."""


class Method(NamedTuple):
    """A method of a resource. bodies: one for each media type of the request, () without one; constants: one for each of them,
    the first that of the operation."""

    name: str
    constants: tuple[str, ...]
    operation: Operation
    arguments: tuple[Argument, ...]
    bodies: tuple[Body, ...]
    answers: Answers
    retry: tuple[str, ...]
    """The arguments that tell the runtime when the operation may be sent again."""
    server: str = ""
    """Where calls go, "" for the provider's usual server."""
    life: LifeCode | None = None
    task: TaskMethods | None = None

    @property
    def constant(self) -> str:
        """The constant of its operation."""
        return self.constants[0]

    @property
    def response(self) -> str:
        """The class of its JSON answer, "" without one."""
        return self.answers.response

    @property
    def returns(self) -> str:
        """The annotation of what it gives."""
        return f"Created[responses.{self.response}]" if self.life is not None else self.answers.returns

    @property
    def definitions(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """The constants of the operation, one for each media type: with what makes them and its arguments."""
        operation = self.operation
        body, *others = self.bodies or (None,)
        security = "".join(f"{literal(name)}, " for name in operation.security)
        optional = (
            ("parameters", mapping({argument.name: argument.made for argument in self.arguments})),
            *(() if body is None else body.described),
            *self.answers.described,
            ("server", literal(self.server) if self.server else ""),
            ("schemes", f"({security.rstrip()})" if security else ""),
        )
        first = (
            *map(literal, (operation.id, operation.method, operation.path)),
            'package=__name__.rpartition(".")[0]',
            *_given(optional),
            *self.retry,
        )
        rest = [(self.constant, *_given(body.described)) for body in others if body is not None]
        made = ("Operation", *("bodies.sent_as" for _ in rest))
        return tuple(zip(self.constants, made, (first, *rest), strict=True))

    @property
    def leading(self) -> tuple[Argument, ...]:
        """The arguments that may stand without their names: those of the path."""
        return tuple(argument for argument in self.arguments if argument.in_path)

    @property
    def body(self) -> Taken:
        """How it takes the body, whichever of the media types that is in."""
        return taken(self.bodies, self.operation.request_required)

    @property
    def whole(self) -> str:
        """The name, for type checkers, of what its body may be when it is given whole."""
        return f"{self.constant}_Body"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Those of its signature before the options: of the path, the body, and by name, required ones first."""
        body = self.body
        if body.kind == "fields":
            return self._signature((f"body: {self.whole if body.whole else 'Mapping[str, Any]'} | None = None",))
        optional = "" if body.required else " | None = None"
        return self._signature((f"body: {' | '.join(body.values)}{optional}",) if body.kind else ())

    def _signature(self, body: tuple[str, ...]) -> tuple[str, ...]:
        by_name = [argument.parameter for argument in self.arguments if not argument.in_path]
        if len(self.bodies) > 1:
            listed = ", ".join(literal(body.media_type) for body in self.bodies)
            by_name.append(f"media_type: Literal[{listed}] | None = None")
        return ("self", *(argument.parameter for argument in self.leading), *body, "*", *by_name)

    @property
    def given(self) -> str:
        """The dict of its arguments that are parameters of the operation."""
        return dict_of({argument.name: argument.name for argument in self.arguments})

    def overloads(self, kind: str) -> tuple[tuple[str, ...], ...]:
        """The parameters of each overload: the fields of each model, then the whole body.

        kind: "Call", or "Wait" or "AsyncWait" with the options of waiting.
        """
        if not self.body.whole:
            return ()
        fields = self._signature(())
        # Python refuses a bare star with no parameter between it and the double one.
        bare = fields if fields[-1] != "*" else fields[:-1]
        options = "core.Options" if kind == "Call" else f"tasks.{kind}Options"
        body = self._signature((f"body: {self.whole}", "/"))
        signatures = [(*bare, f"**body: Unpack[_{name}{kind}]") for name in self.body.classes]
        signatures.append((*(body if body[-1] != "*" else body[:-1]), f"**_options: Unpack[{options}]"))
        if len(self.body.classes) > 1:
            signatures.append((*fields, f"{OF_UNION}: Any", "**_fields: Any"))
        return tuple(signatures)


def _given(arguments: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Arguments by name, but for those that are left out."""
    return tuple(f"{name}={value}" for name, value in arguments if value)


class Resource(NamedTuple):
    """A group of methods: `client.videos`. The client itself is the resource without a name. client: the name of its class."""

    path: tuple[str, ...]
    methods: tuple[Method, ...]
    children: tuple[str, ...]
    client: str

    @property
    def class_name(self) -> str:
        """The name of its class, without the prefix of the asynchronous one."""
        return class_of(self.path, self.client)

    @property
    def attributes(self) -> tuple[tuple[str, str], ...]:
        """(attribute, name of the class) of the resources in it, in the order of `children`."""
        paths = [(*self.path, child) for child in self.children]
        return tuple((attribute(path), class_of(path, self.client)) for path in paths)


def attribute(path: tuple[str, ...]) -> str:
    """The attribute that holds a resource: its last step, which a client may have for something else."""
    return f"{path[-1]}_" if len(path) == 1 and path[0] in RESERVED else path[-1]


def class_of(path: tuple[str, ...], client: str) -> str:
    """The class of a resource: that of its path, which the module may have for something else. client: the client's class."""
    name = resource_class(path)
    taken = {*_IMPORTED, client, f"Async{client}"}
    return f"{name}_" if name in taken or f"Async{name}" in taken or name.startswith("Async") else name


def resources(provider: Provider) -> tuple[Resource, ...]:
    """The resources of a provider, the inner ones first, the client's own last."""
    return _resources(ByIdentity(provider))


@lru_cache(maxsize=8)
def _resources(owner: ByIdentity[Provider]) -> tuple[Resource, ...]:
    provider = owner.value
    constants: set[str] = set()
    by_path: dict[tuple[str, ...], list[Method]] = {(): []}
    for operation in provider.operations:
        *groups, name = steps(operation.id)
        for length in range(len(groups) + 1):
            by_path.setdefault(tuple(groups[:length]), [])
        own = f"{name}_" if name in RESERVED else name
        by_path[tuple(groups)].append(_method(operation, provider, own, "_".join((*groups, name)), constants))
    methods_by_id = {method.operation.id: method for methods in by_path.values() for method in methods}
    for path, methods in by_path.items():
        by_path[path] = [
            method._replace(life=_life(method, provider, methods_by_id), task=_task(method, provider, methods_by_id))
            for method in methods
        ]
    children: dict[tuple[str, ...], list[str]] = {}
    for path in filter(None, by_path):
        children.setdefault(path[:-1], []).append(path[-1])
    client = client_class(provider.name, provider.title)
    return tuple(
        Resource(path, tuple(by_path[path]), tuple(sorted(children.get(path, ()))), client)
        for path in sorted(by_path, key=lambda path: (-len(path), path))
    )


def _method(operation: Operation, provider: Provider, name: str, place: str, constants: set[str]) -> Method:
    """constants: those that are taken, which are added to. place: what the operation's is made of."""
    names = parameter_names(operation)
    arguments = [
        Argument(
            argument,
            annotation(parameter.schema),
            parameter.required,
            parameter.location == "path",
            _parameter(parameter),
            parameter.name,
            parameter.location,
        )
        for parameter, argument in zip(arguments_of(operation), names, strict=True)
    ]
    bodies = bodies_of(operation, provider)
    made = []
    for at, body in enumerate(bodies or (None,)):
        constant = (
            "_" + f"{place}_{identifier(body.media_type)}".upper() if at and body else "_" + place.upper().strip("_")
        )
        while constant in constants:
            constant += "_"
        constants.add(constant)
        made.append(constant)
    answers = answers_of(operation, provider)
    server = next((address for address in operation.servers[:1] if address != provider.called[0]), "")
    return Method(name, tuple(made), operation, tuple(arguments), bodies, answers, _retry(operation), server)


def _parameter(parameter: Parameter) -> str:
    """The expression that describes a parameter to the runtime."""
    made = f"{literal(parameter.name)}, {literal(parameter.location)}"
    if parameter.required:
        made += ", required=True"
    usual = "form" if parameter.location in ("query", "cookie") else "simple"
    plain = all(name in _SIMPLE.values() for name in annotation(parameter.schema).split(" | "))
    plain = plain or annotation(parameter.schema).startswith("Literal[")
    # A single value is the same in most styles; in a cookie it has to be written in a code.
    alike = parameter.style in ("", usual, "spaceDelimited", "pipeDelimited", "deepObject") and not parameter.reserved
    if plain and alike and parameter.location != "cookie":
        return f"Parameter({made})"
    made += f", style={literal(parameter.style or usual)}"
    made += ", explode=True" if parameter.explode and parameter.style not in ("json", "text") else ""
    made += ", reserved=True" if parameter.reserved else ""
    return f"Styled({made})"


def _retry(operation: Operation) -> tuple[str, ...]:
    """`x-paid` and `x-retry` as arguments."""
    out = []
    if operation.extensions.get("x-paid") is True:
        out.append("paid=True")
    retry = following.retry_of(operation)
    if retry.statuses:
        out.append(f"retry_statuses={tuple_of(map(literal, retry.statuses))}")
    if retry.header:
        out.append(f"idempotency_header={literal(retry.header)}")
    return tuple(out)


def _polled(life: following.Life | None, methods: Mapping[str, Method]) -> Method | None:
    """The method that asks for a task; None when nothing says how to ask for it."""
    poll = None if life is None or life.poll is None else methods[life.poll.id]
    return poll if poll is not None and len(poll.leading) == 1 and poll.response else None


def _task(method: Method, provider: Provider, methods: Mapping[str, Method]) -> TaskMethods | None:
    """The methods for `x-task`; None when the operation creates no task or nothing says how to ask for it."""
    poll = _polled(following.life_of(method.operation, provider), methods)
    if poll is None or not method.response:
        return None
    names = task_methods(method.name)
    return TaskMethods(poll=poll.constant, **names._asdict(), result=poll.response)


def _life(method: Method, provider: Provider, methods: Mapping[str, Method]) -> LifeCode | None:
    """What `x-task` says, also of tasks that nothing asks for: whether they were accepted, and their ids."""
    task = following.life_of(method.operation, provider)
    if task is None or not method.response:
        return None
    places = {
        "id": task.id,
        "status": task.status,
        "progress": task.progress,
        "result": task.result,
        "error": task.error,
    }
    life = [f"{name}={_paths(paths)}" for name, paths in places.items() if paths]
    if task.accepted:
        pairs = (f"({literal(name)}, {tuple_of(map(literal, values))})" for name, values in task.accepted.items())
        life.append(f"accepted={tuple_of(pairs)}")
    words = "".join(f"        {literal(word)}: {literal(state)},\n" for word, state in task.states.items())
    life.append(f"states={{\n{words}    }}")
    poll = _polled(task, methods)
    if poll is not None:
        life.append(f"poll=({poll.constant}, {literal(poll.leading[0].name)})")
    content = None if task.content is None else methods[task.content.id]
    if content is not None and len(content.leading) != 1:
        content = None
    if content is not None:
        life.append(f"content=({content.constant}, {literal(content.leading[0].name)})")
    life += [f"{name}={literal(value)}" for name, value in task.delay.items()]
    return LifeCode(f"{method.constant}_LIFE", tuple(life), by_id=content is not None)


def _paths(paths: tuple[Path, ...]) -> str:
    """JSONPaths as tuples of steps."""
    return tuple_of(tuple_of("None" if step is None else literal(step) for step in path) for path in paths)


def annotation(schema: Schema) -> str:
    """The Python type of a parameter."""
    values = schema.values()
    if values and schema.types != ("boolean",) and all(isinstance(value, str | int) for value in values):
        return f"Literal[{', '.join(map(literal, values))}]"
    kinds = [kind for kind in schema.value_types() or () if kind != "null"]
    if kinds and all(kind in _SIMPLE for kind in kinds):
        return " | ".join(dict.fromkeys(_SIMPLE[kind] for kind in kinds))
    if kinds == ["array"]:
        return f"Sequence[{'Any' if schema.items is None else annotation(schema.items)}]"
    return "Any"


def security(provider: Provider) -> dict[str, str]:
    """The security schemes of a provider, each as the expression that describes it to the runtime."""
    described: dict[str, str] = {}
    for name, scheme in provider.security_schemes.items():
        made = _scheme(scheme)
        if made is not None:
            described[name] = made
    return described


def _scheme(scheme: Json) -> str | None:
    if not isinstance(scheme, dict):
        return None
    kind, where, name = scheme.get("type"), scheme.get("in"), scheme.get("name")
    if kind == "http" and str(scheme.get("scheme")).lower() in ("bearer", "basic"):
        return f"Scheme({literal(str(scheme['scheme']).lower())})"
    if kind in ("oauth2", "openIdConnect"):
        return 'Scheme("bearer")'
    if kind == "apiKey" and where in ("header", "query", "cookie") and isinstance(name, str):
        return f"Scheme({literal(where)}, {literal(name)})"
    return None


def emit_clients(contract: Contract) -> Iterator[Artifact]:
    """The runtime once, as far as it is used, and the clients of every provider."""
    for name in (*RUNTIME, *_used(contract)):
        template = f"python/runtime/{name}"
        yield Artifact(f"python/{contract.package}/_runtime/{name}", partial(_copied, template), (), (template,))
    for module in (bounds, mediafiles):
        name = module.__name__.rpartition(".")[2]
        yield Artifact(f"python/{contract.package}/_runtime/{name}.py", partial(_source, module), ())
    template = "python/runtime/clients.py.j2"
    yield Artifact(f"python/{contract.package}/_runtime/clients.py", partial(_rendered, template), (), (template,))
    for provider in contract.providers:
        if provider.operations:
            yield Artifact(
                path=f"python/{contract.package}/{provider.module}/client.py",
                make=partial(_client, provider),
                specs=provider.files,
                templates=("python/client.py.j2",),
                owner=provider.name,
                beside_rules=True,
            )


def _used(contract: Contract) -> tuple[str, ...]:
    """The files of the runtime that not every package needs."""
    operations = [operation for provider in contract.providers for operation in provider.operations]
    bodies = not all(map(takes_plain_json, operations))
    parameters = (parameter for operation in operations for parameter in operation.parameters)
    styles = bodies or any(_parameter(parameter).startswith("Styled") for parameter in parameters)
    choices = any(responses_of(provider).document.choices for provider in contract.providers)
    used = {"bodies.py": bodies, "picking.py": choices, "styles.py": styles}
    return tuple(name for name, needed in used.items() if needed)


def _copied(template: str) -> bytes:
    return read_template(template).encode()


def _source(module: ModuleType) -> bytes:
    """What the generator itself uses, when it fetches pages or looks at files."""
    return inspect.getsource(module).encode()


def _rendered(template: str) -> bytes:
    return render(template).encode()


def _calls(methods: Iterable[Method]) -> dict[str, str]:
    """The classes that overloads unpack, for type checkers, each with its bases: a model's request and the options."""
    bases = {}
    for method in methods:
        for name in method.body.classes:
            bases[f"_{name}Call"] = f"requests.{name}, core.Options"
            if method.task is not None:
                for kind in ("Wait", "AsyncWait"):
                    bases[f"_{name}{kind}"] = f"requests.{name}, tasks.{kind}Options"
    return bases


def _client(provider: Provider) -> bytes:
    groups = resources(provider)
    methods = [method for group in groups for method in group.methods]
    base_url, *servers = provider.called
    text = render(
        "python/client.py.j2",
        provider=provider,
        class_name=client_class(provider.name, provider.title),
        resources=groups,
        methods=methods,
        calls=_calls(methods),
        schemes=dict_of(security(provider)),
        base_url=base_url,
        servers=tuple_of(map(literal, servers)) if servers else "",
        variable=f"{identifier(provider.name).upper()}_API_KEY",
        imports=_imports,
    )
    return text.encode()


_AT_RUN_TIME = {
    ".._runtime": ("bodies", "tasks"),
    ".._runtime.bodies": ("Choice",),
    ".._runtime.clients": ("AsyncClient", "SyncClient"),
    ".._runtime.core": ("Call", "Operation", "Parameter", "Provider", "Scheme"),
    ".._runtime.styles": ("Styled",),
    ".._runtime.tasks": ("Life", "Waits"),
}
_FOR_CHECKERS = {
    "collections.abc": ("AsyncGenerator", "Generator", "Iterable", "Mapping", "Sequence"),
    "os": ("PathLike",),
    "typing": ("Any", "Literal", "TypeAlias", "Unpack"),
    "": (),
    ".._runtime": ("core",),
    ".._runtime.answers": ("Content", "Result"),
    ".._runtime.core": ("AsyncReceived", "Facts", "Received", "Validation", "Warnings"),
    ".._runtime.errors": ("VideoAPIError",),
    ".._runtime.tasks": ("AsyncProgress", "AsyncTell", "Created", "Interval", "Progress", "Task", "Tell"),
    ".": ("models", "requests", "responses"),
}
"""What a module imports, as far as it names it; an empty line where there is no module."""
_IMPORTED = frozenset(name for several in (*_AT_RUN_TIME.values(), *_FOR_CHECKERS.values()) for name in several)


def _imports(code: str) -> str:
    """The imports of what the code names; what only annotations name is for type checkers."""
    named = names_used(code)

    def lines_of(modules: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        for module, names in modules.items():
            used = [name for name in names if name in named]
            if used or not module:
                yield f"from {module} import {', '.join(used)}" if module else ""

    lines = ["from typing import overload", ""] if "overload" in named else []
    lines += [*lines_of(_AT_RUN_TIME), "", "TYPE_CHECKING = False", "if TYPE_CHECKING:"]
    return "\n".join((*lines, *(line and f"    {line}" for line in lines_of(_FOR_CHECKERS))))
