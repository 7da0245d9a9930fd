"""Addresses of version 2. No trailing slash: with one an address is unknown."""

from django.urls import path, re_path

from notify.api.v2.views_bulk import BulkView
from notify.api.v2.views_events import EventListView
from notify.api.v2.views_jobs import CancelJobView, JobListView, JobView
from notify.api.v2.views_manage_templates import (
    CategoryListView,
    ManagedTemplateView,
    NewTemplateView,
)
from notify.api.v2.views_notifications import LetterPdfView, NotificationListView, NotificationView
from notify.api.v2.views_openapi import OpenApiView
from notify.api.v2.views_received import ReceivedTextListView
from notify.api.v2.views_reminders import (
    CancelRemindersView,
    CancelReminderView,
    ReminderListView,
    ReminderView,
)
from notify.api.v2.views_reports import ReportContentView, ReportListView, ReportView
from notify.api.v2.views_stats import StatsView
from notify.api.v2.views_templates import TemplateListView, TemplatePreviewView, TemplateView
from notify.api.v2.views_topics import EndSubscriptionView, SubscribeView, TopicListView
from notify.api.views_plain import unknown_url

urlpatterns = [
    path("notifications", NotificationListView.as_view()),
    path("notifications/email", NotificationView.as_view(), {"which": "email"}),
    path("notifications/sms", NotificationView.as_view(), {"which": "sms"}),
    path("notifications/bulk", BulkView.as_view(), {"which": "bulk"}),
    path("notifications/<str:which>", NotificationView.as_view()),
    path("notifications/<str:which>/events", EventListView.as_view()),
    path("notifications/<str:which>/pdf", LetterPdfView.as_view()),
    path("jobs", JobListView.as_view()),
    path("jobs/<str:job_id>", JobView.as_view()),
    path("jobs/<str:job_id>/cancel", CancelJobView.as_view()),
    path("templates", TemplateListView.as_view()),
    path("template/<str:template_id>", TemplateView.as_view()),
    path("template/<str:template_id>/version/<int:version>", TemplateView.as_view()),
    path("template/<str:template_id>/preview", TemplatePreviewView.as_view()),
    path("reminders", ReminderListView.as_view()),
    path("reminders/cancel", CancelRemindersView.as_view()),
    path("reminders/<str:reminder_id>", ReminderView.as_view()),
    path("reminders/<str:reminder_id>/cancel", CancelReminderView.as_view()),
    path("topics", TopicListView.as_view()),
    path("topics/<str:topic_id>/subscribe", SubscribeView.as_view()),
    path("topics/<str:topic_id>/unsubscribe", EndSubscriptionView.as_view()),
    path("received-text-messages", ReceivedTextListView.as_view()),
    re_path(r"^openapi-(?P<language>en|fr)$", OpenApiView.as_view()),
    path("manage-template", NewTemplateView.as_view()),
    path("manage-template/template-categories", CategoryListView.as_view()),
    path("manage-template/<str:template_id>", ManagedTemplateView.as_view()),
    path("reports", ReportListView.as_view()),
    path("reports/<str:report_id>", ReportView.as_view()),
    path("reports/<str:report_id>/content", ReportContentView.as_view()),
    path("stats", StatsView.as_view()),
    re_path("", unknown_url),
]
