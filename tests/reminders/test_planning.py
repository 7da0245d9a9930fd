"""Plan reminders, cancel them, and send them once when they are due."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models import Q

from notify.accounts.models import User
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.recipients.email_address import parse_email_address
from notify.reminders import sending
from notify.reminders.models import QuietHours, Reminder
from notify.reminders.planning import (
    AfterTheDate,
    AlreadyPast,
    ReminderList,
    TooFarAhead,
    cancel,
    plan_list,
    plan_one,
)
from notify.reminders.sending import forget_settled, send_due_reminders
from notify.reminders.timing import NotADate, Rule
from notify.sending.account import Account
from notify.sending.email import send_email
from notify.sending.errors import MissingPersonalisation
from notify.sending.request import Accepted, MessageRequest
from notify.services.models import Service
from tests import factories

pytestmark = pytest.mark.django_db

RULE = Rule(2, time(9))
HEADING = ["email address", "name", "state", "date", "reference"]


def day(ahead: int) -> str:
    return (datetime.now(UTC) + timedelta(days=ahead)).strftime("%Y-%m-%d")


@pytest.fixture
def template(service: Service) -> Template:
    return factories.make_email_template(service)


def message(template: Template, **fields: object) -> MessageRequest:
    service = Service.objects.get(pk=template.service_id)
    return MessageRequest(
        **{
            "account": Account.of(service),
            "key_type": "normal",
            "template_id": template.pk,
            "recipient": "ana@example.ca",
            "address": parse_email_address("ana@example.ca"),
            "personalisation": {"name": "Ana", "state": "open"},
            "reference": "file-1",
            **fields,
        }  # type: ignore[arg-type]
    )


def one(template: Template, date: str = "", **fields: object) -> Reminder:
    return plan_one(message(template, **fields), "email", date=date or day(10), rule=RULE)


def make_due() -> None:
    Reminder.objects.update(due_at=datetime.now(UTC) - timedelta(seconds=1))


def a_list(template: Template, rows: list[list[str]], **fields: object) -> ReminderList:
    service = Service.objects.get(pk=template.service_id)
    return ReminderList(
        **{
            "account": Account.of(service),
            "template_id": template.pk,
            "rows": rows,
            "date_column": "Date",
            "rule": RULE,
            **fields,
        }  # type: ignore[arg-type]
    )


def test_a_reminder_waits_and_is_sent_once_when_it_is_due(template: Template) -> None:
    reminder = one(template)

    assert send_due_reminders() == 0
    make_due()
    assert send_due_reminders() == 1
    assert send_due_reminders() == 0
    sent = Notification.objects.get()
    assert (sent.recipient, sent.client_reference) == ("ana@example.ca", "file-1")
    reminder.refresh_from_db()
    assert (reminder.state, reminder.notification_id) == ("sent", sent.id)
    assert not reminder.sealed_recipient
    assert not reminder.sealed_personalisation


def test_a_failure_in_mid_send_leaves_it_waiting(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError

    one(template)
    make_due()
    with monkeypatch.context() as patch:
        patch.setattr("notify.reminders.sending.send_email", fail)
        assert send_due_reminders() == 0
    make_due()

    assert send_due_reminders() == 1
    assert Notification.objects.count() == 1


def test_one_that_the_database_refuses_holds_nobody_back(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_bad(request: MessageRequest) -> Accepted:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / %s", [int(request.reference != "bad")])
        return send_email(request)

    one(template, day(9), reference="bad")
    for number in range(3):
        one(template, reference=f"good-{number}")
    make_due()
    monkeypatch.setattr("notify.reminders.sending.send_email", refuse_bad)

    assert send_due_reminders() == 3
    assert Notification.objects.count() == 3
    bad = Reminder.objects.get(reference="bad")
    assert bad.state == "waiting"
    assert bad.due_at > datetime.now(UTC)


def test_without_a_database_the_run_ends_with_an_error(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(request: MessageRequest) -> None:
        monkeypatch.setattr(connection, "is_usable", lambda: False)
        raise OperationalError

    one(template)
    make_due()
    monkeypatch.setattr("notify.reminders.sending.send_email", lose)

    with pytest.raises(OperationalError):
        send_due_reminders()


def test_what_is_missing_is_told_when_it_is_planned(template: Template) -> None:
    with pytest.raises(MissingPersonalisation):
        one(template, personalisation={"name": "Ana"})


@pytest.mark.parametrize(
    ("date", "error"),
    [("June 3", NotADate), ("2020-01-01", AlreadyPast), (day(900), TooFarAhead)],
)
def test_a_date_that_makes_no_sense_is_refused(
    template: Template, date: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        one(template, date)


def test_a_reminder_after_its_date_is_refused(template: Template) -> None:
    with pytest.raises(AfterTheDate):
        plan_one(message(template), "email", date=f"{day(30)} 08:00", rule=Rule(0, time(9)))

    assert not Reminder.objects.exists()


def test_a_time_that_has_passed_before_a_date_to_come_is_now(template: Template) -> None:
    reminder = one(template, day(1))

    assert reminder.due_at <= datetime.now(UTC) + timedelta(days=1)
    assert reminder.due_at < reminder.event_at


def test_quiet_hours_move_a_reminder(template: Template) -> None:
    QuietHours.objects.create(service=template.service, starts=time(8), ends=time(11))

    reminder = one(template)

    local = reminder.due_at.astimezone(UTC)
    assert local.minute == 0
    assert local.hour in (15, 16)  # eleven in Toronto


def test_cancelled_by_reference_it_is_never_sent(template: Template) -> None:
    one(template)
    one(template, reference="file-2")

    assert cancel(Q(service=template.service, reference="file-1")) == 1
    make_due()
    send_due_reminders()

    assert Notification.objects.get().client_reference == "file-2"
    gone = Reminder.objects.get(reference="file-1")
    assert (gone.state, bytes(gone.sealed_recipient)) == ("cancelled", b"")


def test_a_full_limit_holds_it_back_while_the_date_is_ahead(template: Template) -> None:
    reminder = one(template)
    Service.objects.update(message_limit=0)
    make_due()

    assert send_due_reminders() == 0
    reminder.refresh_from_db()
    assert reminder.state == "waiting"
    assert reminder.due_at > datetime.now(UTC)


def test_a_full_limit_refuses_it_when_the_date_is_here(template: Template) -> None:
    reminder = one(template)
    Service.objects.update(message_limit=0)
    make_due()
    Reminder.objects.update(event_at=datetime.now(UTC) + timedelta(minutes=30))

    assert send_due_reminders() == 1
    reminder.refresh_from_db()
    assert (reminder.state, reminder.problem) == ("refused", "over-limit")


def test_one_that_comes_late_keeps_the_quiet_hours(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    one(template)
    make_due()
    morning = datetime.now(UTC) + timedelta(hours=3)
    monkeypatch.setattr(sending, "after_quiet", lambda _now, _zone, _quiet: morning)

    assert send_due_reminders() == 0
    assert Reminder.objects.get().due_at == morning
    assert not Notification.objects.exists()


def test_one_that_comes_after_its_date_is_not_sent(template: Template) -> None:
    one(template)
    make_due()
    Reminder.objects.update(event_at=datetime.now(UTC) - timedelta(minutes=1))

    assert send_due_reminders() == 1
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.problem) == ("refused", "past")
    assert not Notification.objects.exists()


def test_a_suspended_service_sends_none(template: Template) -> None:
    one(template)
    Service.objects.update(active=False)
    make_due()

    send_due_reminders()

    assert Reminder.objects.get().problem == "service_suspended"
    assert not Notification.objects.exists()


def test_a_list_plans_each_row_with_its_own_date(template: Template, alice: User) -> None:
    rows = [
        HEADING,
        ["ana@example.ca", "Ana", "open", day(10), "a"],
        ["", "", "", "", ""],
        ["ben@example.ca", "Ben", "shut", f"{day(20)} 14:00", "b"],
    ]

    result = plan_list(a_list(template, rows, created_by_id=alice.pk))

    planned = Reminder.objects.order_by("due_at")
    assert (result.count, result.first) == (2, planned[0].due_at)
    assert [row.reference for row in planned] == ["a", "b"]
    make_due()
    assert send_due_reminders() == 2
    names = {row.recipient: row.personalisation["name"] for row in Notification.objects.all()}
    assert names == {"ana@example.ca": "Ana", "ben@example.ca": "Ben"}


def test_a_list_with_a_wrong_date_plans_nothing(template: Template) -> None:
    rows = [
        HEADING,
        ["ana@example.ca", "Ana", "open", day(10), "a"],
        ["ben@example.ca", "Ben", "shut", "soon", "b"],
        ["cy@example.ca", "Cy", "shut", "2020-01-01", "c"],
    ]

    result = plan_list(a_list(template, rows))

    assert [(problem.row, problem.code) for problem in result.problems] == [
        (2, "not-a-date"),
        (3, "past"),
    ]
    assert not Reminder.objects.exists()


def test_a_list_with_a_wrong_address_plans_nothing(template: Template) -> None:
    rows = [HEADING, ["nobody", "Ana", "open", day(10), "a"]]

    result = plan_list(a_list(template, rows))

    assert result.check is not None
    assert result.check.rows_in_error_count == 1
    assert not Reminder.objects.exists()


def test_a_list_without_the_date_column_says_so(template: Template) -> None:
    rows = [HEADING[:3], ["ana@example.ca", "Ana", "open"]]

    assert not plan_list(a_list(template, rows)).has_date_column


def test_the_zone_of_a_row_comes_before_that_of_the_list(template: Template) -> None:
    rows = [
        [*HEADING, "time zone"],
        ["ana@example.ca", "Ana", "open", day(10), "a", "America/Vancouver"],
        ["ben@example.ca", "Ben", "open", day(10), "b", ""],
    ]

    plan_list(a_list(template, rows, time_zone="America/Halifax"))

    zones = dict(Reminder.objects.values_list("reference", "time_zone"))
    assert zones == {"a": "America/Vancouver", "b": "America/Halifax"}


def test_texts_take_the_zone_of_their_area_code(service: Service) -> None:
    template = factories.make_sms_template(service)
    rows = [["phone number", "code", "date"], ["604 555 0177", "1", day(10)]]

    plan_list(a_list(template, rows))

    assert Reminder.objects.get().time_zone == "America/Vancouver"


def test_settled_reminders_are_forgotten_after_a_month(template: Template) -> None:
    one(template)
    cancel(Q())
    Reminder.objects.update(settled_at=datetime.now(UTC) - timedelta(days=31))

    assert forget_settled() == 1
    assert not Reminder.objects.exists()
