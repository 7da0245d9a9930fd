"""Measure recipient parsing and file checks, each beside a floor taken in the same run.

    .venv/bin/python -m bench.recipients [rows]

Floors: reading the same CSV text with nothing but `csv.reader`; `phonenumbers.parse` alone,
which does not even say whether a number is valid; one regular expression for an address.
"""

import csv
import io
import re
import sys
import time
from collections.abc import Callable, Iterable

import phonenumbers

from bench.results import Figure, save
from notify.recipients.csv_text import read_csv_text
from notify.recipients.email_address import parse_email_address
from notify.recipients.file_check import check_file
from notify.recipients.phone_number import parse_phone_number
from notify.recipients.recipient_rows import RecipientRows
from notify.recipients.row_template import RowTemplate, email_row_template, sms_row_template

ROUNDS = 3
BODY = "Hello ((first name)), your appointment is on ((date)). Reply STOP to opt out."
LONG_BODY = BODY + " Please bring two pieces of identification and your letter." * 8


figures: dict[str, Figure] = {}


def best(work: Callable[[], object]) -> float:
    """Return the fastest of a few runs, in seconds."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def report(name: str, count: int, seconds: float, floor: float) -> None:
    """Print one line: rate, time for each, and how many times the floor."""
    print(
        f"{name:34} {count / seconds:>10,.0f}/s {seconds / count * 1e6:>8.2f} us"
        f"   {seconds:.2f} s   {seconds / floor:>5.1f} x floor"
    )
    figures[name] = Figure(count / seconds, "/s", count / floor)


def each(parse: Callable[[str], object], texts: Iterable[str]) -> Callable[[], None]:
    """Return a function that parses every text."""

    def run() -> None:
        for text in texts:
            parse(text)

    return run


def csv_of(heading: str, recipients: Iterable[str], *, date: str = "Monday 3 March") -> str:
    """Return a file of two placeholders."""
    rows = "".join(f"{recipient},Jane Tremblay,{date}\n" for recipient in recipients)
    return f"{heading},first name,date\n{rows}"


def measure_file(name: str, text: str, template: RowTemplate) -> None:
    """Check one file and print it."""
    count = text.count("\n") - 1
    floor = best(lambda: sum(1 for _ in csv.reader(io.StringIO(text))))
    seconds = best(lambda: check_file(RecipientRows(read_csv_text(text), template, max_rows=count)))
    result = check_file(RecipientRows(read_csv_text(text), template, max_rows=count))
    assert result.row_count == count
    assert not result.has_errors
    report(name, count, seconds, floor)


def main() -> None:
    """Print all figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    numbers = [f"613{2000000 + number * 7 % 7999999}" for number in range(count)]
    pretty = [f"({number[:3]}) {number[3:6]}-{number[6:]}" for number in numbers]
    foreign = [f"+44207946{number:04}" for number in range(1000)]
    addresses = [f"Jane.Doe{number}@example.gc.ca" for number in range(count)]

    floor = best(each(lambda text: phonenumbers.parse(text, "US"), numbers[:5000])) / 5000
    report(
        "phone numbers, ten digits", count, best(each(parse_phone_number, numbers)), floor * count
    )
    report("phone numbers, brackets", count, best(each(parse_phone_number, pretty)), floor * count)
    report("phone numbers, foreign", 1000, best(each(parse_phone_number, foreign)), floor * 1000)
    pattern = re.compile(r"[^@\s]+@[^@\s]+")
    address_floor = best(each(pattern.fullmatch, addresses))
    report("email addresses", count, best(each(parse_email_address, addresses)), address_floor)

    texts = csv_of("phone number", numbers)
    measure_file("rows of a text", texts, sms_row_template(BODY))
    # So near the limit that each value has to be counted.
    long = csv_of("phone number", numbers, date="Monday 3 March at half past ten")
    measure_file("rows of a text near the limit", long, sms_row_template(LONG_BODY))
    emails = csv_of("email address", addresses)
    measure_file("rows of an email", emails, email_row_template("((date))", BODY))
    save("recipients", figures)


if __name__ == "__main__":
    main()
