"""Django's own apps, as this project sets them up."""

from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class NotifyAdmin(AdminConfig):
    default_site = "notify_project.admin_site.NotifyAdminSite"


class NotifyStaticFiles(StaticFilesConfig):
    """Leaves out the font packages' own style sheets: they point at files that are not there."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "gcds-lato.css",
        "gcds-noto-sans*.css",
        "gcds-icons*",
        "gcds-css-shortcuts*",  # fetches fonts from another company's server
    ]
