"""Topics in the portal, and the pages on which people subscribe and unsubscribe."""

import html

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from notify.accounts.models import AuditEvent, User
from notify.message_templates.models import Folder, Template
from notify.notifications.models import Job, Notification
from notify.queues import connect_valkey
from notify.sending.jobs import store_due_jobs
from notify.sending.list_checking import check_next_list
from notify.sending.models import ListDraft
from notify.services.models import Service
from notify.subscriptions.actions import Subscriber, consent_text, end, recipient_of
from notify.subscriptions.links import confirm_link, manage_link
from notify.subscriptions.models import Consent, Subscription, Topic
from tests import factories
from tests.portal.people import sign_in
from tests.subscriptions.test_double_opt_in import make_topic, subscribe

pytestmark = pytest.mark.django_db

NEW = {
    "name_en": "Floods",
    "name_fr": "Inondations",
    "description_en": "When the river rises.",
    "description_fr": "Quand la rivière monte.",
    "is_open": "on",
}


@pytest.fixture(autouse=True)
def nobody_has_tried() -> None:
    connect_valkey().flushdb()


@pytest.fixture
def topic(service: Service) -> Topic:
    return make_topic(service)


def at(name: str, topic: Topic) -> str:
    return reverse(f"portal:{name}", args=[topic.service_id, topic.pk])


def wish(topic: Topic, **fields: object) -> dict[str, object]:
    return {
        "topics": [str(topic.pk)],
        "channel": "email",
        "address": "ana@example.ca",
        "language": "en",
        **fields,
    }


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def test_a_manager_makes_a_topic_and_it_is_on_record(as_alice: Client, service: Service) -> None:
    answer = as_alice.post(reverse("portal:add-topic", args=[service.id]), NEW)

    topic = Topic.objects.get()
    assert answer["Location"] == at("topic", topic)
    assert AuditEvent.objects.get(action="topic-added").subject_id == str(topic.pk)


def test_a_topic_needs_both_languages(as_alice: Client, service: Service) -> None:
    answer = as_alice.post(reverse("portal:add-topic", args=[service.id]), {**NEW, "name_fr": ""})

    assert answer.status_code == 200
    assert not Topic.objects.exists()


PAGES = ("topic", "change-topic", "import-people", "export-people", "send-to-topic")


@pytest.mark.parametrize("name", PAGES)
def test_outsiders_get_404(name: str, topic: Topic, as_charlie: Client) -> None:
    assert as_charlie.get(at(name, topic)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_topic_of_another_service_is_404(name: str, as_alice: Client, service: Service) -> None:
    elsewhere = make_topic(factories.make_service())

    address = reverse(f"portal:{name}", args=[service.id, elsewhere.pk])

    assert as_alice.get(address).status_code == 404


@pytest.mark.parametrize("name", PAGES[1:])
def test_members_who_only_look_get_403(name: str, topic: Topic, as_bob: Client) -> None:
    assert as_bob.get(at("topic", topic)).status_code == 200
    assert as_bob.get(at(name, topic)).status_code == 403


def test_a_person_subscribes_with_two_steps(client: Client, topic: Topic) -> None:
    page = reverse("portal:subscribe", args=[topic.service_id])

    asked = client.post(page, wish(topic))
    waiting = Subscription.objects.get()
    link = path_of(confirm_link([waiting.pk]))
    opened = client.get(link)
    state_after_opening = Subscription.objects.get().state
    pressed = client.post(link)

    assert asked["Location"] == reverse("portal:subscribe-check", args=[topic.service_id])
    assert "Yes, subscribe me" in opened.content.decode()
    assert state_after_opening == "asked"
    assert "You are subscribed" in pressed.content.decode()
    assert Subscription.objects.get().state == "confirmed"


def test_a_known_address_gets_the_same_answer(client: Client, topic: Topic) -> None:
    subscribe(topic)
    Notification.objects.all().delete()

    answer = client.post(reverse("portal:subscribe", args=[topic.service_id]), wish(topic))

    assert answer["Location"] == reverse("portal:subscribe-check", args=[topic.service_id])
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"address": "ana"}, "Enter an email address in the form name@example.ca."),
        ({"address": "123", "channel": "sms"}, "Enter a mobile number"),
        ({"topics": []}, "Choose at least one."),
    ],
)
def test_what_is_wrong_is_told_beside_the_field(
    client: Client, topic: Topic, fields: dict[str, object], error: str
) -> None:
    answer = client.post(
        reverse("portal:subscribe", args=[topic.service_id]), wish(topic, **fields)
    )

    assert error in answer.content.decode()
    assert not Subscription.objects.exists()


