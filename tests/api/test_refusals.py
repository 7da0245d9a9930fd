"""Why a well-formed message is refused: sections 3.3 to 3.5 of the contract, word for word."""

import uuid
from typing import Any

import pytest

from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.queues import connect_valkey
from notify.services.models import ReplyToAddress, Service, SmsSender
from notify.stats.models import Usage
from tests import factories
from tests.api.caller import Answer, ApiCaller

DOCS = "https://documentation.notification.canada.ca/en/keys.html"


def refusal(answer: Answer, name: str = "BadRequestError") -> str:
    """Return the one sentence of a refusal, having checked its name and that nothing is stored."""
    ((error, message),) = answer.errors
    assert error == name
    assert not Notification.objects.exists()
    return message


def change(service: Service, **fields: Any) -> None:
    Service.objects.filter(pk=service.pk).update(**fields)


# ---- templates and values (3.3) --------------------------------------------------------------


def test_an_unknown_template_is_a_400(api: ApiCaller) -> None:
    answer = api.send_email(uuid.uuid4())

    assert answer.status == 400
    assert refusal(answer) == "Template not found"


def test_the_template_of_another_service_is_unknown(api: ApiCaller) -> None:
    other = factories.make_email_template(factories.make_service())

    assert refusal(api.send_email(other.id)) == "Template not found"


def test_a_hidden_template_is_unknown(api: ApiCaller, email: Template) -> None:
    Template.objects.update(hidden=True)

    assert refusal(api.send_email(email.id)) == "Template not found"


def test_a_template_of_the_other_channel_does_not_suit(
    api: ApiCaller, email: Template, sms: Template
) -> None:
    assert refusal(api.send_email(sms.id)) == (
        "sms template is not suitable for email notification"
    )
    assert refusal(api.send_sms(email.id)) == (
        "email template is not suitable for sms notification"
    )


def test_an_archived_template_has_been_deleted(api: ApiCaller, email: Template) -> None:
    Template.objects.update(archived=True)

    assert refusal(api.send_email(email.id)) == f"Template {email.id} has been deleted"


@pytest.mark.parametrize(
    "values", [{}, {"name": None, "date": None}, {"other": "x"}], ids=["none", "null", "other"]
)
def test_missing_values_are_named(api: ApiCaller, service: Service, values: Any) -> None:
    template = factories.make_email_template(service, subject_en="((name))", body_en="((date))")

    assert refusal(api.send_email(template.id, personalisation=values)) == (
        f"Missing personalisation for template ID {template.id}: name, date"
    )


def test_a_text_may_hold_612_units_with_the_name_of_the_service(
    api: ApiCaller, service: Service
) -> None:
    room = 612 - len(f"{service.name}: ")
    fits = factories.make_sms_template(service, body_en="a" * room)
    long = factories.make_sms_template(service, body_en="a" * room + "((one more))")
    too_long = api.send_sms(long.id, personalisation={"one more": "a"})

    assert too_long.status == 400
    assert refusal(too_long) == (
        "Content for template has a character count greater than the limit of 612"
    )
    assert api.send_sms(fits.id).status == 201


def test_without_the_name_in_front_all_612_units_are_the_texts(
    api: ApiCaller, service: Service
) -> None:
    change(service, prefix_sms=False)
    template = factories.make_sms_template(service, body_en="a" * 612)

    assert api.send_sms(template.id).status == 201


@pytest.mark.parametrize("value", ["", "   ", "\n\t"])
def test_an_empty_message_is_refused(api: ApiCaller, service: Service, value: str) -> None:
    email = factories.make_email_template(service, subject_en="s", body_en="((text))")
    sms = factories.make_sms_template(service, body_en="((text))")
    values = {"text": value}

    for answer in (
        api.send_email(email.id, personalisation=values),
        api.send_sms(sms.id, personalisation=values),
    ):
        assert answer.status == 400
        assert refusal(answer) == "Message is empty or just whitespace"


def test_a_channel_that_is_off_is_refused(
    api: ApiCaller, service: Service, email: Template, sms: Template
) -> None:
    change(service, permissions=[])

    assert refusal(api.send_email(email.id)) == "Service is not allowed to send emails"
    assert refusal(api.send_sms(sms.id)) == "Service is not allowed to send text messages"


def test_letters_are_never_allowed(api: ApiCaller) -> None:
    answer = api.post("/v2/notifications/letter", {"anything": 1})

    assert answer.status == 400
    assert refusal(answer) == "Service is not allowed to send letters"


def test_a_suspended_service_sends_nothing(
    api: ApiCaller, service: Service, email: Template
) -> None:
    change(service, active=False)
    answer = api.send_email(email.id)

    assert answer.status == 403
    assert refusal(answer) == "Service is suspended"


