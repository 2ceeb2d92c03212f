"""The secrets by their names, in six languages and as they are disguised: `objects.txt`. Pure."""

from kefu.trust.guard.kinds import Rule
from kefu.trust.guard.words import compiled

OBJECTS = {
    Rule.PHRASE: compiled("objects", "phrase"),
    Rule.KEY: compiled("objects", "key"),
    Rule.CODE: compiled("objects", "code"),
    Rule.PASSWORD: compiled("objects", "password"),
}
OTHER_CODE_BEFORE = compiled("objects", "other_code_before")
NUMBERS = compiled("objects", "numbers")
DEVICE = compiled("objects", "device")
