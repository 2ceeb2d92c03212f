"""One sentence that says what stands in the way and what to do: how every command in bin/ fails."""

import sys
from collections.abc import Callable


class Refusal(Exception):
    """`sentence` is for the person at the terminal; no traceback is shown."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def run(command: Callable[[], int | None]) -> None:
    """Run a command and end the process with its exit code; 1 and the sentence for a Refusal."""
    try:
        code = command()
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
