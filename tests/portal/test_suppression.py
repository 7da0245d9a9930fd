"""The pages about addresses that are not written to."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from notify.accounts.models import AuditEvent
from notify.delivery.bounces import watch_bounce_rates
from notify.delivery.models import EmailHour, Suppression
from notify.delivery.receipts import apply_receipts
from notify.services.models import Service
from tests import factories
from tests.delivery.rows import accept
from tests.delivery.test_bounces import hour
from tests.delivery.test_suppression import bounced, complained
from tests.portal.people import sign_in

PAGES = ("suppression", "problem-addresses")


def page(name: str, service: Service, *args: Any) -> str:
    return reverse(f"portal:{name}", args=[service.id, *args])


@pytest.fixture
def row(service: Service) -> Suppression:
    """Ana's address, which bounced for Alice's service."""
    (one,) = accept(service)
    apply_receipts([bounced(one)])
    return Suppression.objects.get()


@pytest.mark.parametrize("name", PAGES)
def test_members_see_the_address_why_and_its_message(
    name: str, service: Service, row: Suppression, as_bob: Client, as_platform: Client
) -> None:
    for client, address in ((as_bob, "Ana@Example.ca"), (as_platform, "A•••@Example.ca")):
        content = client.get(page(name, service)).content.decode()

        assert address in content
        assert "The address does not exist" in content
        assert page("message", service, row.notification_id) in content


@pytest.mark.parametrize("name", PAGES)
def test_strangers_get_404_and_those_who_may_not_look_403(
    name: str, service: Service, row: Suppression, as_charlie: Client
) -> None:
    dora = factories.make_user()
    factories.make_member(service, dora, ["manage_templates"])
    as_dora = sign_in(dora)

    assert as_charlie.get(page(name, service)).status_code == 404
    assert as_dora.get(page(name, service)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_in_french_too(
    name: str, service: Service, row: Suppression, as_bob: Client
) -> None:
    content = as_bob.get(page(name, service), headers={"Accept-Language": "fr"}).content.decode()

    assert "L’adresse n’existe pas" in content
    assert "The address" not in content


def test_a_search_is_exact_and_does_not_show_in_the_address(
    service: Service, row: Suppression, as_bob: Client
) -> None:
    found = as_bob.post(page("search-suppression", service), {"search": " ana@EXAMPLE.ca "})
    missed = as_bob.post(page("search-suppression", service), {"search": "na@example.ca"})

    assert "example" not in found.headers["Location"].lower()
    assert "Ana@Example.ca" in as_bob.get(found.headers["Location"]).content.decode()
    assert "not suppressed" in as_bob.get(missed.headers["Location"]).content.decode()


def test_a_search_finds_what_is_suppressed_for_all_but_not_whose_message_it_was(
    service: Service, as_alice: Client
) -> None:
    (theirs,) = accept(factories.make_service())
    apply_receipts([complained(theirs)])
    row = Suppression.objects.get()

    answer = as_alice.post(page("search-suppression", service), {"search": "ana@example.ca"})
    content = as_alice.get(answer.headers["Location"]).content.decode()

    assert "All services" in content
    assert str(theirs) not in content
    assert as_alice.post(page("remove-suppression", service, row.pk)).status_code == 404


def test_a_manager_removes_an_address_with_a_reason(
    service: Service, row: Suppression, as_alice: Client
) -> None:
    address = page("remove-suppression", service, row.pk)

    without = as_alice.post(address, {"reason": " "})
    answer = as_alice.post(address, {"reason": "New inbox"})

    row.refresh_from_db()
    assert (without.status_code, answer.status_code) == (200, 302)
    assert row.removed_at
    assert row.removal_reason == "New inbox"
    assert AuditEvent.objects.filter(action="suppression-removed").count() == 1
    assert "Ana@" not in as_alice.get(page("suppression", service)).content.decode()
    assert "Written to again" in as_alice.get(page("problem-addresses", service)).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_only_look_cannot_remove(
    service: Service,
    row: Suppression,
    as_bob: Client,
    as_charlie: Client,
    as_platform: Client,
    method: str,
) -> None:
    address = page("remove-suppression", service, row.pk)
    codes = [getattr(who, method)(address).status_code for who in (as_bob, as_charlie, as_platform)]

    row.refresh_from_db()
    assert codes == [403, 404, 403]
    assert row.removed_at is None


def test_a_row_of_another_service_is_404(row: Suppression, as_alice: Client, alice: Any) -> None:
    other = factories.make_service(owner=alice)

    assert as_alice.get(page("remove-suppression", other, row.pk)).status_code == 404


def test_the_dashboard_warns_and_says_when_emails_are_suspended(
    service: Service, as_bob: Client
) -> None:
    dashboard = page("dashboard", service)
    before = as_bob.get(dashboard).content.decode()
    hour(service, 1000, 70)
    warned = as_bob.get(dashboard).content.decode()
    EmailHour.objects.update(hard_bounces=100)
    watch_bounce_rates()
    suspended = as_bob.get(dashboard).content.decode()

    assert "See the addresses" not in before
    assert "See the addresses" in warned
    assert "7.0% of the emails" in warned
    assert "Sending emails is suspended" in suspended
