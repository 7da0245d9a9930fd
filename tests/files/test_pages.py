"""What the address of a file answers to whoever opens it."""

import base64
import logging
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from notify.files.models import File
from notify.message_templates.models import Template
from notify.services.models import Service
from tests import factories
from tests.api.caller import ApiCaller
from tests.files.clamd import VIRUS, Clamd
from tests.files.sending import download, file_of, link_in

CONTENT = "Décision: oui\n".encode() * 10_000


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_STORE_DIR = tmp_path / "files"
    return settings.FILE_STORE_DIR


@pytest.fixture
def api(service: Service) -> ApiCaller:
    return ApiCaller(factories.make_key(service))


@pytest.fixture
def template(service: Service) -> Template:
    return factories.make_email_template(service, subject_en="s", body_en="Read ((doc)) soon")


def link(
    api: ApiCaller,
    template: Template,
    method: str | None = "link",
    content: bytes = CONTENT,
    **fields: Any,
) -> str:
    """Send a file behind a link; return the link's path and query."""
    file = file_of(content, method, **fields)
    return link_in(api.send_email(template.id, personalisation={"doc": file}))


def page_link(api: ApiCaller, template: Template, **fields: Any) -> str:
    """Send a file in GOV.UK Notify's form, which has a page."""
    return link(api, template, None, **{"confirm_email_before_download": False, **fields})


def test_a_link_answers_the_file(api: ApiCaller, template: Template) -> None:
    status, content, headers = download(link(api, template, filename="décision.txt"))

    assert (status, content) == (200, CONTENT)
    assert headers["Content-Type"] == "text/plain"
    assert headers["Content-Length"] == str(len(CONTENT))
    assert headers["Content-Disposition"] == "attachment; filename*=utf-8''d%C3%A9cision.txt"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers


def test_a_file_without_a_name_gets_one(api: ApiCaller, template: Template) -> None:
    _, _, headers = download(link(api, template, filename=None))

    assert headers["Content-Disposition"] == 'attachment; filename="file.txt"'


def test_an_empty_answer_to_head(api: ApiCaller, template: Template) -> None:
    response = Client().head(link(api, template))

    assert response.status_code == 200
    assert b"".join(response) == b""


def test_the_name_in_the_address_means_nothing(api: ApiCaller, template: Template) -> None:
    address = link(api, template).replace("report.txt", "virus.exe")

    assert 'filename="report.txt"' in download(address)[2]["Content-Disposition"]


def other_key(address: str) -> str:
    key = base64.urlsafe_b64encode(bytes(32)).rstrip(b"=").decode()
    return urlsplit(address).path + f"?key={key}"


def other_file(address: str) -> str:
    start, _, query = address.rpartition("?")
    part = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
    return f"{start.rpartition('/')[0]}/{part}?{query}"


def other_service(address: str) -> str:
    parts = address.split("/")
    parts[2] = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
    return "/".join(parts)


FORGED = {
    "no key": lambda address: urlsplit(address).path,
    "empty key": lambda address: urlsplit(address).path + "?key=",
    "short key": lambda address: urlsplit(address).path + "?key=AAAA",
    "no base64": lambda address: urlsplit(address).path + "?key=%ff&key=!!",
    "other key": other_key,
    "other file": other_file,
    "other service": other_service,
    "no ids": lambda address: f"/d/x/y?{urlsplit(address).query}",
    "accents": lambda address: f"/d/é/à?{urlsplit(address).query}",
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize("make", [link, page_link], ids=["file", "page"])
def test_a_forged_address_is_not_found(
    api: ApiCaller, template: Template, forge: Any, make: Any
) -> None:
    # The page repeats its own address, in the link to the other language.
    address = make(api, template).replace("report.txt", "any.txt")

    status, content, headers = download(forge(address))

    assert status == 404
    assert b"not available" in content
    assert b"report.txt" not in content
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "no-referrer"


def expire() -> None:
    File.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))


def lose(store: Path) -> None:
    for path in store.rglob("*"):
        if path.is_file():
            path.unlink()


@pytest.mark.parametrize("scan", ["pending", "infected", "failed"])
def test_a_file_that_is_not_known_to_be_harmless_is_not_found(
    api: ApiCaller, template: Template, scan: str
) -> None:
    address = link(api, template)
    File.objects.update(scan=scan)

    assert download(address)[0] == 404


def test_an_expired_file_is_not_found(api: ApiCaller, template: Template) -> None:
    address = link(api, template)
    expire()

    assert download(address)[0] == 404


