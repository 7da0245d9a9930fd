"""The admin: every model, in both languages, for the platform team only, and no secret anywhere."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from notify.accounts.guessing import connect_valkey
from notify.accounts.models import AuditEvent, User
from notify.delivery.models import Provider
from notify.message_templates.models import Template, TemplateVersion
from notify.notifications.models import Notification
from notify.services.models import ApiKey, Service
from tests import factories
from tests.portal import sent
from tests.portal.people import sign_in, sign_in_fully

OURS = [
    model
    for config in apps.get_app_configs()
    if config.name.startswith("notify")
    for model in config.get_models()
]
KEY = "3132333435363738393031323334353637383930"


@pytest.fixture
def root(db: None) -> User:
    return factories.make_user("root@example.gc.ca", name="Root", is_staff=True, is_superuser=True)


@pytest.fixture
def as_root(root: User) -> Client:
    return sign_in(root)


def address(model: type[models.Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_model_has_a_list_that_can_be_searched(
    model: type[models.Model], language: str, as_root: Client
) -> None:
    headers = {"accept-language": language}

    page = as_root.get(address(model, "changelist"), headers=headers)
    found = as_root.get(address(model, "changelist"), {"q": "nothing"}, headers=headers)

    assert (page.status_code, found.status_code) == (200, 200)
    assert f'lang="{language}' in page.content.decode()
    assert 'name="q"' in page.content.decode()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_can_be_added_or_is_read_only(
    model: type[models.Model], as_root: Client
) -> None:
    expected = 200 if _may_add(model, as_root) else 403

    assert as_root.get(address(model, "add")).status_code == expected


def _may_add(model: type[models.Model], client: Client) -> bool:
    request = client.get("/admin/").wsgi_request
    return admin.site.get_model_admin(model).has_add_permission(request)


@pytest.mark.parametrize("model", [AuditEvent, Notification], ids=lambda model: model._meta.label)
def test_what_happened_is_neither_changed_nor_deleted(
    model: type[models.Model], as_root: Client
) -> None:
    site = admin.site.get_model_admin(model)
    request = as_root.get("/admin/").wsgi_request

    assert not site.has_add_permission(request)
    assert not site.has_change_permission(request)
    assert not site.has_delete_permission(request)


def test_only_the_platform_team_gets_in(alice: User, platform: Client) -> None:
    client = sign_in(alice)

    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert client.get("/admin/login/?next=/admin/").status_code == 403
    assert platform.get("/admin/").status_code == 200


@pytest.fixture
def platform(db: None) -> Client:
    return sign_in(factories.make_user("paula@example.gc.ca", is_staff=True))


def test_nobody_gets_in_without_signing_in_at_the_portal(client: Client, root: User) -> None:
    answer = client.get("/admin/login/?next=/admin/accounts/user/")

    assert answer["Location"] == "/sign-in?next=%2Fadmin%2Faccounts%2Fuser%2F"
    assert client.post("/admin/login/", {"username": root.email}).status_code == 302


def test_a_password_alone_leads_to_the_second_factor(client: Client, root: User) -> None:
    client.force_login(root)

    answer = client.get("/admin/login/?next=/admin/")

    assert answer["Location"] == "/two-factor?next=%2Fadmin%2F"
    assert client.get("/admin/")["Location"] == "/two-factor?next=%2Fadmin%2F"


def test_a_code_by_email_is_not_enough_and_leads_to_setting_up_an_app(root: User) -> None:
    connect_valkey().flushdb()
    client = sign_in_fully(root)

    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    first = client.get("/admin/login/?next=/admin/")["Location"]
    TOTPDevice.objects.create(user=root, name="phone", key=KEY)
    then = client.get("/admin/login/?next=/admin/")["Location"]
    answer = client.post(then, {"code": f"{totp(bytes.fromhex(KEY)):06}"})

    assert first == "/user-profile/2fa/app?next=%2Fadmin%2F"
    assert then == "/two-factor/app?next=%2Fadmin%2F"
    assert answer["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_an_authenticator_app_is_enrolled_by_its_owner_with_a_right_code(as_root: Client) -> None:
    enrolment = reverse("admin:otp_totp_totpdevice_add")
    page = BeautifulSoup(as_root.get(enrolment).content, "html.parser")
    code = page.select_one("code")
    assert code is not None
    assert page.select_one("svg") is not None
    key = as_root.session["authenticator app being enrolled"]

    wrong = as_root.post(enrolment, {"name": "phone", "token": "000000"})
    right = as_root.post(enrolment, {"name": "phone", "token": f"{totp(bytes.fromhex(key)):06}"})

    assert "The code is not right" in wrong.content.decode()
    assert right.status_code == 302
    device = TOTPDevice.objects.get(name="phone")
    assert (device.confirmed, device.user.email) == (True, "root@example.gc.ca")
    detail = as_root.get(reverse("admin:otp_totp_totpdevice_change", args=[device.pk]))
    assert detail.status_code == 200
    assert device.key not in detail.content.decode()


def test_a_key_is_shown_once(as_root: Client, service: Service) -> None:
    fields = {"service": str(service.id), "name": "From the admin", "key_type": "normal"}

    page = as_root.post(address(ApiKey, "add"), fields).content.decode()

    shown = re.search(rf"gcntfy-from_the_admin-{service.id}-([0-9a-f-]{{36}})", page)
    assert shown is not None
    key = ApiKey.objects.get()
    again = as_root.get(address(ApiKey, "change", key.pk)).content.decode()
    assert shown[1] not in again
    assert shown[1] not in as_root.get(address(ApiKey, "changelist")).content.decode()


def test_two_keys_of_one_name_are_refused_with_words(as_root: Client, service: Service) -> None:
    fields = {"service": str(service.id), "name": "Twice", "key_type": "normal"}
    as_root.post(address(ApiKey, "add"), fields)

    again = as_root.post(address(ApiKey, "add"), fields)

    assert again.status_code == 200
    assert ApiKey.objects.count() == 1
    assert "errornote" in again.content.decode()


def test_keys_are_revoked_from_the_list(as_root: Client, service: Service) -> None:
    key = factories.make_key(service).key

    as_root.post(
        address(ApiKey, "changelist"), {"action": "revoke", "_selected_action": [str(key.pk)]}
    )

    key.refresh_from_db()
    assert key.revoked_at is not None


def test_messages_show_masked_and_are_found_by_their_recipient(
    as_root: Client, service: Service
) -> None:
    message = sent.send_email(service, "ana.tremblay@example.ca")
    sent.send_text(service, "+16135550123")

    found = as_root.get(address(Notification, "changelist"), {"q": "Ana.Tremblay@example.ca"})
    detail = as_root.get(address(Notification, "change", message.id)).content.decode()

    page = found.content.decode()
    assert "a•••@example.ca" in page
    assert "•••23" not in page
    assert "tremblay" not in BeautifulSoup(page, "html.parser").select_one("#result_list").text  # type: ignore[union-attr]
    assert "ana.tremblay" not in detail
    assert "a•••@example.ca" in detail
    content = BeautifulSoup(detail, "html.parser").select_one("#content")
    assert content is not None
    assert "approved" not in content.text


def test_the_list_of_messages_never_counts_the_whole_table(
    as_root: Client, service: Service
) -> None:
    sent.send_email(service)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        as_root.get(address(Notification, "changelist"))

    counting = [
        query["sql"]
        for query in queries
        if "COUNT(" in query["sql"].upper() and "notifications_notification" in query["sql"]
    ]
    assert counting
    assert all("LIMIT 10000" in sql for sql in counting)


def test_a_change_to_a_template_writes_a_version(as_root: Client, service: Service) -> None:
    template = factories.make_email_template(service)
    page = BeautifulSoup(
        as_root.get(address(Template, "change", template.pk)).content, "html.parser"
    )
    fields = _fields_of(page) | {"body_en": "Changed in the admin"}

    answer = as_root.post(address(Template, "change", template.pk), fields)

    assert answer.status_code == 302
    template.refresh_from_db()
    assert (template.version, template.body_en) == (2, "Changed in the admin")  # type: ignore[attr-defined]
    assert TemplateVersion.objects.filter(template=template).count() == 2


def _fields_of(page: BeautifulSoup) -> dict[str, str]:
    """Return what a browser would send for the form as it is."""
    form = page.select_one("#content form[method=post], #content-main form")
    assert form is not None
    fields = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            fields[str(field["name"])] = str(chosen["value"]) if chosen else ""
        elif field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        elif field.get("type") != "submit":
            fields[str(field["name"])] = str(field.get("value", "")) or field.text
    return fields


def test_a_service_is_made_in_both_languages(as_root: Client) -> None:
    page = BeautifulSoup(as_root.get(address(Service, "add")).content, "html.parser")
    fields = _fields_of(page) | {"name_en": "Parks", "name_fr": "Parcs", "email_from": "parks"}

    answer = as_root.post(address(Service, "add"), fields | {"permissions": "email"})

    assert answer.status_code == 302, BeautifulSoup(answer.content, "html.parser").select(
        ".errorlist"
    )
    service = Service.objects.get()
    assert (service.name_en, service.name_fr) == ("Parks", "Parcs")  # type: ignore[attr-defined]
    assert service.permissions == ["email"]
    only_one = as_root.post(address(Service, "add"), fields | {"name_fr": "", "email_from": "p2"})
    assert only_one.status_code == 200


def test_a_provider_keeps_its_password_and_does_not_show_it(as_root: Client) -> None:
    options = {"host": "localhost", "port": "25", "username": "u", "password": "hush-hush"}
    provider = Provider.objects.create(name="relay", kind="smtp", channel="email", options=options)
    where = address(Provider, "change", provider.pk)

    page = as_root.get(where)
    fields = _fields_of(BeautifulSoup(page.content, "html.parser"))
    as_root.post(where, fields | {"priority": "3"})

    assert "hush-hush" not in page.content.decode()
    provider.refresh_from_db()
    assert (provider.priority, provider.options["password"]) == (3, "hush-hush")


def test_a_provider_with_wrong_options_is_refused_with_the_reason(as_root: Client) -> None:
    fields = {"name": "relay", "kind": "smtp", "channel": "email", "priority": 1, "weight": 1}

    page = as_root.post(address(Provider, "add"), fields | {"options": '{"prot": "25"}'})

    assert "option" in page.content.decode()
    assert not Provider.objects.exists()


@pytest.mark.parametrize(
    ("action", "expected"),
    [("switch_off", (False, 10)), ("put_first", (True, 0))],
)
def test_actions_on_providers(
    action: str, expected: tuple[bool, int], as_root: Client, db: None
) -> None:
    provider = Provider.objects.create(name="a", kind="sandbox", channel="email")
    other = Provider.objects.create(name="b", kind="sandbox", channel="email", priority=0)

    as_root.post(
        address(Provider, "changelist"), {"action": action, "_selected_action": [provider.pk]}
    )

    provider.refresh_from_db()
    other.refresh_from_db()
    assert (provider.active, provider.priority) == expected
    assert other.priority == (1 if action == "put_first" else 0)


def test_staff_who_are_not_superusers_cannot_make_themselves_one(platform: Client) -> None:
    me = User.objects.get(email="paula@example.gc.ca")
    form = admin.site.get_model_admin(User)

    locked = form.get_readonly_fields(platform.get("/admin/").wsgi_request, me)

    assert {"is_superuser", "is_staff", "groups", "user_permissions"} <= set(locked)


def test_no_page_of_the_admin_fetches_from_another_server(
    as_root: Client, service: Service
) -> None:
    page = as_root.get(address(Service, "change", service.pk)).content.decode()

    scripts = [str(tag["src"]) for tag in BeautifulSoup(page, "html.parser").select("script[src]")]
    assert "/static/admin-languages/tabs.js" in scripts
    assert all(source.startswith("/") and not source.startswith("//") for source in scripts)


def test_fields_that_models_leave_unnamed_have_french_names(
    as_root: Client, service: Service
) -> None:
    message = sent.send_email(service)
    french = {"accept-language": "fr"}

    detail = as_root.get(address(Notification, "change", message.id), headers=french)
    listed = as_root.get(address(Notification, "changelist"), headers=french)

    labels = BeautifulSoup(detail.content, "html.parser").select(".form-row label")
    names = [label.text.strip(" :\xa0") for label in labels]
    assert "Réponse du fournisseur" in names
    assert "Provider response" not in names
    heads = [
        head.text.strip() for head in BeautifulSoup(listed.content, "html.parser").select("th")
    ]
    assert "Type de la clé" in heads
