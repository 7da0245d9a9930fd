"""The settings of a service and its senders."""

from django.urls import path

from notify.portal.views import history, lifecycle, senders, settings

BASE = "services/<uuid:service_id>/service-settings"

urlpatterns = [
    path(BASE, settings.settings, name="settings"),
    *(
        path(f"{BASE}/{slug}", settings.change_setting, {"slug": slug}, name=f"change-{slug}")
        for slug in settings.SETTINGS
    ),
    path("services/<uuid:service_id>/history", history.history, name="history"),
    path("services/<uuid:service_id>/history.csv", history.history_file, name="history-file"),
    path(f"{BASE}/delete", lifecycle.archive, name="archive-service"),
    path(f"{BASE}/email-reply-to", senders.reply_tos, name="reply-tos"),
    path(f"{BASE}/email-reply-to/add", senders.edit_reply_to, name="new-reply-to"),
    path(f"{BASE}/email-reply-to/<uuid:address_id>", senders.edit_reply_to, name="edit-reply-to"),
    path(
        f"{BASE}/email-reply-to/<uuid:address_id>/default",
        senders.default_reply_to,
        name="default-reply-to",
    ),
    path(
        f"{BASE}/email-reply-to/<uuid:address_id>/remove",
        senders.remove_reply_to,
        name="remove-reply-to",
    ),
    path(
        f"{BASE}/email-reply-to/tests/<uuid:check_id>",
        senders.reply_to_test,
        name="reply-to-test",
    ),
    path(
        f"{BASE}/email-reply-to/tests/<uuid:check_id>/repeat",
        senders.repeat_reply_to_test,
        name="repeat-reply-to-test",
    ),
    path("confirm-reply-to/<str:token>", senders.confirm_reply_to, name="confirm-reply-to"),
    path(f"{BASE}/sms-sender", senders.sms_senders, name="sms-senders"),
    path(f"{BASE}/sms-sender/add", senders.new_sms_sender, name="new-sms-sender"),
    path(
        f"{BASE}/sms-sender/<uuid:sender_id>/default",
        senders.default_sms_sender,
        name="default-sms-sender",
    ),
    path(
        f"{BASE}/sms-sender/<uuid:sender_id>/remove",
        senders.remove_sms_sender,
        name="remove-sms-sender",
    ),
]
