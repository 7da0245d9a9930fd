"""Templates in a real browser: every page, the editor by keyboard, two people, no script."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from notify.message_templates.actions import archive_template, edit_template
from notify.message_templates.models import Category, Folder, Template
from notify.message_templates.review import propose_new
from notify.services.models import Service
from tests import factories
from tests.portal.browsing import LANGUAGES, WIDTHS, check, keep_pictures, open_as, speak

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ALICE = "alice@example.gc.ca"
LISTS = (
    "",
    "?search=decision",
    "?search=nothing-like-this",
    "/folders/{folder}",
    "/folders/{folder}/settings",
    "/folders/new",
    "/new",
    "/samples",
    "/samples/decision",
    "/copy",
    "/import",
    "/review",
    "/archived",
)
ONES = (
    "/{email}",
    "/{email}?view=phone&dark=1",
    "/{email}?view=plain&show=fr",
    "/{text}",
    "/{old}",
    "/{email}/move",
    "/{email}/archive",
    "/{email}/redact",
    "/{email}/versions",
    "/{email}/versions/2",
    "/drafts/{draft}",
)
EDITORS = ("/new/email", "/new/sms?sample=appointment", "/{email}/edit", "/{text}/edit")


@pytest.fixture
def service(transactional_db: None) -> Service:
    alice = factories.make_user(ALICE, name="Alice")
    wanda = factories.make_user("wanda@example.gc.ca", name="Wanda")
    service = factories.make_service(owner=alice)
    factories.make_member(service, wanda, ["manage_templates"])
    return service


@pytest.fixture
def category(service: Service) -> Category:
    return factories.make_category()


@pytest.fixture
def template(service: Service, category: Category) -> Template:
    template = factories.make_email_template(
        service,
        category=category,
        text="pair",
        subject_fr="Votre décision, ((name))",
        body_fr="Bonjour ((name)),\n\n* un\n* deux\n\n[Voir](https://www.example.gc.ca/fr)",
    )
    return edit_template(
        template,
        body_en="Hello ((name)),\n\nYour file is **((state))**.\n\n((late??It is late.))",
    )


@pytest.fixture
def ids(service: Service, category: Category, template: Template) -> dict[str, object]:
    folder = Folder.objects.create(service=service, name="Letters")
    text = factories.make_sms_template(
        service,
        folder=folder,
        category=category,
        text="pair",
        body_fr="Votre code pour la fenêtre est ((code)).",
    )
    old = factories.make_email_template(service, name="Old")
    archive_template(old)
    draft = propose_new(
        service,
        author=service.memberships.all()[1].user,
        channel="email",
        folder=None,
        name="News",
        text="en",
        subject_en="News",
        body_en="Hello",
        category=category,
    )
    found = {"folder": folder.pk, "email": template.pk, "text": text.pk}
    return {**found, "old": old.pk, "draft": draft.pk}


def at(live_server: LiveServer, service: Service, path: str) -> str:
    return f"{live_server.url}/services/{service.pk}/templates{path}"


def on_a_phone(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_viewport_size(WIDTHS["phone"])  # type: ignore[arg-type]
    return page


@pytest.mark.parametrize("paths", [LISTS, ONES, EDITORS], ids=["lists", "templates", "editors"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_template_pages_are_accessible_and_fit_a_phone(
    browser: Browser,
    live_server: LiveServer,
    service: Service,
    ids: dict[str, object],
    language: str,
    paths: tuple[str, ...],
) -> None:
    context = open_as(browser, live_server, ALICE)
    speak(context, live_server, language)
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: messages.append(f"page: {error}"))

    for number, pattern in enumerate(paths):
        path = pattern.format(**ids)
        page.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
        page.goto(at(live_server, service, path))
        keep_pictures(page, f"templates-{len(paths)}-{number:02}{pattern}", language)
        page.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
        check(page, f"{path} ({language})")
    context.close()

    assert [text for text in messages if "Content Security" in text or "page:" in text] == []


WORDS = {
    "en": {
        "category": "Status",
        "phone": "Phone",
        "dark": "Dark mode",
        "save": "Save",
        "missing": "((name)) is not in the French text",
    },
    "fr": {
        "category": "Mise",
        "phone": "Téléphone",
        "dark": "Mode sombre",
        "save": "Enregistrer",
        "missing": "((name)) n’est pas dans le texte français",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bilingual_template_is_written_by_keyboard_and_seen_on_a_dark_phone(
    browser: Browser,
    live_server: LiveServer,
    service: Service,
    category: Category,
    language: str,
) -> None:
    words = WORDS[language]
    context = open_as(browser, live_server, ALICE)
    speak(context, live_server, language)
    page = context.new_page()
    page.goto(at(live_server, service, "/new/email"))
    keys = page.keyboard

    page.locator("#id_name").focus()
    keys.type("Renewal")
    keys.press("Tab")
    keys.type(words["category"])  # the category, by its first letters
    page.locator("#id_subject_en").focus()
    keys.type("Renew by ((date))")
    keys.press("Tab")  # the toolbar is one stop
    expect(page.locator('[data-toolbar="en"] [data-act="bold"]')).to_be_focused()
    keys.press("Tab")
    keys.type("Hello ((name)). ")
    keys.press("Alt+F10")
    keys.press("Enter")  # bold
    keys.type("Renew now")
    keys.press("End")
    keys.type(" before ((da")
    expect(page.get_by_role("option", name="((date))")).to_be_in_viewport()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.locator("#id_body_en")).to_have_value(
        "Hello ((name)). **Renew now** before ((date))"
    )
    page.locator("#id_subject_fr").focus()
    keys.type("À renouveler le ((date))")
    page.locator("#id_body_fr").focus()
    keys.type("Bonjour. Renouvelez avant le ((date)).")
    expect(page.locator("#findings-en")).to_contain_text(words["missing"])
    page.get_by_label(words["phone"], exact=True).focus()
    keys.press("Space")
    page.get_by_label(words["dark"]).focus()
    keys.press("Space")
    expect(page.locator(".frame-box.as-phone.dark")).to_be_visible()
    shown = page.frame_locator(".frame-box iframe:not(.waiting)")
    expect(shown.locator("strong, b").first).to_have_text("Renew now")
    colour = shown.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    page.locator("#id_body_fr").focus()
    keys.press("Enter")  # an implicit submission is for inputs only
    page.get_by_role("button", name=words["save"], exact=True).focus()
    keys.press("Enter")

    page.wait_for_url("**/templates/*-*")
    page.get_by_label(words["phone"], exact=True).press("Space")
    expect(page.locator("main iframe.as-phone")).to_be_visible()
    template = Template.objects.get(service=service)
    assert colour == "rgb(27, 29, 33)"
    assert (template.name, template.category) == ("Renewal", category)
    assert template.body_fr == "Bonjour. Renouvelez avant le ((date))."
    context.close()


def test_two_people_who_edit_see_each_others_text(
    browser: Browser, live_server: LiveServer, template: Template, service: Service
) -> None:
    alice = open_as(browser, live_server, ALICE)
    wanda = open_as(browser, live_server, "wanda@example.gc.ca")
    hers, mine = wanda.new_page(), alice.new_page()
    for page in (hers, mine):
        page.goto(at(live_server, service, f"/{template.pk}/edit"))
    hers.get_by_label("Subject (English)").fill("Wanda’s subject, ((name))")
    hers.get_by_role("button", name="Save", exact=True).click()
    hers.wait_for_url(f"**/templates/{template.pk}")

    mine.get_by_label("Subject (French)").fill("Sujet d’Alice, ((name))")
    mine.get_by_role("button", name="Save", exact=True).click()

    expect(mine.locator("h1")).to_have_text("Somebody else saved meanwhile")
    expect(mine.locator("[role=alert]")).to_contain_text("Wanda saved this template")
    check(mine, "the page of a conflict")
    mine.get_by_role("button", name="Bring both texts together").click()
    expect(mine.get_by_label("Subject (English)")).to_have_value("Wanda’s subject, ((name))")
    expect(mine.get_by_label("Subject (French)")).to_have_value("Sujet d’Alice, ((name))")
    mine.get_by_role("button", name="Save", exact=True).click()
    mine.wait_for_url(f"**/templates/{template.pk}")
    template.refresh_from_db()
    assert (template.version, template.subject_en, template.subject_fr) == (
        4,
        "Wanda’s subject, ((name))",
        "Sujet d’Alice, ((name))",
    )
    alice.close()
    wanda.close()


def test_the_editor_works_without_a_script(
    browser: Browser, live_server: LiveServer, template: Template, service: Service
) -> None:
    signed_in = open_as(browser, live_server, ALICE)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(signed_in.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(at(live_server, service, f"/{template.pk}/edit"))
    expect(page.get_by_role("toolbar")).to_have_count(0)

    page.get_by_label("Message (French)").fill("Bonjour ((name)), ((etat))")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#findings-fr")).to_contain_text("((etat)) is not in the English text")
    page.get_by_label("gets French").check()
    page.get_by_role("button", name="Show the email").click()
    expect(page.frame_locator("[name=email-preview]").locator("p").first).to_contain_text("Bonjour")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_have_text("The variables change")
    expect(page.locator("main")).to_contain_text("((etat))")
    page.get_by_role("button", name="Save all the same").click()

    expect(page.locator("h1")).to_have_text("Decision")
    template.refresh_from_db()
    assert template.body_fr == "Bonjour ((name)), ((etat))"
    context.close()
    signed_in.close()


def test_on_a_phone_the_languages_are_tabs_and_leaving_asks_first(
    browser: Browser, live_server: LiveServer, template: Template, service: Service
) -> None:
    context = open_as(browser, live_server, ALICE)
    page = on_a_phone(context)
    page.goto(at(live_server, service, f"/{template.pk}/edit"))
    french = page.get_by_label("Message (French)")
    expect(french).to_be_hidden()

    page.get_by_role("tab", name="English").focus()
    page.keyboard.press("ArrowRight")

    expect(french).to_be_visible()
    french.fill("Autre texte")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Back to the template").click()
    page.wait_for_url(f"**/templates/{template.pk}")
    assert asked == ["beforeunload"]
    context.close()


def test_a_text_message_is_counted_while_it_is_written(
    browser: Browser, live_server: LiveServer, service: Service, category: Category
) -> None:
    context = open_as(browser, live_server, ALICE)
    page = context.new_page()
    page.goto(at(live_server, service, "/new/sms"))
    page.get_by_label("English only").check()

    page.get_by_label("Message (English)").fill("a" * 60 + " ê")

    expect(page.get_by_label("Message (French)")).to_be_hidden()
    expect(page.locator(".sizes")).to_contain_text("2 fragments")
    expect(page.locator(".sizes mark")).to_have_text("ê")
    expect(page.locator(".bubble")).to_contain_text(f"{service.name_en}: a")
    page.get_by_label("Message (English)").fill("a" * 60 + " e")
    expect(page.locator(".sizes")).to_contain_text("1 fragment")
    context.close()


def test_variables_and_conditions_are_offered_and_escape_closes_the_list(
    browser: Browser, live_server: LiveServer, template: Template, service: Service
) -> None:
    context = open_as(browser, live_server, ALICE)
    page = context.new_page()
    page.goto(at(live_server, service, f"/{template.pk}/edit"))
    text, keys = page.locator("#id_body_fr"), page.keyboard
    text.fill("")
    text.focus()

    keys.type("((l")
    offered = page.locator("#id_body_fr-suggestions:visible [role=option]")
    expect(offered).to_have_text(["((late??words))", "((l))", "((l??words))"])
    keys.press("Escape")
    expect(offered).to_have_count(0)
    keys.type("a")
    keys.press("ArrowDown")
    expect(text).to_have_attribute("aria-activedescendant", "id_body_fr-suggestions-0")
    keys.press("Enter")
    keys.type("tard")

    expect(text).to_have_value("((late??tard))")
    keys.press("Control+z")
    expect(text).not_to_have_value("((late??tard))")
    text.fill("")
    keys.type("((")
    keys.press("ArrowDown")
    expect(offered.first).to_have_attribute("aria-selected", "true")
    check(page, "the list of suggestions")
    context.close()
