"""Answers that say no: two shapes, and the words of every refusal (contract, section 3).

v2 answers `{"status_code", "errors": [{"error", "message"}]}`; routing, a missing notification and
the old version 1 answer `{"result": "error", "message"}`.
"""

import logging
import traceback
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from rest_framework.exceptions import APIException, MethodNotAllowed
from rest_framework.response import Response

from notify.api.refusals import ApiError, refuse
from notify.api.v2.problems import ValidationFailed
from notify.sending.errors import SendingError
from notify.sending.store import OverLimit

logger = logging.getLogger(__name__)

URL_NOT_FOUND = (
    "The requested URL was not found on the server. If you entered the URL manually please check "
    "your spelling and try again."
)
NOT_UNDERSTOOD = "The browser (or proxy) sent a request that this server could not understand."
METHOD_NOT_ALLOWED = "The method is not allowed for the requested URL."


class PlainError(Exception):
    """An answer in the plain shape."""

    def __init__(self, status: int, message: Any) -> None:
        super().__init__(status)
        self.status = status
        self.message = message


def answer_exception(error: Exception, context: dict[str, Any]) -> Response:
    """Turn what a view raised into its answer; REST framework calls it."""
    if isinstance(error, SendingError | OverLimit):
        request = context["request"]
        error = refuse(error, request.auth.account)
    if isinstance(error, ApiError):
        return v2_error(error.status, [(error.name, error.message)], error.headers)
    if isinstance(error, ValidationFailed):
        return v2_error(400, [("ValidationError", message) for message in error.messages])
    if isinstance(error, PlainError):
        return plain_error(error.status, error.message)
    if isinstance(error, MethodNotAllowed):
        answer = plain_error(405, METHOD_NOT_ALLOWED)
        answer.content_type = "text/html; charset=utf-8"  # as the contract has it
        return answer
    if isinstance(error, Http404):
        return plain_error(404, URL_NOT_FOUND)
    if isinstance(error, SuspiciousOperation):  # more parameters than Django reads
        return v2_error(400, [("BadRequestError", NOT_UNDERSTOOD)])
    if isinstance(error, APIException):
        return v2_error(error.status_code, [(type(error).__name__, str(error.detail))])
    _log(error, context)
    return v2_error(500, [(type(error).__name__, "Internal server error")])


def v2_error(
    status: int, errors: list[tuple[str, str]], headers: dict[str, str] | None = None
) -> Response:
    return Response(v2_body(status, errors), status=status, headers=headers)


def v2_body(status: int, errors: list[tuple[str, str]]) -> dict[str, Any]:
    said = [{"error": name, "message": message} for name, message in errors]
    return {"status_code": status, "errors": said}


def plain_error(status: int, message: Any) -> Response:
    return Response({"result": "error", "message": message}, status=status)


def _log(error: Exception, context: dict[str, Any]) -> None:
    """Log where an error came from, not its text: a database error quotes the row."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    view = type(context.get("view")).__name__
    logger.error("%s in %s\n%s", type(error).__name__, view, frames)
