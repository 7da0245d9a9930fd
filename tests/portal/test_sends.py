"""The sends of a service: watched, paused, cancelled, reported, their failures sent again."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from notify.accounts.models import AuditEvent, User
from notify.message_templates.models import Template
from notify.notifications.models import Job, Notification
from notify.sending.job_pace import pace_of
from notify.sending.jobs import store_due_jobs
from notify.sending.list_checking import check_next_list
from notify.sending.models import ListDraft
from notify.services.models import Service
from notify.stats.models import Usage
from tests import factories
from tests.portal import sent
from tests.portal.listing import GOOD, checked, open_list, page, send
from tests.portal.people import sign_in
from tests.sending.jobs import accept_list, email_rows, rows_of

PAGES = ("job", "job-progress", "cancel-job", "job-report")


@pytest.fixture
def template(service: Service) -> Template:
    return factories.make_email_template(service)


@pytest.fixture
def job(service: Service, template: Template) -> Job:
    """A job of three messages, made and waiting."""
    made = accept_list(
        service,
        email_rows(3),
        template=factories.make_email_template(
            service, name="Letter", subject_en="Hello", body_en="Dear ((name))"
        ),
    )
    store_due_jobs()
    made.refresh_from_db()
    return made


def address_of(name: str, job: Job) -> str:
    return page(name, job.service_id, job.id)


def text(client: Client, name: str, job: Job) -> str:
    return client.get(address_of(name, job)).content.decode()


def report_of(client: Client, job: Job) -> list[str]:
    answer = client.get(address_of("job-report", job))
    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return content.splitlines()


def fail(message: Notification) -> None:
    sent.receive(
        message, "permanent-failure", feedback_type="hard-bounce", feedback_subtype="general"
    )


@pytest.mark.parametrize("name", ["sends", "dashboard"])
def test_a_job_is_finished_once_all_of_it_has_left(
    as_alice: Client, service: Service, job: Job, name: str
) -> None:
    Job.objects.filter(pk=job.pk).update(name="waiting.csv")
    gone = accept_list(service, email_rows(2), template=job.template)
    store_due_jobs()
    Job.objects.filter(pk=gone.pk).update(name="gone.csv")
    Notification.objects.filter(job_id=gone.pk).update(due_at=None)
    # A message of no job waits as well.
    sent.send_email(service)

    page_of = BeautifulSoup(as_alice.get(page(name, service.id)).content, "html.parser")

    states = {
        each.find("a").text.strip(): each.select_one(".tag").text.strip()  # type: ignore[union-attr]
        for each in page_of.select("li:has(.tag):has(a), tr:has(.tag):has(a)")
    }
    assert (states["waiting.csv"], states["gone.csv"]) == ("In progress", "Finished")


def test_a_job_page_shows_how_far_it_is(as_alice: Client, job: Job) -> None:
    first, second, _ = rows_of(job)
    sent.receive(first, "delivered")
    fail(second)

    shown = text(as_alice, "job", job)
    live = as_alice.get(address_of("job-progress", job)).json()

    assert "2 of 3 sent (66 %)" in shown
    assert 'max="3" value="2"' in shown
    assert "No such address: 1" in shown
    assert (live["texts"]["waiting"], live["texts"]["delivered"]) == ("1", "1")
    assert live["texts"]["failed"] == "1"
    assert live["announcement"] == "In progress: 50 %"
    assert live["is_live"] is True


def test_a_job_page_leads_to_its_messages_and_its_template(as_alice: Client, job: Job) -> None:
    found = text(as_alice, "job", job)
    messages = f"{page('messages', job.service_id)}?job={job.id}"
    assert f'href="{messages}"' in found
    assert f'href="{page("template", job.service_id, job.template_id)}"' in found
    assert len(as_alice.get(messages).context["page"].rows) == 3


def test_a_job_whose_messages_all_arrived_is_no_longer_live(as_alice: Client, job: Job) -> None:
    for message in rows_of(job):
        sent.receive(message, "delivered")

    live = as_alice.get(address_of("job-progress", job)).json()

    assert live["texts"]["state"] == "Finished"
    assert (live["is_live"], live["left"], live["rows"]) == (False, 3, 3)


def test_rows_that_become_messages_while_they_are_counted_count_once(job: Job) -> None:
    job.next_row = 0  # as it was read, before its rows were stored

    pace = pace_of(job)

    assert (pace.rows, pace.waiting, pace.left, pace.percent, pace.erased) == (3, 3, 0, 0, 0)


def test_of_a_cancelled_job_only_what_left_counts_as_sent(as_alice: Client, job: Job) -> None:
    sent.receive(rows_of(job)[0], "delivered")
    as_alice.post(address_of("cancel-job", job))

    live = as_alice.get(address_of("job-progress", job)).json()

    assert live["texts"]["far"] == "1 of 3 sent (33 %)"
    assert (live["left"], live["rows"], live["is_waiting"], live["is_live"]) == (1, 3, False, False)


def test_the_pace_is_what_left_in_the_last_half_minute(as_alice: Client, job: Job) -> None:
    first = rows_of(job)[0]
    Job.objects.update(started_at=timezone.now() - timedelta(hours=1))
    Notification.objects.filter(pk=first.pk).update(status="sending", sent_at=timezone.now())

    texts = as_alice.get(address_of("job-progress", job)).json()["texts"]

    assert texts["pace"] == "2 messages a minute, about 1 minute left"


def test_a_job_is_paused_and_goes_on(as_alice: Client, job: Job) -> None:
    paused = as_alice.post(address_of("pause-job", job), follow=True).content.decode()
    held = Notification.objects.filter(due_at=None).count()
    gone_on = as_alice.post(address_of("resume-job", job), follow=True).content.decode()

    assert "Paused. What has not left" in paused
    assert held == 3
    assert "The send goes on." in gone_on
    assert Notification.objects.filter(due_at=None).count() == 0
    actions = AuditEvent.objects.order_by("at").values_list("action", flat=True)
    assert list(actions) == ["send-paused", "send-resumed"]


def test_cancelling_asks_first_and_gives_the_limit_back(
    as_alice: Client, job: Job, alice: User
) -> None:
    asked = text(as_alice, "cancel-job", job)
    before = Notification.objects.filter(status="created").count()

    as_alice.post(address_of("cancel-job", job))

    assert "3 messages have not left and will not" in asked
    assert before == 3
    assert Notification.objects.filter(status="cancelled").count() == 3
    assert set(Usage.objects.values_list("used", flat=True)) == {0}
    event = AuditEvent.objects.get(action="send-cancelled")
    assert (event.actor, event.after) == (alice, {"status": "cancelled", "rows": 3})


def test_a_job_that_has_left_cannot_be_cancelled(as_alice: Client, job: Job) -> None:
    for message in rows_of(job):
        sent.receive(message, "delivered")

    asked = text(as_alice, "cancel-job", job)
    answer = as_alice.post(address_of("cancel-job", job), follow=True).content.decode()

    assert "Nothing is left to cancel" in asked
    assert "That is no longer possible" in answer


def test_a_scheduled_list_is_cancelled_before_it_starts(
    as_alice: Client, template: Template
) -> None:
    draft = checked(as_alice, template)
    day = (timezone.now() + timedelta(days=2)).date().isoformat()
    send(as_alice, draft, when="later", day=day, time="10:00", zone="UTC")
    job = Job.objects.get()

    as_alice.post(address_of("cancel-job", job))

    store_due_jobs()
    job.refresh_from_db()
    assert job.status == "cancelled"
    assert not Notification.objects.exists()


def test_the_report_has_every_row_and_its_state(as_alice: Client, job: Job) -> None:
    fail(rows_of(job)[1])

    lines = report_of(as_alice, job)

    assert lines[0].startswith("\ufeffRow number,Recipient,Template,Type,Job,Status")
    assert len(lines) == 4
    assert lines[2].startswith("2,Person1@Example.ca,Letter,Email,list.csv,No such address")


def test_the_report_is_in_french_for_who_reads_french(as_alice: Client, job: Job) -> None:
    as_alice.cookies["django_language"] = "fr"

    lines = report_of(as_alice, job)

    assert "Destinataire" in lines[0]
    assert "Courriel" in lines[1]


def test_the_report_runs_no_formula(as_alice: Client, service: Service, job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(name="=cmd()")

    assert ",'=cmd()," in report_of(as_alice, job)[1]


def test_the_list_of_sends_has_what_is_scheduled_first(
    as_alice: Client, service: Service, job: Job
) -> None:
    later = accept_list(
        service,
        email_rows(1),
        template=job.template,
        scheduled_for=timezone.now() + timedelta(hours=2),
    )
    Job.objects.filter(pk=later.pk).update(
        name="later.csv", created_at=timezone.now() - timedelta(days=1)
    )
    cancelled = accept_list(service, email_rows(1), template=job.template)
    Job.objects.filter(pk=cancelled.pk).update(name="gone.csv", status="cancelled")
    address = page("sends", service.id)

    shown = as_alice.get(address).content.decode()
    only = as_alice.get(f"{address}?state=scheduled").content.decode()

    assert shown.index("later.csv") < shown.index("gone.csv") < shown.index("list.csv")
    assert "later.csv" in only
    assert "gone.csv" not in only


def test_a_send_is_finished_only_when_all_of_it_has_left(
    as_alice: Client, service: Service, job: Job
) -> None:
    before = as_alice.get(page("sends", service.id)).content.decode()
    Notification.objects.update(status="sending", due_at=None)

    after = as_alice.get(page("sends", service.id)).content.decode()

    assert job.status == "finished"
    assert '<span class="tag in-transit">In progress</span>' in before
    assert '<span class="tag delivered">Finished</span>' in after


def test_only_the_failures_are_sent_again(as_alice: Client, job: Job, alice: User) -> None:
    first, second, third = rows_of(job)
    sent.receive(first, "delivered")
    fail(second)
    sent.receive(third, "temporary-failure", feedback_type="soft-bounce", feedback_subtype="full")
    reasons = text(as_alice, "job", job)

    answer = as_alice.post(address_of("resend-failures", job))
    check_next_list()
    draft = ListDraft.objects.get()
    shown = open_list(as_alice, draft)
    send(as_alice, draft)
    store_due_jobs()

    assert "No such address: 1" in reasons
    assert answer["Location"] == page("list-draft", job.service_id, draft.id)
    assert "Left out: suppressed" in shown
    again = Job.objects.latest("created_at")
    assert again.name == "Failures of list.csv"
    assert [row.recipient for row in rows_of(again)] == ["Person2@Example.ca"]
    assert rows_of(again)[0].personalisation == {"name": "Zoé 2"}
    assert rows_of(again)[0].client_reference == "r-2"


def test_the_failures_of_a_list_with_a_long_name_are_sent_again(as_alice: Client, job: Job) -> None:
    Job.objects.update(name="x" * 255)
    sent.receive(rows_of(job)[0], "temporary-failure", feedback_type="soft-bounce")

    as_alice.post(address_of("resend-failures", job))

    assert ListDraft.objects.get().name == f"Failures of {'x' * 243}"


def test_a_job_without_failures_has_nothing_to_send_again(as_alice: Client, job: Job) -> None:
    answer = as_alice.post(address_of("resend-failures", job), follow=True)

    assert "No message of this send has failed." in answer.content.decode()


def test_lists_in_values_and_languages_are_sent_again_as_they_were(
    as_alice: Client, service: Service
) -> None:
    template = factories.make_email_template(
        service,
        text="pair",
        subject_en="Hi",
        subject_fr="Bonjour",
        body_en="((files))",
        body_fr="((files))",
    )
    rows = [
        ["email address", "files", "files", "language"],
        ["a@example.ca", "one", "two", "fr"],
        ["b@example.ca", "one", "", "en"],
    ]
    job = accept_list(service, rows, template=template)
    store_due_jobs()
    for message in rows_of(job):
        sent.receive(message, "temporary-failure", feedback_type="soft-bounce")
    link = "https://example.gc.ca/stop/1"
    Notification.objects.filter(job_row=0).update(unsubscribe_url=link)

    as_alice.post(address_of("resend-failures", job))
    check_next_list()
    send(as_alice, ListDraft.objects.get())
    store_due_jobs()

    again = rows_of(Job.objects.latest("created_at"))
    assert [row.personalisation["files"] for row in again] == [["one", "two"], ["one"]]
    assert [row.language for row in again] == ["fr", "en"]
    assert [row.unsubscribe_url for row in again] == [link, ""]


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_gets_404(name: str, as_charlie: Client, job: Job) -> None:
    assert as_charlie.get(address_of(name, job)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_job_of_another_service_is_404(name: str, as_alice: Client, job: Job) -> None:
    other = factories.make_service()

    assert as_alice.get(page(name, other.id, job.id)).status_code == 404


@pytest.mark.parametrize(
    ("permissions", "statuses"),
    [
        (["view_activity"], {"job": 200, "job-report": 200, "pause-job": 403, "cancel-job": 403}),
        (["send_messages"], {"job": 200, "job-report": 403, "pause-job": 302, "cancel-job": 302}),
        (["manage_templates"], {"job": 200, "job-report": 403, "resend-failures": 403}),
    ],
)
def test_who_may_do_what_with_a_job(
    permissions: list[str], statuses: dict[str, int], service: Service, job: Job, charlie: User
) -> None:
    factories.make_member(service, charlie, permissions)
    client = sign_in(charlie)
    posted = ("pause-job", "cancel-job", "resend-failures")

    for name, status in statuses.items():
        act = client.post if name in posted else client.get
        assert act(address_of(name, job)).status_code == status, name


def test_the_platform_team_looks_and_changes_nothing(
    service: Service, job: Job, as_platform: Client
) -> None:
    shown = text(as_platform, "job", job)
    acts = [as_platform.post(address_of(name, job)) for name in ("pause-job", "cancel-job")]

    assert "list.csv" in shown
    assert "Pause" not in shown
    assert [act.status_code for act in acts] == [403, 403]


def test_nothing_changes_on_get(as_alice: Client, job: Job) -> None:
    answers = [as_alice.get(address_of(name, job)) for name in ("pause-job", "resume-job")]
    as_alice.get(address_of("cancel-job", job))

    assert [answer.status_code for answer in answers] == [405, 405]
    job.refresh_from_db()
    assert job.status == "finished"


def test_a_list_of_the_portal_names_who_sent_it(as_alice: Client, template: Template) -> None:
    send(as_alice, checked(as_alice, template, GOOD))

    assert "Alice" in text(as_alice, "job", Job.objects.get())


def test_a_report_that_is_fetched_is_on_record(as_alice: Client, job: Job) -> None:
    report_of(as_alice, job)

    event = AuditEvent.objects.get(action="report-downloaded")
    assert (event.subject_id, event.service_id) == (str(job.id), job.service_id)
