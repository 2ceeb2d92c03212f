"""What a process holds in memory."""

import platform
import subprocess
import sys

import pytest

# each thread asks for something at a time when all the others have something
PROGRAM = """
import threading
from pathlib import Path
from kefu.ops import garbage
garbage.share_heaps()
all_there = threading.Barrier(9)
def hold():
    held = [bytes(2_000 + n) for n in range(200)]
    all_there.wait()
    all_there.wait()
for _ in range(8):
    threading.Thread(target=hold).start()
all_there.wait()
starts = [line.split("-")[0] for line in Path("/proc/self/maps").read_text().splitlines()]
all_there.wait()
print(sum(int(start, 16) % (64 << 20) == 0 for start in starts))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="heaps of threads are glibc's")
def test_threads_share_two_heaps() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= 1  # beside the process's own: such a heap begins at a multiple of 64 MB
