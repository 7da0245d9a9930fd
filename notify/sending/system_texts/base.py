"""The form of a text that the product writes to people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SystemText:
    """A bilingual template of the system service. A text message has no subjects.

    `hides_values` keeps what fills it (codes, links) from being shown once it is sent.
    """

    channel: str
    name: str
    body_en: str
    body_fr: str
    subject_en: str = ""
    subject_fr: str = ""
    hides_values: bool = False
