"""Contract cases typed into the checker, beside what the validator says. `python -m tests.site.checker` asks it of all models."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reelspec.cases.judge import validator_of
from reelspec.cases.suite import suite_of
from reelspec.site.pages import page_path
from tests.codegen.javascript.judging import portable
from tests.site.browsing import browse, written
from tests.specs import contract, model_of, names


def differences(wanted: tuple[str, ...], folder: Path) -> Iterator[str]:
    """The cases of which the page says something else than the validator; first of all, each model for which none was asked."""
    site = written(contract(), folder)
    bodies = {name: [case.body for case in suite_of(model_of(name)[0]).cases if portable(case.body)] for name in wanted}
    pages = [
        {"path": site / page_path(*model_of(name)), "bodies": [json.dumps(body) for body in bodies[name]]}
        for name in wanted
    ]
    for name, page in zip(wanted, browse(pages, folder), strict=True):
        yield from page["errors"]
        if not bodies[name]:
            yield f"{name}: no case"
        validate = validator_of(*model_of(name)).validate
        for body, said in zip(bodies[name], page["bodies"], strict=True):
            expected = _shown(validate(body))
            if said != expected:
                yield f"{name}: {json.dumps(body)}\n  page: {said}\n  validator: {expected}"


def _shown(violations: list[Any]) -> list[Any]:
    """What the page shows of violations: the verdict, and a line for each."""
    counts = {one: sum(v.severity == one for v in violations) for one in ("error", "contested", "warning")}
    words = [
        f"{count} contested" if one == "contested" else f"{count} {one}{'s' if count > 1 else ''}"
        for one, count in counts.items()
        if count
    ]
    verdict = ": ".join(["Invalid" if counts["error"] else "Valid", *([", ".join(words)] if words else [])])
    return [verdict, [[v.severity, v.path or "the body", v.message, f"[{v.rule}] {v.source}"] for v in violations]]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        found = list(differences(names(), Path(made)))
    print("\n".join(found) or f"{len(names())} models: the pages say what the validators say")  # noqa: T201
    sys.exit(bool(found))
