"""The closed sets of words that taxes are spoken of with."""

from models import (
    TaxCategory,
    TaxFigure,
    TaxKind,
    TaxReturnState,
    TaxRounding,
    TaxSide,
    TaxUse,
    Territory,
    Trade,
    WithholdingBase,
)
from schema.enums import described

described(
    TaxKind,
    "How the amount of a tax comes about.",
    {
        TaxKind.PERCENT: "Percent of the net amount, and of the compound taxes before it.",
        TaxKind.DIVISION: "Percent of the price with the tax in it.",
        TaxKind.PER_UNIT: "An amount for each unit of the quantity, whatever its price.",
        TaxKind.WITHHOLDING: "Percent that is withheld when a document is paid; it stands on no line.",
        TaxKind.GROUP: "Several taxes at once, one after the other.",
    },
)
described(
    TaxUse,
    "On which side of the business something holds.",
    {
        TaxUse.SALE: "Where the company sells.",
        TaxUse.PURCHASE: "Where the company buys.",
        TaxUse.BOTH: "On both sides.",
    },
)
described(
    TaxCategory,
    "What a tax is in an electronic invoice (EN 16931, BT-151, codes of UNTDID 5305).",
    {
        TaxCategory.S: "Levied at a rate.",
        TaxCategory.Z: "Levied at a rate of zero.",
        TaxCategory.E: "Exempt.",
        TaxCategory.AE: "Owed by the buyer (reverse charge).",
        TaxCategory.K: "Delivered to another member state of the European Union, exempt.",
        TaxCategory.G: "Exported, not taxed.",
        TaxCategory.O: "Outside the scope of value added tax.",
        TaxCategory.L: "Taxed in the Canary Islands (IGIC).",
        TaxCategory.M: "Taxed in Ceuta and Melilla (IPSI).",
    },
)
described(
    WithholdingBase,
    "What tax is withheld of.",
    {
        WithholdingBase.NET: "Of what is paid before value added tax.",
        WithholdingBase.GROSS: "Of all that is paid, value added tax included.",
    },
)
described(
    TaxRounding,
    "Where in a document taxes are rounded.",
    {
        TaxRounding.LINE: "On every line; the tax of the document is the sum of them.",
        TaxRounding.DOCUMENT: "Once for the document, from the exact amounts of its lines.",
        TaxRounding.DOCUMENT_BASE: "Once for the document, from the rounded amounts of its lines (EN 16931, BR-CO-17).",
    },
)
described(
    Territory,
    "Where somebody sits, as seen from the country of the company.",
    {
        Territory.ANYWHERE: "Wherever that is.",
        Territory.DOMESTIC: "In the country of the company.",
        Territory.EU: "In another member state of the European Union; the company sits in one too.",
        Territory.THIRD_COUNTRY: "In any other country.",
    },
)
described(
    TaxSide,
    "Which way a tax goes.",
    {
        TaxSide.OUTPUT: "Owed by the company: on what it sold, or owed by it as the buyer.",
        TaxSide.INPUT: "Paid by the company, which gets back what is deductible.",
        TaxSide.WITHHELD: "Withheld by the company from what it paid somebody.",
    },
)
described(
    TaxFigure,
    "Which figure of what was taxed goes into a box.",
    {
        TaxFigure.BASE: "What was taxed.",
        TaxFigure.TAX: "The tax.",
        TaxFigure.DEDUCTIBLE: "What the company gets back of it.",
    },
)
described(
    TaxReturnState,
    "Where a tax return is in its life.",
    {
        TaxReturnState.DRAFT: "It can be filled again.",
        TaxReturnState.FILED: "It was told to the tax office, and its days are locked for taxes.",
        TaxReturnState.SETTLED: "What is owed by it has been posted.",
    },
)
described(
    Trade,
    "Whether a document sells or buys.",
    {Trade.SALE: "The company sells.", Trade.PURCHASE: "The company buys."},
)

__all__ = [
    "TaxCategory",
    "TaxFigure",
    "TaxKind",
    "TaxReturnState",
    "TaxRounding",
    "TaxSide",
    "TaxUse",
    "Territory",
    "Trade",
    "WithholdingBase",
]
