"""POST /v2/notifications/bulk: limits, and who may be written to."""

from datetime import UTC, datetime, timedelta

import pytest

from notify.message_templates.models import Template
from notify.notifications.models import Job, Notification
from notify.sending.jobs import store_due_jobs
from notify.services.models import SafelistEntry, Service
from notify.stats.models import Usage
from tests import factories
from tests.api.bulk_lists import HEADING, ROWS, SMS_ROWS, TEAM, TRIAL, send
from tests.api.caller import ApiCaller

pytestmark = pytest.mark.django_db


def use_up(service: Service, channel: str, cost: int) -> None:
    """Use part of a limit by a list of that many."""
    api = ApiCaller(factories.make_key(service))
    if channel == "email":
        template = factories.make_email_template(service, subject_en="S", body_en="Hi")
        rows = [["email address"], *([f"p{n}@x.ca"] for n in range(cost))]
    else:
        template = factories.make_sms_template(service, body_en="Hi")
        rows = [["phone number"], *([f"61373631{n:02}"] for n in range(cost))]
    assert send(api, template, rows=rows).status == 201


LIMITS = {
    "daily emails": (
        "email",
        {"message_limit": 4},
        (
            "You only have 1 remaining messages before you reach your daily limit."
            " You've tried to send 2 messages."
        ),
    ),
    "annual emails": (
        "email",
        {"email_annual_limit": 4, "message_limit": 4},
        (
            "You only have 1 remaining messages before you reach your annual limit."
            " You've tried to send 2 messages."
        ),
    ),
    "daily texts": (
        "sms",
        {"sms_daily_limit": 4},
        (
            "You only have 1 remaining sms messages before you reach your daily limit."
            " You've tried to send 2 sms messages."
        ),
    ),
    "annual texts": (
        "sms",
        {"sms_annual_limit": 4},
        (
            "You only have 1 remaining sms messages before you reach your annual limit."
            " You've tried to send 2 sms messages."
        ),
    ),
}


@pytest.mark.parametrize(("channel", "limits", "message"), LIMITS.values(), ids=LIMITS)
def test_limits(
    api: ApiCaller,
    email: Template,
    sms: Template,
    service: Service,
    channel: str,
    limits: dict[str, int],
    message: str,
) -> None:
    Service.objects.filter(pk=service.pk).update(**limits)
    use_up(service, channel, 3)

    template, rows = (email, ROWS) if channel == "email" else (sms, SMS_ROWS)
    answer = send(api, template, rows=rows)

    assert (answer.status, answer.errors) == (400, [("BadRequestError", message)])
    assert set(Usage.objects.values_list("used", flat=True)) == {3}


FRAGMENTS = {
    "daily": (
        {"sms_daily_limit": 3},
        (
            "LiveServiceTooManySMSRequestsError",
            "Exceeded SMS daily sending limit of 3 fragments",
        ),
    ),
    "annual": (
        {"sms_annual_limit": 3},
        (
            "LiveServiceRequestExceedsSMSAnnualLimitError",
            "Exceeded annual SMS sending limit of 3 messages",
        ),
    ),
}


@pytest.mark.parametrize(("limits", "error"), FRAGMENTS.values(), ids=FRAGMENTS)
def test_fragments_of_the_whole_list_must_fit(
    api: ApiCaller,
    sms: Template,
    service: Service,
    limits: dict[str, int],
    error: tuple[str, str],
) -> None:
    Service.objects.filter(pk=service.pk).update(**limits)
    rows = [SMS_ROWS[0], ["6137363100", "x" * 200], ["6137363101", "x" * 200]]

    answer = send(api, sms, rows=rows)

    assert (answer.status, answer.errors) == (429, [error])
    assert not Job.objects.exists()
    assert not Usage.objects.exists()


def test_a_test_key_is_held_to_what_remains_and_uses_nothing(
    email: Template, service: Service
) -> None:
    Service.objects.filter(pk=service.pk).update(message_limit=2)
    api = ApiCaller(factories.make_key(service, "test"))

    assert send(api, email).status == 201
    assert send(api, email).status == 201
    answer = send(api, email, rows=[*ROWS, ["c@example.ca", "C"]])

    assert answer.errors[0][1].startswith("You only have 2 remaining messages before you reach")
    assert not Usage.objects.exists()


def test_emails_of_a_later_day_count_on_that_day(
    api: ApiCaller, email: Template, service: Service
) -> None:
    Service.objects.filter(pk=service.pk).update(message_limit=2)
    later = (datetime.now(UTC) + timedelta(hours=48)).isoformat()

    assert send(api, email, scheduled_for=later).status == 201
    assert send(api, email).status == 201
    answer = send(api, email, scheduled_for=later)

    assert answer.errors[0][1].startswith("You only have 0 remaining messages")


