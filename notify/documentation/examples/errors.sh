answer=$(curl -s -w '\n%{http_code}' "$NOTIFY_URL/v2/notifications/email" \
  -H "Authorization: ApiKey-v1 $NOTIFY_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{"email_address": "ana@example.ca", "template_id": "not an id"}')

echo "${answer##*$'\n'}"
echo "${answer%$'\n'*}"
