"""`kefu rotate_data_key`: a new key outside the database, while everybody works on. Killed, it goes on where it was."""

import secrets
import time

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kefu.channels import accounts
from kefu.kit import clock, data_key
from kefu.people import keys, rotation
from kefu.people.rotation import Done
from kefu.trust import journal

SUBJECT = "data_key"


class Command(BaseCommand):
    help = (
        "Wraps every customer's data key anew under a new key outside the database, and says when the old one may go."
    )
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        try:
            keys.ready()
            self._take_new()
        except (ImproperlyConfigured, OSError) as error:
            raise CommandError(str(error)) from error
        before = rotation.lead()
        done = rotation.wrap_anew(told=self._told)
        time.sleep(keys.CACHE_LIVES_S + 1)  # what somebody made meanwhile under the old one is met by the second walk
        last = rotation.wrap_anew()
        left = rotation.not_held()
        if last.left or left:
            raise CommandError(
                f"{last.left} keys are under one that is not here ({', '.join(left)}): give it too, then again."
            )
        accounts.wrap_anew()
        self._end(done, before=before)

    def _take_new(self) -> None:
        """The new one leads, and the one in force is there too."""
        texts = data_key.texts()
        if len(texts) > 1:
            return
        if settings.DATA_KEY:
            raise CommandError(
                "Put a new key (`kefu secret`) in front of the old one in KEFU_DATA_KEY, each in a line of its own, on every"
                " machine; start all of Kefu anew; then run this again."
            )
        data_key.write_file([secrets.token_urlsafe(48), *texts])

    def _told(self, wrapped: int) -> None:
        if wrapped:
            self.stderr.write(f"{wrapped} keys are under the new one.")

    def _end(self, done: Done, *, before: str) -> None:
        old = sorted({*done.before, *([before] if before else [])})
        detail = f"{done.wrapped} keys from {', '.join(old) or 'none'} to {done.leading}"[:200]
        with transaction.atomic():
            journal.write([journal.Act(clock.now(), "operator", 0, "data_key_rotated", SUBJECT, 0, detail)])
        self.stdout.write(f"All data keys are under {done.leading}; {done.wrapped} were wrapped anew.")
        if not settings.DATA_KEY:
            data_key.write_file(data_key.texts()[:1])
            self.stdout.write(f"The old key is no longer in {data_key.file()}.")
        else:
            self.stdout.write("Take the old key out of KEFU_DATA_KEY, and start all of Kefu anew.")
        self.stdout.write(
            "Copies of the old one may be destroyed, once no backup of before is to be restored: those still need it."
        )
