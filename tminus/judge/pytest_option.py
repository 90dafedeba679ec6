"""The option ``--subject`` of pytest, known before pytest looks for anybody's ``conftest.py``.

Were it not known by then, its value would count as a place where tests may be, and what
stands there as ``conftest.py`` would be imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption(
        "--subject",
        metavar="DIR",
        help="the directory of repairs that the behaviour tests judge (default: fixed/)",
    )
