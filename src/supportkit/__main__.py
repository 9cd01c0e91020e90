"""`python -m supportkit` is the same as `supportkit`."""

from supportkit.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
