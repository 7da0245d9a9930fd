"""Every page of a service as every role, from the route table: 404, 403 or the page."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from notify.accounts.models import User
from notify.delivery.models import Suppression
from notify.message_templates.models import Folder, TemplateDraft
from notify.message_templates.review import propose_new
from notify.portal.urls import urlpatterns
from notify.services.callbacks import set_callback
from notify.services.models import Membership, Service
from tests import factories
from tests.portal import sent
from tests.portal.people import sign_in
from tests.portal.route_rules import AUDITOR, EVERYONE, MANAGER, MEMBER, PLATFORM, RULES
from tests.portal.test_access import routes

SERVICE_ROUTES = [
    route for route in routes(urlpatterns) if "service_id" in route.pattern.converters
]
PLATFORM_ROUTES = [
    route for route in routes(urlpatterns) if getattr(route.callback, "access", None) == "platform"
]


@pytest.fixture
def made(service: Service) -> dict[str, Callable[[], object]]:
    """For each part of an address, how to make the object that it names."""
    return {
        "service_id": lambda: service.id,
        "message_id": lambda: sent.send_email(service).id,
        "address_id": lambda: service.reply_tos.create(address="answers@example.gc.ca").pk,
        "check_id": lambda: service.reply_to_checks.create(address="new@example.gc.ca").pk,
        "sender_id": lambda: service.sms_senders.create(sender="PASSPORT").pk,
        "template_id": lambda: factories.make_email_template(service).pk,
        "folder_id": lambda: Folder.objects.create(service=service, name="Letters").pk,
        "change_id": lambda: _draft(service).pk,
        "number": lambda: 1,
        "channel": lambda: "email",
        "slug": lambda: "decision",
        "member_id": lambda: factories.make_member(service, factories.make_user(), []).pk,
        "invitation_id": lambda: (
            service.invitations.create(
                email="dana@example.gc.ca", invited_by=service.memberships.all()[0].user
            ).pk
        ),
        "request_id": lambda: (
            service.join_requests.create(user=factories.make_user(), reason="To help").pk
        ),
        "row": lambda: 0,
        "key_id": lambda: factories.make_key(service).key.pk,
        "kind": lambda: (
            set_callback(service, "delivery_status", "https://example.ca/", "0123456789").kind
        ),
        "row_id": lambda: (
            Suppression.objects.create(
                service=service, recipient_index=b"0" * 16, reason="hard-bounce", category=None
            ).pk
        ),
    }


def _draft(service: Service) -> TemplateDraft:
    author = factories.make_user()
    return propose_new(
        service, author=author, channel="email", folder=None, name="New", body_en="Text"
    )


@pytest.fixture
def people(service: Service, platform: User) -> dict[str, Client]:
    """A browser for each role; `member` holds no permission."""
    found = {PLATFORM: sign_in(platform)}
    for role in EVERYONE - {PLATFORM}:
        user = factories.make_user(f"{role}@example.gc.ca")
        permissions = [role] if role in Membership.Permission.values else []
        if role == MANAGER:
            permissions = list(Membership.Permission.values)
        membership = factories.make_member(service, user, permissions)
        Membership.objects.filter(pk=membership.pk).update(is_auditor=role == AUDITOR)
        found[role] = sign_in(user)
    assert MEMBER in found
    return found


@pytest.fixture
def outsider(charlie: User) -> Client:
    return sign_in(charlie)


def address_of(route: URLPattern, made: dict[str, Callable[[], object]]) -> str:
    """Return the address of a page; of an object that nobody has, where there is no sample."""
    arguments = {
        name: made[name]() if name in made else UUID(int=0) for name in route.pattern.converters
    }
    return reverse(f"portal:{route.name}", kwargs=arguments)


def answers(clients: dict[str, Client], method: str, address: str) -> Iterator[tuple[str, int]]:
    """Ask as each role, and undo what the request did."""
    for role, client in sorted(clients.items()):
        with transaction.atomic():
            yield role, getattr(client, method)(address).status_code
            transaction.set_rollback(True)


@pytest.mark.parametrize("route", SERVICE_ROUTES, ids=lambda route: str(route.name))
def test_every_page_of_a_service_opens_to_the_roles_it_is_for(
    route: URLPattern,
    made: dict[str, Callable[[], object]],
    people: dict[str, Client],
    outsider: Client,
) -> None:
    rule, address = RULES[str(route.name)], address_of(route, made)

    read = dict(answers(people, "get", address))
    acted = dict(answers(people, "post", address))

    assert {role for role, code in read.items() if code != 403} == rule.read, read
    assert {role for role, code in acted.items() if code != 403} == rule.act, acted
    if set(route.pattern.converters) <= set(made):
        assert 404 not in read.values(), read
    assert outsider.get(address).status_code == 404
    assert outsider.post(address).status_code == 404


def test_rules_are_for_pages_that_exist() -> None:
    assert set(RULES) == {str(route.name) for route in SERVICE_ROUTES}


@pytest.mark.parametrize("route", PLATFORM_ROUTES, ids=lambda route: str(route.name))
def test_pages_of_the_platform_team_do_not_exist_for_others(
    route: URLPattern, as_alice: Client, service: Service
) -> None:
    samples: dict[str, Any] = {"UUIDConverter": service.id, "IntConverter": 1}
    arguments = {
        name: samples.get(type(converter).__name__, "en")
        for name, converter in route.pattern.converters.items()
    }
    address = reverse(f"portal:{route.name}", kwargs=arguments)

    assert as_alice.get(address).status_code == 404
    assert as_alice.post(address).status_code == 404
