"""What is switched on, read like MIDDLEWARE, and what a setting alone brings in. The only dotted paths of the house."""

CHANNELS = [
    "kefu.channels.livechat.channel.LiveChat",
    "kefu.channels.email.channel.Email",
]

WATCHERS = [
    "kefu.watchers.notify.watch.Notify",
    "kefu.watchers.snooze.watch.Snooze",
    "kefu.watchers.compartments.watch.Compartments",
    "kefu.watchers.scanning.watch.Scanning",
    "kefu.watchers.indexing.watch.Indexing",
    "kefu.watchers.gaps.watch.Gaps",
    "kefu.watchers.cases.watch.Cases",
    "kefu.watchers.bot.watch.Bot",
    "kefu.watchers.insiders.watch.Insiders",
    "kefu.watchers.sla.watch.Sla",
    "kefu.watchers.away.watch.Away",
]

# What each room holds of a customer, in the order in which it is erased: what leads to a thing goes after it.
HOLDINGS = [
    "kefu.watchers.notify.personal.Notices",
    "kefu.watchers.cases.personal.Cases",
    "kefu.watchers.bot.personal.Bot",
    "kefu.watchers.sla.personal.Sla",
    "kefu.web.desk.personal.Desk",
    "kefu.safeguards.personal.Safeguards",
    "kefu.knowledge.personal.Knowledge",
    "kefu.exchange.personal.Exchange",
    "kefu.conversations.personal.Conversations",
    "kefu.channels.personal.Channels",
    "kefu.files.personal.Files",
    "kefu.trust.personal.Trust",
    "kefu.people.personal.People",
]

# Asked before words that stand in a log are changed or taken out: a legal hold on the customer, or on one of these conversations.
KEPT_BY = "kefu.safeguards.holds.holds"

# What KEFU_EXCHANGE can name; an address is the one called "http".
CONNECTORS = {
    "sandbox": "kefu.exchange.sandbox.connector.Sandbox",
    "http": "kefu.exchange.http.connector.Http",
}

# Loaded by `kefu watermark` alone: numpy stands in requirements/encoder.txt, which an installation may do without.
HIDDEN_READER = "kefu.files.hidden_reading.read"

# Loaded only where a setting asks for them: their packages stand in requirements/scale.in, which one machine does without.
REDIS_ROAD = "kefu.kit.redis_road.RedisRoad"  # KEFU_REDIS_URL
REDIS_BUCKETS = "kefu.people.redis_buckets.RedisBuckets"  # KEFU_REDIS_URL
REDIS_KEY = "kefu.files.redis_key.SharedKey"  # KEFU_REDIS_URL
S3_STORE = "kefu.files.bucket.Bucket"  # KEFU_FILES_URL=s3://...
