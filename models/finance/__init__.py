"""Tables of finance: the chart of accounts, journals, entries, periods and balances."""
