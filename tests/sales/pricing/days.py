"""The day on which tests of pricing take place."""

import datetime as dt

TODAY = dt.date(2026, 3, 2)
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
