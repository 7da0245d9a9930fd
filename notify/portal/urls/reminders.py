"""Reminders before people's own dates."""

from django.urls import path

from notify.portal.views import reminders

REMINDERS = "services/<uuid:service_id>/reminders"

urlpatterns = [
    path(REMINDERS, reminders.reminders, name="reminders"),
    path(f"{REMINDERS}/plan", reminders.plan, name="plan-reminders"),
    path(f"{REMINDERS}/cancel", reminders.cancel_reminders, name="cancel-reminders"),
    path(f"{REMINDERS}/quiet-hours", reminders.quiet_hours, name="quiet-hours"),
]
