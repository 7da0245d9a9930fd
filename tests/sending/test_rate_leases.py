"""A busy caller's turns are taken several at a time, and the limit stays exact."""

import uuid

import pytest

from notify.sending.errors import RateExceeded
from notify.sending.rate import count_request
from notify.sending.rate_leases import MOST, SECONDS, Grant, RateLeases


class Window:
    """Counts as Valkey does, without a limit; remembers what it was asked."""

    def __init__(self) -> None:
        self.used = 0
        self.asked: list[tuple[int, int]] = []

    def ask(self, want: int, back: int) -> Grant:
        self.asked.append((want, back))
        self.used += want - back
        return Grant(self.used, 0, want)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_busy_caller_asks_ever_less_often() -> None:
    window, leases = Window(), RateLeases(Clock())

    used = [leases.take("a", window.ask).used for _ in range(100)]

    assert used == list(range(1, 101))
    assert [want for want, _ in window.asked] == [1, 2, 4, 8, 16, MOST, MOST, MOST, MOST]


def test_a_caller_who_pauses_gives_back_what_is_left_and_gets_single_turns() -> None:
    clock = Clock()
    window, leases = Window(), RateLeases(clock)
    for _ in range(4):
        leases.take("a", window.ask)

    clock.now = SECONDS
    leases.take("a", window.ask)

    assert window.asked == [(1, 0), (2, 0), (4, 0), (1, 3)]
    assert window.used == 5


def test_callers_have_turns_of_their_own() -> None:
    window, leases = Window(), RateLeases(Clock())

    for name in ("a", "b", "a", "b"):
        leases.take(name, window.ask)

    assert [want for want, _ in window.asked] == [1, 1, 2, 2]


def test_a_full_window_leaves_no_turn_in_hand() -> None:
    leases = RateLeases(Clock())

    for _ in range(3):
        assert leases.take("a", lambda want, back: Grant(9, 700, want)).wait_ms == 700


@pytest.mark.parametrize("limit", [1, 2, 3, 40, 61])
def test_exactly_the_limit_passes(limit: int) -> None:
    service = uuid.uuid4()

    used = [count_request(service, "normal", limit).used for _ in range(limit)]

    assert used == list(range(1, limit + 1))
    with pytest.raises(RateExceeded):
        count_request(service, "normal", limit)
