"""The sample library: bilingual texts to look at and to start from."""

from typing import Any

from notify.portal.template_pages.sample_texts import SAMPLES, Sample


def find_sample(slug: str) -> Sample | None:
    return next((sample for sample in SAMPLES if sample.slug == slug), None)


def content_of_sample(sample: Sample) -> dict[str, Any]:
    """Return a sample as the editor starts with it, named in the language of the page."""
    return {
        "name": str(sample.name),
        "text": "pair",
        "subject_en": sample.subject_en,
        "subject_fr": sample.subject_fr,
        "body_en": sample.body_en,
        "body_fr": sample.body_fr,
        "one_click_unsubscribe": sample.slug == "newsletter",
    }


def sample_content(slug: str, channel: str) -> dict[str, Any]:
    """Return a sample's content; nothing if there is none of that name in the channel."""
    sample = find_sample(slug)
    return content_of_sample(sample) if sample and sample.channel == channel else {}
