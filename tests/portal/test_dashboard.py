"""The dashboard shows exactly what the counts hold."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db.models import F
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from notify.accounts.models import User
from notify.delivery.models import EmailHour, ReceivedText, seal_content, seal_user_number
from notify.message_templates.models import Template
from notify.notifications.models import Job, Notification
from notify.portal.access import find_access
from notify.portal.views import dashboard
from notify.portal.views.dashboard import changes
from notify.services.models import Service
from notify.stats.models import DailyCount, Usage
from tests import factories
from tests.portal import sent


def make_job(template: Template, **fields: object) -> Job:
    return Job.objects.create(
        **{
            "service_id": template.service_id,
            "template": template,
            "template_version": 1,
            "channel": template.channel,
            "name": "list.csv",
            **fields,
        }
    )


def receive_text(service: Service, content: str) -> None:
    ReceivedText.objects.create(
        service_id=service.id,
        notify_number="+16135550100",
        sealed_user_number=seal_user_number("+16135550101"),
        sealed_content=seal_content(content),
        provider="sandbox",
        provider_reference=content,
    )


def send_some(service: Service) -> None:
    """Four emails (one delivered, two failed), two texts, and one that does not count."""
    emails = [sent.send_email(service) for _ in range(4)]
    sent.receive(emails[0], "delivered")
    sent.receive(emails[1], "permanent-failure")
    sent.receive(emails[2], "temporary-failure")
    for _ in range(2):
        sent.send_text(service)
    sent.send_email(service, key_type="test")


def test_numbers_are_those_of_the_counts(as_bob: Client, service: Service) -> None:
    send_some(service)

    figures = as_bob.get(reverse("portal:counts", args=[service.id])).json()

    assert figures["today"] == {
        "email": {"sent": 4, "in_transit": 1, "delivered": 1, "failed": 2},
        "sms": {"sent": 2, "in_transit": 2, "delivered": 0, "failed": 0},
    }
    assert figures["week"] == figures["today"]
    assert figures["allowances"]["day-email"]["used"] == 4


def test_the_page_shows_the_same_numbers_as_the_json(as_bob: Client, service: Service) -> None:
    send_some(service)
    page = as_bob.get(reverse("portal:dashboard", args=[service.id]))
    figures = as_bob.get(reverse("portal:counts", args=[service.id])).json()

    shown = {
        element["data-text"]: element.text
        for element in BeautifulSoup(page.content, "html.parser").select("[data-text]")
    }

    assert shown.keys() == figures["texts"].keys()
    shown.pop("updated"), figures["texts"].pop("updated")
    assert shown == figures["texts"]


def test_yesterday_is_in_the_week_and_not_in_today(as_bob: Client, service: Service) -> None:
    sent.send_email(service)
    DailyCount.objects.update(day=F("day") - timedelta(days=1))
    sent.send_email(service)

    figures = as_bob.get(reverse("portal:counts", args=[service.id])).json()

    assert (figures["today"]["email"]["sent"], figures["week"]["email"]["sent"]) == (1, 2)


def test_eight_days_ago_is_not_in_the_week(as_bob: Client, service: Service) -> None:
    sent.send_email(service)
    DailyCount.objects.update(day=F("day") - timedelta(days=7))

    figures = as_bob.get(reverse("portal:counts", args=[service.id])).json()

    assert figures["week"]["email"]["sent"] == 0


def test_a_full_allowance_says_so(as_bob: Client, service: Service) -> None:
    sent.send_email(service)
    Usage.objects.filter(period="day").update(used=service.message_limit)

    figures = as_bob.get(reverse("portal:counts", args=[service.id])).json()

    assert figures["levels"]["day-email"] == "full"
    assert figures["texts"]["day-email"] == "10,000 of 10,000 used, 0 left"


def test_numbers_are_written_as_the_language_writes_them(as_bob: Client, service: Service) -> None:
    as_bob.get("/language/fr")

    figures = as_bob.get(reverse("portal:counts", args=[service.id])).json()

    assert "10\u202f000" in figures["texts"]["day-email"].replace("\xa0", "\u202f")


def test_a_service_that_sent_nothing_says_what_to_do(as_bob: Client, service: Service) -> None:
    page = as_bob.get(reverse("portal:dashboard", args=[service.id])).content.decode()

    assert "Nothing was sent yet." in page


def test_templates_and_lists_of_the_week_are_on_the_page(as_bob: Client, service: Service) -> None:
    template = factories.make_email_template(service, name="Flood warning")
    for _ in range(2):
        sent.receive(sent.send_email(service, template=template), "permanent-failure")
    make_job(template, name="people.csv", row_count=1200)

    page = as_bob.get(reverse("portal:dashboard", args=[service.id])).content.decode()

    assert "Flood warning" in page
    assert "2 failed" in page
    assert "people.csv" in page
    assert "1,200 recipients" in page
    assert page.count("<rect") == 1


def test_scheduled_lists_come_first_the_soonest_before(as_bob: Client, service: Service) -> None:
    template = factories.make_email_template(service)
    soon = timezone.now() + timedelta(hours=1)
    make_job(template, name="soon.csv", status="scheduled", scheduled_for=soon)
    later = timezone.now() + timedelta(hours=2)
    make_job(template, name="later.csv", status="scheduled", scheduled_for=later)
    make_job(template, name="now.csv", status="finished")

    page = as_bob.get(reverse("portal:dashboard", args=[service.id])).content.decode()

    assert page.index("soon.csv") < page.index("later.csv") < page.index("now.csv")


def test_figures_lead_to_the_messages_that_they_count(as_bob: Client, service: Service) -> None:
    old, _ = [sent.send_email(service, f"{name}@example.ca") for name in ("old", "new")]
    Notification.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=3))
    page = as_bob.get(reverse("portal:dashboard", args=[service.id]))
    links = BeautifulSoup(page.content, "html.parser").select("[data-text=today-email-in_transit]")

    listed = as_bob.get(links[0]["href"]).content.decode()

    assert "new@example.ca" in listed
    assert "old@example.ca" not in listed


def test_the_bounce_rate_stands_beside_its_thresholds(as_bob: Client, service: Service) -> None:
    sent.receive(sent.send_email(service), "permanent-failure")
    EmailHour.objects.update(sent=1200, hard_bounces=30)

    figures = as_bob.get(reverse("portal:counts", args=[service.id])).json()

    part = " ".join(BeautifulSoup(figures["parts"]["bounces"], "html.parser").text.split())
    assert "30 of the 1,200 emails of the past 24 hours came back for good: 2.5%." in part
    assert "From 5% on the team is warned; at 10% sending emails is suspended." in part


def test_received_texts_are_shown_where_the_service_has_them(
    as_bob: Client, service: Service
) -> None:
    page = reverse("portal:dashboard", args=[service.id])
    receive_text(service, "Thank you")
    with_texts = as_bob.get(page).content.decode()
    Service.objects.update(permissions=["email"])

    without_texts = as_bob.get(page).content.decode()

    assert "Thank you" in with_texts
    assert "Thank you" not in without_texts


def test_the_stream_tells_the_numbers_and_each_change(
    rf: RequestFactory, service: Service, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard, "LOOK_EVERY", 0.01)
    request = rf.get("/")
    request.user = bob
    events = changes(request, find_access(bob, service.id), "en", seconds=30)

    first = next(events)
    sent.send_email(service)
    second = next(events)
    events.close()  # type: ignore[attr-defined]

    for event, number in ((first, 0), (second, 1)):
        kind, _, data = event.partition("\ndata: ")
        assert kind == "event: figures"
        assert json.loads(data)["today"]["email"]["sent"] == number


def test_who_finds_no_place_in_the_stream_is_told_to_ask(
    rf: RequestFactory, service: Service, bob: User
) -> None:
    request = rf.get("/")
    request.user = bob
    access = find_access(bob, service.id)
    held = [changes(request, access, "en") for _ in range(dashboard.MOST_STREAMS)]
    for events in held:
        next(events)

    (told,) = list(changes(request, access, "en"))
    for events in held:
        events.close()  # type: ignore[attr-defined]

    assert told.startswith("event: full")
    assert next(changes(request, access, "en")).startswith("event: figures")


def test_outsiders_get_no_stream(as_charlie: Client, service: Service) -> None:
    assert as_charlie.get(reverse("portal:dashboard-stream", args=[service.id])).status_code == 404
