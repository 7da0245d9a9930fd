"""What the platform team changes about a provider is on record, with before and after."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from notify.accounts.models import AuditEvent, User
from notify.delivery.models import Provider
from tests import factories
from tests.portal.people import sign_in

LIST = reverse("admin:delivery_provider_changelist")


@pytest.fixture
def root(db: None) -> User:
    return factories.make_user("root@example.gc.ca", name="Root", is_staff=True, is_superuser=True)


@pytest.fixture
def as_root(root: User) -> Client:
    return sign_in(root)


@pytest.fixture
def provider(db: None) -> Provider:
    options = {"host": "localhost", "security": "none", "username": "u", "password": "first-secret"}
    return Provider.objects.create(name="relay", kind="smtp", channel="email", options=options)


def form(**fields: Any) -> dict[str, Any]:
    return {
        "name": "relay",
        "kind": "smtp",
        "channel": "email",
        "active": "on",
        "priority": 10,
        "weight": 1,
        "international": "on",
        "options": '{"host": "localhost", "security": "none", "username": "u",'
        ' "password": "********"}',
        **fields,
    }


def events() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    rows = AuditEvent.objects.filter(subject_type="provider").order_by("pk")
    return list(rows.values_list("action", "before", "after"))


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("switch_off", {"active": True}, {"active": False}),
        ("put_first", {"priority": 10}, {"priority": 0}),
    ],
)
def test_switching_is_on_record(
    provider: Provider, as_root: Client, root: User, action: str, before: Any, after: Any
) -> None:
    as_root.post(LIST, {"action": action, "_selected_action": [provider.pk]})

    assert events() == [("provider-changed", before, after)]
    assert AuditEvent.objects.get().actor == root


def test_a_change_by_the_form_is_on_record_without_what_did_not_change(
    provider: Provider, as_root: Client
) -> None:
    page = reverse("admin:delivery_provider_change", args=[provider.pk])

    same = as_root.post(page, form())
    changed = as_root.post(page, form(weight=3, per_second=20))

    assert (same.status_code, changed.status_code) == (302, 302)
    assert events() == [
        ("provider-changed", {"weight": 1, "per_second": None}, {"weight": 3, "per_second": 20})
    ]


def test_a_secret_that_changed_is_not_told(provider: Provider, as_root: Client) -> None:
    page = reverse("admin:delivery_provider_change", args=[provider.pk])
    options = form()["options"].replace("********", "second-secret")

    as_root.post(page, form(options=options))

    provider.refresh_from_db()
    assert provider.options["password"] == "second-secret"
    assert events() == [("provider-changed", {"option password": "…"}, {"option password": "…"})]


def test_adding_and_deleting_are_on_record(as_root: Client) -> None:
    as_root.post(reverse("admin:delivery_provider_add"), form(options='{"host": "localhost"}'))
    row = Provider.objects.get()
    as_root.post(reverse("admin:delivery_provider_delete", args=[row.pk]), {"post": "yes"})

    actions = [action for action, *_ in events()]
    assert actions == ["provider-added", "provider-deleted"]
    assert not Provider.objects.exists()
