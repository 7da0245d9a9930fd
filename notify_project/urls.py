"""All URLs."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from notify.api import webhooks_sns
from notify.api.sandbox_view import SandboxMessagesView
from notify_project.front_door import front_door

# For pages that name no icon: the admin's, and answers of the API in a browser.
ICON = RedirectView.as_view(url=f"{settings.STATIC_URL}brand/icon.svg")

urlpatterns = [
    path("", front_door),
    path("favicon.ico", login_not_required(ICON)),
    path("admin/", admin.site.urls),
    path("webhooks/sns/<slug:provider_name>", webhooks_sns.receive, name="sns-webhook"),
    path("", include("notify.api.urls")),
    path("", include("notify.files.urls")),
    path("sandbox/messages.json", SandboxMessagesView.as_view(), name="sandbox-messages"),
    path("", include("notify.documentation.urls")),
    path("", include("notify.portal.urls")),
]
