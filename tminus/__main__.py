"""``python -m tminus``."""

from tminus.cli import main

if __name__ == "__main__":
    main()
