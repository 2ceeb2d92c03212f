"""Runs a Python command line inside the development environment: `python -m tools.bootstrap.enter -m pytest`."""

import os
import sys

from tools.bootstrap import environment
from tools.bootstrap.refusal import run


def main() -> int:
    python = environment.ensure(".venv-dev", requirements="dev")
    os.execv(python, [str(python), *sys.argv[1:]])


if __name__ == "__main__":
    run(main)
