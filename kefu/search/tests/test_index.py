"""What `index` promises, on whichever database the leg has."""

from collections.abc import Sequence

import pytest
from django.conf import LazySettings
from django.db import transaction

from kefu.search import index, meaning, shards, spelling
from kefu.search.index import Document, Query

pytestmark = pytest.mark.django_db

TXID = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"


@pytest.fixture
def articles() -> None:
    index.put(
        [
            _article(1, "如何提币", "在资产页点击提币,填写地址。", locale="zh-CN", scopes=["public"]),
            _article(
                2, "How to withdraw", "Open Assets, choose Withdraw, enter the address.", locale="en", scopes=["public"]
            ),
            _article(3, "充值没有到账怎么办", "先查看区块确认数。", locale="zh-CN", scopes=["public", "area:deposits"]),
            _article(
                4, "Refund of frozen funds", "For staff alone: how to release a hold.", locale="en", scopes=["staff"]
            ),
            _article(5, "如何重置登录密码", "在登录页点击忘记密码。", locale="zh-CN", scopes=["public"]),
        ]
    )


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "ROWS_A_SHARD", 3)
    index.put(
        [
            _entry(number, f"提币 number {number} is waiting", scopes=["team:1" if number % 2 else "team:2"])
            for number in range(1, 9)
        ]
    )


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize(
    "typed",
    ["提币", "提幣", "提现", "tibi", "tb", "提比", "怎么出金", "cash out", "Withdrawals", "withdrwa", "withd"],
)
def test_an_article_is_found_by_each_way_to_ask_for_it(typed: str) -> None:
    assert set(_found(typed)[:2]) & {1, 2}


@pytest.mark.usefixtures("articles")
def test_the_readers_language_comes_first_and_the_other_is_found_too() -> None:
    index.put(
        [
            Document("help", 8, "USDT TRC20", "网络", locale="zh-CN"),
            Document("help", 9, "USDT TRC20", "Network", locale="en"),
        ]
    )
    assert _found("usdt trc20", locale="zh-CN") == [8, 9]
    assert _found("usdt trc20", locale="en-GB") == [9, 8]


@pytest.mark.usefixtures("articles")
def test_what_a_viewer_may_not_read_is_never_found() -> None:
    assert 4 in _found("refund of frozen funds", scopes=["public", "staff"])
    assert 4 not in _found("refund of frozen funds", scopes=["public"])
    assert _found("refund", scopes=["PUBLIC"]) == []


@pytest.mark.usefixtures("articles")
def test_all_filters_must_be_met() -> None:
    assert _found("充值提币密码", scopes=["public"], needs=["area:deposits"]) == [3]


@pytest.mark.usefixtures("articles")
def test_a_mistyped_word_says_what_was_probably_meant() -> None:
    assert index.search(Query("withdarw", "help")).corrected == "withdraw"
    assert index.search(Query("withdraw", "help")).corrected is None


@pytest.mark.usefixtures("articles", "entries")
@pytest.mark.parametrize(
    "typed",
    [
        '"',
        '提币"',
        "a AND",
        "NEAR(提币 withdraw)",
        "terms:提币",
        "-提币",
        "提币*",
        "^提",
        "\x00",
        "') OR 1=1 --",
        "_all",
        "_spublic",
        "!",
        "&",
        "a | b",
        "<->",
        "\\",
        "%",
        "",
        " ",
    ],
)
def test_an_engines_syntax_is_only_text(typed: str) -> None:
    for shelf in ("help", "entries"):
        found = index.search(Query(typed, shelf, scopes=["public", "team:1"]))
        assert found.is_complete
        assert 4 not in [hit.key for hit in found.hits]
    assert _found("_all", shelf="entries", scopes=["team:1"]) == []


@pytest.mark.usefixtures("entries")
def test_a_stream_is_read_newest_first_over_its_shards_and_by_pages() -> None:
    assert _found("提币", shelf="entries", limit=3) == [8, 7, 6]
    assert _found("提币", shelf="entries", limit=3, before=6) == [5, 4, 3]
    assert _found("提币", shelf="entries", scopes=["team:2"]) == [8, 6, 4, 2]
    assert _found("提币", shelf="entries", scopes=["team:3"]) == []


