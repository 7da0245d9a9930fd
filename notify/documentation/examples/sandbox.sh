curl "$NOTIFY_URL/sandbox/messages.json?to=ana@example.ca" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY"
