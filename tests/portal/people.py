"""Sign people in as the portal knows them."""

from django.test import Client

from notify.accounts.models import User


def sign_in(user: User, **client: object) -> Client:
    """Return a browser in which a person has signed in, second factor and all."""
    browser = Client(headers={"Accept": "text/html"}, **client)  # type: ignore[arg-type]
    browser.force_login(user)
    return browser
