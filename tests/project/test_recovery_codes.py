"""The first administrator gets in before any provider can carry a code."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from notify.accounts.guessing import connect_valkey
from notify.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_printed_code_opens_the_admin() -> None:
    connect_valkey().flushdb()
    User.objects.create_superuser("root@example.gc.ca", factories.PASSWORD, name="Root")
    out = StringIO()
    call_command("recovery_codes", "Root@example.gc.ca", stdout=out)
    client = Client()
    client.post("/sign-in", {"username": "root@example.gc.ca", "password": factories.PASSWORD})

    client.post("/two-factor/recovery", {"code": out.getvalue().split()[0]})

    assert len(out.getvalue().split()) == 10
    assert client.get("/admin/").status_code == 200


def test_others_get_none() -> None:
    factories.make_user("alice@example.gc.ca")

    with pytest.raises(CommandError, match="Nobody of the platform team"):
        call_command("recovery_codes", "alice@example.gc.ca")
