"""Why a file cannot be taken, kept or opened."""


class FileError(Exception):
    """Something is wrong with a file or with where files are kept; `code` is stable."""

    code = "file-error"

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.code}: {detail}" if detail else self.code)


class UnsupportedType(FileError):
    """The content is of a type that may not be sent."""

    code = "unsupported-type"

    def __init__(self, content_type: str) -> None:
        super().__init__(content_type)
        self.content_type = content_type


class StoreUnavailable(FileError):
    """The store did not answer, or could not write. Trying again later may help."""

    code = "file-store-unavailable"


class StoreFull(StoreUnavailable):
    """There is no room left."""

    code = "file-store-full"


class ContentMissing(FileError):
    """The store has no such content: it was deleted."""

    code = "file-missing"


class CannotDecrypt(FileError):
    """The key is wrong, or the content was cut or changed."""

    code = "file-unreadable"
