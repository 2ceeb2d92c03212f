"""Runs every check. One that cannot look is a finding too, and never stops the others."""

from collections.abc import Sequence

from kefu.ops.doctor import (
    crawl,
    data,
    demands,
    doors,
    egress,
    fields,
    mail_records,
    peers,
    rehearsals,
    sealing,
    sso,
    staff,
    work,
)
from kefu.ops.doctor.finding import SEVERITY, Check, Finding, Verdict, critical

UNSEEN = "This could not be looked at"  # how the word about a check begins that failed itself

CHECKS: dict[str, Check] = {
    "settings.debug": demands.debug,
    "settings.secret-key": demands.secret_key,
    "settings.data-key": fields.outside_key,
    "settings.allowed-hosts": demands.allowed_hosts,
    "settings.encryption": demands.encryption,
    "settings.proxy": peers.proxy,
    "settings.embedding": demands.embedding,
    "settings.identity": demands.identity,
    "settings.exchange": demands.connected_exchange,
    "settings.second-factor": demands.second_factor,
    "settings.link-is-enough": demands.link_is_enough,
    "settings.sso-openid": sso.openid,
    "settings.sso-saml": sso.saml,
    "settings.sso-only": sso.only,
    "settings.content-host": demands.content_host,
    "settings.scanner": demands.scanner,
    "settings.signatures": demands.signatures,
    "settings.pictures-read": demands.pictures_read,
    "settings.wake-road": demands.wake_road,
    "settings.metrics-token": demands.metrics_token,
    "settings.lock-screens": demands.lock_screens,
    "settings.reveals": demands.reveals,
    "settings.exports": demands.exports,
    "settings.log-level": demands.log_level,
    "settings.cookies": doors.cookies,
    "settings.stays-with-tls": doors.stays_with_tls,
    "settings.content-policy": doors.content_policy,
    "settings.headers": doors.headers,
    "settings.guards": doors.guards,
    "settings.sessions": doors.sessions,
    "settings.passwords": doors.passwords,
    "settings.bodies": doors.bodies,
    "settings.database-link": peers.database_link,
    "settings.redis": peers.redis,
    "settings.places-outside": peers.places_outside,
    "settings.secrets-apart": peers.secrets_apart,
    "database.role": peers.database_role,
    "database.durability": data.durability,
    "database.takes-writes": data.takes_writes,
    "database.migrated": data.migrated,
    "database.integrity": data.integrity,
    "database.write-ahead-log": data.write_ahead_log,
    "database.keys": fields.keys_open,
    "database.clear-copies": fields.clear_copies,
    "log.sound": data.log_is_sound,
    "journal.sealed": sealing.journal_sealed,
    "journal.sound": sealing.journal_sound,
    "journal.outside": sealing.journal_outside,
    "files.there": data.files_are_there,
    "disk.free": data.free_disk,
    "clock.skew": data.clocks,
    "backup.age": data.backup_age,
    "backup.proved": data.backup_proved,
    "rights.private": data.rights,
    "keys.age": data.key_ages,
    "reactions.lag": work.reactions_in_time,
    "reactions.parked": work.reactions_parked,
    "mail.taken-in": work.mail_taken_in,
    "mail.strangers": work.mail_strangers,
    "papers.moved": work.papers_moved,
    "search.complete": work.index_complete,
    "notices.stuck": work.notices_stuck,
    "mails.stuck": work.mails_stuck,
    "scans.waiting": work.scans_waiting,
    "wake.arrives": work.hints_arrive,
    "people.administrators": staff.administrators,
    "people.factors": staff.have_factors,
    "people.tokens": staff.old_tokens,
    "registry.filled": staff.registry_filled,
}
# what takes minutes, speaks to others, or has to be done to be known: for a whole report, and by name
DRILLS: dict[str, Check] = {
    "drill.restore": rehearsals.restore,
    "drill.journal": rehearsals.journal,
    "drill.mail-auth": mail_records.mail_auth,
    "drill.egress": egress.egress,
    "drill.headers": crawl.headers,
    "drill.alarm": rehearsals.alarm,
    "drill.key-ages": rehearsals.ages,
}
EVERY = {**CHECKS, **DRILLS}


def examine(only: Sequence[str] = ()) -> list[Finding]:
    """All that is quick, or what is named."""
    return [_looked(name, check) for name, check in EVERY.items() if (name in only if only else name in CHECKS)]


def examine_all() -> list[Finding]:
    """The drills first: what they prove or refute, the quick checks then know."""
    return [_looked(name, check) for name, check in {**DRILLS, **CHECKS}.items()]


def worst(findings: Sequence[Finding]) -> Verdict:
    return max((finding.verdict for finding in findings), key=SEVERITY.__getitem__, default=Verdict.OK)


def _looked(name: str, check: Check) -> Finding:
    try:
        word = check()
    except Exception as error:  # noqa: BLE001  whatever it is, the others must be looked at
        first = (str(error).splitlines() or [""])[0]
        word = critical(f"{UNSEEN}: {first or type(error).__name__}.", "Mend what is named here first.")
    return Finding(name, word.verdict, word.says, word.todo)
