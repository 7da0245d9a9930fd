"""A live service that calls the API with a live key, and a broker that can be away."""

from pathlib import Path
from typing import Any

import pytest
import redis

from notify.delivery import wake
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
def store(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_STORE_DIR = tmp_path / "files"
    return settings.FILE_STORE_DIR


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def set(self, *args: object, **options: object) -> None:
            raise redis.ConnectionError

        delete = set

    monkeypatch.setattr(wake, "_valkey", Gone)
    monkeypatch.setattr(wake._Pause, "until", 0.0)
