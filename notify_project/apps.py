"""The project itself, installed for its management commands and system checks."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "notify_project"
    label = "notify_project"

    def ready(self) -> None:
        from notify_project import checks  # noqa: F401, PLC0415  registers the system checks
