"""The list of templates: folders, search, filters, moving many."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from notify.accounts.models import AuditEvent, User
from notify.message_templates.actions import archive_template
from notify.message_templates.models import Folder, Template
from notify.services.models import Membership, Service
from notify.stats.calendar import business_day
from notify.stats.models import DailyCount
from tests import factories
from tests.portal.people import sign_in


@pytest.fixture
def writer(service: Service) -> User:
    user = factories.make_user("wanda@example.gc.ca", name="Wanda")
    factories.make_member(service, user, ["manage_templates"])
    return user


@pytest.fixture
def as_writer(writer: User) -> Client:
    return sign_in(writer)


def page(client: Client, service: Service, query: str = "") -> str:
    return client.get(reverse("portal:templates", args=[service.id]) + query).content.decode()


def test_an_empty_service_says_what_a_template_is(as_alice: Client, service: Service) -> None:
    assert "There is no template yet." in page(as_alice, service)


def test_a_template_shows_how_much_was_sent_in_seven_days(
    as_alice: Client, service: Service
) -> None:
    template = factories.make_email_template(service)
    DailyCount.objects.create(
        day=business_day(datetime.now(UTC)),
        service_id=service.id,
        template_id=template.pk,
        channel="email",
        key_type="normal",
        status="delivered",
        shard=0,
        count=1234,
    )

    assert "1,234 sent in 7 days" in page(as_alice, service)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?search=decis", {"Decision"}),
        ("?search=Dear", {"Decision"}),
        ("?channel=sms", {"Code"}),
        ("?channel=fax", {"Code"}),
        ("?category={category}", {"Decision"}),
        ("?category=nonsense", {"Code"}),
        ("?state=unused", {"Decision", "Code"}),
        ("?search=nothing-like-it", set()),
    ],
)
def test_filters_find_templates_in_all_folders_and_nonsense_filters_nothing(
    as_alice: Client, service: Service, query: str, found: set[str]
) -> None:
    folder = Folder.objects.create(service=service, name="Letters")
    category = factories.make_category()
    factories.make_email_template(service, folder=folder, category=category)
    factories.make_sms_template(service)

    text = page(as_alice, service, query.format(category=category.pk))

    assert {name for name in ("Decision", "Code") if f">{name}</a>" in text} == found


def test_a_folder_that_is_hidden_is_not_shown_nor_what_is_in_it(
    as_writer: Client, as_alice: Client, service: Service, writer: User
) -> None:
    secret = Folder.objects.create(service=service, name="Secret")
    open_one = Folder.objects.create(service=service, name="Open", parent=secret)
    secret.hidden_from.set(Membership.objects.filter(user=writer))
    template = factories.make_email_template(service, folder=secret)
    address = reverse("portal:template", args=[service.id, template.pk])
    folder = reverse("portal:template-folder", args=[service.id, secret.pk])

    text = page(as_writer, service)

    assert "Secret / Open" in text
    assert str(open_one.pk) in text
    assert ">Secret<" not in text
    assert ">Decision</a>" not in page(as_writer, service, "?search=Decision")
    assert (as_writer.get(address).status_code, as_alice.get(address).status_code) == (404, 200)
    assert (as_writer.get(folder).status_code, as_alice.get(folder).status_code) == (404, 200)


def test_ticked_templates_and_folders_move_into_a_new_folder(
    as_writer: Client, service: Service
) -> None:
    template = factories.make_email_template(service)
    folder = Folder.objects.create(service=service, name="Old")
    data = {"template": [template.pk], "folder": [folder.pk], "new_folder": "New", "target": ""}

    answer = as_writer.post(reverse("portal:move-templates", args=[service.id]), data)

    new = Folder.objects.get(name="New")
    template.refresh_from_db()
    folder.refresh_from_db()
    assert answer["Location"] == reverse("portal:template-folder", args=[service.id, new.pk])
    assert template.folder == folder.parent == new
    assert template.version == 1
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert actions == {"folder-created", "template-moved", "folder-moved"}


def test_a_folder_does_not_move_into_itself(as_writer: Client, service: Service) -> None:
    outer = Folder.objects.create(service=service, name="Outer")
    inner = Folder.objects.create(service=service, name="Inner", parent=outer)
    data = {"folder": [outer.pk], "target": str(inner.pk)}

    answer = as_writer.post(reverse("portal:move-templates", args=[service.id]), data, follow=True)

    outer.refresh_from_db()
    assert outer.parent is None
    assert "cannot be moved into itself" in answer.content.decode()


def test_nothing_ticked_is_said(as_writer: Client, service: Service) -> None:
    answer = as_writer.post(
        reverse("portal:move-templates", args=[service.id]), {"target": ""}, follow=True
    )

    assert "Tick what you want to move first" in answer.content.decode()


def test_templates_of_another_service_do_not_move(as_writer: Client, service: Service) -> None:
    elsewhere = factories.make_email_template(factories.make_service())
    folder = Folder.objects.create(service=service, name="Mine")
    data = {"template": [elsewhere.pk, "nonsense", uuid4()], "target": str(folder.pk)}

    as_writer.post(reverse("portal:move-templates", args=[service.id]), data)

    elsewhere.refresh_from_db()
    assert elsewhere.folder is None


def test_a_folder_is_renamed_and_hidden_by_who_manages_the_service(
    as_alice: Client, service: Service, writer: User
) -> None:
    folder = Folder.objects.create(service=service, name="Old name")
    address = reverse("portal:folder-settings", args=[service.id, folder.pk])

    as_alice.post(address, {"name": "New name", "viewers": []})

    folder.refresh_from_db()
    assert folder.name == "New name"
    assert [member.user for member in folder.hidden_from.all()] == [writer]
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert actions == {"folder-renamed", "folder-visibility-changed"}


def test_who_only_writes_templates_does_not_say_who_sees_a_folder(
    as_writer: Client, service: Service, bob: User
) -> None:
    folder = Folder.objects.create(service=service, name="Shared")
    address = reverse("portal:folder-settings", args=[service.id, folder.pk])

    as_writer.post(address, {"name": "Shared", "viewers": []})

    assert "Who sees this folder" not in as_writer.get(address).content.decode()
    assert not folder.hidden_from.exists()


def test_only_an_empty_folder_is_deleted(as_writer: Client, service: Service) -> None:
    folder = Folder.objects.create(service=service, name="Full")
    template = factories.make_email_template(service, folder=folder)
    address = reverse("portal:delete-folder", args=[service.id, folder.pk])

    refused = as_writer.post(address, follow=True).content.decode()
    Template.objects.filter(pk=template.pk).update(folder=None)
    as_writer.post(address)

    assert "Move what is in the folder first" in refused
    assert not Folder.objects.filter(pk=folder.pk).exists()


def test_archived_templates_are_on_a_page_of_their_own(
    as_writer: Client, as_bob: Client, service: Service
) -> None:
    archive_template(factories.make_email_template(service))
    address = reverse("portal:archived-templates", args=[service.id])

    assert ">Decision</a>" not in page(as_writer, service)
    assert "Use again" in as_writer.get(address).content.decode()
    assert "Use again" not in as_bob.get(address).content.decode()
