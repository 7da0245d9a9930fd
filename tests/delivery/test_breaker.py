"""The breaker opens on failures and slowness, probes once, and closes on success."""

from notify.delivery.breaker import FEWEST_SENDS, FIRST_PAUSE_SECONDS, SLOW_SECONDS, Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(FEWEST_SENDS):
        breaker.note(failed=True, seconds=0.1)
    return breaker


def test_a_few_failures_do_not_open_it() -> None:
    breaker = Breaker(Clock())
    for _ in range(FEWEST_SENDS - 1):
        breaker.note(failed=True, seconds=0.1)

    assert breaker.state == "closed"


def test_failures_open_it() -> None:
    breaker = broken(Clock())

    assert breaker.state == "open"
    assert not breaker.allows()


def test_slowness_opens_it() -> None:
    breaker = Breaker(Clock())
    for _ in range(FEWEST_SENDS):
        breaker.note(failed=False, seconds=SLOW_SECONDS + 1)

    assert breaker.state == "open"


def test_mostly_good_sends_keep_it_closed() -> None:
    breaker = Breaker(Clock())
    for number in range(100):
        breaker.note(failed=number % 3 == 0, seconds=0.1)

    assert breaker.state == "closed"


def test_one_probe_passes_when_half_open() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += FIRST_PAUSE_SECONDS

    assert breaker.state == "half-open"
    assert [breaker.allows() for _ in range(3)] == [True, False, False]


def test_a_good_probe_closes_it() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += FIRST_PAUSE_SECONDS
    breaker.allows()

    breaker.note(failed=False, seconds=0.1)

    assert breaker.state == "closed"
    assert breaker.allows()


def test_a_bad_probe_opens_it_for_longer() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += FIRST_PAUSE_SECONDS
    breaker.allows()

    breaker.note(failed=True, seconds=0.1)

    clock.now += FIRST_PAUSE_SECONDS
    assert breaker.state == "open"
    clock.now += FIRST_PAUSE_SECONDS
    assert breaker.state == "half-open"


def test_old_failures_are_forgotten() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(FEWEST_SENDS - 1):
        breaker.note(failed=True, seconds=0.1)
    clock.now += 61
    breaker.note(failed=True, seconds=0.1)

    assert breaker.state == "closed"
