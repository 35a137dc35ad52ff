"""The taxes of a document in the words of the schema."""

import strawberry

from kernel.ids import NodeId
from resolvers.finance.facts import money
from schema.finance.tax_calculation import TaxCalculation, TaxCalculationLine, TaxCalculationTax
from services.finance.tax.calculation import CalculatedLine, TaxAmount
from services.finance.tax.reckoning import Reckoned, exact_figure, explained


def told(found: Reckoned) -> TaxCalculation:
    """Give what was reckoned as the type of the schema."""
    currency, calculation = found.currency, found.calculation
    position = None if found.position_id is None else strawberry.ID(str(NodeId("TaxPosition", found.position_id)))
    return TaxCalculation(
        rounding=found.rounding,
        position_id=position,
        position=found.position,
        wording=found.wording,
        replaced=list(found.replaced),
        lines=[_line(line, currency) for line in calculation.lines],
        taxes=[_tax(tax, currency) for tax in calculation.taxes],
        net=money(calculation.net, currency),
        tax=money(calculation.tax, currency),
        total=money(calculation.total, currency),
        self_assessed=money(calculation.self_assessed, currency),
        discount=money(calculation.discount, currency),
    )


def _line(line: CalculatedLine, currency: str) -> TaxCalculationLine:
    return TaxCalculationLine(
        net=money(line.net, currency),
        gross=money(line.gross, currency),
        discount=money(line.discount, currency),
        taxes=[_tax(tax, currency) for tax in line.taxes],
    )


def _tax(tax: TaxAmount, currency: str) -> TaxCalculationTax:
    of = tax.tax
    return TaxCalculationTax(
        tax_code_id=strawberry.ID(str(NodeId("TaxCode", of.key))),
        code=of.code,
        kind=of.kind,
        category=of.category,
        exemption_code=of.exemption_code,
        rate=of.rate,
        is_included=of.included,
        is_reverse_charge=of.reverse_charge,
        base=money(tax.base, currency),
        amount=money(tax.amount, currency),
        deductible=money(tax.deductible, currency),
        exact_amount=exact_figure(tax),
        explanation=explained(tax),
    )
