"""The service that the product's own messages come from, and its templates.

Both are made when they are first needed and found again by fixed ids, so that the platform team may
change names, texts and limits without breaking anything.
"""

from uuid import UUID, uuid5

from django.db import connection, transaction

from notify.message_templates.actions import create_template
from notify.message_templates.models import Queue, Template, Text
from notify.sending.system_texts import TEXTS
from notify.sending.system_texts.base import SystemText
from notify.services.models import Service

SYSTEM_SERVICE_ID = UUID("6e6f7469-6679-4000-8000-000000000001")
MAKING_LOCK = 0x53595354  # two processes that need a template at once make it once
NO_LIMIT = 2_000_000_000


def template_id_of(kind: str) -> UUID:
    """Return the id of a system template, which depends on its kind alone."""
    return uuid5(SYSTEM_SERVICE_ID, kind)


def system_service() -> Service:
    """Return the system service; make it if this is the first time."""
    return Service.objects.filter(pk=SYSTEM_SERVICE_ID).first() or _make_service()


@transaction.atomic
def ensure_system_templates() -> int:
    """Make the templates that are missing, so that they can be edited; return how many were."""
    ids = [template_id_of(kind) for kind in TEXTS]
    known = set(Template.objects.filter(pk__in=ids).values_list("pk", flat=True))
    missing = [kind for kind in TEXTS if template_id_of(kind) not in known]
    for kind in missing:
        ensure_template(kind)
    return len(missing)


@transaction.atomic
def ensure_template(kind: str) -> Template:
    """Return a system template; make it if it is missing. Raises KeyError for an unknown kind."""
    text, template_id = TEXTS[kind], template_id_of(kind)
    found = Template.objects.filter(pk=template_id).first()
    if found:
        return found
    service = system_service()
    _lock()
    return Template.objects.filter(pk=template_id).first() or _make_template(
        service, template_id, text
    )


def _make_template(service: Service, template_id: UUID, text: SystemText) -> Template:
    return create_template(
        service,
        id=template_id,
        channel=text.channel,
        name=text.name,
        text=Text.PAIR,
        subject_en=text.subject_en,
        subject_fr=text.subject_fr,
        body_en=text.body_en,
        body_fr=text.body_fr,
        redacted=text.hides_values,
        queue_override=Queue.PRIORITY,
    )


@transaction.atomic
def _make_service() -> Service:
    _lock()
    service, _ = Service.objects.get_or_create(
        pk=SYSTEM_SERVICE_ID,
        defaults={
            "name_en": "Notify",
            "name_fr": "Notification",
            "email_from": "notify",
            "restricted": False,
            "count_as_live": False,
            "prefix_sms": False,
            "permissions": [Service.Permission.EMAIL, Service.Permission.SMS],
            "message_limit": NO_LIMIT,
            "sms_daily_limit": NO_LIMIT,
            "email_annual_limit": NO_LIMIT,
            "sms_annual_limit": NO_LIMIT,
        },
    )
    return service


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MAKING_LOCK])
