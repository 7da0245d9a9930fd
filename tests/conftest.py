"""Fixtures that every test may use. People: Alice owns, Bob is a member, Charlie is a stranger."""

import os
import time
from collections.abc import Iterator
from importlib import import_module

import boto3
import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation
from playwright.sync_api import Browser

from notify.accounts import guessing
from notify.accounts.models import ApprovedDomain, User
from notify.portal.kept import forget_all
from notify.queues import connect_valkey
from notify.services.models import Service
from notify_project.translations import LANGUAGES, compile_catalogue
from tests import factories
from tests.portal.browsing import run_browser

seed_domains = import_module("notify.accounts.migrations.0003_approved_domains").add

# One worker of a parallel run must not flush what another counts.
if settings.EMBEDDED_VALKEY:
    _number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    settings.BROKER_URL = settings.BROKER_URL.replace("db=0", f"db={_number}")

# The same examples in every run, however slowly made; HYPOTHESIS_PROFILE=default has others.
hypothesis.settings.register_profile(
    "suite", derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

# Each client would look up every static file before its first request; test servers do it anew.
settings.WHITENOISE_USE_FINDERS = False

HALF_AN_HOUR, LONG_ENOUGH = 1800, 5.0  # seconds

# French must be there before anything asks for it: what is read once is kept for the whole run.
for _language in LANGUAGES:
    compile_catalogue(_language)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin no test in the last seconds of a half hour: days, years and hours end at one.

    (In Newfoundland they end when ours are half over.)
    """
    left = HALF_AN_HOUR - time.time() % HALF_AN_HOUR
    if left < LONG_ENOUGH:
        time.sleep(left + 0.1)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Real Chromium, started once: that takes seconds."""
    yield from run_browser()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Chromium, in which no page of a test outlives it: pages go on asking the server."""
    yield chromium
    for context in chromium.contexts:
        context.close()


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
    """What a process keeps for some seconds, or with its first credentials, is of one test.

    So is the language: a request leaves that of its last page behind.
    """
    forget_all()
    translation.deactivate()
    boto3.DEFAULT_SESSION = None


@pytest.fixture
def long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first wait after too many attempts be a minute: a slow machine outlasts a second."""
    longest, free = guessing.LONGEST_WAIT, guessing.FREE_ATTEMPTS
    monkeypatch.setattr(guessing, "_wait_after", lambda attempt: longest if attempt >= free else 0)


@pytest.fixture(autouse=True)
def seeded(request: pytest.FixtureRequest) -> None:
    """Put back what migrations added, which a test with real transactions flushes behind itself.

    Valkey is empty at first: what is counted there, sign-ins for example, is never rolled back.
    """
    wants = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if not wants and not request.node.get_closest_marker("django_db"):
        return
    request.getfixturevalue("_django_db_helper")
    connect_valkey().flushdb()
    if not ApprovedDomain.objects.filter(name="gc.ca").exists():
        seed_domains(apps, None)
