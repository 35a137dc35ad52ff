"""Files over HTTP, behind signed links, and the stores in which their contents lie."""
