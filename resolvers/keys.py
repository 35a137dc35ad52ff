"""Parts of keys that many look-ups share."""

from planner.lists import KeyPart

OF_COMPANY = KeyPart("company_id", "The company whose it is, by its id.", of="Company")
