"""A service with something on each of its pages, for tests that walk through all of them."""

from django.core import signing
from django.utils import timezone

from notify.accounts.models import AuditEvent, User
from notify.delivery.models import CallbackAttempt, CallbackDelivery, Provider
from notify.message_templates.models import Folder
from notify.portal.invitation_links import SALT as INVITATION
from notify.portal.reply_to_test import SALT as REPLY_TO
from notify.services.callbacks import set_callback
from notify.services.models import Domain, GoLiveRequest, Service, SmsSender
from tests import factories
from tests.portal import sent

HTTPS = "https://cases.example.ca/notify"


def furnish(alice: User) -> dict[str, object]:
    """Make a live service and a trial, and return what fills their addresses."""
    Provider.objects.get_or_create(name="sandbox", defaults={"kind": "sandbox", "channel": "email"})
    organisation = factories.make_organisation()
    Domain.objects.create(name="example.gc.ca", organisation=organisation)
    organisation.members.create(email=alice.email, user=alice, joined_at=timezone.now())
    service = factories.make_service(owner=alice, organisation=organisation)
    elsewhere = factories.make_service(
        owner=factories.make_user("eve@example.gc.ca", name="Eve"), organisation=organisation
    )
    asking = service.join_requests.create(
        user=factories.make_user("fay@example.gc.ca", name="Fay"), reason="I answer the letters."
    )
    trial = factories.make_service(owner=alice, restricted=True)
    bob = factories.make_user("bob@example.gc.ca", name="Bob")
    member = factories.make_member(service, bob, ["view_activity", "send_messages"])
    member.hidden_folders.add(Folder.objects.create(service=service, name="Drafts"))
    answers = service.reply_tos.create(
        address="answers@example.gc.ca", label="Front desk", is_default=True
    )
    service.reply_tos.create(address="second.address@example.gc.ca")
    check = service.reply_to_checks.create(address="new@example.gc.ca")
    SmsSender.objects.create(service=service, sender="PASSPORT", is_default=True)
    SmsSender.objects.create(service=service, sender="Passeport")
    invitation = service.invitations.create(email="dana@example.gc.ca", invited_by=alice)
    AuditEvent.objects.create(
        action="service-changed",
        actor=alice,
        service_id=service.pk,
        subject_type="service",
        subject_id=str(service.pk),
        before={"name_en": "Passports"},
        after={"name_en": "Passport office"},
        address="192.0.2.1",
    )
    asked = GoLiveRequest.objects.create(
        service=trial,
        state="submitted",
        purposes=["status", "decisions"],
        audiences=["public"],
        description="Where applications are.",
        emails_a_day="1000",
        texts_a_day="0",
        emails_a_year=20_000,
        submitted_at=timezone.now(),
        submitted_by=alice,
        terms_accepted_at=timezone.now(),
        terms_accepted_by=alice,
    )
    return {
        "service": service.pk,
        "trial": trial.pk,
        "member": member.pk,
        "address": answers.pk,
        "check": check.pk,
        "invitation": signing.dumps(str(invitation.pk), salt=INVITATION),
        "confirmation": signing.dumps(str(check.pk), salt=REPLY_TO),
        "asked": asked.pk,
        "asking": asking.pk,
        "organisation": organisation.pk,
        "elsewhere": elsewhere.pk,
        **_api(service),
    }


def _api(service: Service) -> dict[str, object]:
    key = factories.make_key(service, created_by=service.memberships.all()[0].user).key
    factories.make_key(service, "team").key.revoke()
    template = factories.make_email_template(service)
    message = sent.send_email(service, template=template, api_key_id=key.pk)
    callback = set_callback(service, "delivery_status", HTTPS, "0123456789")
    told = CallbackDelivery.objects.create(
        callback=callback,
        notification_id=message.pk,
        status="delivered",
        happened_at=timezone.now(),
        state="given-up",
        answered=500,
        attempts=6,
        seconds=0.2,
    )
    CallbackAttempt.objects.create(delivery=told, number=1, answered=500, milliseconds=200)
    return {"key": key.pk, "message": message.pk}
