"""How many slips of a finger lie between two words. Pure."""

SHORT, MIDDLE = 4, 8


def slips(one: str, other: str, *, most: int) -> int:
    """Letters more, fewer, other, or two neighbours that changed places; `most + 1` where it is more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    one, other = _unlike(one, other)
    if most == 1:
        is_one = len(one) <= 1 and len(other) <= 1
        return int(one != other) if is_one or one == other else 1 if len(one) == 2 and one == other[::-1] else 2
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        older, before, row = before, row, [at]
        for to, theirs in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (char != theirs))
            if at > 1 and to > 1 and char == other[to - 2] and one[at - 2] == theirs:
                cost = min(cost, older[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _unlike(one: str, other: str) -> tuple[str, str]:
    """What lies between the same beginning and the same end."""
    least = min(len(one), len(other))
    start = next((at for at in range(least) if one[at] != other[at]), least)
    end = next((at for at in range(least - start) if one[-1 - at] != other[-1 - at]), least - start)
    return one[start : len(one) - end], other[start : len(other) - end]


def allowed(name: str) -> int:
    """How many slips leave a name recognisable: none in a short one, which every other short word is close to."""
    return allowed_at(len(name))


def allowed_at(length: int) -> int:
    if length <= SHORT:
        return 0
    return 1 if length <= MIDDLE else 2


def is_slip_of(word: str, name: str) -> bool:
    """Whether the word is the name with a slip or two. A middling name keeps its first letter: "forbex" is not "orbex"."""
    most = allowed(name)
    if not word or slips(word, name, most=max(most, 1)) > max(most, 1):
        return False
    if most == 0:
        return len(name) >= 3 and (_is_doubled(word, name) or (len(name) == SHORT and _is_swapped(word, name)))
    return most > 1 or _begins_alike(word, name)


def is_near(word: str, name: str) -> bool:
    """At most one slip, and none in the first letter."""
    return word != "" and _begins_alike(word, name) and slips(word, name, most=1) <= 1


def _begins_alike(word: str, name: str) -> bool:
    return word[0] == name[0] or word[:2] == name[1::-1]


def _is_swapped(word: str, name: str) -> bool:
    """Two neighbours changed places, none of them the first."""
    return len(word) == len(name) and word[0] == name[0] and sorted(word) == sorted(name)


def _is_doubled(word: str, name: str) -> bool:
    """One letter written twice."""
    return any(word == name[: at + 1] + name[at:] for at in range(len(name)))
