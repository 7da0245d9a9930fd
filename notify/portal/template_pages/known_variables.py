"""The variables that a service uses already, to be offered in its other templates."""

from collections import Counter
from dataclasses import dataclass
from itertools import chain

from django.db.models.functions import Coalesce

from notify.portal.access import Access
from notify.portal.template_pages.editor_form import TEXT_FIELDS
from notify.portal.template_pages.finding import templates_of
from notify.rendering.placeholders import split_placeholders

TEMPLATES_READ = 30
MOST = 50


@dataclass(frozen=True)
class Known:
    """A variable as it is written; a condition shows no value, it decides about words."""

    name: str
    is_condition: bool


def known_variables(access: Access) -> list[Known]:
    """Return the variables of the templates that changed last, the frequent first.

    Templates in folders that are hidden from the person tell nothing.
    """
    newest = templates_of(access).order_by(Coalesce("updated_at", "created_at").desc(), "id")
    texts = newest.values_list(*TEXT_FIELDS)[:TEMPLATES_READ]
    names: dict[str, str] = {}
    shown: set[str] = set()
    counts: Counter[str] = Counter()
    for part in chain.from_iterable(
        split_placeholders(text or "") for text in chain.from_iterable(texts)
    ):
        if isinstance(part, str):
            continue
        names.setdefault(part.key, part.name)
        counts[part.key] += 1
        if part.text is None:
            shown.add(part.key)
    return [Known(names[key], key not in shown) for key, _ in counts.most_common(MOST)]
