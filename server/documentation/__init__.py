"""The documentation as a site: what people have written, and a reference made from the contract, served at `/docs`."""
