"""Getting an account, signing in to it and getting back into it."""

from django.urls import path
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from notify.portal.access import public_view
from notify.portal.single_sign_on import SingleSignOnCallback, when_configured
from notify.portal.views import (
    passkeys,
    password_reset,
    pending_messages,
    register,
    sign_in,
    two_factor,
)

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("unlock/<str:token>", sign_in.unlock, name="unlock"),
    path("register", register.register_page, name="register"),
    path("registration-continue", register.registration_continue, name="registration-continue"),
    path(
        "registration-continue/messages",
        pending_messages.messages_to_register,
        name="messages-to-register",
    ),
    path("resend-email-verification", register.resend_verification, name="resend-verification"),
    path("verify-email/<str:token>", register.verify_email, name="verify-email"),
    path("forgot-password", password_reset.forgot_password, name="forgot-password"),
    path("forgot-password/sent", password_reset.forgot_password_sent, name="forgot-password-sent"),
    path("new-password/<str:token>", password_reset.new_password, name="new-password"),
    path("two-factor", two_factor.two_factor, name="two-factor"),
    path("two-factor/choose", two_factor.choose, name="two-factor-choose"),
    path("two-factor/lost", two_factor.lost, name="two-factor-lost"),
    path("two-factor/messages", pending_messages.messages_to_sign_in, name="messages-to-sign-in"),
    path("two-factor/key/begin", passkeys.begin_sign_in, name="key-sign-in-begin"),
    path("two-factor/key/complete", passkeys.complete_sign_in, name="key-sign-in-complete"),
    path("two-factor/<slug:factor>", two_factor.enter_code, name="two-factor-code"),
    path("two-factor/<slug:factor>/send", two_factor.send_again, name="two-factor-send"),
    path(
        "single-sign-on",
        public_view(when_configured(OIDCAuthenticationRequestView.as_view())),
        name="single-sign-on",
    ),
    path(
        "single-sign-on/callback",
        public_view(when_configured(SingleSignOnCallback.as_view())),
        name="single-sign-on-callback",
    ),
]
