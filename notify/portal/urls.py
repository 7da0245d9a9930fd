"""The portal's pages."""

from django.urls import path

from notify.portal import delivery_urls
from notify.portal.views import dashboard, home, messages, sandbox, services, sign_in

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("language/<slug:code>", home.choose_language, name="language"),
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("services", services.services, name="services"),
    path("services/<uuid:service_id>", dashboard.dashboard, name="dashboard"),
    path("services/<uuid:service_id>/counts.json", dashboard.counts, name="counts"),
    path("services/<uuid:service_id>/notifications", messages.messages, name="messages"),
    path(
        "services/<uuid:service_id>/notifications/search",
        messages.search_messages,
        name="search-messages",
    ),
    path(
        "services/<uuid:service_id>/notifications/<uuid:message_id>",
        messages.message,
        name="message",
    ),
    path(
        "services/<uuid:service_id>/notifications/<uuid:message_id>/body.html",
        messages.message_body,
        name="message-body",
    ),
    *delivery_urls.urlpatterns,
    path("sandbox", sandbox.inbox, name="sandbox"),
    path("sandbox/search", sandbox.search_inbox, name="search-sandbox"),
    path("sandbox/<uuid:message_id>", sandbox.sandbox_message, name="sandbox-message"),
    path("sandbox/<uuid:message_id>/body.html", sandbox.sandbox_body, name="sandbox-body"),
]