@pytest.mark.usefixtures("entries")
def test_every_word_of_a_question_must_be_in_a_stream_s_row() -> None:
    assert _found("提币 number 5", shelf="entries") == [5]
    assert _found("充值 number 5", shelf="entries") == []


@pytest.mark.parametrize("shelf", ["help", "entries"])
def test_a_code_is_found_whole_and_by_its_first_eight_characters(shelf: str) -> None:
    index.put(
        [Document(shelf, 7, "", f"my hash is {TXID}"), Document(shelf, 8, "", "nothing", codes=["ORD-2024-000123"])]
    )
    assert _found(TXID, shelf=shelf) == [7]
    assert _found(TXID.upper()[:8], shelf=shelf) == [7]
    assert _found("ord-2024-000123", shelf=shelf) == [8]
    assert _found("ORD2024000123", shelf=shelf) == [8]
    assert _found(TXID[:-1] + "c", shelf=shelf) == []


@pytest.mark.parametrize("shelf", ["help", "entries"])
def test_what_is_put_again_replaces_what_stood_there(shelf: str) -> None:
    index.put([Document(shelf, 1, "first", "apricot")])
    index.put([Document(shelf, 1, "second", "blueberry"), Document(shelf, 2, "third", "apricot jam")])
    assert _found("apricot", shelf=shelf) == [2]
    assert _found("blueberry", shelf=shelf) == [1]
    index.tidy()
    assert _found("blueberry", shelf=shelf) == [1]


@pytest.mark.parametrize("shelf", ["help", "entries"])
def test_what_is_removed_is_found_no_more_and_its_neighbours_are(shelf: str) -> None:
    index.put(
        [
            Document(shelf, key, "salary", f"{name} wages")
            for key, name in ((1, "Rosencrantz"), (2, "Ophelia"), (3, "Horatio"))
        ]
    )
    assert _found("ophelia", shelf=shelf) == [2]
    index.remove(shelf, [2, 99])
    assert _found("ophelia", shelf=shelf) == []
    assert sorted(_found("wages", shelf=shelf)) == [1, 3]


@pytest.mark.parametrize("shelf", ["help", "entries"])
def test_what_is_put_goes_with_the_transaction_around_it(shelf: str) -> None:
    with transaction.atomic():
        index.put([Document(shelf, 1, "rhubarb", "rhubarb")])
        transaction.set_rollback(True)
    assert _found("rhubarb", shelf=shelf) == []
    index.put([Document(shelf, 1, "rhubarb", "rhubarb")])
    assert _found("rhubarb", shelf=shelf) == [1]


@pytest.mark.usefixtures("articles", "entries")
def test_a_search_without_time_gives_what_it_has_and_the_transaction_goes_on() -> None:
    for shelf in ("help", "entries"):
        found = index.search(Query("提币 withdraw", shelf, budget_ms=0))
        assert not found.is_complete
        assert _found("提币", shelf=shelf)


@pytest.mark.usefixtures("articles")
def test_suggestions_come_as_written_and_by_sound_and_only_what_the_reader_may_see() -> None:
    assert _suggested("如何")[:2] == ["如何提币", "如何重置登录密码"]
    assert "如何提币" in _suggested("ruheti")
    assert "如何提币" in _suggested("rhtb")
    assert "How to withdraw" in _suggested("how to")
    assert "Refund of frozen funds" not in _suggested("refund")
    assert "Refund of frozen funds" in _suggested("refund", scopes=["staff"])


@pytest.mark.usefixtures("articles")
def test_suggestions_are_not_crowded_out_by_those_the_reader_may_not_see() -> None:
    index.put([_article(100 + n, f"Refund {n:03}", "x", locale="en", scopes=["staff"]) for n in range(130)])
    index.put([_article(300, "Refund of a fee", "x", locale="en", scopes=["public"])])
    assert _suggested("refund") == ["Refund of a fee"]


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("typed", ["zanzibarum", "zanzybarium", "zanzibar", "zanzibariu", "zan zibarium"])
def test_words_that_stand_only_where_the_reader_may_not_look_are_never_offered(typed: str) -> None:
    index.put(
        [_article(9, "Limits", "Flag what is over the zanzibarium. Zebra-2024-77", locale="en", scopes=["staff"])]
    )
    found = index.search(Query(typed, "help", scopes=["public"]))
    assert found.corrected is None
    assert index.search(Query("zanzibarum", "help", scopes=["public", "staff"])).corrected == "zanzibarium"
    index.put([_article(10, "Said", "The zanzibarium is known.", locale="en", scopes=["public"])])
    assert index.search(Query("zanzibarum", "help", scopes=["public"])).corrected == "zanzibarium"


