"""Requests made up from the description meet no 5xx and no answer that it does not have."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from schemathesis import Case

from notify.api.openapi.document import document
from tests.clients.conftest import Running
from tests.clients.fuzzing import CHECKS, Known, configuration, put_in_what_exists

# The mark makes pytest-django create the database that the server gets a copy of.
pytestmark = [pytest.mark.clients, pytest.mark.django_db]

# Of each operation, beside those that cover its fields. `make fuzz` makes many, others each time.
FEW = 12
MANY = int(os.environ.get("FUZZ_EXAMPLES", "0"))


@pytest.fixture(scope="session")
def session(running: Running) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.headers["Authorization"] = f"ApiKey-v1 {running.key}"
        yield session


@pytest.fixture(scope="session")
def known(running: Running, session: requests.Session) -> Known:
    rows = [["email address", "name"], ["ana@example.ca", "Ana"]]
    job = session.post(
        f"{running.address}/v2/notifications/bulk",
        json={"name": "June", "template_id": running.email, "rows": rows},
        timeout=60,
    ).json()
    return Known(
        parameters={
            "notification_id": running.many[0],
            "template_id": running.email,
            "job_id": job["data"]["id"],
        },
        spare=running.spare,
        email=running.email,
        sms=running.sms,
        values={"name": "Ana", "code": "12"},
    )


schema = schemathesis.openapi.from_dict(
    document("en"), config=configuration(MANY or FEW, repeat=not MANY)
)


@schema.parametrize()
def test_nothing_happens_that_is_not_described(
    case: Case, running: Running, session: Any, known: Known
) -> None:
    put_in_what_exists(case, known)
    case.call_and_validate(running.address, session, checks=CHECKS, timeout=60)


def test_the_server_serves_what_is_tested(running: Running) -> None:
    served = requests.get(f"{running.address}/v2/openapi-en", timeout=60).json()

    assert served["paths"] == document("en")["paths"]
    assert served["components"] == document("en")["components"]
