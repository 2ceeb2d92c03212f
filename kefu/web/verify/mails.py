"""Is this mail from us? A mail as a file, or what stands behind "show original": read, judged, and kept nowhere."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kefu.channels import sent
from kefu.kit.errors import Invalid, KefuError, TooLarge
from kefu.people.access import Rate, Who, policy
from kefu.trust.mails.asking import MAX_BYTES
from kefu.trust.mails.kinds import NotAMail
from kefu.ui import verdicts_of_mails
from kefu.web.origins import from_our_pages
from kefu.web.spoken import spoken
from kefu.web.verify.places import show

MAX_FORM_BYTES = 64 * 1024


@policy(Who.ANYONE, objects="what is ours by name", rate=Rate.CHECK)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def mail(request: HttpRequest) -> HttpResponse:
    told: dict[str, object] = {"most_mb": MAX_BYTES // 1024**2}
    if request.method != "POST":
        return show(request, "verify/mail.html", told)
    try:
        found = verdicts_of_mails.answered(_sent(request), sent=sent.was_sent)
    except NotAMail:
        problem: KefuError = Invalid(
            _("That is no mail as it arrived. Save it from your mail program as a file, then choose that file.")
        )
    except KefuError as refused:
        problem = refused
    else:
        return show(request, "verify/mail.html", {**told, "main": found[0], "others": found[1:]})
    return show(request, "verify/mail.html", {**told, "problem": problem.message}, status=problem.status)


def _sent(request: HttpRequest) -> bytes:
    """The file, else what was pasted. Its size is vetted before a byte of the body is read."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    too_large = TooLarge(
        _("This file is larger than %(most)s MB. Send it to us in the chat instead.") % {"most": MAX_BYTES // 1024**2}
    )
    if not length.isdecimal() or int(length) > MAX_BYTES + MAX_FORM_BYTES:
        raise too_large
    file = request.FILES.get("mail")
    if file is None or not file.size:
        raise Invalid(_("Choose the mail's file first."))
    if file.size > MAX_BYTES:
        raise too_large
    return bytes(file.read())
