"""The test suite. KEFU_DATABASE_URL chooses the leg: SQLite in a file (default) or PostgreSQL."""

import tempfile
from pathlib import Path

from kefu.settings.base import *  # noqa: F403
from kefu.settings.base import DATABASES

DEBUG = False
SECRET_KEY = "for tests only, never for people: " + "x" * 30
DATA_KEY = "for-tests-only-in-no-database-" + "y" * 30
IDENTITY_SECRET = "the tests' shared secret, 32 bytes or more"  # noqa: S105
IDENTITY_ISSUER = "https://northwind.test"
OCR = "off"  # as SEARCH_ENCODER
SEARCH_ENCODER = "off"  # the same tests with and without the extra; those of the encoder switch it on
PUSH_PRIVATE_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"  # the RFC's own example
EMBED_ORIGINS = ["http://127.0.0.1:8002"]
WAKE_URL = "memory:"
SECOND_FACTOR = {
    "agent": "none",
    "auditor": "none",
    "lead": "none",
    "admin": "none",
}  # tests of sign-in set what they need
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="kefu-test-files-"))
JOURNAL_FOLDER = Path(tempfile.mkdtemp(prefix="kefu-test-journal-"))
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="kefu-test-static-"))  # whitenoise wants a folder
WHITENOISE_AUTOREFRESH = True  # or every test client would read all files first
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"].endswith("sqlite"):
    # a file, not memory: threads and WAL as in production. pytest-xdist adds its worker's name.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.mkdtemp(prefix="kefu-test-")) / "test.sqlite3")}
