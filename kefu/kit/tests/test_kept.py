"""What is kept in memory, when it is forgotten while somebody reads it."""

import threading

from kefu.kit.kept import Kept


def test_what_is_forgotten_while_it_is_read_is_read_again() -> None:
    truth, begun, goes_on = {"fee": 1}, threading.Event(), threading.Event()

    def read() -> dict[str, int]:
        found = dict(truth)
        if not begun.is_set():
            begun.set()
            assert goes_on.wait(10)
        return found

    kept = Kept(read)
    thread = threading.Thread(target=kept.fresh)
    thread.start()
    assert begun.wait(10)
    truth["fee"] = 2
    kept.forget()  # waits for nobody
    goes_on.set()
    thread.join(10)
    assert kept.known("fee") is None
    assert kept.fresh() == {"fee": 2}
    assert kept.known("fee") == 2


def test_each_keeper_says_how_long_it_keeps() -> None:
    truth = {"fee": 1}
    kept = Kept(lambda: dict(truth), lives_s=0.0)
    assert kept.fresh() == {"fee": 1}
    truth["fee"] = 2
    assert kept.fresh() == {"fee": 2}
