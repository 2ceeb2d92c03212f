"""Our own people: who could let others in, who would be let in by a password alone, and what programs hold."""

from datetime import timedelta

from kefu.kit import clock
from kefu.ops.doctor.finding import Word, critical, ok, warn
from kefu.people import directory
from kefu.people.capabilities import Role
from kefu.trust import admissions, factors, registry

MANY_ADMINISTRATORS = 5
OLD_TOKEN = timedelta(days=365)


def administrators() -> Word:
    count = directory.count_of(Role.ADMIN)
    if not count:
        return warn("Nobody is an administrator.", "kefu agent NAME --email ADDRESS --role admin")
    if count > MANY_ADMINISTRATORS:
        return warn(
            f"{count} people may do everything.",
            "Make most of them leads: `kefu agent role NAME lead`, or on the people page.",
        )
    return ok(f"Administrators: {count}.")


def have_factors() -> Word:
    """Whoever finds such a password would be the one who adds the factor."""
    bare = factors.lacking()
    if not bare:
        return ok("Nobody is let in by a password alone.")
    said = f"{sum(bare.values())} of our people have a password and no second factor"
    todo = "`kefu agent list` names them: have them add one today, or `kefu agent disable NAME`."
    if bare.get(Role.ADMIN):
        return critical(f"{said}, an administrator among them.", todo)
    return warn(f"{said}.", todo)


def old_tokens() -> Word:
    count = admissions.tokens_older_than(clock.now() - OLD_TOKEN)
    if count:
        return warn(
            f"{count} tokens of programs are older than a year.",
            "`kefu token end NAME`, then `kefu token NAME` for those that are still needed.",
        )
    return ok("No program's token is older than a year.")


def registry_filled() -> Word:
    if not registry.valid_now():
        return warn(
            "Nothing is registered as officially ours: whoever asks whether a link is ours gets no help.",
            "Fill the registry of official channels at the desk, or `kefu registry import FILE`.",
        )
    return ok(f"{len(registry.valid_now())} channels are registered as ours.")
