"""What the pages say, in each language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kernel.errors import DomainError
from server.pages.language import Language

_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "sign_in": ("Sign in", "Anmelden"),
        "email": ("E-mail address", "E-Mail-Adresse"),
        "password": ("Password", "Kennwort"),
        "forgotten": ("Forgotten your password?", "Kennwort vergessen?"),
        "second_factor": ("One more step", "Noch ein Schritt"),
        "code": ("Code", "Code"),
        "code_hint": (
            "The six digits that your app shows, or one of your recovery codes.",
            "Die sechs Ziffern, die Ihre App zeigt, oder einer Ihrer Wiederherstellungscodes.",
        ),
        "go_on": ("Continue", "Weiter"),
        "factor_required": (
            "Your company asks for a second factor. Add this secret to an app that shows codes, then type the code that it shows.",
            (
                "Ihr Unternehmen verlangt einen zweiten Faktor. Tragen Sie dieses Geheimnis in eine App ein, die Codes zeigt, und "
                "geben Sie dann den Code ein, den sie zeigt."
            ),
        ),
        "factor_secret": ("Secret", "Geheimnis"),
        "factor_open": ("Open in an app on this device", "In einer App auf diesem Gerät öffnen"),
        "signed_in": ("You are signed in", "Sie sind angemeldet"),
        "recovery_codes": ("Recovery codes", "Wiederherstellungscodes"),
        "recovery_codes_once": (
            "Keep these codes in a safe place, apart from your phone. Each is good once, and they are not shown again.",
            (
                "Bewahren Sie diese Codes an einem sicheren Ort auf, nicht beim Telefon. Jeder gilt einmal, und sie werden nicht "
                "noch einmal gezeigt."
            ),
        ),
        "recovery_codes_left": ("{count} are left.", "{count} sind übrig."),
        "recovery_codes_make": ("Make new recovery codes", "Neue Wiederherstellungscodes"),
        "sign_out": ("Sign out", "Abmelden"),
        "sign_out_ask": ("Sign out in this browser?", "In diesem Browser abmelden?"),
        "signed_out": ("You are signed out.", "Sie sind abgemeldet."),
        "invitation": ("Welcome", "Willkommen"),
        "invitation_hello": (
            "{name}, choose a password. You sign in with it and {email}.",
            "{name}, wählen Sie ein Kennwort. Damit und mit {email} melden Sie sich an.",
        ),
        "password_new": ("New password", "Neues Kennwort"),
        "password_again": ("The same again", "Noch einmal dasselbe"),
        "password_hint": (
            "At least 12 characters; a few words that belong together for you alone are good.",
            "Mindestens 12 Zeichen; gut sind einige Wörter, die nur für Sie zusammengehören.",
        ),
        "password_choose": ("Choose a password", "Kennwort wählen"),
        "password_keep": ("Keep this password", "Dieses Kennwort behalten"),
        "password_current": ("Current password", "Jetziges Kennwort"),
        "password_change": ("Change password", "Kennwort ändern"),
        "password_changed": ("Your password is changed.", "Ihr Kennwort ist geändert."),
        "password_kept": ("Your password is kept. Sign in with it.", "Ihr Kennwort gilt. Melden Sie sich damit an."),
        "passwords_differ": ("The two passwords differ.", "Die beiden Kennwörter sind verschieden."),
        "forgotten_title": ("Forgotten your password?", "Kennwort vergessen?"),
        "forgotten_hint": (
            "We send a link to choose another one.",
            "Wir senden einen Link, um ein anderes zu wählen.",
        ),
        "forgotten_send": ("Send the link", "Link senden"),
        "forgotten_sent": (
            "If somebody with this address signs in here, a message is on its way.",
            "Wenn sich jemand mit dieser Adresse hier anmeldet, ist eine Nachricht unterwegs.",
        ),
        "link_over": ("This link is not good any more", "Dieser Link gilt nicht mehr"),
        "link_over_hint": (
            "It was used, its time is over, or there is a newer one. Ask for another.",
            "Er wurde benutzt, seine Zeit ist um, oder es gibt einen neueren. Lassen Sie sich einen anderen senden.",
        ),
        "back_to_sign_in": ("To the page where you sign in", "Zur Anmeldung"),
        "account": ("Your account", "Ihr Konto"),
        "sessions": ("Where you are signed in", "Wo Sie angemeldet sind"),
        "session_this": ("this browser", "dieser Browser"),
        "session_seen": ("last seen {at} UTC", "zuletzt {at} UTC"),
        "session_end": ("Sign out there", "Dort abmelden"),
        "sessions_end": ("Sign out everywhere", "Überall abmelden"),
        "totp": ("Codes of an app", "Codes einer App"),
        "totp_none": ("No app shows codes for you.", "Keine App zeigt Codes für Sie."),
        "totp_on": ("An app shows codes for you.", "Eine App zeigt Codes für Sie."),
        "totp_add": ("Set up an app", "App einrichten"),
        "totp_add_hint": (
            "Add this secret to an app that shows codes, then type the code that it shows.",
            "Tragen Sie dieses Geheimnis in eine App ein, die Codes zeigt, und geben Sie dann den Code ein, den sie zeigt.",
        ),
        "totp_remove": ("Take the app away", "App entfernen"),
        "passkeys": ("Passkeys", "Passkeys"),
        "passkeys_none": ("You have no passkey.", "Sie haben keinen Passkey."),
        "passkey_name": ("Name of the new passkey", "Name des neuen Passkeys"),
        "passkey_add": ("Add a passkey", "Passkey hinzufügen"),
        "passkey_remove": ("Take away {name}", "{name} entfernen"),
        "passkey_sign_in": ("Sign in with a passkey", "Mit Passkey anmelden"),
        "provider_sign_in": ("Sign in with {name}", "Mit {name} anmelden"),
        "provider_onward": ("To {name}", "Zu {name}"),
        "provider_sign_out": ("Sign out at {name} too", "Auch bei {name} abmelden"),
        "provider_failed": (
            "That did not work. Try again, or ask whoever administers this system.",
            "Das hat nicht geklappt. Versuchen Sie es noch einmal, oder fragen Sie, wer dieses System verwaltet.",
        ),
        "passkey_failed": ("That did not work.", "Das hat nicht geklappt."),
        "done": ("Done.", "Erledigt."),
        "wrong": (
            "E-mail address and password do not belong together.",
            "E-Mail-Adresse und Kennwort gehören nicht zusammen.",
        ),
        "password_wrong": ("This is not your current password.", "Das ist nicht Ihr jetziges Kennwort."),
        "code_wrong": (
            "This code is not right, or was used before.",
            "Dieser Code stimmt nicht, oder er wurde schon benutzt.",
        ),
        "too_late": ("That took too long. Begin again.", "Das hat zu lange gedauert. Beginnen Sie noch einmal."),
        "again": ("Sign in again to change this.", "Melden Sie sich noch einmal an, um das zu ändern."),
        "form_refused": (
            "This form is too old. Open the page again.",
            "Dieses Formular ist zu alt. Öffnen Sie die Seite neu.",
        ),
        "TOO_MANY_GUESSES": (
            "That was too often. Try again in {seconds} seconds.",
            "Das war zu oft. Versuchen Sie es in {seconds} Sekunden noch einmal.",
        ),
        "PASSWORD_TOO_SHORT": ("It has at least {minimum} characters.", "Es hat mindestens {minimum} Zeichen."),
        "PASSWORD_TOO_LONG": ("It has at most {maximum} characters.", "Es hat höchstens {maximum} Zeichen."),
        "PASSWORD_GUESSABLE": (
            "That is your name, your e-mail address or ours, with little besides.",
            "Das ist Ihr Name, Ihre E-Mail-Adresse oder unser Name, mit wenig dazu.",
        ),
        "PASSWORD_BREACHED": (
            "This password has been stolen elsewhere and stands on lists that are tried first.",
            "Dieses Kennwort wurde anderswo gestohlen und steht auf Listen, die zuerst probiert werden.",
        ),
    }
)


def say(language: Language, what: str, **facts: object) -> str:
    """Say something in a language."""
    english, german = _WORDS[what]
    return (german if language == "de" else english).format_map(facts)


def say_refusal(language: Language, refusal: DomainError) -> str:
    """Say in a language why something is refused."""
    return say(language, refusal.code, **refusal.facts())
