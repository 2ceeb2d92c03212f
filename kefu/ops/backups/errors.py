"""What stops a backup or a restore.

NotPossible             one sentence for the person who typed the command; nothing was changed
└── NotWhole            the backup itself is the reason: it is damaged, cut short, or of another make
"""


class NotPossible(Exception):
    pass


class NotWhole(NotPossible):
    pass
