"""The command's first step: what is loaded after it may be interrupted, too."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command. Exit code 130 where it is interrupted while it is still being loaded."""
    try:
        from tminus.cli import main as command

        command()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
