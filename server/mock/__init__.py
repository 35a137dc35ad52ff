"""A server that makes its answers up, by the contract alone: for tests of frontends, and for whoever has no database at hand."""
