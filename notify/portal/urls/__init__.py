"""The portal's pages, a module for each area."""

from notify.portal.urls import (
    announced,
    messages,
    public,
    sandbox,
    sends,
    services,
    subscriptions,
    suppression,
)

app_name = "portal"

urlpatterns = [
    *public.urlpatterns,
    *announced.urlpatterns,
    *services.urlpatterns,
    *sends.urlpatterns,
    *messages.urlpatterns,
    *suppression.urlpatterns,
    *subscriptions.urlpatterns,
    *sandbox.urlpatterns,
]
