"""Lists in the portal: uploaded, checked in the background, mended, looked at."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from notify.accounts.models import AuditEvent, User
from notify.message_templates.actions import edit_template
from notify.message_templates.models import Template
from notify.notifications.models import Job, Notification
from notify.recipients.file_reader import read_recipient_file
from notify.sending import list_checking
from notify.sending.jobs import store_due_jobs
from notify.sending.list_checking import REPORT_EVERY, check_next_list
from notify.sending.list_sending import forget_lists
from notify.sending.models import ListChunk, ListDraft, ListFile
from notify.services.models import SafelistEntry, Service
from tests import factories
from tests.portal.listing import GOOD, checked, open_list, page, send, table, upload
from tests.portal.people import sign_in
from tests.recipients.workbooks import text_rows, xlsx


@pytest.fixture
def template(service: Service) -> Template:
    return factories.make_email_template(service)


def streamed(client: Client, address: str) -> str:
    return b"".join(client.get(address).streaming_content).decode()  # type: ignore[attr-defined]


def test_a_list_is_checked_shown_and_sent(as_alice: Client, template: Template) -> None:
    draft = checked(as_alice, template)
    look = open_list(as_alice, draft)

    answer = send(as_alice, draft)
    store_due_jobs()

    job = Job.objects.get()
    assert "The list can be sent" in look
    assert "Your decision, Ana" in look
    assert answer.redirect_chain[-1][0] == page("job", job.service_id, job.id)
    assert (job.name, job.row_count, job.created_by_id) == ("list.csv", 2, draft.created_by_id)
    sent = {row.recipient: row.personalisation for row in Notification.objects.all()}
    assert sent["bo@example.ca"] == {"name": "Bo", "state": "closed"}
    assert set(sent) == {"ana@example.ca", "bo@example.ca"}


def test_until_it_is_checked_the_page_says_how_far_it_is(
    as_alice: Client, template: Template
) -> None:
    upload(as_alice, template, table(GOOD))
    draft = ListDraft.objects.get()
    before = as_alice.get(page("list-progress", draft.service_id, draft.id)).json()
    waiting = open_list(as_alice, draft)

    check_next_list()

    after = as_alice.get(page("list-progress", draft.service_id, draft.id)).json()
    assert "Checking the list" in waiting
    assert (before["state"], before["rows"]) == ("waiting", 0)
    assert (after["state"], after["rows"]) == ("checked", 2)


def test_progress_is_told_while_a_list_is_read(
    as_alice: Client, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(f"p{n}@example.ca", "Ana", "open") for n in range(REPORT_EVERY + 1)]
    upload(as_alice, template, table(rows))
    seen = []
    report = list_checking._Watch._report

    def report_and_look(watch: Any, number: int) -> None:
        report(watch, number)
        seen.append(ListDraft.objects.get().rows_checked)

    monkeypatch.setattr(list_checking._Watch, "_report", report_and_look)
    check_next_list()

    assert seen == [REPORT_EVERY]


def test_bad_cells_are_shown_where_they_are_and_listed(
    as_alice: Client, template: Template
) -> None:
    rows = [*GOOD, ("nobody", "Cy", "open"), ("di@example.ca", "", "open")]

    draft = checked(as_alice, template, rows)
    shown = open_list(as_alice, draft)
    problems = streamed(as_alice, page("list-problems", draft.service_id, draft.id))

    assert "2 rows of 4 have problems" in shown
    assert shown.count('class="wrong"') == 2
    assert "Not an email address" in shown
    lines = problems.removeprefix("\ufeff").splitlines()
    assert lines[0] == "row,problem,email address,name,state"
    assert lines[1].startswith("4,email address: Not an email address")
    assert lines[2].startswith("5,name: Missing")
    assert len(lines) == 3


def test_the_whole_list_can_be_had_with_its_problems_and_no_formula_runs(
    as_alice: Client, template: Template
) -> None:
    draft = checked(as_alice, template, [*GOOD, ("nobody", "=cmd()", "@open")])

    address = page("list-problems", draft.service_id, draft.id)
    lines = streamed(as_alice, f"{address}?rows=all").splitlines()

    assert len(lines) == 4
    assert lines[3].endswith("nobody,'=cmd(),'@open")


def test_the_problems_can_be_had_as_a_workbook_that_is_mended_and_sent_back(
    as_alice: Client, template: Template
) -> None:
    draft = checked(as_alice, template, [*GOOD, ("nobody", "Cy", "open")])
    address = page("list-problems-workbook", draft.service_id, draft.id)

    answer = as_alice.get(f"{address}?rows=all")

    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    rows = list(read_recipient_file(content, file_name="problems.xlsx"))
    assert rows[0] == ["row", "problem", "email address", "name", "state"]
    assert rows[3][2:] == ["nobody", "Cy", "open"]
    rows[3][2] = "somebody@example.ca"
    mended = SimpleUploadedFile("mended.csv", table(rows[1:], rows[0]))
    as_alice.post(page("replace-list", draft.service_id, draft.id), {"file": mended})
    check_next_list()
    assert "The list can be sent" in open_list(as_alice, draft)


def test_problems_are_told_in_french(as_alice: Client, template: Template) -> None:
    draft = checked(as_alice, template, [("personne", "Zoé", "ouvert")])
    address = page("list-problems", draft.service_id, draft.id)

    as_alice.cookies["django_language"] = "fr"
    shown = open_list(as_alice, draft)
    problems = streamed(as_alice, address)

    assert "Ce n’est pas une adresse courriel" in shown
    assert problems.startswith("\ufeffligne,problème,")


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        (("email address", "nmae", "state"), "nmae"),
        (("Courriel", "name", "state"), "Courriel"),
        (("E-mail", "name", "state"), "E-mail"),
    ],
)
def test_a_missing_column_names_the_heading_that_may_be_meant(
    as_alice: Client, template: Template, heading: tuple[str, str, str], meant: str
) -> None:
    draft = checked(as_alice, template, GOOD, heading=heading)

    shown = open_list(as_alice, draft)

    assert "Columns are missing" in shown
    assert f"rename “{meant}” if that is it" in shown


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"email address,name,state\n", "list.csv", "The list has no rows"),
        (b"PK\x03\x04 broken", "list.xlsx", "The file cannot be read"),
        (
            b"email address,adresse courriel,name,state\na@b.ca,a@b.ca,A,B\n",
            "list.csv",
            "More than one column for the recipient",
        ),
    ],
)
def test_what_is_wrong_with_a_whole_file_is_told(
    as_alice: Client, template: Template, content: bytes, name: str, words: str
) -> None:
    upload(as_alice, template, content, name)
    check_next_list()

    assert words in open_list(as_alice, ListDraft.objects.get())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose a file, or paste a table"),
        ({"file": SimpleUploadedFile("list.pdf", b"x")}, "This is not a file that we can read"),
        ({"file": SimpleUploadedFile("list.csv", b"")}, "The file is empty"),
    ],
)
def test_a_file_that_is_none_is_refused_at_once(
    as_alice: Client, template: Template, fields: dict[str, Any], words: str
) -> None:
    answer = as_alice.post(page("send-list", template.service_id, template.id), fields)

    assert words in answer.content.decode()
    assert not ListDraft.objects.exists()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_can_be_pasted(as_alice: Client, template: Template, separator: str) -> None:
    pasted = "\n".join(separator.join(row) for row in [("email address", "name", "state"), *GOOD])

    as_alice.post(page("send-list", template.service_id, template.id), {"pasted": pasted})
    check_next_list()

    draft = ListDraft.objects.get()
    assert "The list can be sent" in open_list(as_alice, draft)
    assert draft.name == "Pasted list.csv"


def test_a_workbook_is_read(as_alice: Client, template: Template) -> None:
    book = xlsx(text_rows([["email address", "name", "state"], *map(list, GOOD)]))

    upload(as_alice, template, book, "list.xlsx")
    check_next_list()

    assert "The list can be sent" in open_list(as_alice, ListDraft.objects.get())


def test_the_list_can_be_replaced_on_its_page(as_alice: Client, template: Template) -> None:
    draft = checked(as_alice, template, [("nobody", "Cy", "open")])

    file = SimpleUploadedFile("mended.csv", table(GOOD))
    as_alice.post(page("replace-list", draft.service_id, draft.id), {"file": file})
    check_next_list()

    assert "The list can be sent" in open_list(as_alice, draft)
    assert ListFile.objects.get().name == "mended.csv"


def test_a_list_replaced_while_it_is_checked_keeps_nothing_of_the_old_check(
    as_alice: Client, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(as_alice, template, table(GOOD))
    draft = ListDraft.objects.get()
    real = list_checking.make_verdict

    def replace_meanwhile(*args: Any, **kwargs: Any) -> Any:
        file = SimpleUploadedFile("new.csv", table([("nobody", "Cy", "open")]))
        as_alice.post(page("replace-list", draft.service_id, draft.id), {"file": file})
        monkeypatch.setattr(list_checking, "make_verdict", real)
        return real(*args, **kwargs)

    monkeypatch.setattr(list_checking, "make_verdict", replace_meanwhile)
    check_next_list()

    draft.refresh_from_db()
    assert draft.state == "waiting"
    assert not ListChunk.objects.exists()
    check_next_list()
    assert "1 row of 1 has a problem" in open_list(as_alice, draft)


@pytest.mark.parametrize("change", ["template", "trial"])
def test_a_list_is_checked_again_when_what_it_was_checked_against_changed(
    as_alice: Client, template: Template, alice: User, change: str
) -> None:
    draft = checked(as_alice, template)
    if change == "template":
        edit_template(template, author=alice, body_en="Dear ((name)): ((reason))")
    else:
        Service.objects.update(restricted=True)

    answer = send(as_alice, draft)

    assert "Checking the list" in answer.content.decode()
    assert not Job.objects.exists()
    check_next_list()
    assert "The list has problems" in open_list(as_alice, draft)


def test_a_trial_may_write_to_its_team_and_safelist(alice: User) -> None:
    trial = factories.make_service(owner=alice, restricted=True)
    SafelistEntry.objects.create(service=trial, channel="email", recipient="ana@example.ca")
    template = factories.make_email_template(trial)
    client = sign_in(alice)

    draft = checked(client, template)

    shown = open_list(client, draft)
    assert "1 recipient is not in your team or safelist" in shown
    assert "The first rows with problems" in shown


def test_texts_show_their_fragments(as_alice: Client, service: Service) -> None:
    template = factories.make_sms_template(service)
    rows = [("613-736-3100", "1"), ("613-736-3101", "9" * 200)]

    draft = checked(as_alice, template, rows, heading=("phone number", "code"))

    shown = " ".join(open_list(as_alice, draft).split())
    assert "<dt>Fragments</dt><dd>3</dd>" in shown
    assert 'class="bubble"' in shown


def test_any_row_can_be_looked_at(as_alice: Client, template: Template) -> None:
    draft = checked(as_alice, template)

    second = open_list(as_alice, draft, "?row=1")
    third = open_list(as_alice, draft, "?sheet=3")
    none = open_list(as_alice, draft, "?row=99")
    body = as_alice.get(page("list-row-body", draft.service_id, draft.id, 1)).content.decode()

    assert "Your decision, Bo" in second
    assert "Your decision, Bo" in third
    assert "There is no such row" in none
    assert "Dear Bo" in body


def test_rows_of_a_pair_say_their_language(as_alice: Client, service: Service) -> None:
    template = factories.make_email_template(
        service,
        text="pair",
        subject_en="Hello",
        subject_fr="Bonjour",
        body_en="Dear ((name))",
        body_fr="Bonjour ((name))",
    )
    rows = [("ana@example.ca", "Ana", "en"), ("zoe@example.ca", "Zoé", "fr")]

    draft = checked(as_alice, template, rows, heading=("email address", "name", "language"))
    send(as_alice, draft)
    store_due_jobs()

    sent = {row.recipient: row.language for row in Notification.objects.all()}
    assert sent == {"ana@example.ca": "en", "zoe@example.ca": "fr"}


@pytest.mark.parametrize(("name", "kind"), [("sample-list", "csv"), ("sample-workbook", "xlsx")])
def test_a_sample_has_the_columns_and_is_a_list_that_can_be_sent(
    as_alice: Client, template: Template, name: str, kind: str
) -> None:
    answer = as_alice.get(page(name, template.service_id, template.id))
    sample = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    upload(as_alice, template, sample, f"sample.{kind}")
    check_next_list()

    assert answer["Content-Disposition"] == f'attachment; filename="sample.{kind}"'
    heading, row = read_recipient_file(sample, file_name=f"sample.{kind}")
    assert heading == ["email address", "name", "state"]
    assert row[0] == "alice@example.gc.ca"
    assert "The list can be sent" in open_list(as_alice, ListDraft.objects.get())


def test_starting_a_send_is_on_record_without_recipients(
    as_alice: Client, template: Template, alice: User
) -> None:
    send(as_alice, checked(as_alice, template))

    event = AuditEvent.objects.get(action="send-started")
    assert event.actor == alice
    assert event.after["rows"] == 2
    assert "ana@" not in str(event.after)


def test_a_list_is_its_uploaders_alone(
    as_alice: Client, template: Template, service: Service, bob: User
) -> None:
    service.memberships.filter(user=bob).update(permissions=["send_messages"])
    draft = checked(as_alice, template)
    client = sign_in(bob)

    for name in ("list-draft", "list-progress", "list-problems", "replace-list"):
        assert client.get(page(name, service.id, draft.id)).status_code == 404
    assert client.post(page("discard-list", service.id, draft.id)).status_code == 404


def test_a_list_can_be_discarded_and_expires(as_alice: Client, template: Template) -> None:
    first, second = checked(as_alice, template), checked(as_alice, template)

    as_alice.post(page("discard-list", first.service_id, first.id))
    ListDraft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert not ListDraft.objects.filter(pk=first.pk).exists()
    assert as_alice.get(page("list-draft", second.service_id, second.id)).status_code == 404
    assert forget_lists() == 1
    assert not ListFile.objects.exists()


def test_a_list_that_no_worker_can_check_is_given_up(as_alice: Client, template: Template) -> None:
    upload(as_alice, template, table(GOOD))
    ListDraft.objects.update(attempts=3)

    check_next_list()

    draft = ListDraft.objects.get()
    assert draft.state == "unreadable"
    assert "The file cannot be read" in open_list(as_alice, draft)


@pytest.mark.parametrize("name", ["send-list", "sample-list"])
def test_only_members_who_may_send_get_the_page(
    name: str,
    template: Template,
    as_alice: Client,
    as_bob: Client,
    as_charlie: Client,
    as_platform: Client,
) -> None:
    address = page(name, template.service_id, template.id)
    clients = (as_alice, as_bob, as_charlie, as_platform)

    assert [client.get(address).status_code for client in clients] == [200, 403, 404, 403]
