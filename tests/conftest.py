"""Fixtures that every test may use. People: Alice owns, Bob is a member, Charlie is a stranger."""

import pytest

from notify.accounts.models import User
from notify.portal.kept import forget_all
from notify.services.models import Service
from notify_project.translations import LANGUAGES, compile_catalogue
from tests import factories

# French must be there before anything asks for it: what is read once is kept for the whole run.
for _language in LANGUAGES:
    compile_catalogue(_language)


@pytest.fixture
def alice(db: None) -> User:
    return factories.make_user("alice@example.gc.ca", name="Alice")


@pytest.fixture
def service(alice: User) -> Service:
    """A live service that Alice manages."""
    return factories.make_service(owner=alice)


@pytest.fixture
def bob(service: Service) -> User:
    bob = factories.make_user("bob@example.gc.ca", name="Bob")
    factories.make_member(service, bob, ["view_activity"])
    return bob


@pytest.fixture
def charlie(db: None) -> User:
    return factories.make_user("charlie@example.gc.ca", name="Charlie")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What a process keeps for some seconds must not outlive a test."""
    forget_all()
