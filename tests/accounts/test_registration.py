"""Making accounts: for an approved address, for an invited person, and never twice."""

from dataclasses import replace

import pytest

from notify.accounts.models import ApprovedDomain, AuditEvent, User
from notify.accounts.registration import (
    AlreadyRegistered,
    NewPerson,
    is_approved_address,
    register,
    register_invited,
    verify_address,
)
from notify.accounts.registration_forms import InvitedRegistrationForm
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
DORA = NewPerson(name="Dora", email="Dora@tests.gc.ca", password=PASSWORD, language="fr")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a@gc.ca", True),
        ("a@tbs-sct.gc.ca", True),
        ("a@Ontario.ca", True),
        ("a@notgc.ca", False),
        ("a@gc.ca.example.com", False),
        ("a@ca", False),
    ],
)
def test_the_list_of_domains_counts_sub_domains_and_nothing_that_only_looks_alike(
    address: str, expected: bool
) -> None:
    assert is_approved_address(address) == expected


def test_the_platform_team_adds_a_domain() -> None:
    ApprovedDomain.objects.create(name="city.example.ca")

    assert is_approved_address("a@parks.city.example.ca")


def test_a_new_account_waits_for_its_address_and_is_verified_once() -> None:
    user = register(DORA)

    assert (user.email, user.language, user.email_verified_at) == ("dora@tests.gc.ca", "fr", None)
    assert user.check_password(PASSWORD)
    assert [verify_address(user), verify_address(user)] == [True, False]
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert actions == {"account-created", "account-verified"}


def test_asking_again_before_the_address_is_verified_makes_the_account_anew() -> None:
    register(replace(DORA, password="a stranger's choice of words"))

    register(DORA)

    assert User.objects.get().check_password(PASSWORD)


def test_an_account_in_use_or_closed_is_not_made_again() -> None:
    user = register_invited(DORA)

    with pytest.raises(AlreadyRegistered):
        register(DORA)
    User.objects.filter(pk=user.pk).update(email_verified_at=None, is_active=False)
    with pytest.raises(AlreadyRegistered):
        register(DORA)


def test_an_invited_person_has_a_verified_address_that_the_form_cannot_change() -> None:
    fields = {"name": "Dora", "password": PASSWORD, "terms": "on", "mobile_number": "613-736-3100"}
    form = InvitedRegistrationForm(fields | {"email": "evil@example.com"}, email=DORA.email)
    assert form.is_valid(), form.errors

    user = register_invited(form.person("en"))

    assert (user.email, user.mobile_number) == ("dora@tests.gc.ca", "+16137363100")
    assert user.email_verified_at is not None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short1!", "8 characters"),
        ("password1", "too common"),
        ("qwertyuiop12", "too easy to guess"),
        ("dora@tests.gc.ca", "similar to the"),
        ("x" * 256, "255 characters"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, reason: str) -> None:
    form = InvitedRegistrationForm({"name": "Dora", "password": password}, email="dora@tests.gc.ca")

    assert reason in " ".join(form.errors["password"])


def test_what_is_missing_is_named() -> None:
    errors = InvitedRegistrationForm({"mobile_number": "12"}, email=DORA.email).errors

    assert set(errors) == {"name", "password", "terms", "mobile_number"}
    assert "area code" in errors["mobile_number"][0]
