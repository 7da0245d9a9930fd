"""Making a service, and changing what it is."""

import pytest
from django.test import Client
from django.urls import reverse

from notify.accounts.models import AuditEvent, User
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.services.lifecycle import resume_service, suspend_service
from notify.services.models import ApiKey, Domain, Membership, Notice, Service
from tests import factories
from tests.portal.people import sign_in

NEW = {
    "name_en": "Café licences",
    "name_fr": "Permis de café",
    "email_from": "",
    "organisation_text": "City of Examples",
    "kind": "local",
    "language_order": "fr",
}


@pytest.fixture(autouse=True)
def government(db: None) -> None:
    """Alice's address may have services, whatever an earlier test left of the list."""


def page_of(service: Service, name: str, *args: object) -> str:
    return reverse(f"portal:{name}", args=[service.pk, *args])


def test_a_new_service_is_a_trial_that_its_maker_manages(as_alice: Client, alice: User) -> None:
    answer = as_alice.post(reverse("portal:new-service"), NEW)

    made = Service.objects.get(name_en="Café licences")
    member = Membership.objects.get(service=made)
    assert answer["Location"] == page_of(made, "first-message")
    assert (made.restricted, made.message_limit, made.sms_daily_limit) == (True, 50, 50)
    assert (made.email_from, made.language_order) == ("cafe.licences", "fr")
    assert (member.user, set(member.permissions)) == (alice, set(Membership.Permission.values))
    assert AuditEvent.objects.filter(action="service-created", service_id=made.pk).exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name_en": ""}, "Enter the English name."),
        ({"name_fr": ""}, "Enter the French name."),
        ({"name_en": 'The "best"'}, "Leave out quotation marks"),
        ({"email_from": "passports!"}, "Use letters without accents"),
        ({"organisation_text": ""}, "Choose your organisation"),
    ],
)
def test_a_form_with_a_slip_says_what_to_mend_and_keeps_the_rest(
    as_alice: Client, change: dict[str, str], words: str
) -> None:
    answer = as_alice.post(reverse("portal:new-service"), NEW | change).content.decode()

    assert words in answer
    assert "Permis de café" in answer or "name_fr" in change
    assert Service.objects.count() == 1


def test_names_and_addresses_are_taken_once(as_alice: Client, service: Service) -> None:
    taken = {"name_en": service.name_en.upper(), "email_from": service.email_from}

    answer = as_alice.post(reverse("portal:new-service"), NEW | taken).content.decode()

    assert "Another service has this English name" in answer
    assert f"{service.email_from}.2 is free" in answer


def test_a_person_without_a_government_address_makes_no_service(service: Service) -> None:
    outside = factories.make_user("vendor@example.com")
    client = sign_in(outside)

    answer = client.post(reverse("portal:new-service"), NEW)

    assert answer.status_code == 403
    assert Service.objects.count() == 1


def test_the_first_message_goes_to_the_person_who_asks(as_alice: Client, alice: User) -> None:
    trial = factories.make_service(owner=alice, restricted=True)

    answer = as_alice.post(page_of(trial, "first-message"))
    again = as_alice.post(page_of(trial, "first-message"))

    message = Notification.objects.filter(service_id=trial.pk).earliest("id")
    assert answer["Location"] == page_of(trial, "first-message-sent", message.pk)
    assert again.status_code == 302
    assert message.recipient == alice.email
    assert Template.objects.filter(service=trial).count() == 1
    assert as_alice.get(answer["Location"]).status_code == 200


def test_names_change_with_the_password_and_are_on_record(
    as_alice: Client, service: Service
) -> None:
    names = {"name_en": "Passports", "name_fr": "Passeports"}
    before = service.name_en

    refused = as_alice.post(page_of(service, "change-names"), names | {"password": "wrong"})
    accepted = as_alice.post(
        page_of(service, "change-names"), names | {"password": factories.PASSWORD}
    )

    service.refresh_from_db()
    event = AuditEvent.objects.get(action="service-changed")
    assert "The password is not right." in refused.content.decode()
    assert accepted["Location"] == page_of(service, "settings")
    assert (service.name_en, service.name_fr) == ("Passports", "Passeports")
    assert (event.before["name_en"], event.after["name_en"]) == (before, "Passports")


