"""Bounce rates: the SQL that counts emails and hard bounces, in the statement that changes them."""


def count_emails(source: str, *, sent: str, bounced: str) -> str:
    """Return SQL that counts the changed emails of a CTE by hour.

    `sent` and `bounced` say which of its rows `s` left, and which came back.
    """
    return f"""
INSERT INTO delivery_emailhour AS h (service_id, hour, sent, hard_bounces)
SELECT s.service_id, date_trunc('hour', now()),
    count(*) FILTER (WHERE {sent}), count(*) FILTER (WHERE {bounced})
FROM {source} s
WHERE s.channel = 'email' AND s.key_type <> 'test' AND (({sent}) OR {bounced})
GROUP BY 1 ORDER BY 1
ON CONFLICT (hour, service_id) DO UPDATE SET
    sent = h.sent + EXCLUDED.sent, hard_bounces = h.hard_bounces + EXCLUDED.hard_bounces"""  # noqa: S608  our own names
