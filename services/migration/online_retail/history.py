"""The importer of Online Retail: masters first, then documents in the order of time, and every line exactly once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

from kernel.errors import echo
from services.migration.engine.items import Aside, Figure, Figures, Item, Sum, Tally
from services.migration.online_retail import masters
from services.migration.online_retail.documents import Documents
from services.migration.online_retail.extract import Extract, Sale, Unreadable
from services.migration.online_retail.figures import Rules
from services.migration.online_retail.names import COMPANY_ID, SYSTEM
from services.migration.online_retail.rules import Kind, Outside, kind_of
from services.migration.refusals import DocumentIncomplete, RowRefused, ValueWithoutMeaning

_ZERO: Final = Decimal(0)


class History:
    """Gives everything that the extract says, the same whenever it is asked."""

    at_once = False
    system = SYSTEM
    company_id = COMPANY_ID

    def __init__(self, extract: Extract, pieces: UUID) -> None:
        """Read an extract; goods are counted in pieces."""
        self._pieces = pieces
        self._notes: Counter[str] = Counter()
        self._rules = Rules()
        self._documents = Documents(pieces, {})
        self._unreadable: list[Unreadable] = []
        self._invoices: dict[str, list[Sale]] = {}
        self.source = self._read(extract)

    def items(self) -> Iterator[Item]:
        """Give the masters, the documents, and what stays outside."""
        torn = {line.invoice: line for line in self._unreadable if line.invoice is not None}
        yield from (Aside.rejected(line, line.refusal) for line in self._unreadable)
        sold = [lines for invoice, lines in self._invoices.items() if invoice not in torn and self._comes_in(lines)]
        sales = [line for lines in sold for line in lines]
        names = masters.names_of_products(sales)
        yield masters.company()
        yield from masters.products(names, self._pieces)
        yield from masters.customers(sales)
        self._documents = documents = Documents(self._pieces, names)
        for invoice, lines in self._invoices.items():
            yield from self._document(documents, lines, torn.get(invoice))

    def notes(self) -> dict[str, int]:
        """Count what was put into another form, by rule."""
        return dict(sorted(self._notes.items()))

    def stored(self, figures: Figures) -> Decimal:
        """Give what orders come to, less credits."""
        return figures.get("salesOrders.net", _ZERO) - figures.get("credits.net", _ZERO)

    def sums(self, before: Figures, after: Figures) -> Sequence[Sum]:  # noqa: ARG002 - every importer is asked so
        """Give none: all that is added up is the amount of rows."""
        return ()

    def figures(self) -> Sequence[Figure]:
        """Give what readable lines come to by the rules, and how many cancellations have found their purchase."""
        return [
            *self._rules.told(),
            self._documents.linked.figure("CREDIT_OF_PURCHASE", "It takes a purchase back that is known."),
            self._documents.alone.figure(
                "CREDIT_ALONE", "It takes back what is not in the extract, or not so much of it."
            ),
        ]

    def _read(self, extract: Extract) -> Tally:
        rows = 0
        for line in extract.lines():
            rows += 1
            if isinstance(line, Unreadable):
                self._unreadable.append(line)
            else:
                self._invoices.setdefault(line.invoice, []).append(line)
                self._notes.update(line.rules())
                self._rules.add(line)
        readable = sum((line.amount for lines in self._invoices.values() for line in lines), start=_ZERO)
        return Tally(rows, readable + sum((line.amount or _ZERO for line in self._unreadable), start=_ZERO))

    def _comes_in(self, lines: Sequence[Sale]) -> bool:
        kind = kind_of(lines)
        return isinstance(kind, Kind) and next(_faults(lines, kind), None) is None

    def _document(self, documents: Documents, lines: Sequence[Sale], torn: Unreadable | None) -> Iterator[Item]:
        if torn is not None:
            yield from (Aside.rejected(line, DocumentIncomplete(torn.part, torn.number)) for line in lines)
            return
        kind = kind_of(lines)
        if isinstance(kind, Outside):
            yield from (Aside.held_back(line, *kind) for line in lines)
        elif faults := dict(_faults(lines, kind)):
            first = next(iter(faults))
            for line in lines:
                refusal = faults.get(line) or DocumentIncomplete(first.part, first.number)
                yield Aside.rejected(line, refusal)
        else:
            yield documents.order(lines) if kind is Kind.ORDER else documents.credit(lines)


def _faults(lines: Sequence[Sale], kind: Kind) -> Iterator[tuple[Sale, RowRefused]]:
    """Find lines that do not belong into their document."""
    sign = 1 if kind is Kind.ORDER else -1
    for line in lines:
        if line.quantity * sign <= 0:
            yield line, ValueWithoutMeaning("Quantity", f"{line.quantity} in {kind.value} {echo(line.invoice)}")
        elif line.unit_price < 0:
            yield line, ValueWithoutMeaning("UnitPrice", f"{line.unit_price} in {kind.value} {echo(line.invoice)}")
        elif not line.code:
            yield line, ValueWithoutMeaning("StockCode", "")
        elif line.customer != lines[0].customer:
            yield line, ValueWithoutMeaning("CustomerID", f"{line.customer} in {kind.value} {echo(line.invoice)}")
