"""Judge pages with Lighthouse: performance on a phone, accessibility, best practices; 0 to 100.

    .venv/bin/python -m bench.lighthouse [--rows 20000] [--only dashboard] [--language fr]

As production serves them (no DEBUG, static files with a hash), with messages behind the lists. It
needs Chromium (`CHROMIUM` names another than /usr/bin/chromium) and fetches Lighthouse from npm the
first time. Lighthouse simulates a slow phone, so a busy machine lowers the performance it finds.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.results import Figure, print_figures, save
from bench.scale_data import fill
from bench.scale_reads import set_up
from bench.web_only import WebOnly
from scripts.setup import npm

TOOL = Path(__file__).parent / "lighthouse_tool"
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100}
FLAGS = "--headless=new --no-sandbox --disable-gpu"
ROUNDS = 3
TRIES = 3
PUBLIC = {"home": "/", "sign-in": "/sign-in", "activity": "/activity", "docs": "/docs"}
OF_A_SERVICE = {
    "dashboard": "",
    "messages": "/notifications",
    "templates": "/templates",
    "editor": "/templates/new/email",
    "sends": "/sends",
    "usage": "/usage",
    "team": "/users",
    "settings": "/service-settings",
    "API": "/api",
}
OF_THE_PLATFORM = {"platform": "/platform", "services": "/platform/services"}


def main() -> None:
    """Serve pages, judge each and print what is below the least."""
    if os.environ.get("BENCH_LIGHTHOUSE"):
        print(json.dumps(_sessions(os.environ["BENCH_LIGHTHOUSE"])))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--only", default="", help="the name of one page")
    parser.add_argument("--language", choices=("en", "fr"), default="en")
    asked = parser.parse_args()
    if not (TOOL / "node_modules").is_dir():
        subprocess.run([*npm(), "ci", "--ignore-scripts", "--silent"], cwd=TOOL, check=True)
    folder = Path(tempfile.mkdtemp(prefix="notify-bench-"))
    secrets = dict.fromkeys(("SECRET_KEY", "DATA_KEYS", "BLIND_INDEX_KEY"), "bench " * 10)
    web = WebOnly(folder, WEB_WORKERS="1", **secrets)
    try:
        web.start()
        fill(web, asked.rows)
        figures = judge_all(web, folder, asked.only, asked.language)
    finally:
        web.stop()
        shutil.rmtree(folder)
    print_figures(figures)
    if not asked.only:
        save("lighthouse", figures)


def judge_all(web: WebOnly, folder: Path, only: str, language: str) -> dict[str, Figure]:
    """Judge the pages as their people; `floor` is the least score that is good enough."""
    web.stop_web()
    web.environment |= {
        "DEBUG": "false",
        "STATIC_ROOT": str(folder / "static"),
        "ALLOWED_HOSTS": "127.0.0.1",
        "COOKIES_SECURE": "false",
    }
    web.manage("collectstatic", "--no-input")
    web.start_web()
    service = web.demo["bench"]["service_id"]
    sessions = _sign_in(web, service)
    pages = {name: (path, "") for name, path in PUBLIC.items()}
    for name, path in OF_A_SERVICE.items():
        pages[name] = (f"/services/{service}{path}", "owner")
    pages |= {name: (path, "staff") for name, path in OF_THE_PLATFORM.items()}
    figures: dict[str, Figure] = {}
    for name, (path, person) in pages.items():
        if only in ("", name):
            rounds = []
            for _ in range(ROUNDS):
                # A stream is asked for with the browser's own cookies, not with the tool's headers;
                # the first answer of a session gives it one.
                cookie = sessions[person].pop() if person else ""
                cookies = f"django_language={language}; {cookie}"
                rounds.append(judge(web.url + path, cookies, folder))
            for category in CATEGORIES:
                score = statistics.median(each[category] for each in rounds)
                figures[f"{name}: {category}"] = Figure(score, "", LEAST[category])
    return figures


def judge(url: str, cookies: str, folder: Path) -> dict[str, float]:
    """Return the scores of a page; what costs it points goes to standard error."""
    headers, report = folder / "headers.json", folder / "report.json"
    headers.write_text(json.dumps({"Cookie": cookies}))
    node = npm()[0] if len(npm()) > 1 else "node"
    command = [node, str(TOOL / "node_modules/lighthouse/cli/index.js"), url, "--quiet"]
    command += [f"--only-categories={','.join(CATEGORIES)}", "--output=json"]
    command += [f"--output-path={report}", f"--extra-headers={headers}", f"--chrome-flags={FLAGS}"]
    environment = {**os.environ, "CHROME_PATH": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
    for tries_left in reversed(range(TRIES)):  # a browser on a busy machine may miss its start
        done = subprocess.run(command, env=environment, check=not tries_left)
        if not done.returncode:
            break
    found = json.loads(report.read_text())
    scores = {name: round(found["categories"][name]["score"] * 100) for name in CATEGORIES}
    if any(scores[name] < LEAST[name] for name in CATEGORIES):
        print(url, scores, _what_costs(found), file=sys.stderr)
    return {name: float(score) for name, score in scores.items()}


def _what_costs(found: dict[str, Any]) -> list[str]:
    """Name the audits that lower the scores, each with what it measured."""
    weighty = {
        reference["id"]
        for category in CATEGORIES
        for reference in found["categories"][category]["auditRefs"]
        if reference["weight"]
    }
    audits = (found["audits"][name] for name in sorted(weighty))
    return [
        f"{audit['id']} {audit.get('displayValue', '')} {_first(audit)}".strip()
        for audit in audits
        if audit["score"] is not None and audit["score"] < 0.95
    ]


def _first(audit: dict[str, Any]) -> str:
    """Return what an audit says of the first thing it found."""
    items = audit.get("details", {}).get("items", [])
    return str(items[0].get("description", "")) if items else ""


def _sign_in(web: WebOnly, service: str) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.lighthouse"],
        env=web.environment | {"BENCH_LIGHTHOUSE": service},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    cookies: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return cookies


def _sessions(service_id: str) -> dict[str, list[str]]:
    """Return cookies of a service's owner and of one of the platform team, a session for each."""
    set_up()
    from django.conf import settings  # noqa: PLC0415  Django is set up by now

    from notify.accounts.models import User  # noqa: PLC0415
    from notify.services.models import Membership  # noqa: PLC0415
    from tests.portal.people import sign_in  # noqa: PLC0415

    member = Membership.objects.filter(service=service_id).select_related("user").order_by("id")[0]
    people = {"owner": member.user, "staff": User.objects.filter(is_staff=True)[0]}
    name = settings.SESSION_COOKIE_NAME
    number = ROUNDS * (len(OF_A_SERVICE) + len(OF_THE_PLATFORM))
    return {
        who: [f"{name}={sign_in(user).cookies[name].value}" for _ in range(number)]
        for who, user in people.items()
    }


if __name__ == "__main__":
    main()
