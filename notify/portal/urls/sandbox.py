"""The sandbox's mailbox."""

from django.urls import path

from notify.portal.views import sandbox

urlpatterns = [
    path("sandbox", sandbox.inbox, name="sandbox"),
    path("sandbox/search", sandbox.search_inbox, name="search-sandbox"),
    path("sandbox/<uuid:message_id>", sandbox.sandbox_message, name="sandbox-message"),
    path("sandbox/<uuid:message_id>/body.html", sandbox.sandbox_body, name="sandbox-body"),
]
