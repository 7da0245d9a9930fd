"""Your profile."""

from django.urls import path

from notify.portal.views import passkeys, profile, profile_contact, profile_factors, sessions

urlpatterns = [
    path("welcome", profile.welcome, name="welcome"),
    path("user-profile", profile.profile, name="profile"),
    path("user-profile/authenticate", profile.authenticate, name="authenticate"),
    path("user-profile/name", profile.change_name, name="change-name"),
    path("user-profile/view", profile.platform_view_switch, name="platform-view"),
    path("user-profile/password", profile.change_password, name="change-password"),
    path("user-profile/language", profile.change_language, name="change-language"),
    path("user-profile/time-zone", profile.change_time_zone, name="change-time-zone"),
    path("user-profile/email", profile_contact.change_email, name="change-email"),
    path(
        "user-profile/email/confirm/<str:token>",
        profile_contact.confirm_email,
        name="confirm-email",
    ),
    path("user-profile/mobile-number", profile_contact.change_mobile, name="change-mobile"),
    path("user-profile/mobile-number/verify", profile_contact.verify_mobile, name="verify-mobile"),
    path("user-profile/mobile-number/remove", profile_contact.remove_mobile, name="remove-mobile"),
    path("user-profile/2fa", profile_factors.two_step, name="two-step"),
    path("user-profile/2fa/app", profile_factors.add_app, name="add-app"),
    path(
        "user-profile/2fa/app/<int:device_id>/remove", profile_factors.remove_app, name="remove-app"
    ),
    path("user-profile/2fa/recovery-codes", profile_factors.recovery_codes, name="recovery-codes"),
    path(
        "user-profile/2fa/devices/<int:device_id>/forget",
        profile_factors.forget_device,
        name="forget-device",
    ),
    path("user-profile/security_keys", profile_factors.keys, name="security-keys"),
    path("user-profile/security_keys/begin", passkeys.begin_adding, name="key-adding-begin"),
    path(
        "user-profile/security_keys/complete", passkeys.complete_adding, name="key-adding-complete"
    ),
    path(
        "user-profile/security_keys/<int:key_id>/rename",
        profile_factors.rename_key,
        name="rename-key",
    ),
    path(
        "user-profile/security_keys/<int:key_id>/remove",
        profile_factors.remove_key,
        name="remove-key",
    ),
    path("user-profile/sessions", sessions.sessions, name="sessions"),
    path(
        "user-profile/sessions/<int:session_id>/end",
        sessions.revoke_session,
        name="revoke-session",
    ),
    path(
        "user-profile/sessions/end-others",
        sessions.sign_out_everywhere,
        name="sign-out-everywhere",
    ),
    path("user-profile/sessions/stay", sessions.stay, name="stay-signed-in"),
    path("user-profile/deactivate", sessions.deactivate, name="deactivate"),
]
