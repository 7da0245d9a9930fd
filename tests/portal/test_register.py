"""Getting an account through the pages: who may, what a stranger learns, how an address counts."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from notify.accounts.guessing import connect_valkey
from notify.accounts.models import User
from notify.services.models import Domain
from tests import factories
from tests.portal.mailbox import letters, newest, path_of

pytestmark = pytest.mark.django_db
DORA = "dora@tests.gc.ca"
FIELDS = {"name": "Dora", "email": DORA, "password": factories.PASSWORD, "terms": "on"}
CONTINUE = "/registration-continue"


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    """The counts live in Valkey, which no test rolls back."""
    connect_valkey().flushdb()


def link_to(address: str = DORA) -> str:
    return path_of(newest("verify-address", address)["link"])


def errors_of(page: bytes) -> list[str]:
    soup = BeautifulSoup(page, "html.parser")
    return [item.text.strip() for item in soup.select(".notice.danger li")]


def test_registering_verifying_and_being_in(client: Client) -> None:
    answer = client.post("/register", FIELDS, headers={"accept-language": "fr"})
    waiting = client.get(CONTINUE).content.decode()

    assert answer["Location"] == CONTINUE
    assert DORA in waiting
    assert User.objects.get().language == "fr"
    assert client.get(link_to()).status_code == 200
    assert User.objects.get().email_verified_at is None
    assert client.post(link_to())["Location"] == "/welcome"
    assert client.get("/services").status_code == 200
    assert User.objects.get().email_verified_at is not None


def test_a_link_opened_in_another_browser_proves_the_address_and_signs_nobody_in(
    client: Client,
) -> None:
    client.post("/register", FIELDS)
    link = link_to()
    other = Client()

    assert other.post(link)["Location"] == "/sign-in"
    assert other.get("/services")["Location"].startswith("/sign-in")
    assert client.get("/services")["Location"].startswith("/sign-in")
    assert other.post(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "AAAA", "%F0%9F%98%80", "a" * 400])
def test_a_wrong_link_says_so(client: Client, token: str) -> None:
    answer = client.get(f"/verify-email/{token}")

    assert answer.status_code == 410
    assert "This link does not work" in answer.content.decode()


def test_an_address_that_is_taken_looks_the_same_and_its_owner_is_told(
    client: Client, alice: User
) -> None:
    answer = client.post("/register", FIELDS | {"email": "alice@example.gc.ca"})
    page = client.get(CONTINUE).content.decode()

    assert answer["Location"] == CONTINUE
    assert "alice@example.gc.ca" in page
    assert len(letters("account-exists", alice.email)) == 1
    assert letters("verify-address", alice.email) == []
    assert User.objects.get().check_password(factories.PASSWORD)
    assert client.get("/registration-continue/messages").status_code == 404


@pytest.mark.parametrize("address", ["dora@gmail.com", "dora@notgc.ca", "dora@gc.ca.example.com"])
def test_addresses_outside_government_are_refused(client: Client, address: str) -> None:
    page = client.post("/register", FIELDS | {"email": address}).content

    assert errors_of(page) == [
        (
            "Enter a government email address. If yours is one and is refused, write to us: we "
            "keep the list."
        )
    ]
    assert not User.objects.exists()


def test_an_organisations_own_domain_is_enough(client: Client) -> None:
    organisation = factories.make_organisation()
    Domain.objects.create(name="transit.example", organisation=organisation)

    answer = client.post("/register", FIELDS | {"email": "dora@bus.transit.example"})

    assert answer["Location"] == CONTINUE


def test_everything_that_is_missing_is_named_and_nothing_else_is_lost(client: Client) -> None:
    page = client.post("/register", {"name": "Dora", "mobile_number": "1"}).content

    assert len(errors_of(page)) == 4
    field = BeautifulSoup(page, "html.parser").select_one("[name=name]")
    assert field is not None
    assert field["value"] == "Dora"


def test_a_pending_account_signs_in_to_nothing_but_gets_its_link_again(client: Client) -> None:
    client.post("/register", FIELDS)

    answer = Client().post("/sign-in", {"username": DORA, "password": factories.PASSWORD})

    assert answer["Location"] == CONTINUE
    assert len(letters("verify-address", DORA)) == 2


def test_a_pending_account_with_a_wrong_password_is_refused_like_any(client: Client) -> None:
    client.post("/register", FIELDS)

    page = client.post("/sign-in", {"username": DORA, "password": "wrong"}).content.decode()

    assert "The email address or the password is not right." in page


def test_sending_again_is_the_same_for_any_address(client: Client, alice: User) -> None:
    client.post("/register", FIELDS)
    places = {
        address: Client().post("/resend-email-verification", {"email": address})["Location"]
        for address in (DORA, alice.email, "nobody@gc.ca")
    }

    assert set(places.values()) == {CONTINUE}
    assert len(letters("verify-address", DORA)) == 2
    assert letters("verify-address", alice.email) == []


def test_registering_again_ends_the_first_link(client: Client) -> None:
    client.post("/register", FIELDS)
    first = link_to()

    client.post("/register", FIELDS | {"password": "eleven green umbrellas"})

    assert client.get(first).status_code == 410
    assert client.get(link_to()).status_code == 200


def test_the_sandbox_shows_the_link_to_the_browser_that_registered_only(
    client: Client, sandbox: object
) -> None:
    client.post("/register", FIELDS)

    assert "/registration-continue/messages" in client.get(CONTINUE).content.decode()
    assert client.get("/registration-continue/messages").status_code == 200
    assert Client().get("/registration-continue/messages").status_code == 404


def test_a_mobile_number_is_kept_and_is_not_verified_yet(client: Client) -> None:
    client.post("/register", FIELDS | {"mobile_number": "(613) 736-3100"})
    client.post(link_to())

    page = client.get("/user-profile").content.decode()

    assert "+1 613-736-3100" in page
    assert "Not verified" in page
