"""Files go when their time is over, and no sooner."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from notify.files import expiry
from notify.files.encryption import new_key
from notify.files.expiry import forget_old_files
from notify.files.keeping import NewFile, keep_file
from notify.files.models import File
from notify.notifications.ids import new_id


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_STORE_DIR = tmp_path / "files"
    return settings.FILE_STORE_DIR


def keep(*, hours: int) -> File:
    """Keep a file that expires in some hours."""
    new = NewFile(
        id=new_id(),
        service_id=new_id(),
        message_id=new_id(),
        key=new_key(),
        method="link",
        name="a.txt",
        expires_at=datetime.now(UTC) + timedelta(hours=hours),
    )
    keep_file(new, b"content", "text/plain")
    return File.objects.get(pk=new.id)


def names(store: Path) -> set[str]:
    return {path.name for path in store.rglob("*") if path.is_file()}


def test_expired_files_are_deleted_with_their_content(db: None, store: Path) -> None:
    keep(hours=-1)
    kept = keep(hours=1)

    assert forget_old_files() == 1

    assert list(File.objects.values_list("id", flat=True)) == [kept.id]
    assert names(store) == {kept.storage_name}


def test_every_batch_is_deleted(db: None, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "ROWS_AT_ONCE", 2)
    for _ in range(5):
        keep(hours=-1)

    assert forget_old_files() == 5
    assert names(store) == set()


def test_a_content_that_is_gone_already_is_no_obstacle(db: None, store: Path) -> None:
    file = keep(hours=-1)
    (path,) = store.rglob(file.storage_name)
    path.unlink()

    assert forget_old_files() == 1


def test_what_the_store_does_not_delete_is_tried_again(db: None, store: Path) -> None:
    keep(hours=-1)
    aside = store.rename(store.with_name("aside"))
    store.write_text("in the way")

    assert forget_old_files() == 0
    assert File.objects.count() == 1

    store.unlink()
    aside.rename(store)
    assert forget_old_files() == 1
    assert names(store) == set()
