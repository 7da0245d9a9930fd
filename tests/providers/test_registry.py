"""A provider is built from text options, and says which one is wrong."""

from collections.abc import Mapping

import pytest

from notify.providers.registry import EMAIL_KINDS, SMS_KINDS, build_provider
from tests.providers.harness import MemoryMailbox

GOOD = {
    "sandbox": {},
    "smtp": {"host": "smtp.example.gc.ca"},
    "ses": {"region": "ca-central-1", "configuration_set": "receipts"},
    "sms_voice": {"region": "us-west-2", "origination_identity": "pool-1", "time_to_live": "60"},
    "sns": {"region": "us-gov-west-1"},
}


def test_every_kind_is_built_and_named() -> None:
    assert set(GOOD) == {*EMAIL_KINDS, *SMS_KINDS}
    for kind, options in GOOD.items():
        assert build_provider(kind, options, mailbox=MemoryMailbox()).name == kind


@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [
        ("pigeon", {}, ("pigeon", "sms_voice")),
        ("sandbox", {"region": "x"}, ("region", "unknown")),
        ("ses", {}, ("region", "region=ca-central-1")),
        ("ses", {"region": "evil.example/"}, ("region", "ca-central-1")),
        ("ses", {"region": "ca-central-1", "regoin": "x"}, ("regoin", "unknown")),
        (
            "ses",
            {"region": "ca-central-1", "endpoint_url": "http://example.com"},
            ("endpoint_url", "https"),
        ),
        ("sns", {"region": "ca-central-1", "endpoint_url": "https://"}, ("endpoint_url",)),
        ("sns", {"region": "ca-central-1", "endpoint_url": "https://[x"}, ("endpoint_url",)),
        ("sns", {"region": "ca-central-1", "endpoint_url": "https://a.b/c"}, ("endpoint_url",)),
        ("sns", {"region": "ca-central-1", "endpoint_url": "https://u:p@a.b"}, ("endpoint_url",)),
        ("sns", {"region": "ca-central-1", "endpoint_url": "https://a.b?c"}, ("endpoint_url",)),
        ("sns", {"region": "ca-central-1", "endpoint_url": "https://é.b"}, ("endpoint_url",)),
        ("sns", {"region": "ca-central-1", "read_timeout": "long"}, ("read_timeout", "seconds")),
        ("sns", {"region": "ca-central-1", "read_timeout": "nan"}, ("read_timeout", "seconds")),
        ("sns", {"region": "ca-central-1", "connect_timeout": "0"}, ("connect_timeout",)),
        ("sms_voice", {"region": "ca-central-1", "time_to_live": "4"}, ("time_to_live", "5")),
        ("smtp", {}, ("host",)),
        ("smtp", {"host": "a.b", "port": "0"}, ("port",)),
        ("smtp", {"host": "a.b", "port": "²"}, ("port",)),
        ("smtp", {"host": "a.b", "security": "ssl"}, ("security", "starttls")),
        ("smtp", {"host": "a.b", "username": "u"}, ("password",)),
        ("smtp", {"host": "a.b", "password": "p"}, ("username",)),
        (
            "smtp",
            {"host": "a.b", "username": "u", "password": "p", "security": "none"},
            ("security", "starttls"),
        ),
        ("smtp", {"host": "a.b", "ca_file": "/nowhere.pem"}, ("ca_file", "PEM")),
    ],
)
def test_wrong_option_is_named_with_its_fix(
    kind: str, options: Mapping[str, str], words: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match=kind) as caught:
        build_provider(kind, options, mailbox=MemoryMailbox())

    assert all(word in str(caught.value) for word in words)


def test_sandbox_needs_a_mailbox() -> None:
    with pytest.raises(ValueError, match="mailbox"):
        build_provider("sandbox", {})


def test_password_is_in_no_message() -> None:
    options = {"host": "a.b", "username": "u", "password": "hunter2", "security": "none"}

    with pytest.raises(ValueError, match="security") as caught:
        build_provider("smtp", options)

    assert "hunter2" not in str(caught.value)
