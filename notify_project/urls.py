"""All URLs."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("notify.api.urls")),
    path("", include("notify.portal.urls")),
]
