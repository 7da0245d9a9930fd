"""Put on record what the platform team changes about a provider."""

from typing import Any

from notify.accounts.models import AuditEvent, User
from notify.delivery.models import Provider

ON_RECORD = (
    "name",
    "kind",
    "channel",
    "active",
    "priority",
    "weight",
    "international",
    "per_second",
    "per_number_per_second",
    "receipts_topic",
    "receipts_queue_url",
)


def snapshot(provider: Provider) -> dict[str, Any]:
    """Return what goes on record. Of the options, which may be secret, only their names."""
    options = {f"option {name}": hash(value) for name, value in provider.options.items()}
    return {name: getattr(provider, name) for name in ON_RECORD} | options


def record_change(
    provider: Provider, before: dict[str, Any], *, actor: User, ip: str | None
) -> None:
    """Record what is different from `before`, a snapshot; nothing when nothing is."""
    after = snapshot(provider)
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if not names:
        return
    AuditEvent.objects.create(
        actor=actor,
        action="provider-changed" if before else "provider-added",
        subject_type="provider",
        subject_id=str(provider.pk),
        before=_told(before, names),
        after=_told(after, names),
        address=ip,
    )


def record_removal(provider: Provider, *, actor: User, ip: str | None) -> None:
    """Record that a provider is deleted; call it before it is."""
    before = snapshot(provider)
    AuditEvent.objects.create(
        actor=actor,
        action="provider-deleted",
        subject_type="provider",
        subject_id=str(provider.pk),
        before=_told(before, sorted(before)),
        address=ip,
    )


def _told(values: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """Leave an option's value out; that it was there or was changed is enough."""
    told = {name: values[name] for name in names if name in values}
    return {name: "…" if name.startswith("option ") else value for name, value in told.items()}
