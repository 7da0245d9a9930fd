curl "$NOTIFY_URL/v2/notifications/$NOTIFICATION_ID" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY"
