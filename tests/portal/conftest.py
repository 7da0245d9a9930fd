"""People's browsers, and the platform team."""

import pytest
from django.test import Client

from notify.accounts.models import User
from notify.delivery.models import Provider
from notify.services.models import Service
from tests import factories
from tests.portal.people import sign_in


@pytest.fixture
def platform(db: None) -> User:
    """A member of the platform team, in no service."""
    return factories.make_user("paula@example.gc.ca", name="Paula", is_staff=True)


@pytest.fixture
def sandbox(db: None) -> Provider:
    """The sandbox takes emails."""
    return Provider.objects.create(name="sandbox", kind="sandbox", channel="email")


@pytest.fixture
def as_alice(alice: User, service: Service) -> Client:
    return sign_in(alice)


@pytest.fixture
def as_bob(bob: User) -> Client:
    return sign_in(bob)


@pytest.fixture
def as_charlie(charlie: User) -> Client:
    return sign_in(charlie)


@pytest.fixture
def as_platform(platform: User) -> Client:
    return sign_in(platform)