# ---- whom a team key and a trial may write to ------------------------------------------------


@pytest.mark.parametrize(
    ("restricted", "key_type", "message"),
    [(False, "team", TEAM), (True, "team", TEAM), (True, "normal", TRIAL)],
    ids=["team-key", "team-key-in-trial", "live-key-in-trial"],
)
def test_strangers_are_refused(
    email: Template, service: Service, restricted: bool, key_type: str, message: str
) -> None:
    Service.objects.filter(pk=service.pk).update(restricted=restricted)
    SafelistEntry.objects.create(service=service, channel="email", recipient="a@example.ca")
    api = ApiCaller(factories.make_key(service, key_type))

    stranger = send(api, email)
    member = send(api, email, rows=[HEADING, ["A@Example.ca", "A"], ["alice@example.gc.ca", "B"]])

    assert stranger.errors == [("BadRequestError", message)]
    assert member.status == 201


def test_a_team_without_numbers_may_text_nobody(sms: Template, service: Service) -> None:
    api = ApiCaller(factories.make_key(service, "team"))

    assert send(api, sms, rows=SMS_ROWS).errors == [("BadRequestError", TEAM)]


def test_a_team_key_may_not_write_to_simulators(email: Template, service: Service) -> None:
    api = ApiCaller(factories.make_key(service, "team"))
    rows = [HEADING, ["simulate-delivered@notification.canada.ca", "A"]]

    assert send(api, email, rows=rows).errors == [("BadRequestError", TEAM)]


def test_a_test_key_writes_to_anyone_in_trial(email: Template, service: Service) -> None:
    Service.objects.filter(pk=service.pk).update(restricted=True)

    assert send(ApiCaller(factories.make_key(service, "test")), email).status == 201


# ---- texts ---------------------------------------------------------------------------------

MIXED = [["phone number", "code"], ["+16132532222", "1"], ["6137363101", "2"]]


def test_simulated_and_real_numbers_do_not_mix(api: ApiCaller, sms: Template) -> None:
    message = "Bulk sending to testing and non-testing numbers is not supported"

    assert send(api, sms, rows=MIXED).errors == [("BadRequestError", message)]


def test_they_do_with_a_test_key(sms: Template, service: Service) -> None:
    assert send(ApiCaller(factories.make_key(service, "test")), sms, rows=MIXED).status == 201


def test_a_text_that_is_too_long(api: ApiCaller, sms: Template) -> None:
    answer = send(api, sms, rows=[SMS_ROWS[0], ["6137363100", "1"], ["6137363101", "x" * 613]])

    message = (
        "Row 2 - has a character count greater than 612 characters."
        " Some messages may be too long due to custom content."
    )
    assert answer.errors == [("BadRequestError", message)]


def test_numbers_abroad_need_the_permission(
    api: ApiCaller, sms: Template, service: Service
) -> None:
    rows = [SMS_ROWS[0], ["+442079460123", "1"]]
    assert send(api, sms, rows=rows).status == 201
    Service.objects.filter(pk=service.pk).update(permissions=["sms"])

    answer = send(api, sms, rows=rows)

    message = "Some rows have errors. Row 0 - `phone number`: invalid recipient."
    assert answer.errors == [("BadRequestError", message)]


# ---- pairs ---------------------------------------------------------------------------------


@pytest.fixture
def pair(service: Service) -> Template:
    return factories.make_email_template(
        service,
        text="pair",
        subject_en="Decision",
        body_en="Dear ((name)),",
        subject_fr="Décision",
        body_fr="Cher ((name)),",
    )


def test_a_column_says_each_rows_language(api: ApiCaller, pair: Template) -> None:
    rows = [[*HEADING, "langue"], ["a@example.ca", "A", "français"], ["b@example.ca", "B", "en"]]
    assert send(api, pair, rows=rows).status == 201
    store_due_jobs()

    shown = api.get("/v2/notifications", {"include_jobs": "True"}).json["notifications"]

    assert sorted(one["body"] for one in shown) == ["Cher A,", "Dear B,"]


def test_a_language_that_is_neither(api: ApiCaller, pair: Template) -> None:
    answer = send(api, pair, rows=[[*HEADING, "language"], ["a@example.ca", "A", "de"]])

    message = "Some rows have errors. Row 0 - `language`: not one of [en, fr]."
    assert answer.errors == [("BadRequestError", message)]


def test_the_field_chooses_for_all(api: ApiCaller, pair: Template) -> None:
    send(api, pair, language="fr")
    store_due_jobs()

    assert set(Notification.objects.values_list("language", flat=True)) == {"fr"}
