"""Customers' own passkeys. Those of our people are allauth's."""

from django.db import models

from kefu.kit import clock, ids


class CustomerPasskey(models.Model):
    """A passkey by which a customer proves anew who they are; while `made_at` is null, a device was asked to make one.

    `challenge` is what the device has to sign for that, once. `public_key` is the library's own bytes, as
    base64url. `counter` is
    the device's, as it was told last. Writer: `trust.customer_passkeys`.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    customer = models.ForeignKey("people.Customer", on_delete=models.CASCADE, related_name="+")
    credential = models.CharField(max_length=700, null=True, unique=True)  # noqa: DJ001 - base64url; unique once there is one
    public_key = models.TextField(blank=True)
    counter = models.BigIntegerField(default=0)
    name = models.CharField(max_length=40, blank=True)
    challenge = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["customer", "asked_at"], name="passkeys_of_a_customer")]
