"""``tminus claims``: what the document's text claims, and what a test says to it."""

from __future__ import annotations

import json
from itertools import groupby

import click

from tminus.claims import MEANING, Claim, Claims, Finding, load

STYLES = {Finding.HOLDS: "green", Finding.FAILS: "bold red", Finding.DEPENDS: "yellow"}
TESTS = "tests/claims/test_claims.py"


@click.command("claims")
@click.option("--json", "as_json", is_flag=True, help="Print the claims as one JSON object.")
def command(as_json: bool) -> None:
    """List what the document's text claims about threads, and what was seen.

    Each claim holds, does not hold, or depends on something that the text leaves
    out. Each has one test, on the real interpreter. In colour on a terminal
    (NO_COLOR is honoured).
    """
    claims = load()
    if as_json:
        click.echo(json.dumps(_as_data(claims), indent=2, ensure_ascii=False))
    else:
        _show(claims)


def _show(claims: Claims) -> None:
    """Print the list, under the names of the blocks."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    for block, group in groupby(claims.claims, key=lambda claim: claim.block):
        console.print(Text(block, style="bold"))
        table = Table.grid(padding=(0, 0, 0, 2))
        table.add_column(width=13, no_wrap=True)
        table.add_column()
        for claim in group:
            table.add_row(Text(claim.verdict, style=STYLES[claim.verdict]), Text(claim.claimed))
            table.add_row("", Text(claim.seen, style="dim"))
            table.add_row("", Text(f"See {'; '.join(claim.sources)}.", style="dim italic"))
        console.print(table)
        console.print()
    counts = totals(claims.claims)
    summary = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Finding)
    console.print(Text(f"{len(claims.claims)} claims: {summary}", style="bold"))
    for verdict, meaning in MEANING.items():
        console.print(Text(f"  {verdict:<13}  {meaning}", style="dim"))
    console.print(
        Text(f"Asked were {claims.asked}. Ask yours, in a checkout: pytest {TESTS}", style="dim")
    )


def totals(claims: tuple[Claim, ...]) -> dict[Finding, int]:
    """How many claims there are of each verdict."""
    return {verdict: sum(claim.verdict == verdict for claim in claims) for verdict in Finding}


def _as_data(claims: Claims) -> dict[str, object]:
    return {
        "asked": claims.asked,
        "totals": totals(claims.claims),
        "claims": [
            {
                "id": claim.id,
                "block": claim.block,
                "claimed": claim.claimed,
                "verdict": claim.verdict,
                "seen": claim.seen,
                "test": f"{TESTS}::{claim.test}",
                "sources": list(claim.sources),
            }
            for claim in claims.claims
        ],
    }
