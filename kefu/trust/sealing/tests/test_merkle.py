"""The tree against RFC 6962's published vectors, and the store's edges against the plain recursion."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from kefu.trust import signing
from kefu.trust.sealing import leaves, merkle

# the eight inputs of certificate-transparency's reference tests, and the roots they publish for the first n of them
INPUTS = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def recursive(leaves: list[bytes]) -> bytes:
    """The definition of RFC 9162, section 2.1.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return merkle.node(recursive(leaves[:half]), recursive(leaves[half:]))


def test_the_roots_are_those_that_are_published() -> None:
    tree = merkle.Frontier()
    for data, root in zip(INPUTS, ROOTS, strict=True):
        tree.add(merkle.leaf(bytes.fromhex(data)))
        assert tree.root().hex() == root


def test_a_tree_made_from_stored_edges_is_the_tree_at_every_size() -> None:
    leaves = [merkle.leaf(str(number).encode()) for number in range(1_100)]
    levels = [leaves]
    while len(levels[-1]) >= merkle.WIDTH:
        below = levels[-1]
        whole = range(0, len(below) - len(below) % merkle.WIDTH, merkle.WIDTH)
        levels.append([merkle.whole(below[at : at + merkle.WIDTH]) for at in whole])
    for size in (0, 1, 2, 3, 255, 256, 257, 511, 512, 700, 1_023, 1_024, 1_100):
        runs = [levels[level][start:end] for level, (start, end) in enumerate(merkle.edges(size))]
        tree = merkle.frontier(size, runs)
        assert tree.root() == recursive(leaves[:size]), size
        tree.add(leaves[0])
        assert tree.root() == recursive([*leaves[:size], leaves[0]]), size


def test_what_is_hashed_of_a_row_is_its_canonical_json_whatever_it_holds() -> None:
    words = '"\\/\b\f\n\r\t\x00\x1f\x7f é 中文 \u2028 😀'
    row = leaves.Row(7, datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC), words, 2**63, words, words, -1, words, "5a", "")
    told = {"v": 1, "id": 7, "at": "2026-01-02T03:04:05.000006+00:00", "actor": [words, 2**63], "action": words}
    told |= {"subject": [words, -1], "detail": hashlib.sha256(f"5a\0{words}".encode()).hexdigest()}
    assert leaves.canonical(row, salt="5a") == signing.canonical(told)
    assert leaves.canonical(replace(row, actor_id=2**70), salt="5a").count(str(2**70).encode()) == 1
