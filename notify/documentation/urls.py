"""Addresses of the documentation."""

from django.urls import path

from notify.documentation import views
from notify.documentation.pages import FIRST

app_name = "documentation"

urlpatterns = [
    path("docs", views.page, name="start"),
    path(f"docs/{FIRST}", views.start),
    path("docs/api-reference", views.reference, name="reference"),
    path("docs/<slug:slug>", views.page, name="page"),
]
