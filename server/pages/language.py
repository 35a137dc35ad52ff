"""The language of a page: what the browser would like best of those that there are words in."""

from typing import Final, Literal, TypeAlias, cast

from starlette.requests import Request

from server.http.languages import languages_of

Language: TypeAlias = Literal["en", "de"]

LANGUAGES: Final[tuple[Language, ...]] = ("en", "de")


def language_of(request: Request) -> Language:
    """Choose the language by `Accept-Language`, and by `ui_locales` where a program asks for one (OpenID Connect, 3.1.2.1)."""
    wanted = (
        *request.query_params.get("ui_locales", "").split()[:10],
        *languages_of(request.headers.get("accept-language"), ()),
    )
    spoken = (each.partition("-")[0].lower() for each in wanted)
    return cast("Language", next((each for each in spoken if each in LANGUAGES), "en"))
