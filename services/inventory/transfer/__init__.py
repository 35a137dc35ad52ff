"""Stock transfers: how goods go from one warehouse to another."""
