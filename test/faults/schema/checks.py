"""Loaded by schemathesis: what is valid by the document is taken, and what is not is refused, but for what it cannot say."""

import re
from urllib.parse import parse_qsl, urlsplit

import schemathesis
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

# Each is a rule of its own that OpenAPI 3.0 has no words for: names of members, and what one of many models takes.
EXCUSES = [
    r'The request body uses the key \\?"(?:__proto__|constructor)',
    r"makes no vectors; ask for|makes vectors; ask it at|has no (?:text completions|embeddings)",
    r"Several providers have the model",
    r"temperature must be between 0 and 1 for its models",
    r"must hold parts with a text, and no others",
    r"it needs a message that is no instruction, with some content",
    r"it takes (?:the roles|messages of|parts of|texts, and no|calls of functions only)",
    r"no provider keeps one under this id",
    r"[Nn]othing of '(?:input|contents)' can be told to this model",
    r"This Idempotency-Key came with another request",
    r"has to be (?:a day or a time of RFC 3339|up to \d+ of )",
    r"Too many log-ins from here failed",
    r"this request is under the bound of x-max-cost-usd|x-max-cost-usd allows",
]
# 402 and 422 are of budgets and of Idempotency-Key; Anthropic's wire has 429 for the former.
REFUSED = (400, 402, 422, 429)
EXCUSED = re.compile("|".join(EXCUSES))


@schemathesis.check
def valid_data_is_taken(ctx, response, case):
    if response.status_code in REFUSED and EXCUSED.search(response.text):
        return None
    return positive_data_acceptance(ctx, response, case)


@schemathesis.check
def wrong_data_is_refused(ctx, response, case):
    # A parameter of the query without a value, as it is sent, counts as left out.
    sent = parse_qsl(urlsplit(response.request.url).query, keep_blank_values=True)
    if response.status_code == 200 and any(value == "" for _, value in sent):
        return None
    # An explanation tells of the refusal that the request would meet.
    if response.status_code == 200 and '"allowed":false' in response.text:
        return None
    return negative_data_rejection(ctx, response, case)
