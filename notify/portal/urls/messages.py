"""What a service has sent."""

from django.urls import path

from notify.portal.views import messages, received

urlpatterns = [
    path(
        "services/<uuid:service_id>/received-texts",
        received.received_texts,
        name="received-texts",
    ),
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
    path(
        "services/<uuid:service_id>/notifications/<uuid:message_id>/cancel",
        messages.cancel,
        name="cancel-message",
    ),
]
