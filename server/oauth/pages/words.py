"""The words of the pages, in each language."""

from dataclasses import dataclass
from typing import Final

from auth.permissions import CATALOGUE
from server.oauth.pages import german
from server.pages.language import Language


@dataclass(frozen=True)
class Words:
    """What is said to people."""

    consent: str
    wants: str
    may: str
    as_you: str
    goes_to: str
    allow: str
    deny: str
    device: str
    device_code: str
    device_hint: str
    device_unknown: str
    device_same: str
    device_allowed: str
    device_denied: str
    next: str
    sign_out: str
    sign_out_question: str
    signed_out: str
    signed_out_text: str
    refused: str
    refused_text: str
    stale: str
    too_often: str


WORDS: Final[dict[Language, Words]] = {
    "en": Words(
        consent="Allow access?",
        wants="{program} wants to act for you in Torso.",
        may="It will be able to:",
        as_you="You are signed in as {name} ({email}).",
        goes_to="You will be led to {place}.",
        allow="Allow",
        deny="Do not allow",
        device="Connect a device",
        device_code="Code on the device",
        device_hint="Type the code that the device shows. Go on only if you have started this yourself.",
        device_unknown="No device shows this code, or its time is over.",
        device_same="The device shows the code {code}.",
        device_allowed="The device is connected. You can close this page.",
        device_denied="The device was not connected. You can close this page.",
        next="Continue",
        sign_out="Sign out?",
        sign_out_question="Do you want to sign out of Torso in this browser?",
        signed_out="Signed out",
        signed_out_text="You are signed out of Torso in this browser.",
        refused="This does not work",
        refused_text="The program has asked in a way that cannot be answered. Tell whoever made it:",
        stale="This page is too old. Go back and try again.",
        too_often="That was too often. Try again in {seconds} seconds.",
    ),
    "de": Words(
        consent="Zugriff erlauben?",
        wants="{program} möchte in Torso für Sie handeln.",
        may="Das Programm darf dann:",
        as_you="Sie sind angemeldet als {name} ({email}).",
        goes_to="Danach geht es weiter zu {place}.",
        allow="Erlauben",
        deny="Nicht erlauben",
        device="Gerät verbinden",
        device_code="Code auf dem Gerät",
        device_hint="Geben Sie den Code ein, den das Gerät zeigt. Fahren Sie nur fort, wenn Sie das selbst begonnen haben.",
        device_unknown="Kein Gerät zeigt diesen Code, oder seine Zeit ist abgelaufen.",
        device_same="Das Gerät zeigt den Code {code}.",
        device_allowed="Das Gerät ist verbunden. Sie können diese Seite schließen.",
        device_denied="Das Gerät wurde nicht verbunden. Sie können diese Seite schließen.",
        next="Weiter",
        sign_out="Abmelden?",
        sign_out_question="Möchten Sie sich in diesem Browser von Torso abmelden?",
        signed_out="Abgemeldet",
        signed_out_text="Sie sind in diesem Browser von Torso abgemeldet.",
        refused="Das geht nicht",
        refused_text="Das Programm hat so gefragt, dass keine Antwort möglich ist. Für die, die es gemacht haben:",
        stale="Diese Seite ist zu alt. Gehen Sie zurück und versuchen Sie es noch einmal.",
        too_often="Das war zu oft. Versuchen Sie es in {seconds} Sekunden noch einmal.",
    ),
}

_SCOPES: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "openid": "know who you are",
        "profile": "see your name and language",
        "email": "see your e-mail address",
        "offline_access": "act for you when you are not signed in",
    },
    "de": {
        "openid": "wissen, wer Sie sind",
        "profile": "Ihren Namen und Ihre Sprache sehen",
        "email": "Ihre E-Mail-Adresse sehen",
        "offline_access": "für Sie handeln, auch wenn Sie nicht angemeldet sind",
    },
}
_ALL_OF: Final[dict[Language, str]] = {
    "en": "everything that you may in {module}",
    "de": "alles, was Sie dürfen, im Bereich {module}",
}


def said(language: Language, scope: str) -> str:
    """Say what a scope allows."""
    if scope.endswith(".*"):
        module = scope.removesuffix(".*")
        return _ALL_OF[language].format(module=german.MODULES.get(module, module) if language == "de" else module)
    if scope not in CATALOGUE:
        return _SCOPES[language].get(scope, scope)
    return german.ALLOWED.get(scope, scope) if language == "de" else CATALOGUE[scope].description
