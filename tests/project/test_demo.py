"""Demo data is made once, found again, and never made where people could reach it."""

import json
from base64 import b32encode
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django_otp.plugins.otp_totp.models import TOTPDevice

from notify.accounts.models import User
from notify.delivery.models import Provider
from notify.message_templates.models import Template
from notify.services.models import ApiKey, Membership, Service
from notify_project.welcome import welcome
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def development(settings: Any) -> None:
    settings.DEBUG = True


def demo(**options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("demo", json=True, stdout=out, **options)
    data: dict[str, Any] = json.loads(out.getvalue())
    return data


def test_it_prints_everything_that_a_test_needs() -> None:
    data = demo()

    assert set(data) == {
        *("base_url", "service_id", "trial_service_id", "api_keys", "templates", "users", "bench")
    }
    assert set(data["api_keys"]) == {"live", "team", "test"}
    assert {user["role"] for user in data["users"]} == {
        *("owner", "sender", "viewer", "platform admin")
    }
    assert set(data["bench"]) == {"service_id", "api_key", "templates"}
    assert not Service.objects.get(pk=data["service_id"]).restricted
    assert Service.objects.get(pk=data["trial_service_id"]).restricted


def test_sign_ins_and_keys_work() -> None:
    data = demo()

    for person in data["users"]:
        user = User.objects.get(email=person["email"])
        assert user.check_password(person["password"])
        device = TOTPDevice.objects.get(user=user)
        assert b32encode(device.bin_key).decode() == person["totp_secret"]
        assert user.is_superuser == (person["role"] == "platform admin")
    for kind, text in data["api_keys"].items():
        assert text.startswith("gcntfy-")
        assert data["service_id"] in text
        key = ApiKey.objects.get(
            service_id=data["service_id"],
            revoked_at=None,
            key_type={"live": "normal"}.get(kind, kind),
        )
        assert set(key.permissions) == set(ApiKey.Permission.values)


def test_a_second_run_makes_nothing_but_fresh_keys() -> None:
    first, second = demo(), demo()

    assert first["templates"] == second["templates"]
    assert first["service_id"] == second["service_id"]
    assert first["api_keys"] != second["api_keys"]
    assert Service.objects.count() == 3
    assert User.objects.count() == 4
    assert Membership.objects.count() == 9
    assert ApiKey.objects.filter(revoked_at=None).count() == 4


def test_templates_are_bilingual_with_placeholders() -> None:
    data = demo()

    for template in Template.objects.filter(pk__in=data["templates"].values()):
        assert template.text == "pair"
        assert "((name))" in template.body_en
        assert "((name))" in template.body_fr


def test_an_installation_that_is_not_for_development_refuses() -> None:
    with override_settings(DEBUG=False), pytest.raises(CommandError, match="--force"):
        demo()

    with override_settings(DEBUG=False):
        assert demo(force=True)["service_id"]


def test_providers_that_the_platform_team_made_stay() -> None:
    Provider.objects.create(name="ours", kind="smtp", channel="email")

    demo()

    assert set(Provider.objects.values_list("name", flat=True)) == {"ours", "sandbox-sms"}


def test_the_welcome_shows_a_curl_with_a_working_key() -> None:
    factories.make_service()
    data = demo()

    text = welcome(data)

    assert f"ApiKey-v1 {data['api_keys']['live']}" in text
    assert data["templates"]["email"] in text
