curl "$NOTIFY_URL/v2/templates" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY"
