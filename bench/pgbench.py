"""What PostgreSQL does with the same row: pgbench on a server of our own, its standard settings, one row a transaction."""

import re
import subprocess
import tempfile
from pathlib import Path

from bench import servers
from bench.errors import BenchError

CLIENTS = 32
TABLE = """
CREATE TABLE entry (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, conversation INT, seq INT, public_seq INT, kind TEXT,
  audience TEXT, author_kind TEXT, author_id INT, author_name TEXT, body TEXT, version INT, data TEXT, key TEXT,
  created_at TIMESTAMPTZ, UNIQUE (conversation, seq)
);
CREATE SEQUENCE numbers;
"""
INSERT = """
INSERT INTO entry (conversation, seq, public_seq, kind, audience, author_kind, author_id, author_name, body, version,
  data, key, created_at) SELECT n % 500, n, n, 'message', 'everyone', 'customer', 7, '', '{body}', 1,
  '{{"files": []}}', 'key-' || n, now() FROM nextval('numbers') n;
"""
TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


def rows_per_s(*, seconds: int, body: str) -> float | None:
    """Rows a second by 32 clients, each row committed and on disk by itself; none where PostgreSQL is not installed."""
    if servers.lacking():
        return None
    with servers.postgres() as server, tempfile.TemporaryDirectory(prefix="bench-pgbench-") as folder:
        server.run(TABLE)
        script = Path(folder) / "insert.sql"
        script.write_text(" ".join(INSERT.format(body=body).split()))
        return _asked(server, script, seconds)


def _asked(server: servers.Postgres, script: Path, seconds: int) -> float:
    where = ["-h", "127.0.0.1", "-p", str(server.port), "-U", servers.POSTGRES_USER, "postgres"]
    load = ["-n", "-M", "prepared", "-f", str(script), "-c", str(CLIENTS), "-j", "2", "-T", str(seconds)]
    command = [f"{servers.postgres_bin()}/pgbench", *load, *where]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    found = TPS.search(told.stdout)
    if found is None:
        raise BenchError(f"pgbench failed: {told.stderr[-500:]}")
    return float(found[1])
