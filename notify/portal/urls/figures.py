"""Usage and reports."""

from django.urls import path

from notify.portal.views import reports, usage

SERVICE = "services/<uuid:service_id>"

urlpatterns = [
    path(f"{SERVICE}/usage", usage.usage, name="usage"),
    path(f"{SERVICE}/usage/<slug:table>.csv", usage.usage_file, name="usage-file"),
    path(f"{SERVICE}/reports", reports.reports, name="reports"),
    path(
        f"{SERVICE}/reports/<uuid:report_id>.csv", reports.download_report, name="download-report"
    ),
]
