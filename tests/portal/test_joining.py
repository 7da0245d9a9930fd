"""Asking to join a service of one's organisation, and the team's answer."""

import pytest
from django.test import Client
from django.urls import reverse

from notify.accounts.models import AuditEvent, User
from notify.message_templates.models import Folder
from notify.notifications.models import Notification
from notify.services.models import Domain, JoinRequest, Organisation, Service
from tests import factories
from tests.portal.people import sign_in

LIST = "/services/join"


@pytest.fixture
def organisation(service: Service) -> Organisation:
    """The owner of example.gc.ca, and of Alice's service."""
    made = factories.make_organisation(name_en="Passports", name_fr="Passeports")
    Domain.objects.create(name="example.gc.ca", organisation=made)
    Service.objects.filter(pk=service.pk).update(organisation=made)
    return made


@pytest.fixture
def asked(organisation: Organisation, service: Service, charlie: User) -> JoinRequest:
    return service.join_requests.create(user=charlie, reason="I answer the letters.")


def ask_page(service: Service) -> str:
    return reverse("portal:ask-to-join", args=[service.pk])


def answer_page(asked: JoinRequest) -> str:
    return reverse("portal:join-request", args=[asked.service_id, asked.pk])


def test_a_colleague_asks_and_those_who_manage_hear_of_it(
    as_charlie: Client, organisation: Organisation, service: Service, alice: User, bob: User
) -> None:
    shown = as_charlie.get(LIST).content.decode()
    form = as_charlie.get(ask_page(service)).content.decode()

    as_charlie.post(ask_page(service), {"managers": [alice.pk], "reason": "I answer the letters."})

    message = Notification.objects.get()
    made = JoinRequest.objects.get()
    assert service.name in shown
    assert ("Alice" in form, "Bob" in form) == (True, False)
    assert message.recipient == "alice@example.gc.ca"
    assert answer_page(made) in message.personalisation["link"]
    assert "You have asked" in as_charlie.get(LIST).content.decode()
    assert AuditEvent.objects.filter(action="join-asked", service_id=service.pk).exists()


def test_asking_twice_asks_once(as_charlie: Client, asked: JoinRequest, alice: User) -> None:
    as_charlie.post(ask_page(asked.service), {"managers": [alice.pk], "reason": "Again"})

    assert JoinRequest.objects.count() == 1
    assert not Notification.objects.exists()


def test_a_request_says_whom_it_asks_and_why(
    as_charlie: Client, organisation: Organisation, service: Service
) -> None:
    words = as_charlie.post(ask_page(service), {"reason": ""}).content.decode()

    assert "Choose whom you ask." in words
    assert "Say why you want to join." in words


@pytest.mark.parametrize("why", ["elsewhere", "hidden", "suspended"])
def test_services_that_are_not_offered_do_not_exist(
    as_charlie: Client, organisation: Organisation, service: Service, why: str
) -> None:
    if why == "elsewhere":
        Service.objects.update(organisation=factories.make_organisation())
    elif why == "hidden":
        Organisation.objects.update(shows_services=False)
    else:
        Service.objects.update(active=False)

    assert service.name not in as_charlie.get(LIST).content.decode()
    assert as_charlie.get(ask_page(service)).status_code == 404


def test_people_of_no_organisation_are_told_so(as_charlie: Client, service: Service) -> None:
    words = as_charlie.get(LIST).content.decode()

    assert "We do not know which organisation your email address belongs to." in words
    assert as_charlie.get(ask_page(service)).status_code == 404


def test_a_manager_lets_the_person_in_with_permissions(
    as_alice: Client, asked: JoinRequest, alice: User, charlie: User
) -> None:
    hidden = Folder.objects.create(service=asked.service, name="Hidden")
    shown = Folder.objects.create(service=asked.service, name="Shown")
    grant = {"role": "member", "permissions": ["send_messages"], "folders": [str(shown.pk)]}
    team = as_alice.get(reverse("portal:team", args=[asked.service_id])).content.decode()

    as_alice.post(answer_page(asked), grant)

    member = asked.service.memberships.get(user=charlie)
    asked.refresh_from_db()
    assert "Charlie asks to join" in team
    assert member.permissions == ["send_messages"]
    assert list(member.hidden_folders.all()) == [hidden]
    assert (asked.state, asked.settled_by) == ("accepted", alice)
    assert Notification.objects.get().recipient == charlie.email


def test_a_manager_refuses_and_the_person_hears_of_it(
    as_alice: Client, asked: JoinRequest, charlie: User
) -> None:
    as_alice.post(answer_page(asked), {"refuse": "1"})
    again = as_alice.post(answer_page(asked), {"role": "member"}, follow=True)

    asked.refresh_from_db()
    assert asked.state == "refused"
    assert not asked.service.memberships.filter(user=charlie).exists()
    assert Notification.objects.get().recipient == charlie.email
    assert "This request is answered already." in again.content.decode()


def test_a_member_without_the_permission_does_not_see_who_asks(
    asked: JoinRequest, bob: User
) -> None:
    team = sign_in(bob).get(reverse("portal:team", args=[asked.service_id])).content.decode()

    assert "Charlie" not in team
