curl "$NOTIFY_URL/v2/notifications/email" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY" \
  -H "Content-Type: application/json" \
  -d @- <<JSON
{
  "email_address": "ana@example.ca",
  "template_id": "$EMAIL_TEMPLATE_ID",
  "personalisation": {"name": "Ana", "date": "June 3"},
  "reference": "file-2026-118"
}
JSON
