"""Addresses of the API. Several slashes in front count as one: some clients join their base so."""

from django.urls import include, re_path

from notify.api.views_plain import admin_only, unknown_url
from notify.api.views_status import LiveCountsView, StatusView

urlpatterns = [
    re_path(r"^/*v2/", include("notify.api.v2.urls")),
    re_path(r"^/*v2$", unknown_url),
    re_path(r"^/*_status$", StatusView.as_view()),
    re_path(r"^/*_status/live-service-and-organisation-counts$", LiveCountsView.as_view()),
    re_path(r"^/*service/", admin_only),
    re_path(r"^/*notifications(?:/.*)?$", unknown_url),
]
