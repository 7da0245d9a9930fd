"""Read an uploaded picture and write our own PNG of it.

Nothing of the upload but its pixels is passed on: no script, no place, no camera, no trailing data.
"""

import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

LARGEST_UPLOAD = 2 * 1024 * 1024  # bytes
MOST_PIXELS = 4_000 * 4_000
LARGEST_WIDTH, LARGEST_HEIGHT = 1160, 216  # twice what an email shows, for fine screens
SMALLEST_HEIGHT = 54
FORMATS = ("PNG", "JPEG")


class BadPicture(ValueError):
    """A picture that cannot be a logo; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Logo:
    """A PNG and its size in pixels."""

    png: bytes
    width: int
    height: int


def read_logo(upload: bytes) -> Logo:
    """Decode a PNG or JPEG, make it fit an email, and encode it anew. Raises BadPicture."""
    if len(upload) > LARGEST_UPLOAD:
        raise BadPicture("too-large")
    try:
        with Image.open(io.BytesIO(upload), formats=FORMATS) as picture:
            # Before anything is decoded: a few bytes may claim a picture of gigabytes.
            if picture.width * picture.height > MOST_PIXELS:
                raise BadPicture("too-many-pixels")
            if picture.height < SMALLEST_HEIGHT:
                raise BadPicture("too-small")
            pixels = picture.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError):
        raise BadPicture("not-a-picture") from None
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for cut-off files
        if isinstance(error, BadPicture):
            raise
        raise BadPicture("not-a-picture") from None
    pixels.thumbnail((LARGEST_WIDTH, LARGEST_HEIGHT))
    output = io.BytesIO()
    pixels.save(output, "PNG", optimize=True)
    return Logo(output.getvalue(), pixels.width, pixels.height)
