"""The application identifiers of GS1: what each one tells, and which text may follow it.

The rules are those of the GS1 General Specifications, 3.2 (formats), 7.8 (what needs a separator) and 7.11 (characters).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Check(StrEnum):
    """What must hold for a part of a value, besides its length and characters."""

    NONE = ""
    DIGIT = "check"
    """The last digit checks the others."""
    DAY = "day"
    """A day of the calendar, YYMMDD."""
    DAY_OR_MONTH = "month"
    """A day of the calendar, or 00 for a day that is not said."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a value: which characters, how many of them at least and at most, and what checks them."""

    characters: frozenset[str]
    length_min: int
    length_max: int
    is_optional: bool
    check: Check


@dataclass(frozen=True, slots=True)
class Identifier:
    """An application identifier: its digits, what labels call it (the data title), and the parts of its value.

    A predefined length needs no separator behind it, and is decided by the first two digits for ever.
    """

    code: str
    title: str
    parts: tuple[Part, ...]

    @property
    def length_min(self) -> int:
        return sum(part.length_min for part in self.parts if not part.is_optional)

    @property
    def length_max(self) -> int:
        return sum(part.length_max for part in self.parts)

    @property
    def is_predefined(self) -> bool:
        return self.code[:2] in _PREDEFINED


_DIGITS: Final = frozenset("0123456789")
_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SMALL_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
# N is for digits, X for the 82 characters of ISO/IEC 646, Y for 39 of them, Z for text in base 64.
_CHARACTERS: Final = {
    "N": _DIGITS,
    "X": _DIGITS | _LETTERS | _SMALL_LETTERS | frozenset("!\"%&'()*+,-./:;<=>?_"),
    "Y": _DIGITS | _LETTERS | frozenset("#-/"),
    "Z": _DIGITS | _LETTERS | _SMALL_LETTERS | frozenset("-_="),
}
# General Specifications, figure 7.8.5-2: the first two digits, also of identifiers that have not been assigned.
_PREDEFINED: Final = frozenset(
    ["00", "01", "02", "03", "04", *map(str, range(11, 21)), "31", "32", "33", "34", "35", "36", "41"]
)

