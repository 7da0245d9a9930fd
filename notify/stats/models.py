"""Counts that are right the moment they are written, and what limits are measured against."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from notify.message_templates.models import Channel
from notify.notifications.models import Status
from notify.services.models import ApiKey


class DailyCount(models.Model):
    """How many messages of a service, day, template and key type are in a status.

    Changed in the transaction that changes the messages. `shard` spreads a busy row over several,
    so that writers do not queue for it; a reader sums them. `day` is the business day of the
    message's creation.
    """

    day = models.DateField()
    service_id = models.UUIDField()
    template_id = models.UUIDField()
    channel = models.CharField(max_length=5, choices=Channel.choices)
    key_type = models.CharField(max_length=8, choices=ApiKey.Type.choices)
    status = models.CharField(max_length=20, choices=Status.choices)
    shard = models.SmallIntegerField()
    count = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("daily count")
        verbose_name_plural = _("daily counts")
        constraints = (
            models.UniqueConstraint(
                fields=("service_id", "day", "template_id", "key_type", "status", "shard"),
                name="one_count_per_shard",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.status} {self.count}"


class Usage(models.Model):
    """How much of a limit is used. A send reserves its share here, in the insert's transaction.

    Emails count one each and texts count their fragments.
    """

    class Period(models.TextChoices):
        DAY = "day", _("Day")
        YEAR = "year", _("Fiscal year, from 1 April")

    service_id = models.UUIDField()
    channel = models.CharField(max_length=5, choices=Channel.choices)
    period = models.CharField(max_length=4, choices=Period.choices)
    start = models.DateField()
    used = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("usage")
        verbose_name_plural = _("usage")
        constraints = (
            models.UniqueConstraint(
                fields=("service_id", "channel", "period", "start"), name="one_usage_per_period"
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.period} {self.start} {self.used}"


class DailyUse(models.Model):
    """Who sent how much on a day: by key, person, sender. Rolled up once the day is over.

    It outlives the messages it was counted from (rollup.py).
    """

    day = models.DateField()
    service_id = models.UUIDField()
    template_id = models.UUIDField()
    channel = models.CharField(max_length=5, choices=Channel.choices)
    key_type = models.CharField(max_length=8, choices=ApiKey.Type.choices)
    api_key_id = models.UUIDField(null=True)
    created_by_id = models.UUIDField(null=True)
    sender = models.CharField(max_length=320, blank=True)
    messages = models.BigIntegerField()
    fragments = models.BigIntegerField()

    class Meta:
        verbose_name = _("daily use")
        verbose_name_plural = _("daily use")
        indexes = (models.Index(fields=("service_id", "day"), name="use_of_a_service"),)

    def __str__(self) -> str:
        return f"{self.day} {self.channel} {self.messages}"


class RolledUpDay(models.Model):
    """A day whose use is counted for good."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("counted day")
        verbose_name_plural = _("counted days")

    def __str__(self) -> str:
        return self.day.isoformat()
