"""The platform team's pages."""

from django.urls import path

from notify.portal.views.platform import keys, overview, people, record, sending, services

urlpatterns = [
    path("platform", overview.overview, name="platform"),
    path("platform/search", overview.find, name="platform-search"),
    path("platform/services", services.services, name="platform-services"),
    path("platform/services.csv", services.services_file, name="platform-services-file"),
    path("platform/services/<uuid:pk>/limits", services.limits, name="platform-limits"),
    path("platform/keys", keys.keys, name="platform-keys"),
    path("platform/people", people.people, name="platform-people"),
    path("platform/people/<uuid:pk>", people.person, name="platform-person"),
    path("platform/people/<uuid:pk>/<slug:what>", people.act, name="platform-person-act"),
    path("platform/resets/<int:reset_id>", people.decide, name="platform-factor-resets"),
    path("platform/providers", sending.providers, name="platform-providers"),
    path("platform/providers/<int:pk>", sending.switch_provider, name="platform-switch-provider"),
    path("platform/complaints", sending.complaints, name="platform-complaints"),
    path("platform/bounces", sending.bounces, name="platform-bounces"),
    path("platform/volumes", sending.volumes, name="platform-volumes"),
    path("platform/volumes.csv", sending.volumes_file, name="platform-volumes-file"),
    path("platform/health", record.health, name="platform-health"),
    path("platform/record", record.record, name="platform-record"),
    path("platform/record.csv", record.record_file, name="platform-record-file"),
]
