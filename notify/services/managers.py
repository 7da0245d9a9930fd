"""Who can manage a service, and which would be left with nobody who can."""

from django.db.models import Exists, OuterRef

from notify.accounts.models import User
from notify.services.models import Membership, Service


def services_managed_only_by(user: User) -> list[Service]:
    """Return the active services whose settings and team nobody else can manage."""
    manages = Membership.objects.filter(
        service=OuterRef("pk"),
        permissions__contains=[Membership.Permission.MANAGE_SERVICE],
        user__is_active=True,
    )
    return list(
        Service.objects.filter(Exists(manages.filter(user=user)), active=True)
        .exclude(Exists(manages.exclude(user=user)))
        .order_by("name")
    )
