"""For a container's HEALTHCHECK: do the named parts (pages, live) answer /healthz here? Standard library only, 20 ms."""

import http.client
import os
import sys
from urllib.parse import urlsplit

PATIENCE_S = 2.5


def main() -> int:
    port = int(os.environ.get("PORT") or 8000)
    ports = {"pages": port, "live": int(os.environ.get("KEFU_LIVE_PORT") or port + 1)}
    host = urlsplit(os.environ.get("KEFU_URL") or "http://localhost").hostname or "localhost"
    deaf = [part for part in sys.argv[1:] if not answers(ports[part], host=host)]
    print(f"no answer from {' and '.join(deaf)}" if deaf else "ok")
    return 1 if deaf else 0


def answers(port: int, *, host: str) -> bool:
    """The pages answer to their own name alone, so it goes along."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        asked.request("GET", "/healthz", headers={"Host": host})
        return asked.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        asked.close()


if __name__ == "__main__":
    sys.exit(main())
