"""Who does what with the books, and who sees what of them: the table that the roles are held to, job by job.

It is written by hand, and not from the catalogue of permissions: what is offered and has no line here fails a test.
Administrators do and see everything, and in sandboxes so do the programs of these.
"""

from collections.abc import Iterator, Mapping

from auth.roles import RoleCode

KEEPS_BOOKS = frozenset({RoleCode.ACCOUNTANT, RoleCode.CONTROLLER})
ANSWERS_FOR_BOOKS = frozenset({RoleCode.CONTROLLER})
READS_BOOKS = KEEPS_BOOKS | {RoleCode.AUDITOR}
PARTNERS = frozenset({RoleCode.PARTNER_CUSTOMER, RoleCode.PARTNER_VENDOR})
SELLS = frozenset({RoleCode.SALES_REP, RoleCode.SALES_MANAGER})

_MUTATIONS: Mapping[frozenset[RoleCode], str] = {
    KEEPS_BOOKS: """
        bankReconciliationUndo bankStatementDraftCreate bankStatementDraftDelete bankStatementDraftPost
        bankStatementDraftUpdate bankStatementImport bankStatementLineReconcile bankStatementSuggest dunningRun
        invoiceCreate invoiceCredit invoiceDelete invoiceDuplicate invoicePost invoiceRevise invoiceUpdate
        invoiceValidate journalArchive journalCreate journalEntryCreate journalEntryDraftBulkCreate
        journalEntryDraftCreate journalEntryDraftDelete journalEntryDraftUpdate journalEntryPost journalEntryReverse
        journalRestore journalTemplateArchive journalTemplateCreate journalTemplateRestore journalTemplateRun
        journalTemplateUpdate journalUpdate matchSuggestionAccept openingBalancePost paymentCreate paymentDelete
        paymentPost paymentReconcile paymentTermArchive paymentTermCreate paymentTermRestore paymentTermUpdate
        paymentUnreconcile paymentUpdate paymentVoid returnAuthorizationCredit revaluationRun salesOrderBill
        salesOrderPrepay salesOrderResolveBilling settlementCreate settlementUndo taxBoxCreate
        taxBoxDelete taxBoxUpdate taxCodeArchive taxCodeCreate taxCodeRestore taxCodeUpdate taxPolicyCreate
        taxPolicyUpdate taxPositionArchive taxPositionCreate taxPositionRestore taxPositionUpdate taxProfileCreate
        taxProfileDelete taxProfileUpdate taxReturnAmend taxReturnCreate taxReturnDelete taxReturnRecalculate vendorReturnCredit
        withholdingCertificateCreate withholdingCertificateDelete withholdingCertificateUpdate writeOff
    """,
    ANSWERS_FOR_BOOKS: """
        accountDeterminationCreate accountDeterminationDelete accountDeterminationUpdate
        accountingPeriodBeginClosing accountingPeriodClose accountingPeriodLock accountingPeriodOpen accountingPeriodReopen
        bankAccountArchive bankAccountCreate bankAccountRestore bankAccountUpdate booksSetUp chartImport
        dimensionArchive dimensionCreate dimensionRestore dimensionUpdate
        dimensionValueArchive dimensionValueCreate dimensionValueRestore dimensionValueUpdate
        dunningLevelArchive dunningLevelCreate dunningLevelRestore dunningLevelUpdate
        fiscalYearClose fiscalYearCreate fiscalYearLock fiscalYearReopen integrityReportRequest
        ledgerAccountArchive ledgerAccountBulkCreate ledgerAccountBulkUpdate ledgerAccountCreate ledgerAccountDelete
        ledgerAccountRestore ledgerAccountUpdate ledgerExportRequest lockExceptionGrant lockExceptionRevoke
        matchRuleArchive matchRuleCreate matchRuleRestore matchRuleUpdate paymentPolicyCreate paymentPolicyUpdate
        periodLockLift periodLockSet periodTaskComplete periodTaskCreate periodTaskReopen periodTaskUpdate revenueCutOffSet
        taxReturnFile taxReturnSettle
    """,
}