@pytest.mark.parametrize(
    ("slug", "answers", "field", "stored"),
    [
        ("sms-prefix", {"prefix_sms": "no"}, "prefix_sms", False),
        ("language-order", {"language_order": "fr"}, "language_order", "fr"),
        (
            "retention",
            {"email_retention_days": "3", "sms_retention_days": "5"},
            "email_retention_days",
            3,
        ),
        ("channels", {"channels": ["sms"]}, "permissions", ["sms", "international_sms"]),
        (
            "international-sms",
            {"international": "no"},
            "permissions",
            ["email", "sms", "upload_document"],
        ),
    ],
)
def test_each_setting_is_saved(
    as_alice: Client,
    service: Service,
    slug: str,
    answers: dict[str, object],
    field: str,
    stored: object,
) -> None:
    answer = as_alice.post(page_of(service, f"change-{slug}"), answers)

    service.refresh_from_db()
    assert answer.status_code == 302
    assert getattr(service, field) == stored


@pytest.mark.parametrize("days", ["2", "8", "x", ""])
def test_messages_are_kept_for_three_to_seven_days(
    as_alice: Client, service: Service, days: str
) -> None:
    answers = {"email_retention_days": days, "sms_retention_days": "7"}

    answer = as_alice.post(page_of(service, "change-retention"), answers)

    service.refresh_from_db()
    assert answer.status_code == 200
    assert service.email_retention_days == 7


def test_emails_that_bounces_stopped_stay_stopped(as_alice: Client, service: Service) -> None:
    Service.objects.filter(pk=service.pk).update(permissions=["sms"])
    AuditEvent.objects.create(
        action="email-suspended-for-bounces",
        service_id=service.pk,
        subject_type="service",
        subject_id="1",
    )

    answer = as_alice.post(page_of(service, "change-channels"), {"channels": ["email", "sms"]})

    service.refresh_from_db()
    assert "Ask the platform team" in answer.content.decode()
    assert service.permissions == ["sms"]


def test_a_suspended_service_is_closed_until_it_is_resumed(
    as_alice: Client, as_platform: Client, service: Service
) -> None:
    as_platform.post(reverse("portal:suspend-service", args=[service.pk]))
    closed = as_alice.get(page_of(service, "settings"))
    as_platform.post(reverse("portal:resume-service", args=[service.pk]))
    opened = as_alice.get(page_of(service, "settings"))

    kinds = list(Notice.objects.values_list("kind", flat=True).order_by("pk"))
    assert (closed.status_code, opened.status_code) == (403, 200)
    assert kinds == ["service-suspended", "service-resumed"]


def test_suspending_twice_tells_the_team_once(as_platform: Client, service: Service) -> None:
    request = as_platform.get("/").wsgi_request

    assert suspend_service(service, request)
    assert not suspend_service(service, request)
    assert resume_service(service, request)
    assert Notice.objects.filter(kind="service-suspended").count() == 1


def test_a_deleted_service_frees_its_names_and_ends_its_keys(
    as_alice: Client, service: Service
) -> None:
    key = factories.make_key(service).key
    names = {"name_en": service.name_en, "name_fr": service.name_fr}
    typed = {"name": service.name_fr, "password": factories.PASSWORD}

    wrong = as_alice.post(page_of(service, "archive-service"), typed | {"name": "Another"})
    done = as_alice.post(page_of(service, "archive-service"), typed)
    again = as_alice.post(reverse("portal:new-service"), NEW | names)

    assert "This is not the name of the service." in wrong.content.decode()
    assert done["Location"] == reverse("portal:services")
    assert as_alice.get(page_of(service, "dashboard")).status_code == 404
    assert ApiKey.objects.get(pk=key.pk).revoked_at
    assert again.status_code == 302


def test_a_team_that_stopped_its_emails_itself_takes_them_up_again(
    as_alice: Client, service: Service
) -> None:
    AuditEvent.objects.create(
        action="email-suspended-for-bounces",
        service_id=service.pk,
        subject_type="service",
        subject_id="1",
    )

    as_alice.post(page_of(service, "change-channels"), {"channels": ["sms"]})
    as_alice.post(page_of(service, "change-channels"), {"channels": ["email", "sms"]})

    service.refresh_from_db()
    assert "email" in service.permissions


def test_the_organisation_of_a_person_is_suggested(as_alice: Client, service: Service) -> None:
    ministry = factories.make_organisation()
    Domain.objects.create(name="example.gc.ca", organisation=ministry)

    page = as_alice.get(reverse("portal:new-service")).content.decode()

    assert f'<option value="{ministry.pk}" selected>' in page
