"""The nouns that clients see: types, their fields, and who may read them."""
