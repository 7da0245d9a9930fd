"""The SQL that queues a service's callbacks; part of the statement that changes the messages.

A change of status and the callback that tells of it are committed together or not at all.
"""

# Callers are told what became of a message, not of its way there (source: the API contract).
SILENT_STATUSES = "'created', 'sending', 'sent', 'pending', 'cancelled'"


def queue_callbacks(source: str) -> str:
    """Return SQL that queues a callback for each changed notification in a CTE."""
    return f"""
INSERT INTO delivery_callbackdelivery
    (id, callback_id, notification_id, status, happened_at, state, due_at, attempts, problem)
SELECT gen_random_uuid(), cb.id, s.id, s.status, now(), 'waiting', now(), 0, ''
FROM {source} s JOIN services_callback cb ON cb.service_id = s.service_id
WHERE cb.kind = 'delivery_status' AND cb.suspended_at IS NULL
    AND s.status NOT IN ({SILENT_STATUSES})"""  # noqa: S608  our own names
