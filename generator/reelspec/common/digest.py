"""SHA-256 of bytes and of a tree of files, with few imports. Anybody may call it."""

from __future__ import annotations

import os

from reelspec.common.files import read_file

# OpenSSL's hash without hashlib around it, which costs a millisecond more. Measured on CPython 3.11: the
# interpreter's own _sha256 loads 2 ms faster and then needs 5 ms per megabyte instead of 0.7, so it loses
# from half a megabyte on; the generator's source and a generated tree are more than that.
try:
    from _hashlib import openssl_sha256 as _sha256
except ImportError:  # an interpreter built without OpenSSL
    from hashlib import sha256 as _sha256

TYPE_CHECKING = False  # typing itself is not imported: this module is on the path of "nothing changed"
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def digest(data: bytes) -> str:
    """SHA-256 of `data` as 64 lower-case hexadecimal digits (FIPS 180-4)."""
    return _sha256(data, usedforsecurity=False).hexdigest()


NO_FILE = ""
"""The digest of what is no regular file, and of a link that leads nowhere: whoever reads the tree says what is wrong."""


def digest_tree(top: str, suffixes: tuple[str, ...], skip: Collection[str] = ()) -> dict[str, str]:
    """Digests of the files below `top`, by path relative to it (posix), sorted by path.

    suffixes: endings of the file names that count, such as `(".yaml", ".md")`; `()` = every file.
    skip: relative posix paths of files and folders that are left out.

    What is no regular file has the digest `NO_FILE`. Left out, wherever they stand: `__pycache__` and names that begin
    with a dot. Links to files and folders are followed, as by whoever reads the tree, except a link to a folder that it
    stands in.
    Raises OSError when `top` or a file in it cannot be read.
    """
    digests = {}
    for path, file in _files(top, "", skip, (os.path.realpath(top),)):
        if not suffixes or path.endswith(suffixes):
            digests[path] = digest(read_file(file)) if file else NO_FILE
    return {path: digests[path] for path in sorted(digests)}


def _files(folder: str, prefix: str, skip: Collection[str], above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = prefix + entry.name
            if entry.name.startswith(".") or entry.name == "__pycache__" or path in skip:
                continue
            if entry.is_dir():
                if not entry.is_symlink():
                    yield from _files(entry.path, path + "/", skip, above)
                elif (real := os.path.realpath(entry.path)) not in above:
                    yield from _files(entry.path, path + "/", skip, (*above, real))
            else:
                yield path, entry.path if entry.is_file() else ""
