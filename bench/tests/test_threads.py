"""The committed threads are those their scripts write, and clients' mails in them are read as promised."""

from bench import threads, threads_clients, threads_made


def test_the_scripts_write_the_committed_threads() -> None:
    assert threads.FILE.read_text(encoding="ascii") == threads_made.written()


def test_there_are_threads_of_every_program_and_of_all_that_befalls_them() -> None:
    told = list(threads.load())
    assert len(told) >= 200
    assert {each.locale for each in told} == {"zh", "en"}
    assert {each.befalls for each in told} == set(threads_made.STORIES)
    assert len({each.client for each in told}) == len(threads_clients.CLIENTS)


def test_what_clients_write_is_read_right() -> None:
    assert threads.main([]) == 0


def test_ids_and_addresses_of_ours_can_be_put_in() -> None:
    thread = next(each for each in threads.load() if each.befalls == "plain")
    ours, theirs = thread.steps
    assert isinstance(ours, threads.Ours)
    assert isinstance(theirs, threads.Theirs)
    raw = threads.filled(theirs.raw, {ours.id: "real@mail.example", ours.address: "support+real@northwind.example"})
    assert b"In-Reply-To: <real@mail.example>" in raw
    assert b"<support+real@northwind.example>" in raw
