"""/v2/reminders: a message some days before a date of the person's own."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.bodies import read_json
from notify.api.keys import Caller, note_use
from notify.api.refusals import NoResultFound
from notify.api.renderers import to_json
from notify.api.v2.problems import Problems, ValidationFailed, as_uuid
from notify.api.v2.queries import NOT_A_UUID, check_choices, check_reference, link
from notify.api.v2.reminder_form import (
    ReminderForm,
    describe_reminder,
    read_cancelling,
    read_reminder,
)
from notify.api.v2.retries import RetryKey, answer_again, answer_twin, read_retry_key
from notify.api.views import ApiView, base_url, caller_of
from notify.reminders.models import Reminder
from notify.reminders.planning import AfterTheDate, AlreadyPast, TooFarAhead, cancel, plan_one
from notify.reminders.timing import NotADate, UnknownZone
from notify.sending.account import Account
from notify.sending.idempotency import AlreadyAnswered, NewAnswer, keep_answer
from notify.sending.request import MessageRequest

PAGE_SIZE = 250
PARAMETERS = ("reference", "state", "older_than")
DATE_PROBLEMS = {
    NotADate: "date must be written as YYYY-MM-DD or YYYY-MM-DD HH:MM",
    AlreadyPast: "date cannot be in the past",
    TooFarAhead: "date can only be up to two years in the future",
    AfterTheDate: "days_before and at must leave time before the date",
    UnknownZone: "time_zone is not a time zone of the IANA database",
}


class ReminderListView(ApiView):
    def get(self, request: Request) -> Response:
        """Answer the service's reminders, newest first, 250 a page."""
        caller = caller_of(request)
        query = request.query_params
        problems = Problems()
        states = query.getlist("state")
        check_choices("state", states, Reminder.State.values, problems)
        check_reference(query.getlist("reference"), problems)
        older_than = _older_than(query.get("older_than"), problems)
        problems.add_unexpected(PARAMETERS, query)
        problems.raise_if_any()
        rows = reminders_of(caller.account)
        if states:
            rows = rows.filter(state__in=states)
        if "reference" in query:
            rows = rows.filter(reference=query["reference"])
        if older_than:
            rows = rows.filter(id__lt=older_than)
        page = list(rows.order_by("-id")[:PAGE_SIZE])
        url = f"{base_url(request)}/v2/reminders"
        given = {name: query[name] for name in PARAMETERS if name in query}
        links = {"current": link(url, given)}
        if page:
            given.pop("older_than", None)
            links["next"] = link(url, given, older_than=page[-1].id)
        return Response({"reminders": [describe_reminder(row) for row in page], "links": links})

    def post(self, request: Request) -> Response:
        """Keep a message until it is due. A 201 means that it is committed."""
        caller = caller_of(request)
        body = read_json(request)
        mark = read_retry_key(request, caller, body)
        replay = answer_again(caller, mark) if mark else None
        if replay:
            return replay
        try:
            answer = _plan(caller, read_reminder(body), mark)
        except tuple(DATE_PROBLEMS) as error:
            raise ValidationFailed([DATE_PROBLEMS[type(error)]]) from error
        except AlreadyAnswered:
            return answer_twin(caller, mark)
        note_use(caller.key)
        return Response(answer, status=201)


@transaction.atomic
def _plan(caller: Caller, form: ReminderForm, mark: RetryKey | None) -> dict[str, Any]:
    """Keep a reminder and, beside it, what a retry is answered. Raises as plan_one does."""
    reminder = plan_one(
        _as_request(form, caller),
        form.channel,
        date=form.date,
        rule=form.rule,
        time_zone=form.time_zone,
    )
    answer = describe_reminder(reminder)
    if mark:
        text = to_json(answer).decode()
        keep_answer(NewAnswer(caller.account.id, mark.key, mark.fingerprint, text))
    return answer


def _as_request(form: ReminderForm, caller: Caller) -> MessageRequest:
    return MessageRequest(
        account=caller.account,
        key_type=caller.key.key_type,
        template_id=form.template_id,
        recipient=form.recipient,
        address=form.address,
        personalisation=form.personalisation,
        reference=form.reference,
        language=form.language,
        api_key_id=caller.key.id,
    )


class ReminderView(ApiView):
    def get(self, request: Request, reminder_id: str) -> Response:
        return Response(describe_reminder(_find(caller_of(request).account, reminder_id)))


class CancelReminderView(ApiView):
    def post(self, request: Request, reminder_id: str) -> Response:
        """Cancel one. One that was sent or cancelled stays what it is, and says so."""
        account = caller_of(request).account
        reminder = _find(account, reminder_id)
        cancel(Q(pk=reminder.pk))
        return Response(describe_reminder(_find(account, reminder_id)))


class CancelRemindersView(ApiView):
    def post(self, request: Request) -> Response:
        """Cancel all that wait and have a reference."""
        account = caller_of(request).account
        reference = read_cancelling(read_json(request))
        number = cancel(Q(service_id=account.id, reference=reference))
        return Response({"cancelled": number})


def reminders_of(account: Account) -> QuerySet[Reminder]:
    return Reminder.objects.filter(service_id=account.id)


def _find(account: Account, text: str) -> Reminder:
    """Raises ValidationFailed, NoResultFound."""
    identifier = as_uuid(text)
    if identifier is None:
        raise ValidationFailed([f"reminder_id {NOT_A_UUID}"])
    reminder = reminders_of(account).filter(id=identifier).first()
    if reminder is None:
        raise NoResultFound
    return reminder


def _older_than(text: str | None, problems: Problems) -> object:
    identifier = as_uuid(text) if text is not None else None
    if text is not None and identifier is None:
        problems.add("older_than", NOT_A_UUID)
    return identifier
