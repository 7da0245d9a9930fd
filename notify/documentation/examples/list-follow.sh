curl "$NOTIFY_URL/v2/jobs/$JOB_ID" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY"
