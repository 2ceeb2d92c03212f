"""Kefu's own commands in one interpreter that stays: a line of JSON asks (`["agent", "Alice", ...]`), a line answers.

Run by `northwind.commands`. What it does is `kefu ...` and nothing else; starting that anew takes a second or more each time.
"""

import io
import json
import sys

import django
from django.core.management import call_command
from django.db import connections


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr
    django.setup()
    for line in sys.stdin:
        answers.write(json.dumps(answer(json.loads(line))) + "\n")
        answers.flush()


def answer(words: list[str]) -> dict[str, str]:
    """What the command printed (`said`), or why it refused (`refused`)."""
    said = io.StringIO()
    try:
        call_command(*words, stdout=said)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the person who clicked is told
        return {"refused": str(getattr(problem, "message", "") or problem) or type(problem).__name__}
    finally:
        connections.close_all()
    return {"said": said.getvalue()}


if __name__ == "__main__":
    main()
