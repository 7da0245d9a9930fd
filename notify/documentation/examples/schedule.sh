tomorrow=$(date -u -d '+1 day' +%Y-%m-%dT%H:%M:%SZ)

curl "$NOTIFY_URL/v2/notifications/email" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY" \
  -H "Content-Type: application/json" \
  -d @- <<JSON
{
  "email_address": "ana@example.ca",
  "template_id": "$EMAIL_TEMPLATE_ID",
  "personalisation": {"name": "Ana", "date": "June 3"},
  "scheduled_for": "$tomorrow"
}
JSON
