"""Every page in both languages, and a link that keeps the page."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse

from notify.services.models import Service


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("en", "Page not found"), ("fr", "Page introuvable")]
)
def test_an_unknown_page_is_ours_while_debugging(
    client: Client, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    monkeypatch.setattr(settings, "DEBUG", True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answer = client.get("/no-such-page")

    assert answer.status_code == 404
    assert words in answer.content.decode()
    assert "DEBUG" not in answer.content.decode()


def toggle(page: str) -> str:
    link = BeautifulSoup(page, "html.parser").select_one("[data-language]")
    assert link is not None
    return str(link["href"])


def test_the_link_names_the_other_language_and_keeps_the_page(
    as_alice: Client, service: Service
) -> None:
    here = reverse("portal:messages", args=[service.id]) + "?state=failed&channel=sms"

    link = toggle(as_alice.get(here).content.decode())
    answer = as_alice.get(link)

    assert parse_qs(urlsplit(link).query)["next"] == [here]
    assert answer["Location"] == here
    page = BeautifulSoup(as_alice.get(here).content, "html.parser")
    other = page.select_one("[data-language]")
    assert page.html is not None
    assert other is not None
    assert page.html["lang"] == "fr"
    assert (other["lang"], other["hreflang"], other.text) == ("en", "en", "English")
    assert page.h1 is not None
    assert page.h1.text == "Messages envoyés"


def test_the_choice_is_never_a_way_to_another_site(client: Client, db: None) -> None:
    assert client.get("/language/fr?next=https://evil.example/")["Location"] == "/"
    assert client.get("/language/fr?next=//evil.example/")["Location"] == "/"


def test_a_language_that_we_do_not_speak_is_404(client: Client, db: None) -> None:
    assert client.get("/language/de").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_names_of_services_are_shown_in_the_page_language(
    as_alice: Client, service: Service, language: str
) -> None:
    as_alice.get(f"/language/{language}")

    page = as_alice.get("/services").content.decode()

    assert getattr(service, f"name_{language}") in page


def test_a_page_that_is_not_there_has_both_languages(client: Client, db: None) -> None:
    client.get("/language/fr")

    answer = client.get("/services/nothing-here", headers={"accept-language": "en"})

    assert answer.status_code in (302, 404)
    assert "Page introuvable" in client.get("/no/such/page").content.decode()
