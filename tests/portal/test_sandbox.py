"""The sandbox's mailbox in the portal."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from notify.delivery.models import Provider
from notify.services.models import Service
from tests import factories
from tests.portal import sent


def lines(client: Client, address: str = "/sandbox") -> list[str]:
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    return [link.text for link in soup.select(".rows .main")]


def test_members_see_their_messages_newest_first(
    as_bob: Client, service: Service, sandbox: Provider
) -> None:
    sent.keep_in_sandbox(sent.send_email(service))
    sent.keep_in_sandbox(sent.send_text(service))
    sent.keep_in_sandbox(sent.send_email(factories.make_service()))

    assert lines(as_bob) == ["Your code is 4821.", "Your decision, Ana"]


def test_the_platform_team_sees_all_and_a_stranger_nothing(
    as_charlie: Client, as_platform: Client, service: Service, sandbox: Provider
) -> None:
    sent.keep_in_sandbox(sent.send_email(service))

    assert (len(lines(as_platform)), len(lines(as_charlie))) == (1, 0)


def test_a_search_by_recipient_hides_what_is_searched_for(
    as_bob: Client, service: Service, sandbox: Provider
) -> None:
    sent.keep_in_sandbox(sent.send_email(service, "ana@example.ca"))
    sent.keep_in_sandbox(sent.send_text(service, "+16135550123"))

    address = as_bob.post("/sandbox/search", {"search": "613-555-0123"})["Location"]

    assert "5550123" not in address
    assert lines(as_bob, address) == ["Your code is 4821."]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("text", "Hello Ana"),
        ("headers", "List-Unsubscribe"),
        ("html", "/body.html"),
        ("nonsense", "/body.html"),
    ],
)
def test_parts_of_an_email(
    part: str, expected: str, as_bob: Client, service: Service, sandbox: Provider
) -> None:
    message = sent.keep_in_sandbox(sent.send_email(service))

    assert expected in as_bob.get(f"/sandbox/{message}?part={part}").content.decode()


def test_an_email_cannot_run_anything(as_bob: Client, service: Service, sandbox: Provider) -> None:
    html = "<script>alert(1)</script><p>Hello</p>"
    message = sent.keep_in_sandbox(sent.send_email(service), html)

    page = BeautifulSoup(as_bob.get(f"/sandbox/{message}").content, "html.parser")
    body = as_bob.get(reverse("portal:sandbox-body", args=[message]))

    assert page.iframe is not None
    assert page.iframe.has_attr("sandbox")
    assert not page.iframe["sandbox"]
    assert body["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; img-src * data:; style-src 'unsafe-inline'"
    )


def test_a_message_that_came_twice_says_so(
    as_bob: Client, service: Service, sandbox: Provider
) -> None:
    message = sent.send_email(service)
    sent.keep_in_sandbox(message)
    sent.keep_in_sandbox(message)

    assert "This message came 2 times." in as_bob.get(f"/sandbox/{message.id}").content.decode()


def test_there_is_no_sandbox_when_it_is_not_a_provider(as_bob: Client, service: Service) -> None:
    message = sent.keep_in_sandbox(sent.send_email(service))

    for address in ("/sandbox", f"/sandbox/{message}", f"/sandbox/{message}/body.html"):
        assert as_bob.get(address).status_code == 404
    assert "/sandbox" not in as_bob.get("/services").content.decode()


def test_the_button_of_mail_programs_is_there_for_our_own_links(
    as_bob: Client, service: Service, sandbox: Provider, settings: Any
) -> None:
    page = f"/sandbox/{sent.keep_in_sandbox(sent.send_email(service))}"
    elsewhere = as_bob.get(page).content.decode()
    settings.BASE_URL = "https://example.ca"

    ours = as_bob.get(page).content.decode()

    assert "List-Unsubscribe" not in elsewhere
    assert '<form action="/unsubscribe" method="post">' in ours
