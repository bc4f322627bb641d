"""What judging recorded bodies costs on engines: the recipes of docs/batch.md on a Parquet file, beside a bare loop of
json.loads and is_valid. A script, not a test.

    python -m tests.benchmarks.engines [duckdb polars daft ray spark] [--bodies N]

An engine that is not installed is installed with pip into a virtual environment of its own, which goes again; Spark needs Java.
Each recipe is a process, and so is the loop. It runs on all bodies and on a tenth of them: the difference is what bodies cost,
the rest is the start. CPU is that of all processes that it begins, as /proc has it (Linux), whoever their parent is.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "batch.md"
ENGINES = {
    "duckdb": ["duckdb"],
    "polars": ["polars"],
    "daft": ["daft"],
    "ray": ["ray[data]"],
    "spark": ["pyspark", "pandas"],
}
"""Name of a recipe -> what is installed for it, besides pyarrow."""
MODULES = {"spark": "pyspark"}
"""What is imported, where it is called otherwise."""
BARE = """
import json, pyarrow.parquet
from videoapis.powertokens.validators.wan2_7_i2v import is_valid
for batch in pyarrow.parquet.ParquetFile("requests.parquet").iter_batches(100_000):
    for body in batch.column("body").to_pylist():
        is_valid(json.loads(body))
"""


class Cost(NamedTuple):
    """Seconds of processor time of a process and all that it begins. told: what it printed."""

    cpu: float
    told: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engines", nargs="*", metavar="ENGINE", help=f"of {', '.join(ENGINES)} (default: all)")
    parser.add_argument("--bodies", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reelspec-engines-") as name:
        folder = Path(name)
        print(f"{options.bodies} bodies, each of them once; every tenth breaks a rule")
        measure("json.loads and is_valid", Path(sys.executable), BARE, folder, options.bodies)
        for engine in options.engines or ENGINES:
            measure(engine, interpreter(engine, folder), recipe(engine), folder, options.bodies)


def measure(name: str, python: Path, program: str, folder: Path, bodies: int) -> None:
    """Print a line: bodies a second and core without the start, which is told beside, and hours of a core for 100 million."""
    found = []
    for some in (bodies, bodies // 10):
        write_requests(folder / "requests.parquet", some)
        found.append(run(python, program, folder))
    whole, tenth = found
    each = (whole.cpu - tenth.cpu) / (bodies - bodies // 10)
    if each <= 0:
        print(
            f"{name:24}its start takes {tenth.cpu:.1f} s of CPU, and the bodies are too few to be told from it; it printed "
        )
        print(whole.told.strip()[-200:], flush=True)
        return
    print(
        f"{name:24}{1 / each:>10,.0f} bodies a second and core; the start takes {tenth.cpu - each * (bodies // 10):.1f} s of "
        f"CPU; 100 million: {1e8 * each / 3600:.2f} hours of a core; printed {whole.told.strip()[-80:]}",
        flush=True,
    )


def write_requests(file: Path, bodies: int) -> None:
    """A Parquet file with a column of bodies, no two alike."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    body = {
        "model": "wan2.7-i2v",
        "media": [{"type": "first_frame", "url": "https://example.com/a.png"}],
        "seconds": "8",
        "size": "720P",
    }
    texts = [
        json.dumps(
            {**body, "prompt": f"Boat {number} sails into the harbour.", "seconds": "8" if number % 10 else "80"}
        )
        for number in range(bodies)
    ]
    parquet.write_table(pa.table({"body": texts}), file, row_group_size=20_000)


def recipe(engine: str) -> str:
    """The program of an engine, as the page shows it."""
    found = re.search(rf"^## {engine}\n.*?```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S | re.M | re.I)
    assert found is not None, f"{PAGE.name} has no recipe for {engine}"
    return found[1]


def interpreter(engine: str, folder: Path) -> Path:
    """A Python that has the engine."""
    if importlib.util.find_spec(MODULES.get(engine, engine)) is not None:
        return Path(sys.executable)
    venv.create(folder / engine, with_pip=True)
    python = folder / engine / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "pyarrow", "httpx", *ENGINES[engine]], check=True)
    return python


def run(python: Path, program: str, folder: Path) -> Cost:
    """What a program costs, which must end well."""
    mark = f"REELSPEC_ENGINE={os.urandom(8).hex()}"
    name, _, value = mark.partition("=")
    paths = {"PYTHONPATH": str(REPOSITORY / "generated" / "python"), "PYSPARK_PYTHON": str(python)}
    env = {**os.environ, **paths, name: value}
    seen: dict[str, float] = {}
    before = _of_children()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen([python, "-c", program], cwd=folder, env=env, stdout=out, stderr=err)
        while process.poll() is None:
            seen.update(cpu_of(mark))
            time.sleep(0.05)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise SystemExit(f"this failed: {program}\n{err.read()}")
        # What it has waited for is told exactly; of what it has left to others, the last that was seen.
        return Cost(max(_of_children() - before, sum(seen.values())), out.read())


def _of_children() -> float:
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def cpu_of(mark: str) -> Iterator[tuple[str, float]]:
    """Each process that has the mark in its environment, and its seconds of processor time so far."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark.encode() in (folder / "environ").read_bytes():
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                yield folder.name, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
