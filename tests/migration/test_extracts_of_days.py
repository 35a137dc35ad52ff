"""What is no file of a day is told by its name alone, or not read at all."""

from pathlib import Path

import pytest

from services.migration.online_retail.extract import Extract
from services.migration.refusals import FileUnreadable, TableMissing
from tests.migration import retail


@pytest.fixture
def days(tmp_path: Path) -> Path:
    """A folder with one day."""
    retail.write_day(tmp_path, "2010-12-01", retail.INVOICES)
    return tmp_path / "by-day"


def test_a_folder_named_like_a_day_is_no_day(days: Path) -> None:
    (days / "2010-12-02.csv.gz").mkdir()
    extract = Extract(days.parent)
    assert [file.name for file in extract.files] == ["2010-12-01.csv.gz"]
    (days / "2010-12-01.csv.gz").unlink()
    with pytest.raises(TableMissing):
        Extract(days.parent)


@pytest.mark.parametrize("damaged", [b"no gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x07", b"\x1f\x8b\x08\x00"])
def test_a_damaged_day_is_refused_by_its_name(days: Path, damaged: bytes) -> None:
    (days / "2010-12-01.csv.gz").write_bytes(damaged)
    with pytest.raises(FileUnreadable) as refused:
        list(Extract(days.parent).lines())
    assert refused.value.file == "2010-12-01.csv.gz"


def test_a_day_that_has_gone_is_refused_without_its_path(days: Path) -> None:
    extract = Extract(days.parent)
    extract.files[0].unlink()
    with pytest.raises(FileUnreadable) as refused:
        list(extract.lines())
    assert str(days) not in str(refused.value)
