"""The parts that pages are made of; text is escaped wherever it is put in."""

from typing import Final

from markupsafe import Markup

_FIELD: Final = Markup(
    '<label for="{name}">{label}</label>'
    '<input id="{name}" name="{name}" type="{type_}" value="{value}" autocomplete="{autocomplete}"{more}>'
)
_HINT: Final = Markup('<p class="quiet" id="{name}-hint">{text}</p>')
_ALARM: Final = Markup('<p class="alarm" role="alert">{text}</p>')
_NOTE: Final = Markup('<p role="status">{text}</p>')
_FORM: Final = Markup('<form method="post" action="{action}">{token}{body}<button{second}>{button}</button></form>')
_HIDDEN: Final = Markup('<input type="hidden" name="{name}" value="{value}">')
_LINK: Final = Markup('<p><a href="{path}">{text}</a></p>')
_SECTION: Final = Markup('<section aria-labelledby="{id_}"><h2 id="{id_}">{title}</h2>{body}</section>')


def field(
    name: str,
    label: str,
    type_: str,
    autocomplete: str,
    *,
    value: str = "",
    hint: str = "",
    focus: bool = False,
    numeric: bool = False,
    length_max: int = 200,
) -> Markup:
    """Write a field that has to be filled in, with its label and a hint below it."""
    more = Markup(' required maxlength="{length}"').format(length=length_max)
    more += Markup(' inputmode="numeric" autocapitalize="none" spellcheck="false"') if numeric else Markup()
    more += Markup(" autofocus") if focus else Markup()
    more += Markup(' aria-describedby="{name}-hint"').format(name=name) if hint else Markup()
    written = _FIELD.format(name=name, label=label, type_=type_, value=value, autocomplete=autocomplete, more=more)
    return written + (_HINT.format(name=name, text=hint) if hint else Markup())


def form(action: str, token: Markup, body: Markup, button: str, *, second: bool = False) -> Markup:
    """Write a form with one button."""
    plain = Markup(' class="second"') if second else Markup()
    return _FORM.format(action=action, token=token, body=body, button=button, second=plain)


def hidden(name: str, value: str) -> Markup:
    """Write what a form carries along."""
    return _HIDDEN.format(name=name, value=value)


def alarm(text: str) -> Markup:
    """Write what went wrong; nothing where nothing did."""
    return _ALARM.format(text=text) if text else Markup()


def note(text: str) -> Markup:
    """Write what was done."""
    return _NOTE.format(text=text) if text else Markup()


def paragraph(text: str) -> Markup:
    """Write a paragraph."""
    return Markup("<p>{text}</p>").format(text=text)


def link(path: str, text: str) -> Markup:
    """Write a link on a line of its own."""
    return _LINK.format(path=path, text=text)


def section(id_: str, title: str, body: Markup) -> Markup:
    """Write a part of a page under a heading."""
    return _SECTION.format(id_=id_, title=title, body=body)


def codes(values: tuple[str, ...]) -> Markup:
    """List codes for people to write down."""
    items = Markup().join(Markup("<li><code>{value}</code></li>").format(value=value) for value in values)
    return Markup('<ul class="codes">{items}</ul>').format(items=items)
