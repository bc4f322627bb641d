"""`reelspec standalone`: the validator of a model as one file that imports nothing of its package."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reelspec.cli.named import named
from reelspec.codegen.validators.emitter import emit_validator
from reelspec.language.parser.load import load

HELP = "Print the validator of a model as one file that stands alone."
EXAMPLE = "reelspec standalone powertokens/wan2.7-i2v --out wan2_7_i2v.py"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="PROVIDER/MODEL")
    parser.add_argument("--out", metavar="FILE", help="write it to a file; standard output then stays empty")


def run(options: argparse.Namespace, root: Path) -> int:
    pair = named(load(root), options.model)
    if pair is None:
        return 2
    provider, model = pair
    source = emit_validator(model, provider, standalone=True)
    if options.out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(
            source
        )  # the bytes that `generate` writes, whatever the terminal's encoding and line ends
        sys.stdout.buffer.flush()
    else:
        Path(options.out).write_bytes(source)
    return 0
