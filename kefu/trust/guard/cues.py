"""The words that make an ask of what names a secret, and those that make none, in six languages: `cues.txt`. Pure."""

from kefu.trust.guard.words import compiled

HANDS = compiled("cues", "hands", "hands_after")
HANDS_AFTER = compiled("cues", "hands_after")  # these may follow what is asked for
ENTERS = compiled("cues", "enters")
HERE = compiled("cues", "here")
HERE_WRITTEN = compiled("cues", "here_written")  # where somebody writes, rather than who asks
PLACES = compiled("cues", "places")
DENIES = compiled("cues", "denies")
OTHERS = compiled("cues", "others")
WHAT = compiled("cues", "what")
WHAT_AFTER = compiled("cues", "what_after")
NEEDS = compiled("cues", "needs")
NEEDS_AFTER = compiled("cues", "needs_after")
PLEASE_AFTER = compiled("cues", "please_after")
HANDED = compiled("cues", "handed")  # it, they, this: what was named before
BETWEEN_BREAKS = compiled("cues", "between_breaks")
AFTER_BREAKS = compiled("cues", "after_breaks")
OTHER_THINGS = compiled("cues", "other_things")
PLAIN_ASKS = compiled("cues", "plain_asks")  # whatever else stands beside
ALONE_BEFORE = compiled("cues", "alone_before")
ALONE_AFTER = compiled("cues", "alone_after")
WANTED = compiled("cues", "wanted")
WARNS = compiled("cues", "warns")  # a whole sentence about those who ask
FORCED = compiled("cues", "forced")  # nothing goes on without it
NEVER = compiled("cues", "never")  # of a whole list of secrets
NOT_US = compiled("cues", "not_us")
