"""The few people outside its team that a trial service, or a team key, may write to."""

from collections.abc import Sequence

from django.db import transaction
from django.http import HttpRequest

from notify.accounts.audit import record_event
from notify.services.models import SafelistEntry, Service

MOST_OF_A_CHANNEL = 5


@transaction.atomic
def set_safelist(
    service: Service, emails: Sequence[str], numbers: Sequence[str], request: HttpRequest
) -> None:
    """Replace a service's safelist. The record says how many, not whom."""
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    service.safelist.all().delete()
    channels = {SafelistEntry.Channel.EMAIL: emails, SafelistEntry.Channel.SMS: numbers}
    SafelistEntry.objects.bulk_create(
        SafelistEntry(service=service, channel=channel, recipient=recipient)
        for channel, recipients in channels.items()
        for recipient in recipients
    )
    record_event(
        "safelist-changed",
        service,
        service_id=service.pk,
        after={"emails": len(emails), "numbers": len(numbers)},
        request=request,
    )
