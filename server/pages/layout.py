"""How a page looks: one document, one stylesheet of our own, no scripts.

Text is escaped by markupsafe wherever it is put in: a page is made with `Markup.format`, never by joining strings.
"""

from importlib.resources import files
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from server.pages.language import Language
from server.pages.security import GUARDS, policy

STYLESHEET: Final = "/pages/torso.css"

_STYLE: Final = files("server.pages").joinpath("torso.css").read_text("utf-8")
_DOCUMENT: Final = Markup("""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Torso</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{stylesheet}">{head}
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
""")
_NOTHING: Final = Markup()
_REFRESH: Final = Markup('\n<meta http-equiv="refresh" content="0; url={path}">')
_ONWARD: Final = Markup('<p><a class="button" href="{path}">{words}</a></p>')
_ONWARD_WORDS: Final = {"en": ("Signed in", "Continue"), "de": ("Angemeldet", "Weiter")}


def page(  # what a page differs in
    language: Language,
    title: str,
    body: Markup,
    *,
    status: int = 200,
    form_action: tuple[str, ...] = ("'self'",),
    head: Markup = _NOTHING,
    scripts: bool = False,
) -> Response:
    """Answer with a page; `form_action` are the places that its forms may lead to, redirects on the way included."""
    text = _DOCUMENT.format(language=language, title=title, stylesheet=STYLESHEET, head=head, body=body)
    headers = {**GUARDS, "content-security-policy": policy(form_action, scripts=scripts), "content-language": language}
    return HTMLResponse(text, status, headers)


def onward(language: Language, path: str) -> Response:
    """Lead on to a path of our own by a page of its own.

    A browser holds what a form leads to against the policy of the page with the form, through all redirects. Somebody who signs
    in on the way to another program ends elsewhere, so the chain ends here, and another begins.
    """
    title, words = _ONWARD_WORDS[language]
    return page(language, title, _ONWARD.format(path=path, words=words), head=_REFRESH.format(path=path))


async def show_stylesheet(_request: Request) -> Response:
    """Give the stylesheet, which is the same for every page."""
    headers = {"cache-control": "public, max-age=3600", "x-content-type-options": "nosniff"}
    return Response(_STYLE, 200, headers, "text/css")
