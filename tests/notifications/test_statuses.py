"""States are called what the API contract calls them, in both languages."""

import pytest
from django.utils import translation

from notify.notifications.models import Status
from notify.notifications.statuses import describe, kind_of

ENGLISH = [
    ("created", "email", {}, "In transit"),
    ("sending", "email", {}, "In transit"),
    ("pending", "sms", {}, "In transit"),
    ("sent", "email", {}, "Delivered"),
    ("sent", "sms", {}, "Sent"),
    ("delivered", "sms", {}, "Delivered"),
    ("temporary-failure", "email", {}, "Content or inbox issue"),
    ("temporary-failure", "sms", {}, "Carrier issue"),
    ("permanent-failure", "email", {}, "No such address"),
    ("permanent-failure", "email", {"subtype": "suppressed"}, "Blocked"),
    ("permanent-failure", "email", {"subtype": "on-account-suppression-list"}, "Blocked"),
    ("permanent-failure", "sms", {}, "No such number"),
    ("technical-failure", "email", {}, "Tech issue"),
    ("provider-failure", "sms", {}, "No such number"),
    (
        "provider-failure",
        "sms",
        {"response": "DESTINATION_COUNTRY_BLOCKED"},
        "Can’t send to this international number",
    ),
    ("virus-scan-failed", "email", {}, "Attachment has virus"),
    ("pii-check-failed", "email", {}, "Exceeds Protected A"),
]


@pytest.mark.parametrize(("status", "channel", "more", "words"), ENGLISH)
def test_words_of_a_state(status: str, channel: str, more: dict[str, str], words: str) -> None:
    assert str(describe(status, channel, **more)) == words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("sending", "Envoi en cours"),
        ("delivered", "Livraison réussie"),
        ("permanent-failure", "Adresse inexistante"),
        ("technical-failure", "Problème technique"),
    ],
)
def test_words_of_a_state_in_french(status: str, words: str) -> None:
    with translation.override("fr"):
        assert str(describe(status, "email")) == words


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_every_state_has_words_and_a_kind(status: Status, channel: str) -> None:
    assert str(describe(status, channel))
    assert kind_of(status) in ("in-transit", "delivered", "failed", "cancelled")
