curl "$NOTIFY_URL/v2/notifications/email" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY" \
  -H "Content-Type: application/json" \
  -d @- <<JSON
{
  "email_address": "luc@example.ca",
  "template_id": "$BILINGUAL_TEMPLATE_ID",
  "personalisation": {"name": "Luc"},
  "language": "fr"
}
JSON
