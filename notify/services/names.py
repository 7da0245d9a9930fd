"""The names that services are told apart by: two in each language, and the sending address."""

import re
import unicodedata
from uuid import UUID

from django.db import connection
from django.db.models import Q

from notify.services.models import Service

NAMES_LOCK = 0x4E414D45  # two people who choose a name at once do so one after the other
LONGEST_LOCAL_PART = 64


class NameTaken(ValueError):
    """Another service has the name; `field` says which of the two."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def claim_names(name_en: str, name_fr: str, *, service_id: UUID | None = None) -> None:
    """Check that no other service has a name, until the transaction ends. Raises NameTaken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NAMES_LOCK])
    taken = taken_name(name_en, name_fr, service_id=service_id)
    if taken:
        raise NameTaken(taken)


def taken_name(name_en: str, name_fr: str, *, service_id: UUID | None = None) -> str:
    """Return the first field whose value another open service has in that language, or nothing."""
    others = Service.objects.filter(archived_at=None)
    if service_id:
        others = others.exclude(pk=service_id)
    for field, name in (("name_en", name_en), ("name_fr", name_fr)):
        if others.filter(Q(**{f"{field}__iexact": name})).exists():
            return field
    return ""


def suggest_email_from(name: str) -> str:
    """Return a free sending address for a name: `Café de l’État` gives `cafe.de.l.etat`."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", ".", plain).strip(".")[: LONGEST_LOCAL_PART - 4].strip(".")
    stem = stem or "service"
    taken = set(
        Service.objects.filter(email_from__startswith=stem).values_list("email_from", flat=True)
    )
    numbered = (f"{stem}.{number}" for number in range(2, 1000))
    return next(each for each in (stem, *numbered) if each not in taken)


def is_local_part(text: str) -> bool:
    """Say whether a text may stand before the @ of a sending address."""
    return bool(re.fullmatch(r"[a-z0-9]+([._-][a-z0-9]+)*", text))
