curl "$NOTIFY_URL/v2/template/$EMAIL_TEMPLATE_ID/preview" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{"personalisation": {"name": "Ana", "date": "June 3"}}'
