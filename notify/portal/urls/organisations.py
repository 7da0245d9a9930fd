"""Organisations and the people who look after their services."""

from django.urls import path

from notify.portal.views import organisation_team, organisations

BASE = "organisations/<uuid:organisation_id>"

urlpatterns = [
    path("platform/organisations", organisations.organisations, name="platform-organisations"),
    path(BASE, organisations.organisation, name="organisation"),
    path(f"{BASE}/services.csv", organisations.organisation_file, name="organisation-file"),
    path(f"{BASE}/services/<uuid:pk>", organisations.service, name="organisation-service"),
    path(f"{BASE}/go-live/<uuid:pk>", organisations.go_live, name="organisation-go-live"),
    path(f"{BASE}/users", organisation_team.team, name="organisation-team"),
    path(
        f"{BASE}/users/<uuid:place_id>/remove",
        organisation_team.remove,
        name="organisation-remove",
    ),
    path(
        "organisation-invitation/<str:token>",
        organisation_team.invitation,
        name="organisation-invitation",
    ),
]
