"""Check digits, so that scanners and validators accept what the demo makes up."""


def gs1(digits: str) -> str:
    """Add the check digit of the GS1 General Specifications, 7.9: 12 digits become an EAN-13, 13 a GTIN-14."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def vat_austria(digits: str) -> str:
    """Make an Austrian VAT number out of seven digits."""
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(digits))
    return f"ATU{digits}{(6 - total) % 10}"


def vat_germany(digits: str) -> str:
    """Make a German VAT number out of eight digits (ISO 7064, MOD 11, 10)."""
    product = 10
    for digit in digits:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return f"DE{digits}{(11 - product) % 10}"
