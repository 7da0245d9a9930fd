"""What the product itself writes to people: the first version of each of its templates.

One module for each area, each with a `TEXTS`. A text is used once, to make its template in the
system service; from then on the platform team edits the template and this text is history. The keys
are the `kind` of `send_system_email`, `send_system_sms` and `record_notice`.
"""

from notify.sending.system_texts import (
    accounts,
    delivery,
    joining,
    limits,
    reports,
    services,
    subscriptions,
    support,
    templates,
)
from notify.sending.system_texts.base import SystemText

TEXTS: dict[str, SystemText] = {
    **accounts.TEXTS,
    **delivery.TEXTS,
    **joining.TEXTS,
    **limits.TEXTS,
    **reports.TEXTS,
    **services.TEXTS,
    **subscriptions.TEXTS,
    **support.TEXTS,
    **templates.TEXTS,
}
