"""``tminus key``: the answer key for other programs."""

from __future__ import annotations

import json

import click

from tminus.corpus import load

HELP = """Print the answer key, or the whole corpus, for other programs to read.

\b
tminus key --sarif > key.sarif     editors and code hosts show it, with its fixes
tminus key --jsonl > corpus.jsonl  the dataset that docs/data-card.md describes
"""


@click.command("key", help=HELP)
@click.option("--sarif", is_flag=True, help="The answer key as SARIF 2.1.0.")
@click.option("--jsonl", is_flag=True, help="The corpus as JSON, a block a line.")
def command(sarif: bool, jsonl: bool) -> None:
    if sarif == jsonl:
        raise click.UsageError("say in which form: --sarif or --jsonl")
    corpus = load()
    if sarif:
        from tminus.key.sarif import log

        click.echo(json.dumps(log(corpus), indent=2, ensure_ascii=False))
    else:
        from tminus.key.dataset import rows

        for row in rows(corpus):
            click.echo(json.dumps(row, ensure_ascii=False))
