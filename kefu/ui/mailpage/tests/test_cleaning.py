"""What a stranger's page may become: whatever it is, words and boxes that run nothing, load nothing and lead nowhere."""

import time
from html.parser import HTMLParser

import pytest

from kefu.ui.mailpage import cleaning
from kefu.ui.mailpage.cleaning import Cleaned, Manner
from kefu.ui.mailpage.links import Link
from kefu.ui.mailpage.tests import hostile

CONTENT = "https://content.test"
WORST_S = 6.0  # of the processor's, on a slow machine that does other things
_FINE = {"style", "class", "src", "alt", "dir", "align", "valign", "width", "height", "border", "cellpadding"}
_FINE |= {"cellspacing", "size", "start", "colspan", "rowspan", "bgcolor", "color"}


def judge(address: str, words: str) -> Link:
    return Link(address, address.partition("//")[2].partition("/")[0], words)


def cleaned(code: str, *, with_pictures: bool = False) -> Cleaned:
    def outside(number: int) -> str:
        return f"{CONTENT}/i/{number}" if with_pictures else ""

    def inside(name: str) -> str:
        return f"{CONTENT}/f/one" if name == "one@mail" else ""

    manner = Manner(judge, lambda link: link.host, inside, outside, placeholder="Picture", origin=CONTENT)
    return cleaning.cleaned(code, manner)


class Seen(HTMLParser):
    def __init__(self, code: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(code)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def faults(code: str) -> list[str]:
    """What in it could run, load, ask or lead: by names and values, whoever wrote them."""
    found = []
    for tag, of in Seen(code).tags:
        if tag not in cleaning._KNOWN | {"img"}:
            found.append(tag)
        found += [name for name in of if name not in _FINE]
        if "src" in of and not of["src"].startswith(f"{CONTENT}/"):
            found.append(of["src"])
        found += [
            of["style"] for sign in ("url", "\\", "@", "expression", "position", "/*") if sign in of.get("style", "")
        ]
    return found


@pytest.mark.parametrize("name", hostile.PAYLOADS)
def test_SEC_F01_F05_nothing_of_a_hostile_page_runs_loads_asks_or_leads_away(name: str) -> None:
    for with_pictures in (False, True):
        shown = cleaned(f"<p>before</p>{hostile.PAYLOADS[name]}<p>after</p>", with_pictures=with_pictures)
        assert faults(shown.html) == []
        assert "before" in shown.html


@pytest.mark.parametrize("name", hostile.WEARS)
def test_a_page_made_to_wear_us_out_is_bounded_in_time_and_size(name: str) -> None:
    began = time.process_time()
    shown = cleaned(hostile.WEARS[name])
    assert time.process_time() - began < WORST_S
    assert len(shown.html) < cleaning.MOST_WRITTEN_CHARS * 3
    assert faults(shown.html) == []
    assert len(shown.outside) <= cleaning.MOST_PICTURES


def test_what_a_letter_looks_like_stays() -> None:
    code = (
        '<table width="600" bgcolor="#fff"><tr><td style="color:#333;padding:10px 0" align="center"><h1>Order 7</h1>'
        "<p style=\"font-family:'Noto Sans',Arial;font-size:14px\">Dear <b>Carol</b>,<br>it has &lt;left&gt;.</p></td></table>"
    )
    shown = cleaned(code).html
    for kept in ('width="600"', 'bgcolor="#fff"', "color:#333;padding:10px 0", "<h1>Order 7</h1>", "font-size:14px"):
        assert kept in shown
    assert "it has &lt;left&gt;." in shown


def test_SEC_F07_a_link_is_words_with_where_it_leads_behind_them() -> None:
    shown = cleaned('Go to <a href="https://evil.test/x"><b>https://bank.test</b></a> now')
    assert 'class="k-link"><b>https://bank.test</b></span><span class="k-to"> [evil.test]</span> now' in shown.html
    assert [(link.address, link.words) for link in shown.links] == [("https://evil.test/x", "https://bank.test")]
    assert "href" not in shown.html


def test_pictures_stand_where_they_stood_and_pixels_nowhere() -> None:
    code = (
        '<img src="cid:one@mail" alt="logo" width="80"><img src="https://a.test/1.png"><img src="https://a.test/1.png">'
        '<img src="https://a.test/o.gif" width=1 height=1><img style="display:none" src="http://b.test/p">'
        '<img src="https://a.test/2.png" alt="A chart"><img src="cid:two@mail">'
    )
    plain, loaded = cleaned(code), cleaned(code, with_pictures=True)
    assert (plain.outside, plain.pixels) == (("https://a.test/1.png", "https://a.test/2.png"), 2)
    assert f'<img src="{CONTENT}/f/one" alt="logo" width="80">' in plain.html
    assert "a.test" not in plain.html
    assert '<span class="k-picture">A chart</span>' in plain.html
    assert loaded.html.count(f'src="{CONTENT}/i/0"') == 2
    assert loaded.html.count(f'src="{CONTENT}/i/1"') == 1
    assert "o.gif" not in loaded.html


def test_what_is_open_in_one_cell_is_not_closed_in_another() -> None:
    shown = cleaned("<div><table><tr><td></div><b>a<td>b</b></table>c</div>d").html
    assert shown.index("b</td>") < shown.index("c</div>d")
