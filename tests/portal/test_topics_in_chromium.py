"""Topics in a real browser: a citizen subscribes and unsubscribes, a team writes to everyone."""

import re

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from notify.notifications.models import Notification
from notify.portal.sealed_search import seal_search
from notify.queues import connect_valkey
from notify.sending.jobs import store_due_jobs
from notify.sending.list_checking import check_next_list
from notify.subscriptions.links import confirm_link, manage_link
from notify.subscriptions.models import Subscription, Topic
from tests import factories
from tests.portal.browsing import LANGUAGES, WIDTHS, check, keep_pictures, open_as, speak
from tests.subscriptions.test_double_opt_in import make_topic, subscribe

ANA = "ana@example.ca"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def topic(transactional_db: None) -> Topic:
    connect_valkey().flushdb()
    alice = factories.make_user("alice@example.gc.ca", name="Alice")
    service = factories.make_service(owner=alice)
    factories.make_email_template(service, name="Bulletin", body_en="Good air, ((name)) ((state))")
    return make_topic(service)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_accessible_and_fit_a_phone(
    browser: Browser, live_server: LiveServer, topic: Topic, language: str
) -> None:
    found = subscribe(topic)
    team = f"/services/{topic.service_id}/topics"
    links = [link.split("/", 3)[3] for link in (confirm_link([found.pk]), manage_link(found.pk))]
    template = topic.service.templates.get().pk
    pages = {
        "list": team,
        "topic": f"{team}/{topic.pk}",
        "form": f"{team}/{topic.pk}/change",
        "person": f"{team}/{topic.pk}/person?search={seal_search(ANA, f'topic {topic.pk}')}",
        "import": f"{team}/{topic.pk}/import",
        "choose": f"{team}/{topic.pk}/send",
        "send": f"{team}/{topic.pk}/send?template={template}",
        "subscribe": f"/subscribe/{topic.service_id}",
        "check-inbox": f"/subscribe/{topic.service_id}/check",
        "confirm": f"/{links[0]}",
        "end": f"/{links[1]}",
        "bad": "/subscribe/end/nothing",
    }
    context = open_as(browser, live_server, "alice@example.gc.ca")
    speak(context, live_server, language)
    page = context.new_page()

    for name, address in pages.items():
        page.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
        page.goto(live_server.url + address)
        keep_pictures(page, f"topics-{name}", language)
        page.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
        check(page, f"{address} ({language})")
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_citizen_subscribes_gets_a_message_and_leaves_by_keyboard(
    browser: Browser, live_server: LiveServer, topic: Topic, language: str
) -> None:
    context = open_as(browser, live_server, None)
    speak(context, live_server, language)
    page = context.new_page()
    page.goto(f"{live_server.url}/subscribe/{topic.service_id}")
    page.locator("input[name=address]").focus()
    page.keyboard.type("ana@example.ca")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check")
    waiting = Subscription.objects.get()
    page.goto(f"{live_server.url}/{confirm_link([waiting.pk]).split('/', 3)[3]}")
    page.locator("main button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(re.compile("You are subscribed|Vous êtes abonné"))

    team = open_as(browser, live_server, "alice@example.gc.ca")
    speak(team, live_server, language)
    desk = team.new_page()
    desk.goto(f"{live_server.url}/services/{topic.service_id}/topics/{topic.pk}/send")
    desk.locator("select").focus()
    desk.keyboard.press("ArrowDown")
    desk.locator("main .button").first.press("Enter")
    for name in ("name", "state"):
        desk.locator(f"input[name={name}]").fill("today")
    desk.locator("main .button").first.press("Enter")
    desk.wait_for_url("**/lists/**")
    check_next_list()
    desk.reload()
    desk.locator("form.send .button").press("Enter")
    expect(desk.locator("[data-job]")).to_be_visible()
    store_due_jobs()
    message = Notification.objects.get(service_id=topic.service_id)

    page.goto(f"{live_server.url}/{message.unsubscribe_url.split('/', 3)[3]}")
    page.locator("main button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(re.compile("unsubscribed|désabonné"))
    assert Subscription.objects.get().state == "ended"
    context.close()
    team.close()