def test_a_closed_topic_has_no_public_page(client: Client, topic: Topic) -> None:
    Topic.objects.update(is_open=False)

    assert client.get(reverse("portal:subscribe", args=[topic.service_id])).status_code == 404


def test_a_mail_program_unsubscribes_with_one_post(topic: Topic) -> None:
    found = subscribe(topic)
    link = path_of(manage_link(found.pk))
    program = Client(enforce_csrf_checks=True)

    opened = program.get(link)
    state_after_opening = Subscription.objects.get().state
    answer = program.post(link, {"List-Unsubscribe": "One-Click"})

    assert opened["Referrer-Policy"] == "same-origin"
    assert state_after_opening == "confirmed"
    assert answer.status_code == 200
    assert Subscription.objects.get().state == "ended"


@pytest.mark.parametrize("name", ["confirm-subscription", "end-subscription"])
def test_a_link_that_was_cut_is_explained(client: Client, name: str) -> None:
    answer = client.get(reverse(f"portal:{name}", args=["nothing"]))

    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()


def test_everyone_is_written_to_once(as_alice: Client, topic: Topic) -> None:
    subscribe(topic)
    template = factories.make_email_template(topic.service)
    page = f"{at('send-to-topic', topic)}?template={template.pk}"

    shown = as_alice.get(page).content.decode()
    listed = as_alice.post(page, {"name": "all", "state": "open"})["Location"]
    check_next_list()
    ready = as_alice.get(listed).content.decode()
    first = as_alice.post(listed, {"when": "now"})
    again = as_alice.post(listed, {"when": "now"})
    back = as_alice.get(listed)

    job = Job.objects.get()
    assert "goes to 1 person" in shown
    assert "The list can be sent" in ready
    assert "Upload another list" not in ready
    assert {each["Location"] for each in (first, again, back)} == {
        reverse("portal:job", args=[topic.service_id, job.pk])
    }
    assert str(job.pk) in as_alice.get(at("topic", topic)).content.decode()
    assert AuditEvent.objects.get(action="send-started").after["topic"] == str(topic.pk)


def test_a_discarded_message_leads_back_to_its_topic(as_alice: Client, topic: Topic) -> None:
    subscribe(topic)
    template = factories.make_email_template(topic.service)
    page = f"{at('send-to-topic', topic)}?template={template.pk}"
    as_alice.post(page, {"name": "all", "state": "open"})
    draft = ListDraft.objects.get()

    answer = as_alice.post(reverse("portal:discard-list", args=[topic.service_id, draft.pk]))

    assert answer["Location"] == at("topic", topic)
    assert not ListDraft.objects.exists()


def test_who_leaves_after_the_list_is_made_is_not_written_to(
    as_alice: Client, topic: Topic
) -> None:
    subscribe(topic)
    ben = subscribe(topic, Subscriber("email", "ben@example.ca", "en"))
    template = factories.make_email_template(topic.service)
    page = f"{at('send-to-topic', topic)}?template={template.pk}"
    listed = as_alice.post(page, {"name": "all", "state": "open"})["Location"]
    check_next_list()
    end(ben.pk, Consent.Source.LINK)

    as_alice.post(listed, {"when": "now"})

    store_due_jobs()
    rows = Notification.objects.filter(service_id=topic.service_id)
    assert [row.recipient for row in rows] == ["ana@example.ca"]


def test_a_topic_that_nobody_follows_is_told(as_alice: Client, topic: Topic) -> None:
    template = factories.make_email_template(topic.service)

    answer = as_alice.post(
        f"{at('send-to-topic', topic)}?template={template.pk}", {"name": "all", "state": "open"}
    )

    assert "Nobody follows this topic" in answer.content.decode()
    assert not ListDraft.objects.exists()


def test_a_file_is_imported_with_a_statement(as_alice: Client, topic: Topic) -> None:
    rows = b"email address,language\nben@example.ca,fr\n"
    upload = SimpleUploadedFile("people.csv", rows)

    answer = as_alice.post(
        at("import-people", topic),
        {"file": upload, "statement": "Ticked on form 118."},
        follow=True,
    )

    assert "1 person was added" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("people.pdf", b"%PDF", "The file cannot be read."),
        ("people.csv", b"name\nAna\n", "The first row must have a column"),
        ("people.csv", b"email address\nnobody\n", "Row 2: this is not an email address"),
    ],
)
def test_a_bad_file_adds_nobody(
    as_alice: Client, topic: Topic, name: str, content: bytes, error: str
) -> None:
    upload = SimpleUploadedFile(name, content)

    answer = as_alice.post(
        at("import-people", topic), {"file": upload, "statement": "Ticked on form 118."}
    )

    assert error in answer.content.decode()
    assert not Subscription.objects.exists()


