"""The portal's pages, a module for each area."""

from notify.portal.urls import (
    accounts,
    announced,
    api,
    branding,
    figures,
    go_live,
    messages,
    organisations,
    platform,
    profile,
    public,
    reminders,
    sandbox,
    sends,
    services,
    settings,
    subscriptions,
    suppression,
    team,
    templates,
)

app_name = "portal"

urlpatterns = [
    *public.urlpatterns,
    *accounts.urlpatterns,
    *profile.urlpatterns,
    *announced.urlpatterns,
    *services.urlpatterns,
    *settings.urlpatterns,
    *team.urlpatterns,
    *go_live.urlpatterns,
    *api.urlpatterns,
    *sends.urlpatterns,
    *templates.urlpatterns,
    *messages.urlpatterns,
    *suppression.urlpatterns,
    *branding.urlpatterns,
    *platform.urlpatterns,
    *organisations.urlpatterns,
    *figures.urlpatterns,
    *reminders.urlpatterns,
    *subscriptions.urlpatterns,
    *sandbox.urlpatterns,
]
