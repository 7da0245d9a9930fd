"""A person's services, and the front page of each."""

from django.urls import path

from notify.portal.views import dashboard, services

urlpatterns = [
    path("services", services.services, name="services"),
    path("services/<uuid:service_id>", dashboard.dashboard, name="dashboard"),
    path("services/<uuid:service_id>/counts.json", dashboard.counts, name="counts"),
]
