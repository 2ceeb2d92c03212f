"""Builds the load generator from its C source for the time of one run."""

import shutil
import subprocess
import sys
from pathlib import Path

from bench.errors import BenchError

SOURCE = Path(__file__).parent / "generator"


PARTS = {"load": ("clients",), "crowd": ("members",)}  # beside frames and notes, which all of them need


def build(folder: Path, name: str = "load") -> Path:
    """A generator's program (`load` or `crowd`), compiled into `folder`. BenchError says in a sentence what is missing."""
    if sys.platform != "linux":
        raise BenchError("The load generator waits with epoll: it needs Linux.")
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise BenchError("The load generator is C and no compiler was found. On Debian: apt install gcc libc6-dev")
    program = folder / name
    sources = [str(SOURCE / f"{part}.c") for part in (name, *PARTS[name], "frames", "notes")]
    built = subprocess.run([compiler, "-O2", "-o", str(program), *sources], capture_output=True, text=True, check=False)
    if built.returncode:
        raise BenchError(f"The load generator did not compile:\n{built.stderr}")
    return program
