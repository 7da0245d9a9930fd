"""An organisation: who sees it, who is invited to it, and how it makes its own services live."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from notify.accounts.models import AuditEvent, User
from notify.notifications.models import Notification
from notify.portal.go_live import tell_who_decides
from notify.portal.urls import organisations
from notify.services.models import GoLiveRequest, Organisation, OrganisationMember, Service
from tests import factories
from tests.portal import sent
from tests.portal.people import sign_in
from tests.portal.test_access import routes

ROUTES = [
    route for route in routes(list(organisations.urlpatterns)) if "organisation_id" in str(route)
]


@pytest.fixture
def organisation(service: Service) -> Organisation:
    """The owner of Alice's service."""
    made = factories.make_organisation(name_en="Passports", name_fr="Passeports")
    Service.objects.filter(pk=service.pk).update(organisation=made)
    return made


@pytest.fixture
def dana(organisation: Organisation) -> User:
    """A member of the organisation who decides nothing."""
    user = factories.make_user("dana@example.gc.ca", name="Dana")
    organisation.members.create(email=user.email, user=user, joined_at=timezone.now())
    return user


def page_of(organisation: Organisation, name: str = "organisation", *args: Any) -> str:
    return reverse(f"portal:{name}", args=[organisation.pk, *args])


def make_approver(organisation: Organisation, user: User) -> None:
    organisation.members.filter(user=user).update(may_approve=True)
    Organisation.objects.filter(pk=organisation.pk).update(approves_itself=True)


def asks(service: Service) -> GoLiveRequest:
    Service.objects.filter(pk=service.pk).update(restricted=True)
    owner = service.memberships.all()[0].user
    now = timezone.now()
    return GoLiveRequest.objects.create(
        service=service,
        state="submitted",
        emails_a_day="10000",
        texts_a_day="1000",
        submitted_at=now,
        submitted_by=owner,
        terms_accepted_at=now,
        terms_accepted_by=owner,
    )


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: str(route.name))
def test_for_outsiders_an_organisation_does_not_exist(
    route: URLPattern, organisation: Organisation, as_charlie: Client, as_bob: Client
) -> None:
    names = set(route.pattern.converters) - {"organisation_id"}
    others = dict.fromkeys(names, UUID(int=0))
    address = reverse(f"portal:{route.name}", kwargs={"organisation_id": organisation.pk, **others})

    for client in (as_charlie, as_bob):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404


def test_a_member_sees_what_services_send_and_their_teams_and_no_message(
    organisation: Organisation, service: Service, dana: User
) -> None:
    sent.send_email(service, "ana@example.ca")
    as_dana = sign_in(dana)

    page = as_dana.get(page_of(organisation)).content.decode()
    inside = as_dana.get(page_of(organisation, "organisation-service", service.pk))
    file = b"".join(as_dana.get(page_of(organisation, "organisation-file"))).decode("utf-8-sig")
    services = as_dana.get("/services").content.decode()

    assert "1 email in the fiscal year" in page
    assert "Alice" in inside.content.decode()
    assert f"{service.name},{service.pk},Live,1,0" in file
    assert "Passports" in services
    for words in (page, inside.content.decode(), file):
        assert "ana@example.ca" not in words
    assert as_dana.get(reverse("portal:messages", args=[service.pk])).status_code == 404


def test_a_service_of_another_organisation_is_404(organisation: Organisation, dana: User) -> None:
    elsewhere = factories.make_service(organisation=factories.make_organisation())

    answer = sign_in(dana).get(page_of(organisation, "organisation-service", elsewhere.pk))

    assert answer.status_code == 404


