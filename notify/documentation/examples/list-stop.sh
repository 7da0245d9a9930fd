curl -X POST "$NOTIFY_URL/v2/jobs/$JOB_ID/cancel" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY"
