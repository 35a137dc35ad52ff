"""Texts that people write: with accents, quotes, control characters, and letters of other scripts."""

NAMES = (
    "Äpfel & Söhne",
    "apfel & sohne",
    "Ångström 'Q'",
    'say "hi"',
    "back\\slash",
    "tab\tand\nline",
    "Straße",
    "STRASSE",
    "bicycle 🚲 works",
    "Zoë",
    "zoe",
    "Zoe",
    "İstanbul",
    "日本商事",
    "</script>",
    "'; drop table party; --",
    "100%_sure",
    "",
    "line\u2028separator",
)
WORDS = ("blue", "Fähre", "fahrrad", "steel", "steelworks", "9x3", "12e5", "alu", "Ölfarbe", "a_b", "x-y", "2026")
BARCODES = ("4006381333931", "96385074", "012345678905", "A-1", "a-1", "Ä")
