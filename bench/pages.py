"""Count queries, server time and bytes of the portal's pages.

    .venv/bin/python -m bench.pages [--rows 100000]

Every page of a service and of the platform that is opened without an id of its own; pages with
more than the allowed queries or time are marked. Bytes are those of a second visit: the page
itself, compressed, and whatever static file a browser may not take from its cache.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.results import save
from bench.scale_data import fill
from bench.scale_reads import milliseconds, set_up
from bench.web_only import WebOnly

MOST_QUERIES = 10
MOST_MS = 50.0
MOST_BYTES = 100_000
TIMES = 5
KEPT_FOR_A_DAY = 86_400


def main() -> None:
    """Make messages, then look at every page in a process of its own."""
    if os.environ.get("BENCH_PAGES"):
        set_up()
        print(json.dumps(measure(json.loads(os.environ["BENCH_PAGES"]))))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    folder = Path(tempfile.mkdtemp(prefix="notify-bench-"))
    secrets = dict.fromkeys(("SECRET_KEY", "DATA_KEYS", "BLIND_INDEX_KEY"), "bench " * 10)
    web = WebOnly(folder, WEB_WORKERS="1", **secrets)
    try:
        web.start()
        fill(web, rows)
        # As production serves them: names with a hash, kept for ever.
        web.environment |= {"DEBUG": "false", "STATIC_ROOT": str(folder / "static")}
        web.manage("collectstatic", "--no-input")
        environment = web.environment | {"BENCH_PAGES": json.dumps(web.demo["bench"])}
        done = subprocess.run(
            [sys.executable, "-m", "bench.pages"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        report(json.loads(done.stdout.splitlines()[-1]))
    finally:
        web.stop()
        shutil.rmtree(folder)


def measure(bench: dict[str, Any]) -> dict[str, list[float]]:
    """Return queries, milliseconds and bytes for each page."""
    from notify.accounts.models import User  # noqa: PLC0415  Django is set up by now
    from notify.services.models import Service  # noqa: PLC0415
    from tests.portal.people import sign_in  # noqa: PLC0415

    service = Service.objects.get(pk=bench["service_id"])
    owner = service.memberships.select_related("user").order_by("id")[0].user
    staff = User.objects.filter(is_staff=True)[0]
    found = {}
    for path in _paths(service.pk):
        browser = sign_in(staff if path.startswith("/platform") else owner)
        answer = browser.get(path)
        if answer.status_code != 200:
            continue
        with count_queries() as queries:
            answer = browser.get(path)
        spent = milliseconds(lambda path=path, browser=browser: browser.get(path), TIMES)  # type: ignore[misc]
        sent = _second_visit(browser, b"".join(answer))
        found[path.replace(str(service.pk), "…")] = [len(queries), spent, sent]
    return found


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """Collect the statements of a page, in the order in which it runs them."""
    from django.db import connection  # noqa: PLC0415

    statements: list[str] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield statements


def _paths(service_id: object) -> list[str]:
    """List the addresses that need at most a service's id, without files and sign-out."""
    from django.urls import NoReverseMatch, reverse  # noqa: PLC0415

    from notify.portal.urls import urlpatterns  # noqa: PLC0415

    paths = set()
    for route in urlpatterns:
        for arguments in ({}, {"service_id": service_id}):
            try:
                path = reverse(f"portal:{route.name}", kwargs=arguments)
            except NoReverseMatch:
                continue
            if not re.search(r"sign-out|\\.(csv|json|txt)$", path):
                paths.add(path)
    return sorted(paths)


def _second_visit(browser: Any, page: bytes) -> int:
    """Return the bytes of a page and of the static files that are not kept for a day or more."""
    total = len(gzip.compress(page, 6))
    for path in set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page)):
        answer = browser.get(path.decode())
        age = re.search(r"max-age=(\d+)", answer.headers.get("Cache-Control", ""))
        if answer.status_code == 200 and not (age and int(age[1]) >= KEPT_FOR_A_DAY):
            total += len(gzip.compress(b"".join(answer), 6))
    return total


def report(found: dict[str, list[float]]) -> None:
    """Print the pages, the slowest first, and keep the extremes."""
    print(f"{'page':58}{'queries':>8}{'ms':>8}{'bytes':>9}")
    for path, (queries, spent, sent) in sorted(found.items(), key=lambda item: -item[1][1]):
        over = queries >= MOST_QUERIES or spent >= MOST_MS or sent >= MOST_BYTES
        print(f"{path:58}{queries:>8.0f}{spent:>8.1f}{sent:>9,.0f}{'  <- over' if over else ''}")
    columns = list(zip(*found.values(), strict=True))
    figures = {
        "pages": float(len(found)),
        "most_queries": max(columns[0]),
        "most_ms": max(columns[1]),
        "most_bytes_second_visit": max(columns[2]),
    }
    save("pages", figures)


if __name__ == "__main__":
    main()
