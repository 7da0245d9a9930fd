"""POST /v2/notifications/bulk: one template to the people of a list."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.bodies import read_json
from notify.api.keys import note_use
from notify.api.refusals import BadRequest, rate_headers
from notify.api.renderers import to_json
from notify.api.v2.bulk_form import read_bulk
from notify.api.v2.job_object import describe_job
from notify.api.v2.retries import answer_again, answer_twin, read_retry_key
from notify.api.v2.views_notifications import NotificationReadView
from notify.api.views import caller_of
from notify.recipients.bulk_messages import unreadable_message
from notify.recipients.errors import UnreadableFile
from notify.sending.bulk import AcceptedJob, BulkRequest, ListRefused, accept_list
from notify.sending.idempotency import AlreadyAnswered
from notify.sending.request import Retry

ROWS_OR_CSV = "You should specify either rows or csv"


class BulkView(NotificationReadView):
    """GET on this address asks for a notification whose id would be "bulk"."""

    def post(self, request: Request, which: str) -> Response:
        """Accept a list. A 201 means that all of it is committed."""
        caller = caller_of(request)
        body = read_json(request)
        mark = read_retry_key(request, caller, body)
        replay = answer_again(caller, mark) if mark else None
        if replay:
            return replay
        form = read_bulk(body)
        if not form.has_one_source:
            raise BadRequest(ROWS_OR_CSV)
        wanted = BulkRequest(
            account=caller.account,
            key_type=caller.key.key_type,
            template_id=form.template_id,
            name=form.name,
            rows=form.read_rows(),
            sender_id=form.sender_id,
            scheduled_for=form.scheduled_for,
            language=form.language,
            api_key_id=caller.key.id,
            retry=Retry(mark.key, mark.fingerprint, _write) if mark else None,
        )
        try:
            accepted = accept_list(wanted)
        except AlreadyAnswered:
            return answer_twin(caller, mark)
        except UnreadableFile as error:
            raise BadRequest(unreadable_message(error)) from error
        except ListRefused as error:
            raise BadRequest(error.problem) from error
        note_use(caller.key)
        return Response(_answer(accepted), status=201, headers=rate_headers(accepted.rate))


def _answer(accepted: AcceptedJob) -> dict[str, Any]:
    return {"data": describe_job(accepted.job)}


def _write(accepted: AcceptedJob) -> str:
    return to_json(_answer(accepted)).decode()
