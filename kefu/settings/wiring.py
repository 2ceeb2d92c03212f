"""The two lists that say what is switched on, read like MIDDLEWARE. The only dotted paths of the house."""

CHANNELS = [
    "kefu.channels.livechat.channel.LiveChat",
]

WATCHERS = [
    "kefu.watchers.notify.watch.Notify",
    "kefu.watchers.snooze.watch.Snooze",
    "kefu.watchers.scanning.watch.Scanning",
]
