"""All URLs."""

from django.contrib import admin
from django.urls import include, path

from notify.api import webhooks_sns
from notify.api.sandbox_view import SandboxMessagesView
from notify_project.front_door import front_door

urlpatterns = [
    path("", front_door),
    path("admin/", admin.site.urls),
    path("webhooks/sns/<slug:provider_name>", webhooks_sns.receive, name="sns-webhook"),
    path("", include("notify.api.urls")),
    path("", include("notify.files.urls")),
    path("sandbox/messages.json", SandboxMessagesView.as_view(), name="sandbox-messages"),
    path("", include("notify.documentation.urls")),
    path("", include("notify.portal.urls")),
]
