"""Pages for everyone."""

from django.urls import path

from notify.portal.views import contact, public

urlpatterns = [
    *(path(name, public.page_of_words(name), name=name) for name in public.WORDS),
    path("sitemap", public.sitemap, name="sitemap"),
    path("contact", contact.contact, name="contact"),
    path("contact/sent", contact.contact_sent, name="contact-sent"),
    path("activity", public.activity, name="activity"),
    path("activity.csv", public.activity_csv, name="activity-csv"),
    path("activity.json", public.activity_json, name="activity-json"),
    path("system-status", public.system_status, name="system-status"),
    path("system-status.json", public.system_status_json, name="system-status-json"),
    path("robots.txt", public.robots, name="robots"),
    path(".well-known/security.txt", public.security_txt, name="security-txt"),
]
