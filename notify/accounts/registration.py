"""Make accounts: for whoever asks with an approved address, and for people who were invited."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from notify.accounts.audit import record_event
from notify.accounts.models import ApprovedDomain, User
from notify.accounts.models.domains import suffixes_of


@dataclass(frozen=True)
class NewPerson:
    """What a person enters to get an account."""

    name: str
    email: str
    password: str
    language: str
    mobile_number: str = ""


class AlreadyRegistered(Exception):
    """The address has an account that is in use."""


def is_approved_address(address: str) -> bool:
    """Say whether the platform's list of domains lets an address have an account."""
    return ApprovedDomain.objects.filter(name__in=suffixes_of(address)).exists()


def register(person: NewPerson) -> User:
    """Make an account that waits for its address to be verified.

    One that already waits is made anew: its first password may be a stranger's. Raises
    AlreadyRegistered.
    """
    return _make(person, is_verified=False)


def register_invited(person: NewPerson) -> User:
    """Make an account for the reader of an invitation sent to `person.email`, which verifies it.

    Call it only for an address taken from the invitation itself, after its link was used. The
    caller signs the person in. Raises AlreadyRegistered.
    """
    return _make(person, is_verified=True)


@transaction.atomic
def verify_address(user: User) -> bool:
    """Mark an address as its owner's; return whether this was news."""
    waiting = User.objects.filter(pk=user.pk, email_verified_at=None)
    if not waiting.update(email_verified_at=timezone.now()):
        return False
    user.refresh_from_db()
    record_event("account-verified", user, actor=user)
    return True


def _make(person: NewPerson, *, is_verified: bool) -> User:
    email = person.email.strip().lower()
    now = timezone.now()
    try:
        with transaction.atomic():
            user = User.objects.select_for_update().filter(email=email).first()
            if user is not None and (user.email_verified_at or not user.is_active):
                raise AlreadyRegistered
            user = user or User(email=email)
            user.name, user.mobile_number = person.name, person.mobile_number
            user.language = person.language
            user.terms_accepted_at = now
            user.email_verified_at = now if is_verified else None
            user.set_password(person.password)
            user.save()
            record_event("account-created", user, actor=user, after={"invited": is_verified})
    except IntegrityError as error:  # made a moment ago by another request
        raise AlreadyRegistered from error
    return user