# Identifier, the parts of the value, the data title. [0-5] in an identifier tells the digits after the decimal point.
_TABLE: Final = """
00        N18/check               SSCC
01        N14/check               GTIN
02        N14/check               CONTENT
10        X..20                   BATCH/LOT
11        N6/month                PROD DATE
12        N6/month                DUE DATE
13        N6/month                PACK DATE
15        N6/month                BEST BEFORE or BEST BY
16        N6/month                SELL BY
17        N6/month                USE BY or EXPIRY
20        N2                      VARIANT
21        X..20                   SERIAL
22        X..20                   CPV
235       X..28                   TPX
240       X..30                   ADDITIONAL ID
241       X..30                   CUST. PART No.
242       N..6                    MTO VARIANT
243       X..20                   PCN
250       X..30                   SECONDARY SERIAL
251       X..30                   REF. TO SOURCE
253       N13/check [X..17]       GDTI
254       X..20                   GLN EXTENSION COMPONENT
255       N13/check [N..12]       GCN
30        N..8                    VAR. COUNT
310[0-5]  N6                      NET WEIGHT (kg)
311[0-5]  N6                      LENGTH (m)
312[0-5]  N6                      WIDTH (m)
313[0-5]  N6                      HEIGHT (m)
314[0-5]  N6                      AREA (m²)
315[0-5]  N6                      NET VOLUME (l)
316[0-5]  N6                      NET VOLUME (m³)
320[0-5]  N6                      NET WEIGHT (lb)
321[0-5]  N6                      LENGTH (in)
322[0-5]  N6                      LENGTH (ft)
323[0-5]  N6                      LENGTH (yd)
324[0-5]  N6                      WIDTH (in)
325[0-5]  N6                      WIDTH (ft)
326[0-5]  N6                      WIDTH (yd)
327[0-5]  N6                      HEIGHT (in)
328[0-5]  N6                      HEIGHT (ft)
329[0-5]  N6                      HEIGHT (yd)
330[0-5]  N6                      GROSS WEIGHT (kg)
331[0-5]  N6                      LENGTH (m), log
332[0-5]  N6                      WIDTH (m), log
333[0-5]  N6                      HEIGHT (m), log
334[0-5]  N6                      AREA (m²), log
335[0-5]  N6                      VOLUME (l), log
336[0-5]  N6                      VOLUME (m³), log
337[0-5]  N6                      KG PER m²
340[0-5]  N6                      GROSS WEIGHT (lb)
341[0-5]  N6                      LENGTH (in), log
342[0-5]  N6                      LENGTH (ft), log
343[0-5]  N6                      LENGTH (yd), log
344[0-5]  N6                      WIDTH (in), log
345[0-5]  N6                      WIDTH (ft), log
346[0-5]  N6                      WIDTH (yd), log
347[0-5]  N6                      HEIGHT (in), log
348[0-5]  N6                      HEIGHT (ft), log
349[0-5]  N6                      HEIGHT (yd), log
350[0-5]  N6                      AREA (in²)
351[0-5]  N6                      AREA (ft²)
352[0-5]  N6                      AREA (yd²)
353[0-5]  N6                      AREA (in²), log
354[0-5]  N6                      AREA (ft²), log
355[0-5]  N6                      AREA (yd²), log
356[0-5]  N6                      NET WEIGHT (troy oz)
357[0-5]  N6                      NET VOLUME (oz)
360[0-5]  N6                      NET VOLUME (qt)
361[0-5]  N6                      NET VOLUME (gal.)
362[0-5]  N6                      VOLUME (qt), log
363[0-5]  N6                      VOLUME (gal.), log
364[0-5]  N6                      VOLUME (in³)
365[0-5]  N6                      VOLUME (ft³)
366[0-5]  N6                      VOLUME (yd³)
367[0-5]  N6                      VOLUME (in³), log
368[0-5]  N6                      VOLUME (ft³), log
369[0-5]  N6                      VOLUME (yd³), log
37        N..8                    COUNT
390[0-9]  N..15                   AMOUNT
391[0-9]  N3 N..15                AMOUNT
392[0-9]  N..15                   PRICE
393[0-9]  N3 N..15                PRICE
394[0-3]  N4                      PRCNT OFF
395[0-5]  N6                      PRICE/UoM
400       X..30                   ORDER NUMBER
401       X..30                   GINC
402       N17/check               GSIN
403       X..30                   ROUTE
410       N13/check               SHIP TO LOC
411       N13/check               BILL TO
412       N13/check               PURCHASE FROM
413       N13/check               SHIP FOR LOC
414       N13/check               LOC No.
415       N13/check               PAY TO
416       N13/check               PROD/SERV LOC
417       N13/check               PARTY
420       X..20                   SHIP TO POST
421       N3 X..9                 SHIP TO POST
422       N3                      ORIGIN
423       N3 [N..12]              COUNTRY - INITIAL PROCESS
424       N3                      COUNTRY - PROCESS
425       N3 [N..12]              COUNTRY - DISASSEMBLY
426       N3                      COUNTRY - FULL PROCESS
427       X..3                    ORIGIN SUBDIVISION
4300      X..35                   SHIP TO COMP
4301      X..35                   SHIP TO NAME
430[2-6]  X..70                   SHIP TO ADDRESS
4307      X2                      SHIP TO COUNTRY
4308      X..30                   SHIP TO PHONE
4309      N20                     SHIP TO GEO
4310      X..35                   RTN TO COMP
4311      X..35                   RTN TO NAME
431[2-6]  X..70                   RTN TO ADDRESS
4317      X2                      RTN TO COUNTRY
4318      X..20                   RTN TO POST
4319      X..30                   RTN TO PHONE
4320      X..35                   SRV DESCRIPTION
4321      N1                      DANGEROUS GOODS
4322      N1                      AUTH TO LEAVE
4323      N1                      SIG REQUIRED
4324      N6/month N4             NOT BEF DEL DT
4325      N6/month N4             NOT AFT DEL DT
4326      N6/day                  REL DATE
433[0-1]  N6 [X1]                 MAX TEMP
433[2-3]  N6 [X1]                 MIN TEMP
7001      N13                     NSN
7002      X..30                   MEAT CUT
7003      N6/day N4               EXPIRY TIME
7004      N..4                    ACTIVE POTENCY
7005      X..12                   CATCH AREA
7006      N6/day                  FIRST FREEZE DATE
7007      N6/day [N6/day]         HARVEST DATE
7008      X..3                    AQUATIC SPECIES
7009      X..10                   FISHING GEAR TYPE
7010      X..2                    PROD METHOD
7011      N6/day [N4]             TEST BY DATE
7020      X..20                   REFURB LOT
7021      X..20                   FUNC STAT
7022      X..20                   REV STAT
7023      X..30                   GIAI - ASSEMBLY
703[0-9]  N3 X..27                PROCESSOR
7040      N1 X3                   UIC+EXT
7041      X..4                    UFRGT UNIT TYPE
710       X..20                   NHRN PZN
711       X..20                   NHRN CIP
712       X..20                   NHRN CN
713       X..20                   NHRN DRN
714       X..20                   NHRN AIM
715       X..20                   NHRN NDC
716       X..20                   NHRN AIC
717       X..20                   NHRN SRN
723[0-9]  X2 X..28                CERT
7240      X..20                   PROTOCOL
7241      N2                      AIDC MEDIA TYPE
7242      X..25                   VCN
7250      N8                      DOB
7251      N12                     DOB TIME
7252      N1                      BIO SEX
7253      X..40                   FAMILY NAME
7254      X..40                   GIVEN NAME
7255      X..10                   SUFFIX
7256      X..90                   FULL NAME
7257      X..70                   PERSON ADDR
7258      N1 X1 N1                BIRTH SEQUENCE
7259      X..40                   BABY
8001      N14                     DIMENSIONS
8002      X..20                   CMT No.
8003      N14/check [X..16]       GRAI
8004      X..30                   GIAI
8005      N6                      PRICE PER UNIT
8006      N14/check N4            ITIP
8007      X..34                   IBAN
8008      N6/day N2 [N..4]        PROD TIME
8009      X..50                   OPTSEN
8010      Y..30                   CPID
8011      N..12                   CPID SERIAL
8012      X..20                   VERSION
8013      X..25                   GMN
8014      X..25                   MUDI
8017      N18/check               GSRN - PROVIDER
8018      N18/check               GSRN - RECIPIENT
8019      N..10                   SRIN
8020      X..25                   REF No.
8026      N14/check N4            ITIP CONTENT
8030      Z..90                   DIGSIG
8040      N15                     IMEI
8041      N15                     IMEI2
8042      N32                     ESIM
8043      N18 [N..2]              PSIM
8110      X..70                   COUPON
8111      N4                      POINTS
8112      X..70                   COUPON
8200      X..70                   PRODUCT URL
90        X..30                   INTERNAL
9[1-9]    X..90                   INTERNAL
"""  # fmt: skip
_ROW: Final = re.compile(r"(?P<codes>\S+) +(?P<parts>\S+(?: \S+)*?) {2,}(?P<title>.+)")
_PART: Final = re.compile(
    r"(?P<optional>\[)?(?P<kind>[NXYZ])(?P<upto>\.\.)?(?P<length>\d+)(?:/(?P<check>check|day|month))?\]?"
)
_RANGE: Final = re.compile(r"\[(\d)-(\d)\]")