def test_an_unknown_reply_to_address_is_refused(
    api: ApiCaller, service: Service, email: Template
) -> None:
    archived = ReplyToAddress.objects.create(service=service, address="a@x.ca", archived=True)
    foreign = ReplyToAddress.objects.create(service=factories.make_service(), address="b@x.ca")

    for identifier in (uuid.uuid4(), archived.id, foreign.id):
        answer = api.send_email(
            email.id, personalisation={"name": "x"}, email_reply_to_id=str(identifier)
        )
        assert answer.status == 400
        assert refusal(answer) == (
            f"email_reply_to_id {identifier} does not exist in database for service id {service.id}"
        )


def test_an_unknown_sender_is_refused(api: ApiCaller, service: Service, sms: Template) -> None:
    archived = SmsSender.objects.create(service=service, sender="12345", archived=True)

    answer = api.send_sms(sms.id, personalisation={"code": 1}, sms_sender_id=str(archived.id))

    assert refusal(answer) == (
        f"sms_sender_id {archived.id} does not exist in database for service id {service.id}"
    )


# ---- recipients (3.4) ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["", "ana", "ana@", "@example.ca", "a..b@example.ca", "a b@x.ca"]
)
def test_an_address_that_is_none_is_refused(api: ApiCaller, email: Template, address: str) -> None:
    answer = api.send_email(email.id, email_address=address)

    assert answer.status == 400
    assert refusal(answer, "ValidationError") == "email_address Not a valid email address"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        pytest.param("abc", "Not a valid international number", id="letters"),
        pytest.param("123", "Not a valid international number", id="short"),
        pytest.param("07700900123", "Not a valid international number", id="british-local"),
        pytest.param("613-736-3100; 613-736-3101", "Not a valid number", id="semicolon"),
        pytest.param("+5355512345", "Country code 53 is not supported", id="cuba"),
    ],
)
def test_a_number_that_is_none_is_refused(
    api: ApiCaller, sms: Template, number: str, words: str
) -> None:
    answer = api.send_sms(sms.id, phone_number=number)

    assert answer.status == 400
    assert refusal(answer, "ValidationError") == f"phone_number {words}"


@pytest.mark.parametrize(
    "number", ["call 6137363100 now", "(613) 736-3100", "6137363100, 6137363101", "16137363100"]
)
def test_a_number_is_found_in_a_text(api: ApiCaller, sms: Template, number: str) -> None:
    answer = api.send_sms(sms.id, phone_number=number, personalisation={"code": 1})

    assert answer.status == 201
    assert Notification.objects.get().recipient == number


def test_abroad_needs_a_permission(api: ApiCaller, service: Service, sms: Template) -> None:
    values = {"code": "1"}
    change(service, permissions=["sms"])
    refused = api.send_sms(sms.id, phone_number="+447911123456", personalisation=values)

    assert refused.status == 400
    assert refusal(refused) == "Cannot send to international mobile numbers"

    change(service, permissions=["sms", "international_sms"])
    assert api.send_sms(sms.id, phone_number="+447911123456", personalisation=values).status == 201
    assert Notification.objects.get().international


def test_a_team_key_sends_to_the_team_and_the_safelist_only(
    service: Service, email: Template, sms: Template
) -> None:
    api = ApiCaller(factories.make_key(service, "team"))
    words = (
        "Can\u2019t send to this recipient using a team-only API key "
        f"(service {service.id}) - see {DOCS}#team-and-safelist"
    )

    for answer in (
        api.send_email(email.id, personalisation={"name": "x"}),
        api.send_sms(sms.id, personalisation={"code": 1}),
    ):
        assert answer.status == 400
        assert refusal(answer) == words


def test_a_trial_sends_to_the_team_and_the_safelist_only(
    api: ApiCaller, service: Service, email: Template, sms: Template
) -> None:
    change(service, restricted=True)
    words = (
        f"Can\u2019t send to this recipient when service is in trial mode \u2013 see {DOCS}#live"
    )

    for answer in (
        api.send_email(email.id, personalisation={"name": "x"}),
        api.send_sms(sms.id, personalisation={"code": 1}),
    ):
        assert answer.status == 400
        assert refusal(answer) == words


# ---- limits (3.5) ----------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "word"), [("normal", "LIVE"), ("team", "TEAM"), ("test", "TEST")])
def test_too_many_requests_a_minute_are_refused(
    service: Service, alice: Any, email: Template, kind: str, word: str
) -> None:
    change(service, rate_limit=2)
    api = ApiCaller(factories.make_key(service, kind))
    send = {"email_address": alice.email, "personalisation": {"name": "x"}}

    statuses = [api.send_email(email.id, **send).status for _ in range(2)]
    answer = api.send_email(email.id, **send)

    assert statuses == [201, 201]
    assert answer.status == 429
    assert answer.errors == [
        (
            "RateLimitError",
            f"Exceeded rate limit for key type {word} of 2 requests per 60 seconds",
        )
    ]
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert answer.headers["RateLimit-Limit"] == "2"
    assert answer.headers["RateLimit-Remaining"] == "0"
    assert answer.headers["RateLimit-Reset"] == answer.headers["Retry-After"]


