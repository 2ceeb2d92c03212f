"""Chen Wei's wallet as HTML: the part of the account page that is asked for again every few seconds."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from html import escape

from northwind import notices
from northwind.exchange import Row, Wallet, moment
from northwind.render import Html, fill
from northwind.words import ago, words_in

MOST_STEPS = 12  # more blocks than that are shown as one bar
SHOWN = 5
SETTLED = {"credited", "done", "failed", "cancelled"}
NOTICES = {"locked", "frozen", "self_frozen", "disabled"}


def wallet(found: Wallet, *, language: str) -> Html:
    words = words_in(language)
    total = sum(float(each["available"]) * found.prices[each["coin"]] for each in found.balances)
    values = {
        "total_value": f"{total:,.2f}",
        "sent": notices.newest(found.notices, language=language),
        "notice": _notice(found.account, words),
        "pending": _pending(found, words, language=language),
        "asset_rows": Html("".join(_asset(each, found.prices, words) for each in found.balances)),
        "history_rows": Html("".join(_history(found, words, language=language))),
    }
    return Html(fill("wallet", values={**words, **values}))


def silent(reason: str, *, language: str) -> Html:
    """Where the exchange cannot be asked, that is said, with the reason."""
    words = words_in(language)
    return Html(
        f'<section class="card notice" role="status"><p>{escape(words["exchange_silent"])} {escape(reason)}</p></section>'
    )


def _notice(account: Row, words: Mapping[str, str]) -> Html:
    """What stands in the way of using the account."""
    state = str(account["state"])
    if state not in NOTICES:
        return Html("")
    opens = _minutes_until(account["opens_at"]) if account["opens_at"] else 0
    text = words[f"account_{state}"].replace("{minutes}", str(opens))
    ask = f'<button class="link" type="button" data-chat>{escape(words["ask_us"])}</button>'
    return Html(f'<section class="card notice" role="status"><p>{escape(text)}</p><p>{ask}</p></section>')


def _pending(found: Wallet, words: Mapping[str, str], *, language: str) -> Html:
    waiting = next((each for each in found.deposits if each["state"] not in SETTLED), None)
    if waiting is None:
        return Html(fill("nothing_pending", values=words))
    told = words["confirmations"].format(there=_there(waiting), needed=waiting["needed"])
    txid = str(waiting["txid"])
    values = {
        "coin": waiting["coin"],
        "letter": waiting["coin"][0],
        "what": _amount(waiting),
        "steps": _steps(waiting, told),
        "told": told if waiting["state"] == "seen" else words[f"state_{waiting['state']}"],
        "text": _text(waiting, words, language=language),
        "network": waiting["network"],
        "short_txid": f"{txid[:8]}…{txid[-8:]}",
        "full_txid": txid,
    }
    return Html(fill("pending", values={**words, **values}))


def _text(waiting: Row, words: Mapping[str, str], *, language: str) -> str:
    """What the customer may know of it from the page; the rest is what support is for."""
    if waiting["state"] != "seen":
        return words["pending_looked_at"]
    if waiting["confirmations"] >= waiting["needed"]:
        return words["pending_confirmed"]
    sent = ago(_minutes_since(waiting["seen_at"]), language=language)
    minutes = _minutes_until(waiting["expected_at"])
    text = words["pending_text"].format(sent=sent, needed=waiting["needed"], minutes=minutes)
    return text[:1].upper() + text[1:]


def _steps(waiting: Row, told: str) -> Html:
    there, needed = _there(waiting), int(waiting["needed"])
    if needed > MOST_STEPS:
        return Html(f'<progress class="bar" value="{there}" max="{needed}" aria-label="{escape(told)}"></progress>')
    marks = (
        '<i class="full"></i>' if at < there else '<i class="next"></i>' if at == there else "<i></i>"
        for at in range(needed)
    )
    return Html(f'<span class="steps" role="img" aria-label="{escape(told)}">{"".join(marks)}</span>')


def _asset(each: Row, prices: Mapping[str, float], words: Mapping[str, str]) -> str:
    coin, held = str(each["coin"]), float(each["available"])
    mark = f'<span class="coin" data-coin="{escape(coin)}" aria-hidden="true">{escape(coin[0])}</span>'
    place = "" if each["wallet"] == "spot" else words[f"wallet_{each['wallet']}"]
    wallet_name = f' <small class="soft">{escape(place)}</small>' if place else ""
    worth = f"≈ ${held * prices[coin]:,.2f}"
    return f'<tr><th scope="row">{mark}{escape(coin)}{wallet_name}</th><td>{held:,.8g}</td><td>{worth}</td></tr>'


def _history(found: Wallet, words: Mapping[str, str], *, language: str) -> Iterator[str]:
    rows = sorted(_happened(found, words), key=lambda row: row[0], reverse=True)
    for at, what, state in rows[:SHOWN]:
        minutes = max(1, (datetime.now(UTC) - at) // timedelta(minutes=1))
        when = f'<time datetime="{at.isoformat(timespec="seconds")}">{ago(minutes, language=language)}</time>'
        yield f"<li><span>{escape(what)}<small>{escape(state)}</small></span><small>{when}</small></li>"


def _happened(found: Wallet, words: Mapping[str, str]) -> Iterator[tuple[datetime, str, str]]:
    for each in found.deposits:
        yield moment(each["seen_at"]), words["row_deposit"].format(what=_amount(each)), _state(each, words)
    for each in found.withdrawals:
        yield moment(each["asked_at"]), words["row_withdrawal"].format(what=_amount(each)), _state(each, words)
    for each in found.orders:
        key = f"row_{'sold' if each['side'] == 'sell' else 'bought'}"
        what = f"{float(each['amount']):,.8g} {each['market'].split('/')[0]}"
        yield moment(each["placed_at"]), words[key].format(what=what), words[f"order_{each['state']}"]
    for each in found.liquidations:
        side = words["long" if each["side"] == "buy" else "short"]
        what = words["row_liquidated"].format(market=each["market"].removesuffix("-PERP"), side=side)
        yield moment(each["timeline"][-1]["at"]), what, f"−{float(each['loss']):,.2f} USDT"


def _there(deposit: Row) -> int:
    """Of those that are needed: more of them say nothing to a customer."""
    return min(int(deposit["confirmations"]), int(deposit["needed"]))


def _state(each: Row, words: Mapping[str, str]) -> str:
    there = _there(each) if "needed" in each else each["confirmations"]
    return words[f"state_{each['state']}"].format(there=there, needed=each.get("needed", ""))


def _amount(each: Row) -> str:
    return f"{float(each['amount']):,.8g} {each['coin']}"


def _minutes_since(text: str) -> int:
    return max(1, (datetime.now(UTC) - moment(text)) // timedelta(minutes=1))


def _minutes_until(text: str) -> int:
    return max(1, -(-(moment(text) - datetime.now(UTC)) // timedelta(minutes=1)))
