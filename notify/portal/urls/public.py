"""The front page and the choice of language."""

from django.urls import path

from notify.portal.views import home

urlpatterns = [
    path("", home.home, name="home"),
    path("language/<slug:code>", home.choose_language, name="language"),
]
