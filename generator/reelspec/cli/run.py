"""`reelspec run`: one request to a provider, for people: judged, shown, paid for only after a yes, waited for, downloaded."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reelspec.cli.body import body_of
from reelspec.cli.follow import (
    agreed,
    client_of,
    explain_errors,
    lacks_key,
    lacks_place,
    progress_of,
    resource_of,
)
from reelspec.cli.named import named
from reelspec.codegen.clients.emitter import Method
from reelspec.codegen.types.provider import MEDIA_TYPE
from reelspec.common.text import visible
from reelspec.language.contract.model import Model, Operation
from reelspec.language.parser.load import load

HELP = "Create a task, wait for it and download its result; asks before it pays."
EXAMPLE = "reelspec run powertokens/wan2.7-i2v --set image=https://example.com/a.png --set seconds=8 --out video.mp4"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="PROVIDER/MODEL")
    parser.add_argument(
        "--set",
        metavar="FIELD=VALUE",
        action="append",
        default=[],
        help="a field of the body, such as seconds=8, media.0.type=first_frame or media='[…]'",
    )
    parser.add_argument(
        "--param", metavar="NAME=VALUE", action="append", default=[], help="a parameter of the path, query or header"
    )
    parser.add_argument("--file", metavar="BODY.json", help="the body, or what --set adds to")
    parser.add_argument("--out", metavar="PATH", help="where to put the result")
    parser.add_argument("--force", action="store_true", help="overwrite the file of --out")
    parser.add_argument("--base-url", metavar="URL", help="another server than the provider's")
    parser.add_argument("--wait", metavar="SECONDS", type=float, default=900.0, help="how long to wait (default: 900)")
    parser.add_argument("--strict", action="store_true", help="contested rules are errors")
    parser.add_argument("--yes", action="store_true", help="do not ask before sending")


def run(options: argparse.Namespace, root: Path) -> int:
    contract = load(root)
    pair = named(contract, options.model)
    if pair is None:
        return 2
    provider, model = pair
    operation = next(each for each in provider.operations if each.id in model.operations)
    unwritable = lacks_place(options.out)
    if unwritable is not None:
        print(f"reelspec: {visible(unwritable)}", file=sys.stderr)
        return 2
    body = body_of(model, options.set, options.file)
    client = client_of(root, contract, provider, options.base_url, strict=options.strict)
    if not _is_sent(client.violations(model.module, body, strict=options.strict)):
        return 1
    resource, method = resource_of(client.client, provider, operation)
    parameters = _parameters(method, options.param)
    if not method.response and options.out is None:
        print("reelspec: the answer is the result itself: --out says where to put it", file=sys.stderr)
        return 2
    missing = lacks_key(client, provider, operation)
    if missing is not None:
        print(f"reelspec: {provider.name} needs a key: set {missing} in the environment", file=sys.stderr)
        return 2
    progress = progress_of(provider, options)
    if progress is None:
        return 2
    print(visible(f"{operation.method} {client.base_url}{operation.path}"), file=sys.stderr)
    print(visible(json.dumps(_shortened(body), indent=2, ensure_ascii=False), keep="\n"), file=sys.stderr)
    if not options.yes and not _agreed(operation):
        return 2
    given = {**parameters, **_given(method, model, body)}
    with client.client, explain_errors(progress):
        progress.sending = True
        if method.task is None:
            return _show(getattr(resource, method.name)(**given), options.out)
        progress.download = method.task.download
        task = getattr(resource, method.task.and_wait)(
            **given, wait_timeout=options.wait, on_created=progress.created, on_progress=progress.update
        )
        return progress.finish(resource, task)
    return progress.code


def _is_sent(violations: Iterable[Any]) -> bool:
    """Say what is wrong with a body; whether it is sent all the same, since there is no error."""
    severities: set[str] = set()
    for violation in violations:
        severities.add(violation.severity)
        words = f"{violation.severity}: {violation.path or 'body'}: {violation.message} [{violation.rule}]"
        print(visible(words), file=sys.stderr)
    return "error" not in severities


def _given(method: Method, model: Model, body: dict[str, Any]) -> dict[str, Any]:
    """The arguments that give a model's body."""
    taken = next(shape for shape in method.bodies if model.module in shape.models.values())
    arguments = {field: argument for argument, field in taken.renamed.items()}
    fields = {arguments.get(field, field): value for field, value in body.items()}
    chosen = {MEDIA_TYPE: taken.media_type} if len(method.bodies) > 1 else {}
    return {**(fields if taken.kind == "fields" else {"body": body}), **chosen}


def _show(result: Any, out: str | None) -> int:
    """The answer of an operation whose task nobody can follow, or that makes none."""
    task = getattr(result, "task_id", None)
    if task is not None:
        print(visible(task))
    if hasattr(result, "content"):
        Path(out or "").write_bytes(result.content)
        print(visible(out or ""))
    else:
        print(visible(json.dumps(result.data, indent=2), keep="\n"))
    return 0


def _parameters(method: Method, settings: list[str]) -> dict[str, str]:
    """The parameters from --param, as arguments of the method. Raises ValueError for what is missing or unknown."""
    known = [argument.name for argument in method.arguments]
    arguments: dict[str, str] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals or name not in known:
            raise ValueError(
                f"--param takes NAME=VALUE, where NAME is {' or '.join(known) or 'nothing here'}, not {setting}"
            )
        arguments[name] = text
    missing = [argument.name for argument in method.arguments if argument.required and argument.name not in arguments]
    if missing:
        raise ValueError(f"{method.operation.id} needs {', '.join(f'--param {name}=…' for name in missing)}")
    return arguments


LONGEST = 200
"""Characters of a text that are shown before sending."""


def _shortened(value: Any) -> Any:
    """The value with long texts, such as pictures in Base64, cut."""
    if isinstance(value, dict):
        return {key: _shortened(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_shortened(inner) for inner in value]
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[: LONGEST // 2]}... ({len(value)} characters)"
    return value


def _agreed(operation: Operation) -> bool:
    """Whether the person wants it sent; nobody to ask means no."""
    if not sys.stdin.isatty():
        print("reelspec: nobody is there to ask; --yes sends without asking", file=sys.stderr)
        return False
    cost = "This costs money. " if operation.extensions.get("x-paid") is True else ""
    return agreed(f"{cost}Send it?")
