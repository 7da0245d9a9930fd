curl "$NOTIFY_URL/v2/notifications/email" --retry 5 --max-time 30 \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY" \
  -H "Content-Type: application/json" \
  -H "Idempotency-Key: $(uuidgen || cat /proc/sys/kernel/random/uuid)" \
  -d @- <<JSON
{
  "email_address": "ana@example.ca",
  "template_id": "$EMAIL_TEMPLATE_ID",
  "personalisation": {"name": "Ana", "date": "June 3"}
}
JSON
