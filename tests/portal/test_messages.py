"""Finding messages and reading one."""

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from notify.accounts.models import User
from notify.message_templates.models import Folder, Template
from notify.notifications.models import Job, Notification
from notify.portal import message_list
from notify.services.models import Service
from tests import factories
from tests.portal import sent
from tests.portal.people import sign_in


def listed(client: Client, service: Service, query: str = "") -> list[str]:
    """Return the recipients that a list shows, in its order."""
    page = client.get(reverse("portal:messages", args=[service.id]) + query)
    soup = BeautifulSoup(page.content, "html.parser")
    return [link.text for link in soup.select(".rows .main")]


def search(client: Client, service: Service, text: str, **fields: str) -> str:
    """Search, and return the query of the page that the answer leads to."""
    address = reverse("portal:search-messages", args=[service.id])
    location = client.post(address, {"search": text, **fields})["Location"]
    return location.removeprefix(reverse("portal:messages", args=[service.id]))


def test_newest_come_first(as_bob: Client, service: Service) -> None:
    sent.send_email(service, "one@example.ca")
    sent.send_email(service, "two@example.ca")

    assert listed(as_bob, service) == ["two@example.ca", "one@example.ca"]


def test_messages_of_other_services_and_of_test_keys_do_not_show(
    as_bob: Client, service: Service
) -> None:
    sent.send_email(factories.make_service(), "elsewhere@example.ca")
    sent.send_email(service, "test@example.ca", key_type="test")

    assert listed(as_bob, service) == []
    assert listed(as_bob, service, "?tests=1") == ["test@example.ca"]


def test_filters_by_state_and_channel(as_bob: Client, service: Service) -> None:
    sent.send_text(service)
    failed = sent.send_email(service, "failed@example.ca")
    sent.receive(failed, "permanent-failure")
    sent.receive(sent.send_email(service, "there@example.ca"), "delivered")

    assert listed(as_bob, service, "?state=failed") == ["failed@example.ca"]
    assert listed(as_bob, service, "?state=delivered") == ["there@example.ca"]
    assert listed(as_bob, service, "?state=in-transit") == ["+16135550123"]
    assert listed(as_bob, service, "?channel=email") == ["there@example.ca", "failed@example.ca"]
    assert len(listed(as_bob, service, "?state=nonsense&channel=pigeon&after=x")) == 3


def test_pages_follow_each_other_without_gap_or_repeat(
    as_bob: Client, service: Service, monkeypatch: object
) -> None:
    monkeypatch.setattr(message_list, "PAGE_SIZE", 2)  # type: ignore[attr-defined]
    template = factories.make_email_template(service)
    for number in range(5):
        sent.send_email(service, f"p{number}@example.ca", template=template)

    shown, query = [], ""
    while True:
        page = as_bob.get(reverse("portal:messages", args=[service.id]) + query)
        soup = BeautifulSoup(page.content, "html.parser")
        shown += [link.text for link in soup.select(".rows .main")]
        older = [link for link in soup.select(".pages a") if link.text == "Older messages"]
        if not older:
            break
        query = str(older[0]["href"])

    assert shown == [f"p{number}@example.ca" for number in (4, 3, 2, 1, 0)]


def test_a_search_finds_a_recipient_however_it_is_written(as_bob: Client, service: Service) -> None:
    sent.send_email(service, "Ana@Example.ca")
    sent.send_text(service, "+16135550123")
    sent.send_text(service, "+16135550999")

    assert listed(as_bob, service, search(as_bob, service, " ANA@example.CA ")) == [
        "Ana@Example.ca"
    ]
    assert listed(as_bob, service, search(as_bob, service, "(613) 555-0123")) == ["+16135550123"]
    assert listed(as_bob, service, search(as_bob, service, "ana")) == []


def test_a_search_finds_a_reference(as_bob: Client, service: Service) -> None:
    sent.send_email(service, client_reference="case-17")
    sent.send_email(service, "other@example.ca", client_reference="case-18")

    assert listed(as_bob, service, search(as_bob, service, "case-17")) == ["ana@example.ca"]


def test_what_is_searched_for_shows_in_the_box_and_not_in_the_address(
    as_bob: Client, service: Service
) -> None:
    query = search(as_bob, service, "ana@example.ca", state="failed")
    page = as_bob.get(reverse("portal:messages", args=[service.id]) + query).content.decode()

    assert "ana@" not in query
    assert "example" not in query
    assert "state=failed" in query
    assert 'value="ana@example.ca"' in page


def test_a_search_of_another_service_opens_nothing(as_bob: Client, service: Service) -> None:
    sent.send_email(service)
    token = message_list.seal_search("nobody@example.ca", "another service")

    assert listed(as_bob, service, f"?search={token}") == ["ana@example.ca"]
    assert listed(as_bob, service, "?search=%ff%fe") == ["ana@example.ca"]


