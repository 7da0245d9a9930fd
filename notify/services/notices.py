"""Tell the people of a service something by email, soon and once.

A notice is a row, written in the transaction of what it is about; the scheduler sends it
(`notify/sending/system_mail.py`). Its words are a template of the system service, found by `kind`
(`notify/sending/system_texts`).
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from notify.services.models import Membership, Notice

MANAGERS = (Membership.Permission.MANAGE_SERVICE,)


def record_notice(
    service_id: UUID,
    kind: str,
    values: Mapping[str, str | int] | None = None,
    *,
    once_key: str,
    permissions: Sequence[str] = MANAGERS,
) -> bool:
    """Record a notice to the members who hold any of `permissions`; return whether it is new.

    `once_key` says which occasion it is about, for example `2026-06-03`: a second notice of the
    same kind for the same occasion is not made. `values` fill the template and hold nothing
    personal. A service's name is always there as `service_name`.
    """
    _, made = Notice.objects.get_or_create(
        service_id=service_id,
        kind=kind,
        once_key=once_key,
        defaults={
            "values": dict(values or {}),
            "permissions": [str(name) for name in permissions],
        },
    )
    return made
