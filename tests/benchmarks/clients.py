"""What the generated clients cost: importing them, and a request beside bare httpx and the openai client. A script, not a test.

    python -m tests.benchmarks.clients [--rounds N] [--openai PYTHON]

PYTHON: a Python in whose environment openai is installed, if it is not in this one; it is left out otherwise. Nothing
leaves the machine: every client talks to a transport that answers by itself.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median

from tests.benchmarks.generation import Cost, interleaved, process, verdict

REPOSITORY = Path(__file__).resolve().parents[2]
GENERATED = REPOSITORY / "generated" / "python"
IMPORT = 0.15
REQUEST = 1.0

COMMON = """\
import json, sys, time
KEY, URL = "key-1", "https://api.example.com"
BODY = {"model": "wan2.7-i2v", "prompt": "A boat sails into the harbour at dusk.",
        "media": [{"type": "first_frame", "url": "https://example.com/a.png"}], "seconds": "8", "size": "720P"}
ANSWER = json.dumps({"id": "task-1", "object": "video", "model": "wan2.7-i2v", "status": "queued", "progress": 0,
                     "created_at": 1}).encode()
HEADERS = {"content-type": "application/json"}

def measure(calls, rounds, times):
    costs = {name: [] for name in calls}
    for call in calls.values():
        for _ in range(times // 2):
            call()
    for one in range(rounds):
        # The order turns round with every round, so that nobody always runs first.
        for name, call in list(calls.items())[:: 1 if one % 2 else -1]:
            start = time.process_time()
            for _ in range(times):
                call()
            costs[name].append((time.process_time() - start) / times)
    for name, found in costs.items():
        print(name, *found, sep="\\t")
"""
OURS = """\
import httpx
from videoapis.powertokens import PowerTokens

def answer(request):
    return httpx.Response(200, headers=HEADERS, content=ANSWER)

bare = httpx.Client(transport=httpx.MockTransport(answer), headers={"authorization": "Bearer " + KEY})
def by_httpx():
    response = bare.post(URL + "/v1/videos", json=BODY)
    response.raise_for_status()
    return response.json()

ours = PowerTokens(KEY, base_url=URL, transport=httpx.MockTransport(answer))
create = ours.videos.create
def by_ours():
    return create(**BODY).data
def by_ours_unjudged():
    return create(**BODY, validation="off").data
def by_ours_with_model():
    return create(**BODY).model

assert by_httpx() == by_ours()
calls = {"bare httpx": by_httpx, "videoapis": by_ours, "videoapis, not validated": by_ours_unjudged}
try:
    import pydantic
except ImportError:
    pass
else:
    calls["videoapis, .model"] = by_ours_with_model
measure(calls, int(sys.argv[1]), int(sys.argv[2]))
"""
OPENAI = """\
import openai
try:
    import httpx2 as http   # what newer versions of openai are built on
    assert issubclass(openai.DefaultHttpxClient, http.Client)
except (ImportError, AssertionError):
    import httpx as http

def answer(request):
    return http.Response(200, headers=HEADERS, content=ANSWER)

bare = http.Client(transport=http.MockTransport(answer), headers={"authorization": "Bearer " + KEY})
def by_bare():
    response = bare.post(URL + "/v1/videos", json=BODY)
    response.raise_for_status()
    return response.json()

client = openai.OpenAI(api_key=KEY, base_url=URL + "/v1",
                       http_client=http.Client(transport=http.MockTransport(answer)))
def by_openai():
    return client.post("/videos", cast_to=object, body=BODY)

assert by_openai() == by_bare()
measure({"bare " + http.__name__: by_bare, "openai " + openai.__version__ + ", client.post": by_openai},
        int(sys.argv[1]), int(sys.argv[2]))
"""


def main() -> int:
    """Measure and print; 0 unless something fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=25, help="how often each is measured (default 25)")
    parser.add_argument("--times", type=int, default=300, help="requests in each measurement (default 300)")
    parser.add_argument("--openai", metavar="PYTHON", default=sys.executable, help="a Python that has openai")
    options = parser.parse_args()
    imports(options.rounds)
    requests(options.rounds, options.times, options.openai)
    return 0


def imports(rounds: int) -> None:
    """CPU of a whole process that imports, and what of it the import itself is."""
    programs = {
        "pass": "pass",
        "import httpx": "import httpx",
        "import videoapis.powertokens": "import videoapis.powertokens",
        "... import PowerTokens": "from videoapis.powertokens import PowerTokens",
        "... and a validator": "from videoapis.powertokens.validators.wan2_7_i2v import is_valid",
        "... PowerTokens('key')": "from videoapis.powertokens import PowerTokens; PowerTokens('key')",
    }
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # -S: no start-up code of installed packages, which is the same for all; site-packages stand on the path instead.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(GENERATED), *(one for one in sys.path if "site-packages" in one)])

    def cost(program: str) -> Cost:
        # Many starts together: one alone is near the clock's own resolution.
        five = process(
            ["/bin/sh", "-c", f'for i in 1 2 3 4 5; do "{sys.executable}" -S -c "{program}" || exit 1; done']
        )
        return Cost(five.cpu / 5, five.time / 5)

    for program in programs.values():
        cost(program)
    found_of = interleaved({name: partial(cost, one) for name, one in programs.items()}, rounds)
    measured = {name: found.cpu for name, found in found_of.items()}
    empty = measured["pass"]
    whole = measured["import httpx"] - empty
    print("Importing: median CPU (user + system), the start of Python taken off")
    for name, found in measured.items():
        if name == "pass":
            print(f"  {'start of Python':<30}{1000 * found:8.1f} ms")
            continue
        ratio = (found - empty) / whole
        target = f"   target {IMPORT}{verdict(ratio <= IMPORT)}" if name == "import videoapis.powertokens" else ""
        print(f"  {name:<30}{1000 * (found - empty):8.1f} ms{ratio:8.2f} of httpx{target}")


def requests(rounds: int, times: int, openai: str) -> None:
    """CPU of a create that is answered at once, JSON parsed by everybody."""
    print("\nA create over a mock transport: median CPU of a call")
    found = run(sys.executable, COMMON + OURS, rounds, times)
    assert found is not None
    bare = found["bare httpx"]
    for name, cost in found.items():
        target = f"   target {REQUEST}{verdict(cost / bare <= REQUEST)}" if name == "videoapis" else ""
        print(f"  {name:<34}{1e6 * cost:8.1f} us{cost / bare:8.2f} of bare httpx{target}")
    theirs = run(openai, COMMON + OPENAI, rounds, times)
    if theirs is None:
        print(f"  openai: left out, it is not installed for {openai} (--openai PYTHON)")
        return
    base = next(iter(theirs))
    for name, cost in theirs.items():
        print(f"  {name:<34}{1e6 * cost:8.1f} us{cost / theirs[base]:8.2f} of {base}")


def run(python: str, program: str, rounds: int, times: int) -> dict[str, float] | None:
    """Name -> median seconds of a call; None when openai is asked for and not there."""
    there = subprocess.run([python, "-c", "import openai"], capture_output=True, check=False).returncode == 0
    if program.endswith(OPENAI) and not there:
        return None
    path = {} if program.endswith(OPENAI) else {"PYTHONPATH": str(GENERATED)}
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | path
    done = subprocess.run(
        [python, "-c", program, str(rounds), str(times)], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    lines = (line.split("\t") for line in done.stdout.splitlines())
    return {name: median(map(float, costs)) for name, *costs in lines}


if __name__ == "__main__":
    sys.exit(main())