def test_somebody_is_invited_accepts_and_is_removed(
    organisation: Organisation, dana: User, charlie: User
) -> None:
    as_dana, as_charlie = sign_in(dana), sign_in(charlie)
    team = page_of(organisation, "organisation-team")

    as_dana.post(team, {"email": "charlie@example.gc.ca", "may_approve": "on"})
    link = Notification.objects.get().personalisation["link"]
    offer = OrganisationMember.objects.get(user=None)
    seen = as_charlie.get(link).content.decode()
    assert as_charlie.get(page_of(organisation)).status_code == 404
    as_charlie.post(link)

    assert "Dana invites you to look after the services of Passports." in seen
    assert as_charlie.get(page_of(organisation)).status_code == 200
    assert not offer.may_approve  # Dana may not name those who decide
    assert as_charlie.get(link).status_code == 410

    as_dana.post(page_of(organisation, "organisation-remove", offer.pk))

    assert as_charlie.get(page_of(organisation)).status_code == 404
    acts = AuditEvent.objects.filter(action__startswith="organisation-member")
    assert [each.action.rpartition("-")[2] for each in acts.order_by("pk")] == [
        "invited",
        "joined",
        "removed",
    ]


def test_only_the_person_invited_accepts(
    organisation: Organisation, dana: User, as_charlie: Client
) -> None:
    sign_in(dana).post(page_of(organisation, "organisation-team"), {"email": "eve@example.gc.ca"})
    link = Notification.objects.get().personalisation["link"]

    answer = as_charlie.post(link)

    assert "you are signed in as charlie@example.gc.ca" in answer.content.decode()
    assert OrganisationMember.objects.filter(user=None).exists()


def test_an_address_is_invited_once(organisation: Organisation, dana: User) -> None:
    answer = sign_in(dana).post(
        page_of(organisation, "organisation-team"), {"email": "Dana@example.gc.ca"}
    )

    assert "This address has a place or an invitation already." in answer.content.decode()


def test_an_organisation_makes_its_own_services_live(
    organisation: Organisation, service: Service, dana: User
) -> None:
    make_approver(organisation, dana)
    asked = asks(service)
    as_dana = sign_in(dana)
    address = page_of(organisation, "organisation-go-live", asked.pk)

    assert address in as_dana.get(page_of(organisation)).content.decode()
    assert "10,000 emails" in as_dana.get(address).content.decode()
    as_dana.post(address)

    service.refresh_from_db()
    assert (service.restricted, service.message_limit) == (False, 10_000)
    assert AuditEvent.objects.filter(action="go-live-approved", actor=dana).exists()


def test_an_organisation_sends_a_request_back_with_a_reason(
    organisation: Organisation, service: Service, dana: User
) -> None:
    make_approver(organisation, dana)
    asked = asks(service)
    address = page_of(organisation, "organisation-go-live", asked.pk)

    silent = sign_in(dana).post(address, {"comment": ""}).content.decode()
    sign_in(dana).post(address, {"comment": "Name a second manager."})

    asked.refresh_from_db()
    assert "Tell the team what to change." in silent
    assert (asked.state, asked.comment) == ("sent_back", "Name a second manager.")


@pytest.mark.parametrize("lacks", ["the permission", "an organisation that decides"])
def test_others_decide_nothing(
    organisation: Organisation, service: Service, dana: User, lacks: str
) -> None:
    make_approver(organisation, dana)
    if lacks == "the permission":
        organisation.members.update(may_approve=False)
    else:
        Organisation.objects.update(approves_itself=False)
    address = page_of(organisation, "organisation-go-live", asks(service).pk)

    assert sign_in(dana).get(address).status_code == 403
    assert sign_in(dana).post(address).status_code == 403


def test_a_request_goes_to_those_who_decide(
    organisation: Organisation, service: Service, dana: User
) -> None:
    asked = asks(service)
    tell_who_decides(asked)
    make_approver(organisation, dana)
    asked = GoLiveRequest.objects.select_related("service__organisation").get(pk=asked.pk)
    tell_who_decides(asked)

    to = [each.recipient for each in Notification.objects.order_by("pk")]
    assert to[1:] == ["dana@example.gc.ca"]
    assert to[0] != "dana@example.gc.ca"


def test_the_platform_team_sees_every_organisation(
    organisation: Organisation, as_platform: Client
) -> None:
    page = as_platform.get("/platform/organisations").content.decode()

    assert page_of(organisation) in page
    assert "1 live service" in page
    assert as_platform.get(page_of(organisation, "organisation-team")).status_code == 200
