"""The addresses of files behind a link."""

from django.urls import path

from notify.files.views import file_page

app_name = "files"

urlpatterns = [path("d/<str:service>/<str:file>", file_page, name="file")]
