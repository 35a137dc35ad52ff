"""The codes of top-level errors: what each means, where it occurs, with which status of HTTP, and what to do about it.

Refusals of the business have their codes from their classes (`kernel.errors`); these are of requests that get no further, of
fields that are denied, and of what fails. A test finds the codes in the server and the planner, and holds this table against them.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple


class Place(StrEnum):
    """Where a code occurs."""

    QUERIES = "QUERIES"
    MUTATIONS = "MUTATIONS"
    SUBSCRIPTIONS = "SUBSCRIPTIONS"
    TRANSPORT = "TRANSPORT"
    FILES = "FILES"
    # What jobs end with, and what they tell of the rows of a file.
    JOBS = "JOBS"
    # On which people sign in, and what programs ask of OAuth.
    PAGES = "PAGES"


class Retry(StrEnum):
    """Whether sending the same again helps."""

    NO = "NO"
    LATER = "LATER"
    OTHERWISE = "OTHERWISE"


class Code(NamedTuple):
    """What is said of a code."""

    means: str
    do: str
    places: tuple[Place, ...]
    # Of HTTP; the one for application/graphql-response+json where it is of GraphQL. Without one it comes beside data, or on a socket.
    status: tuple[int, ...] = ()
    retry: Retry = Retry.OTHERWISE
    # What `extensions` has beside the code, with its type in the schema.
    facts: Mapping[str, str] = MappingProxyType({})


_OPERATIONS: Final = (Place.QUERIES, Place.MUTATIONS, Place.SUBSCRIPTIONS)
_ANYWHERE: Final = (*_OPERATIONS, Place.TRANSPORT)
_LESS: Final = "Ask for less in one document; what is left goes into another."


def _limit(what: str) -> Code:
    return Code(
        f"The document has more {what} than one may have.",
        _LESS,
        _OPERATIONS,
        (400,),
        facts=MappingProxyType({"maximum": "Int!"}),
    )


TOP_LEVEL: Final[Mapping[str, Code]] = MappingProxyType(
    {
        "ALIAS_LIMIT_EXCEEDED": _limit("aliases"),
        "BAD_REQUEST": Code(
            "The body, or the query string, is not a request as GraphQL over HTTP has it.",
            "Send a JSON object with `query`, and `variables` and `extensions` as objects.",
            (Place.TRANSPORT,),
            (400,),
        ),
        "BAD_USER_INPUT": Code(
            "An argument, a variable or an extension has a value that is not taken; `argument` says which where it is known.",
            "Send another value.",
            _ANYWHERE,
            (400,),
            facts=MappingProxyType({"argument": "[String!]"}),
        ),
        "BODY_TOO_LARGE": Code(
            "The body has more bytes than a request may have.", "Send less at once.", (Place.TRANSPORT,), (413,)
        ),
        "COMPANY_NOT_REACHED": Code(
            "The header `Torso-Company` names a company in which whoever asks has no role.",
            "Name one of `viewer { companies { id } }`, or leave the header out.",
            (Place.TRANSPORT,),
            (403,),
        ),
        "COST_LIMIT_EXCEEDED": Code(
            "The request costs more than one may cost.", "Ask for fewer rows or levels at once.", _OPERATIONS, (400,)
        ),
        "CURSOR_INVALID": Code(
            "The cursor is none of this list with its order and its filter, or none of ours.",
            "Begin with the first page.",
            (Place.QUERIES, Place.SUBSCRIPTIONS),
            (400,),
        ),
        "DEPTH_LIMIT_EXCEEDED": _limit("levels"),
        "DIRECTIVE_LIMIT_EXCEEDED": _limit("directives"),
        "DOCUMENT_TOO_LARGE": Code("The document has more bytes than one may have.", _LESS, (Place.TRANSPORT,), (413,)),
        "FAILED": Code(
            "Something of ours went wrong while a subscription ran; it is in the log.",
            "Subscribe again after the last cursor.",
            (Place.SUBSCRIPTIONS,),
            retry=Retry.LATER,
        ),
        "FILE_DIFFERS": Code(
            "What comes is not the file that was announced: its type, or how many bytes it has.",
            "Send what was announced, or announce it again.",
            (Place.FILES,),
            (413, 415),
        ),
        "FILTER_LIMIT_EXCEEDED": Code(
            "The filters of the operation have more parts, or are nested deeper, than they may.",
            "Ask by fewer conditions at once.",
            (Place.QUERIES, Place.SUBSCRIPTIONS),
            (400,),
        ),
        "FORBIDDEN": Code(
            "Whoever asks lacks the permission for a field, which is null for it, or for the whole request. `count` is for how many places.",
            "Show it as something that one may not see; `viewer { can(coordinates: [...]) }` tells beforehand.",
            _ANYWHERE,
            (403,),
            Retry.NO,
            MappingProxyType({"coordinate": "String", "permission": "String", "count": "Int"}),
        ),
        "GRAPHQL_PARSE_FAILED": Code("The document is not GraphQL.", "Mend it.", _OPERATIONS, (400,)),
        "GRAPHQL_VALIDATION_FAILED": Code(
            "The document does not fit the schema.",
            "Check it against `schema.graphql` when the program is built.",
            _OPERATIONS,
            (400,),
        ),
        "ID_INVALID": Code(
            "A header names something by what is no id.",
            "Send an id as the schema gives it.",
            (Place.TRANSPORT,),
            (400,),
        ),
        "ID_OF_OTHER_TYPE": Code(
            "A header names something of another type.",
            "Send the id of one of the right type.",
            (Place.TRANSPORT,),
            (400,),
        ),
        "INCOMPLETE": Code(
            "The connection ended before the file did.", "Send it again.", (Place.FILES,), (400,), Retry.LATER
        ),
        "INTERNAL": Code(
            "A fault of ours; the log has more under `requestId`.",
            "Tell whoever runs the server the `requestId`. A mutation is safe to send again with the same key.",
            _ANYWHERE,
            (500,),
            Retry.LATER,
            MappingProxyType({"requestId": "String!"}),
        ),
        "INTROSPECTION_LIMIT_EXCEEDED": Code(
            "The document goes through the types of types too often.",
            "Read `/schema.graphql` instead.",
            (Place.QUERIES,),
            (400,),
        ),
        "LINK_EXPIRED": Code(
            "The time of a link to a file is over.", "Ask for the file's link again.", (Place.FILES,), (403,)
        ),
        "LINK_INVALID": Code(
            "The link to a file is not one of ours, or was changed.",
            "Ask for the file's link again.",
            (Place.FILES,),
            (403,),
        ),
        "METHOD_NOT_ALLOWED": Code(
            "The method is not taken here, or a mutation came by GET.", "Send POST.", (Place.TRANSPORT,), (405,)
        ),
        "NOT_ACCEPTABLE": Code(
            "Nothing that is offered is among what the header `Accept` takes.",
            "Take application/graphql-response+json.",
            (Place.TRANSPORT,),
            (406,),
        ),
        "NOT_FOUND": Code(
            "There is nothing like that, or nothing that whoever asks may see. At the root of a query the field is null.",
            "Look whether it is the right id; what is gone and what is hidden look the same.",
            (Place.QUERIES, Place.TRANSPORT, Place.FILES),
            (404,),
            Retry.NO,
        ),
        "OPERATION_RESOLUTION_FAILED": Code(
            "The document has no operation of that name, or several and none was named.",
            "Send `operationName`.",
            _OPERATIONS,
            (400,),
        ),
        "OPERATION_NOT_REGISTERED": Code(
            "The program asks by its registered operations alone, and this is none of them.",
            "Register it, as the program's build lists it.",
            _ANYWHERE,
            (403,),
        ),
        "ORIGIN_NOT_ALLOWED": Code(
            "The program may not be used in pages of this origin.",
            "Add the origin to the program's `webOrigins`.",
            (Place.TRANSPORT,),
            (403,),
            Retry.NO,
        ),
        "PERSISTED_DOCUMENT_NOT_FOUND": Code(
            "`documentId` names no document that this program has registered.",
            "Register it, or send the document as `query`.",
            _OPERATIONS,
            (400,),
        ),
        "PERSISTED_QUERY_MISMATCH": Code(
            "The document is another one than the `sha256Hash` that came with it says.",
            "Send the SHA-256 of the document in UTF-8, in hexadecimal digits.",
            _OPERATIONS,
            (400,),
        ),
        "PERSISTED_QUERY_NOT_FOUND": Code(
            "This worker knows no document of this `sha256Hash`.",
            "Send it again with the document, which is kept then; clients of Apollo do so by themselves.",
            _OPERATIONS,
            (400,),
        ),
        "PERSISTED_QUERY_NOT_SUPPORTED": Code(
            "The extension `persistedQuery` is of another version than 1.",
            "Send documents.",
            _OPERATIONS,
            (400,),
            Retry.NO,
        ),
        "READ_ONLY": Code(
            "One can only read here, or at the moment; the message has what the operator said.",
            "Send the same request again later, with the same key.",
            (Place.MUTATIONS, Place.FILES),
            (503, 400),
            Retry.LATER,
        ),
        "RESYNC_REQUIRED": Code(
            "What came after the cursor is not known any more.",
            "Read the lists anew, together with `eventLog { head }`, and go on after that.",
            (Place.QUERIES, Place.SUBSCRIPTIONS),
            (400,),
        ),
        "RIGHTS_WITHDRAWN": Code(
            "The rights of whoever asks have changed while the answer was made.",
            "Ask again.",
            (Place.QUERIES, Place.TRANSPORT),
            (403,),
            Retry.LATER,
        ),
        "REPETITION_LIMIT_EXCEEDED": _limit("fields that are the same"),
        "ROOT_FIELD_LIMIT_EXCEEDED": _limit("root fields"),
        "SEE_AS_ONLY_LOOKS": Code(
            "Whoever sees as another may look and simulate, and change nothing.",
            "Leave the header `Torso-See-As` out, or simulate.",
            (Place.MUTATIONS,),
            (403,),
            Retry.NO,
        ),
        "SNAPSHOT_TOO_LARGE": Code(
            "There is more of what was asked for than a snapshot holds.",
            "Narrow the filter, or read the list in pages and subscribe after its `head`.",
            (Place.SUBSCRIPTIONS,),
        ),
        "SUBSCRIPTION_NEEDS_STREAM": Code(
            "A subscription came by a request that takes no stream.",
            "Take text/event-stream, or open a socket with graphql-transport-ws.",
            (Place.SUBSCRIPTIONS,),
            (400,),
        ),
        "TIMEOUT": Code(
            "It took too long, and nothing was written.",
            "Ask for less at once: fewer rows, a narrower filter.",
            (Place.QUERIES, Place.MUTATIONS),
            (504,),
            Retry.LATER,
        ),
        "SELECTION_LIMIT_EXCEEDED": _limit("fields or objects, fragments in place,"),
        "TOKEN_LIMIT_EXCEEDED": _limit("words"),
        "TOO_MANY_CONNECTIONS": Code(
            "Too many sockets and streams are open: of whoever asks (429), or altogether (503).",
            "Wait as long as `Retry-After` says, and use one socket for several subscriptions.",
            (Place.TRANSPORT,),
            (429, 503),
            Retry.LATER,
        ),
        "TOO_MANY_OPERATIONS": Code(
            "Too many operations of one socket are running.",
            "Complete one of them first.",
            (Place.SUBSCRIPTIONS, Place.TRANSPORT),
            retry=Retry.LATER,
        ),
        "TOO_MANY_REQUESTS": Code(
            "The program asks for more at once, or in a minute, than it may.",
            "Wait as long as `Retry-After` says.",
            (Place.TRANSPORT,),
            (429,),
            Retry.LATER,
        ),
        "TOO_SLOW": Code(
            "What happened was not taken in time.",
            "Subscribe again after the last cursor.",
            (Place.SUBSCRIPTIONS,),
            retry=Retry.LATER,
        ),
        "UNAUTHENTICATED": Code(
            "There is no access token, or one that is not good any more.",
            "Get another token, and send it as `Authorization: Bearer <token>`.",
            (Place.SUBSCRIPTIONS, Place.TRANSPORT),
            (400, 401),
        ),
        "UNAVAILABLE": Code(
            "The database, or the store of files, does not answer.",
            "Send the same again in a while; a mutation with the same key.",
            (*_ANYWHERE, Place.FILES),
            (503,),
            Retry.LATER,
        ),
        "UNSUPPORTED_MEDIA_TYPE": Code(
            "The body is of another type than JSON in UTF-8.",
            "Send `Content-Type: application/json`.",
            (Place.TRANSPORT,),
            (415,),
        ),
        "USER_NOT_FOUND": Code(
            "The header `Torso-See-As` names nobody who may sign in.",
            "Name another user, or leave the header out.",
            (Place.TRANSPORT,),
            (403,),
            Retry.NO,
        ),
        "VALUE_LIMIT_EXCEEDED": Code(
            "The variables have more values, at any depth, than they may.", _LESS, (Place.TRANSPORT,), (413,)
        ),
        "VARIABLES_TOO_LARGE": Code(
            "The variables have more bytes than a request may have.", "Send less at once.", (Place.TRANSPORT,), (413,)
        ),
    }
)
