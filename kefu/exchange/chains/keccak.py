"""Keccak-256 as Ethereum uses it: the sponge of FIPS 202 with the padding it had before it became SHA-3."""

_MASK = (1 << 64) - 1
_RATE = 136  # bytes taken in at a time: 1600 bits without twice 256


def _constants() -> tuple[int, ...]:
    """The constants of iota come out of a shift register of eight bits (FIPS 202, 3.2.5)."""
    register, made = 1, []
    for _ in range(24):
        constant = 0
        for j in range(7):
            constant |= (register & 1) << ((1 << j) - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        made.append(constant)
    return tuple(made)


def _paths() -> tuple[tuple[int, int, int], ...]:
    """Where rho and pi carry each lane: from, to, turned by how much (FIPS 202, 3.2.2 and 3.2.3)."""
    x, y, made = 1, 0, [(0, 0, 0)]
    for t in range(24):
        to_x, to_y = y, (2 * x + 3 * y) % 5
        made.append((x + 5 * y, to_x + 5 * to_y, (t + 1) * (t + 2) // 2 % 64))
        x, y = to_x, to_y
    return tuple(made)


_IOTA, _RHO_PI = _constants(), _paths()


def keccak256(data: bytes) -> bytes:
    padded = bytearray(data + b"\x01" + b"\x00" * (-(len(data) + 1) % _RATE))
    padded[-1] |= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), _RATE):
        for lane in range(_RATE // 8):
            lanes[lane] ^= int.from_bytes(padded[start + 8 * lane : start + 8 * lane + 8], "little")
        lanes = _mixed(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def _mixed(lanes: list[int]) -> list[int]:
    for constant in _IOTA:
        columns = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        sums = [columns[x - 1] ^ _turned(columns[(x + 1) % 5], 1) for x in range(5)]
        moved = [0] * 25
        for source, target, bits in _RHO_PI:
            moved[target] = _turned(lanes[source] ^ sums[source % 5], bits)
        lanes = [
            moved[i] ^ (~moved[i // 5 * 5 + (i + 1) % 5] & moved[i // 5 * 5 + (i + 2) % 5] & _MASK) for i in range(25)
        ]
        lanes[0] ^= constant
    return lanes


def _turned(lane: int, bits: int) -> int:
    return ((lane << bits) | (lane >> (64 - bits))) & _MASK
