"""Build hook: with COMPILE_VALIDATORS=1 in the environment, mypyc compiles the validators; without it the wheel is pure.

    COMPILE_VALIDATORS=1 pip wheel .        all validators; needs a C compiler
    COMPILE_VALIDATORS=wan2_7 pip wheel .   those whose path holds one of these words, which commas part

The sources stay beside the extension modules, so that tracebacks can show them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VARIABLE = "COMPILE_VALIDATORS"


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds extension modules to the wheel, if they are asked for."""

    def dependencies(self) -> list[str]:
        return ["mypy[mypyc]>=1.18", "setuptools>=65"] if _wanted() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        wanted = _wanted()
        if not wanted or self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sources = [
            path.relative_to(root).as_posix()
            for path in sorted(root.glob("*/*/validators/*.py"))
            if path.name != "__init__.py"
            and (wanted == "1" or any(word in path.as_posix() for word in wanted.split(",") if word))
        ]
        if not sources:
            raise SystemExit(f"{VARIABLE}={wanted}: no validator's path holds that")
        sources += [path.relative_to(root).as_posix() for path in root.glob("*/_support.py")]
        self.folder = tempfile.mkdtemp(prefix="compiled-validators-")
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["force_include"].update(compiled(root, sources, Path(self.folder)))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        shutil.rmtree(getattr(self, "folder", ""), ignore_errors=True)


def _wanted() -> str:
    wanted = os.environ.get(VARIABLE, "").strip()
    return "" if wanted == "0" else wanted


def compiled(root: Path, sources: list[str], folder: Path) -> dict[str, str]:
    """Extension modules of the sources: the path of each file that was built -> its path in the wheel."""
    for package in sorted({parent.as_posix() for source in sources for parent in Path(source).parents if parent.name}):
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").write_text("", encoding="utf-8")
    for source in sources:
        shutil.copy(root / source, folder / source)
    (folder / "setup.py").write_text(
        "from mypyc.build import mypycify\nfrom setuptools import setup\n"
        f"setup(name='compiled', packages=[], ext_modules=mypycify(['--strict', *{sources!r}], opt_level='3', separate=True))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "setup.py", "build_ext", "--inplace"], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"mypyc did not compile the validators:\n{(done.stdout + done.stderr)[-4000:]}")
    built = [path for path in folder.rglob("*") if path.suffix in (".so", ".pyd") and "build" not in path.parts]
    return {str(path): path.relative_to(folder).as_posix() for path in built}
