"""Count queries, server time and bytes of the portal's pages.

    .venv/bin/python -m bench.pages [--rows 100000] [--show /platform]

Every page of a person, a service and the platform team, with a message, a list, a template and so
on behind its address (bench/page_samples.py); pages with more than the allowed queries or time are
marked. Bytes are those of a second visit: the page itself, compressed, and whatever static file a
browser may not take from its cache. `--show` prints the statements of the pages that end so.
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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.page_samples import addresses
from bench.results import Figure, save
from bench.scale_data import fill
from bench.scale_reads import milliseconds, set_up
from bench.web_only import WebOnly

MOST_QUERIES = 10
MOST_MS = 50.0
MOST_BYTES = 100_000
TIMES = 5
JOB_ROWS = 50_000  # the longest list that the API takes; all of it waits to be sent
KEPT_FOR_A_DAY = 86_400


def main() -> None:
    """Make messages, then look at every page in a process of its own."""
    if os.environ.get("BENCH_PAGES"):
        set_up()
        print(json.dumps(measure(json.loads(os.environ["BENCH_PAGES"]))))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--show", default="", help="the end of an address")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="notify-bench-"))
    secrets = dict.fromkeys(("SECRET_KEY", "DATA_KEYS", "BLIND_INDEX_KEY"), "bench " * 10)
    web = WebOnly(folder, WEB_WORKERS="1", **secrets)
    try:
        web.start()
        fill(web, asked.rows)
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
        report(json.loads(done.stdout.splitlines()[-1]), asked.show)
    finally:
        web.stop()
        shutil.rmtree(folder)


@dataclass
class Page:
    """What a page cost: its statements in order, server time in ms, bytes of a second visit."""

    statements: list[str]
    spent: float
    sent: int

    @property
    def is_over(self) -> bool:
        return (
            len(self.statements) >= MOST_QUERIES or self.spent >= MOST_MS or self.sent >= MOST_BYTES
        )


def measure(bench: dict[str, Any]) -> dict[str, Any]:
    """Return what each page cost, by its address."""
    from notify.accounts.models import User  # noqa: PLC0415  Django is set up by now
    from notify.services.models import Service  # noqa: PLC0415
    from tests.portal.people import sign_in  # noqa: PLC0415

    service = Service.objects.get(pk=bench["service_id"])
    owner = service.memberships.select_related("user").order_by("id")[0].user
    staff = User.objects.filter(is_staff=True)[0]
    found: dict[str, Any] = {}
    for path in addresses(service, owner, sign_in(owner), job_rows=JOB_ROWS):
        browser = sign_in(staff if path.startswith("/platform") else owner)
        answer = browser.get(path)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        with count_queries() as statements:
            answer = browser.get(path, headers={"Accept-Encoding": "gzip"})
        spent = milliseconds(lambda path=path, browser=browser: browser.get(path), TIMES)  # type: ignore[misc]
        sent = _second_visit(browser, answer)
        found[_short(path, service.pk)] = asdict(Page(statements, spent, sent))
    return found


def _short(path: str, service_id: object) -> str:
    """Return an address with the ids in it left out."""
    path = path.replace(str(service_id), "…")
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", path)


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


def _second_visit(browser: Any, answer: Any) -> int:
    """Return the bytes of a page and of the static files that are not kept for a day or more."""
    page = b"".join(answer)
    total = len(page)
    if answer.headers.get("Content-Encoding") == "gzip":
        page = gzip.decompress(page)
    for path in set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page)):
        file = browser.get(path.decode(), headers={"Accept-Encoding": "gzip"})
        age = re.search(r"max-age=(\d+)", file.headers.get("Cache-Control", ""))
        if file.status_code == 200 and not (age and int(age[1]) >= KEPT_FOR_A_DAY):
            total += len(b"".join(file))
    return total


def report(found: dict[str, Any], show: str) -> None:
    """Print the pages, the slowest first, and keep the extremes."""
    pages = {path: Page(**costs) for path, costs in found.items()}
    print(f"{'page':66}{'queries':>8}{'ms':>8}{'bytes':>9}")
    for path, page in sorted(pages.items(), key=lambda item: -item[1].spent):
        queries, mark = len(page.statements), "  <- over" if page.is_over else ""
        print(f"{path:66}{queries:>8}{page.spent:>8.1f}{page.sent:>9,}{mark}")
        if show and path.endswith(show):
            print("\n".join(f"    {statement}" for statement in page.statements))
    figures = {
        "pages": Figure(float(len(pages)), ""),
        "most queries": Figure(max(len(page.statements) for page in pages.values()), ""),
        "most server time": Figure(max(page.spent for page in pages.values()), "ms"),
        "most bytes of a second visit": Figure(max(page.sent for page in pages.values()), "B"),
    }
    save("pages", figures)


if __name__ == "__main__":
    main()
