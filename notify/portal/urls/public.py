"""The front page, the choice of language, signing in and out."""

from django.urls import path

from notify.portal.views import home, sign_in

urlpatterns = [
    path("", home.home, name="home"),
    path("language/<slug:code>", home.choose_language, name="language"),
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
]
