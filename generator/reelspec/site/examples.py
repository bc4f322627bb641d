"""How a model is called, as text to copy: with curl, with the generated client, from JavaScript."""

from __future__ import annotations

import json
from typing import NamedTuple
from urllib.parse import quote

from reelspec.cases.space import valid_body
from reelspec.codegen.javascript.code import literal
from reelspec.codegen.javascript.emitter import module_path
from reelspec.codegen.package.readme import program
from reelspec.language.contract.model import Contract, Model, Operation, Provider
from reelspec.language.contract.naming import client_class
from reelspec.language.source.node import Json
from reelspec.testing.verify.curl import Asked, header_word, quoted, url_word
from reelspec.testing.verify.target import Credentials, Target, credentials, variable

_KEY = "KEY"


class ShownCall(NamedTuple):
    """A request: its operation, address, the key's place in it, and the body. target: what curl's words are made for."""

    operation: Operation
    address: str
    keyed: Credentials
    body: Json
    target: Target


def example_body(model: Model) -> dict[str, Json]:
    """A legal request: the spec's first example, else one that is looked for; no more than its name where none is found."""
    shown = (example.body for example in model.examples if example.rule is None)
    legal = next((body for body in shown if isinstance(body, dict)), None) or valid_body(model)
    if isinstance(legal, dict):
        return legal
    return {} if model.discriminator is None else {model.discriminator: model.name}


def examples(contract: Contract, provider: Provider, model: Model, body: Json) -> list[tuple[str, str]]:
    """How a body is sent: (language, lines) of each; none for a model without an operation."""
    operation = next((each for each in provider.operations if each.id in model.operations), None)
    if operation is None:
        return []
    address = next(iter(operation.servers or provider.servers), "http://127.0.0.1:8787").rstrip("/") + operation.path
    required = [
        parameter.name for parameter in operation.parameters if parameter.location == "query" and parameter.required
    ]
    address += "".join(f"{'&' if at else '?'}{quote(name)}={{{name}}}" for at, name in enumerate(required))
    target = Target(address, local=False, key=_KEY, variable=variable(provider))
    keyed = credentials(provider, operation, _KEY) or Credentials()
    call = ShownCall(operation, address, keyed, body, target)
    texts = [("curl", _curl(call)), ("Python", _python(contract, provider, model, body))]
    return [
        *((name, text) for name, text in texts if text),
        ("JavaScript", _javascript(contract, provider, model, call)),
    ]


def _pretty(body: Json) -> str:
    return json.dumps(body, indent=2, ensure_ascii=False)


def _curl(call: ShownCall) -> str:
    method = [] if call.operation.method == "POST" else [f"-X {quoted(call.operation.method)}"]
    braces = ["-g"] if set("[]{}") & set(call.address) else []
    asked = Asked(call.operation.method, call.address, keyed_query=call.keyed.query)
    lines = [
        " ".join(["curl -sS", *braces, *method, url_word(asked, call.target)]),
        *(f"  -H {header_word(f'{name}: ', value, call.target)}" for name, value in call.keyed.headers),
        "  -H 'content-type: application/json'",
        f"  --data-raw {quoted(_pretty(call.body))}",
    ]
    return " \\\n".join(lines)


def _python(contract: Contract, provider: Provider, model: Model, body: Json) -> str:
    lines = program(provider, [(model, body)])
    client = client_class(provider.name, provider.title)
    head = [f"from {contract.package}.{provider.module} import {client}", "", f"with {client}() as client:"]
    return "\n".join([*head, *(f"    {line}" for line in lines)]) if lines else ""


def _javascript(contract: Contract, provider: Provider, model: Model, call: ShownCall) -> str:
    key = f"process.env.{variable(provider)}"
    judged = contract.outputs is not None and "javascript" in contract.outputs
    head = [f"import {{ errors }} from {literal(f'{contract.distribution}/{module_path(provider, model)}.js')};", ""]
    check = ["for (const { path, message } of errors(body)) throw new Error(`${path}: ${message}`);"]
    headers = {name: _keyed(value, key) for name, value in call.keyed.headers}
    address = literal(call.address)
    for name, _ in call.keyed.query:
        joint = "&" if "?" in call.address else "?"
        address += f" + {literal(f'{joint}{quote(name)}=')} + {key}"
    return "\n".join(
        [
            *(head if judged else []),
            f"const body = {_pretty(call.body)};",
            *(check if judged else []),
            f"const response = await fetch({address}, {{",
            f"  method: {literal(call.operation.method)},",
            "  headers: {",
            *(f"    {literal(name)}: {value}," for name, value in headers.items()),
            '    "content-type": "application/json",',
            "  },",
            "  body: JSON.stringify(body),",
            "});",
            "console.log(response.status, await response.json());",
        ]
    )


def _keyed(value: str, key: str) -> str:
    """A header's value as an expression. key: that of the key."""
    if value.endswith(_KEY):
        before = value.removesuffix(_KEY)
        return f"{literal(before)} + {key}" if before else key
    return f'"Basic " + btoa({key})'
