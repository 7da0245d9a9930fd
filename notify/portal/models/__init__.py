"""What the portal itself keeps."""

from notify.portal.models.announcements import Banner, Incident, IncidentNote

__all__ = ["Banner", "Incident", "IncidentNote"]
