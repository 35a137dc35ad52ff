"""The engine of imports: it writes what importers give chunk by chunk, keeps every row's fate, goes on and takes back."""
