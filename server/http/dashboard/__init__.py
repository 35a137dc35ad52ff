"""The dashboard of `frontend-contract/dashboard`, made ready for browsers and served at `/`."""