@pytest.mark.usefixtures("articles")
def test_a_question_with_a_slip_is_answered_as_the_corrected_one_is() -> None:
    for typed, meant in (("withdarw", "withdraw"), ("how to withdarw", "how to withdraw")):
        slip, right = (index.search(Query(asked, "help", scopes=["public"])) for asked in (typed, meant))
        assert slip.hits == right.hits
        assert slip.corrected == meant


@pytest.mark.usefixtures("articles")
def test_the_encoder_is_asked_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def nearest(query: Query) -> dict[int, float]:
        asked.append(query.text)
        return {}

    monkeypatch.setattr(meaning, "nearest", nearest)
    for typed in ("withdarw", "withdraw"):
        index.search(Query(typed, "help"))
    assert asked == ["withdraw"] * 2


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("typed", ["tixian", "ti xian", "TiXian"])
def test_chinese_typed_by_its_sound_is_answered_as_if_it_was_written(typed: str) -> None:
    heard, right = (index.search(Query(asked, "help", scopes=["public"])) for asked in (typed, "提现"))
    assert heard.hits == right.hits
    assert heard.corrected == "提现"


@pytest.mark.usefixtures("articles")
def test_the_usual_spelling_of_a_sound_is_taken_and_words_beside_it_stay() -> None:
    assert index.search(Query("chongzhi mei daozhang", "help")).corrected == "充值没到账"
    assert index.search(Query("usdt tibi", "help")).corrected == "usdt 提币"


@pytest.mark.usefixtures("articles")
def test_of_many_unknown_words_a_few_are_guessed_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    nearest = spelling.nearest

    def counted(word: str, *, shelf: str) -> list[str]:
        asked.append(word)
        return nearest(word, shelf=shelf)

    monkeypatch.setattr(spelling, "nearest", counted)
    index.search(Query(" ".join(f"qwx{chr(97 + n)}" for n in range(20)) + " withdraw", "help", scopes=["public"]))
    assert len(asked) == 6


def test_a_key_that_is_not_positive_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        index.put([Document("help", 0, "", "")])


def test_nothing_is_found_on_a_shelf_that_does_not_exist(settings: LazySettings) -> None:
    settings.SEARCH_STREAMS = ["streamed"]
    for shelf in ("nowhere", "streamed"):
        assert index.search(Query("提币", shelf)).hits == []


def _article(key: int, title: str, text: str, *, locale: str, scopes: Sequence[str]) -> Document:
    return Document("help", key, title, text, locale=locale, scopes=scopes)


def _entry(key: int, text: str, *, scopes: Sequence[str]) -> Document:
    return Document("entries", key, "", text, scopes=scopes)


def _found(
    text: str,
    *,
    shelf: str = "help",
    scopes: Sequence[str] = (),
    needs: Sequence[str] = (),
    locale: str = "",
    limit: int = 10,
    before: int | None = None,
) -> list[int]:
    query = Query(text, shelf, scopes=scopes, needs=needs, locale=locale, limit=limit, before=before, budget_ms=5_000)
    found = index.search(query)
    assert found.is_complete
    return [hit.key for hit in found.hits]


def _suggested(text: str, *, scopes: Sequence[str] = ("public",)) -> list[str]:
    return [each.shown for each in index.suggest(text, shelf="help", scopes=scopes, locale="zh-CN")]


def test_a_pair_that_stands_nowhere_is_taken_for_one_that_sounds_like_it() -> None:
    index.put(
        [
            Document("help", 1, "手续费", "", locale="zh-CN"),
            Document("help", 2, "费序手", "", locale="zh-CN"),
            *(Document("help", key, f"别的{key}", "", locale="zh-CN") for key in range(3, 12)),
        ]
    )
    assert index.search(Query("手序费", "help", budget_ms=5_000)).hits[0].key == 1
