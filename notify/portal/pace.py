"""Keep people from using the product's own mail to write to strangers again and again."""

from django.contrib import messages
from django.http import HttpRequest

from notify.accounts.forms import WAIT
from notify.accounts.guessing import begin_attempt
from notify.services.models import Service


def may_write_now(request: HttpRequest, service: Service) -> bool:
    """Say whether a service's team may have an email sent to an address it names; tell the wait.

    Five are free; after that each waits, at most a minute, until fifteen quiet minutes have passed.
    """
    return _may_go_ahead(request, f"mail for {service.pk}")


def may_ask_now(request: HttpRequest) -> bool:
    """Say whether a person may have another email sent to colleagues; tell the wait. As above."""
    return _may_go_ahead(request, f"mail for person {request.user.pk}")


def _may_go_ahead(request: HttpRequest, counted: str) -> bool:
    seconds = begin_attempt(counted, "portal")
    if seconds:
        messages.error(request, WAIT % {"seconds": seconds})
    return not seconds
