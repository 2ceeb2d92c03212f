"""Northwind's app: only what Northwind itself signed is asked, only its own customer, and the answer is signed for Kefu."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
from urllib.parse import urlencode

from northwind import approving
from northwind.installation import Installation
from northwind.site import CHEN_WEI, Site
from northwind.tests.test_site import ask, own_page

ASKED = {"key": "k" * 26, "uid": CHEN_WEI.uid, "level": 2, "reason": "money", "number": "47", "badge": "1", "case": "c"}


def link(installation: Installation, **changed: object) -> str:
    body = base64.urlsafe_b64encode(json.dumps({**ASKED, "ends_at": "", **changed}).encode()).decode().rstrip("=")
    secret = installation.exchange_secret().encode()
    return f"{body}.{hmac.new(secret, approving.PURPOSE + body.encode(), hashlib.sha256).hexdigest()}"


def test_the_app_shows_who_asks_and_the_number(site: Site, installation: Installation) -> None:
    response, html = ask(site, f"/confirm?lang=zh&{urlencode({'asked': link(installation)})}")
    assert response.status == 200
    assert "需要处理充值或提现" in html
    assert ">47<" in html


def test_what_nobody_signed_or_is_anothers_is_not_asked(site: Site, installation: Installation) -> None:
    forged = link(installation)[:-8] + "00000000"
    for told in ("", "a.b", forged, link(installation, uid="another")):
        assert ask(site, f"/confirm?{urlencode({'asked': told})}")[0].status == 404
        sent = ask(site, "/confirm", method="POST", headers=own_page(site), body=urlencode({"asked": told}))
        assert sent[0].status == 400


def test_the_answer_is_signed_as_kefu_demands(installation: Installation) -> None:
    heard: list[tuple[str, dict[str, str], bytes]] = []

    class Kefu(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, dict(self.headers), body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", installation.port), Kefu)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    asked = approving.read(link(installation), secret=installation.exchange_secret())
    assert asked is not None
    assert approving.tell(installation, asked, is_approved=False) == 200
    server.shutdown()
    server.server_close()
    ((path, headers, body),) = heard
    assert json.loads(body) == {"key": "k" * 26, "uid": CHEN_WEI.uid, "answer": "refused", "level": 0}
    digest = hashlib.sha256(body).hexdigest()
    words = "\n".join(("v1", headers["Kefu-Timestamp"], headers["Kefu-Nonce"], "POST", path, digest))
    right = hmac.new(installation.exchange_secret().encode(), words.encode(), hashlib.sha256).hexdigest()
    assert headers["Kefu-Signature"] == f"v1={right}"
