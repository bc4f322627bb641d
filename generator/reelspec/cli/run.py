"""`reelspec run`: one request to a provider, for people: judged, shown, paid for only after a yes, waited for, downloaded."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from reelspec.build import load
from reelspec.cli.follow import Progress, client_of, explain_errors, resource_of
from reelspec.cli.words import visible
from reelspec.contract.model import Contract, Model, Operation, Provider
from reelspec.contract.schema import Schema
from reelspec.contract.scope import scope_of

HELP = "Create a task, wait for it and download its result; asks before it pays."
EXAMPLE = "reelspec run powertokens/wan2.7-i2v --set image=https://example.com/a.png --set seconds=8 --out video.mp4"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="PROVIDER/MODEL")
    parser.add_argument("--set", metavar="FIELD=VALUE", action="append", default=[], help="a field of the body")
    parser.add_argument("--file", metavar="BODY.json", help="the body, or what --set adds to")
    parser.add_argument("--out", metavar="PATH", help="where to put the result")
    parser.add_argument("--base-url", metavar="URL", help="another server than the provider's")
    parser.add_argument("--wait", metavar="SECONDS", type=float, default=900.0, help="how long to wait (default: 900)")
    parser.add_argument("--strict", action="store_true", help="contested rules are errors")
    parser.add_argument("--yes", action="store_true", help="do not ask before sending")


def run(options: argparse.Namespace, root: Path) -> int:
    contract = load(root)
    found = _model(contract, options.model)
    if found is None:
        print(f"reelspec: there is no model {visible(options.model)}; see reelspec list", file=sys.stderr)
        return 2
    provider, model, operation = found
    body = _body(model, options.set, options.file)
    client = client_of(root, contract, provider, options.base_url, strict=options.strict)
    violations = client.violations(model.module, body, strict=options.strict)
    for one in violations:
        print(visible(f"{one.severity}: {one.path or 'body'}: {one.message} [{one.rule}]"), file=sys.stderr)
    if any(one.severity == "error" for one in violations):
        return 1
    print(visible(f"{operation.method} {client.base_url}{operation.path}"), file=sys.stderr)
    print(visible(json.dumps(body, indent=2, ensure_ascii=False), lines=True), file=sys.stderr)
    if not options.yes and not _agreed(operation):
        return 2
    resource, name = resource_of(client.client, operation)
    progress = Progress(provider.name, options.out)
    with client.client, explain_errors(progress):
        if not hasattr(resource, f"{name}_and_wait"):
            result = getattr(resource, name)(**body)
            print(json.dumps(result.data, indent=2))
            return 0
        task = getattr(resource, f"{name}_and_wait")(
            **body, wait_timeout=options.wait, on_created=progress.created, on_progress=progress.update
        )
        return progress.finish(resource, task)
    return 1


def _model(contract: Contract, name: str) -> tuple[Provider, Model, Operation] | None:
    for provider in contract.providers:
        for model in provider.models:
            if f"{provider.name}/{model.name}" == name:
                operation = next(one for one in provider.operations if one.id in model.operations)
                return provider, model, operation
    return None


def _body(model: Model, settings: list[str], file: str | None) -> dict[str, Any]:
    """The body from --file and --set. A value is text where the field is text, and JSON elsewhere."""
    body: Any = json.loads(Path(file).read_text(encoding="utf-8-sig")) if file else {}
    if not isinstance(body, dict):
        raise ValueError(f"{file} holds no JSON object")
    if model.discriminator is not None:
        body = {model.discriminator: model.name, **body}
    fields = scope_of(model.forms[-1].schema, model.definitions).fields
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals:
            raise ValueError(f"--set takes FIELD=VALUE, not {setting}")
        field = fields.get(name)
        body[name] = _value(text, None if field is None else field.schema)
    return body


def _value(text: str, schema: Schema | None) -> Any:
    if schema is not None and schema.types == ("string",):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _agreed(operation: Operation) -> bool:
    """Whether the person wants it sent; nobody to ask means no."""
    if not sys.stdin.isatty():
        print("reelspec: nobody is there to ask; --yes sends without asking", file=sys.stderr)
        return False
    cost = "This costs money. " if operation.extensions.get("x-paid") is True else ""
    print(f"{cost}Send it? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
