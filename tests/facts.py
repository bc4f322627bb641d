"""What might be known of the files that a body names, at random: for tests that ask several judges."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

CHOICES: dict[str, tuple[Any, ...]] = {
    "seconds": (0, 1, 1.99, 2, 2.0, 5, 7.25, 10, 10.01, 15, 16, 20, 30, 30.5, 1e300),
    "width": (0, 30, 239, 240, 300, 479, 480, 720.0, 1080, 1280, 1920, 2161, 4096, 4097),
    "height": (0, 30, 239, 240, 300, 479, 480, 720.0, 1080, 1280, 1920, 2160, 2161, 4096, 4097),
    "bytes": (0, 1, 10 * 2**20, 10 * 2**20 + 1, 15 * 2**20, 50 * 2**20, 50 * 2**20 + 1, 100 * 2**20 + 1, 2**53),
    "fps": (0, 23.976, 24, 29.97, 30, 60, 60.01, 120),
    "format": ("mp4", "MP4", "mov", "jpg", "JPEG", "png", "mp3", "wav", "avi", "é", '"'),
}


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(one)


def known(body: Any, chance: random.Random) -> dict[str, dict[str, Any]]:
    """Facts of some of the texts in a body: several of each, some of them null."""
    found = {}
    for text in dict.fromkeys(texts(body)):
        if len(text) < 200 and chance.random() < 0.8:
            names = chance.sample([*CHOICES], chance.randint(0, len(CHOICES)))
            found[text] = {name: chance.choice((*CHOICES[name], None)) for name in names}
    return found
