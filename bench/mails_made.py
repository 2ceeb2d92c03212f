"""`python -m bench.mails_made`: writes `judged/mails` anew, mails of ours as they reach people and mails that only say so.

Each file's name begins with what it is: `ours`, `inside` (ours, forwarded whole in somebody's mail) or `forged`. Every key is
made for one run and thrown away; `zone.json` holds what name servers would tell of them.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import dkim

from bench.mails_shapes import ARRIVED, EVIL, LIST, LURE, OURS, WORDS, Keys, body, forwarded, lines, mail

FOLDER = Path(__file__).parent / "judged" / "mails"
TRUSTED = "mailbox.example"  # a forwarder whose word counts
Made = tuple[str, bytes]
SHAPES = ("alternative", "plain", "gb", "html", "file")
US = f"Northwind Support <support@{OURS}>"


def main() -> None:
    keys = Keys()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    made = [
        *delivered(keys),
        *saved(keys),
        *passed_on(keys),
        *inside(keys),
        *unsigned(keys),
        *bent(keys),
        *alike(keys),
        *lying(keys),
    ]
    for at, (name, raw) in enumerate(made):
        (FOLDER / f"{name}-{at:03d}.eml").write_bytes(raw)
    (FOLDER / "zone.json").write_text(json.dumps(keys.zone, indent=1, sort_keys=True) + "\n")


def delivered(keys: Keys) -> Iterator[Made]:
    """As six mailboxes hand it out, in five shapes."""
    for at, (box, arrived) in enumerate(ARRIVED.items()):
        for nth in range(4):
            key = list(WORDS)[nth]
            raw = keys.sign(mail(key, shape=SHAPES[(at + nth) % len(SHAPES)], at=at * 4 + nth), OURS)
            yield f"ours-{box}", arrived.encode() + raw


def saved(keys: Keys) -> Iterator[Made]:
    """As programs save it, and from other senders of ours."""
    first = keys.sign(mail("zh", shape="plain", at=40), OURS)
    yield "ours-apple-saved", lines(first)
    yield "ours-mbox", b"From - Mon Nov  2 09:10:12 2026\n" + lines(keys.sign(mail("en", shape="file", at=41), OURS))
    yield "ours-bom", b"\xef\xbb\xbf" + keys.sign(mail("en2", shape="html", at=42), OURS)
    yield "ours-empty-lines", keys.sign(mail("zh2", shape="gb", at=43), OURS) + b"\r\n\r\n\r\n"
    yield "ours-subdomain", keys.sign(mail("en", sender=f"Northwind <news@mail.{OURS}>", at=44), OURS)
    yield "ours-own-subdomain", keys.sign(mail("zh", sender=f"Northwind <news@mail.{OURS}>", at=45), f"mail.{OURS}")
    yield "ours-two-seals", keys.sign(keys.sign(mail("en2", at=46), OURS), "sender.example", "esp")
    yield (
        "ours-name-chinese",
        keys.sign(mail("zh", sender=f"=?UTF-8?B?5YyX6aOO5a6i5pyN?= <support@{OURS}>", at=47), OURS),
    )
    yield "ours-reply-to", keys.sign(mail("en", reply=f"support+r9@{OURS}", at=48), OURS)
    yield "ours-bare-address", keys.sign(mail("en2", sender=f"support@{OURS}", shape="plain", at=49), OURS)


def passed_on(keys: Keys) -> Iterator[Made]:
    """By rules of a mailbox, unchanged; and changed by a forwarder who seals what it saw (ARC)."""
    for at, key in enumerate(WORDS):
        raw = keys.sign(mail(key, at=60 + at), OURS)
        marks = (
            "X-Forwarded-For: mara@mail.example friend@mail.example\r\nX-Forwarded-To: friend@mail.example\r\n"
            f"Delivered-To: mara@mail.example\r\nResent-From: mara@mail.example\r\nReceived: by {LIST} with SMTP id 7\r\n"
        )
        yield "ours-forwarded", marks.encode() + raw
    for at, key in enumerate(WORDS):
        yield "ours-sealed", _sealed(keys, keys.sign(mail(key, shape="plain", at=70 + at), OURS), TRUSTED)


def _sealed(keys: Keys, raw: bytes, domain: str, *, said: str = f"dkim=pass header.d={OURS}") -> bytes:
    """Words are added at its end; then the forwarder says what it had seen before."""
    changed = f"Authentication-Results: {domain}; {said}\r\n".encode() + raw + b"-- \r\nsent on by a list\r\n"
    seals = dkim.arc_sign(
        changed,
        b"arc1",
        domain.encode(),
        keys.private(domain, "arc1"),
        domain.encode(),
        include_headers=[b"from", b"to", b"subject", b"date", b"message-id"],
    )
    return b"".join(seals) + changed


def inside(keys: Keys) -> Iterator[Made]:
    for at, way in enumerate(("outlook", "gmail", "apple", "outlook", "gmail", "apple")):
        raw = keys.sign(mail(list(WORDS)[at % 4], shape=SHAPES[at % 5], at=80 + at), OURS)
        yield f"inside-{way}", forwarded(raw, way=way)


def unsigned(keys: Keys) -> Iterator[Made]:
    """Our address and nothing more, or somebody else's signature."""
    said = (
        f"Authentication-Results: mx.mail.example; dkim=pass header.d={OURS}; dmarc=pass\r\n"
        f"ARC-Authentication-Results: i=1; {TRUSTED}; dkim=pass header.d={OURS}\r\n"
    ).encode()
    for nth, shape in enumerate(SHAPES):
        yield "forged-unsigned", ARRIVED["gmail"].encode() + mail("lure", shape=shape, at=100 + nth)
    yield "forged-results", said + mail("lure", sender=US, at=105)
    for nth in range(4):
        yield (
            "forged-others-seal",
            keys.sign(
                mail("lure", sender=US, at=106 + nth), (EVIL, "esp.example", f"{OURS}.evil.example", "example")[nth]
            ),
        )
    yield "forged-seal-copied", _head_of(keys.sign(mail("en", at=110), OURS)) + mail("lure", at=111)
    yield "forged-no-key", keys.sign(mail("lure", at=112), OURS, "k404", publish=False)
    yield "forged-sealer", _sealed(keys, mail("lure", shape="plain", at=114), "sealer.example")
    yield (
        "forged-sealer-lies",
        _sealed(
            keys,
            mail("lure", shape="plain", at=115),
            "sealer.example",
            said=f"dkim=pass header.d={OURS}; spf=pass smtp.mailfrom=a@{OURS}",
        ),
    )
    yield (
        "forged-sealed-fail",
        _sealed(keys, mail("lure", shape="plain", at=116), TRUSTED, said=f"dkim=fail header.d={OURS}"),
    )
    yield (
        "forged-sealed-other",
        _sealed(
            keys,
            mail("lure", shape="plain", at=117),
            TRUSTED,
            said=f"dkim=pass header.d={EVIL}; dmarc=pass header.from={OURS}",
        ),
    )


