"""Ask to leave trial mode, and decide about it."""

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from notify.accounts.audit import changes, record_event
from notify.accounts.models import User
from notify.services.models import GoLiveRequest, Service
from notify.services.notices import record_notice

State = GoLiveRequest.State
KEPT_FROM_THE_LAST = (
    "purposes",
    "description",
    "audiences",
    "emails_a_day",
    "texts_a_day",
    "emails_a_year",
    "texts_a_year",
    "terms_accepted_at",
    "terms_accepted_by",
)


class NoOrganisation(ValueError):
    """A service goes live only as part of an organisation."""


@transaction.atomic
def open_request(service: Service) -> GoLiveRequest:
    """Return the request that is being written or waits; start one from the last, if there is one.

    The last is one that was sent back: what the team wrote then is kept.
    """
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    last = service.go_live_requests.first()
    if last and last.state in (State.DRAFT, State.SUBMITTED):
        return last
    kept = {name: getattr(last, name) for name in KEPT_FROM_THE_LAST} if last else {}
    return GoLiveRequest.objects.create(service=service, **kept)


@transaction.atomic
def accept_terms(draft: GoLiveRequest, request: HttpRequest) -> None:
    """Record that a person accepted the terms of use for the service."""
    accepted = GoLiveRequest.objects.filter(pk=draft.pk, state=State.DRAFT).update(
        terms_accepted_at=timezone.now(), terms_accepted_by=request.user
    )
    if accepted:
        record_event("terms-accepted", draft, service_id=draft.service_id, request=request)


@transaction.atomic
def submit_request(draft: GoLiveRequest, request: HttpRequest) -> bool:
    """Hand a draft to the platform team; return whether it was still a draft."""
    submitted = GoLiveRequest.objects.filter(pk=draft.pk, state=State.DRAFT).update(
        state=State.SUBMITTED, submitted_at=timezone.now(), submitted_by=request.user
    )
    if submitted:
        record_event("go-live-requested", draft, service_id=draft.service_id, request=request)
    return bool(submitted)


@transaction.atomic
def approve_request(
    waiting: GoLiveRequest, request: HttpRequest, *, emails_a_day: int, texts_a_day: int
) -> bool:
    """Make a service live with its limits; return whether the request still waited.

    Raises NoOrganisation.
    """
    service = Service.objects.select_for_update(no_key=True).get(pk=waiting.service_id)
    if service.organisation_id is None:
        raise NoOrganisation
    if not _decide(waiting, request, State.APPROVED, ""):
        return False
    after = {
        "restricted": False,
        "message_limit": emails_a_day,
        "sms_daily_limit": texts_a_day,
    }
    before = {name: getattr(service, name) for name in after}
    for name, value in after.items():
        setattr(service, name, value)
    service.went_live_at = service.went_live_at or timezone.now()
    service.save(update_fields=[*after, "went_live_at"])
    record_event(
        "go-live-approved",
        waiting,
        service_id=service.pk,
        request=request,
        **changes(before, after),
    )
    record_notice(service.pk, "go-live-approved", once_key=str(waiting.pk))
    return True


@transaction.atomic
def send_request_back(waiting: GoLiveRequest, request: HttpRequest, comment: str) -> bool:
    """Ask a team for more; return whether the request still waited."""
    if not _decide(waiting, request, State.SENT_BACK, comment):
        return False
    record_event("go-live-sent-back", waiting, service_id=waiting.service_id, request=request)
    record_notice(
        waiting.service_id, "go-live-sent-back", {"comment": comment}, once_key=str(waiting.pk)
    )
    return True


def _decide(waiting: GoLiveRequest, request: HttpRequest, state: str, comment: str) -> bool:
    decided_by = request.user if isinstance(request.user, User) else None
    return bool(
        GoLiveRequest.objects.filter(pk=waiting.pk, state=State.SUBMITTED).update(
            state=state, comment=comment, decided_at=timezone.now(), decided_by=decided_by
        )
    )