def _part(text: str) -> Part:
    found = _PART.fullmatch(text)
    assert found, text
    length = int(found["length"])
    return Part(
        characters=_CHARACTERS[found["kind"]],
        length_min=1 if found["upto"] else length,
        length_max=length,
        is_optional=found["optional"] is not None,
        check=Check(found["check"] or ""),
    )


def _codes(text: str) -> list[str]:
    """Write out a range: 310[0-5] stands for 3100 to 3105."""
    pieces = _RANGE.split(text)
    if len(pieces) == 1:
        return pieces
    before, low, high, after = pieces
    return [f"{before}{digit}{after}" for digit in range(int(low), int(high) + 1)]


def _read(table: str) -> dict[str, Identifier]:
    identifiers: dict[str, Identifier] = {}
    for line in table.strip().splitlines():
        row = _ROW.fullmatch(line)
        assert row, line
        parts = tuple(_part(text) for text in row["parts"].split(" "))
        identifiers.update({code: Identifier(code, row["title"], parts) for code in _codes(row["codes"])})
    return identifiers


IDENTIFIERS: Final = _read(_TABLE)
"""Every application identifier that has been assigned, by its digits."""


def identifier_at(text: str, place: int) -> Identifier | None:
    """Find the application identifier that begins at a place; none begins with the digits of another."""
    for length in (2, 3, 4):
        found = IDENTIFIERS.get(text[place : place + length])
        if found is not None:
            return found
    return None
