"""Passkeys (WebAuthn, Level 3): keys in people's devices, which prove who they are with a fingerprint, a face or a PIN.

A passkey proves two things at once, that somebody has the device and that the device knows them, so no more is asked.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kernel.errors import DomainError
from models import NotificationKind, SignInStepKind, User, UserPasskey
from services.platform.access.notices import warn
from services.platform.access.steps import step_begin, step_end
from services.platform.access.telling import tell
from services.platform.audit import Outcome
from services.work import Work

NAME: Final = "Torso"
NAME_MAX: Final = 100
PASSKEYS_MAX: Final = 20
CREDENTIAL_MAX: Final = 12_000
_CHALLENGE: Final = "challenge"


@dataclass(eq=False)
class PasskeyRefused(DomainError):
    """A passkey answers the question that it was asked, for this site, by a device that knows whose it is."""

    message = "This passkey cannot be used."


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """This site, as passkeys know it: its name in the network, and the origin of its pages."""

    id: str
    origin: str


class Asked(NamedTuple):
    """A question to a passkey: what the browser is told, and the secret of the cookie by which the answer is known."""

    options: str
    secret: str


async def passkeys_of(work: Work, user_id: UUID) -> list[UserPasskey]:
    """List somebody's passkeys, the oldest first."""
    query = sa.select(UserPasskey).where(UserPasskey.user_id == user_id).order_by(UserPasskey.id)
    return list(await work.session.scalars(query))


async def passkey_ask_new(work: Work, user: User, site: RelyingParty) -> Asked:
    """Ask for a new passkey of somebody, in a device that has none for this site.

    Raises:
        PasskeyRefused: they have as many as anybody may.
    """
    known = await passkeys_of(work, user.id)
    if len(known) >= PASSKEYS_MAX:
        raise PasskeyRefused
    options = generate_registration_options(
        rp_id=site.id,
        rp_name=NAME,
        user_id=user.id.bytes,
        user_name=user.email,
        user_display_name=user.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(each.credential_id) for each in known],
    )
    facts = {_CHALLENGE: bytes_to_base64url(options.challenge)}
    return Asked(options_to_json(options), await step_begin(work, SignInStepKind.PASSKEY_NEW, user.id, facts))


async def passkey_add(work: Work, user: User, site: RelyingParty, secret: str, credential: str, name: str) -> UUID:
    """Keep a new passkey, tell its owner, and give its id.

    Raises:
        PasskeyRefused: as its name says.
    """
    step = await step_end(work, SignInStepKind.PASSKEY_NEW, secret)
    if step is None or step.user_id != user.id or len(credential) > CREDENTIAL_MAX:
        raise PasskeyRefused
    try:
        parsed = parse_registration_credential_json(credential)
        verified = verify_registration_response(
            credential=parsed,
            expected_challenge=base64url_to_bytes(str(step.facts[_CHALLENGE])),
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        raise PasskeyRefused from None
    taken = sa.exists().where(UserPasskey.credential_id == verified.credential_id)
    if await work.session.scalar(sa.select(taken)):
        raise PasskeyRefused
    made = UserPasskey(
        user_id=user.id,
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        name=" ".join(name.replace("\0", "").split())[:NAME_MAX] or "Passkey",
        transports=[each.value for each in parsed.response.transports or ()],
        is_backed_up=verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
    )
    work.session.add(made)
    await work.session.flush()
    await tell(work, Outcome.FACTOR_CHANGED, "passkey", "PASSKEY_ADDED", user.id, {"name": made.name})
    await warn(work, user, NotificationKind.PASSKEY_ADDED, {"name": made.name, "at": work.clock.now()})
    return made.id


async def passkey_remove(work: Work, user_id: UUID, passkey_id: UUID) -> None:
    """Take a passkey of somebody away, if it is theirs."""
    which = (UserPasskey.id == passkey_id, UserPasskey.user_id == user_id)
    name = await work.session.scalar(sa.delete(UserPasskey).where(*which).returning(UserPasskey.name))
    if name is not None:
        await tell(work, Outcome.FACTOR_CHANGED, "passkey", "PASSKEY_REMOVED", user_id, {"name": name})


async def passkey_ask(work: Work, site: RelyingParty) -> Asked:
    """Ask for any passkey for this site: it says itself whose it is."""
    options = generate_authentication_options(rp_id=site.id, user_verification=UserVerificationRequirement.REQUIRED)
    facts = {_CHALLENGE: bytes_to_base64url(options.challenge)}
    return Asked(options_to_json(options), await step_begin(work, SignInStepKind.PASSKEY_SIGN_IN, None, facts))


async def passkey_check(work: Work, site: RelyingParty, secret: str, credential: str) -> User:
    """Give whose passkey has answered; the question is answered once.

    Raises:
        PasskeyRefused: as its name says.
    """
    step = await step_end(work, SignInStepKind.PASSKEY_SIGN_IN, secret)
    if step is None or len(credential) > CREDENTIAL_MAX:
        raise PasskeyRefused
    try:
        parsed = parse_authentication_credential_json(credential)
        found, user = await _of_credential(work, parsed.raw_id)
        verified = verify_authentication_response(
            credential=parsed,
            expected_challenge=base64url_to_bytes(str(step.facts[_CHALLENGE])),
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=found.public_key,
            credential_current_sign_count=found.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        raise PasskeyRefused from None
    if parsed.response.user_handle not in (None, user.id.bytes):
        raise PasskeyRefused
    found.sign_count, found.last_used_at = verified.new_sign_count, work.clock.now()
    await work.session.flush()
    return user


async def _of_credential(work: Work, credential_id: bytes) -> tuple[UserPasskey, User]:
    query = (
        sa.select(UserPasskey, User)
        .join(User, User.id == UserPasskey.user_id)
        .where(UserPasskey.credential_id == credential_id, User.archived_at.is_(None))
        .with_for_update(of=UserPasskey)
    )
    found = (await work.session.execute(query)).one_or_none()
    if found is None:
        raise PasskeyRefused
    return found[0], found[1]