def test_an_email_shows_as_it_was_sent(as_bob: Client, service: Service) -> None:
    template = factories.make_email_template(service)
    message = sent.send_email(service, template=template, client_reference="case-17")
    Template.objects.filter(pk=template.pk).update(subject_en="Changed later")

    page = as_bob.get(reverse("portal:message", args=[service.id, message.id])).content.decode()
    body = as_bob.get(reverse("portal:message-body", args=[service.id, message.id]))

    assert "Your decision, Ana" in page
    assert "Decision, version 1" in page
    assert "case-17" in page
    assert "approved" in body.content.decode()
    assert body["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert body["X-Frame-Options"] == "SAMEORIGIN"


def test_a_text_shows_as_it_was_sent(as_bob: Client, service: Service) -> None:
    message = sent.send_text(service)

    page = as_bob.get(reverse("portal:message", args=[service.id, message.id]))

    bubble = BeautifulSoup(page.content, "html.parser").select_one(".bubble")
    assert bubble is not None
    assert bubble.text == f"{service.name_en}: Your code is 4821."
    assert (
        as_bob.get(reverse("portal:message-body", args=[service.id, message.id])).status_code == 404
    )


def test_values_of_a_redacted_template_are_hidden(as_bob: Client, service: Service) -> None:
    template = factories.make_sms_template(service, redacted=True)
    message = sent.send_text(service, template=template)

    page = as_bob.get(reverse("portal:message", args=[service.id, message.id])).content.decode()

    assert "code is 4821" not in page
    assert "Your code is [hidden]." in page


def test_a_history_tells_every_step_and_puts_the_provider_plainly(
    as_bob: Client, service: Service
) -> None:
    message = sent.send_text(service)
    sent.receive(
        message,
        "permanent-failure",
        provider_response="Phone is currently unreachable/unavailable",
    )

    page = as_bob.get(reverse("portal:message", args=[service.id, message.id]))

    soup = BeautifulSoup(page.content, "html.parser")
    steps = [step.get_text(" ", strip=True) for step in soup.select(".history li")]
    assert steps[0].startswith("Accepted by Notify")
    assert steps[1].startswith("No such number The phone cannot be reached.")
    assert "Correct it in your records" in soup.text


def test_words_of_a_provider_that_we_do_not_know_are_quoted(
    as_bob: Client, service: Service
) -> None:
    message = sent.send_text(service)
    sent.receive(message, "temporary-failure", provider_response="Flux capacitor is empty")

    page = as_bob.get(reverse("portal:message", args=[service.id, message.id])).content.decode()

    assert 'In the provider’s words: <span lang="en">Flux capacitor is empty</span>' in page


def test_an_erased_message_says_so(as_bob: Client, service: Service) -> None:
    message = sent.send_email(service)
    Notification.objects.filter(pk=message.pk).update(
        sealed_recipient=b"", sealed_personalisation=b""
    )

    page = as_bob.get(reverse("portal:message", args=[service.id, message.id])).content.decode()

    assert "Recipient erased" in page
    assert "The content was erased" in page


def test_the_filter_does_not_name_templates_of_hidden_folders(service: Service, bob: User) -> None:
    template = factories.make_email_template(service)
    folder = Folder.objects.create(service=service, name="Secret")
    folder.hidden_from.add(service.memberships.get(user=bob))
    Template.objects.filter(pk=template.pk).update(folder=folder)

    answer = sign_in(bob).get(reverse("portal:messages", args=[service.id]))

    assert list(answer.context["templates"]) == []


def test_messages_of_a_list_are_chosen_among_the_lists(as_bob: Client, service: Service) -> None:
    template = factories.make_email_template(service)
    job = Job.objects.create(
        service=service,
        template=template,
        template_version=1,
        channel="email",
        name="clients.csv",
    )
    sent.send_email(service, "of-the-list@example.ca", template=template, job_id=job.id, job_row=0)
    sent.send_email(service, "alone@example.ca", template=template)
    page = reverse("portal:messages", args=[service.id])

    offered = as_bob.get(page).content.decode()
    answer = as_bob.post(reverse("portal:search-messages", args=[service.id]), {"job": str(job.id)})
    found = as_bob.get(answer["Location"]).content.decode()

    assert "clients.csv (" in offered
    assert answer["Location"].endswith("#results")
    assert "of-the-list@example.ca" in found
    assert "alone@example.ca" not in found


def test_a_failed_email_leads_to_why_its_address_is_suppressed(
    as_bob: Client, service: Service
) -> None:
    message = sent.send_email(service)
    sent.receive(message, "permanent-failure", feedback_type="hard-bounce")
    page = as_bob.get(reverse("portal:message", args=[service.id, message.id]))
    link = page.context["suppression_query"]

    shown = as_bob.get(f"{reverse('portal:suppression', args=[service.id])}?{link}")

    assert shown.context["search"] == "ana@example.ca"