def _head_of(signed: bytes) -> bytes:
    return signed.split(b"\r\nFrom:")[0] + b"\r\n"


def bent(keys: Keys) -> Iterator[Made]:
    """Signed by us once, and changed since."""
    raw = keys.sign(mail("en", shape="plain", at=120), OURS)
    yield "forged-body", raw.replace(b"0.31 ETH", b"3.10 ETH")
    yield "forged-subject", raw.replace(b"on its way", b"blocked")
    yield "forged-subject-twice", b"Subject: Urgent: verify your wallet\r\n" + raw
    yield "forged-from-twice", f"From: {US}\r\n".encode() + raw
    yield "forged-reply-added", f"Reply-To: support@{EVIL}\r\n".encode() + raw
    yield "forged-type-twice", b"Content-Type: text/html\r\n" + raw
    yield "forged-appended", raw + f"\r\n{LURE[1]}\r\n".encode()
    partial = keys.sign(mail("en", shape="plain", at=121), OURS, length=True)
    yield "forged-length", partial + f"\r\n{LURE[1]}\r\n".encode()
    bare = keys.sign(mail("en", shape="plain", at=122), OURS, include_headers=[b"from", b"date"])
    yield "forged-subject-free", bare.replace(b"Your withdrawal is on its way", b"Urgent: verify your wallet")
    yield "forged-rcpt", raw.replace(b"To: mara120@mail.example", b"To: victim@mail.example")


def alike(keys: Keys) -> Iterator[Made]:
    """Names that are taken for ours, some of them signed in order by whoever holds them."""
    hosts = (
        "northw1nd.example",
        "northwind-support.example",
        "northwlnd.example",
        "n0rthwind.example",
        "northwind.example.help-desk.example",
        "xn--nrthwind-n4a.example",
    )
    for at, host in enumerate(hosts):
        yield "forged-alike", keys.sign(mail("lure", sender=f"Northwind Support <support@{host}>", at=130 + at), host)
    yield (
        "forged-name",
        keys.sign(mail("lure", sender="Northwind Support <help@freemail.example>", at=137), "freemail.example"),
    )
    yield (
        "forged-name-address",
        keys.sign(mail("lure", sender=f'"support@{OURS}" <help@freemail.example>', at=138), "freemail.example"),
    )
    yield "forged-link", keys.sign(mail("lure", sender="Jo <jo@freemail.example>", at=139), "freemail.example")
    yield "forged-local", mail("lure", sender=f"Northwind <refund-desk@{OURS}.>", at=140)


def lying(keys: Keys) -> Iterator[Made]:
    """Senders that read in more than one way, and our mails carried in others' as an alibi."""
    evil = "help@freemail.example"
    senders = (
        f"support@{OURS}, {evil}",
        f"{evil}, support@{OURS}",
        f'"support@{OURS}"@freemail.example',
        f"support@{OURS} <{evil}>",
        f"<{evil}> <support@{OURS}>",
        f"support@{OURS}(<{evil}>)",
        f"support@{OURS}%00 <{evil}>",
        f"Group: support@{OURS};",
    )
    for at, sender in enumerate(senders):
        yield "forged-senders", keys.sign(mail("lure", sender=sender, at=150 + at), "freemail.example")
    genuine = keys.sign(mail("en", at=160), OURS)
    yield (
        "forged-alibi",
        forwarded(genuine, way="gmail").replace(
            b"Mara Lind <mara@mail.example>", b"Northwind Support <support@northwind-help.example>"
        ),
    )
    yield "forged-alibi-ours", forwarded(genuine, way="outlook").replace(b"Mara Lind <mara@mail.example>", US.encode())
    text = "---------- Forwarded message ---------\r\nFrom: Northwind Support <support@northwind.example>\r\n" + LURE[1]
    yield "forged-quoted", b"From: Mara <mara@mail.example>\r\nSubject: Fwd: verify\r\n" + body(text, "plain")


if __name__ == "__main__":
    main()
