"""HTTP: what arrives is read, refused or answered, to the letter of GraphQL over HTTP."""
