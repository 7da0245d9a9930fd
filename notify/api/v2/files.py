"""Files inside `personalisation`: the checks that need no file store (contract, section 3.6)."""

import base64
import binascii
from collections.abc import Mapping

from notify.api.v2.problems import Problems, not_one_of, printed, wrong_type
from notify.sending.files import LARGEST_FILE, read_weeks

FIELD = "personalisation"
SENDING_METHODS = ("attach", "link")
# A caller that knows only GOV.UK Notify's form of a file means a link.
GOV_UK_KEYS = ("confirm_email_before_download", "retention_period")
MOST_FILES = 10
LARGEST_VALUES = 51_200  # characters of all values that are not files
MOST_VALUES = 5_000  # no template has as many placeholders
SHORTEST_FILENAME, LONGEST_FILENAME = 3, 255


def check_file(file: Mapping[str, object], problems: Problems) -> None:
    """Check the form of an object in personalisation: every object there is a file."""
    if "file" in file and not isinstance(file["file"], str):
        problems.add(FIELD, wrong_type(file["file"], "string"))
    if "sending_method" in file:
        method = file["sending_method"]
        if not isinstance(method, str):
            problems.add(FIELD, wrong_type(method, "string"))
        if method not in SENDING_METHODS:
            problems.add(FIELD, not_one_of(method, SENDING_METHODS))
    means_link = "sending_method" not in file and any(key in file for key in GOV_UK_KEYS)
    if means_link:
        _check_gov_uk_keys(file, problems)
    required = ("file",) if means_link else ("file", "sending_method")
    for name in required:
        if name not in file:
            problems.add(FIELD, f"{name} is a required property")
    if not means_link and file.get("sending_method", "attach") == "attach":
        _check_filename(file, problems)


def _check_gov_uk_keys(file: Mapping[str, object], problems: Problems) -> None:
    confirm = file.get("confirm_email_before_download")
    if not (confirm is None or isinstance(confirm, bool)):
        problems.messages.append(
            f"Unsupported value for confirm_email_before_download: {printed(repr(confirm))}. "
            "Use a boolean true or false value."
        )
    period = file.get("retention_period")
    if period is not None and read_weeks(period) is None:
        problems.messages.append(
            f"Unsupported value for retention_period: {printed(repr(period))}. "
            "Supported periods are from 1 to 78 weeks."
        )


def _check_filename(file: Mapping[str, object], problems: Problems) -> None:
    if "filename" not in file:
        problems.add(FIELD, "filename is a required property")
        return
    name = file["filename"]
    if isinstance(name, str) and len(name) < SHORTEST_FILENAME:
        problems.add(FIELD, f"{printed(repr(name))} is too short")
    if isinstance(name, str) and len(name) > LONGEST_FILENAME:
        problems.add(FIELD, f"{printed(repr(name))} is too long")


def check_sizes(personalisation: Mapping[str, object], problems: Problems) -> None:
    """Check what the values weigh, how many files there are, and that each can be decoded."""
    files = {name: value for name, value in personalisation.items() if isinstance(value, dict)}
    size = sum(len(str(value)) for name, value in personalisation.items() if name not in files)
    if size > LARGEST_VALUES:
        problems.messages.append(
            f"Personalisation variables size of {size} bytes is greater than allowed limit of "
            f"{LARGEST_VALUES} bytes."
        )
    names = sum(map(len, personalisation))
    if names > LARGEST_VALUES:
        problems.messages.append(
            f"Personalisation names size of {names} bytes is greater than allowed limit of "
            f"{LARGEST_VALUES} bytes."
        )
    if len(personalisation) > MOST_VALUES:
        problems.messages.append(
            f"Personalisation number of values {len(personalisation)} is greater than allowed "
            f"limit of {MOST_VALUES}."
        )
    if len(files) > MOST_FILES:
        problems.messages.append(
            f"File number exceed allowed limits of {MOST_FILES} with number of {len(files)}."
        )
    for name, file in files.items():
        _check_content(name, file, problems)


def _check_content(name: str, file: Mapping[str, object], problems: Problems) -> None:
    try:
        size = len(base64.b64decode(str(file["file"])))
    except (binascii.Error, ValueError) as error:
        problems.messages.append(f"{name} : {error} : Error decoding base64 field")
        return
    if size <= LARGEST_FILE:
        return
    if "filename" not in file:
        problems.messages.append(f"{name} : 'filename' : Error decoding base64 field")
        return
    problems.messages.append(
        f"{name} : File size for {file['filename']} is {size} and greater than allowed limit of "
        f"{LARGEST_FILE}."
    )
