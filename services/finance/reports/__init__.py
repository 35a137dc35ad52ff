"""Reports: what the books say, as figures that others may lay out."""
