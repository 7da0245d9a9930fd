curl "$NOTIFY_URL/v2/notifications/sms" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY" \
  -H "Content-Type: application/json" \
  -d @- <<JSON
{
  "phone_number": "613-555-0199",
  "template_id": "$TEXT_TEMPLATE_ID",
  "personalisation": {"code": "493021"}
}
JSON