def test_an_accepted_send_tells_what_is_left_of_the_minute(
    api: ApiCaller, service: Service, email: Template
) -> None:
    change(service, rate_limit=3)
    body = {
        "name": "list",
        "template_id": str(email.id),
        "rows": [["email address", "name"], ["ana@example.ca", "x"]],
    }

    first = api.send_email(email.id, personalisation={"name": "x"})
    second = api.post("/v2/notifications/bulk", body)

    assert (first.status, second.status) == (201, 201)
    assert first.headers["RateLimit-Limit"] == "3"
    assert first.headers["RateLimit-Remaining"] == "2"
    assert second.headers["RateLimit-Remaining"] == "1"
    assert first.headers["RateLimit-Reset"] == "60"


def test_only_well_formed_sends_count_towards_the_rate(
    api: ApiCaller, service: Service, email: Template
) -> None:
    change(service, rate_limit=1)

    for _ in range(3):
        assert api.send_email("x").status == 400
        assert api.get("/v2/templates").status == 200
        assert api.post(f"/v2/template/{email.id}/preview", {}).status == 400
    assert api.send_email(email.id, personalisation={"name": "x"}).status == 201
    assert api.send_email(email.id, personalisation={"name": "x"}).status == 429


LIMITS: list[Any] = [
    pytest.param(
        "email",
        "message_limit",
        "TooManyEmailRequestsError",
        "Exceeded email daily sending limit of 1 messages",
        id="daily-email",
    ),
    pytest.param(
        "sms",
        "sms_daily_limit",
        "TooManySMSRequestsError",
        "Exceeded SMS daily sending limit of 1 fragments",
        id="daily-sms",
    ),
    pytest.param(
        "email",
        "email_annual_limit",
        "RequestExceedsEmailAnnualLimitError",
        "Exceeded annual email sending limit of 1 messages",
        id="annual-email",
    ),
    pytest.param(
        "sms",
        "sms_annual_limit",
        "RequestExceedsSMSAnnualLimitError",
        "Exceeded annual SMS sending limit of 1 messages",
        id="annual-sms",
    ),
]


@pytest.mark.parametrize(("channel", "field", "name", "words"), LIMITS)
@pytest.mark.parametrize("trial", [False, True], ids=["live", "trial"])
def test_a_full_limit_is_refused(
    service: Service, alice: Any, channel: str, field: str, name: str, words: str, trial: bool
) -> None:
    alice.mobile_number = "+16135550199"
    alice.save()
    change(service, restricted=trial, **{field: 1})
    api = ApiCaller(factories.make_key(service))
    template = (
        factories.make_email_template(service, subject_en="s", body_en="b")
        if channel == "email"
        else factories.make_sms_template(service, body_en="b")
    )

    def send() -> Answer:
        if channel == "email":
            return api.send_email(template.id, email_address=alice.email)
        return api.send_sms(template.id)

    first, second = send(), send()

    assert first.status == 201
    assert second.status == 429
    assert second.errors == [(f"{'Trial' if trial else 'Live'}Service{name}", words)]
    assert int(second.headers["Retry-After"]) > 0
    assert Notification.objects.count() == 1


def test_a_text_counts_its_fragments(api: ApiCaller, service: Service) -> None:
    change(service, sms_daily_limit=2)
    template = factories.make_sms_template(service, body_en="a" * 400)

    assert api.send_sms(template.id).status == 429
    assert not Usage.objects.exists()


def test_a_test_key_uses_no_limit(service: Service, email: Template) -> None:
    change(service, message_limit=0, email_annual_limit=0)
    api = ApiCaller(factories.make_key(service, "test"))

    assert api.send_email(email.id, personalisation={"name": "x"}).status == 201
    assert not Usage.objects.exists()


def test_what_is_used_of_a_limit_outlives_valkey(
    api: ApiCaller, service: Service, email: Template
) -> None:
    change(service, message_limit=2)
    values = {"name": "x"}
    accepted = [api.send_email(email.id, personalisation=values).status for _ in range(2)]

    connect_valkey().flushdb()
    refused = api.send_email(email.id, personalisation=values)

    assert (accepted, refused.status) == ([201, 201], 429)
    assert Notification.objects.count() == 2
    assert Usage.objects.get(period="day").used == 2
