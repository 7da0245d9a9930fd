"""How long a sign-in code waits, with and without a large list on its way.

    .venv/bin/python -m bench.priority [rows of the list]

Codes are texts of a template of the `priority` queue, posted one every 50 ms; what is timed is from
the POST to the moment that a stub provider on loopback (20 ms an answer) has the text. A list goes
out meanwhile in the `bulk` queue, through a stub of its own. The floor of the same run is how long
the POST alone took to be answered. Medians of three rounds each.
"""

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import requests

from bench.product import Product, free_port, wait_for
from bench.results import Figure, save
from bench.routes import add_provider, use_only

ROUNDS = 3
CODES = 60
EVERY_SECONDS = 0.05
PROVIDER_MS = 20
CATEGORIES = """
from uuid import uuid4
from notify.message_templates.models import Category, Template
for pk, queue in (("{code}", "priority"), ("{rows}", "bulk")):
    template = Template.objects.get(pk=pk)
    category = template.category
    category.pk, category.name_en = uuid4(), queue
    category.email_queue = category.sms_queue = queue
    category.save(force_insert=True)
    Template.objects.filter(pk=pk).update(category=category)
"""


def main() -> None:
    """Run the product and its stubs, measure and print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    folder = Path(tempfile.mkdtemp(prefix="notify-bench-"))
    ports = {"sms": free_port(), "email": free_port()}
    stubs = [
        subprocess.Popen([sys.executable, "-m", "bench.stub_provider", str(port), str(PROVIDER_MS)])
        for port in ports.values()
    ]
    product = Product(folder, AWS_ACCESS_KEY_ID="bench", AWS_SECRET_ACCESS_KEY="bench")
    try:
        product.start()
        _set_up(product, ports)
        quiet = [_codes(product, ports["sms"]) for _ in range(ROUNDS)]
        job = _post_list(product, rows)
        busy, left = [], []
        for _ in range(ROUNDS):
            busy.append(_codes(product, ports["sms"]))
            left.append(_unsent(product, job))
        _print(quiet, busy, left, rows)
    finally:
        product.stop()
        for stub in stubs:
            stub.terminate()


def _set_up(product: Product, ports: dict[str, int]) -> None:
    templates = product.demo["bench"]["templates"]
    code = CATEGORIES.format(code=templates["sms"], rows=templates["email"])
    product.manage("shell", "-c", code)
    for channel, kind in (("sms", "sms_voice"), ("email", "ses")):
        url = f"http://127.0.0.1:{ports[channel]}"
        add_provider(product, f"bench-{channel}", kind=kind, channel=channel, url=url)
    use_only(product, {channel: [f"bench-{channel}"] for channel in ports})


def _codes(product: Product, port: int) -> tuple[list[float], list[float]]:
    """Send codes at a steady pace; return how long each took to arrive, and to be accepted."""
    bench = product.demo["bench"]
    sent: dict[str, float] = {}
    accepted: list[float] = []
    threads = []

    def post(number: int) -> None:
        body = {
            "phone_number": f"+1613253{number % 10_000:04}",
            "template_id": bench["templates"]["sms"],
            "personalisation": {"name": "Ana", "code": "123456"},
        }
        began = time.time()
        answer = requests.post(
            f"{product.url}/v2/notifications/sms",
            json=body,
            headers={"Authorization": f"ApiKey-v1 {bench['api_key']}"},
            timeout=30,
        )
        accepted.append(time.time() - began)
        sent[answer.json()["id"]] = began

    for number in range(CODES):
        thread = threading.Thread(target=post, args=(number,))
        thread.start()
        threads.append(thread)
        time.sleep(EVERY_SECONDS)
    for thread in threads:
        thread.join()
    wait_for(lambda: set(sent) <= set(_arrived(port)), 60, "every code arrives")
    arrived = _arrived(port)
    return [arrived[one] - began for one, began in sent.items()], accepted


def _arrived(port: int) -> dict[str, float]:
    times: dict[str, float] = requests.get(f"http://127.0.0.1:{port}/times", timeout=10).json()
    return times


def _post_list(product: Product, rows: int) -> str:
    bench = product.demo["bench"]
    people = [[f"person{n}@example.ca", f"Person {n}", "3 June"] for n in range(rows)]
    answer = requests.post(
        f"{product.url}/v2/notifications/bulk",
        json={
            "name": "bench",
            "template_id": bench["templates"]["email"],
            "rows": [["email address", "name", "date"], *people],
        },
        headers={"Authorization": f"ApiKey-v1 {bench['api_key']}"},
        timeout=120,
    )
    assert answer.status_code == 201, answer.text
    job = str(answer.json()["data"]["id"])
    wait_for(lambda: _unsent(product, job) < rows, 60, "the list is on its way")
    return job


def _unsent(product: Product, job: str) -> int:
    """Return how many of the list's rows have not left."""
    with product.database() as connection:
        row = connection.execute(
            "SELECT j.row_count - count(n.id) FROM notifications_job j "
            "LEFT JOIN notifications_notification n ON n.job_id = j.id AND n.status <> 'created' "
            "WHERE j.id = %s GROUP BY j.row_count",
            [job],
        ).fetchone()
    assert row is not None
    return int(row[0])


def _print(
    quiet: list[tuple[list[float], list[float]]],
    busy: list[tuple[list[float], list[float]]],
    left: list[int],
    rows: int,
) -> None:
    print(f"{'codes, from POST to the provider, ms':<44}{'p50':>8}{'p99':>8}{'accepted p50':>14}")
    figures: dict[str, tuple[float, float]] = {}
    for name, rounds in (("nothing else to send", quiet), (f"a list of {rows:,} under way", busy)):
        p50, p99 = (
            statistics.median(_percentile(arrived, share) for arrived, _ in rounds)
            for share in (0.5, 0.99)
        )
        floor = statistics.median(_percentile(accepted, 0.5) for _, accepted in rounds)
        print(f"  {name:<42}{p50:>8.0f}{p99:>8.0f}{floor:>14.0f}")
        figures[name] = (p50, p99)
    save("priority", _beside(*figures.values(), rows))
    print(f"  of the list had not left after each round: {', '.join(f'{n:,}' for n in left)}")


def _beside(quiet: tuple[float, float], busy: tuple[float, float], rows: int) -> dict[str, Figure]:
    return {
        f"{share} of a code beside a list of {rows:,}": Figure(ms, "ms", floor)
        for share, ms, floor in zip(("p50", "p99"), busy, quiet, strict=True)
    }


def _percentile(seconds: list[float], share: float) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))] * 1000


if __name__ == "__main__":
    main()
