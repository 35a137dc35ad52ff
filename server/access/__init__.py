"""Who asks: from the header of a request to the principal, for as long as the request runs."""
