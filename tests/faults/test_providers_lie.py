"""Providers that fail, hang, lie and answer rubbish; receipts that come twice, in reverse, forged.

Each message ends once, and is sent again only where its category prefers two to none.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
import requests

from bench.product import Product, wait_for
from bench.routes import use_only
from tests.delivery.receipt_events import bounce, ses_event
from tests.faults.conftest import Receipts, route_to
from tests.faults.far_end import NUMBERS, TAKES, FarEnd
from tests.faults.well import assert_counts, assert_duplicates

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

EACH = 3
GOOD = 40
AMBIGUOUS = ("hang", "drop", "garbage", "drip")  # it may have taken the message, and has


def send_all(product: Product, recipients: list[str]) -> dict[str, str]:
    """Post to all; return recipients and the ids of their messages."""
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda to: product.send("email", to), recipients))
    return {to: one for to, one in zip(recipients, ids, strict=True) if one}


def delivered_text(row_id: str) -> dict[str, Any]:
    return {
        "eventType": "TEXT_DELIVERED",
        "eventTimestamp": 1795500000000,
        "isFinal": True,
        "messageId": f"far-{row_id}",
        "messageStatus": "DELIVERED",
        "context": {"notify-id": row_id},
    }


def test_every_lie_of_a_provider_ends_in_one_outcome(
    product: Product, far_end: FarEnd, receipts: Receipts
) -> None:
    lies = [f"{mode}-{n}@example.ca" for mode in TAKES for n in range(EACH)]
    sent = send_all(product, [*lies, *(f"person-{n}@example.ca" for n in range(GOOD))])
    assert len(sent) == len(lies) + GOOD
    texts = {to: str(product.send("sms", to)) for to in (*NUMBERS, "+16132530999")}
    ids = [*sent.values(), *texts.values()]
    refused = [one for to, one in sent.items() if to.startswith("refused-")]
    held = [one for to, one in texts.items() if NUMBERS.get(to) in AMBIGUOUS]

    wait_for(
        lambda: not product.statuses(ids).get("created"), 120, "every message is out of our hands"
    )

    assert product.statuses(refused) == {"technical-failure": len(refused)}
    assert product.statuses(held) == {"technical-failure": len(held)}
    assert all(far_end.asked[one] == 1 for one in held + refused)
    in_doubt = [one for to, one in sent.items() if to.partition("-")[0] in AMBIGUOUS]
    told_not = [one for to, one in sent.items() if to.startswith(("error-", "throttled-"))]
    assert {far_end.taken[one] for one in in_doubt} == {2}
    assert {(far_end.asked[one], far_end.taken[one]) for one in told_not} == {(2, 1)}
    others = [one for one in ids if one not in in_doubt and one not in refused]
    assert {far_end.taken[one] for one in others} == {1}
    assert_duplicates(far_end.duplicates(ids), len(ids), at_most=len(in_doubt))
    taken = [one for one in sent.values() if far_end.taken[one]]
    receipts.email.put(*map(ses_event, taken))
    receipts.sms.put(*map(delivered_text, texts.values()))
    ended = [one for one in ids if one not in refused]
    product.wait_until_delivered(ended)
    assert product.statuses(refused) == {"technical-failure": len(refused)}
    assert_counts(product)


def test_receipts_doubled_reversed_early_unknown_and_forged_change_what_they_should(
    product: Product, far_end: FarEnd, receipts: Receipts
) -> None:
    # Receipts of the first are in the queue before the provider has even answered.
    far_end.on_taken = lambda one: receipts.email.put(ses_event(one))
    early = list(send_all(product, [f"slow-{n}@example.ca" for n in range(5)]).values())
    product.wait_until_delivered(early)
    far_end.on_taken = bool
    good, bad, silent = (
        list(send_all(product, [f"{name}{n}@example.ca" for n in range(10)]).values())
        for name in ("good", "bad", "silent")
    )
    ids = [*good, *bad, *silent]
    wait_for(lambda: product.statuses(ids) == {"sending": 30}, 90, "they have left")

    for one in silent:  # forged: nobody's signature
        body = {"Type": "Notification", "Message": str(ses_event(one)), "Signature": "AAAA"}
        answer = requests.post(f"{product.url}/webhooks/sns/far-email", json=body, timeout=60)
        assert answer.status_code == 403
    happy = [event for one in good for event in (ses_event(one), ses_event(one, "Send"))]
    unhappy = [event for one in bad for event in (bounce(one), ses_event(one, "Send"))]
    receipts.email.put(*happy, *happy, *unhappy, *unhappy)  # twice, the later event first
    receipts.email.put(*map(ses_event, bad))  # and a delivery after the bounce
    receipts.email.put(ses_event(uuid4()), "no JSON at all", {"eventType": "Nonsense"})
    wait_for(receipts.email.is_empty, 90, "every receipt is taken")

    assert product.statuses(good) == {"delivered": 10}
    assert product.statuses(bad) == {"permanent-failure": 10}
    assert product.statuses(silent) == {"sending": 10}
    assert product.statuses(early) == {"delivered": 5}
    assert_duplicates(far_end.duplicates([*ids, *early]), 35, at_most=0)
    assert_counts(product)
    receipts.email.put(*map(ses_event, silent))
    product.wait_until_delivered(silent)


@pytest.fixture
def second(product: Product, far_end: FarEnd) -> Iterator[FarEnd]:
    """Another provider of emails, to which messages go that the first does not take."""
    second = FarEnd()
    route_to(product, second, "far-second", "ses", "email", priority=2)
    use_only(product, {"email": ["far-email", "far-second"]})
    yield second
    second.close()


def test_messages_pass_to_the_next_provider_and_are_never_sent_twice(
    product: Product, far_end: FarEnd, second: FarEnd
) -> None:
    far_end.always = "error"
    ids = list(send_all(product, [f"person-{n}@example.ca" for n in range(60)]).values())
    wait_for(lambda: product.statuses(ids) == {"sending": 60}, 90, "all have left")

    assert far_end.taken.total() == 0
    assert {second.taken[one] for one in ids} == {1}
    assert far_end.asked.total() < 60  # the breaker opened

    far_end.always = ""
    use_only(product, {"email": ["far-email"]})  # by hand
    more = list(send_all(product, [f"person-{n}@example.ca" for n in range(10)]).values())
    wait_for(lambda: product.statuses(more) == {"sending": 10}, 90, "all have left")
    assert {far_end.taken[one] for one in more} == {1}
    assert second.taken.total() == 60
    assert_counts(product)
