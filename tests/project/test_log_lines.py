"""A logged error shows where it happened and what kind it is, and repeats nobody's words."""

import logging

import pytest
from django.conf import settings

from notify_project.log_lines import DiscreetFormatter

CANARY = "canary.address@zanzibar.example"


def fail() -> None:
    try:
        raise KeyError(CANARY)
    except KeyError:
        raise ValueError(f"cannot use {CANARY}") from None


def fail_with_a_cause() -> None:
    try:
        fail()
    except ValueError as error:
        raise RuntimeError(CANARY) from error


def logged(work: object, caplog: pytest.LogCaptureFixture) -> str:
    try:
        work()  # type: ignore[operator]
    except Exception:
        logging.getLogger("notify").exception("Notification %s failed", "01a2")
    return DiscreetFormatter("{levelname} {message}", style="{").format(caplog.records[-1])


def test_an_error_is_logged_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    text = logged(fail, caplog)

    assert "canary.address" not in text
    assert text.startswith("ERROR Notification 01a2 failed")
    assert text.endswith("builtins.ValueError")
    assert "in fail" in text


def test_a_cause_comes_first(caplog: pytest.LogCaptureFixture) -> None:
    text = logged(fail_with_a_cause, caplog)

    assert text.index("builtins.ValueError") < text.index("builtins.RuntimeError")
    assert "canary.address" not in text


def test_every_line_of_the_product_is_formatted_so() -> None:
    formatter = settings.LOGGING["formatters"]["line"]

    assert formatter["()"] == "notify_project.log_lines.DiscreetFormatter"
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
