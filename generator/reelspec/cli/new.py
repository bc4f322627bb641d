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
from reelspec.documentation.pages import Page, PageRefused, as_text, read_page, read_pages
from reelspec.documentation.pages.decoding import decoded
from reelspec.documentation.pages.operations import operations_of
from reelspec.documentation.scaffold import NoDraft, draft, publish
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
        source = _Source(options.page) if options.page is not None else None
        page = None if source is None else source.page(model)
        if not _made(root, provider, model, source, page):
            return 1
    except (NoDraft, PageRefused) as error:
        print(f"reelspec: {visible(str(error))}", file=sys.stderr)
        return 2
    for other in source.others(page) if source is not None and page is not None else ():
        try:
            _made(root, provider, _model_of(other), source, other)
        except NoDraft as error:
            print(f"reelspec: note: {visible(other.name)} is left out: {visible(str(error))}", file=sys.stderr)
    lock = "" if options.page is None else f"; reelspec documents lock {options.page} watches the page from now on"
    print(visible(f"next: look at the TODOs, then reelspec check{lock}"))
    return 0


def _made(root: Path, provider: str, model: str, source: _Source | None, page: Page | None) -> bool:
    """Draft a model and write it; False, once it is said, where check would refuse it. Raises NoDraft."""
    address, file = (None, None) if source is None or page is None else source.called(page)
    made = draft(root, provider, model, page, check=_check, address=address, file=file)
    wrong = publish(root, made, _check)
    if wrong:
        for problem in wrong:
            print(visible(str(problem)))
        print("reelspec: nothing was written, since check would say this of the draft", file=sys.stderr)
        return False
    for path in made.new:
        print(visible(f"wrote {path}"))
    for note in made.notes:
        print(visible(note))
    return True


def _check(folder: Path) -> list[Problem]:
    return check_specs(folder)[1]


class _Source:
    """What a draft is made from. given: a file or an address. Raises NoDraft where it cannot be read."""

    def __init__(self, given: str) -> None:
        self.given = given
        self.is_address = "://" in given
        self.name = given if self.is_address else os.path.basename(given)
        self.text = _fetched(given) if self.is_address else _read(given)

    def page(self, model: str) -> Page:
        """The page: of a collection the one that prints the model, of one with several operations what is about its own."""
        page = _chosen(read_pages(self.text, self.name), self.name, model)
        parts = self._parts(page)
        mine = [part for part in parts if any(_prints(statement.text, model) for statement in part.statements)]
        return (mine or parts or [page])[0]

    def others(self, page: Page) -> list[Page]:
        """What the page says of its other operations that take a body."""
        return [part for part in self._parts(page) if part.endpoint != page.endpoint]

    def _parts(self, page: Page) -> list[Page]:
        """The page in parts, one for each operation with a body; none where it documents one only."""
        if page.name.partition("#")[0] != self.name:  # one of a collection
            return []
        if page.description is not None:
            own = f"{page.description.method} {page.description.path}"
            labels = [own, *(label for label, node in page.description.others() if node.get("requestBody"))]
        else:
            labels = list(operations_of(as_text(self.text)))
        parts = [read_page(self.text, f"{self.name}#{label}") for label in labels] if len(labels) > 1 else []
        parts = [part for part in parts if part.fields()]
        return parts if len(parts) > 1 else []

    def called(self, page: Page) -> tuple[str | None, str | None]:
        """What documents.yaml calls the page: its address, and its file's name, which a part of a page needs as well."""
        file = os.path.basename(self.given) + page.name.removeprefix(self.name) if "#" in page.name else self.name
        return (self.given, file if "#" in page.name else None) if self.is_address else (None, file)


def _fetched(address: str) -> str:
    from reelspec.documentation.coverage.fetch import Unfetched, fetch

    try:
        return fetch(address)
    except Unfetched as error:
        raise NoDraft(str(error)) from None


def _read(file: str) -> str:
    try:
        data = read_file(file, MOST_BYTES + 1)
    except OSError as error:
        raise NoDraft(f"{file}: {error.strerror or error}") from None
    if len(data) > MOST_BYTES:
        raise NoDraft(f"{file}: it has more than {MOST_BYTES // 1024 // 1024} MiB")
    try:
        return decoded(data)
    except ValueError as error:
        raise NoDraft(f"{file}: {error}") from None


def _chosen(pages: Sequence[Page], name: str, model: str) -> Page:
    """The page of a collection that prints the model."""
    mine = [page for page in pages if any(_prints(statement.text, model) for statement in page.statements)]
    if len(pages) == 1 or len(mine) == 1:
        return (mine or pages)[0]
    titles = ", ".join(page.name for page in (mine or pages)[:20])
    raise NoDraft(f"{name} holds {len(pages)} pages, and {len(mine) or 'none'} of them print {model}: {titles}")


def _prints(text: str, model: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(model)}(?![\w-])", text) is not None


def _model_of(page: Page) -> str:
    """The model that a part of a page is about: the first of those that it lists, else its path's last word."""
    listed = page.about("body", "model").get("options")
    first = (
        next((value for value in listed.value if isinstance(value, str)), None)
        if listed is not None and isinstance(listed.value, tuple)
        else None
    )
    steps = [step for step in (page.endpoint.path if page.endpoint else "").split("/") if step and step[0] not in "{:<"]
    return first or (steps[-1] if steps else "model")
