"""An object behind each part of an address, so that bench.pages can open every page."""

from contextlib import suppress
from typing import Any
from uuid import UUID

LISTS = {"list-draft", "replace-list", "list-progress", "list-problems", "list-row-body"}


def addresses(service: Any, owner: Any, browser: Any, *, job_rows: int) -> list[str]:
    """Return the address of every page of a person, a service and the platform that takes GET.

    A list of `job_rows` messages waits to be sent.
    """
    from django.urls import NoReverseMatch, URLPattern, reverse  # noqa: PLC0415  Django is set up by now

    from notify.portal.urls import urlpatterns  # noqa: PLC0415

    samples = _samples(service, owner, browser, job_rows)
    found = set()
    for route in urlpatterns:
        assert isinstance(route, URLPattern)
        names = route.pattern.converters
        if not set(names) - {"pk"} <= set(samples):
            continue
        if "pk" in names and f"pk of {route.name}" not in samples:
            continue
        arguments = {
            name: samples[f"pk of {route.name}" if name == "pk" else name] for name in names
        }
        if "draft_id" in names and route.name in LISTS:
            arguments["draft_id"] = samples["list"]
        with suppress(NoReverseMatch):  # a key of a person's own has a number, a service's an id
            found.add(reverse(f"portal:{route.name}", kwargs=arguments))
    return sorted(found)


def _samples(service: Any, owner: Any, browser: Any, job_rows: int) -> dict[str, Any]:
    from notify.accounts.models import User  # noqa: PLC0415
    from notify.delivery.models import Provider, Suppression  # noqa: PLC0415
    from notify.message_templates.models import Folder  # noqa: PLC0415
    from notify.message_templates.review import propose_new  # noqa: PLC0415
    from notify.notifications.models import Notification  # noqa: PLC0415
    from notify.services.callbacks import set_callback  # noqa: PLC0415
    from notify.services.models import GoLiveRequest  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415

    member = factories.make_member(service, factories.make_user(), ["view_activity"])
    folder = Folder.objects.create(service=service, name="Letters")
    change = propose_new(
        service, author=member.user, channel="email", folder=None, name="New", body_en="Text"
    )
    invitation = service.invitations.create(email="dana@example.gc.ca", invited_by=owner)
    suppressed = Suppression.objects.create(
        service=service, recipient_index=b"0" * 16, reason="hard-bounce", category=None
    )
    asked = GoLiveRequest.objects.create(
        service=service, state="submitted", submitted_by=owner, description="Decisions."
    )
    set_callback(service, "delivery_status", "https://example.ca/notify", "0123456789")
    newest = Notification.objects.of_service(service).newest_first()[0]
    return {
        "service_id": service.pk,
        "service": service.pk,
        "message_id": newest.pk,
        "address_id": service.reply_tos.create(address="answers@example.gc.ca").pk,
        "check_id": service.reply_to_checks.create(address="new@example.gc.ca").pk,
        "sender_id": service.sms_senders.create(sender="PASSPORT").pk,
        "member_id": member.pk,
        "invitation_id": invitation.pk,
        "key_id": factories.make_key(service).key.pk,
        "kind": "delivery_status",
        "folder_id": folder.pk,
        "change_id": change.pk,
        "number": 1,
        "row": 0,
        "channel": "email",
        "slug": "decision",
        "row_id": suppressed.pk,
        "table": "months",
        "language": "en",
        "factor": "email",
        "pk of go-live-decision": asked.pk,
        "pk of suspend-service": service.pk,
        "pk of resume-service": service.pk,
        "pk of platform-limits": service.pk,
        "pk of platform-person": User.objects.exclude(pk=owner.pk)[0].pk,
        "pk of platform-switch-provider": Provider.objects.all()[0].pk,
        **_sends(service, browser, job_rows),
    }


def _sends(service: Any, browser: Any, job_rows: int) -> dict[str, UUID]:
    """Make a template, one message and one list that wait to be sent, a sent list and a topic."""
    from notify.sending.jobs import store_due_jobs  # noqa: PLC0415
    from notify.sending.models import SendDraft  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415
    from tests.portal.listing import checked, page  # noqa: PLC0415
    from tests.sending.jobs import accept_list, email_rows  # noqa: PLC0415
    from tests.subscriptions.test_double_opt_in import make_topic  # noqa: PLC0415

    template = factories.make_email_template(service)
    values = {"recipient": "zoe@example.ca", "value-0": "Zoé", "value-1": "approved"}
    answer = browser.post(page("send", service.pk, template.pk), values)
    assert answer.status_code == 302, answer.content.decode()
    plain = factories.make_email_template(
        service, name="Letter", subject_en="Hello", body_en="Dear ((name))"
    )
    job = accept_list(service, email_rows(job_rows), template=plain)
    store_due_jobs()
    return {
        "template_id": template.pk,
        "draft_id": SendDraft.objects.latest("created_at").pk,
        "list": checked(browser, template).pk,
        "job_id": job.pk,
        "topic_id": make_topic(service).pk,
    }
