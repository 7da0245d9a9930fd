"""Pages for everyone: words in both languages, figures, health, and the contact form."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from notify.notifications.models import Notification
from notify.portal import health
from notify.portal.contact_form import ContactForm, stamp, was_opened_by_a_person
from notify.portal.models import Banner, Incident
from notify.queues import connect_valkey
from notify.services.models import Service
from notify.stats.models import DailyCount
from tests import factories
from tests.portal import sent

pytestmark = pytest.mark.django_db

WORDS = ("why", "features", "security", "privacy", "terms", "accessibility", "cookies")
PAGES = (*WORDS, "sitemap", "contact", "activity", "system-status")
GOOD = {
    "name": "Ana",
    "email": "ana@example.ca",
    "kind": "question",
    "message": "How do I start?",
}


@pytest.fixture(autouse=True)
def nobody_has_tried() -> None:
    connect_valkey().flushdb()


def old_stamp(seconds: int = 60) -> str:
    """A stamp of a form that was opened a while ago."""
    with pytest.MonkeyPatch.context() as patch:
        then = datetime.now(UTC).timestamp() - seconds
        patch.setattr("django.core.signing.time.time", lambda: then)
        return stamp()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", PAGES)
def test_everyone_may_read_it_in_both_languages(client: Client, name: str, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answer = client.get(reverse(f"portal:{name}"))

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize("name", WORDS)
def test_words_say_when_they_were_changed_and_lead_back(client: Client, name: str) -> None:
    page = client.get(reverse(f"portal:{name}")).content.decode()

    date.fromisoformat(re.findall(r'<time datetime="([\d-]+)">', page)[0])
    assert '<nav class="container breadcrumb" aria-label="Breadcrumb">' in page


@pytest.mark.parametrize("name", WORDS)
def test_both_languages_of_a_page_have_the_same_build(name: str) -> None:
    folder = Path(settings.BASE_DIR) / "templates" / "public"

    english, french = (
        re.findall(r"<(h\d|ul|li|p|table|tr|th|td)\b", (folder / f"{name}.{code}.html").read_text())
        for code in ("en", "fr")
    )

    assert english == french


def count(service: Service, day: date, channel: str, number: int, **fields: str) -> None:
    DailyCount.objects.create(
        service_id=service.id,
        day=day,
        template_id=service.id,
        channel=channel,
        count=number,
        shard=0 if channel == "email" else 1,
        **{"key_type": "normal", "status": "delivered", **fields},
    )


def test_activity_adds_up_live_services_by_month(client: Client, service: Service) -> None:
    count(service, date(2026, 5, 3), "email", 1200)
    count(service, date(2026, 5, 3), "sms", 30)
    count(service, date(2026, 5, 9), "email", 5, key_type="test")
    count(factories.make_service(restricted=True), date(2026, 5, 3), "email", 7)
    count(factories.make_service(count_as_live=False), date(2026, 5, 3), "email", 9)

    found = client.get(reverse("portal:activity-json")).json()
    page = client.get(reverse("portal:activity")).content.decode()

    assert found["months"] == [{"month": "2026-05", "email": 1200, "sms": 30}]
    assert "May 2026" in page
    assert "1,230" in page
    assert page.count("<rect") == 2


def test_activity_as_a_file_has_its_head_in_the_readers_language(
    client: Client, service: Service
) -> None:
    count(service, date(2026, 5, 3), "email", 1200)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"

    lines = client.get(reverse("portal:activity-csv")).content.decode("utf-8-sig").splitlines()

    assert lines == ["Mois,Courriels,Messages texte,Total", "2026-05,1200,0,1200"]


def test_health_is_measured_by_what_waits(service: Service, sandbox: object) -> None:
    message = sent.send_email(service)
    late = datetime.now(UTC) - timedelta(minutes=5)
    Notification.objects.filter(pk=message.pk).update(due_at=late)

    states = {each.part: each.state for each in health.measure()}

    assert states == {"portal": "ok", "email": "degraded", "sms": "down", "callbacks": "ok"}


def test_the_status_page_tells_the_worse_of_measured_and_known(
    client: Client, sandbox: object
) -> None:
    Incident.objects.create(
        title_en="Slow carrier", title_fr="Fournisseur lent", part="email", severity="down"
    )

    found = client.get(reverse("portal:system-status-json")).json()
    page = client.get(reverse("portal:system-status")).content.decode()

    assert found["parts"]["email"] == "down"
    assert "Slow carrier" in page


def test_a_banner_shows_on_every_page_while_it_is_time(client: Client) -> None:
    now = datetime.now(UTC)
    Banner.objects.create(text_en="Work tonight", text_fr="Travaux ce soir")
    Banner.objects.create(text_en="Later", text_fr="Plus tard", starts_at=now + timedelta(hours=1))
    Banner.objects.create(
        text_en="Past", text_fr="Passé", starts_at=now - timedelta(days=2), ends_at=now
    )

    page = client.get("/sign-in").content.decode()

    assert "Work tonight" in page
    assert "Later" not in page
    assert "Past</p>" not in page


def write(client: Client, **fields: str) -> str:
    answer = client.post(reverse("portal:contact"), {**GOOD, "opened": old_stamp(), **fields})
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def test_a_message_is_sent_to_support_with_a_reference(client: Client) -> None:
    assert write(client) == reverse("portal:contact-sent")

    message = Notification.objects.get()
    assert message.recipient == settings.SUPPORT_EMAIL
    assert message.personalisation["message"] == GOOD["message"]
    assert (
        str(message.personalisation["reference"])
        in client.get(reverse("portal:contact-sent")).content.decode()
    )


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"message": ""}, "Write your message."),
        ({"email": "ana"}, "Enter an email address in the form"),
        ({"website": "https://example.com"}, "We could not tell that you are a person."),
        ({"opened": ""}, "We could not tell that you are a person."),
        ({"message": "My SIN is 046 454 286."}, "looks like a social insurance number"),
        ({"message": "Card 4111-1111-1111-1111"}, "looks like a social insurance number"),
    ],
)
def test_a_message_is_refused_with_a_reason(
    client: Client, fields: dict[str, str], error: str
) -> None:
    assert error in write(client, **fields)
    assert not Notification.objects.exists()


def test_a_number_that_is_nobodys_passes() -> None:
    data = {**GOOD, "opened": old_stamp(), "message": "File 2026 118 404, call 613 555 0177 now"}

    assert ContactForm(data).is_valid()


def test_a_form_sent_at_once_was_not_filled_in_by_a_person() -> None:
    assert not was_opened_by_a_person(stamp())
    assert was_opened_by_a_person(old_stamp(10))
    assert not was_opened_by_a_person(old_stamp(2 * 86400))


@pytest.mark.usefixtures("long_waits")
def test_too_many_messages_from_one_place_must_wait(client: Client) -> None:
    answers = [write(client) for _ in range(7)]

    assert answers[0] == reverse("portal:contact-sent")
    assert "too many attempts" in answers[-1]


def test_security_txt_names_whom_to_tell(client: Client) -> None:
    text = client.get("/.well-known/security.txt").content.decode()

    assert f"Contact: mailto:{settings.SUPPORT_EMAIL}" in text
    assert "Disallow: /services" in client.get("/robots.txt").content.decode()


def test_the_first_page_lets_a_newcomer_make_an_account(client: Client) -> None:
    shown = client.get(reverse("portal:home"), headers={"accept": "text/html"}).content.decode()
    assert f'href="{reverse("portal:register")}"' in shown
