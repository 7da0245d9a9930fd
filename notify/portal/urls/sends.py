"""Sending to one person and to lists, and what becomes of it."""

from django.urls import path

from notify.portal.views import one_off

TEMPLATE = "services/<uuid:service_id>/templates/<uuid:template_id>"
DRAFT = "services/<uuid:service_id>/sends/messages/<uuid:draft_id>"

urlpatterns = [
    path(f"{TEMPLATE}/send", one_off.send, name="send"),
    path(f"{TEMPLATE}/send-to-myself", one_off.send_to_myself, name="send-to-myself"),
    path(DRAFT, one_off.draft, name="send-draft"),
    path(f"{DRAFT}/edit", one_off.edit_draft, name="edit-draft"),
    path(f"{DRAFT}/body.html", one_off.draft_body, name="draft-body"),
    path(f"{DRAFT}/discard", one_off.discard_draft, name="discard-draft"),
]
