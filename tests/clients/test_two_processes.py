"""Two web processes keep what they read of a key, and both heed a change at once."""

import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import requests

from notify.services.models import ApiKey, Service
from tests import factories
from tests.clients.conftest import Running
from tests.clients.server import running_server, using_database

pytestmark = pytest.mark.clients

LANES: tuple[dict[str, str], ...] = ({}, {"Origin": "https://example.ca"})  # fast, and the view's


@pytest.fixture
def addresses(running: Running) -> Iterator[list[str]]:
    with running_server(running.database) as other:
        yield [running.address, other]


def statuses(addresses: list[str], key: str, template_id: str) -> list[int]:
    """Send an email through each process and each lane, with both forms of the key, twice."""
    body = {
        "email_address": "ana@example.ca",
        "template_id": template_id,
        "personalisation": {"name": "x"},
    }
    claims = {"iss": key[-73:-37], "iat": int(time.time())}
    forms = (f"ApiKey-v1 {key}", f"Bearer {jwt.encode(claims, key[-36:], 'HS256')}")
    return [
        requests.post(
            f"{address}/v2/notifications/email",
            json=body,
            headers={"Authorization": form, **lane},
            timeout=60,
        ).status_code
        for _ in range(2)
        for address in addresses
        for form in forms
        for lane in LANES
    ]


def test_a_change_counts_in_both_from_its_commit_on(
    running: Running, addresses: list[str], django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), using_database(running.database):
        service = Service.objects.get(pk=running.service_id)
        keys = [factories.make_key(service) for _ in range(3)]

    for made in keys:
        assert set(statuses(addresses, made.text, running.email)) == {201}

    with django_db_blocker.unblock(), using_database(running.database):
        ApiKey.objects.filter(pk=keys[0].key.pk).update(revoked_at="2020-01-01 00:00Z")
    assert set(statuses(addresses, keys[0].text, running.email)) == {403}
    assert set(statuses(addresses, keys[1].text, running.email)) == {201}

    with django_db_blocker.unblock(), using_database(running.database):
        ApiKey.objects.filter(pk=keys[2].key.pk).update(expires_at="2020-01-01 00:00Z")
    assert set(statuses(addresses, keys[2].text, running.email)) == {403}

    with django_db_blocker.unblock(), using_database(running.database):
        Service.objects.filter(pk=service.pk).update(active=False)
    assert set(statuses(addresses, keys[1].text, running.email)) == {403}

    with django_db_blocker.unblock(), using_database(running.database):
        Service.objects.filter(pk=service.pk).update(active=True)
    assert set(statuses(addresses, keys[1].text, running.email)) == {201}
