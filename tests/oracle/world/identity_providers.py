"""Identity providers, and the roles that come of what they say."""

import models
from tests.oracle.world.builder import MOMENTS, Builder


def identity_providers(builder: Builder, role: models.Role, user: models.User, company: models.Company) -> None:
    """Make two providers, each with a claim that gives a role in a company, which somebody has of one of them; both know them, and somebody
    who has no role at all.
    """
    providers = [
        models.IdentityProvider(
            **builder.entity(),
            name=f"Provider {place}",
            issuer=f"https://provider{place}.example",
            client_id="torso",
            sealed_secret="sealed",
            secret_changed_at=MOMENTS[0],
            email_domains=["example.org"],
            vouches_for_emails=False,
            archived_at=builder.maybe(MOMENTS[0]),
        )
        for place in range(2)
    ]
    says = [
        models.IdentityProviderRole(
            **builder.entity(),
            provider_id=provider.id,
            claim="groups",
            value="sales",
            role_id=role.id,
            company_id=company.id,
        )
        for provider in providers
    ]
    given = models.UserRole(
        **builder.entity(),
        user_id=user.id,
        role_id=role.id,
        company_id=company.id,
        identity_provider_id=providers[0].id,
        valid_until=MOMENTS[0].date(),
    )
    stranger = models.User(**builder.entity(), email="stranger@example.org", name="Stranger")
    known = [
        models.UserIdentity(
            **builder.entity(), provider_id=provider.id, subject=f"subject of {each.name}", user_id=each.id
        )
        for provider in providers
        for each in (user, stranger)
    ]
    builder.layer([*providers, stranger], [*says, given, *known])
