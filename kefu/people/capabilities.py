"""What staff may do, and the roles as bundles of it. No Django: rules and edges both read it."""

from enum import StrEnum


class Capability(StrEnum):
    READ_CONVERSATIONS = "read_conversations"
    REPLY = "reply"
    NOTE = "note"
    ASSIGN = "assign"
    CLOSE = "close"
    SORT = "sort"
    REDACT = "redact"
    MANAGE_TEAMS = "manage_teams"
    MERGE = "merge"
    RESTRAIN = "restrain"
    DECIDE_APPEALS = "decide_appeals"
    EDIT_MACROS = "edit_macros"  # those that all share; everybody who replies has some of their own
    EDIT_ARTICLES = "edit_articles"  # write and submit
    REVIEW_ARTICLES = "review_articles"  # publish what somebody else wrote
    MANAGE_FACTS = "manage_facts"
    SEE_STAFF = "see_staff"
    END_SESSIONS = "end_sessions"  # of others; everybody ends their own
    MANAGE_STAFF = "manage_staff"  # of those below: `access.is_above`
    READ_JOURNAL = "read_journal"
    RELEASE_BLOCKED = "release_blocked"  # what the guard refused a colleague: never one's own
    SECOND_READ = "second_read"  # a colleague's reply before customers read it, where its category wants that
    WANT_SECOND = "want_second"  # says which categories want it
    MANAGE_CHANNELS = (
        "manage_channels"  # the registry of what is officially ours: propose, and confirm what another proposed
    )
    DECIDE_REPORTS = "decide_reports"  # of scammers
    EXPORT = "export"  # carry lists of conversations away, at the desk alone
    APPROVE_EXPORTS = "approve_exports"  # long ones that a colleague asked for: never one's own
    APPROVE_REQUESTS = "approve_requests"  # that move an account: never one's own, nor of one's own team
    DECIDE_ACCOUNT_APPEALS = "decide_account_appeals"  # prepare a decision, or confirm a colleague's
    REVEAL = "reveal"  # one field of a customer whose open conversation one reads, for minutes: only at the desk
    LEGAL_HOLD = "legal_hold"  # set one, ask to lift one, and lift what a colleague asked to
    ERASE = "erase"  # ask that a person be erased, and approve what a colleague asked: never one's own
    MANAGE_RETENTION = "manage_retention"  # how long closed conversations of a category are kept
    VIEW_PAPERS = "view_papers"  # identity papers of a case that is theirs or their team's, once: only at the desk
    WRITE_FIRST = "write_first"  # a mail to a customer who asked nothing there
    COPY_OUTSIDE = "copy_outside"  # Cc, Bcc and forwards, to domains that the operator has listed
    BLOCK_SENDERS = "block_senders"  # one address, and bring back what it sent
    BLOCK_DOMAINS = "block_domains"  # all of a domain
    MANAGE_SIGNATURES = "manage_signatures"
    SEE_TO_ARRIVALS = "see_to_arrivals"  # what came in and could not be read or appended: try it anew, or let it go
    MANAGE_MAILBOXES = "manage_mailboxes"  # our own addresses at other servers: their hosts and passwords
    SEE_CLOSED = "see_closed"  # conversations of categories that only one team works on, without being in it
    CLOSE_CATEGORIES = "close_categories"  # says which team alone works on a category
    WATCH_REVEALS = "watch_reveals"  # who revealed what; and lets somebody else reveal again


class Role(StrEnum):
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"
    AUDITOR = "auditor"


_AGENT = frozenset(
    {
        Capability.READ_CONVERSATIONS,
        Capability.REPLY,
        Capability.NOTE,
        Capability.ASSIGN,
        Capability.CLOSE,
        Capability.SORT,
        Capability.MERGE,
        Capability.RESTRAIN,
        Capability.EDIT_ARTICLES,
        Capability.REVEAL,
        Capability.VIEW_PAPERS,
        Capability.WRITE_FIRST,
        Capability.BLOCK_SENDERS,
    }
)

BUNDLES: dict[Role, frozenset[Capability]] = {
    Role.AGENT: _AGENT,
    Role.LEAD: _AGENT
    | {
        Capability.REDACT,
        Capability.EDIT_MACROS,
        Capability.REVIEW_ARTICLES,
        Capability.MANAGE_FACTS,
        Capability.MANAGE_TEAMS,
        Capability.DECIDE_APPEALS,
        Capability.SEE_STAFF,
        Capability.END_SESSIONS,
        Capability.MANAGE_STAFF,
        Capability.RELEASE_BLOCKED,
        Capability.SECOND_READ,
        Capability.MANAGE_CHANNELS,
        Capability.DECIDE_REPORTS,
        Capability.EXPORT,
        Capability.APPROVE_EXPORTS,
        Capability.APPROVE_REQUESTS,
        Capability.DECIDE_ACCOUNT_APPEALS,
        Capability.SEE_TO_ARRIVALS,
        Capability.WATCH_REVEALS,
        Capability.LEGAL_HOLD,
        Capability.ERASE,
        Capability.COPY_OUTSIDE,
        Capability.BLOCK_DOMAINS,
        Capability.MANAGE_SIGNATURES,
    },
    Role.ADMIN: frozenset(Capability),
    Role.AUDITOR: frozenset({Capability.READ_CONVERSATIONS, Capability.READ_JOURNAL, Capability.SEE_CLOSED}),
}


def roles_with(capability: Capability) -> list[Role]:
    return [role for role, bundle in BUNDLES.items() if capability in bundle]
