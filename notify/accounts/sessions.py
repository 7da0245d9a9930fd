"""A person's sessions: when each began, from what, and how to end them."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from notify.accounts.masking import kind_of_browser, mask_network
from notify.accounts.models import RememberedDevice, SignIn, User

SESSION_KEY = "sign-in"
SEEN_EVERY = timedelta(minutes=5)
KEPT = timedelta(days=365)


def record_sign_in(request: HttpRequest, user: User, factor: str, *, remembered: bool) -> SignIn:
    """Put a sign-in on record, with what the list of sessions shows."""
    found = SignIn.objects.create(
        user=user,
        browser=kind_of_browser(request.headers.get("User-Agent", "")),
        masked_address=mask_network(request.META.get("REMOTE_ADDR", "")),
        factor=factor,
        was_remembered=remembered,
        session_key=request.session.session_key or "",
    )
    request.session[SESSION_KEY] = found.pk
    return found


def open_sessions(user: User) -> list[SignIn]:
    """Return the sessions that have neither ended nor run out, the latest first."""
    since = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return list(
        user.sign_ins.filter(ended_at=None, last_seen_at__gt=since).order_by("-last_seen_at")
    )


def see(request: HttpRequest) -> None:
    """Keep a session that is used from running out; note when it was seen, every five minutes."""
    pk = request.session.get(SESSION_KEY)
    now = timezone.now()
    seen = request.session.get("seen", 0)
    if now.timestamp() - seen < SEEN_EVERY.total_seconds():
        return
    request.session["seen"] = now.timestamp()  # a changed session is saved with a new end
    if pk:
        SignIn.objects.filter(pk=pk, ended_at=None).update(
            last_seen_at=now, session_key=request.session.session_key or ""
        )


def follow_key(request: HttpRequest) -> None:
    """Note the new key of a session whose key was changed."""
    pk = request.session.get(SESSION_KEY)
    if pk:
        SignIn.objects.filter(pk=pk).update(session_key=request.session.session_key or "")


def end_session(row: SignIn) -> None:
    """End one session wherever it is open."""
    if row.session_key:
        store = import_module(settings.SESSION_ENGINE).SessionStore
        store(row.session_key).delete()
    SignIn.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now())


def end_sessions(user: User, *, but: int | None = None) -> int:
    """End a person's sessions, but for one, and forget their devices; return how many ended."""
    rows = user.sign_ins.filter(ended_at=None).exclude(pk=but or 0)
    count = 0
    for row in rows:
        end_session(row)
        count += 1
    RememberedDevice.objects.filter(user=user).delete()
    return count


def forget_old_sign_ins() -> int:
    """Delete sign-ins older than a year, and remembered devices that ran out. A periodic duty."""
    RememberedDevice.objects.filter(expires_at__lt=timezone.now()).delete()
    return SignIn.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
