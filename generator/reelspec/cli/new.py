"""`reelspec new`: the first spec of a model, from the facts of a page or as a skeleton to fill in."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from reelspec.common.files import read_file
from reelspec.common.text import visible
from reelspec.documentation.pages import Page, PageRefused, read_pages
from reelspec.documentation.pages.decoding import decoded
from reelspec.documentation.scaffold import Draft, NoDraft, draft, publish
from reelspec.language.source.place import Problem
from reelspec.project.checks import check_specs

HELP = "Begin the spec of a model: from a page of documentation, or as a commented skeleton."
EXAMPLE = "reelspec new acme/reel-3 --from captures/reel-3.md"
NEEDS_SPECS = False
"""It works where there is no folder specs/ yet, and makes it."""

MOST_BYTES = 16 * 1024 * 1024


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "model", metavar="PROVIDER/MODEL", help="the folder of specs/, and the model's name in requests"
    )
    parser.add_argument(
        "--from",
        dest="page",
        metavar="PAGE",
        help="a capture or Markdown of the page, or OpenAPI: a file or an address",
    )


def run(options: argparse.Namespace, root: Path) -> int:
    provider, slash, model = options.model.partition("/")
    if not slash:
        print(f"reelspec: write PROVIDER/MODEL, not {visible(options.model)}", file=sys.stderr)
        return 2
    try:
        page, address, file = _page(options.page, model)
        made = draft(root, provider, model, page, check=_check, address=address, file=file)
        wrong = publish(root, made, _check)
    except (NoDraft, PageRefused) as error:
        print(f"reelspec: {visible(str(error))}", file=sys.stderr)
        return 2
    if wrong:
        for problem in wrong:
            print(visible(str(problem)))
        print("reelspec: nothing was written, since check would say this of the draft", file=sys.stderr)
        return 1
    _say(made, options.page)
    return 0


def _check(folder: Path) -> list[Problem]:
    return check_specs(folder)[1]


def _page(given: str | None, model: str) -> tuple[Page | None, str | None, str | None]:
    """The page that was given, and its address or its file's name."""
    if given is None:
        return None, None, None
    if "://" in given:
        from reelspec.documentation.coverage.fetch import Unfetched, fetch

        try:
            return _chosen(read_pages(fetch(given), given), given, model), given, None
        except Unfetched as error:
            raise NoDraft(str(error)) from None
    try:
        data = read_file(given, MOST_BYTES + 1)
    except OSError as error:
        raise NoDraft(f"{given}: {error.strerror or error}") from None
    if len(data) > MOST_BYTES:
        raise NoDraft(f"{given}: it has more than {MOST_BYTES // 1024 // 1024} MiB")
    try:
        text = decoded(data)
    except ValueError as error:
        raise NoDraft(f"{given}: {error}") from None
    name = os.path.basename(given)
    return _chosen(read_pages(text, name), name, model), None, name


def _chosen(pages: Sequence[Page], name: str, model: str) -> Page:
    """The page of a collection that prints the model."""
    mine = [page for page in pages if any(_prints(statement.text, model) for statement in page.statements)]
    if len(pages) == 1 or len(mine) == 1:
        return (mine or pages)[0]
    titles = ", ".join(page.name for page in (mine or pages)[:20])
    raise NoDraft(f"{name} holds {len(pages)} pages, and {len(mine) or 'none'} of them print {model}: {titles}")


def _prints(text: str, model: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(model)}(?![\w-])", text) is not None


def _say(made: Draft, page: str | None) -> None:
    for path in made.new:
        print(visible(f"wrote {path}"))
    for note in made.notes:
        print(visible(note))
    lock = "" if page is None else f"; reelspec documents lock {page} watches the page from now on"
    print(visible(f"next: look at the TODOs, then reelspec check{lock}"))
