"""Refusals of files, attachments, notifications, approvals and imports."""

from schema.errors.making import UserError, refusal
from services import refusals
from services.migration import refusals as unreadable
from services.migration.mapping import MappingInvalid
from services.migration.ownership import OwnedElsewhere
from services.migration.sources import reading
from services.personal import erasing, person
from services.platform import (
    access_explanation,
    approval,
    approval_decision,
    approval_delegation,
    approval_policy,
    attachment,
    external_system,
    file,
    identity_provider,
    import_job,
    import_source,
    notification,
    rights_delegation,
    role,
    segregation,
    user_role,
)
from services.platform.access import administration, identities, invitations
from services.platform.bulk import document as bulk_document
from services.platform.bulk import limits as bulk_limits
from services.platform.bulk import operation as bulk
from services.platform.oauth_client import deciding, fitness, life, secret
from services.platform.oauth_client import role as client_role
from services.platform.persisted_operation import document, limited, manifest
from services.platform.persisted_operation import registering as operations
from services.platform.retention import rule as retention
from services.platform.webhook import endpoint, shape, telling
from services.sandbox import life as sandbox

PLATFORM: tuple[type[UserError], ...] = (
    refusal(person.NotAPersonAtAll),
    refusal(erasing.StillInDealings, documents="The first twenty of what is open, by their ids."),
    refusal(retention.RetentionOfInstallation),
    refusal(
        retention.RetentionOutOfBounds,
        min_days="For how many days it is kept at least.",
        max_days="For how many days it is kept at most.",
        why="What the bounds come from.",
    ),
    refusal(approval.ApprovalRequired, request="The request for approval; null where it may not be seen."),
    refusal(approval.ApprovalRejected, request="The request that was rejected; null where it may not be seen."),
    refusal(approval_decision.ApprovalNotPending, state="What has become of it."),
    refusal(approval_decision.SelfApproval),
    refusal(approval_decision.NotAnApprover),
    refusal(approval_decision.NotTheRequester),
    refusal(approval_delegation.DelegateUnfit),
    refusal(approval_delegation.DelegationEndUnfit, days_max="How many days it may last."),
    refusal(approval_policy.NotApprovable, types="The types of documents that are."),
    refusal(approval_policy.ApproverUnknown),
    refusal(
        reading.EncodingUncertain,
        file="The name of the file.",
        candidates="What it may be, the likeliest first; empty where nothing fits.",
    ),
    refusal(MappingInvalid, place="Where in the mapping.", problem="What is wrong there."),
    refusal(OwnedElsewhere, kind="The type that has the field.", field="The field.", owner="The code of its system."),
    refusal(external_system.FieldUnknown, entity_type="The type.", field="The field."),
    refusal(
        import_job.ImportTargetUnknown,
        targets="What rows can become.",
        systems="The systems whose history can be brought in.",
    ),
    refusal(import_job.CompanyIsFounded),
    refusal(import_job.AlreadyImported, import_job="The other import; null where it may not be seen."),
    refusal(import_job.NothingToMap),
    refusal(import_job.ImportAtWork),
    refusal(import_source.ArchiveUnfit, file="The file.", problem="What is wrong with it."),
    refusal(reading.FormatInvalid, problem="What is wrong with the format that was said."),
    refusal(
        unreadable.FileUnreadable, file="The file.", encoding="As what it was read.", problem="What is wrong there."
    ),
    refusal(file.FileEmpty),
    refusal(file.FileTooLarge, size_bytes_max="How many bytes a file may have."),
    refusal(file.FileTypeRefused, media_type="The type that it is said to be of."),
    refusal(file.FileChecksumInvalid),
    refusal(file.FileNotUploaded),
    refusal(file.FileDiffers, what="In what it differs.", announced="What was announced.", received="What came."),
    refusal(file.UploadExpired),
    refusal(access_explanation.CoordinateUnknown),
    refusal(access_explanation.UserUnknown),
    refusal(
        segregation.SegregationBroken,
        rule="The name of the rule.",
        first_permission="The one right.",
        second_permission="The other right.",
        roles="The codes of the roles that would grant them.",
    ),
    refusal(segregation.SegregationRuleIsStandard),
    refusal(attachment.NotAttachable, type_name="The type to which nothing can be attached."),
    refusal(fitness.RedirectUriUnfit, uri="The address.", problem="What is wrong with it."),
    refusal(fitness.WebOriginUnfit, origin="The origin."),
    refusal(fitness.ScopeUnknown, scope="The scope."),
    refusal(fitness.GrantTypeUnfit, grant_type="The way.", offered="The ways that are offered to its kind."),
    refusal(fitness.ClientApprovalNeeded),
    refusal(fitness.ClientArchived),
    refusal(fitness.PartnersClientNotOurs),
    refusal(life.PersonNeeded),
    refusal(client_role.RoleUnfitForClient, problem="Why not."),
    refusal(secret.PublicClientSecret),
    refusal(secret.TooManySecrets, live="How many are good."),
    refusal(secret.SecretEndUnfit, days_max="Within how many days it ends."),
    refusal(notification.NotAPerson),
    refusal(administration.UserBeyondReach),
    refusal(identities.LastWayIn),
    refusal(invitations.EmailInvalid),
    refusal(invitations.AlreadyAccepted),
    refusal(notification.TooManyAtOnce, count="How many there are.", maximum="How many there may be."),
    refusal(rights_delegation.DelegationUnfit),
    refusal(rights_delegation.DelegationDaysUnfit, days_max="How many days it may last."),
    refusal(identity_provider.IssuerUnfit),
    refusal(identity_provider.EmailDomainUnfit, domain="What is none."),
    refusal(document.OperationUnfit, problem="Why not."),
    refusal(limited.OperationNotRegistered),
    refusal(manifest.ManifestUnfit, problem="Why not."),
    refusal(manifest.DocumentIdUnfit, document_id="The id.", problem="Why not."),
    refusal(operations.DocumentIdTaken, document_id="The id."),
    refusal(bulk_document.BulkDocumentUnfit, problem="Why not."),
    refusal(bulk_document.BulkFieldForbidden, coordinate="What may not be read or done.", permission="What it needs."),
    refusal(sandbox.SandboxesFull, open="How many there are.", maximum="How many there may be."),
    refusal(sandbox.SandboxesMadeTooOften, made="How many were made.", maximum="How many may be made."),
    refusal(sandbox.SandboxSuspended),
    refusal(deciding.SandboxClosed),
    refusal(sandbox.SandboxResetTooSoon, seconds="In how many seconds it may."),
    refusal(
        sandbox.SandboxResetTooOften,
        resets="How often it did within the last 24 hours.",
        maximum="How often it may.",
        again_at="From when on it may again.",
    ),
    refusal(bulk.BulkOperationsFull, running="How many wait or run.", maximum="How many may."),
    refusal(bulk.BulkVariablesTooLarge, size_bytes_max="How many bytes they may have."),
    refusal(bulk.BulkFileUnfit, media_type="The type that it is of."),
    refusal(bulk.BulkOperationEnded, state="What has become of it."),
    refusal(bulk_limits.BulkTooLarge, what="Of what there are too many.", maximum="How many there may be."),
    refusal(bulk_limits.BulkTookTooLong, minutes="How many minutes it may take."),
    refusal(bulk_limits.BulkPageTookTooLong, seconds="How many seconds it may take."),
    refusal(bulk_limits.BulkListTooLong, list_name="The list, by response keys.", row="The row in which it is."),
    refusal(bulk_limits.BulkRightsEnded),
    refusal(endpoint.WebhookUrlUnfit),
    refusal(endpoint.ClientWithoutOwnName),
    refusal(shape.WebhookDocumentUnfit, problem="Why not."),
    refusal(shape.CursorInvalid),
    refusal(shape.ResyncRequired),
    refusal(telling.ReplayUnsaid),
    refusal(role.RoleIsStandard),
    refusal(role.RoleHeldElsewhere),
    refusal(refusals.PermissionUnknown, permission="What is none."),
    refusal(role.RightsExceeded, permissions="The permissions, at most 20 of them."),
    refusal(role.PartnersApart),
    refusal(user_role.ValidityUnfit),
    refusal(user_role.LastAdministrator),
    refusal(user_role.WorksElsewhere),
)