def test_a_lost_file_is_not_found(api: ApiCaller, template: Template, store: Path) -> None:
    address = link(api, template)
    lose(store)

    assert download(address)[0] == 404


def test_an_attachment_has_no_address(api: ApiCaller, template: Template) -> None:
    address = link(api, template)
    File.objects.update(method="attach")

    assert download(address)[0] == 404


def test_a_store_that_is_away_is_no_end(api: ApiCaller, template: Template, store: Path) -> None:
    address = link(api, template)
    store.rename(store.with_name("aside"))
    store.write_text("in the way")

    status, content, _ = download(address)

    assert status == 503
    assert b"The file is not lost" in content


def test_a_virus_is_never_given_out(api: ApiCaller, template: Template, clamd: Clamd) -> None:
    # The scanning itself is delivery's; here only the state of the file counts.
    address = link(api, template, content=VIRUS)

    assert download(address)[0] == 404


def test_a_page_offers_the_file_and_a_button_gives_it(
    api: ApiCaller, service: Service, template: Template
) -> None:
    address = page_link(api, template)

    status, page, headers = download(address)
    text = page.decode()
    given = Client(enforce_csrf_checks=True).post(address)

    assert status == 200
    assert f"{service.name_en} sent you a file" in text
    for words in ("report.txt", "Text file", "146.5", "Not checked for viruses", "Download"):
        assert words in text
    assert "email address" not in text
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert b"".join(given) == CONTENT
    assert given["Content-Disposition"] == 'attachment; filename="report.txt"'


def test_the_page_speaks_french(api: ApiCaller, service: Service, template: Template) -> None:
    address = page_link(api, template)

    page = Client().get(address, headers={"accept-language": "fr-CA"}).content.decode()
    gone = Client().get("/d/x/y", headers={"accept-language": "fr"}).content.decode()

    assert service.name_fr in page
    assert "Télécharger le fichier" in page
    assert "n’est pas accessible" in gone
    for english in ("Download", "Available", "Size", "sent you"):
        assert english not in page


def test_the_page_asks_for_the_address_and_takes_no_other(
    api: ApiCaller, template: Template
) -> None:
    address = page_link(api, template, confirm_email_before_download=True)
    client = Client()

    asked = client.get(address)
    nothing = client.post(address)
    nonsense = client.post(address, {"email_address": "ana"})
    other = client.post(address, {"email_address": "bea@example.ca"})
    right = client.post(address, {"email_address": " ANA@Example.ca "})

    assert b"Your email address" in asked.content
    assert (nothing.status_code, nonsense.status_code) == (400, 400)
    assert other.status_code == 403
    assert b"not the address that the file was sent to" in other.content
    assert b"".join(right) == CONTENT


@pytest.mark.usefixtures("long_waits")
def test_guessing_the_address_is_slowed_down(api: ApiCaller, template: Template) -> None:
    address = page_link(api, template, confirm_email_before_download=None)
    client = Client()

    statuses = [
        client.post(address, {"email_address": f"guess{number}@example.ca"}).status_code
        for number in range(8)
    ]
    right = client.post(address, {"email_address": "ana@example.ca"})

    assert statuses[:5] == [403] * 5
    assert set(statuses[5:]) == {429}
    assert right.status_code == 429
    assert b"try again" in right.content


def test_neither_key_nor_name_is_ever_logged(
    api: ApiCaller, template: Template, caplog: pytest.LogCaptureFixture, store: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    addresses = [link(api, template), page_link(api, template)]
    key = urlsplit(addresses[0]).query[4:47]

    for address in addresses:
        download(address)
        download(other_key(address))
        download(other_file(address))
    lose(store)
    download(addresses[0])

    assert key not in caplog.text
    assert "report.txt" not in caplog.text


def test_a_download_holds_little_of_the_file(
    api: ApiCaller, template: Template, settings: Any
) -> None:
    address = link(api, template, content=b"text " * 2_000_000)

    response = Client().get(address)

    sizes = [len(piece) for piece in response]
    assert sum(sizes) == 10_000_000
    assert max(sizes) <= 64 * 1024


@pytest.mark.parametrize("where", ["Dockerfile", "notify_project/management/commands/up.py"])
def test_the_server_is_not_told_to_log_addresses(settings: Any, where: str) -> None:
    command = (Path(settings.BASE_DIR) / where).read_text()

    assert "notify_project.web" in command
    assert "access-log" not in command
