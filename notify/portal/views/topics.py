"""A service's topics: what they are, who follows them in numbers, and writing to all of them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from notify.accounts.audit import changes, record_event
from notify.portal.access import Access, Permission, service_view
from notify.portal.charts import stacked_bars
from notify.portal.csv_answers import csv_answer
from notify.portal.dashboard_figures import short_day
from notify.portal.topic_forms import ImportForm, TopicForm
from notify.recipients.errors import UnreadableFile
from notify.recipients.file_reader import read_recipient_file
from notify.sending.models import ListDraft
from notify.subscriptions.figures import numbers_of, weeks_of
from notify.subscriptions.files import BadFile, Import, export_subscribers, import_subscribers
from notify.subscriptions.models import Topic

SENDS_SHOWN = 10
FIELDS = ("name_en", "name_fr", "description_en", "description_fr", "is_open")


@service_view(Permission.VIEW_ACTIVITY, Permission.MANAGE_SERVICE, Permission.SEND_MESSAGES)
@require_safe
def topics(request: HttpRequest, access: Access) -> HttpResponse:
    rows = list(Topic.objects.filter(service=access.service))
    numbers = numbers_of([topic.pk for topic in rows])
    context = {
        "access": access,
        "rows": [(topic, numbers[topic.pk]) for topic in rows],
        "can_manage": access.can(Permission.MANAGE_SERVICE),
        "address": _public_address(request, access) if any(row.is_open for row in rows) else "",
    }
    return render(request, "portal/topics/list.html", context)


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_topic(request: HttpRequest, access: Access) -> HttpResponse:
    form = TopicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            topic = Topic.objects.create(
                service=access.service, created_by=access.user, **form.cleaned_data
            )
            record_event("topic-added", topic, service_id=access.service.id, request=request)
        messages.success(request, _("The topic is there. People can subscribe to it now."))
        return redirect("portal:topic", access.service.id, topic.pk)
    context = {"access": access, "form": form, "title": _("New topic")}
    return render(request, "portal/topics/form.html", context)


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_topic(request: HttpRequest, access: Access, topic_id: UUID) -> HttpResponse:
    topic = _find(access, topic_id)
    before = {name: getattr(topic, name) for name in FIELDS}
    form = TopicForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for name in FIELDS:
                setattr(topic, name, form.cleaned_data[name])
            topic.save()
            changed = changes(before, form.cleaned_data)
            record_event(
                "topic-changed",
                topic,
                service_id=access.service.id,
                before=changed["before"],
                after=changed["after"],
                request=request,
            )
        messages.success(request, _("The topic is changed."))
        return redirect("portal:topic", access.service.id, topic.pk)
    context = {"access": access, "form": form, "topic": topic, "title": _("Change the topic")}
    return render(request, "portal/topics/form.html", context)


@service_view(Permission.VIEW_ACTIVITY, Permission.MANAGE_SERVICE, Permission.SEND_MESSAGES)
@require_safe
def topic_page(request: HttpRequest, access: Access, topic_id: UUID) -> HttpResponse:
    topic = _find(access, topic_id)
    weeks = weeks_of(topic.pk, settings.LOCAL_TIME_ZONE)
    columns = [(short_day(week.monday), (week.came, week.went)) for week in weeks]
    context = {
        "access": access,
        "topic": topic,
        "numbers": numbers_of([topic.pk])[topic.pk],
        "weeks": weeks,
        "sends": _sends(topic),
        "chart": stacked_bars(columns),
        "can_manage": access.can(Permission.MANAGE_SERVICE),
        "can_send": access.membership is not None and access.can(Permission.SEND_MESSAGES),
        "address": f"{_public_address(request, access)}?topic={topic.pk}" if topic.is_open else "",
    }
    return render(request, "portal/topics/topic.html", context)


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_people(request: HttpRequest, access: Access, topic_id: UUID) -> HttpResponse:
    """Add people who agreed elsewhere. A file with a wrong row changes nothing."""
    topic = _find(access, topic_id)
    form = ImportForm(request.POST or None, request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = _import(request, access, topic, form)
        if found and not found.problems:
            return redirect("portal:topic", access.service.id, topic.pk)
    context = {"access": access, "topic": topic, "form": form, "found": found}
    return render(request, "portal/topics/import.html", context)


@service_view(Permission.MANAGE_SERVICE)
@require_safe
def export_people(request: HttpRequest, access: Access, topic_id: UUID) -> StreamingHttpResponse:
    topic = _find(access, topic_id)
    record_event("topic-exported", topic, service_id=access.service.id, request=request)
    return csv_answer(export_subscribers(topic), f"subscribers-{datetime.now(UTC):%Y-%m-%d}.csv")


def _import(request: HttpRequest, access: Access, topic: Topic, form: ImportForm) -> Import | None:
    upload = form.cleaned_data["file"]
    try:
        rows = read_recipient_file(upload.read(), file_name=upload.name)
        found = import_subscribers(
            topic,
            rows,
            statement=form.cleaned_data["statement"],
            language=access.service.language_order,
        )
    except UnreadableFile:
        form.add_error(
            "file", _("The file cannot be read. Save it as CSV or XLSX, then try again.")
        )
        return None
    except BadFile as error:
        form.add_error("file", str(error))
        return None
    if not found.problems:
        after: dict[str, Any] = {"added": found.added, "known": found.known}
        record_event(
            "topic-imported", topic, service_id=access.service.id, after=after, request=request
        )
        messages.success(request, _said(found))
        if found.left_out:
            messages.warning(request, _left_out(found.left_out))
    return found


def _said(found: Import) -> str:
    return ngettext(
        "%(added)d person was added; %(known)d were known already.",
        "%(added)d people were added; %(known)d were known already.",
        found.added,
    ) % {"added": found.added, "known": found.known}


def _left_out(number: int) -> str:
    return ngettext(
        "%(number)d row was left out: by its state, the person is not subscribed.",
        "%(number)d rows were left out: by their state, the people are not subscribed.",
        number,
    ) % {"number": number}


def _sends(topic: Topic) -> list[ListDraft]:
    """Return what was sent to a topic lately, the newest first."""
    rows = ListDraft.objects.filter(service_id=topic.service_id, topic_id=topic.pk)
    sent = rows.filter(state=ListDraft.State.SENT).select_related("job", "template")
    return list(sent.order_by("-sent_at")[:SENDS_SHOWN])


def _find(access: Access, topic_id: UUID) -> Topic:
    return get_object_or_404(Topic.objects.filter(service=access.service), pk=topic_id)


def _public_address(request: HttpRequest, access: Access) -> str:
    return request.build_absolute_uri(reverse("portal:subscribe", args=[access.service.id]))