def test_the_export_is_for_managers_and_on_record(
    topic: Topic, as_alice: Client, alice: User
) -> None:
    subscribe(topic)
    sender = factories.make_user()
    factories.make_member(topic.service, sender, ["send_messages"])

    answer = as_alice.get(at("export-people", topic))

    assert b"ana@example.ca" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert AuditEvent.objects.get(action="topic-exported").actor == alice
    assert sign_in(sender).get(at("export-people", topic)).status_code == 403


def test_the_export_is_in_the_reader_s_language_and_safe_in_a_spreadsheet(
    topic: Topic, as_alice: Client
) -> None:
    subscribe(topic, Subscriber("email", "=cmd@example.ca", "en"))
    as_alice.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"

    answer = as_alice.get(at("export-people", topic))

    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("\ufeffadresse courriel,numéro de téléphone,langue,état,")
    assert "\n'=cmd@example.ca,,en,Abonné," in text
    assert "I want to receive" in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_export_is_imported_elsewhere_without_those_who_left(
    topic: Topic, as_alice: Client, language: str
) -> None:
    subscribe(topic, Subscriber("email", "=ana@example.ca", "fr"))
    subscribe(topic, Subscriber("sms", "+16137363100", "en"))
    end(subscribe(topic, Subscriber("email", "ben@example.ca", "en")).pk, Consent.Source.LINK)
    as_alice.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    content = b"".join(as_alice.get(at("export-people", topic)).streaming_content)  # type: ignore[attr-defined]
    other = make_topic(topic.service)

    as_alice.post(
        at("import-people", other),
        {"file": SimpleUploadedFile("people.csv", content), "statement": "Ticked on form 118."},
    )

    rows = Subscription.objects.filter(topic=other)
    assert {(recipient_of(row), row.language, row.state) for row in rows} == {
        ("=ana@example.ca", "fr", "confirmed"),
        ("+16137363100", "en", "confirmed"),
    }


def test_a_person_is_found_with_what_they_agreed_to_and_taken_off(
    topic: Topic, as_alice: Client
) -> None:
    found = subscribe(topic)

    answer = as_alice.post(at("find-topic-person", topic), {"search": " Ana@example.ca"})
    shown = as_alice.get(answer["Location"]).content.decode()
    as_alice.post(reverse("portal:end-topic-person", args=[topic.service_id, topic.pk, found.pk]))

    assert "ana" not in answer["Location"].lower().split("search=")[0]
    assert consent_text(topic, "fr") in html.unescape(shown)
    assert Subscription.objects.get().state == "ended"
    assert Consent.objects.latest("at").source == "team"
    assert AuditEvent.objects.get(action="topic-person-ended").subject_id == str(topic.pk)


def test_only_managers_look_for_people(topic: Topic, as_bob: Client, as_charlie: Client) -> None:
    found = subscribe(topic)
    ending = reverse("portal:end-topic-person", args=[topic.service_id, topic.pk, found.pk])

    assert as_bob.get(at("topic-person", topic)).status_code == 403
    assert as_bob.post(ending).status_code == 403
    assert as_charlie.post(ending).status_code == 404
    assert Subscription.objects.get().state == "confirmed"


def test_a_template_in_a_hidden_folder_is_not_offered_and_not_sent(
    topic: Topic, service: Service, bob: User
) -> None:
    template = factories.make_email_template(service)
    membership = service.memberships.get(user=bob)
    service.memberships.filter(user=bob).update(permissions=["send_messages"])
    folder = Folder.objects.create(service=service, name="Secret")
    Template.objects.filter(pk=template.pk).update(folder=folder)
    client = sign_in(bob)
    address = f"{at('send-to-topic', topic)}?template={template.pk}"
    before = client.get(address)

    folder.hidden_from.add(membership)
    after = client.get(address)

    assert before.context["template"] == template
    assert "template" not in after.context
    assert f'value="{template.pk}"' not in after.content.decode()
    client.post(address, {"name": "Ana", "state": "open"})
    assert not ListDraft.objects.exists()


@pytest.mark.parametrize(("chosen", "heading"), [("", "Se désabonner"), ("en", "Unsubscribe")])
def test_a_link_answers_in_the_language_that_was_asked_for(
    client: Client, topic: Topic, chosen: str, heading: str
) -> None:
    found = subscribe(topic, Subscriber("email", "luc@example.ca", "fr"))
    if chosen:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen

    answer = client.get(path_of(manage_link(found.pk)), headers={"accept-language": "en"})

    assert f"<h1>{heading}</h1>" in answer.content.decode()
    assert answer["Content-Language"] == (chosen or "fr")
