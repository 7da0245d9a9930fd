"""Every page asks the database fewer than ten times, whatever is behind its address."""

from django.test import Client

from bench.page_samples import addresses
from bench.pages import MOST_QUERIES, count_queries
from notify.accounts.models import AuditEvent, User
from notify.delivery.bounces import SUSPENDED
from notify.delivery.models import Provider
from notify.services.models import Service
from tests import factories
from tests.portal import sent
from tests.portal.listing import checked, page
from tests.portal.test_dashboard import make_job, receive_text

FEWEST_PAGES = 120  # fewer, and the addresses no longer open what they did


def count_for(browser: Client, path: str) -> int:
    """Return how often a page asks once what a process keeps for some seconds is there."""
    browser.get(path)
    return count_again(browser, path)


def count_again(browser: Client, path: str) -> int:
    with count_queries() as statements:
        assert browser.get(path).status_code == 200
    return len(statements)


def test_every_page_asks_fewer_than_ten_times(
    as_alice: Client, as_platform: Client, alice: User, service: Service, sandbox: Provider
) -> None:
    sent.send_email(service)

    found = {}
    for path in addresses(service, alice, as_alice, job_rows=1_000):
        browser = as_platform if path.startswith("/platform") else as_alice
        answer = browser.get(path)
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            found[path] = count_again(browser, path)

    assert {path: count for path, count in found.items() if count >= MOST_QUERIES} == {}
    assert len(found) >= FEWEST_PAGES


def test_the_dashboard_asks_as_much_for_a_service_with_everything_on_it(
    as_bob: Client, service: Service
) -> None:
    template = factories.make_email_template(service)
    for number in range(12):
        sent.send_email(service, f"ana{number}@example.ca", template=template)
        make_job(template, status="finished" if number % 2 else "scheduled")
        receive_text(service, str(number))
    Service.objects.update(permissions=["sms"])
    AuditEvent.objects.create(service_id=service.id, action=SUSPENDED)

    assert count_for(as_bob, page("dashboard", service.id)) <= 8


def test_a_checked_list_asks_fewer_than_ten_times_with_rows_to_leave_out(
    as_alice: Client, service: Service
) -> None:
    template = factories.make_email_template(service)
    service.reply_tos.create(address="answers@example.gc.ca")
    plain = checked(as_alice, template)
    repeated = checked(as_alice, template, [("ana@example.ca", "Ana", "open")] * 3)

    assert count_for(as_alice, page("list-draft", service.id, plain.id)) <= 8
    assert count_for(as_alice, page("list-draft", service.id, repeated.id)) <= 9
