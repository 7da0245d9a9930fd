"""Logos of emails: read and written anew, asked for, decided, shown in real emails."""

import io

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, PngImagePlugin
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from notify.accounts.models import AuditEvent
from notify.delivery import compose
from notify.portal.content import content_of
from notify.services.logos import BadPicture, read_logo
from notify.services.models import Brand, Notice, Service
from tests import factories
from tests.files.clamd import VIRUS, running_clamd
from tests.portal import sent
from tests.portal.browsing import LANGUAGES, WIDTHS, check, keep_pictures, open_as, speak

pytestmark = pytest.mark.django_db

TEXTS = {
    "name": "Parks",
    "alt_en": "Parks agency",
    "alt_fr": "Agence des parcs",
    "kind": "both",
    "text": "",
    "colour": "",
}


def picture(size: tuple[int, int] = (300, 120), form: str = "PNG", **options: object) -> bytes:
    output = io.BytesIO()
    mode = "RGBA" if form == "PNG" else "RGB"
    Image.new(mode, size, "red").save(output, form, **options)  # type: ignore[arg-type]
    return output.getvalue()


def ask(client: Client, service: Service, content: bytes | None = None, **texts: str) -> str:
    upload = SimpleUploadedFile("logo.png", content or picture())
    answer = client.post(
        reverse("portal:ask-for-logo", args=[service.id]),
        {**TEXTS, **texts, "file": upload},
        follow=True,
    )
    return answer.content.decode()


def decide(client: Client, brand: Brand, decision: str, comment: str = "") -> str:
    address = reverse("portal:platform-logo", args=[brand.pk])
    fields = {"decision": decision, "comment": comment}
    return client.post(address, fields, follow=True).content.decode()


def test_a_picture_is_written_anew_and_fits_an_email() -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "<script>where it was taken</script>")

    logo = read_logo(picture((3000, 900), pnginfo=note) + b"<script>trailing</script>")

    with Image.open(io.BytesIO(logo.png)) as written:
        assert (written.format, written.size) == ("PNG", (logo.width, logo.height))
        assert not written.info.get("Comment")
    assert b"script" not in logo.png
    assert logo.height == 216


def bomb() -> bytes:
    """A PNG whose head claims 60,000 by 60,000 pixels."""
    start = bytearray(picture())
    start[16:24] = (60_000).to_bytes(4, "big") * 2
    return bytes(start)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"GIF89a" + bytes(100), "not-a-picture"),
        (b"<svg onload='alert(1)'/>", "not-a-picture"),
        (picture()[:60], "not-a-picture"),
        (bomb(), "not-a-picture"),
        (picture((5000, 4000)), "too-many-pixels"),
        (picture((300, 20)), "too-small"),
        (bytes(2 * 1024 * 1024 + 1), "too-large"),
    ],
    ids=["gif", "svg", "cut off", "bomb", "pixels", "small", "large"],
)
def test_what_cannot_be_a_logo_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadPicture) as refused:
        read_logo(content)

    assert refused.value.code in (code, "too-many-pixels")


def test_a_logo_is_asked_for_approved_and_carried_by_emails(
    as_alice: Client, as_platform: Client, client: Client, service: Service
) -> None:
    ask(as_alice, service)
    brand = Brand.objects.get()
    before = sent_html(service)
    decide(as_platform, brand, "approve")

    after = sent_html(service)
    image = client.get(reverse("portal:logo-picture", args=[brand.pk]))

    assert f"/logos/{brand.pk}.png" not in before
    assert f"{settings.BASE_URL}/logos/{brand.pk}.png" in after
    assert 'alt="Parks agency / Agence des parcs"' in after
    assert image["Content-Type"] == "image/png"
    assert "immutable" in image["Cache-Control"]
    assert set(AuditEvent.objects.values_list("action", flat=True)) >= {
        "logo-asked",
        "logo-approved",
    }
    assert Notice.objects.get().kind == "logo-approved"


def sent_html(service: Service) -> str:
    """Return an email as the portal shows it; delivery must see the same logo."""
    compose._service.cache_clear()
    found = compose._service(service.pk, 0)
    compose._service.cache_clear()
    content = content_of(sent.send_email(service), found)
    assert content is not None
    return content.html


