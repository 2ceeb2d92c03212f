"""The encoder's own process, with a hook that notes every socket Python opens or connects. Started by `bot_inside.running`."""

import os
import sys
from pathlib import Path

from kefu.search import encoder_process

EVENTS = ("socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo")


def main() -> None:
    file = Path(os.environ["BENCH_SOCKETS"])

    def note(event: str, given: tuple[object, ...]) -> None:
        del given
        if event in EVENTS:
            with file.open("a") as opened:
                opened.write(f"{event}\n")

    sys.addaudithook(note)
    encoder_process.main()


if __name__ == "__main__":
    main()
