curl "$NOTIFY_URL/v2/notifications/bulk" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY" \
  -H "Content-Type: application/json" \
  -d @- <<JSON
{
  "name": "Appointments of June 3",
  "template_id": "$EMAIL_TEMPLATE_ID",
  "rows": [
    ["email address", "name", "date", "reference"],
    ["ana@example.ca", "Ana", "June 3", "file-2026-118"],
    ["luc@example.ca", "Luc", "June 3", "file-2026-119"]
  ]
}
JSON
