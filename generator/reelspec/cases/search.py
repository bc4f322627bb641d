"""The bounded search: one option for each name, and back as soon as those chosen so far cannot be part of anything.

`space` says what the options are and what fits; nothing here knows of schemas or rules.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reelspec.cases.choice import ABSENT, Choice


def choose(
    names: Sequence[str],
    options: Sequence[Sequence[Choice]],
    body: dict[str, object],
    *,
    fits: Callable[[int], bool],
    whole: Callable[[], bool],
    most_steps: int,
) -> tuple[bool | None, int]:
    """Set each name in `body` to the first of its options with which everything fits, the last name changing fastest.

    fits: asked with the index of the name that has just been chosen; whole: asked when all have been.
    Returns whether `body` is what was looked for (None: given up after `most_steps`), and the index of the last name
    that was ever reached.
    """
    position = [0] * len(names)
    depth = deepest = steps = 0
    while depth >= 0:
        if position[depth] >= len(options[depth]):
            body.pop(names[depth], None)
            position[depth] = 0
            depth -= 1
            continue
        choice = options[depth][position[depth]]
        position[depth] += 1
        steps += 1
        if steps > most_steps:
            return None, deepest
        if choice is ABSENT:
            body.pop(names[depth], None)
        else:
            body[names[depth]] = choice
        if not fits(depth):
            continue
        if depth + 1 < len(names):
            depth += 1
            deepest = max(deepest, depth)
        elif whole():
            return True, deepest
    return False, deepest
