"""The pages that say one thing."""

from typing import Final

from markupsafe import Markup
from starlette.responses import Response

from server.oauth.pages.words import WORDS
from server.pages.language import Language
from server.pages.layout import page

_TEXT: Final = Markup("<p>{text}</p>")
_ALARM: Final = Markup('<p>{text}</p>\n<p class="quiet"><code>{why}</code></p>')
_SIGN_OUT: Final = Markup("""<p>{question}</p>
<form method="post" action="{action}">
{fields}
<button type="submit">{yes}</button>
</form>""")
_DEVICE: Final = Markup("""{alarm}<form method="post" action="/device">
{fields}
<label for="user_code">{label}</label>
<input id="user_code" name="user_code" value="{code}" autocomplete="off" autocapitalize="characters" spellcheck="false"
 maxlength="20" required aria-describedby="hint">
<p id="hint" class="quiet">{hint}</p>
<button type="submit">{next}</button>
</form>""")
_WRONG: Final = Markup('<p class="alarm" role="alert">{text}</p>\n')


def refusal_page(language: Language, why: str, status: int = 400) -> Response:
    """Say that a program has asked for something in a way that leads nowhere."""
    words = WORDS[language]
    return page(language, words.refused, _ALARM.format(text=words.refused_text, why=why), status=status)


def stale_page(language: Language) -> Response:
    """Say that a form is not taken, since it was not made for this browser."""
    words = WORDS[language]
    return page(language, words.refused, _TEXT.format(text=words.stale), status=403)


def wait_page(language: Language, seconds: int) -> Response:
    """Say that somebody has asked too often, and when to come again."""
    words = WORDS[language]
    response = page(language, words.refused, _TEXT.format(text=words.too_often.format(seconds=seconds)), status=429)
    response.headers["retry-after"] = str(seconds)
    return response


def sign_out_page(language: Language, action: str, fields: Markup, place: tuple[str, ...]) -> Response:
    """Ask whether somebody wants to sign out."""
    words = WORDS[language]
    body = _SIGN_OUT.format(
        question=words.sign_out_question, action=action, fields=fields, yes=words.sign_out.rstrip("?")
    )
    return page(language, words.sign_out, body, form_action=("'self'", *place))


def signed_out_page(language: Language) -> Response:
    """Say that somebody has signed out."""
    words = WORDS[language]
    return page(language, words.signed_out, _TEXT.format(text=words.signed_out_text))


def device_page(language: Language, fields: Markup, code: str = "", *, is_wrong: bool = False) -> Response:
    """Ask for the code that a device shows."""
    words = WORDS[language]
    body = _DEVICE.format(
        alarm=_WRONG.format(text=words.device_unknown) if is_wrong else Markup(),
        fields=fields,
        label=words.device_code,
        code=code,
        hint=words.device_hint,
        next=words.next,
    )
    return page(language, words.device, body, status=422 if is_wrong else 200)


def device_done_page(language: Language, *, is_allowed: bool) -> Response:
    """Say what was decided about a device."""
    words = WORDS[language]
    text = words.device_allowed if is_allowed else words.device_denied
    return page(language, words.device, _TEXT.format(text=text))
