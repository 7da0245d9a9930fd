"""Topics, for the team and for the people who follow them."""

from django.urls import path

from notify.portal.views import subscribe, topic_people, topic_send, topics

TOPICS = "services/<uuid:service_id>/topics"

urlpatterns = [
    path("subscribe/<uuid:service>", subscribe.subscribe, name="subscribe"),
    path("subscribe/<uuid:service>/check", subscribe.check_inbox, name="subscribe-check"),
    path(
        "subscribe/confirm/<str:token>", subscribe.confirm_subscription, name="confirm-subscription"
    ),
    path("subscribe/end/<str:token>", subscribe.end_subscription, name="end-subscription"),
    path(TOPICS, topics.topics, name="topics"),
    path(f"{TOPICS}/add", topics.add_topic, name="add-topic"),
    path(f"{TOPICS}/<uuid:topic_id>", topics.topic_page, name="topic"),
    path(f"{TOPICS}/<uuid:topic_id>/change", topics.change_topic, name="change-topic"),
    path(f"{TOPICS}/<uuid:topic_id>/import", topics.import_people, name="import-people"),
    path(f"{TOPICS}/<uuid:topic_id>/export.csv", topics.export_people, name="export-people"),
    path(f"{TOPICS}/<uuid:topic_id>/person", topic_people.person, name="topic-person"),
    path(
        f"{TOPICS}/<uuid:topic_id>/person/find",
        topic_people.find_person,
        name="find-topic-person",
    ),
    path(
        f"{TOPICS}/<uuid:topic_id>/person/<uuid:subscription_id>/end",
        topic_people.end_person,
        name="end-topic-person",
    ),
    path(f"{TOPICS}/<uuid:topic_id>/send", topic_send.send, name="send-to-topic"),
]
