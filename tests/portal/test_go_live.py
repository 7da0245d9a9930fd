"""From trial mode to live: the check list, the request, the decision."""

import pytest
from django.test import Client
from django.urls import reverse

from notify.accounts.models import AuditEvent, User
from notify.notifications.models import Notification
from notify.services.models import GoLiveRequest, Notice, Organisation, Service
from tests import factories

USE = {
    "purposes": ["status"],
    "description": "Where applications are.",
    "audiences": ["public"],
    "emails_a_day": "10000",
    "texts_a_day": "0",
}


def page_of(service: Service, name: str) -> str:
    return reverse(f"portal:{name}", args=[service.pk])


@pytest.fixture
def trial(alice: User, service: Service) -> Service:
    """A trial with a template, a second manager and an organisation in its own words."""
    trial = factories.make_service(owner=alice, restricted=True, organisation_text="City")
    factories.make_email_template(trial)
    factories.make_member(trial, factories.make_user(), ["manage_service"])
    return trial


@pytest.fixture
def handed_in(as_alice: Client, trial: Service) -> GoLiveRequest:
    as_alice.post(page_of(trial, "go-live-use"), USE)
    as_alice.post(page_of(trial, "go-live-terms"), {"accepted": "on"})
    as_alice.post(page_of(trial, "submit-go-live"))
    return GoLiveRequest.objects.get()


def decide(client: Client, asked: GoLiveRequest, **fields: object) -> str:
    address = reverse("portal:go-live-decision", args=[asked.pk])
    return client.post(address, fields).content.decode()


def test_a_draft_is_kept_as_far_as_it_is(as_alice: Client, trial: Service) -> None:
    part = {"description": "Where applications are.", "later": "1"}

    refused = as_alice.post(page_of(trial, "go-live-use"), {"description": "Half"})
    as_alice.post(page_of(trial, "go-live-use"), part)
    page = as_alice.get(page_of(trial, "go-live-use")).content.decode()

    assert "Choose what the messages are about." in refused.content.decode()
    assert "Where applications are." in page
    assert GoLiveRequest.objects.get().state == "draft"


@pytest.mark.parametrize("missing", ["use", "terms", "template", "manager", "organisation"])
def test_each_step_holds_the_request_back(as_alice: Client, trial: Service, missing: str) -> None:
    if missing != "use":
        as_alice.post(page_of(trial, "go-live-use"), USE)
    if missing != "terms":
        as_alice.post(page_of(trial, "go-live-terms"), {"accepted": "on"})
    if missing == "template":
        trial.templates.update(archived=True)
    if missing == "manager":
        trial.memberships.exclude(user__email="alice@example.gc.ca").delete()
    if missing == "organisation":
        Service.objects.filter(pk=trial.pk).update(organisation_text="")

    page = as_alice.post(page_of(trial, "submit-go-live"), follow=True).content.decode()

    assert "Do all the steps first." in page
    assert not GoLiveRequest.objects.filter(state="submitted").exists()


def test_a_request_tells_the_platform_team_and_waits(
    as_alice: Client, trial: Service, handed_in: GoLiveRequest, as_platform: Client
) -> None:
    page = as_alice.get(page_of(trial, "go-live")).content.decode()
    queue = as_platform.get(reverse("portal:go-live-queue")).content.decode()

    assert handed_in.state == "submitted"
    assert "Your request is with the platform team" in page
    assert trial.name in queue
    assert Notification.objects.count() == 1


def test_a_request_is_handed_in_once(as_alice: Client, handed_in: GoLiveRequest) -> None:
    as_alice.post(page_of(handed_in.service, "submit-go-live"))

    assert Notification.objects.count() == 1
    assert AuditEvent.objects.filter(action="go-live-requested").count() == 1


def test_what_waits_for_a_decision_is_not_changed(
    as_alice: Client, trial: Service, handed_in: GoLiveRequest
) -> None:
    as_alice.post(page_of(trial, "go-live-use"), USE | {"description": "Something else."})

    handed_in.refresh_from_db()
    assert handed_in.description == "Where applications are."


def test_approval_needs_an_organisation_and_sets_the_limits(
    as_platform: Client, handed_in: GoLiveRequest
) -> None:
    organisation = factories.make_organisation()
    limits = {"emails_a_day": "10000", "texts_a_day": "500"}

    refused = decide(as_platform, handed_in, **limits)
    decide(as_platform, handed_in, organisation=str(organisation.pk), **limits)

    service = Service.objects.get(pk=handed_in.service_id)
    assert "Link an organisation" in refused
    assert (service.restricted, service.organisation) == (False, organisation)
    assert (service.message_limit, service.sms_daily_limit) == (10_000, 500)
    assert service.went_live_at
    assert Notice.objects.get().kind == "go-live-approved"
    assert AuditEvent.objects.filter(action="go-live-approved").exists()


def test_a_request_that_is_sent_back_keeps_its_answers_for_the_next(
    as_alice: Client, as_platform: Client, trial: Service, handed_in: GoLiveRequest
) -> None:
    empty = decide(as_platform, handed_in, comment="")
    decide(as_platform, handed_in, comment="Which applications?")
    page = as_alice.get(page_of(trial, "go-live")).content.decode()
    as_alice.post(page_of(trial, "go-live-use"), USE | {"description": "Passports."})
    as_alice.post(page_of(trial, "submit-go-live"))

    first, second = GoLiveRequest.objects.order_by("created_at")
    assert "Tell the team what to change." in empty
    assert "Which applications?" in page
    assert (first.state, second.state) == ("sent_back", "submitted")
    assert second.terms_accepted_at == first.terms_accepted_at
    assert Notice.objects.get().values == {"comment": "Which applications?"}


def test_a_decision_is_made_once(as_platform: Client, handed_in: GoLiveRequest) -> None:
    organisation = Organisation.objects.create(name_en="City", name_fr="Ville")
    approval = {"organisation": organisation.pk, "emails_a_day": 10, "texts_a_day": 10}

    decide(as_platform, handed_in, **approval)
    decide(as_platform, handed_in, comment="Too late")

    handed_in.refresh_from_db()
    assert (handed_in.state, handed_in.comment) == ("approved", "")
