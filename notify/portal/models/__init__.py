"""What the portal itself keeps."""

from notify.portal.models.announcements import Banner, Incident, IncidentNote
from notify.portal.models.support import FactorReset

__all__ = ["Banner", "FactorReset", "Incident", "IncidentNote"]
