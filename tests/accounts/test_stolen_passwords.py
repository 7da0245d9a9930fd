"""Stolen passwords are refused; when their list does not answer, the common ones decide."""

from typing import Any

import httpx
import pytest
from django.core.exceptions import ValidationError
from pwned_passwords_django.api import PwnedPasswords

from notify.accounts.stolen_passwords import StolenPasswordValidator


def list_that_answers(answer: Any) -> StolenPasswordValidator:
    return StolenPasswordValidator(
        PwnedPasswords(client=httpx.Client(transport=httpx.MockTransport(answer)))
    )


@pytest.fixture(autouse=True)
def switched_on(settings: Any) -> None:
    settings.STOLEN_PASSWORDS_CHECK = True


def test_five_characters_of_a_hash_leave_and_a_stolen_password_is_refused() -> None:
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, text="1E4C9B93F3F0682250B6CF8331B7EE68FD8:4")

    with pytest.raises(ValidationError, match="list of stolen passwords"):
        list_that_answers(answer).validate("password")
    assert [url.path for url in asked] == ["/range/5BAA6"]


def test_a_password_that_is_not_in_the_list_is_accepted() -> None:
    list_that_answers(lambda request: httpx.Response(200, text="0" * 35 + ":9")).validate(
        "password"
    )


def test_without_an_answer_common_passwords_are_refused_and_others_accepted() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("away")

    with pytest.raises(ValidationError, match="too common"):
        list_that_answers(away).validate("password1")
    list_that_answers(away).validate("seven purple lanterns")


def test_an_operator_who_did_not_ask_for_it_sends_nothing(settings: Any) -> None:
    settings.STOLEN_PASSWORDS_CHECK = False

    def fail(request: httpx.Request) -> httpx.Response:
        raise AssertionError

    list_that_answers(fail).validate("password")
