"""The platform team's pages: for the team alone, true to the product, each act on record."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from notify.accounts.audit import record_event
from notify.accounts.guessing import MOST_FAILURES, count_failure, is_guarded
from notify.accounts.models import AuditEvent, User
from notify.delivery.models import EmailHour, Provider, ProviderEvent
from notify.notifications.models import Notification
from notify.portal.models import FactorReset
from notify.queues import connect_valkey
from notify.services.models import Service
from notify.stats.calendar import business_day
from notify.stats.models import DailyUse
from tests import factories
from tests.portal import sent
from tests.portal.browsing import LANGUAGES, WIDTHS, check, keep_pictures, open_as, speak
from tests.portal.mailbox import newest
from tests.portal.people import sign_in

pytestmark = pytest.mark.django_db

PAGES = (
    "platform",
    "platform-services",
    "platform-people",
    "platform-keys",
    "platform-providers",
    "platform-complaints",
    "platform-bounces",
    "platform-volumes",
    "platform-health",
    "platform-record",
)
FILES = ("platform-services-file", "platform-volumes-file", "platform-record-file")


@pytest.fixture(autouse=True)
def nobody_has_tried() -> None:
    connect_valkey().flushdb()


def body(answer: object) -> str:
    if getattr(answer, "streaming", False):
        return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("name", [*PAGES, *FILES])
def test_for_everybody_else_the_page_does_not_exist(
    name: str, as_alice: Client, as_platform: Client, client: Client
) -> None:
    address = reverse(f"portal:{name}")

    assert as_alice.get(address).status_code == 404
    assert as_platform.get(address).status_code == 200
    assert client.get(address).status_code == 302


def test_services_are_listed_by_what_they_send(as_platform: Client, service: Service) -> None:
    busy = factories.make_service(name_en="Busy office")
    sent.receive(sent.send_email(busy), "permanent-failure")
    sent.send_text(busy)
    factories.make_service(name_en="Trial office", restricted=True)

    page = body(as_platform.get(reverse("portal:platform-services")))
    trials = body(as_platform.get(reverse("portal:platform-services"), {"state": "trial"}))
    found = body(as_platform.get(reverse("portal:platform-services"), {"name": "usy off"}))
    file = body(as_platform.get(reverse("portal:platform-services-file")))

    assert page.index("Busy office") < page.index(service.name_en)
    assert "50.0" in page
    assert "Trial office" in trials
    assert "Busy office" not in trials
    assert service.name_en not in found
    assert f"{busy.id},Busy office," in file


def test_live_keys_are_listed_the_busiest_first(as_platform: Client, service: Service) -> None:
    quiet = factories.make_key(service).key
    busy = factories.make_key(service).key
    others = [factories.make_key(service, "team").key, factories.make_key(service).key]
    others[1].revoke()
    DailyUse.objects.create(
        service_id=service.id,
        template_id=service.id,
        day=business_day(datetime.now(UTC)),
        channel="email",
        key_type="normal",
        api_key_id=busy.pk,
        messages=1200,
        fragments=0,
    )

    page = rows_of(as_platform.get(reverse("portal:platform-keys")))

    names = [line.strip() for line in page.splitlines() if line.strip()]
    assert names.index(busy.name) < names.index(quiet.name)
    assert "1,200 messages" in page
    assert not {key.name for key in others} & set(names)


def test_limits_are_changed_on_record(as_platform: Client, service: Service) -> None:
    address = reverse("portal:platform-limits", args=[service.id])
    fields = {
        "message_limit": 77,
        "sms_daily_limit": 8,
        "email_annual_limit": 900,
        "sms_annual_limit": 90,
        "rate_limit": 100,
        "count_as_live": "on",
    }

    as_platform.post(address, fields)
    refused = body(as_platform.post(address, {**fields, "message_limit": "-1"}))

    service.refresh_from_db()
    event = AuditEvent.objects.get(action="limits-changed")
    assert service.message_limit == 77
    assert (event.before["message_limit"], event.after["message_limit"]) == (10_000, 77)
    assert "There is a problem" in refused


@pytest.mark.parametrize("what", ["service", "person", "template", "name", "address"])
def test_anything_is_found_without_showing_in_the_address(
    as_platform: Client, service: Service, alice: User, what: str
) -> None:
    template = factories.make_email_template(service, name="Decision letter")
    text, expected = {
        "service": (str(service.id), service.name_en),
        "person": (str(alice.pk), alice.email),
        "template": (f"{template.pk} {service.pk}", "Decision letter"),
        "name": (service.name_en[:12], service.name_en),
        "address": ("alice@", alice.email),
    }[what]

    answer = as_platform.post(reverse("portal:platform-search"), {"search": text})

    assert text not in answer["Location"]
    assert expected in body(as_platform.get(answer["Location"]))


def act(client: Client, person: User, what: str, **fields: str) -> str:
    address = reverse("portal:platform-person-act", args=[person.pk, what])
    return body(client.post(address, fields, follow=True))


def test_a_locked_person_is_unlocked(as_platform: Client, alice: User) -> None:
    for _ in range(MOST_FAILURES):
        count_failure(alice.email)
    before = is_guarded(alice.email)

    act(as_platform, alice, "unlock")

    assert before
    assert not is_guarded(alice.email)
    assert AuditEvent.objects.get(action="person-unlocked").subject_id == str(alice.pk)


def test_a_blocked_person_is_out_at_once(
    as_platform: Client, alice: User, service: Service
) -> None:
    browser = sign_in(alice)
    address = reverse("portal:dashboard", args=[service.id])
    inside = browser.get(address).status_code

    act(as_platform, alice, "block")
    outside = browser.get(address).status_code
    act(as_platform, alice, "unblock")

    alice.refresh_from_db()
    assert (inside, outside) == (200, 302)
    assert alice.is_active


def test_a_person_must_choose_a_new_password(
    as_platform: Client, alice: User, service: Service, client: Client
) -> None:
    browser = sign_in(alice)

    act(as_platform, alice, "new-password")
    link = newest("password-expired", alice.email)["link"]

    refused = client.post("/sign-in", {"username": alice.email, "password": factories.PASSWORD})
    page = body(client.get(link))
    assert browser.get(reverse("portal:dashboard", args=[service.id])).status_code == 302
    assert refused.status_code == 200
    assert "new password" in page
    assert AuditEvent.objects.filter(action="password-expired", subject_id=str(alice.pk)).exists()


def test_the_team_may_look_at_the_portal_as_others_do(
    as_platform: Client, as_alice: Client, service: Service
) -> None:
    switch, dashboard = reverse("portal:platform-view"), f"/services/{service.id}"

    as_platform.post(switch, {"view": "member"})
    outside = [as_platform.get(page).status_code for page in ("/platform", dashboard)]
    services = body(as_platform.get("/services"))
    as_platform.post(switch, {"view": "platform"})

    assert outside == [404, 404]
    assert "You are not in a service yet." in services
    assert as_platform.get("/platform").status_code == 200
    assert as_platform.get(dashboard).status_code == 200
    assert as_alice.post(switch, {"view": "platform"}).status_code == 404
    assert as_alice.get("/platform").status_code == 404


def test_nobody_blocks_themselves_or_somebody_with_more_rights(
    as_platform: Client, platform: User
) -> None:
    root = factories.make_user(is_staff=True, is_superuser=True)

    assert "You cannot block yourself." in act(as_platform, platform, "block")
    assert "with all rights" in act(as_platform, root, "block")


def test_second_factors_are_reset_by_two_people(
    as_platform: Client, platform: User, alice: User
) -> None:
    colleague = sign_in(factories.make_user(is_staff=True))
    reason = "Called back at the number in the directory"
    act(as_platform, alice, "reset", reason=reason)
    asked = FactorReset.objects.get()
    address = reverse("portal:platform-factor-resets", args=[asked.pk])

    alone = body(as_platform.post(address, {"decision": "approve"}, follow=True))
    asked.refresh_from_db()
    state_after_asking_alone = asked.state
    together = body(colleague.post(address, {"decision": "approve"}, follow=True))
    again = body(colleague.post(address, {"decision": "approve"}, follow=True))

    asked.refresh_from_db()
    assert "It takes a second person" in alone
    assert state_after_asking_alone == "asked"
    assert "The second factors are reset." in together
    assert "This was decided already." in again
    assert asked.state == "done"
    assert AuditEvent.objects.filter(action="second-factors-reset").count() == 1
    assert alice.email in [message.recipient for message in Notification.objects.all()]


def test_a_reset_needs_a_reason_and_is_asked_for_once(as_platform: Client, alice: User) -> None:
    short = act(as_platform, alice, "reset", reason="x")
    act(as_platform, alice, "reset", reason="Recognised by a manager")
    twice = act(as_platform, alice, "reset", reason="Recognised by a manager")

    assert "There is a problem" in short
    assert "was asked for already" in twice
    assert FactorReset.objects.count() == 1


def test_a_provider_is_switched_on_record(as_platform: Client) -> None:
    first = Provider.objects.create(name="first", kind="sandbox", channel="email", priority=5)
    second = Provider.objects.create(name="second", kind="sandbox", channel="email", priority=9)

    def switch(provider: Provider, what: str) -> None:
        address = reverse("portal:platform-switch-provider", args=[provider.pk])
        as_platform.post(address, {"act": what})
        provider.refresh_from_db()

    switch(first, "off")
    switch(second, "first")

    assert (first.active, second.active, second.priority) == (False, True, 4)
    assert AuditEvent.objects.filter(action="provider-changed").count() == 2
    page = body(as_platform.get(reverse("portal:platform-providers")))
    assert "Nothing is turned on for:" in page


def test_complaints_name_the_service_and_nobody(as_platform: Client, service: Service) -> None:
    message = sent.send_email(service, "ana@example.ca")
    ProviderEvent.objects.create(
        provider="ses",
        event_id="1",
        notification_id=message.id,
        status="delivered",
        recipient_complaint=True,
        occurred_at=datetime.now(UTC),
    )

    page = body(as_platform.get(reverse("portal:platform-complaints")))

    assert service.name_en in page
    assert "ana@" not in page


def test_bounce_rates_are_listed_the_worst_first(as_platform: Client, service: Service) -> None:
    worse = factories.make_service()
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    EmailHour.objects.create(service_id=service.id, hour=hour, sent=100, hard_bounces=1)
    EmailHour.objects.create(service_id=worse.id, hour=hour, sent=100, hard_bounces=20)

    page = body(as_platform.get(reverse("portal:platform-bounces")))

    assert page.index(worse.name_en) < page.index(service.name_en)


def test_volumes_add_up_all_services(as_platform: Client, service: Service) -> None:
    sent.send_email(service)
    sent.send_email(factories.make_service())

    file = body(as_platform.get(reverse("portal:platform-volumes-file")))

    assert file.splitlines()[1].split(",")[1:] == ["email", "2", "0", "2"]


def test_health_tells_a_scheduler_that_never_ran(as_platform: Client) -> None:
    page = body(as_platform.get(reverse("portal:platform-health")))

    assert "Late: scheduler" in page
    assert "PostgreSQL" in page


def rows_of(answer: object) -> str:
    """Return the list of a page, without its form, which names every kind of act."""
    found = BeautifulSoup(body(answer), "html.parser").select_one("main .rows, main .empty")
    return found.get_text() if found else ""


def test_the_record_is_filtered_and_given_out(
    as_platform: Client, alice: User, service: Service
) -> None:
    record_event("api-key-made", service, actor=alice, service_id=service.id)
    record_event("member-left", service, actor=alice)
    address = reverse("portal:platform-record")

    some = rows_of(as_platform.get(address, {"act": "api-key-made", "service": service.id}))
    none = rows_of(as_platform.get(address, {"act": "api-key-revoked"}))
    file = body(as_platform.get(reverse("portal:platform-record-file"), {"act": "member-left"}))

    assert "API key created" in some
    assert "Member left" not in some
    assert "Nothing matches." in none
    assert alice.email in file
    assert len(file.splitlines()) == 2


def test_the_record_of_a_person_is_asked_for_without_an_address_in_the_address_bar(
    as_platform: Client, alice: User, bob: User
) -> None:
    record_event("name-changed", alice, actor=alice)
    record_event("password-changed", bob, actor=bob)
    address = reverse("portal:platform-record")

    answer = as_platform.post(address, {"person": "Alice@example.gc.ca"})
    unknown = as_platform.post(address, {"person": "nobody@example.ca"}, follow=True)

    assert answer["Location"] == f"{address}?person={alice.pk}"
    found = rows_of(as_platform.get(answer["Location"]))
    assert "Name changed" in found
    assert "Password changed" not in found
    assert "Nobody has this address. All people are shown." in body(unknown)


def test_the_database_refuses_to_change_the_record(service: Service) -> None:
    event = record_event("member-left", service)
    rows = AuditEvent.objects.filter(pk=event.pk)

    for change in (event.delete, lambda: rows.update(action="x")):
        with pytest.raises(DatabaseError, match="not changed or deleted"), transaction.atomic():
            change()

    assert rows.get().action == "member-left"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_accessible_and_fit_a_phone(
    browser: Browser, live_server: LiveServer, language: str
) -> None:
    paula = factories.make_user("paula@example.gc.ca", name="Paula", is_staff=True)
    alice = factories.make_user("alice@example.gc.ca", name="Alice")
    service = factories.make_service(owner=alice)
    Provider.objects.create(name="sandbox", kind="sandbox", channel="email")
    sent.send_email(service)
    FactorReset.objects.create(user=alice, asked_by=paula, reason="Called back")
    context = open_as(browser, live_server, paula.email)
    speak(context, live_server, language)
    tab = context.new_page()
    addresses = [reverse(f"portal:{name}") for name in PAGES]
    addresses.append(reverse("portal:platform-person", args=[alice.pk]))
    addresses.append(reverse("portal:platform-limits", args=[service.pk]))

    for number, address in enumerate(addresses):
        tab.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
        tab.goto(live_server.url + address)
        keep_pictures(tab, f"platform{number:02}", language)
        tab.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
        check(tab, f"{address} ({language})")
    context.close()
