"""Write to everyone who follows a topic: a template, its values, then one press."""

import secrets
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from notify.accounts.audit import record_event
from notify.message_templates.compiled import compiled_version
from notify.message_templates.models import Template
from notify.portal.access import Access, Permission, service_view
from notify.portal.refusal_words import refusal_words
from notify.portal.topic_forms import SendToTopicForm
from notify.sending.bulk import ListRefused
from notify.sending.errors import SendingError
from notify.sending.idempotency import AlreadyAnswered
from notify.sending.store import OverLimit
from notify.subscriptions.models import Topic
from notify.subscriptions.sending import LINK, NobodyFollows, followers, send_to_topic


@service_view(Permission.SEND_MESSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, access: Access, topic_id: UUID) -> HttpResponse:
    """Choose a template, then fill its variables and send."""
    topic = get_object_or_404(Topic.objects.filter(service=access.service), pk=topic_id)
    choice = SendToTopicForm(access, request.GET if "template" in request.GET else None)
    context: dict[str, Any] = {"access": access, "topic": topic, "form": choice}
    if not choice.is_valid():
        return render(request, "portal/topics/choose_template.html", context)
    template = choice.cleaned_data["template"]
    form = _values_form(template, access)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _send(request, access, topic, template, form)
        if answer:
            return answer
    context |= {
        "template": template,
        "form": form,
        "count": followers(topic, template.channel).count(),
        "once": request.POST.get("once") or secrets.token_urlsafe(16),
    }
    return render(request, "portal/topics/send.html", context)


def _values_form(template: Template, access: Access) -> type[forms.Form]:
    """Make a form with a field for each variable of a template."""
    content = compiled_version(
        template.id, template.version, language=None, order=access.service.language_order
    )
    names = [name for name in content.placeholders if name != LINK]
    fields = {name: forms.CharField(label=name, max_length=2000) for name in names}
    return type("ValuesForm", (forms.Form,), fields)


def _send(
    request: HttpRequest, access: Access, topic: Topic, template: Template, form: forms.Form
) -> HttpResponse | None:
    """Send and go to the topic; None, with the reason in the form, when it is refused."""
    try:
        job = send_to_topic(
            topic,
            template,
            actor=access.user,
            values=form.cleaned_data,
            once=request.POST.get("once", "")[:64],
        )
    except AlreadyAnswered:
        messages.success(request, _("This was sent already. It was not sent again."))
        return redirect("portal:topic", access.service.id, topic.pk)
    except NobodyFollows:
        form.add_error(None, _("Nobody follows this topic on the template’s channel yet."))
    except (OverLimit, SendingError) as error:
        form.add_error(None, refusal_words(error))
    except ListRefused as refused:
        form.add_error(None, refused.problem)
    else:
        after = {"job": str(job.id), "count": job.row_count}
        record_event(
            "topic-sent", topic, service_id=access.service.id, after=after, request=request
        )
        messages.success(request, _said(job.row_count))
        return redirect("portal:topic", access.service.id, topic.pk)
    return None


def _said(count: int) -> str:
    return ngettext(
        "The message goes to %(count)s person.", "The message goes to %(count)s people.", count
    ) % {"count": number_format(count, force_grouping=True)}
