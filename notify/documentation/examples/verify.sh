secret=$(printf %s "${CALLBACK_SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')
expected=$(printf '%s.%s.%s' "$WEBHOOK_ID" "$WEBHOOK_TIMESTAMP" "$BODY" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$secret" -binary | base64)

case " $WEBHOOK_SIGNATURE " in
  *" v1,$expected "*) echo genuine ;;
  *) echo forged ;;
esac
