"""Whatever is sent, it is read or refused with a reason."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import DomainError
from services.finance.bank.formats import read_statements
from services.finance.bank.formats.statement import StatementFormatUnknown
from tests.finance.bank.formats.samples import SAMPLES
from tests.finance.bank.formats.test_camt import ENTRY, message
from tests.finance.bank.formats.test_mt940 import STATEMENT as MT940
from tests.finance.bank.formats.test_ofx import ROW
from tests.finance.bank.formats.test_ofx import STATEMENT as OFX

OWN = [
    message(ENTRY.format(amount="1.00", side="CRDT", more="<RvslInd>true</RvslInd>")),
    MT940.format(entries=":61:2603020302RD5,00NTRFNONREF\n:86:166?20SVWZ+Müller?32Jörg\n", closing="105,00").encode(),
    OFX.format(rows=ROW).encode(),
]


def _samples() -> list[bytes]:
    paths: Iterable[Path] = sorted(path for path in SAMPLES.rglob("*") if path.suffix in {".xml", ".sta", ".ofx"})
    return [*OWN, *(path.read_bytes() for path in paths if path.stat().st_size < 20_000)]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sample in which bytes are put, cut out, doubled or moved."""
    content = bytearray(draw(st.sampled_from(_samples())))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        piece = draw(
            st.binary(max_size=8)
            | st.sampled_from([b":61:", b":20:", b"<STMTTRN>", b"9" * 30, b"\xff\xfe", bytes(content[start:end])])
        )
        content[start:end] = piece
    return bytes(content)


@given(damaged())
@settings(max_examples=400, deadline=None)
def test_reads_damaged_files_or_refuses_them_with_a_reason(content: bytes) -> None:
    with suppress(DomainError):
        assert read_statements(content)


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_refuses_what_is_no_statement(content: bytes) -> None:
    with pytest.raises(DomainError):
        read_statements(content)


def test_refuses_an_empty_file() -> None:
    with pytest.raises(StatementFormatUnknown):
        read_statements(b"")
