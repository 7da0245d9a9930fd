printf 'name,state\nAna,approved\n' > decision.csv

curl "$NOTIFY_URL/v2/notifications/email" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY" \
  -H "Content-Type: application/json" \
  -d @- <<JSON
{
  "email_address": "ana@example.ca",
  "template_id": "$FILE_TEMPLATE_ID",
  "personalisation": {
    "decision": {
      "file": "$(base64 -w 0 decision.csv)",
      "filename": "decision.csv",
      "sending_method": "link"
    }
  }
}
JSON
