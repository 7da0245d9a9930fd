"""System checks: every setting that can be wrong has one, with an id and a hint."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 32
PROVIDER_SECONDS = 13  # the longest that one call to a provider may take: connect 3 s, answer 10 s
BROKER_SCHEMES = ("redis", "rediss", "unix")


@register()
def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [*_secrets(), *_addresses(), *_stores(), *_files(), *_numbers()]


def refuse_unsafe_settings() -> None:
    """Stop a web or worker process whose settings have an error. Raises ImproperlyConfigured.

    Servers import the application without running system checks, so they call this.
    """
    errors = [message for message in check_settings(None) if message.level >= Error("").level]
    if errors:
        raise ImproperlyConfigured(" ".join(f"({e.id}) {e.msg} {e.hint}" for e in errors))


def _secrets() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        return
    secrets = {
        "SECRET_KEY": [settings.SECRET_KEY],
        "DATA_KEYS": settings.DATA_KEYS,
        "BLIND_INDEX_KEY": [settings.BLIND_INDEX_KEY],
    }
    for number, (name, values) in enumerate(secrets.items(), start=1):
        if not values or settings.INSECURE_SECRET in values:
            yield Error(
                f"{name} has its default value.",
                hint=f"Set {name} to a secret of at least {SHORTEST_SECRET} random characters.",
                id=f"notify.E00{number}",
            )
        elif min(map(len, values)) < SHORTEST_SECRET:
            yield Error(
                f"{name} is too short.",
                hint=f"Use at least {SHORTEST_SECRET} characters.",
                id=f"notify.E00{number}",
            )


def _addresses() -> Iterator[CheckMessage]:
    base = urlsplit(settings.BASE_URL)
    if base.scheme not in ("http", "https") or not base.netloc:
        yield Error(
            f"BASE_URL is not a web address: {settings.BASE_URL!r}.",
            hint="Set it to the public address, for example https://notify.example.gc.ca",
            id="notify.E004",
        )
    elif base.scheme == "http" and not settings.DEBUG:
        yield Warning(
            "BASE_URL is not https: links in emails and pages travel in clear.",
            hint="Put TLS in front and set BASE_URL to the https address.",
            id="notify.W004",
        )
    if not settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS is empty, so every request is refused.",
            hint="Set ALLOWED_HOSTS to the host names of this installation, with commas between.",
            id="notify.E005",
        )
    if "." not in settings.DEFAULT_SENDING_DOMAIN:
        yield Error(
            f"DEFAULT_SENDING_DOMAIN is not a domain: {settings.DEFAULT_SENDING_DOMAIN!r}.",
            hint="Set it to the domain that emails come from.",
            id="notify.E006",
        )


def _stores() -> Iterator[CheckMessage]:
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        yield Error(
            "DATABASE_URL is not a PostgreSQL address.",
            hint="Use postgres://user:password@host:5432/name with PostgreSQL 15 or newer.",
            id="notify.E007",
        )
    if urlsplit(settings.BROKER_URL).scheme not in BROKER_SCHEMES:
        yield Error(
            "REDIS_URL is not a Valkey or Redis address.",
            hint="Use redis://host:6379/0, rediss:// for TLS, or unix:// for a socket.",
            id="notify.E008",
        )


def _files() -> Iterator[CheckMessage]:
    if not settings.CLAMD_URL and not settings.DEBUG:
        yield Warning(
            "CLAMD_URL is not set: files are sent without a check for viruses.",
            hint="Run ClamAV's daemon and set CLAMD_URL to tcp://host:3310 or unix:///path.",
            id="notify.W011",
        )
    elif settings.CLAMD_URL and not _is_scanner(settings.CLAMD_URL):
        yield Error(
            "CLAMD_URL is not the address of a ClamAV daemon.",
            hint="Use tcp://host:3310 or unix:///path/of/the/socket.",
            id="notify.E011",
        )
    store = urlsplit(settings.FILE_STORE_URL)
    if settings.FILE_STORE_URL and not (store.scheme == "s3" and store.netloc):
        yield Error(
            "FILE_STORE_URL is not the address of a bucket.",
            hint="Use s3://bucket/prefix, or leave it empty to keep files in FILE_STORE_DIR.",
            id="notify.E012",
        )


def _is_scanner(url: str) -> bool:
    try:
        address = urlsplit(url)
        if address.scheme == "unix":
            return bool(address.path)
        return address.scheme == "tcp" and bool(address.hostname) and address.port != 0
    except ValueError:  # a port that is no number
        return False


def _numbers() -> Iterator[CheckMessage]:
    try:
        ZoneInfo(settings.LOCAL_TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        yield Error(
            f"LOCAL_TIME_ZONE is not a time zone: {settings.LOCAL_TIME_ZONE!r}.",
            hint="Use a name of the tz database, for example America/Toronto.",
            id="notify.E009",
        )
    ranges = {
        "PORT": (1, 65_535),
        "DELIVERY_THREADS": (1, 512),
        "DELIVERY_PROCESSES": (1, 64),
        "WORKER_PROCESSES": (1, 10_000),
        "BOUNCE_MINIMUM_VOLUME": (1, 1_000_000_000),
        "BOUNCE_WARNING_PERCENT": (0.1, 100),
        "BOUNCE_CRITICAL_PERCENT": (0.1, 100),
        "WEB_WORKERS": (1, 64),
        "WEB_THREADS": (1, 128),
        "SWEEP_SECONDS": (0.1, 60),
        "REDIS_TIMEOUT": (0.01, 10),
        # A lease that ends during a call would let another worker send the same message.
        "DELIVERY_LEASE_SECONDS": (2 * PROVIDER_SECONDS, 3600),
    }
    for name, (least, most) in ranges.items():
        if not least <= getattr(settings, name) <= most:
            yield Error(
                f"{name} is {getattr(settings, name)}, which is out of range.",
                hint=f"Set it between {least} and {most}.",
                id="notify.E010",
            )
