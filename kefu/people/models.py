"""Who is who. Customers are written by `sessions`, staff by `trust.admissions`; `staff` and `directory` read."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from kefu.kit import clock, crypto, ids
from kefu.people.capabilities import Role


class Proof(models.TextChoices):
    """How we know who a customer is."""

    NONE = "none"
    SIGNED = "signed"  # the exchange's signature said so
    MAILBOX = "mailbox"  # of an address alone: its domain's signature said that they wrote from it


class Customer(models.Model):
    """One person at the exchange, or one anonymous visitor. Writers: `people.sessions`; `people.visitors` forgets.

    The name is sealed (`people.fields`). `no_name` is where it stood in clear: always empty, for the release before alone.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    sealed_name = models.BinaryField(null=True)
    no_name = models.CharField(max_length=80, blank=True, default="", db_column="name", editable=False)
    locale = models.CharField(max_length=16, default="en")
    vip_level = models.PositiveSmallIntegerField(null=True)
    proof = models.CharField(max_length=12, choices=Proof.choices, default=Proof.NONE)
    proved_at = models.DateTimeField(null=True)
    region = models.CharField(
        max_length=2, blank=True, default="", db_default=""
    )  # ISO 3166; as the exchange signed it
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(no_name=""), name="no_name_in_clear")]


class DataKey(models.Model):
    """A customer's data key, wrapped under a key outside the database (`under`). Writers: `people.keys`, `people.rotation`.

    A destroyed one is overwritten and stays, so that no other is made in its place.
    """

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="data_key")
    wrapped = models.BinaryField()
    under = models.CharField(max_length=16)
    made_at = models.DateTimeField(default=clock.now)
    destroyed_at = models.DateTimeField(null=True)


class KeyRing(models.Model):
    """One row: what new keys are wrapped under, and the key of digests. Writers: `people.keys`, `people.rotation`."""

    under = models.CharField(max_length=16)
    digests = models.BinaryField()


class NamePart(models.Model):
    """A beginning of a word of a customer's name, as the digest it is looked for by. Writer: `people.names`."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="name_parts")
    part = models.CharField(max_length=192)

    class Meta:
        # no digit of what stood here in clear is an `h`
        constraints = [models.CheckConstraint(condition=models.Q(part__startswith="h"), name="no_part_in_clear")]
        indexes = [models.Index(fields=["part", "-customer"], name="customers_by_name")]


class Address(models.Model):
    """What a customer can be known by: kind `uid` identifies (proved by the exchange's signature), others only inform.

    The value is sealed, and found by its digest (`people.fields`). `no_value` is where it stood in clear: always empty, for
    the release before alone, which cannot write a row without a digest.
    """

    class Kind(models.TextChoices):
        UID = "uid"
        EMAIL = "email"
        PHONE = "phone"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    sealed = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, default="")
    no_value = models.CharField(max_length=254, default="", db_column="value", editable=False)
    proof = models.CharField(max_length=12, choices=Proof.choices)
    proved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], condition=models.Q(kind="uid"), name="one_customer_a_digest"),
            models.CheckConstraint(condition=models.Q(no_value="") & ~models.Q(digest=""), name="no_address_in_clear"),
            models.UniqueConstraint(fields=["customer", "kind"], name="one_address_a_kind"),
        ]
        indexes = [models.Index(fields=["digest"], condition=models.Q(kind="email"), name="customers_by_address")]


class CustomerSession(models.Model):
    """A customer's bearer token, as a hash. Writers: `people.sessions`; `people.visitors` forgets guests'."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="sessions")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)


class UsedIdentity(models.Model):
    """The name of every proof that works once, as a hash, until it would have expired anyway. Writer: `people.sessions`."""

    jti_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)


class Team(models.Model):
    """Who works together on one kind of conversations. Writers: `trust.teams`; of `compartment` `trust.compartments`."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60, unique=True)
    compartment = models.CharField(max_length=200, blank=True, default="", db_default="")


class AgentManager(BaseUserManager["Agent"]):
    def get_by_natural_key(self, username: str | None) -> "Agent":
        return self.get(email__exact=(username or "").strip().lower(), is_active=True)


class Agent(AbstractBaseUser):
    """One of our people. `name` is known inside, `alias` is what customers see. Writer: `trust.admissions`.

    `teams` are written by `trust.teams`: they say where work comes from, never what an agent may do.
    `stamp` counts up whenever what the agent may do changes; sessions carry the one they began with.
    `compartment` confines them alone; `within` is that and those of their teams, a line each. Writer: `trust.compartments`.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=60, unique=True)
    alias = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role], default=Role.AGENT)
    locale = models.CharField(max_length=16, default="en")
    is_active = models.BooleanField(default=True)
    stamp = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    compartment = models.CharField(max_length=200, blank=True, default="", db_default="")
    within = models.TextField(blank=True, default="", db_default="")
    teams = models.ManyToManyField(Team, related_name="members")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = AgentManager()

    def get_session_auth_hash(self) -> str:
        """What a cookie session holds of the agent it was begun for: another password or stamp ends it."""
        return crypto.keyed_hash("people.agent-session", f"{self.pk}:{self.stamp}:{self.password}")


class AgentSession(AbstractBaseSession):
    """A browser's session; without an agent somebody is still at the door. Writers: `session_store`, `desk_sessions`.

    `provider_session` is the hash of what a provider calls the session of its own that this one was begun by.
    """

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, related_name="sessions")
    seen_at = models.DateTimeField()
    provider_session = models.CharField(max_length=64, default="", db_default="", blank=True)

    class Meta(AbstractBaseSession.Meta):
        indexes = [
            models.Index(
                fields=["provider_session"], condition=~models.Q(provider_session=""), name="sessions_of_providers"
            )
        ]


class AgentIdentity(models.Model):
    """Who a provider says that one of our people is: by its issuer and its own id of them, never by an address.

    Writer: `trust.identities`.
    """

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="identities")
    protocol = models.CharField(max_length=8)
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    added_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["protocol", "issuer", "subject"], name="one_agent_an_identity"),
            models.UniqueConstraint(fields=["agent", "protocol", "issuer"], name="one_identity_an_issuer"),
        ]


class ClosedCategory(models.Model):
    """A category (its slug, of `conversations`) that only this team works on. Writer: `closed`, for `conversations.closing`."""

    slug = models.CharField(max_length=40, unique=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")


class ApiToken(models.Model):
    """A program's way in as one of our people, as a hash. Writer: `trust.admissions`."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)


class SigninLink(models.Model):
    """A one-time way in for one of our people, as a hash. Writer: `trust.admissions`.

    `is_operators`: made by the command line, so it lets in where single sign-on is the only other way.
    """

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE)
    is_operators = models.BooleanField(default=False, db_default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class DeskTicket(models.Model):
    """A page's minute-long way to its socket, as a hash: the page must never hold its own session. Writer: `people.sessions`."""

    token_hash = models.CharField(max_length=64, unique=True)
    session = models.CharField(max_length=200)
    expires_at = models.DateTimeField(db_index=True)
