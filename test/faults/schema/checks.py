"""Loaded by schemathesis: what is valid by the document is taken, but for what a document cannot say."""

import re

import schemathesis
from schemathesis.specs.openapi.checks import positive_data_acceptance

# Each is a rule of its own that OpenAPI 3.0 has no words for: names of members, and what one of many models takes.
EXCUSES = [
    r'The request body uses the key \\?"(?:__proto__|constructor)',
    r"makes no vectors; ask for|makes vectors; ask it at|has no (?:text completions|embeddings)",
    r"Several providers have the model",
    r"temperature must be between 0 and 1 for its models",
    r"must hold parts with a text, and no others",
    r"it needs a message that is no instruction, with some content",
    r"it takes (?:the roles|messages of|texts, and no|calls of functions only)",
    r"no provider keeps one under this id",
]
EXCUSED = re.compile("|".join(EXCUSES))


@schemathesis.check
def valid_data_is_taken(ctx, response, case):
    if response.status_code == 400 and EXCUSED.search(response.text):
        return None
    return positive_data_acceptance(ctx, response, case)
