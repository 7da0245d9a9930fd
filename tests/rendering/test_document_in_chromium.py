"""The document as a browser draws it: both languages, dark mode, a phone, no images."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from notify.rendering.branding import Branding
from notify.rendering.document import render_document
from notify.rendering.email import compile_email

IMAGES = Path(__file__).parents[2] / "static" / "email"
LONG_ADDRESS = "https://x.example/" + "a-long-path/" * 12
BODY = f"""# Your application

Dear ((name)), see {LONG_ADDRESS} or [your account](https://x.example).

* one item
* two items

^ Keep this

---

End"""

pytestmark = pytest.mark.browser


def show(
    browser: Browser,
    *,
    width: int = 800,
    scheme: str = "light",
    images: bool = True,
    branding: Branding | None = None,
    language: str = "en",
    direction: str = "ltr",
) -> Page:
    template = compile_email("Application", BODY)
    values = {"name": "Zoé"}
    page = browser.new_page(viewport={"width": width, "height": 700}, color_scheme=scheme)  # type: ignore[arg-type]

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if images:
            route.fulfill(path=IMAGES / name)
        else:
            route.abort()

    page.route("**/*.png", answer)
    page.set_content(
        render_document(
            fragment=template.html(values),
            subject=template.subject(values),
            preheader=template.preheader(values),
            branding=branding or Branding(),
            language=language,
            direction=direction,
            asset_url="https://assets.example",
        ),
        wait_until="load",
    )
    return page


def colour(page: Page, selector: str, name: str = "color") -> tuple[float, ...]:
    """Return red, green, blue of the first element."""
    value = page.locator(selector).first.evaluate(
        "(element, name) => getComputedStyle(element).getPropertyValue(name)", name
    )
    return tuple(float(part) for part in value[value.index("(") + 1 : -1].split(",")[:3])


def luminance(rgb: tuple[float, ...]) -> float:
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in rgb)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("selector", [".words p", ".words h2", ".words li", ".words a"])
def test_text_can_be_read_in_both_modes(browser: Browser, scheme: str, selector: str) -> None:
    page = show(browser, scheme=scheme)

    ground = colour(page, "body", "background-color")
    assert contrast(colour(page, selector), ground) >= 4.5
    assert (luminance(ground) < 0.1) == (scheme == "dark")
    page.close()


@pytest.mark.parametrize(("scheme", "seen"), [("light", ".light-mark"), ("dark", ".dark-mark")])
def test_marks_fit_the_mode(browser: Browser, scheme: str, seen: str) -> None:
    page = show(browser, scheme=scheme)

    assert page.locator("img:visible").count() == page.locator(f"{seen}:visible").count() == 2
    page.close()


@pytest.mark.parametrize("width", [320, 360, 800])
def test_nothing_is_wider_than_the_window(browser: Browser, width: int) -> None:
    page = show(browser, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_text_is_no_wider_than_six_hundred_pixels(browser: Browser) -> None:
    page = show(browser, width=1400)

    box = page.locator(".words").bounding_box()
    assert box
    assert box["width"] <= 600
    page.close()


def test_without_images_the_alternatives_are_there(browser: Browser) -> None:
    page = show(browser, images=False, branding=Branding(signature="fr"), language="fr")

    names = page.get_by_role("img").evaluate_all("images => images.map(image => image.alt)")
    assert names == [
        "Gouvernement du Canada / Government of Canada",
        "Symbol of the Government of Canada / Symbole du gouvernement du Canada",
    ]
    assert page.locator("html").get_attribute("lang") == "fr"
    page.close()


def test_headings_go_down_in_steps(browser: Browser) -> None:
    page = show(browser)

    levels = page.get_by_role("heading").evaluate_all("all => all.map(one => one.tagName)")
    assert levels == ["H1", "H2"]
    page.close()


def test_right_to_left_text_starts_on_the_right(browser: Browser) -> None:
    page = show(browser, direction="rtl")

    bar = page.locator(".words blockquote").evaluate(
        "one => getComputedStyle(one).borderRightWidth"
    )
    assert bar == "10px"
    page.close()


def test_preheader_is_not_seen(browser: Browser) -> None:
    page = show(browser)

    assert page.get_by_text("Your application", exact=True).count() == 1
    assert not page.locator("body > div").first.is_visible()
    page.close()