def test_a_logo_is_sent_back_with_a_reason(
    as_alice: Client, as_platform: Client, client: Client, service: Service
) -> None:
    ask(as_alice, service)
    brand = Brand.objects.get()

    silent = decide(as_platform, brand, "refuse")
    decide(as_platform, brand, "refuse", "The text cannot be read.")
    page = as_alice.get(reverse("portal:branding", args=[service.id])).content.decode()

    assert "Say what must change." in silent
    assert "The text cannot be read." in page
    assert client.get(reverse("portal:logo-picture", args=[brand.pk])).status_code == 404
    service.refresh_from_db()
    assert service.brand is None


def test_a_decision_is_made_once(as_alice: Client, as_platform: Client, service: Service) -> None:
    ask(as_alice, service)
    brand = Brand.objects.get()
    decide(as_platform, brand, "approve")

    assert "This was decided already." in decide(as_platform, brand, "refuse", "No more.")
    brand.refresh_from_db()
    assert brand.state == "approved"


def test_a_newer_request_replaces_one_that_waits(as_alice: Client, service: Service) -> None:
    ask(as_alice, service)
    ask(as_alice, service, name="Parks, larger")

    assert Brand.objects.get().name == "Parks, larger"


def test_logos_of_the_organisation_may_be_chosen_and_others_not(
    as_alice: Client, service: Service
) -> None:
    organisation = factories.make_organisation()
    Service.objects.filter(pk=service.pk).update(organisation=organisation)
    fields = {"alt_en": "x", "alt_fr": "x", "kind": "both", "width": 1, "height": 1}
    ours = Brand.objects.create(
        name="Ours", organisation=organisation, state="approved", picture=picture(), **fields
    )
    theirs = Brand.objects.create(name="Theirs", state="approved", picture=picture(), **fields)
    address = reverse("portal:choose-logo", args=[service.id])

    chosen = as_alice.post(address, {"logo": str(ours.pk)})
    refused = as_alice.post(address, {"logo": str(theirs.pk)})
    service.refresh_from_db()
    brand_then = service.brand_id
    as_alice.post(address, {"logo": ""})

    service.refresh_from_db()
    assert (chosen.status_code, refused.status_code) == (302, 404)
    assert brand_then == ours.pk
    assert service.brand is None


@pytest.mark.parametrize(
    ("content", "texts", "error"),
    [
        (b"no picture", {}, "This is not a PNG or JPEG picture"),
        (None, {"alt_fr": ""}, "There is a problem"),
        (None, {"colour": "red"}, "Write the colour as #"),
    ],
)
def test_what_is_wrong_is_told(
    as_alice: Client, service: Service, content: bytes | None, texts: dict[str, str], error: str
) -> None:
    assert error in ask(as_alice, service, content, **texts)
    assert not Brand.objects.exists()


def test_a_virus_or_a_scanner_that_is_away_keeps_a_logo_out(
    as_alice: Client, service: Service, settings: object
) -> None:
    with running_clamd() as clamd:
        settings.CLAMD_URL = clamd.url  # type: ignore[attr-defined]
        infected = ask(as_alice, service, picture() + VIRUS)
        clean = ask(as_alice, service)
    Brand.objects.all().delete()
    away = ask(as_alice, service)

    assert "The file holds a virus" in infected
    assert "The platform team looks at the logo." in clean
    assert "The file cannot be checked for viruses now." in away
    assert not Brand.objects.exists()


def test_outsiders_see_no_branding(as_charlie: Client, as_alice: Client, service: Service) -> None:
    ask(as_alice, service)
    brand = Brand.objects.get()

    assert as_charlie.get(reverse("portal:branding", args=[service.id])).status_code == 404
    assert as_alice.get(reverse("portal:platform-logo", args=[brand.pk])).status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_accessible_and_fit_a_phone(
    browser: Browser, live_server: LiveServer, language: str
) -> None:
    alice = factories.make_user("alice@example.gc.ca", name="Alice")
    paula = factories.make_user("paula@example.gc.ca", name="Paula", is_staff=True)
    service = factories.make_service(owner=alice)
    fields = {"alt_en": "x", "alt_fr": "x", "kind": "both", "width": 300, "height": 120}
    brand = Brand.objects.create(name="Parks", service=service, picture=picture(), **fields)
    team, platform = f"/services/{service.id}/branding", "/platform/logos"
    pages = {
        alice.email: (team, f"{team}/ask"),
        paula.email: (platform, f"{platform}/{brand.pk}"),
    }

    for email, addresses in pages.items():
        context = open_as(browser, live_server, email)
        speak(context, live_server, language)
        tab = context.new_page()
        for address in addresses:
            tab.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
            tab.goto(live_server.url + address)
            keep_pictures(tab, f"branding{address[-8:]}", language)
            tab.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
            check(tab, f"{address} ({language})")
        context.close()
