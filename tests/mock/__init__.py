"""The mock server: any operation is answered, typed and always the same."""
