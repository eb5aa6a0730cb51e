"""Lets `python -m api.cli` be the command `hangcuang`."""

from api.cli import main

if __name__ == "__main__":
    main()
