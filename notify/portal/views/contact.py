"""Writing to the platform team."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notify.accounts.forms import WAIT
from notify.accounts.guessing import begin_attempt
from notify.portal.access import public_view
from notify.portal.contact_form import ContactForm, Kind, new_reference, stamp
from notify.sending.system_mail import send_system_email
from notify.services.models import Membership

logger = logging.getLogger(__name__)


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Take a message and send it to the support address, with the services of who is signed in."""
    form = ContactForm(request.POST or None, initial=_known(request))
    if request.method == "POST" and form.is_valid():
        seconds = begin_attempt("contact form", request.META.get("REMOTE_ADDR", ""))
        if not seconds:
            request.session["contact-reference"] = _send(request, form)
            return redirect("portal:contact-sent")
        form.add_error(None, WAIT % {"seconds": seconds})
    context = {"form": form, "opened": stamp(), "support_email": settings.SUPPORT_EMAIL}
    return render(request, "public/contact.html", context)


@public_view
@require_safe
def contact_sent(request: HttpRequest) -> HttpResponse:
    reference = request.session.get("contact-reference")
    if not reference:
        return redirect("portal:contact")
    return render(request, "public/contact_sent.html", {"reference": reference})


def _send(request: HttpRequest, form: ContactForm) -> str:
    reference = new_reference()
    given = form.cleaned_data
    values = {
        "reference": reference,
        "kind": str(Kind(given["kind"]).label),
        "name": given["name"],
        "email": given["email"],
        "message": given["message"],
        "services": _services(request) or _("none"),
    }
    send_system_email(
        "support-request", settings.SUPPORT_EMAIL, values, language=request.LANGUAGE_CODE[:2]
    )
    logger.info("Contact form: %s", reference)
    return reference


def _known(request: HttpRequest) -> dict[str, str]:
    if not request.user.is_authenticated:
        return {}
    return {"name": request.user.name, "email": request.user.email}


def _services(request: HttpRequest) -> str:
    if not request.user.is_authenticated:
        return ""
    rows = Membership.objects.filter(user=request.user).select_related("service")
    return ", ".join(f"{row.service.name} ({row.service_id})" for row in rows[:20])
