"""The kernel refuses what the running product writes to the file store, in mid-file."""

import base64
from pathlib import Path

import pytest
import requests

from bench.product import Product
from tests.faults.well import assert_all_is_well

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

ROOM = 3 * 1024 * 1024  # more than the log of the product ever holds


def send_with_file(product: Product, size: int) -> requests.Response:
    content = base64.b64encode(b"a line of text\n" * (size // 15)).decode()
    document = {"file": content, "filename": "letter.txt", "sending_method": "attach"}
    body = {
        "email_address": "ana@example.ca",
        "template_id": product.demo["templates"]["email"],
        "personalisation": {"name": "Ana", "date": "3 June", "document": document},
    }
    address = f"{product.url}/v2/notifications/email"
    return requests.post(address, json=body, headers=product.key(), timeout=60)


def kept(product: Product) -> tuple[int, set[Path]]:
    """Return how many files are on record, and what is on the disk."""
    folder = product.folder / "data" / "files"
    with product.database() as connection:
        (row,) = connection.execute("SELECT count(*) FROM files_file").fetchall()
    return row[0], {path for path in folder.rglob("*") if path.is_file()}


def test_a_full_disk_refuses_what_does_not_fit_and_keeps_no_half_of_it(product: Product) -> None:
    before = kept(product)

    product.limit_files("notify_project.web", ROOM)
    refused = [send_with_file(product, 2 * ROOM) for _ in range(3)]
    meanwhile = list(product.send_emails(20))
    small = send_with_file(product, 3_000)
    after = kept(product)
    product.limit_files("notify_project.web", -1)
    large = send_with_file(product, 2 * ROOM)

    assert {answer.status_code for answer in refused} == {503}
    assert refused[0].json()["errors"] == [
        {
            "error": "BadRequestError",
            "message": "There is no room for files at the moment, try again later",
        }
    ]
    assert len(meanwhile) == 20
    assert (after[0] - before[0], len(after[1] - before[1])) == (1, 1)  # the small one's
    sent = [*meanwhile, small.json()["id"], large.json()["id"]]
    assert_all_is_well(product, sent, most_duplicates=0)
