"""Do all judges of Plover's models agree, with facts of files and without? And of those of the repository that name files.

python -m tests.e2e.plover.agreement --bodies 10000 [--seed N]

Without facts: everything that `tests.contract.bodies.agreement` asks. With facts: the functions of a validator among each
other, jsonschema-rs for what it sees (a body that it refuses stays refused), and the judge in JavaScript byte for byte.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
from typing import Any

from tests.codegen.javascript.judging import differences
from tests.contract.bodies.agreement import bodies, run
from tests.contract.bodies.judged import Judged, repository
from tests.e2e.plover.plover import MODELS, contract, model
from tests.facts import known
from tests.node import NODE


def judged_with_facts(one: Judged, count: int, seed: int) -> tuple[list[Any], int, list[str]]:
    """So many bodies; how many are refused for their files alone; and what judges say differently, in words."""
    chance = random.Random(f"facts {seed} {one.model.name}")
    asked = [*itertools.islice(bodies(one, seed), count)]
    judge, differ, by_files = one.judges.validator, [], 0
    for body in asked:
        facts = known(body, chance)
        plain, found = judge.errors(body), judge.errors(body, facts=facts)
        told = judge.validate(body, facts=facts)
        same = (
            judge.is_valid(body, facts) is (not found),
            tuple(each for each in told if each.severity == "error") == found,
            found[: len(plain)] == plain,
            judge.errors(body, facts={}) == plain,
            one.judges.rust_judge.is_valid(body) is (not plain)
            or {each.rule for each in plain} <= one.judges.not_carried,
        )
        if not all(same):
            differ.append(f"{body} with {facts}: {same}")
        by_files += bool(found) and not plain
    return asked, by_files, differ


def in_javascript(one: Judged, asked: list[Any], seed: int) -> list[str]:
    """What the judge in JavaScript says differently of the bodies with facts."""
    chance = random.Random(f"facts in JavaScript {seed} {one.model.name}")
    owner = next(each for each in _contract_of(one).providers if each.name == one.model.provider)
    return differences({"": (one.model, owner)}, {"": asked}, lambda body: known(body, chance))


def _contract_of(one: Judged) -> Any:
    from tests.specs import contract as of_the_repository

    return contract() if one.model.provider == "plover" else of_the_repository()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodies", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wrong = 0
    for one in (*map(model, MODELS), repository("apimart/wan2.7")):
        without = run(one, options.bodies, seed=options.seed)
        asked, by_files, differ = judged_with_facts(one, options.bodies, options.seed)
        differ += [*(without.differ or ()), *(in_javascript(one, asked, options.seed) if NODE else ())]
        sys.stdout.write(f"{one.model.name}: {len(asked)} bodies, {by_files} refused by files, {len(differ)} differ\n")
        sys.stdout.writelines(f"{each}\n" for each in differ[:5])
        wrong += len(differ)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
