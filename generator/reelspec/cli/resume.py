"""`reelspec resume`: go on waiting for a task that was created before, and download its result; costs nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reelspec.cli.follow import (
    client_of,
    explain_errors,
    lacks_key,
    lacks_place,
    progress_of,
    resource_of,
)
from reelspec.common.text import visible
from reelspec.language.contract.keywords import choices
from reelspec.language.parser.load import load

HELP = "Go on waiting for a task and download its result; pays nothing."
EXAMPLE = "reelspec resume powertokens task_123 --out video.mp4"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("provider", metavar="PROVIDER")
    parser.add_argument("task", metavar="TASK_ID")
    parser.add_argument("--out", metavar="PATH", help="where to put the result")
    parser.add_argument("--force", action="store_true", help="overwrite the file of --out")
    parser.add_argument("--base-url", metavar="URL", help="another server than the provider's")
    parser.add_argument("--wait", metavar="SECONDS", type=float, default=900.0, help="how long to wait (default: 900)")


def run(options: argparse.Namespace, root: Path) -> int:
    contract = load(root)
    provider = next((owner for owner in contract.providers if owner.name == options.provider), None)
    if provider is None:
        names = [owner.name for owner in contract.providers]
        print(
            visible(f"reelspec: there is no provider {options.provider}{choices(options.provider, names)}"),
            file=sys.stderr,
        )
        return 2
    unwritable = lacks_place(options.out)
    if unwritable is not None:
        print(f"reelspec: {visible(unwritable)}", file=sys.stderr)
        return 2
    client = client_of(root, contract, provider, options.base_url)
    resources = [
        resource_of(client.client, provider, operation)
        for operation in provider.operations
        if "x-task" in operation.extensions
    ]
    resource, method = next((pair for pair in resources if pair[1].task is not None), (None, None))
    if method is None or method.task is None:
        print(f"reelspec: the specs of {provider.name} do not say how a task is followed (x-task)", file=sys.stderr)
        return 2
    missing = lacks_key(client, provider, method.operation)
    if missing is not None:
        print(f"reelspec: {provider.name} needs a key: set {missing} in the environment", file=sys.stderr)
        return 2
    progress = progress_of(provider, options)
    if progress is None:
        return 2
    progress.task, progress.download = options.task, method.task.download
    with client.client, explain_errors(progress):
        resume = getattr(resource, method.task.resume)
        task = resume(options.task, wait_timeout=options.wait, on_progress=progress.update)
        return progress.finish(resource, task)
    return progress.code
