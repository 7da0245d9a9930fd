"""The check of lists: claimed once, given up when the claim is lost, found without a wake-up."""

from datetime import timedelta
from time import monotonic, sleep
from typing import Any

import pytest
from django.utils import timezone

from notify.accounts.models import User
from notify.message_templates.models import Template
from notify.queues import LISTS_ACTOR, LISTS_QUEUE, broker
from notify.sending import list_checking
from notify.sending.actors import ListsOfProcess
from notify.sending.list_checking import check_next_list
from notify.sending.list_sending import ListUpload, find_row, keep_list
from notify.sending.list_source import expected_rows
from notify.sending.list_verdict import open_verdict
from notify.sending.models import ListChunk, ListDraft
from notify.services.models import Service
from tests import factories

CONTENT = b"email address,name,state\nana@example.ca,Ana,open\nbo@example.ca,Bo,closed\n"


@pytest.fixture
def template(service: Service) -> Template:
    return factories.make_email_template(service)


@pytest.fixture
def draft(service: Service, template: Template, alice: User) -> ListDraft:
    """A list that waits for its check."""
    return keep(service, template, alice)


def keep(service: Service, template: Template, alice: User, content: bytes = CONTENT) -> ListDraft:
    made = ListDraft(service=service, template=template, created_by=alice)
    keep_list(made, ListUpload("list.csv", content))
    made.refresh_from_db()
    return made


def test_a_list_is_claimed_by_one_worker(draft: ListDraft) -> None:
    first, second = list_checking._claim(), list_checking._claim()

    assert first is not None
    assert first.id == draft.id
    assert second is None


def test_a_list_whose_worker_died_is_checked_by_another(draft: ListDraft) -> None:
    list_checking._claim()
    ListDraft.objects.update(due_at=timezone.now() - timedelta(seconds=1))

    assert check_next_list()

    draft.refresh_from_db()
    assert (draft.state, draft.attempts, draft.due_at) == ("checked", 0, None)


def test_a_worker_that_comes_back_late_writes_nothing(
    draft: ListDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = list_checking.make_verdict

    def be_slow(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(list_checking, "make_verdict", real)
        ListDraft.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        check_next_list()
        ListChunk.objects.update(cost=77)
        return real(*args, **kwargs)

    monkeypatch.setattr(list_checking, "make_verdict", be_slow)
    check_next_list()

    assert list(ListChunk.objects.values_list("cost", flat=True)) == [77]


def test_progress_keeps_the_claim_and_stops_when_it_is_lost(
    draft: ListDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_checking, "REPORT_EVERY", 1)
    ListDraft.objects.update(due_at=timezone.now())
    mine = list_checking._claim()
    assert mine is not None
    ListDraft.objects.update(claim=None)

    with pytest.raises(list_checking.ClaimLost):
        list_checking._check(mine)

    draft.refresh_from_db()
    assert (draft.state, draft.rows_checked) == ("waiting", 0)


def test_a_list_that_was_discarded_is_let_go(
    draft: ListDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = list_checking.make_verdict

    def discard(*args: Any, **kwargs: Any) -> Any:
        ListDraft.objects.all().delete()
        return real(*args, **kwargs)

    monkeypatch.setattr(list_checking, "make_verdict", discard)

    assert check_next_list()
    assert not ListChunk.objects.exists()


def test_rows_are_found_by_their_number_across_chunks(
    service: Service, template: Template, alice: User
) -> None:
    rows = "".join(f"p{n}@example.ca,Ana {n},open\n" for n in range(5_001))
    made = keep(service, template, alice, b"email address,name,state\n" + rows.encode())
    check_next_list()

    found = find_row(made, 5_000)

    assert ListChunk.objects.count() == 2
    assert found is not None
    assert found[0].recipient == "p5000@example.ca"
    assert found[1] == {"name": "Ana 5000", "state": "open"}
    assert find_row(made, 5_001) is None


def test_more_rows_than_a_list_may_have_are_counted_and_refused(
    service: Service, template: Template, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notify.sending.list_source.MOST_ROWS", 1)
    made = keep(service, template, alice)

    check_next_list()

    made.refresh_from_db()
    verdict = open_verdict(made.sealed_verdict)
    assert (verdict.row_count, verdict.has_too_many_rows) == (2, True)
    assert not verdict.can_be_sent


def test_no_row_of_a_list_with_a_problem_is_kept(
    service: Service, template: Template, alice: User
) -> None:
    keep(service, template, alice, CONTENT + b"nobody,Cy,open\n")

    check_next_list()

    assert not ListChunk.objects.exists()


def test_the_file_and_the_verdict_are_sealed(draft: ListDraft) -> None:
    check_next_list()

    draft.refresh_from_db()
    for sealed in (draft.file.sealed_content, draft.sealed_verdict):
        assert b"ana@example.ca" not in bytes(sealed)


@pytest.mark.django_db(transaction=True)
def test_a_worker_finds_a_list_without_any_wake_up(
    service: Service, template: Template, alice: User, settings: Any
) -> None:
    settings.SWEEP_SECONDS = 0.05
    made = keep(service, template, alice)
    process = ListsOfProcess()

    process.after_worker_boot(broker, None)
    deadline = monotonic() + 60
    while monotonic() < deadline and made.state == "waiting":
        sleep(0.05)
        made.refresh_from_db()
    process.before_worker_shutdown(broker, None)

    assert made.state == "checked"


def test_the_queue_of_lists_has_its_actor() -> None:
    assert LISTS_QUEUE in broker.get_declared_queues()
    assert LISTS_ACTOR in broker.get_declared_actors()


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n\r\n"])
def test_the_heading_is_no_row_that_is_expected(end: bytes) -> None:
    assert expected_rows(b"email address,name\na@example.ca,A\nb@example.ca,B" + end, ".csv") == 2
    assert expected_rows(b"PK\n\n\n", ".xlsx") == 0
