"""Write to everyone who follows a topic: a template, its values, then a list to look at."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notify.message_templates.compiled import compiled_version
from notify.message_templates.models import Template
from notify.portal.access import Access, Permission, service_view
from notify.portal.topic_forms import SendToTopicForm
from notify.sending.list_source import LINK_COLUMN
from notify.subscriptions.models import Topic
from notify.subscriptions.sending import NobodyFollows, asked_for, followers, prepare_send


@service_view(Permission.SEND_MESSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, access: Access, topic_id: UUID) -> HttpResponse:
    """Choose a template and fill its variables; the list's own page shows it all and sends it."""
    topic = get_object_or_404(Topic.objects.filter(service=access.service), pk=topic_id)
    choice = SendToTopicForm(access, request.GET if "template" in request.GET else None)
    context: dict[str, Any] = {"access": access, "topic": topic, "form": choice}
    if not choice.is_valid():
        return render(request, "portal/topics/choose_template.html", context)
    template = choice.cleaned_data["template"]
    form = _values_form(template, access)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = prepare_send(topic, template, actor=access.user, values=form.cleaned_data)
        except NobodyFollows:
            form.add_error(None, _("Nobody follows this topic on the template’s channel yet."))
        else:
            return redirect("portal:list-draft", access.service.id, draft.pk)
    context |= {
        "template": template,
        "form": form,
        "count": followers(topic, template.channel).count(),
        "has_link": LINK_COLUMN in _variables(template, access),
        "link": f"(({LINK_COLUMN}))",
    }
    return render(request, "portal/topics/send.html", context)


def _values_form(template: Template, access: Access) -> type[forms.Form]:
    """Make a form with a field for each variable that is the same for everyone."""
    names = asked_for(_variables(template, access), template.channel)
    fields = {name: forms.CharField(label=name, max_length=2000) for name in names}
    return type("ValuesForm", (forms.Form,), fields)


def _variables(template: Template, access: Access) -> Sequence[str]:
    content = compiled_version(
        template.id, template.version, language=None, order=access.service.language_order
    )
    return content.placeholders
