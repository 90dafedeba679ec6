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
    except (MemoryError, ImportError) as error:
        reason = str(error) or "there is not enough memory"
        sys.stderr.write(f"tminus: it could not be loaded: {reason}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
