"""Every setting that can be wrong is reported with an id and a hint."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from notify_project.checks import check_settings, refuse_unsafe_settings

SECRET = "x" * 40
PRODUCTION = {
    "DEBUG": False,
    "SECRET_KEY": SECRET,
    "DATA_KEYS": [SECRET],
    "BLIND_INDEX_KEY": SECRET,
    "ALLOWED_HOSTS": ["notify.example.gc.ca"],
    "BASE_URL": "https://notify.example.gc.ca",
    "CLAMD_URL": "tcp://clamd:3310",
}
INSECURE = "insecure-development-secret-that-production-refuses"


def ids(**settings: Any) -> list[str | None]:
    with override_settings(**{**PRODUCTION, **settings}):
        return [message.id for message in check_settings(None)]


def test_good_production_settings_pass() -> None:
    assert ids() == []


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param({"SECRET_KEY": INSECURE}, "notify.E001", id="default-secret-key"),
        pytest.param({"SECRET_KEY": "short"}, "notify.E001", id="short-secret-key"),
        pytest.param({"DATA_KEYS": [SECRET, INSECURE]}, "notify.E002", id="default-data-key"),
        pytest.param({"DATA_KEYS": []}, "notify.E002", id="no-data-key"),
        pytest.param({"BLIND_INDEX_KEY": INSECURE}, "notify.E003", id="default-index-key"),
        pytest.param({"BASE_URL": "notify.example"}, "notify.E004", id="base-url"),
        pytest.param({"BASE_URL": "http://notify.example"}, "notify.W004", id="base-url-in-clear"),
        pytest.param({"ALLOWED_HOSTS": []}, "notify.E005", id="no-hosts"),
        pytest.param({"DEFAULT_SENDING_DOMAIN": "canada"}, "notify.E006", id="domain"),
        pytest.param({"BROKER_URL": "amqp://x"}, "notify.E008", id="broker"),
        pytest.param({"LOCAL_TIME_ZONE": "Canada/Nowhere"}, "notify.E009", id="time-zone"),
        pytest.param({"CLAMD_URL": ""}, "notify.W011", id="no-virus-check"),
        pytest.param({"CLAMD_URL": "clamd:3310"}, "notify.E011", id="scanner"),
        pytest.param({"CLAMD_URL": "tcp://clamd:many"}, "notify.E011", id="scanner-port"),
        pytest.param({"FILE_STORE_URL": "/var/files"}, "notify.E012", id="file-store"),
        pytest.param({"PORT": 0}, "notify.E010", id="port"),
        pytest.param({"DELIVERY_LEASE_SECONDS": 5}, "notify.E010", id="lease-within-a-call"),
    ],
)
def test_a_wrong_setting_is_reported(settings: dict[str, Any], expected: str) -> None:
    assert ids(**settings) == [expected]


def test_every_message_has_a_hint() -> None:
    wrong = {"SECRET_KEY": "short", "DATA_KEYS": [], "BLIND_INDEX_KEY": "", "ALLOWED_HOSTS": []}
    with override_settings(**{**PRODUCTION, **wrong, "BASE_URL": "", "LOCAL_TIME_ZONE": "?"}):
        messages = check_settings(None)

    assert len(messages) == 6
    assert all(message.hint for message in messages)


def test_production_refuses_to_start_with_a_default_secret() -> None:
    with (
        override_settings(**{**PRODUCTION, "SECRET_KEY": INSECURE}),
        pytest.raises(ImproperlyConfigured, match="SECRET_KEY"),
    ):
        refuse_unsafe_settings()


@pytest.mark.parametrize("variable", ["PORT", "WEB_WORKERS", "REDIS_TIMEOUT"])
def test_a_number_that_is_none_is_named(variable: str, run_python: Callable[..., Any]) -> None:
    answer = run_python("import notify_project.settings", **{variable: "many"})

    assert answer.returncode != 0
    assert f"{variable} must be a" in answer.stderr
    assert "'many'" in answer.stderr
