"""A library of a few articles, as files."""

from pathlib import Path

SECTIONS = """
[login]
position = 20
icon = "key"
title.zh-CN = "登录"
title.en = "Signing in"
summary.zh-CN = "登录的问题。"
summary.en = "Questions about signing in."
["login/password"]
position = 10
icon = "lock"
title.zh-CN = "密码"
title.en = "Passwords"
[notices]
position = 90
title.zh-CN = "公告"
title.en = "Notices"
[empty]
position = 99
title.en = "Empty"
"""
GUIDE = """{lead}

::: before
- {lead}
:::

::: steps
1. {lead}
:::

::: result
{lead}
:::
"""


def write(folder: Path) -> Path:
    """reset-password (guide, popular), sign-in-codes (answer), desk-only (staff), notice-fees (notice)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sections.toml").write_text(SECTIONS, encoding="utf-8")
    add(folder, "login/password/reset-password", 'kind = "guide"\npopular = 1\nrelated = ["sign-in-codes"]\n'
        'rows = ["S87"]\nreplaces = ["forgot-password"]\ntags = ["password"]', zh="重置密码", en="Reset your password",
        body=GUIDE)  # fmt: skip
    add(folder, "login/sign-in-codes", 'kind = "answer"\nchecked_on = 2020-01-01', zh="验证码", en="Sign-in codes")
    add(folder, "login/desk-only", 'kind = "answer"\naudience = "staff"\npopular = 2', zh="内部", en="For the desk")
    add(folder, "notices/notice-fees", 'kind = "notice"\nchecked_on = 2026-11-20', zh="手续费公告", en="Fees",
        body="{lead} {{{{ fact:withdrawal_fee BTC Bitcoin }}}}\n")  # fmt: skip
    return folder


def add(folder: Path, place: str, toml: str, *, zh: str, en: str, body: str = "{lead}\n") -> None:
    home = folder / place
    home.mkdir(parents=True, exist_ok=True)
    (home / "article.toml").write_text(toml + "\n", encoding="utf-8")
    for locale, title in (("zh-CN", zh), ("en", en)):
        if title:
            front = f'+++\ntitle = "{title}"\nsummary = "{title}."\nkeywords = ["x"]\n+++\n'
            (home / f"{locale}.md").write_text(front + body.format(lead=title), encoding="utf-8")
