"""Linear weights over what rows hold, of two classes: naive Bayes' ratios as scales of a support vector machine (Wang and
Manning 2012), fitted by dual coordinate descent on the squared hinge (Hsieh and others 2008). The same rows give the same.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def fitted(
    rows: Sequence[Collection[str]],
    is_hit: Sequence[bool],
    *,
    least_seen: int,
    loss_worth: float,
    rounds: int,
    others_worth: float = 1.0,
    is_evened: bool = False,
) -> tuple[dict[str, float], float]:
    """(weight by name, level). `others_worth`: of a false hit, in misses. `is_evened`: a long row counts as a short one."""
    counted = Counter[str]()
    for row in rows:
        counted.update(row)
    names = sorted(name for name, n in counted.items() if n >= least_seen)
    places = {name: at for at, name in enumerate(names)}
    held = [np.array(sorted(places[name] for name in row if name in places), dtype=np.int32) for row in rows]
    hits = np.array(is_hit)
    scales = _ratios(held, hits, len(names))
    slack = np.where(hits, 1.0, 1.0 / others_worth) / (2 * loss_worth)
    values = [scales[at] / (max(len(at), 1) ** 0.5 if is_evened else 1.0) for at in held]
    weights, level = _descended(held, values, np.where(hits, 1.0, -1.0), slack, n=len(names), rounds=rounds)
    return dict(zip(names, (weights * scales).tolist(), strict=True)), level


def _ratios(held: Sequence["NDArray[np.int32]"], hits: "NDArray[np.bool_]", n: int) -> "NDArray[np.float64]":
    """The logarithm of how much more of the hits than of the others have it."""
    ours, others = np.ones(n), np.ones(n)
    for at, is_hit in zip(held, hits, strict=True):
        (ours if is_hit else others)[at] += 1
    ratios: NDArray[np.float64] = np.log(ours / ours.sum()) - np.log(others / others.sum())
    return ratios


def _descended(
    held: Sequence["NDArray[np.int32]"],
    values: Sequence["NDArray[np.float64]"],
    signs: "NDArray[np.float64]",
    slack: "NDArray[np.float64]",
    *,
    n: int,
    rounds: int,
) -> tuple["NDArray[np.float64]", float]:
    dice, weights, level = np.random.default_rng(0), np.zeros(n), 0.0
    curves = [float(each @ each) + 1 + slack[nth] for nth, each in enumerate(values)]
    duals = np.zeros(len(held))
    for _round in range(rounds):
        for nth in dice.permutation(len(held)):
            at, value = held[nth], values[nth]
            slope = signs[nth] * (weights[at] @ value + level) - 1 + slack[nth] * duals[nth]
            dual = max(duals[nth] - slope / curves[nth], 0.0)
            if dual != duals[nth]:
                step = (dual - duals[nth]) * signs[nth]
                weights[at] += step * value
                level += step
                duals[nth] = dual
    return weights, float(level)
