"""Logos of emails."""

from django.urls import path

from notify.portal.views import branding

BASE = "services/<uuid:service_id>/branding"

urlpatterns = [
    path(BASE, branding.branding, name="branding"),
    path(f"{BASE}/preview.html", branding.branding_preview, name="branding-preview"),
    path(f"{BASE}/choose", branding.choose_logo, name="choose-logo"),
    path(f"{BASE}/ask", branding.ask_for_logo, name="ask-for-logo"),
    path("logos/<uuid:brand_id>.png", branding.logo_picture, name="logo-picture"),
    path("platform/logos", branding.logos, name="platform-logos"),
    path("platform/logos/<uuid:brand_id>", branding.decide_logo, name="platform-logo"),
    path(
        "platform/logos/<uuid:brand_id>/email.html",
        branding.logo_in_email,
        name="platform-logo-email",
    ),
]
