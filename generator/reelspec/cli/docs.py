"""`reelspec docs`: the contract as pages to look at, one for each model, which judge requests as one types."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reelspec.common.text import number, visible
from reelspec.language.parser.load import load

HELP = "Make a site of the contract: a page for each model, to read, to try requests on, and to fill in."
EXAMPLE = "reelspec docs --out site --open"
OUT = "build/docs"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        metavar="DIR",
        help=f"the folder to write; one that holds such a site is emptied first (default: {OUT})",
    )
    parser.add_argument("--open", action="store_true", help="open the index in the browser")


def run(options: argparse.Namespace, root: Path) -> int:
    """Exit codes: 0 written, 1 the specs are wrong, 2 the folder is there and holds something else."""
    from reelspec.site.pages import INDEX, site_files
    from reelspec.site.write import write_site

    folder = Path(options.out) if options.out else root / OUT
    files = site_files(load(root))
    try:
        write_site(folder, files)
    except FileExistsError:
        print(
            visible(f"reelspec: {folder} holds something else than a site; name another folder with --out"),
            file=sys.stderr,
        )
        return 2
    index = (folder / INDEX).resolve()
    print(visible(f"wrote {number(len(files), 'page')}: {folder / INDEX}"))
    if options.open:
        import webbrowser

        webbrowser.open(index.as_uri())
    return 0
