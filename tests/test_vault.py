"""Sealed values open with their key and purpose only, and keys rotate."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import BinaryField
from django.test import override_settings

from notify.notifications.models import Notification
from notify.services.api_keys import open_secret
from notify.services.callbacks import bearer_token, set_callback, signing_secret
from notify.services.models import Service
from notify.vault import CannotOpen, blind_index, open_mapping, open_sealed, seal, seal_mapping
from notify_project.rotation import COLUMNS
from tests import factories
from tests.delivery.rows import accept

OLD, NEW = "old key " * 5, "new key " * 5


def test_a_sealed_text_opens_and_says_nothing() -> None:
    sealed = seal("Zoé 😀", "test")

    assert open_sealed(sealed, "test") == "Zoé 😀"
    assert "Zoé".encode() not in sealed
    assert seal("Zoé 😀", "test") != sealed


@pytest.mark.parametrize(
    ("change", "purpose"),
    [
        pytest.param(lambda sealed: sealed, "other", id="another-purpose"),
        pytest.param(lambda sealed: sealed[:-1], "test", id="cut"),
        pytest.param(lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]), "test", id="changed"),
        pytest.param(lambda sealed: b"\x02" + sealed[1:], "test", id="another-version"),
        pytest.param(lambda sealed: b"", "test", id="nothing"),
    ],
)
def test_a_value_that_was_touched_does_not_open(change, purpose: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CannotOpen):
        open_sealed(change(seal("text", "test") + b""), purpose)


def test_mappings_keep_their_types() -> None:
    values = {"n": 1, "list": ["é", None], "yes": True}

    assert open_mapping(seal_mapping(values, "test"), "test") == values
    assert open_mapping(seal_mapping({}, "test"), "test") == {}


def test_the_blind_index_depends_on_its_key() -> None:
    with override_settings(BLIND_INDEX_KEY="another"):
        other = blind_index("ana@example.ca")

    assert len(other) == 16
    assert blind_index("ana@example.ca") != other


@pytest.mark.django_db
def test_rotation_re_seals_everything_so_the_old_key_can_go(service: Service) -> None:
    with override_settings(DATA_KEYS=[OLD]):
        (one,) = accept(service)
        key = factories.make_key(service)

    with override_settings(DATA_KEYS=[NEW, OLD]):
        assert Notification.objects.get(pk=one).recipient == "Ana@Example.ca"
        call_command("rotate_keys", verbosity=0)

    with override_settings(DATA_KEYS=[NEW]):
        row = Notification.objects.get(pk=one)
        assert (row.recipient, row.personalisation["name"]) == ("Ana@Example.ca", "Ana")
        key.key.refresh_from_db()
        assert key.text.endswith(open_secret(key.key.sealed_secret))


def test_rotation_knows_every_sealed_column() -> None:
    sealed = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, BinaryField) and field.name.startswith("sealed_")
    }

    assert {(column.table, column.column) for column in COLUMNS} == sealed


@pytest.mark.django_db
def test_a_callback_outlives_the_key_that_sealed_it(service: Service) -> None:
    with override_settings(DATA_KEYS=[OLD]):
        callback = set_callback(service, "complaint", "https://example.ca/", "a bearer token")
        secret = signing_secret(callback)

    with override_settings(DATA_KEYS=[NEW, OLD]):
        call_command("rotate_keys", verbosity=0)

    with override_settings(DATA_KEYS=[NEW]):
        callback.refresh_from_db()
        assert (bearer_token(callback), signing_secret(callback)) == ("a bearer token", secret)


@pytest.mark.django_db
def test_rotation_without_the_old_key_says_so(service: Service) -> None:
    with override_settings(DATA_KEYS=[OLD]):
        accept(service)

    with override_settings(DATA_KEYS=[NEW]), pytest.raises(CommandError, match="DATA_KEYS"):
        call_command("rotate_keys", verbosity=0)
