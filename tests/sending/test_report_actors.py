"""A worker makes reports by itself, without a broker."""

import time
from pathlib import Path
from typing import Any

import pytest
from dramatiq.brokers.stub import StubBroker

from notify.queues import broker
from notify.sending.models import Report
from notify.sending.report_actors import ReportsOfProcess
from notify.sending.reports import ReportRequest, request_report
from tests import factories


@pytest.fixture
def report(transactional_db: None, settings: Any, tmp_path: Path) -> Report:
    settings.FILE_STORE_DIR = tmp_path / "files"
    return request_report(ReportRequest(factories.make_service().id, "email", "en"))


def is_ready(report: Report) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        report.refresh_from_db()
        if report.is_ready:
            return True
        time.sleep(0.02)
    return False


def test_a_worker_finds_a_report_by_itself(report: Report) -> None:
    assert isinstance(broker, StubBroker)
    process = ReportsOfProcess()

    process.after_worker_boot(broker, None)
    try:
        assert is_ready(report)
    finally:
        process.before_worker_shutdown(broker, None)
