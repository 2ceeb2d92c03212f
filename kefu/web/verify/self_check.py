"""How this installation examined itself last, as anybody may know it: when, how it ended, and what was looked at."""

import json
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kefu.kit.errors import NotFound
from kefu.people.access import Rate, Who, policy
from kefu.trust import self_checks
from kefu.web.spoken import spoken
from kefu.web.verify.places import show

SORTS = {
    "backup": gettext_lazy("backups are made"),
    "clock": gettext_lazy("clocks agree"),
    "database": gettext_lazy("the database keeps what it is given"),
    "disk": gettext_lazy("there is room"),
    "drill.alarm": gettext_lazy("a drill: alarms arrive"),
    "drill.egress": gettext_lazy("a drill: the way out leads to no inner network"),
    "drill.headers": gettext_lazy("a drill: our pages tell browsers what they must"),
    "drill.journal": gettext_lazy("a drill: the whole journal of what staff did is read"),
    "drill.key-ages": gettext_lazy("keys and certificates are not too old"),
    "drill.mail-auth": gettext_lazy("our mail can be told from forgeries"),
    "drill.restore": gettext_lazy("a drill: the newest backup is brought back"),
    "files": gettext_lazy("files are there"),
    "journal": gettext_lazy("the journal is sealed"),
    "keys": gettext_lazy("keys are not too old"),
    "log": gettext_lazy("conversations are whole"),
    "mail": gettext_lazy("mail is taken in"),
    "mails": gettext_lazy("mail goes out"),
    "notices": gettext_lazy("notices go out"),
    "people": gettext_lazy("our own people sign in safely"),
    "reactions": gettext_lazy("work behind the scenes is done in time"),
    "registry": gettext_lazy("our official channels are listed"),
    "rights": gettext_lazy("nobody else reads the disk"),
    "scans": gettext_lazy("files are scanned"),
    "search": gettext_lazy("everything can be found"),
    "settings": gettext_lazy("settings are safe"),
    "wake": gettext_lazy("processes hear each other"),
}


@policy(Who.ANYONE, objects="when we examined ourselves, and how it ended", rate=Rate.READ)
@require_safe
@spoken
def page(request: HttpRequest) -> HttpResponse:
    told = self_checks.public()
    sorts = told["checked"] if told else []
    context: dict[str, object] = {
        "told": told,
        "at": datetime.fromisoformat(str(told["at"])) if told else None,
        "verdict": _verdict(str(told["verdict"])) if told else "",
        "sorts": [SORTS.get(each, each) for each in sorts] if isinstance(sorts, list) else [],
        "path": self_checks.PATH,
    }
    return show(request, "verify/self_check.html", context)


@policy(Who.ANYONE, objects="when we examined ourselves, and how it ended", rate=Rate.READ)
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The same, signed."""
    told = self_checks.public()
    if told is None:
        raise NotFound
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "public, max-age=60"
    response["Access-Control-Allow-Origin"] = "*"  # the same for all, and signed: any page may check with it
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _verdict(verdict: str) -> str:
    if verdict == "ok":
        return _("All was well.")
    if verdict == "warn":
        return _("It served safely; something is to be seen to.")
    return _("Something critical was found, and is being mended.")
