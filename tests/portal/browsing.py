"""What tests in a real browser share: the browser itself, signing in, accessibility, pictures.

`CHROMIUM` names another browser than /usr/bin/chromium; `SHOTS` a directory to put pictures in.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from notify.accounts.models import User
from tests.portal.people import sign_in

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = ("en", "fr")
NARROW = {"width": 320, "height": 640}
PATIENCE = 60_000  # milliseconds: what comes at all comes, however busy the machine is
WIDTHS = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


def run_browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop in this thread
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def open_as(browser: Browser, server: LiveServer, email: str | None) -> BrowserContext:
    """Return a browser context that is signed in as a person."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    if email:
        client = sign_in(User.objects.get(email=email))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server.url}])
    return context


def speak(context: BrowserContext, server: LiveServer, language: str) -> None:
    name = settings.LANGUAGE_COOKIE_NAME
    context.add_cookies([{"name": name, "value": language, "url": server.url}])


def check(page: Page, where: str) -> None:
    """Fail on what axe finds, on more or fewer than one h1, and on sideways scrolling at 320 px."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    problems = [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]
    assert not problems, where
    assert page.locator("h1").count() == 1, where
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"], f"{where} is {width} px wide"


def keep_pictures(page: Page, address: str, language: str) -> None:
    folder = os.environ.get("SHOTS")
    for name, size in WIDTHS.items() if folder else ():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        short = re.sub(r"[^\w]+", "-", address).strip("-")
        page.screenshot(path=f"{folder}/{short}.{language}.{name}.png", full_page=True)
