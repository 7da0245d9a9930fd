"""Query strings of the v2 lists: what they may hold, and the links back to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from notify.api.v2.problems import Problems, as_uuid, not_one_of
from notify.notifications.models import FAILED_STATUSES

CHANNELS = ("sms", "email", "letter")
INCLUDE_JOBS = ("true", "True", "false", "False")
# The last is one value with a comma in it: callers see it in the sentence, none can use it.
STATUSES = (
    "cancelled",
    "created",
    "sending",
    "sent",
    "delivered",
    "pending",
    "failed",
    "technical-failure",
    "temporary-failure",
    "permanent-failure",
    "provider-failure",
    "pending-virus-check",
    "validation-failed",
    "virus-scan-failed",
    "returned-letter",
    "pii-check-failed",
    "accepted, received",
)
NOT_A_UUID = "is not a valid UUID"


@dataclass(frozen=True)
class ListQuery:
    """A list of notifications as it was asked for; `parameters` are what its links repeat."""

    parameters: Mapping[str, Sequence[str]]
    statuses: Sequence[str]
    channels: Sequence[str]
    reference: str | None
    include_jobs: bool
    older_than: UUID | None


def read_list_query(query: QueryDict) -> ListQuery:
    """Raises ValidationFailed."""
    problems = Problems()
    reference = query.getlist("reference")[:1]
    statuses = query.getlist("status")
    channels = query.getlist("template_type")
    include_jobs = query.getlist("include_jobs")[:1]
    check_reference(reference, problems)
    check_choices("status", statuses, STATUSES, problems)
    check_choices("template_type", channels, CHANNELS, problems)
    check_choices("include_jobs", include_jobs, INCLUDE_JOBS, problems)
    older_than = _read_older_than(query, problems)
    allowed = ("reference", "status", "template_type", "include_jobs", "older_than")
    problems.add_unexpected(allowed, query)
    problems.raise_if_any()
    given = {
        "older_than": query.getlist("older_than")[:1],
        "reference": reference,
        "status": statuses,
        "template_type": channels,
        "include_jobs": include_jobs,
    }
    return ListQuery(
        parameters={name: values for name, values in given.items() if values},
        statuses=_spread_failed(statuses),
        channels=channels,
        reference=reference[0] if reference else None,
        include_jobs=include_jobs[:1] in (["true"], ["True"]),
        older_than=older_than,
    )


def read_older_than(query: QueryDict) -> UUID | None:
    """Read a query that may hold `older_than` and nothing else. Raises ValidationFailed."""
    problems = Problems()
    older_than = _read_older_than(query, problems)
    problems.add_unexpected(("older_than",), query)
    problems.raise_if_any()
    return older_than


def read_channel(query: QueryDict) -> str | None:
    """Read the `type` of a list of templates. Raises ValidationFailed."""
    problems = Problems()
    channels = query.getlist("type")[:1]
    check_choices("type", channels, CHANNELS, problems)
    problems.add_unexpected(("type",), query)
    problems.raise_if_any()
    return channels[0] if channels else None


def link(url: str, parameters: Mapping[str, Any], older_than: UUID | None = None) -> str:
    """Return a link to a page.

    `older_than` comes first: the Python client takes the first UUID in the link for it, and a
    reference may be a UUID too.
    """
    if older_than is not None:
        rest = {name: value for name, value in parameters.items() if name != "older_than"}
        parameters = {"older_than": str(older_than), **rest}
    query = urlencode(parameters, doseq=True)
    return f"{url}?{query}" if query else url


def check_choices(
    name: str, values: Sequence[str], choices: Sequence[str], problems: Problems
) -> None:
    for value in values:
        if value not in choices:
            problems.add(name, not_one_of(value, choices))


def check_reference(values: Sequence[str], problems: Problems) -> None:
    if any("\x00" in text for text in values):
        problems.add("reference", "must not contain the NUL character")


def _read_older_than(query: QueryDict, problems: Problems) -> UUID | None:
    values = query.getlist("older_than")[:1]
    if not values:
        return None
    older_than = as_uuid(values[0])
    if older_than is None:
        problems.add("older_than", NOT_A_UUID)
    return older_than


def _spread_failed(statuses: Sequence[str]) -> list[str]:
    """`failed` stands for every way to fail."""
    spread = set(statuses)
    if "failed" in spread:
        spread.update(FAILED_STATUSES)
    return sorted(spread)
