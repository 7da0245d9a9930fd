"""The documentation is the same in both languages, leads somewhere, and stays on this site."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from notify.documentation.markdown import EXAMPLES, LANGUAGES
from notify.documentation.pages import CONTENT, FIRST, PAGES
from notify.documentation.urls import urlpatterns
from tests.api.openapi_schemas import request_schema

ADDRESSES = ["/docs", *(f"/docs/{page}" for page in PAGES if page != FIRST), "/docs/api-reference"]


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def reader(client: Client, language: str) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def soup_of(reader: Client, address: str) -> BeautifulSoup:
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


def fences(source: str) -> list[tuple[str, str]]:
    return re.findall(r"^```([^\n]+)\n(.*?)^```$", source, re.MULTILINE | re.DOTALL)


def structure(file: Path) -> list[str]:
    """Return what must be the same in every language: levels, code, rows and items."""
    source = file.read_text()
    shape = re.findall(r"^(#+ |\||\* |\d\. |```.*)", source, re.MULTILINE)
    return shape + [content for _, content in fences(source)]


def test_both_languages_have_every_page() -> None:
    for language in ("en", "fr"):
        assert {file.stem for file in (CONTENT / language).iterdir()} == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_pages_have_the_same_structure_and_code_in_both_languages(page: str) -> None:
    assert structure(CONTENT / "en" / f"{page}.md") == structure(CONTENT / "fr" / f"{page}.md")


@pytest.mark.parametrize("page", PAGES)
def test_french_pages_are_in_french_with_french_spaces(page: str) -> None:
    source = re.sub(
        r"```.*?```|`[^`]*`|\([^)]*\)",
        "",
        (CONTENT / "fr" / f"{page}.md").read_text(),
        flags=re.DOTALL,
    )

    assert not re.search(r"[\w»] [:;!?]|« | »|\w'", source)
    assert re.search(r"\b(le|la|les|une|vous)\b", source)


@pytest.mark.parametrize("page", PAGES)
def test_answers_that_are_shown_are_described(page: str) -> None:
    for kind, content in fences((CONTENT / "en" / f"{page}.md").read_text()):
        if kind.startswith("json "):
            request_schema(kind.removeprefix("json ")).validate(json.loads(content))


def test_every_example_is_shown_and_exists() -> None:
    shown = {
        kind.removeprefix("example ")
        for page in PAGES
        for kind, _ in fences((CONTENT / "en" / f"{page}.md").read_text())
        if kind.startswith("example ")
    }

    assert shown == {file.stem for file in EXAMPLES.iterdir() if file.suffix in LANGUAGES}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_open_to_anybody_in_their_language(
    reader: Client, language: str, address: str
) -> None:
    page = soup_of(reader, address)

    assert page.html is not None
    assert page.html["lang"] == language
    assert len(page.find_all("h1")) == 1
    current = page.select(".docs-menu [aria-current=page]")
    assert [link["href"] for link in current] == [address]


@pytest.mark.django_db
def test_links_lead_to_pages_and_headings_that_are_there(reader: Client) -> None:
    pages = {address: soup_of(reader, address) for address in ADDRESSES}
    ids = {
        address: {tag["id"] for tag in page.find_all(id=True)} for address, page in pages.items()
    }

    for address, page in pages.items():
        for link in page.select("main a[href]"):
            target = urlsplit(str(link["href"]))
            where = target.path or address
            if where.startswith("/v2/openapi"):
                continue
            assert where in ids, f"{address} links to {link['href']}"
            assert not target.fragment or target.fragment in ids[where], link["href"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/docs", "/docs/api-reference"])
def test_pages_load_nothing_from_elsewhere_and_hold_no_script(client: Client, address: str) -> None:
    page = soup_of(client, address)

    loaded = [tag.get("src") or tag.get("href") for tag in page.select("script, link, img")]
    assert all(str(each).startswith("/") and not str(each).startswith("//") for each in loaded)
    assert not page.select("[style], style, script:not([src])")


@pytest.mark.django_db
def test_every_operation_and_object_is_on_the_reference_once(reader: Client) -> None:
    page = soup_of(reader, "/docs/api-reference")
    found = [tag["id"] for tag in page.find_all(id=True)]

    assert len(found) == len(set(found))
    assert {"sendEmail", "readJob", "createTemplate", "statusCallback", "Notification"} <= set(
        found
    )
    assert "template_id is not a valid UUID" in page.get_text()


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_404_and_the_first_has_one_address(client: Client) -> None:
    assert client.get("/docs/nothing").status_code == 404
    assert client.get(f"/docs/{FIRST}")["Location"] == "/docs"
    assert client.post("/docs").status_code in (403, 405)


def routes() -> Iterator[object]:
    yield from (pattern.callback for pattern in urlpatterns)


def test_every_route_says_who_may_open_it() -> None:
    assert {getattr(callback, "access", None) for callback in routes()} == {"public"}
