"""The file a person can download, fill in and send back."""

import csv
import io
from collections.abc import Collection, Sequence
from types import MappingProxyType
from typing import Final

from notify.recipients.columns import (
    RECIPIENT_HEADINGS,
    Channel,
    Language,
    column_key,
    recipient_keys,
)
from notify.recipients.safe_cells import safe_cell

# Without it Excel takes the accents of "numéro de téléphone" for something else.
BYTE_ORDER_MARK: Final = "\ufeff"

_EXAMPLE_RECIPIENTS: Final = MappingProxyType(
    {
        Channel.EMAIL: MappingProxyType({"en": "name@example.ca", "fr": "nom@example.ca"}),
        Channel.SMS: MappingProxyType({"en": "613-555-0100", "fr": "613-555-0100"}),
    }
)
_EXAMPLE_VALUES: Final = MappingProxyType({"en": "example", "fr": "exemple"})
_EXAMPLE_CONDITIONS: Final = MappingProxyType({"en": "yes", "fr": "oui"})


def sample_rows(
    channel: Channel,
    placeholders: Sequence[str],
    *,
    language: Language,
    conditional: Collection[str] = (),
    recipient: str | None = None,
) -> list[list[str]]:
    """Return the columns a template needs and one row to write over.

    `recipient` stands in the example row, such as the person's own address. `conditional`
    are the names of placeholders that are answered with yes or no.
    """
    headings = [RECIPIENT_HEADINGS[channel][language]]
    examples = [recipient or _EXAMPLE_RECIPIENTS[channel][language]]
    seen = set(recipient_keys(channel))
    for name in placeholders:
        if column_key(name) not in seen:
            seen.add(column_key(name))
            values = _EXAMPLE_CONDITIONS if name in conditional else _EXAMPLE_VALUES
            headings.append(name)
            examples.append(values[language])
    return [headings, examples]


def csv_text(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as CSV text that no spreadsheet takes for formulas."""
    output = io.StringIO(newline="")
    writer = csv.writer(output)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return output.getvalue()
