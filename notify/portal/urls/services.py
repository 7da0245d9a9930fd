"""A person's services, and the front page of each."""

from django.urls import path

from notify.portal.views import dashboard, lifecycle, services

urlpatterns = [
    path("services", services.services, name="services"),
    path("services/new", services.new_service, name="new-service"),
    path("services/<uuid:service_id>", dashboard.dashboard, name="dashboard"),
    path("services/<uuid:service_id>/counts.json", dashboard.counts, name="counts"),
    path("services/<uuid:service_id>/stream", dashboard.stream, name="dashboard-stream"),
    path("services/<uuid:service_id>/first-message", services.first_message, name="first-message"),
    path(
        "services/<uuid:service_id>/first-message/<uuid:message_id>",
        services.first_message_sent,
        name="first-message-sent",
    ),
    path("platform/services/<uuid:pk>/suspend", lifecycle.suspend, name="suspend-service"),
    path("platform/services/<uuid:pk>/resume", lifecycle.resume, name="resume-service"),
]
