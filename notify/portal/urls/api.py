"""The API integration of a service."""

from django.urls import path

from notify.portal.views import api_hub, api_keys, callbacks

BASE = "services/<uuid:service_id>/api"
KEY = f"{BASE}/keys/<uuid:key_id>"
CALLBACK = f"{BASE}/callbacks/<slug:kind>"

urlpatterns = [
    path(BASE, api_hub.api, name="api"),
    path(f"{BASE}/safelist", api_hub.safelist, name="safelist"),
    path(f"{BASE}/examples", api_hub.examples, name="api-examples"),
    path(f"{BASE}/keys", api_keys.keys, name="api-keys"),
    path(f"{BASE}/keys/create", api_keys.new_key, name="new-api-key"),
    path(f"{KEY}/rotate", api_keys.rotate, name="rotate-api-key"),
    path(f"{KEY}/end", api_keys.end, name="end-api-key"),
    path(f"{KEY}/revoke", api_keys.revoke, name="revoke-api-key"),
    path(f"{BASE}/callbacks", callbacks.callbacks, name="callbacks"),
    path(CALLBACK, callbacks.edit_callback, name="callback"),
    path(f"{CALLBACK}/secret", callbacks.callback_secret, name="callback-secret"),
    path(f"{CALLBACK}/remove", callbacks.remove_callback, name="remove-callback"),
    path(f"{CALLBACK}/resume", callbacks.resume, name="resume-callback"),
    path(f"{CALLBACK}/log", callbacks.callback_log, name="callback-log"),
    path(f"{CALLBACK}/replay", callbacks.replay_callbacks, name="replay-callbacks"),
]
