"""Which providers a message may go to, the best first."""

from collections import Counter

import pytest

from notify.delivery.choose import Chooser
from notify.delivery.models import Provider

pytestmark = pytest.mark.django_db


def make(name: str, **fields: object) -> Provider:
    given = {"kind": "sandbox", "channel": "sms", "priority": 1, "weight": 1, **fields}
    return Provider.objects.create(name=name, **given)


def names(*, channel: str = "sms", international: bool = False) -> list[str]:
    routes = Chooser().routes(channel, international=international, key_type="normal")
    return [route.name for route in routes]


def test_a_text_abroad_goes_only_to_providers_that_reach_it() -> None:
    make("at-home", international=False)
    make("everywhere", priority=2, international=True)

    assert names() == ["at-home", "everywhere"]
    assert names(international=True) == ["everywhere"]


def test_another_channel_and_what_is_switched_off_are_left_out() -> None:
    make("emails", channel="email")
    make("off", active=False)
    make("on")

    assert names() == ["on"]


def test_weight_shares_between_those_of_one_priority() -> None:
    make("often", weight=9)
    make("seldom", weight=1)

    first = Counter(names()[0] for _ in range(200))

    assert first["often"] > first["seldom"] > 0
