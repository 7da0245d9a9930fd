"""Fixtures that every test may use. People: Alice owns, Bob is a member, Charlie is a stranger."""

import os
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings

from notify.accounts.models import ApprovedDomain, User
from notify.portal.kept import forget_all
from notify.services.models import Service
from notify_project.translations import LANGUAGES, compile_catalogue
from tests import factories

seed_domains = import_module("notify.accounts.migrations.0003_approved_domains").add

# One worker of a parallel run must not flush what another counts.
if settings.EMBEDDED_VALKEY:
    _number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    settings.BROKER_URL = settings.BROKER_URL.replace("db=0", f"db={_number}")

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


@pytest.fixture(autouse=True)
def seeded(request: pytest.FixtureRequest) -> None:
    """Put back what migrations added, which a test with real transactions flushes behind itself."""
    wants = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if not wants and not request.node.get_closest_marker("django_db"):
        return
    request.getfixturevalue("_django_db_helper")
    if not ApprovedDomain.objects.filter(name="gc.ca").exists():
        seed_domains(apps, None)
