"""What can be wrong with a file, each with a sentence that says what to do next.

KefuError
├── Invalid 400
│   ├── NotAPicture        it begins as a picture and is none
│   ├── PictureTooLarge    too many pixels, or a side too long
│   ├── TooManyFrames      an animation too long
│   ├── PictureBroken      the decoder gave up, ran out of time or of memory
│   ├── UnknownType        the bytes are nothing we take, whatever the label says
│   ├── Program            it could run: a program, a script, a page with scripts
│   ├── OfficeFile         it may carry macros
│   ├── ArchiveLocked      nobody can look into it
│   ├── ArchiveUnsafe      a bomb, programs, or names that lead out of its folder
│   ├── HoldsSecret        a text with a recovery phrase, a key or a password in it
│   ├── Infected           the scanner knows it; it is gone already
│   ├── PaperNotTaken      an identity paper that is no still picture we can make anew
│   ├── NotAsPromised      the bytes that came are not those that were announced
│   └── FileNotReady       named in a message, but not an own upload waiting to be sent
├── Conflict 409
│   └── WrongOffset        the piece does not follow what is on disk
├── TooLarge 413
│   └── FileTooLarge       more bytes than allowed
├── TooMany 429
│   └── TooManyFiles       too many uploads wait to be sent
├── NotFound 404
│   ├── PaperGone          its time is over, or its customer's key was destroyed
│   └── BeginAgain         it was on its way when we restarted: what had arrived cannot be read any more
└── TryAgain 503
    ├── PaperDamaged       its bytes are not those that were kept
    └── Busy               all decoders are taken, or the same upload is being written
"""

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import Conflict, Invalid, NotFound, TooLarge, TooMany, TryAgain


class NotAPicture(Invalid):
    default_code = "not_a_picture"
    default_message = _("This picture cannot be read. Please send a JPEG, PNG, WebP or GIF.")


class PictureTooLarge(Invalid):
    default_code = "picture_too_large"
    default_message = _("This picture has too many pixels. Please send one of at most 40 megapixels.")


class TooManyFrames(Invalid):
    default_code = "too_many_frames"
    default_message = _("This animation is too long. Please send a shorter or smaller one, or a still picture.")


class PictureBroken(Invalid):
    default_code = "picture_broken"
    default_message = _("This picture cannot be read. Please save it again, or send a screenshot of it.")


class UnknownType(Invalid):
    default_code = "unknown_type"
    default_message = _("We cannot take this kind of file. Please send a picture, PDF, video, text or ZIP file.")


class Program(Invalid):
    default_code = "program"
    default_message = _("Programs, scripts and web pages are not taken. Please send a screenshot or a PDF instead.")


class OfficeFile(Invalid):
    default_code = "office_file"
    default_message = _("Office files can carry programs. Please save it as PDF or CSV and send that.")


class ArchiveLocked(Invalid):
    default_code = "archive_locked"
    default_message = _("This archive has a password, so it cannot be checked for viruses. Please send it without one.")


class ArchiveUnsafe(Invalid):
    default_code = "archive_unsafe"
    default_message = _("This archive is not safe to open. Please send the files one by one.")


class Infected(Invalid):
    default_code = "infected"
    default_message = _("The virus scanner found something harmful in this file. It was removed and not sent.")


class HoldsSecret(Invalid):
    """`sorts`: what was found, as the shield names it."""

    default_code = "holds_secret"
    default_message = _(
        "This file holds a recovery phrase, a key, a password or the like, so we did not keep it. Please take that out and"
        " send the file again. To be safe, change what stands in it now; we never need it."
    )

    def __init__(self, sorts: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.sorts = sorts


class PaperNotTaken(Invalid):
    default_code = "paper_not_taken"
    default_message = _("Please send a photo: JPEG, PNG or WebP. You can take one here with your phone.")


class NotAsPromised(Invalid):
    default_code = "not_as_promised"
    default_message = _("This file changed while it was being sent. Please choose it again.")


class FileNotReady(Invalid):
    default_code = "file_not_ready"
    default_message = _("A file of this message is not ready. Please add it again.")


class WrongOffset(Conflict):
    """`offset` is where the next piece must begin."""

    default_code = "wrong_offset"
    default_message = _("This part does not follow the one before. Please continue where the upload stands.")

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


class BeginAgain(NotFound):
    default_code = "begin_again"
    default_message = _("We had to restart while this file was on its way. Please send it again from its beginning.")


class PaperGone(NotFound):
    default_code = "paper_gone"
    default_message = _("This paper was deleted. If the case still needs it, ask for it once more.")


class PaperDamaged(TryAgain):
    default_code = "paper_damaged"
    default_message = _(
        "What is stored of this paper was changed or is not there. Tell an administrator, and ask for it anew."
    )


class FileTooLarge(TooLarge):
    default_code = "file_too_large"

    def __init__(self) -> None:
        text = _("This file is too large. Please send one of at most {mb} MB.")
        super().__init__(format_lazy(text, mb=settings.UPLOAD_MAX_BYTES // 2**20))


class TooManyFiles(TooMany):
    default_code = "too_many"
    default_message = _("Many files already wait to be sent. Please send those first.")


class Busy(TryAgain):
    default_message = _("Many files arrive just now. Please send yours again in a moment.")
