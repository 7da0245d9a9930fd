"""Keys, the safelist, callbacks and examples, as the people who look after programs see them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notify.accounts.models import AuditEvent, User
from notify.delivery.callbacks import claim_calls, make_call
from notify.delivery.models import CallbackDelivery
from notify.portal.views import api_hub
from notify.services.callbacks import (
    bearer_token,
    secrets_that_sign,
    set_callback,
    signing_secret,
)
from notify.services.key_ends import remind_of_ends
from notify.services.models import ApiKey, Callback, Notice, Service
from tests import factories
from tests.portal import sent
from tests.portal.endpoint import Endpoint, open_endpoint

KIND = "delivery_status"
TOKEN = "a-bearer-token"
NEW_KEY = {"name": "Case system", "key_type": "normal"}


def page_of(service: Service, name: str, *args: object) -> str:
    return reverse(f"portal:{name}", args=[service.pk, *args])


def key_in(page: str) -> str:
    found = re.search(r'id="new-key">(.*?)<', page)
    assert found
    return unescape(found[1])


def ask(key: str) -> int:
    return Client().get("/v2/templates", headers={"Authorization": f"ApiKey-v1 {key}"}).status_code


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with open_endpoint() as server:
        yield server


@pytest.fixture
def callback(service: Service, endpoint: Endpoint) -> Callback:
    return set_callback(service, KIND, endpoint.url, TOKEN)


def test_a_new_key_works_and_is_shown_once(as_alice: Client, service: Service) -> None:
    page = as_alice.post(page_of(service, "new-api-key"), NEW_KEY)
    key = key_in(page.content.decode())

    again = as_alice.post(page_of(service, "new-api-key"), NEW_KEY).content.decode()
    listed = as_alice.get(page_of(service, "api-keys")).content.decode()

    assert ask(key) == 200
    assert key not in listed
    assert "The service has a key of this name already." in again
    assert "no-store" in page["Cache-Control"]
    assert AuditEvent.objects.get(action="api-key-made").after["name"] == "Case system"


def test_a_trial_has_no_live_keys(as_alice: Client, alice: User, service: Service) -> None:
    trial = factories.make_service(owner=alice, restricted=True)

    live = as_alice.post(page_of(trial, "new-api-key"), NEW_KEY)
    team = as_alice.post(page_of(trial, "new-api-key"), NEW_KEY | {"key_type": "team"})

    assert "A service in trial mode has no live keys." in live.content.decode()
    assert key_in(team.content.decode())
    assert list(trial.api_keys.values_list("key_type", flat=True)) == ["team"]


def test_a_key_ends_after_the_day_that_was_chosen(as_alice: Client, service: Service) -> None:
    day = timezone.localdate() + timedelta(days=2)
    asked = NEW_KEY | {"expires_at": day.isoformat()}

    key = key_in(as_alice.post(page_of(service, "new-api-key"), asked).content.decode())
    past = as_alice.post(
        page_of(service, "new-api-key"),
        {"name": "x", "key_type": "test", "expires_at": "2020-01-01"},
    )

    assert "Choose today or a later day." in past.content.decode()
    assert ask(key) == 200
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert ask(key) == 403


def test_both_keys_work_while_one_replaces_the_other(as_alice: Client, service: Service) -> None:
    old = factories.make_key(service)
    asked = {"name": "Case system 2", "overlap": "24"}

    page = as_alice.post(page_of(service, "rotate-api-key", old.key.pk), asked)
    new = key_in(page.content.decode())

    made = ApiKey.objects.get(name="Case system 2")
    assert (made.key_type, made.replaces) == (old.key.key_type, old.key)
    assert (ask(old.text), ask(new)) == (200, 200)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert (ask(old.text), ask(new)) == (403, 200)


def test_rotation_never_lengthens_the_life_of_a_key(as_alice: Client, service: Service) -> None:
    old = factories.make_key(service).key
    ends = timezone.now() + timedelta(minutes=30)
    ApiKey.objects.filter(pk=old.pk).update(expires_at=ends)

    as_alice.post(page_of(service, "rotate-api-key", old.pk), {"name": "Next", "overlap": "168"})

    old.refresh_from_db()
    assert old.expires_at == ends


def test_a_revoked_key_is_refused_at_once(as_alice: Client, service: Service) -> None:
    key = factories.make_key(service)

    looked = as_alice.get(page_of(service, "revoke-api-key", key.key.pk))
    assert ask(key.text) == 200
    as_alice.post(page_of(service, "revoke-api-key", key.key.pk))

    assert looked.status_code == 200
    assert ask(key.text) == 403
    assert AuditEvent.objects.filter(action="api-key-revoked", service_id=service.pk).exists()


def test_a_team_hears_a_week_and_a_day_before_a_key_ends(service: Service) -> None:
    key = factories.make_key(service).key
    now = timezone.now()
    ApiKey.objects.filter(pk=key.pk).update(expires_at=now + timedelta(days=8))

    remind_of_ends()
    assert not Notice.objects.exists()
    for days in (2, 2, 7.5):
        with time_machine.travel(now + timedelta(days=days)):
            remind_of_ends()

    assert Notice.objects.filter(kind="api-key-ends").count() == 2
    assert "manage_api_keys" in Notice.objects.earliest("pk").permissions


def test_the_safelist_reads_recipients_as_sending_does(as_alice: Client, service: Service) -> None:
    wrong = as_alice.post(page_of(service, "safelist"), {"email_1": "nobody", "number_1": "12"})
    as_alice.post(
        page_of(service, "safelist"),
        {"email_1": "Ana@Example.ca", "email_3": "ana@example.ca", "number_2": "(613) 555-0123"},
    )

    page = wrong.content.decode()
    assert "Enter an email address in the form" in page
    assert "Enter a phone number with its area code" in page
    assert sorted(service.safelist.values_list("channel", "recipient")) == [
        ("email", "ana@example.ca"),
        ("sms", "+16135550123"),
    ]


def test_a_test_calls_the_endpoint_and_saves_nothing(
    as_alice: Client, service: Service, endpoint: Endpoint
) -> None:
    asked = {"url": endpoint.url, "token": TOKEN, "test": "1"}

    page = as_alice.post(page_of(service, "callback", KIND), asked).content.decode()

    assert "The endpoint answers well" in page
    assert "HTTP 200" in page
    assert "Bearer ••••••" in page
    assert endpoint.told[0]["status"] == "delivered"
    assert endpoint.tokens == [f"Bearer {TOKEN}"]
    assert not Callback.objects.exists()


def test_a_test_tells_what_is_wrong(as_alice: Client, service: Service, endpoint: Endpoint) -> None:
    endpoint.status = 500
    asked = {"url": endpoint.url, "token": TOKEN, "test": "1"}

    broken = as_alice.post(page_of(service, "callback", KIND), asked).content.decode()
    inside = as_alice.post(
        page_of(service, "callback", KIND), asked | {"url": "https://10.0.0.1/"}
    ).content.decode()

    assert "The endpoint does not answer well" in broken
    assert "HTTP 500" in broken
    assert "Enter a public address" in inside


def test_the_token_is_kept_when_only_the_address_changes_and_never_shown(
    as_alice: Client, service: Service, callback: Callback
) -> None:
    secret = signing_secret(callback)
    page = as_alice.get(page_of(service, "callback", KIND)).content.decode()
    as_alice.post(page_of(service, "callback", KIND), {"url": "https://new.example.ca/hook"})

    callback.refresh_from_db()
    assert TOKEN not in page
    assert callback.url == "https://new.example.ca/hook"
    assert bearer_token(callback) == TOKEN
    assert signing_secret(callback) == secret
    assert AuditEvent.objects.get(action="callback-set").after["host"] == "new.example.ca"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": "http://example.ca/"}, "Enter an address that starts with https://."),
        ({"url": "https://10.0.0.1/"}, "Enter a public address"),
        ({"token": "short"}, "Enter a token of at least 10 characters."),
        ({"token": "with some spaces"}, "Use letters, digits and signs"),
    ],
)
def test_a_callback_that_cannot_work_is_refused(
    as_alice: Client, service: Service, fields: dict[str, str], words: str
) -> None:
    asked = {"url": "https://example.ca/", "token": "0123456789"} | fields

    answer = as_alice.post(page_of(service, "callback", KIND), asked)

    assert words in unescape(answer.content.decode())
    assert not Callback.objects.exists()


def test_a_new_signing_secret_replaces_the_old_one_which_signs_for_a_day(
    as_alice: Client, service: Service, callback: Callback
) -> None:
    old = signing_secret(callback)

    as_alice.post(page_of(service, "callback-secret", KIND))

    callback.refresh_from_db()
    new = signing_secret(callback)
    assert new != old
    assert secrets_that_sign(callback) == [new, old]
    page = as_alice.get(page_of(service, "callback-secret", KIND)).content.decode()
    assert new in page
    assert old not in page
    assert "still signs as well" in page


def test_calls_that_were_given_up_are_made_again(
    as_alice: Client, service: Service, callback: Callback, endpoint: Endpoint
) -> None:
    endpoint.status = 400
    sent.receive(sent.send_email(service), "delivered")
    for call in claim_calls(10):
        make_call(call)
    page = as_alice.get(page_of(service, "callback-log", KIND)).content.decode()

    endpoint.status = 200
    as_alice.post(page_of(service, "replay-callbacks", KIND))
    CallbackDelivery.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    for call in claim_calls(10):
        make_call(call)

    assert "HTTP 400" in page
    assert "Make 1 given-up call again" in page
    assert CallbackDelivery.objects.get().state == "delivered"
    assert AuditEvent.objects.get(action="callbacks-replayed").after["number"] == 1


def test_a_suspended_callback_is_resumed(
    as_alice: Client, service: Service, callback: Callback
) -> None:
    Callback.objects.filter(pk=callback.pk).update(suspended_at=timezone.now(), failures=10)
    page = as_alice.get(page_of(service, "callbacks")).content.decode()

    as_alice.post(page_of(service, "resume-callback", KIND))

    callback.refresh_from_db()
    assert "Suspended" in page
    assert (callback.suspended_at, callback.failures) == (None, 0)


def test_the_log_looks_back_a_bounded_way(
    as_alice: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_hub, "LOOK_BACK", 1)
    key = factories.make_key(service).key
    for name in ("old", "newer", "newest"):
        sent.send_email(service, f"{name}.one@example.ca", api_key_id=key.pk)

    shown = as_alice.get(reverse("portal:api", args=[service.id])).content.decode()

    assert "newest.one@example.ca" in shown
    assert "old.one@example.ca" not in shown


def test_the_last_messages_of_programs_are_shown_by_key_and_state(
    as_alice: Client, service: Service
) -> None:
    key, other = factories.make_key(service).key, factories.make_key(service).key
    sent.send_email(service, "first@example.ca", api_key_id=key.pk)
    sent.receive(sent.send_email(service, "second@example.ca", api_key_id=other.pk), "delivered")
    sent.send_email(service, "from.a.person@example.ca")

    everything = as_alice.get(page_of(service, "api")).content.decode()
    of_key = as_alice.get(page_of(service, "api"), {"key": str(key.pk)}).content.decode()
    delivered = as_alice.get(page_of(service, "api"), {"state": "delivered"}).content.decode()

    def shown(page: str) -> list[bool]:
        return [f"{name}@example.ca" in page for name in ("first", "second", "from.a.person")]

    assert shown(everything) == [True, True, False]
    assert shown(of_key) == [True, False, False]
    assert shown(delivered) == [False, True, False]


def test_examples_hold_the_ids_of_the_service(as_alice: Client, service: Service) -> None:
    template = factories.make_email_template(service)

    page = unescape(as_alice.get(page_of(service, "api-examples")).content.decode())

    assert page.count(str(template.pk)) >= 4
    assert '"name": "value"' in page
    assert "send_email_notification" in page


def test_the_history_is_filtered_and_exported(
    as_alice: Client, service: Service, alice: User
) -> None:
    as_alice.post(page_of(service, "change-sms-prefix"), {"prefix_sms": "no"})
    as_alice.post(page_of(service, "new-api-key"), NEW_KEY | {"name": "=cmd()"})

    every = as_alice.get(page_of(service, "history")).content.decode()
    some = as_alice.get(page_of(service, "history"), {"action": "service-changed"})
    none = as_alice.get(page_of(service, "history"), {"until": "2020-01-01"}).content.decode()
    file = as_alice.get(page_of(service, "history-file"), {"person": str(alice.pk)})

    assert "tart texts with the service name" in every
    assert "=cmd()" in every
    assert "=cmd()" not in some.content.decode()
    assert "Nothing is on record for this choice." in none
    assert file.content.decode("utf-8-sig").count("alice@example.gc.ca") == 2
