"""Kill a worker in the middle of a list: every row becomes one message, the counts are right."""

from typing import Any

import pytest
import requests

from bench.product import Product, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

ROWS = 6_000  # more than a chunk
TRIES = 5  # the whole list may be stored before a test has looked


def post_list(product: Product, rows: int) -> dict[str, Any]:
    people = [[f"person{n}@example.ca", f"Person {n}", "3 June"] for n in range(rows)]
    body = {
        "name": "fault test",
        "template_id": product.demo["bench"]["templates"]["email"],
        "rows": [["email address", "name", "date"], *people],
    }
    answer = requests.post(
        f"{product.url}/v2/notifications/bulk", json=body, headers=bench_key(product), timeout=60
    )
    assert answer.status_code == 201, answer.text
    job: dict[str, Any] = answer.json()["data"]
    return job


def bench_key(product: Product) -> dict[str, str]:
    return {"Authorization": f"ApiKey-v1 {product.demo['bench']['api_key']}"}


def read_job(product: Product, job_id: str) -> dict[str, Any]:
    answer = requests.get(f"{product.url}/v2/jobs/{job_id}", headers=bench_key(product), timeout=60)
    job: dict[str, Any] = answer.json()["data"]
    return job


def stored_rows(product: Product, job_id: str) -> tuple[int, int, int, int]:
    """Return how many rows there are, how many different ones, the first and the last."""
    with product.database() as connection:
        row = connection.execute(
            "SELECT count(*), count(DISTINCT job_row), COALESCE(min(job_row), 0), "
            "COALESCE(max(job_row), 0) FROM notifications_notification WHERE job_id = %s",
            [job_id],
        ).fetchone()
    assert row is not None
    return row[0], row[1], row[2], row[3]


def kill_workers_during(product: Product, job_id: str) -> int:
    """Kill the workers after a third of a list and after two; return how often that was in time."""
    kills = 0
    for part in (1, 2):
        wait_for(
            lambda part=part: stored_rows(product, job_id)[0] >= part * ROWS / 3,  # type: ignore[misc]
            180,
            "the list goes on",
        )
        if read_job(product, job_id)["job_status"] != "finished":
            product.kill("notify_project.worker")
            kills += 1
    return kills


def test_a_worker_killed_in_the_middle_of_a_list_skips_and_doubles_no_row(
    product: Product,
) -> None:
    for _ in range(TRIES):
        job_id = post_list(product, ROWS)["id"]

        kills = kill_workers_during(product, job_id)

        wait_for(
            lambda job_id=job_id: read_job(product, job_id)["job_status"] == "finished",  # type: ignore[misc]
            180,
            "the list is stored",
        )
        assert stored_rows(product, job_id) == (ROWS, ROWS, 0, ROWS - 1)
        if kills:
            return
    pytest.fail("every list was stored before a worker could be killed")


def cancel_in_the_middle(product: Product) -> str:
    """Post a list and cancel it while it is being stored and sent; return its id."""
    for _ in range(TRIES):
        job_id: str = post_list(product, ROWS)["id"]
        wait_for(lambda job_id=job_id: stored_rows(product, job_id)[0], 90, "some rows are stored")  # type: ignore[misc]
        answer = requests.post(
            f"{product.url}/v2/jobs/{job_id}/cancel", headers=bench_key(product), timeout=60
        )
        if answer.status_code == 200:
            assert answer.json()["data"]["job_status"] == "cancelled"
            return job_id
    pytest.fail(f"every list had left before it could be cancelled: {answer.text}")


def test_cancelling_stops_what_has_not_left(product: Product) -> None:
    job_id = cancel_in_the_middle(product)

    def waiting() -> int:
        return int(read_job(product, job_id)["progress"]["statuses"].get("created", 0))

    wait_for(lambda: not waiting(), 120, "nothing of it waits")
    assert read_job(product, job_id)["progress"]["statuses"].get("cancelled", 0) > 0
    assert "0 differences" in product.manage("verify_counts")
