"""How charts of accounts are written that are brought in."""

from schema.enums import described
from services.finance.chart import ChartFormat

described(
    ChartFormat,
    "How a chart of accounts is written.",
    {
        ChartFormat.CSV: "Values separated by commas, with the names of their fields in the first line.",
        ChartFormat.JSON: "A list of objects whose keys are the names of the fields; roles may be a list.",
    },
)

__all__ = ["ChartFormat"]
