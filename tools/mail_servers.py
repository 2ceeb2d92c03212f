"""Where the real mail servers of bin/test's leg are: Postfix and Dovecot, as Debian installs them."""

import os
from pathlib import Path

POSTFIX, DOVECOT = "/usr/sbin/postfix", "/usr/sbin/dovecot"
PARTS = (POSTFIX, DOVECOT, "/usr/lib/dovecot/imap", "/usr/lib/dovecot/lmtp")


def lacking() -> str:
    """Why they cannot be started here, and what to do; empty where they can. They drop root's rights by themselves."""
    if not all(Path(each).exists() for each in PARTS):
        return "Postfix or Dovecot is not installed (Debian: apt-get install postfix dovecot-imapd dovecot-lmtpd)"
    return "" if os.geteuid() == 0 else "Postfix and Dovecot are started by root alone"
