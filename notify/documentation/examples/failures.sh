curl "$NOTIFY_URL/v2/notifications?status=failed&template_type=email" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY"
