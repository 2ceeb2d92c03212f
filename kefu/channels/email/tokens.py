"""The signed token that brings an answer home: in the address we ask to be answered at, and in our Message-IDs.

Pure. 42 characters of lower-case base32: the conversation's public id (26) and 80 bits of a keyed hash over it (16). It names a
conversation and proves that we wrote it down; it says nothing of who answers, and gives nobody a right.
"""

import base64
import hashlib
import hmac
import re
import secrets

PURPOSE = "channels.email.token"  # of the key: `kit.crypto.key_for`
ID_CHARS, MAC_CHARS = 26, 16
CHARS = ID_CHARS + MAC_CHARS
MOST_LOCAL_CHARS = 64  # RFC 5321, 4.5.3.1.1
_TOKEN = re.compile(rf"[a-z2-7]{{{CHARS}}}\Z")
_AFTER_DOT = re.compile(rf"\.([A-Za-z2-7]{{{CHARS}}})@")


def mint(conversation: str, key: bytes) -> str:
    """The token of a conversation (public id, 26 characters). The same whenever it is asked for."""
    return conversation + _mac(conversation, key)


def read(token: str, key: bytes) -> str | None:
    """The conversation's public id, or None for whatever we did not mint. In small or large letters: mails change them."""
    small = token.lower()
    if not _TOKEN.match(small):
        return None
    conversation, mac = small[:ID_CHARS], small[ID_CHARS:]
    is_ours = hmac.compare_digest(mac.encode(), _mac(conversation, key).encode())
    return conversation if is_ours else None


def reply_address(address: str, token: str) -> str:
    """`support+TOKEN@domain`. Where that would be longer than a mailbox's name may be, the address as it is: the token stands in
    the Message-ID too."""
    local, _, domain = address.rpartition("@")
    tagged = f"{local}+{token}"
    return f"{tagged}@{domain}" if len(tagged) <= MOST_LOCAL_CHARS else address


def token_in_address(address: str) -> str:
    """What stands behind the last + of the mailbox's name, as it is written; empty if there is none. `read` says what it is."""
    local = address.rpartition("@")[0]
    return local.rpartition("+")[2] if "+" in local else ""


def plain_address(address: str) -> str:
    """The mailbox without what stands behind its last +, in small letters."""
    local, _, domain = address.rpartition("@")
    name = local.rpartition("+")[0] if "+" in local else local
    return f"{name}@{domain}".lower()


def message_id(token: str, domain: str) -> str:
    """A Message-ID that nobody had before: `<unique.TOKEN@domain>`, with 120 random bits."""
    return f"<{_lower(secrets.token_bytes(15))}.{token}@{domain}>"


def thread_id(token: str, domain: str) -> str:
    """What every mail of a conversation refers to first, so that mail programs show them as one: `<thread.TOKEN@domain>`."""
    return f"<thread.{token}@{domain}>"


def tokens_in_ids(text: str) -> list[str]:
    """What looks like a token in Message-IDs (In-Reply-To, References), in order, each once. `read` says what it is."""
    return list(dict.fromkeys(found.lower() for found in _AFTER_DOT.findall(text)))


def _mac(conversation: str, key: bytes) -> str:
    digest = hmac.digest(key, b"mail:" + conversation.encode(), hashlib.sha256)
    return _lower(digest[: MAC_CHARS * 5 // 8])


def _lower(raw: bytes) -> str:
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()
