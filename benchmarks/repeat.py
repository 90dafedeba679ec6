"""Whether a busy machine changes a verdict: the same repairs, judged again and again under load.

Run it from a checkout: ``python benchmarks/repeat.py [--times 200] [--busy 4]``. Each
directory holds the repaired programs, with a comment of its own, so that each is
judged anew. Exit code 1 where not every block holds every time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tminus.corpus import load


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="how often all is judged")
    parser.add_argument("--busy", type=int, default=4, help="processes that only count")
    options = parser.parse_args()
    corpus = load()
    verdicts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        places = [Path(scratch) / f"{number:04}" for number in range(options.times)]
        for place in places:
            place.mkdir()
            for block in corpus.blocks:
                text = f"{block.fixed}# {place.name}\n"
                (place / f"{block.name}.py").write_text(text, encoding="utf-8")
        busy = [
            subprocess.Popen([sys.executable, "-c", "while True: pass"])
            for _ in range(options.busy)
        ]
        began = time.perf_counter()
        try:
            command = [sys.executable, "-m", "tminus", "check", "--json-lines", *map(str, places)]
            judged = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        finally:
            for process in busy:
                process.kill()
                process.wait()
        for line in judged.stdout.splitlines():
            for blocks in json.loads(line).values():
                verdicts.update(f"{name} {block['verdict']}" for name, block in blocks.items())
    print(f"{time.perf_counter() - began:.0f} s, {options.busy} busy processes beside it")
    for verdict, count in sorted(verdicts.items()):
        print(f"{count:6} {verdict}")
    return int(verdicts != {f"{block.name} holds": options.times for block in corpus.blocks})


if __name__ == "__main__":
    sys.exit(main())
