"""A page becomes the words that a reader sees, and says where a link leads."""

import pytest

from kefu.channels.email.markup import CUT, as_text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("a &lt;b&gt; &amp; &#20320;&#x597D;&nbsp;c", "a <b> & 你好 c"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c"),
        ("a<style>x</style>b<script>alert(1)</script>c<title>t</title><!-- n -->d", "abcd"),
        ("seen<div style='DISPLAY : none'>hidden<div>too</div></div> again", "seen again"),
        ("<span style=display:none>hidden</span>seen", "seen"),
        ("<blockquote>a<br>b<blockquote>c</blockquote></blockquote>d", "> a\n> b\n> > c\nd"),
        ("<blockquote style='margin: 0 0 0 40px; border: none'>indented</blockquote>", "indented"),
        ("a < b <c> d <3", "a < b d <3"),
        ("<img src=x alt=y>word", "word"),
        ("<o:p>word</o:p>", "word"),
        ("&#99999999999;&#xFFFFFFFFFF;x", "x"),
        ("<script>never closed", ""),
        ("word<!-- never closed", "word"),
        ("word <a href='never closed", "word"),
        ("new<hr id=x><div id='divRplyFwdMsg'>old</div>", f"new\n{CUT}\nold"),
        ("a\ue000b&#xe000;c", "abc"),
        ("", ""),
    ],
)
def test_a_page_is_read_as_it_is_seen(page: str, text: str) -> None:
    assert as_text(page) == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<a href='https://evil.example/x'>northwind.example</a>", "northwind.example <https://evil.example/x>"),
        ("<a href='https://northwind.example/'>https://northwind.example</a>", "https://northwind.example"),
        ("<a href='javascript:alert(1)'>here</a>", "here"),
        ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"),
    ],
)
def test_SEC_F07_where_a_link_leads_is_told_unless_its_words_say_so(page: str, text: str) -> None:
    assert as_text(page) == text
