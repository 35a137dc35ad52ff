"""The authorization server over HTTP: OAuth 2.1 and OpenID Connect, on Authlib's rules of the protocol.

`authorizations.py` is one request as Authlib sees it, `desk.py` what all requests share, `wiring.py` the routes. What is kept
and what follows from it is said in `services/platform/access/`.
"""
