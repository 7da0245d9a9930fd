"""Make a service, change it, suspend and resume it, close it for good. All of it is on record."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from notify.accounts.audit import changes, record_event
from notify.accounts.models import User
from notify.services.models import ApiKey, Invitation, Membership, Organisation, Service
from notify.services.names import claim_names
from notify.services.notices import record_notice

TRIAL_LIMIT = 50  # messages a day, of each channel
NAMES = ("name_en", "name_fr")
CHANNELS = [Service.Permission.EMAIL, Service.Permission.SMS, Service.Permission.UPLOAD_DOCUMENT]


@transaction.atomic
def create_service(owner: User, request: HttpRequest, **fields: Any) -> Service:
    """Create a trial service that a person manages alone. Raises NameTaken, IntegrityError."""
    claim_names(fields["name_en"], fields["name_fr"])
    service = Service.objects.create(
        restricted=True,
        message_limit=TRIAL_LIMIT,
        sms_daily_limit=TRIAL_LIMIT,
        permissions=list(CHANNELS),
        created_by=owner,
        **fields,
    )
    Membership.objects.create(
        service=service, user=owner, permissions=list(Membership.Permission.values)
    )
    shown = {name: fields[name] for name in (*NAMES, "email_from")}
    record_event("service-created", service, service_id=service.pk, after=shown, request=request)
    return service


@transaction.atomic
def change_service(service: Service, request: HttpRequest, **fields: Any) -> Service:
    """Change settings and put on record what changed. Raises NameTaken, IntegrityError."""
    locked = Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    if set(fields) & set(NAMES):
        names = {name: fields.get(name, getattr(locked, name)) for name in NAMES}
        claim_names(**names, service_id=locked.pk)
    before = {name: getattr(locked, name) for name in fields}
    for name, value in fields.items():
        setattr(locked, name, value)
    differences = changes(before, fields)
    if differences["after"]:
        locked.save(update_fields=list(fields))
        record_event(
            "service-changed", locked, service_id=locked.pk, request=request, **differences
        )
    return locked


@transaction.atomic
def suspend_service(service: Service, request: HttpRequest) -> bool:
    """Stop all sending and close the pages; return whether that changed anything."""
    return _set_active(service, request, active=False, action="service-suspended")


@transaction.atomic
def resume_service(service: Service, request: HttpRequest) -> bool:
    """Let a suspended service send again; return whether that changed anything."""
    return _set_active(service, request, active=True, action="service-resumed")


def _set_active(service: Service, request: HttpRequest, *, active: bool, action: str) -> bool:
    open_ones = Service.objects.filter(pk=service.pk, archived_at=None)
    if not open_ones.filter(active=not active).update(active=active):
        return False
    event = record_event(action, service, service_id=service.pk, request=request)
    record_notice(service.pk, action, once_key=str(event.pk))
    return True


@transaction.atomic
def archive_service(service: Service, request: HttpRequest) -> bool:
    """Close a service for good: its keys end, its names and its sending address are free again."""
    now = timezone.now()
    locked = Service.objects.select_for_update().get(pk=service.pk)
    if locked.archived_at:
        return False
    before = {name: getattr(locked, name) for name in (*NAMES, "email_from")}
    mark = now.strftime("%Y-%m-%d %H:%M")
    locked.name_en = f"{locked.name_en[:225]} (archived {mark})"
    locked.name_fr = f"{locked.name_fr[:225]} (archivé {mark})"
    locked.email_from = f"archived.{locked.pk.hex}"
    locked.active, locked.archived_at = False, now
    locked.save(update_fields=[*NAMES, "email_from", "active", "archived_at"])
    ApiKey.objects.filter(service=locked, revoked_at=None).update(revoked_at=now)
    Invitation.objects.filter(service=locked, state=Invitation.State.OPEN).update(
        state=Invitation.State.CANCELLED, settled_at=now
    )
    record_event("service-archived", locked, service_id=locked.pk, before=before, request=request)
    return True


@transaction.atomic
def link_organisation(
    service: Service, organisation: Organisation, request: HttpRequest
) -> Service:
    """Make a service part of an organisation in the platform's list."""
    locked = Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    if locked.organisation_id == organisation.pk:
        return locked
    before = str(locked.organisation_id) if locked.organisation_id else None
    locked.organisation = organisation
    locked.save(update_fields=["organisation"])
    record_event(
        "organisation-linked",
        locked,
        service_id=locked.pk,
        before={"organisation": before},
        after={"organisation": str(organisation.pk)},
        request=request,
    )
    return locked
