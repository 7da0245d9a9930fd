"""Usage by fiscal year and reports, in the portal."""

import codecs
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from notify.accounts.models import AuditEvent
from notify.sending.models import Report
from notify.sending.report_making import make_next_report
from notify.services.models import Service
from notify.stats.rollup import roll_up_days
from tests import factories
from tests.portal import sent
from tests.portal.browsing import LANGUAGES, WIDTHS, check, keep_pictures, open_as, speak

pytestmark = pytest.mark.django_db


def page(name: str, service: Service, *args: object) -> str:
    return reverse(f"portal:{name}", args=[service.id, *args])


def read(answer: HttpResponseBase) -> str:
    """Return a file as a spreadsheet reads it: only the mark tells it that this is UTF-8."""
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(codecs.BOM_UTF8)
    return content.decode("utf-8-sig")


def test_the_year_shows_months_templates_and_senders(as_bob: Client, service: Service) -> None:
    template = factories.make_email_template(service, name="=Decision")
    sent.send_email(service, template=template)
    sent.send_text(service)
    roll_up_days(datetime.now(UTC) + timedelta(days=1, hours=2))

    text = as_bob.get(page("usage", service)).content.decode()
    file = read(as_bob.get(page("usage-file", service, "templates")))

    assert "=Decision" in text
    assert file.splitlines()[0] == "Template,Channel,Sent,Template id"
    assert f"'=Decision,Email,1,{template.pk}" in file


def test_files_have_their_heads_in_the_readers_language(as_bob: Client, service: Service) -> None:
    as_bob.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"

    heads = {
        table: read(as_bob.get(page("usage-file", service, table)))
        for table in ("months", "templates", "keys", "people", "senders")
    }

    assert heads["months"].startswith("Mois,")
    assert all(text.strip() for text in heads.values())


@pytest.mark.parametrize("year", ["1999", "next", "2999"])
def test_a_year_that_the_service_has_not_is_404(
    as_bob: Client, service: Service, year: str
) -> None:
    assert as_bob.get(page("usage", service), {"year": year}).status_code == 404


def test_an_older_year_can_be_chosen(as_bob: Client, service: Service) -> None:
    Service.objects.update(created_at=datetime(2024, 6, 1, tzinfo=UTC))

    text = as_bob.get(page("usage", service), {"year": "2024"}).content.decode()

    assert "fiscal year 2024 to 2025" in text


def test_an_unknown_table_is_404(as_bob: Client, service: Service) -> None:
    assert as_bob.get(page("usage-file", service, "people-of-others")).status_code == 404


@pytest.mark.parametrize("name", ["usage", "reports"])
def test_outsiders_get_404_and_members_without_the_permission_403(
    name: str, service: Service, charlie: object, as_charlie: Client
) -> None:
    address = page(name, service)
    outside = as_charlie.get(address).status_code
    factories.make_member(service, charlie, ["send_messages"])  # type: ignore[arg-type]

    assert (outside, as_charlie.get(address).status_code) == (404, 403)


def ask(client: Client, service: Service, **fields: str) -> str:
    wanted = {"kind": "email", "state": "", "language": "fr", **fields}
    return client.post(page("reports", service), wanted, follow=True).content.decode()


def test_a_report_is_asked_for_made_and_fetched(as_bob: Client, service: Service) -> None:
    sent.send_email(service, "ana@example.ca")

    said = ask(as_bob, service)
    assert make_next_report()
    report = Report.objects.get()
    answer = as_bob.get(page("download-report", service, report.pk))
    content = read(answer)

    assert "The report is being prepared." in said
    assert "ana@example.ca" in content
    assert AuditEvent.objects.get(action="report-downloaded").subject_id == str(report.pk)


def test_a_report_of_another_service_or_one_that_is_over_is_404(
    as_bob: Client, service: Service
) -> None:
    ask(as_bob, service)
    make_next_report()
    report = Report.objects.get()
    other = factories.make_service()

    Report.objects.update(service=other)
    elsewhere = as_bob.get(page("download-report", service, report.pk)).status_code
    Report.objects.update(service=service, expires_at=datetime.now(UTC))
    over = as_bob.get(page("download-report", service, report.pk)).status_code

    assert (elsewhere, over) == (404, 404)


def test_the_eleventh_report_of_an_hour_must_wait(as_bob: Client, service: Service) -> None:
    for _ in range(10):
        ask(as_bob, service)

    assert "ten reports within an hour" in ask(as_bob, service)
    assert Report.objects.count() == 10


def messages_of(client: Client, service: Service, **query: object) -> list[str]:
    answer = client.get(page("messages", service), query)
    return sorted(row.recipient for row in answer.context["page"].rows)


def test_messages_are_filtered_by_template_key_and_day(as_bob: Client, service: Service) -> None:
    other = factories.make_email_template(service, name="Other")
    sent.send_email(service, "ana@example.ca")
    sent.send_email(service, "ben@example.ca", template=other)
    today = date.today()

    assert messages_of(as_bob, service, template=other.pk) == ["ben@example.ca"]
    assert messages_of(as_bob, service, key=other.pk) == []
    assert messages_of(as_bob, service, first=today + timedelta(days=2)) == []
    assert len(messages_of(as_bob, service, first=today - timedelta(days=1))) == 2
    assert messages_of(as_bob, service, last=today - timedelta(days=2)) == []
    assert len(messages_of(as_bob, service, template="nonsense", first="nonsense")) == 2


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_accessible_and_fit_a_phone(
    browser: Browser, live_server: LiveServer, language: str
) -> None:
    alice = factories.make_user("alice@example.gc.ca", name="Alice")
    service = factories.make_service(owner=alice)
    email = sent.send_email(service)
    sent.send_text(service)
    sent.receive(email, "permanent-failure")
    roll_up_days(datetime.now(UTC) + timedelta(days=1, hours=2))
    Report.objects.create(service=service, kind="email", language="en")
    context = open_as(browser, live_server, alice.email)
    speak(context, live_server, language)
    tab = context.new_page()

    for name in ("usage", "reports", "dashboard", "messages"):
        tab.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
        tab.goto(live_server.url + page(name, service))
        keep_pictures(tab, f"figures-{name}", language)
        tab.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
        check(tab, f"{name} ({language})")
    context.close()
