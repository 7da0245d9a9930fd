"""People's browsers, and the platform team."""

import pytest
from django.test import Client

from notify.accounts.models import User
from notify.delivery.models import Provider
from notify.services.models import Service
from tests import factories


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
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def as_bob(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def as_charlie(charlie: User) -> Client:
    client = Client()
    client.force_login(charlie)
    return client


@pytest.fixture
def as_platform(platform: User) -> Client:
    client = Client()
    client.force_login(platform)
    return client
