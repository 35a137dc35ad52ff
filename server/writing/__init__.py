"""The edge of writing: one transaction for each mutation, or one for all; whatever happens, it ends here."""
