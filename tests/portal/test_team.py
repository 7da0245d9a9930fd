"""The people of a service: invited, joining, changed, leaving."""

import threading
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from notify.accounts.models import AuditEvent, User
from notify.message_templates.models import Folder
from notify.notifications.models import Notification
from notify.portal.invitation_links import SALT
from notify.services.models import Invitation, Membership, Service
from notify.services.team import TeamError, remove_member
from tests import factories
from tests.portal.people import sign_in

MANAGE = "manage_service"


def page_of(service: Service, name: str, *args: object) -> str:
    return reverse(f"portal:{name}", args=[service.pk, *args])


def link_of(invitation: Invitation, page: str = "invitation") -> str:
    return reverse(f"portal:{page}", args=[signing.dumps(str(invitation.pk), salt=SALT)])


@pytest.fixture
def invitation(service: Service, alice: User) -> Invitation:
    return service.invitations.create(
        email="dana@example.gc.ca", invited_by=alice, permissions=["send_messages"]
    )


@pytest.fixture
def dana(db: None) -> User:
    return factories.make_user("dana@example.gc.ca", name="Dana")


def test_an_invitation_goes_out_with_what_it_offers(as_alice: Client, service: Service) -> None:
    hidden = Folder.objects.create(service=service, name="Hidden")
    shown = Folder.objects.create(service=service, name="Shown")
    asked = {
        "email": "Dana@example.gc.ca",
        "role": "member",
        "permissions": ["send_messages", "view_activity"],
        "folders": [str(shown.pk)],
    }

    as_alice.post(page_of(service, "invite-member"), asked)

    made = Invitation.objects.get()
    message = Notification.objects.get()
    assert (made.email, made.hidden_folders) == ("dana@example.gc.ca", [hidden.pk])
    assert made.permissions == ["send_messages", "view_activity"]
    assert message.recipient == "dana@example.gc.ca"
    assert AuditEvent.objects.filter(action="invitation-made", service_id=service.pk).exists()


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("alice@example.gc.ca", "This is your own address."),
        ("bob@example.gc.ca", "This person is in the team already."),
        ("dana@example.gc.ca", "This address is invited already."),
        ("nobody", "Enter an email address in the form"),
        ("", "Enter an email address."),
    ],
)
def test_an_invitation_that_makes_no_sense_says_why(
    as_alice: Client, service: Service, bob: User, invitation: Invitation, email: str, words: str
) -> None:
    asked = {"email": email, "role": "member"}

    answer = as_alice.post(page_of(service, "invite-member"), asked)

    assert words in answer.content.decode()
    assert Invitation.objects.count() == 1


def test_only_the_person_invited_joins_and_only_by_the_button(
    service: Service, invitation: Invitation, dana: User, as_charlie: Client
) -> None:
    as_dana = sign_in(dana)

    stranger = as_charlie.get(link_of(invitation)).content.decode()
    as_charlie.post(link_of(invitation, "accept-invitation"))
    as_dana.get(link_of(invitation))
    assert not service.memberships.filter(user=dana).exists()
    joined = as_dana.post(link_of(invitation, "accept-invitation"))
    again = as_dana.get(link_of(invitation))

    assert "you are signed in as charlie@example.gc.ca" in stranger
    assert joined["Location"] == page_of(service, "dashboard")
    assert service.memberships.get(user=dana).permissions == ["send_messages"]
    assert (again.status_code, "You have accepted it" in again.content.decode()) == (410, True)


def test_an_invitation_leaves_a_member_as_they_are(
    service: Service, invitation: Invitation, dana: User
) -> None:
    hidden = Folder.objects.create(service=service, name="Hidden")
    member = factories.make_member(service, dana, ["manage_templates"])
    member.hidden_folders.set([hidden])

    sign_in(dana).post(link_of(invitation, "accept-invitation"))

    member.refresh_from_db()
    assert member.permissions == ["manage_templates"]
    assert list(member.hidden_folders.all()) == [hidden]


def test_folders_that_an_invitation_hides_are_hidden(
    service: Service, invitation: Invitation, dana: User
) -> None:
    hidden = Folder.objects.create(service=service, name="Hidden")
    Invitation.objects.filter(pk=invitation.pk).update(hidden_folders=[hidden.pk])

    sign_in(dana).post(link_of(invitation, "accept-invitation"))

    member = service.memberships.get(user=dana)
    assert not hidden.is_shown_to(member)
    assert hidden.is_shown_to(service.memberships.exclude(user=dana)[0])


def test_a_person_without_an_account_makes_one_and_then_signs_in(
    client: Client, service: Service, invitation: Invitation
) -> None:
    person = {"name": "Dana", "password": "wide river under seven clouds", "terms": "on"}

    form = client.get(link_of(invitation)).content.decode()
    answer = client.post(link_of(invitation), person)

    made = User.objects.get(email="dana@example.gc.ca")
    assert "Make an account for dana@example.gc.ca first" in form
    assert answer["Location"].startswith(reverse("portal:sign-in"))
    assert made.email_verified_at
    assert not service.memberships.filter(user=made).exists()


