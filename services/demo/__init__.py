"""The demo company: Lumenholt of Vienna, a coffee roaster and merchant of everything around the cup.

Two years of its business are generated, always the same: masters, orders, purchases and the stock moves between them. The
sales of the two years before came over from another system, as history. A small sister company in Portland has books of
its own, so that rights have something to hide.
"""

from services.demo.seeding import is_seeded, seed

__all__ = ["is_seeded", "seed"]
