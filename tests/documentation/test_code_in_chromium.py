"""Code on the pages in a real browser: one language at a time, remembered, and copied."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from notify.documentation.markdown import read_examples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_language_is_chosen_once_for_all_pages(browser: Browser, live_server: LiveServer) -> None:
    page = browser.new_page()
    page.goto(f"{live_server.url}/docs")
    tabs = page.get_by_role("tablist").first
    tabs.get_by_role("tab", name="curl").focus()
    page.keyboard.press("ArrowRight")

    expect(tabs.get_by_role("tab", name="Python")).to_be_focused()
    expect(page.get_by_text("client.get_all_templates()")).to_be_visible()
    expect(page.get_by_text('curl "$NOTIFY_URL/v2/templates"')).to_be_hidden()

    page.goto(f"{live_server.url}/docs/lists")

    for panel in page.get_by_role("tabpanel").all():
        expect(panel).to_contain_text("import os")
    page.close()


def test_code_is_copied_as_it_is(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{live_server.url}/docs/languages")
    button = page.get_by_role("tabpanel").first.get_by_role("button", name="Copy")
    button.click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == read_examples("language")[0].text
    context.close()


def test_every_language_is_there_without_scripts(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/docs/languages")

    for name in ("curl", "Python", "Node"):
        expect(page.locator(".code-name", has_text=name)).to_be_visible()
    assert page.get_by_role("button").count() == 0
    context.close()
