"""Who sent how much on a day is counted once, before the messages are erased."""

from datetime import UTC, datetime, timedelta

import pytest

from notify.notifications.models import Notification
from notify.services.models import Service
from notify.stats.calendar import business_day
from notify.stats.models import DailyUse
from notify.stats.rollup import roll_up_days
from notify.stats.years import year_of
from tests import factories
from tests.portal import sent

pytestmark = pytest.mark.django_db


def tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=1, hours=2)


def test_a_day_is_counted_by_key_person_and_sender_once(service: Service) -> None:
    key = factories.make_key(service).key
    person = factories.make_user(name="Sam")
    emails = [sent.send_email(service) for _ in range(3)]
    text = sent.send_text(service)
    ids = [message.pk for message in emails[:2]]
    Notification.objects.filter(pk__in=ids).update(api_key_id=key.pk, sender="info@example.gc.ca")
    Notification.objects.filter(pk=emails[2].pk).update(created_by_id=person.pk)
    Notification.objects.filter(pk=text.pk).update(api_key_id=key.pk, fragments=3)

    assert roll_up_days(tomorrow()) > 0
    assert roll_up_days(tomorrow()) == 0

    year = year_of(service.id, business_day(datetime.now(UTC)))
    assert [(use.channel, use.name, use.messages, use.fragments) for use in year.keys] == [
        ("email", key.name, 2, 0),
        ("sms", key.name, 1, 3),
    ]
    assert [(use.name, use.messages) for use in year.people] == [("Sam", 1)]
    assert ("email", "info@example.gc.ca", 2) in {
        (use.channel, use.name, use.messages) for use in year.senders
    }
    assert {month.channel: (month.sent, month.fragments) for month in year.months} == {
        "email": (3, 0),
        "sms": (1, 3),
    }


def test_a_day_that_is_not_over_waits(service: Service) -> None:
    sent.send_email(service)

    roll_up_days(datetime.now(UTC))

    assert not DailyUse.objects.filter(service_id=service.id).exists()


def test_the_counts_stay_when_the_messages_are_gone(service: Service) -> None:
    sent.send_email(service)
    roll_up_days(tomorrow())

    Notification.objects.all().delete()

    assert DailyUse.objects.get(service_id=service.id).messages == 1


def test_templates_of_a_year_are_listed_with_the_most_used_first(service: Service) -> None:
    often = factories.make_email_template(service, name="Often")
    seldom = factories.make_email_template(service, name="Seldom")
    for template in (often, seldom, often):
        sent.send_email(service, template=template)

    year = year_of(service.id, business_day(datetime.now(UTC)))

    assert [(each.name, each.sent) for each in year.templates] == [("Often", 2), ("Seldom", 1)]
