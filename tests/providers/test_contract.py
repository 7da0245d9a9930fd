"""What every provider promises, tried on every provider."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest

from notify.providers.base import Refused, Unavailable
from tests.providers.harness import HARNESSES, MOTO_HARNESSES, Harness
from tests.providers.messages import HTML, ID, SMS_TEXT, SUBJECT, TEXT, make_email
from tests.providers.servers import LONGEST_HANG

EVERYONE = [*HARNESSES, *MOTO_HARNESSES]
OVER_A_NETWORK = ["ses", "smtp", "sms_voice", "sns"]

everyone = pytest.mark.parametrize("harness", EVERYONE, indirect=True)
over_a_network = pytest.mark.parametrize("harness", OVER_A_NETWORK, indirect=True)


@everyone
def test_send_returns_a_reference_and_the_message_arrives(harness: Harness) -> None:
    message = harness.make()

    reference = harness.provider.send(message)

    seen = harness.seen()
    assert isinstance(reference, str)
    assert reference
    assert [one.recipient for one in seen] == [message.to]


@everyone
def test_accents_and_emoji_arrive_intact(harness: Harness) -> None:
    message = harness.make()

    harness.provider.send(message)

    (seen,) = harness.seen()
    assert seen.text.replace("\r\n", "\n") in (TEXT, SMS_TEXT, HTML)
    assert seen.subject in (None, SUBJECT)


@pytest.mark.parametrize("harness", [name for name in HARNESSES if name != "sns"], indirect=True)
def test_our_id_travels_with_the_message(harness: Harness) -> None:
    harness.provider.send(harness.make())

    assert harness.seen()[0].notification_id == str(ID)


@everyone
def test_references_differ(harness: Harness) -> None:
    messages = [harness.make(), harness.make(id=ID.__class__(int=ID.int + 1))]

    references = {harness.provider.send(message) for message in messages}

    assert len(references) == 2


@pytest.mark.parametrize(
    ("failure", "kind", "flags"),
    [
        ("throttled", Unavailable, {"throttled": True, "outcome_unknown": False}),
        ("error", Unavailable, {"throttled": False, "outcome_unknown": False}),
        ("not-authorised", Unavailable, {"throttled": False, "outcome_unknown": False}),
        ("down", Unavailable, {"throttled": False, "outcome_unknown": False}),
        ("hang", Unavailable, {"throttled": False, "outcome_unknown": True}),
        ("dropped-answer", Unavailable, {"throttled": False, "outcome_unknown": True}),
        ("unreadable", Unavailable, {"throttled": False, "outcome_unknown": True}),
        ("dropped", Unavailable, {"throttled": False}),
        ("noise", Unavailable, {"throttled": False}),
        ("refused", Refused, {}),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
@over_a_network
def test_failure_is_refused_or_unavailable_and_names_nobody(
    harness: Harness, failure: str, kind: type[Exception], flags: dict[str, bool]
) -> None:
    message = harness.make()
    harness.fail(failure)

    with pytest.raises((Refused, Unavailable)) as caught:
        harness.provider.send(message)

    error = caught.value
    assert type(error) is kind
    assert {name: getattr(error, name) for name in flags} == flags
    assert error.code
    told = f"{error} {error.detail} {error!r} {error.args}"
    for secret in (message.to, message.to.partition("@")[0], message.to.lstrip("+")):
        assert secret not in told
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None


@pytest.mark.parametrize("harness", ["ses", "sms_voice", "sns"], indirect=True)
def test_retry_after_is_told(harness: Harness) -> None:
    harness.fail("throttled")

    with pytest.raises(Unavailable) as caught:
        harness.provider.send(harness.make())

    assert caught.value.retry_after == 7.0


@over_a_network
def test_hang_ends_with_the_read_timeout(harness: Harness) -> None:
    harness.fail("hang")
    started = monotonic()

    with pytest.raises(Unavailable):
        harness.provider.send(harness.make())

    assert monotonic() - started < LONGEST_HANG / 2  # the far end had not given up


@over_a_network
def test_failed_send_is_not_tried_again(harness: Harness) -> None:
    harness.fail("dropped-answer")

    with pytest.raises(Unavailable):
        harness.provider.send(harness.make())

    assert len(harness.seen()) == 1


@over_a_network
def test_failure_does_not_spoil_the_next_send(harness: Harness) -> None:
    harness.fail("dropped")
    with pytest.raises(Unavailable):
        harness.provider.send(harness.make())
    harness.fail("well")

    assert harness.provider.send(harness.make())


@over_a_network
def test_one_connection_serves_many_sends(harness: Harness) -> None:
    for _ in range(5):
        harness.provider.send(harness.make())

    assert len(harness.seen()) == 5
    assert harness.connections() == 1


@over_a_network
def test_connection_that_went_stale_is_replaced(harness: Harness) -> None:
    harness.fail("stale")
    harness.provider.send(harness.make())
    assert harness.hung_up.wait(60)  # the far end hangs up an idle connection

    assert harness.provider.send(harness.make())
    assert len(harness.seen()) == 2


@pytest.mark.parametrize("harness", [*HARNESSES], indirect=True)
def test_many_threads_send_at_once(harness: Harness) -> None:
    ids = [ID.__class__(int=ID.int + number) for number in range(128)]

    with ThreadPoolExecutor(16) as pool:
        references = set(pool.map(lambda id: harness.provider.send(harness.make(id=id)), ids))

    assert len(references) == 128
    assert len(harness.seen()) == 128
    assert harness.connections() <= 16


@pytest.mark.parametrize("harness", ["ses", "smtp", "sms_voice", "sns"], indirect=True)
def test_text_that_is_not_unicode_is_refused(harness: Harness) -> None:
    with pytest.raises(Refused) as caught:
        harness.provider.send(harness.make(text="half a character: \ud83c"))

    assert caught.value.code == "invalid-content"
    assert harness.seen() == []


@pytest.mark.parametrize(
    "overrides",
    [
        {"subject": "Hello\nBcc: everyone@example.com"},
        {"subject": "Hello\u2028Bcc: everyone@example.com"},
        {"from_name": "Clerk\r\nBcc: everyone@example.com"},
        {"to": "zoe@example.gc.ca\nBcc: everyone@example.com"},
        {"reply_to": "clerk@example.gc.ca\rBcc: everyone@example.com"},
        {"from_address": "clerk@example.gc.ca\nBcc: everyone@example.com"},
        {"headers": {"List-Unsubscribe": "<https://x>\nBcc: everyone@example.com"}},
        {"headers": {"X-A\nBcc": "everyone@example.com"}},
        {"headers": {"Bcc": "everyone@example.com"}},
    ],
    ids=lambda overrides: "-".join(overrides),
)
@pytest.mark.parametrize("harness", ["ses", "smtp", "sandbox-email"], indirect=True)
def test_header_that_would_write_another_is_refused(
    harness: Harness, overrides: dict[str, object]
) -> None:
    with pytest.raises(Refused) as caught:
        harness.provider.send(make_email(**overrides))

    assert caught.value.code == "invalid-header"
    assert harness.seen() == []


@pytest.mark.parametrize(
    "recipient", ["zoé@example.gc.ca", "@example.gc.ca", "zoe", "zoe@", "zoe@a..b", "a b@c.ca"]
)
@pytest.mark.parametrize("harness", ["ses", "smtp"], indirect=True)
def test_address_that_cannot_be_carried_is_refused(harness: Harness, recipient: str) -> None:
    with pytest.raises(Refused) as caught:
        harness.provider.send(make_email(to=recipient))

    assert caught.value.code == "invalid-recipient"


@pytest.mark.parametrize("harness", ["ses", "smtp"], indirect=True)
def test_accented_domain_is_written_in_ascii(harness: Harness) -> None:
    harness.provider.send(make_email(to="zoe@québec.example"))

    assert harness.seen()[0].recipient == "zoe@xn--qubec-csa.example"
