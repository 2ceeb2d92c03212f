"""Pages of answers as programs lay them out, without any plain text beside them: the new words are found in them."""

import pytest

from kefu.channels.email.reading import read
from kefu.channels.email.tests.mails import ANSWER, part, parts

OLD = "<p>您好，</p><p>您的充值已收到 8 次确认。</p>"
PAGES = {
    "Outlook, new": (
        '<div class="elementToProof" style="font-family:Aptos">还没到账。</div><div id="appendonsend"></div>'
        '<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><b>发件人:</b> 北风<br><b>主题:</b> x</div>'
        + OLD
    ),
    "Outlook, with a signature": (
        '<div>还没到账。</div><div id="Signature"><div>-- </div><div>李雷</div></div><div id="appendonsend"></div>'
        + OLD
    ),
    "Outlook, a line above the head": (
        "<div class=WordSection1><p class=MsoNormal>还没到账。<o:p></o:p></p><div><div "
        'style="border:none;border-top:solid #E1E1E1 1.0pt">'
        "<p class=MsoNormal><b>From:</b> Northwind &lt;s@n.example&gt; "
        "<br><b>Sent:</b> Monday, November 2, 2026<br><b>To:</b> Li<br>"
        f"<b>Subject:</b> hi</p></div></div>{OLD}</div>"
    ),
    "Gmail, with a signature": (
        '<div dir="ltr">还没到账。<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br>'
        '<div dir="ltr" class="gmail_signature">李雷<br>电话 '
        '010</div></div><br><div class="gmail_quote"><div class="gmail_attr">'
        '北风 &lt;<a href="mailto:s@n.example">s@n.example</a>&gt; 于2026年11月2日周一 17:10写道：<br></div>'
        f'<blockquote class="gmail_quote">{OLD}</blockquote></div>'
    ),
    "Gmail, an indented line of one's own": (
        '<div dir="ltr"><blockquote style="margin:0 0 0 40px;border:none;padding:0px">还没到账。</blockquote></div>'
        f'<div class="gmail_quote"><div class="gmail_attr">On Mon, Nov 2, 2026 '
        f"N &lt;s@n.example&gt; wrote:</div><blockquote>{OLD}</blockquote></div>"
    ),
    "QQ, with a card": (
        "<div>还没到账。</div><div><br></div><div><hr "
        "align='left'><div>Li</div><div>li@mail.example</div></div><div>&nbsp;</div>"
        "<div style='font-size: 12px'>------------------&nbsp;原始邮件&nbsp;------------------</div>"
        "<div><b>发件人:</b>&nbsp;北风</div>" + OLD
    ),
    "163": (
        '<div style="line-height:1.7"><div style="margin:0;">还没到账。</div></div><br><br><div '
        'style="position:relative;zoom:1"></div>'
        f"<p>在 2026-11-02 17:10:11，\"北风\" &lt;s@n.example&gt; 写道：</p><blockquote id='isReplyContent'>{OLD}</blockquote>"
    ),
    "Apple": (
        '<body>还没到账。<br id="lineBreakAtBeginningOfSignature"><div '
        'dir="ltr">发自我的iPhone</div><div dir="ltr"><br><blockquote type="cite">'
        f"在 2026年11月2日，17:10，北风 &lt;s@n.example&gt; "
        f"写道：<br><br></blockquote></div><blockquote type='cite'>{OLD}</blockquote></body>"
    ),
    "Thunderbird": (
        '<p>还没到账。</p><div class="moz-cite-prefix">On 2/11/2026 17:10, Northwind wrote:<br></div>'
        f'<blockquote type="cite" cite="mid:m1@n.example">{OLD}</blockquote><div class="moz-signature">-- <br>Li</div>'
    ),
    "hidden words and a banner's line": (
        "<div style='display:none;max-height:0'>preheader 点这里</div><div>还没到账。</div><div id=divRplyFwdMsg>From: x</div>"
        + OLD
    ),
}


@pytest.mark.parametrize("program", PAGES)
def test_the_new_words_of_a_page_are_found(program: str) -> None:
    told = read(parts(part("text/html; charset=utf-8", PAGES[program].encode()), head=ANSWER))
    assert told.text == "还没到账。"
    assert "您的充值已收到" in told.quoted