_QUERIES: Mapping[frozenset[RoleCode], str] = {
    READS_BOOKS | PARTNERS | SELLS: """
        invoice invoiceAggregate invoiceByNumber invoiceDeduction invoiceDeductions invoiceInstalment
        invoiceInstalments invoiceLine invoiceLineAggregate invoiceLineDimension invoiceLineDimensions
        invoiceLineTax invoiceLineTaxes invoiceLines invoiceTax
        invoiceTaxes invoiceWithholding invoiceWithholdings invoices
    """,
    READS_BOOKS | PARTNERS: """
        openItem openItemAggregate openItemDiscount openItemDiscounts openItems payment paymentAggregate
        paymentAllocation paymentAllocations payments settlement settlementLine settlementLines settlements
        statementOfAccount
    """,
    READS_BOOKS | SELLS | {RoleCode.BUYER}: """
        paymentTerm paymentTermByCode paymentTermCalculate paymentTermDiscount paymentTermDiscounts paymentTermLine
        paymentTermLines paymentTermStep paymentTermSteps paymentTerms
        taxCalculate taxCode taxCodeByCode taxCodes taxComponent taxComponents taxPolicies taxPolicy taxPolicyByCompany
        taxPosition taxPositionByCode taxPositionMapping taxPositionMappings taxPositionRule taxPositionRules taxPositions
        taxProfile taxProfileByParty taxProfiles taxRate taxRates withholdingCertificate withholdingCertificates
    """,
    READS_BOOKS: """
        accountDetermination accountDeterminations accountingPeriod accountingPeriods agedPayables agedReceivables
        balanceSheet bankAccount bankAccounts bankReconciliation bankReconciliationPart bankReconciliationParts
        bankReconciliations bankStatement bankStatementDraft bankStatementDraftLine bankStatementDraftLines
        bankStatementDrafts bankStatementLine bankStatementLineAggregate bankStatementLines bankStatements cashFlow
        dimension dimensionByCode dimensionValue dimensionValueByCode dimensionValues dimensions dunningLevel
        dunningLevels dunningNotice dunningNoticeLine dunningNoticeLines dunningNotices fiscalYear fiscalYearByCode
        fiscalYears generalLedger incomeStatement integrityChecks integrityReport integrityReports journal
        journalByCode journalEntries journalEntry journalEntryAggregate journalEntryByNumber journalEntryDraft
        journalEntryDraftLine journalEntryDraftLineDimension journalEntryDraftLineDimensions journalEntryDraftLines
        journalEntryDrafts journalLine journalLineAggregate journalLineDimension journalLineDimensions journalLines
        journalReport journalTemplate journalTemplateByCode journalTemplateLine journalTemplateLineDimension
        journalTemplateLineDimensions journalTemplateLines journalTemplates journals ledgerAccount ledgerAccountByCode
        ledgerAccounts lockException lockExceptions matchCondition matchConditions matchRule matchRules
        matchSuggestion matchSuggestionPart matchSuggestionParts matchSuggestions paymentPolicies paymentPolicy
        paymentPolicyByCompany periodLock periodLocks periodTask periodTasks revaluation revaluationLine
        revaluationLines revaluations taxBox taxBoxByCode taxBoxPart taxBoxParts taxBoxes taxLine taxLineAggregate
        taxLines taxReport taxReturn taxReturnBox taxReturnBoxes taxReturnByNumber taxReturnLine taxReturnLines
        taxReturns trialBalance
    """,
}


def _by_name(table: Mapping[frozenset[RoleCode], str]) -> Iterator[tuple[str, frozenset[RoleCode]]]:
    for roles, names in table.items():
        yield from ((name, roles | {RoleCode.ADMIN, RoleCode.SANDBOX}) for name in names.split())


MUTATIONS: Mapping[str, frozenset[RoleCode]] = dict(_by_name(_MUTATIONS))
"""The mutations of the books, each with the roles that may do it."""

QUERIES: Mapping[str, frozenset[RoleCode]] = dict(_by_name(_QUERIES))
"""The root fields of the books, each with the roles that may read it."""
