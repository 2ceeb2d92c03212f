"""What can be wrong with a file, each with a sentence that says what to do next.

KefuError
├── Invalid 400
│   ├── NotAPicture        the bytes are none of the four formats, whatever the label says
│   ├── PictureTooLarge    too many pixels, or a side too long
│   ├── TooManyFrames      an animation too long
│   ├── PictureBroken      the decoder gave up, ran out of time or of memory
│   └── FileNotReady       named in a message, but not an own upload waiting to be sent
├── TooLarge 413
│   └── FileTooLarge       more bytes than allowed
├── TooMany 429
│   └── TooManyFiles       too many uploads wait to be sent
└── TryAgain 503
    └── Busy               all decoders are taken
"""

from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import Invalid, TooLarge, TooMany, TryAgain


class NotAPicture(Invalid):
    default_code = "not_a_picture"
    default_message = _("Please send a picture: JPEG, PNG, WebP or GIF.")


class PictureTooLarge(Invalid):
    default_code = "picture_too_large"
    default_message = _("This picture has too many pixels. Please send one of at most 40 megapixels.")


class TooManyFrames(Invalid):
    default_code = "too_many_frames"
    default_message = _("This animation is too long. Please send a shorter or smaller one, or a still picture.")


class PictureBroken(Invalid):
    default_code = "picture_broken"
    default_message = _("This picture cannot be read. Please save it again, or send a screenshot of it.")


class FileNotReady(Invalid):
    default_code = "file_not_ready"
    default_message = _("A picture of this message is not ready. Please add it again.")


class FileTooLarge(TooLarge):
    default_code = "file_too_large"
    default_message = _("This file is too large. Please send one of at most 20 MB.")


class TooManyFiles(TooMany):
    default_code = "too_many"
    default_message = _("Many pictures already wait to be sent. Please send those first.")


class Busy(TryAgain):
    default_message = _("Many pictures arrive just now. Please send yours again in a moment.")
