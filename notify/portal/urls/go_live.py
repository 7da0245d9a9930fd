"""From trial mode to live: the team's pages and the platform team's."""

from django.urls import path

from notify.portal.views import go_live, go_live_queue

BASE = "services/<uuid:service_id>/service-settings/request-to-go-live"

urlpatterns = [
    path(BASE, go_live.go_live, name="go-live"),
    path(f"{BASE}/use-case", go_live.use, name="go-live-use"),
    path(f"{BASE}/terms-of-use", go_live.terms, name="go-live-terms"),
    path(f"{BASE}/submit", go_live.submit, name="submit-go-live"),
    path("platform/go-live", go_live_queue.queue, name="go-live-queue"),
    path("platform/go-live/<uuid:pk>", go_live_queue.decision, name="go-live-decision"),
]
