"""Who gets which page: Alice owns, Bob is a member, Charlie a stranger, Paula runs the platform."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from notify.accounts.models import User
from notify.portal.urls import urlpatterns
from notify.services.models import Service
from tests import factories
from tests.portal import sent

SERVICE_PAGES = ("dashboard", "counts", "messages", "message", "message-body")
SANDBOX_PAGES = ("sandbox-message", "sandbox-body")


@pytest.fixture
def addresses(service: Service, sandbox: object) -> dict[str, str]:
    """The address of every page of one service and one of its messages."""
    message = sent.send_email(service)
    sent.keep_in_sandbox(message)
    found = {name: [service.id] for name in ("dashboard", "counts", "messages")}
    found |= {name: [service.id, message.id] for name in ("message", "message-body")}
    found |= {name: [message.id] for name in SANDBOX_PAGES}
    return {name: reverse(f"portal:{name}", args=args) for name, args in found.items()}


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern


@pytest.mark.parametrize("route", list(routes(urlpatterns)), ids=lambda route: str(route.name))
def test_every_route_says_who_may_open_it(route: URLPattern) -> None:
    access = getattr(route.callback, "access", None)

    assert access in ("public", "signed in", "service", "organisation", "platform")
    assert (access == "service") == ("service_id" in route.pattern.converters)
    assert (access == "organisation") == ("organisation_id" in route.pattern.converters)


@pytest.mark.parametrize("name", [*SERVICE_PAGES, *SANDBOX_PAGES])
def test_members_and_the_platform_team_get_the_page(
    name: str, addresses: dict[str, str], as_alice: Client, as_bob: Client, as_platform: Client
) -> None:
    assert as_alice.get(addresses[name]).status_code == 200
    assert as_bob.get(addresses[name]).status_code == 200
    expected = 403 if name == "message-body" else 200
    assert as_platform.get(addresses[name]).status_code == expected


def test_the_platform_team_reads_neither_recipients_nor_contents(
    service: Service, as_platform: Client, as_bob: Client
) -> None:
    template = factories.make_email_template(service, body_en="A secret of ((name))")
    message = sent.send_email(service, "ana@example.ca", template=template)
    service.safelist.create(channel="email", recipient="eve@example.ca")
    pages = {
        name: reverse(f"portal:{name}", args=[service.id])
        for name in ("dashboard", "counts", "messages", "api", "safelist")
    }
    pages["message"] = reverse("portal:message", args=[service.id, message.id])

    for name, address in pages.items():
        words = as_platform.get(address).content.decode()
        assert "ana@example.ca" not in words, name
        assert "eve@example.ca" not in words, name
    assert "a•••@example.ca" in as_platform.get(pages["messages"]).content.decode()
    assert "to the team of the service only" in as_platform.get(pages["message"]).content.decode()
    assert "ana@example.ca" in as_bob.get(pages["messages"]).content.decode()


@pytest.mark.parametrize("name", [*SERVICE_PAGES, *SANDBOX_PAGES])
def test_a_stranger_gets_404(name: str, addresses: dict[str, str], as_charlie: Client) -> None:
    assert as_charlie.get(addresses[name]).status_code == 404


def test_a_stranger_gets_404_for_a_search(service: Service, as_charlie: Client) -> None:
    address = reverse("portal:search-messages", args=[service.id])

    assert as_charlie.post(address, {"search": "ana@example.ca"}).status_code == 404


@pytest.mark.parametrize("name", [*SERVICE_PAGES, *SANDBOX_PAGES])
def test_people_who_are_not_signed_in_are_sent_to_sign_in(
    name: str, addresses: dict[str, str], client: Client
) -> None:
    answer = client.get(addresses[name])

    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('portal:sign-in')}?next={addresses[name]}"


def test_a_service_that_does_not_exist_is_404_for_all(
    as_alice: Client, as_platform: Client
) -> None:
    address = reverse("portal:dashboard", args=[uuid4()])

    assert as_alice.get(address).status_code == as_platform.get(address).status_code == 404


def test_a_message_of_another_service_is_404(as_alice: Client, service: Service) -> None:
    elsewhere = sent.send_email(factories.make_service())

    address = reverse("portal:message", args=[service.id, elsewhere.id])

    assert as_alice.get(address).status_code == 404


def test_a_member_without_the_permission_gets_403_and_the_message_list_instead_of_the_dashboard(
    service: Service, charlie: User, as_charlie: Client
) -> None:
    factories.make_member(service, charlie, ["manage_templates"])
    message = sent.send_email(service)

    dashboard = as_charlie.get(reverse("portal:dashboard", args=[service.id]))
    page = as_charlie.get(reverse("portal:message", args=[service.id, message.id]))

    assert dashboard["Location"] == reverse("portal:messages", args=[service.id])
    assert page.status_code == 403
    assert "A colleague who manages the team" in page.content.decode()


def test_a_suspended_service_says_so_to_members_and_opens_to_the_platform_team(
    service: Service, as_alice: Client, as_platform: Client
) -> None:
    Service.objects.filter(pk=service.pk).update(active=False)
    address = reverse("portal:dashboard", args=[service.id])

    answer = as_alice.get(address)

    assert answer.status_code == 403
    assert "Service suspended" in answer.content.decode()
    assert as_platform.get(address).status_code == 200


def test_pages_of_a_service_are_not_kept_by_caches(
    addresses: dict[str, str], as_bob: Client
) -> None:
    for name in SERVICE_PAGES:
        assert "no-store" in as_bob.get(addresses[name])["Cache-Control"]
