"""The units that companies count in, with their codes of UN/ECE Recommendations 20 and 21, and how they convert.

Packages take their code from Recommendation 21 with an X before it, as EN 16931 has it; how much is in one depends on the
goods, so they convert into nothing here.
"""

from typing import Final, NamedTuple

from models import UnitDimension


class CommonUnit(NamedTuple):
    """A unit: one of it is numerator / denominator of the base unit of its dimension, exactly."""

    code: str
    name: str
    dimension: UnitDimension
    common_code: str
    decimals: int = 0
    base: str | None = None
    numerator: int = 1
    denominator: int = 1


COUNT, MASS, LENGTH = UnitDimension.COUNT, UnitDimension.MASS, UnitDimension.LENGTH
AREA, VOLUME, TIME = UnitDimension.AREA, UnitDimension.VOLUME, UnitDimension.TIME

# The pound, foot and gallon are exact by definition (NIST Handbook 44, appendix C).
COMMON_UNITS: Final = (
    CommonUnit("PCE", "Piece", COUNT, "H87"),
    CommonUnit("EA", "Each", COUNT, "EA", 0, "PCE"),
    CommonUnit("PR", "Pair", COUNT, "PR", 0, "PCE", 2),
    CommonUnit("DZN", "Dozen", COUNT, "DZN", 0, "PCE", 12),
    CommonUnit("SET", "Set", COUNT, "SET"),
    CommonUnit("BAG", "Bag", COUNT, "XBG"),
    CommonUnit("BOX", "Box", COUNT, "XBX"),
    CommonUnit("BTL", "Bottle", COUNT, "XBO"),
    CommonUnit("CAN", "Canister", COUNT, "XCI"),
    CommonUnit("CAS", "Case", COUNT, "XCS"),
    CommonUnit("CON", "Container", COUNT, "XCN"),
    CommonUnit("CRT", "Crate", COUNT, "XCR"),
    CommonUnit("CTN", "Carton", COUNT, "XCT"),
    CommonUnit("PAK", "Pack", COUNT, "XPK"),
    CommonUnit("PAL", "Pallet", COUNT, "XPX"),
    CommonUnit("KG", "Kilogram", MASS, "KGM", 3),
    CommonUnit("MG", "Milligram", MASS, "MGM", 3, "KG", 1, 1_000_000),
    CommonUnit("G", "Gram", MASS, "GRM", 3, "KG", 1, 1_000),
    CommonUnit("T", "Tonne", MASS, "TNE", 3, "KG", 1_000),
    CommonUnit("OZ", "Ounce", MASS, "ONZ", 3, "KG", 45_359_237, 1_600_000_000),
    CommonUnit("LB", "Pound", MASS, "LBR", 3, "KG", 45_359_237, 100_000_000),
    CommonUnit("M", "Metre", LENGTH, "MTR", 3),
    CommonUnit("MM", "Millimetre", LENGTH, "MMT", 3, "M", 1, 1_000),
    CommonUnit("CM", "Centimetre", LENGTH, "CMT", 3, "M", 1, 100),
    CommonUnit("DM", "Decimetre", LENGTH, "DMT", 3, "M", 1, 10),
    CommonUnit("KM", "Kilometre", LENGTH, "KMT", 3, "M", 1_000),
    CommonUnit("IN", "Inch", LENGTH, "INH", 3, "M", 254, 10_000),
    CommonUnit("FT", "Foot", LENGTH, "FOT", 3, "M", 3_048, 10_000),
    CommonUnit("YD", "Yard", LENGTH, "YRD", 3, "M", 9_144, 10_000),
    CommonUnit("M2", "Square metre", AREA, "MTK", 3),
    CommonUnit("CM2", "Square centimetre", AREA, "CMK", 3, "M2", 1, 10_000),
    CommonUnit("FT2", "Square foot", AREA, "FTK", 3, "M2", 9_290_304, 100_000_000),
    CommonUnit("L", "Litre", VOLUME, "LTR", 3),
    CommonUnit("ML", "Millilitre", VOLUME, "MLT", 3, "L", 1, 1_000),
    CommonUnit("CM3", "Cubic centimetre", VOLUME, "CMQ", 3, "L", 1, 1_000),
    CommonUnit("DM3", "Cubic decimetre", VOLUME, "DMQ", 3, "L"),
    CommonUnit("M3", "Cubic metre", VOLUME, "MTQ", 3, "L", 1_000),
    CommonUnit("PT", "Pint (US, liquid)", VOLUME, "PTL", 3, "L", 473_176_473, 1_000_000_000),
    CommonUnit("GAL", "Gallon (US)", VOLUME, "GLL", 3, "L", 3_785_411_784, 1_000_000_000),
    CommonUnit("FT3", "Cubic foot", VOLUME, "FTQ", 3, "L", 28_316_846_592, 1_000_000_000),
    CommonUnit("HUR", "Hour", TIME, "HUR", 2),
    CommonUnit("SEC", "Second", TIME, "SEC", 0, "HUR", 1, 3_600),
    CommonUnit("MIN", "Minute", TIME, "MIN", 0, "HUR", 1, 60),
    CommonUnit("DAY", "Day", TIME, "DAY", 2, "HUR", 24),
    CommonUnit("WEE", "Week", TIME, "WEE", 2, "HUR", 168),
    CommonUnit("MON", "Month", TIME, "MON", 2),
    CommonUnit("ANN", "Year", TIME, "ANN", 2),
)
