"""A live service that calls the API with a live key."""

import pytest

from notify.message_templates.models import Template
from notify.services.models import Service
from tests import factories
from tests.api.caller import ApiCaller


@pytest.fixture
def api(service: Service) -> ApiCaller:
    return ApiCaller(factories.make_key(service))


@pytest.fixture
def email(service: Service) -> Template:
    return factories.make_email_template(service, subject_en="Decision", body_en="Dear ((name)),")


@pytest.fixture
def sms(service: Service) -> Template:
    return factories.make_sms_template(service)
