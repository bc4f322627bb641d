"""Do the judges in JavaScript say what those in Python say? On built, changed and random bodies of each model.

python -m tests.codegen.javascript.agreement --bodies 20000 [--model PROVIDER/MODEL] [--seed N]
"""

from __future__ import annotations

import argparse
import itertools
import sys

from tests.codegen.javascript.judging import differences, models_of, odd
from tests.contract.bodies.agreement import bodies
from tests.contract.bodies.judged import repository
from tests.specs import contract, names


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodies", type=int, default=20_000)
    parser.add_argument("--model", choices=names(), action="append")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    models = models_of(contract())
    wrong = 0
    for name in options.model or names():
        asked = [*itertools.islice(odd(bodies(repository(name), options.seed), options.seed), options.bodies)]
        found = differences({name: models[name]}, {name: asked})
        sys.stdout.write(f"{name}: {len(asked)} bodies, {len(found)} told differently\n")
        sys.stdout.writelines(f"{one}\n" for one in found[:5])
        wrong += len(found)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