@pytest.mark.parametrize("end", ["cancelled", "expired", "archived"])
def test_an_invitation_that_has_ended_says_so(
    as_alice: Client, service: Service, invitation: Invitation, dana: User, end: str
) -> None:
    if end == "cancelled":
        as_alice.post(page_of(service, "cancel-invitation", invitation.pk))
    elif end == "expired":
        past = timezone.now() - timedelta(minutes=1)
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=past)
    else:
        Service.objects.filter(pk=service.pk).update(archived_at=timezone.now())
    as_dana = sign_in(dana)

    page = as_dana.get(link_of(invitation))
    as_dana.post(link_of(invitation, "accept-invitation"))

    assert page.status_code == 410
    assert "The invitation has ended" in page.content.decode()
    assert not service.memberships.filter(user=dana).exists()


def test_an_invitation_that_ran_out_can_be_sent_again(
    as_alice: Client, service: Service, invitation: Invitation
) -> None:
    past = timezone.now() - timedelta(minutes=1)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=past)

    as_alice.post(page_of(service, "resend-invitation", invitation.pk))

    invitation.refresh_from_db()
    assert invitation.is_open()
    assert Notification.objects.count() == 1


def test_permissions_and_folders_change_and_are_on_record(
    as_alice: Client, service: Service, bob: User
) -> None:
    folder = Folder.objects.create(service=service, name="Drafts")
    member = service.memberships.get(user=bob)
    asked = {"role": "member", "permissions": ["manage_templates"], "folders": []}

    as_alice.post(page_of(service, "edit-member", member.pk), asked)

    member.refresh_from_db()
    event = AuditEvent.objects.get(action="member-changed")
    assert member.permissions == ["manage_templates"]
    assert not folder.is_shown_to(member)
    assert event.before["permissions"] == ["view_activity"]


def test_an_auditor_holds_no_permission(as_alice: Client, service: Service, bob: User) -> None:
    member = service.memberships.get(user=bob)
    asked = {"role": "auditor", "permissions": ["manage_templates"]}

    as_alice.post(page_of(service, "edit-member", member.pk), asked)

    member.refresh_from_db()
    assert (member.is_auditor, member.permissions) == (True, [])


def test_the_last_manager_stays(as_alice: Client, service: Service, alice: User, bob: User) -> None:
    own = service.memberships.get(user=alice)

    changed = as_alice.post(page_of(service, "edit-member", own.pk), {"role": "member"})
    left = as_alice.post(page_of(service, "leave-service"), follow=True)

    words = "Somebody must manage the service."
    assert words in changed.content.decode()
    assert words in left.content.decode()
    assert service.memberships.get(user=alice).can(MANAGE)


def test_a_live_service_keeps_two_people(as_alice: Client, service: Service, bob: User) -> None:
    member = service.memberships.get(user=bob)

    answer = as_alice.post(page_of(service, "remove-member", member.pk), follow=True)

    assert "A live service needs at least two people." in answer.content.decode()
    assert service.memberships.count() == 2


def test_a_person_leaves_and_can_no_longer_open_the_service(
    as_bob: Client, bob: User, service: Service, charlie: User
) -> None:
    factories.make_member(service, charlie, [])

    answer = as_bob.post(page_of(service, "leave-service"))

    assert answer["Location"] == reverse("portal:services")
    assert as_bob.get(page_of(service, "team")).status_code == 404
    assert AuditEvent.objects.filter(action="member-left").exists()


def test_the_file_of_a_team_does_nothing_in_a_spreadsheet(
    as_alice: Client, service: Service
) -> None:
    factories.make_member(service, factories.make_user(name="=cmd()"), [])

    answer = as_alice.get(page_of(service, "team-file"))

    assert "'=cmd()" in answer.content.decode("utf-8-sig")
    assert answer["Content-Disposition"] == 'attachment; filename="team.csv"'


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_remove_each_other_at_once_leave_one() -> None:
    first, second = factories.make_user(), factories.make_user()
    service = factories.make_service(owner=first, restricted=True)
    factories.make_member(service, second, [MANAGE])
    members = {each.user_id: each for each in Membership.objects.filter(service=service)}
    barrier, refused = threading.Barrier(2), []

    def remove(actor: User, other: User) -> None:
        request = RequestFactory().post("/")
        request.user = actor
        barrier.wait()
        try:
            remove_member(members[other.pk], request)
        except TeamError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=remove, args=pair) for pair in ((first, second), (second, first))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == ["last-manager"]
    assert Membership.objects.filter(service=service).count() == 1
