"""P1: sockets torn down at random, again and again, lose nothing, double nothing and keep the order, events included."""

from bench import cuts, product


def test_a_hundred_cuts_in_a_thousand_messages_leave_no_trace() -> None:
    plan = cuts.Plan(messages=1_000, kills=100, pairs=10, seed=20)
    with product.running() as server:
        result, verdict = cuts.cut(server, plan)
    assert result["socket_cuts"] == 100, result
    assert result["messages"] == 1_010, result
    assert verdict.is_kept, (plan.seed, verdict.counts(), verdict.gaps[:3])
