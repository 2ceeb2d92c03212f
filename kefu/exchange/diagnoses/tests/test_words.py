"""Every check says all it can say, in each language, and its texts take what they are given."""

import re
import string

import pytest

from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.definition import Ask, Definition
from kefu.exchange.diagnoses.wording import Wording

LOCALES = ("en", "zh-CN")


@pytest.mark.parametrize("check", registry.CHECKS, ids=lambda check: check.key)
def test_a_check_has_the_same_words_in_both_languages_with_the_same_fields(check: Definition) -> None:
    english, chinese = (check.words[locale] for locale in LOCALES)
    assert set(english) == set(chinese)
    for key, text in english.items():
        assert fields_of(text) >= fields_of(chinese[key]), key
        assert text.strip(), key
        assert re.search(r"[\u4e00-\u9fff]", chinese[key]) or not re.search(r"[a-z]{4}", chinese[key]), key


@pytest.mark.parametrize("check", registry.CHECKS, ids=lambda check: check.key)
def test_a_check_has_a_title_an_introduction_and_a_label_for_each_question(check: Definition) -> None:
    words = Wording(check, locale="en")
    wanted = ["title", "intro", *(f"ask.{each.name}" for each in check.asks)]
    wanted += [f"ask.{each.name}.{one}" for each in check.asks if each.ask is Ask.CHOICE for one in each.choices]
    assert [key for key in wanted if not words.has(key)] == []


def test_keys_are_of_one_shape_and_each_is_there_once() -> None:
    keys = [check.key for check in registry.CHECKS]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", key) for key in keys)


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
