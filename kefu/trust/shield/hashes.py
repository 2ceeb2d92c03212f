"""Sixty-four hexadecimal digits: a private key or a TxID, and only the words beside them say which. Pure.

A word for a key wins, whatever else is said; then a word for a transfer lets it pass; alone it is masked, and its writer is
told how to send a TxID.
"""

import re

from kefu.trust.shield.keys import KEY_WORDS
from kefu.trust.shield.sorts import Sort

BEFORE_CHARS = 60
AFTER_CHARS = 40
_HEX = re.compile(r"(?:0[xX])?[0-9a-fA-F]{64}")
TX_WORDS = (
    r"sha-?[0-9]|signature|签名|簽名|md5|checksum|digest|fingerprint|commit|merkle|integrity|校验|校驗|指纹|指紋|摘要|安装包|安裝包|контрольн|сумма|suma de|sağlama|tổng kiểm"
    r"|tx[ _-]?id|txn|tx(?![a-z])|hash|transaction|transfer|deposit|withdr|payment|sent|send|confirm|explorer|block|scan|receipt|order"
    r"|哈希|哈西|雜湊|杂凑|散列|交易(?!所|密)|转账|轉帳|轉賬|转帐|充值|充币|充幣|提币|提幣|提现|提現|到账|到帳|区块|區塊|确认数|浏览器|订单|訂單|流水|转了|打了|汇|凭证"
    r"|хэш|хеш|транзакц|перевод|депозит|вывод|пополн|giao d[ịi]ch|n[ạa]p|r[úu]t|chuy[ểe]n|i[şs]lem|transfer|yat[ıi]r|[çc]ekim"
    r"|transacci|dep[óo]sito|retiro|env[íi]"
)
LABEL = r"(?:tx[ _-]?(?:id|hash)|txn|hash|transaction (?:hash|id)|哈希值?|交易(?:哈希|号|id|編號|编号)|id giao d[ịi]ch|хэш|хеш)[^0-9a-z]{0,3}(?:is|was|it's|是|为|為|là|es|,)?[^0-9a-z]{0,6}$"
_LABELLED = re.compile(LABEL)
_IN_LINK = re.compile(r"[0-9a-z-]\.[a-z]{2,10}(?::[0-9]{1,5})?/(?:[!-~]{0,80}/)?$|[?&](?:tx|hash|transaction)=$")
_NAMES_KEY = re.compile(KEY_WORDS)
_NAMES_TX = re.compile(TX_WORDS)


def is_hash(run: str) -> bool:
    return len(run) in {64, 66} and _HEX.fullmatch(run) is not None


def sort_of(low: str, start: int, end: int) -> Sort | None:
    before, after = low[max(0, start - BEFORE_CHARS) : start], low[end : end + AFTER_CHARS]
    if _LABELLED.search(before):
        return None
    link = _IN_LINK.search(before)
    if link is not None:  # an explorer's page; in a query, what stands before it names it
        return Sort.KEY if _NAMES_KEY.search(link.group()) else None
    if _NAMES_KEY.search(before) or _NAMES_KEY.search(after):
        return Sort.KEY
    if _NAMES_TX.search(low[max(0, start - 3 * BEFORE_CHARS) : start]) or _NAMES_TX.search(after):
        return None
    return Sort.MAY_BE_KEY


def patterns() -> dict[str, str]:
    """For a browser, which asks the same in the same order."""
    asked = {"hash": _HEX, "label": _LABELLED, "link": _IN_LINK, "key": _NAMES_KEY, "tx": _NAMES_TX}
    return {name: pattern.pattern for name, pattern in asked.items()}
