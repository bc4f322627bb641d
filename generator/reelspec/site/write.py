"""The site in a folder: in the place of an earlier one, and of nothing else."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from reelspec.site.pages import INDEX, MARK


def write_site(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a site. folder: made where it is not there; an earlier site in it is replaced once the new one is whole.

    Raises FileExistsError where something else is there, and OSError, which names the folder, where it cannot be written.
    """
    there = folder.exists()
    if there and not (_is_site(folder) or (folder.is_dir() and not any(folder.iterdir()))):
        raise FileExistsError(folder)
    try:
        _replace(folder, files, there)
    except OSError as error:  # which names a folder of ours, or one on the way
        number = errno.ENOTDIR if isinstance(error, FileExistsError) else error.errno or errno.EIO
        raise OSError(number, os.strerror(number), str(folder)) from None


def _replace(folder: Path, files: Mapping[str, bytes], there: bool) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as made:
        new = Path(made, "new")
        for path, content in files.items():
            target = new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if there:
            folder.rename(Path(made, "old"))
        new.rename(folder)


def _is_site(folder: Path) -> bool:
    index = folder / INDEX
    return index.is_file() and MARK.encode() in index.read_bytes()[:4096]
