"""Django's admin, as this project sets it up."""

from django.contrib.admin.apps import AdminConfig


class NotifyAdmin(AdminConfig):
    default_site = "notify_project.admin_site.NotifyAdminSite"
