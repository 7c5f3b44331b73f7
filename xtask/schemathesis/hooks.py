"""What a run of schemathesis is told in Python: two media types, two formats, and when a refusal is right."""

import uuid

import schemathesis
from hypothesis import strategies as st

# Codes that say "this is not what the document describes". A request made from the document must never meet them.
MALFORMED = {
    "crs_unknown",
    "invalid_body",
    "invalid_field",
    "invalid_parameter",
    "media_type_unsupported",
    "method_not_allowed",
}


@schemathesis.serializer("application/toml")
def toml(ctx, value):
    """The document says text; whether it is TOML is the server's to say."""
    return value if isinstance(value, bytes) else str(value).encode()


@st.composite
def boxes(draw):
    west, east = sorted(draw(st.tuples(st.floats(-180, 180), st.floats(-180, 180))))
    south, north = sorted(draw(st.tuples(st.floats(-90, 90), st.floats(-90, 90))))
    return ",".join(f"{degrees:.7f}" for degrees in (west, south, east, north))


schemathesis.openapi.format("bbox", boxes())


@schemathesis.hook
def map_body(ctx, body):
    """JSON Schema takes 7.0 for a whole number; the server wants it written as one."""
    if isinstance(body, float) and body.is_integer():
        return int(body)
    if isinstance(body, list):
        return [map_body(ctx, item) for item in body]
    if isinstance(body, dict):
        return {name: map_body(ctx, item) for name, item in body.items()}
    return body


def is_id(text):
    """Where an id was made from a null, the document is not to blame."""
    try:
        return bool(uuid.UUID(str(text)))
    except ValueError:
        return False


@schemathesis.check
def a_right_request_is_not_called_malformed(ctx, response, case):
    generated = case.meta and case.meta.generation.mode
    if not generated or generated.is_negative or not 400 <= response.status_code < 500:
        return
    # The body that belongs to the action in the path: OpenAPI can only say "one of these".
    if case.operation.path.endswith("/actions/{action}") or case.method == "HEAD":
        return
    if not is_id(case.path_parameters.get("id", str(uuid.UUID(int=0)))):
        return
    if "problem+json" not in "".join(response.headers.get("content-type", [])):
        return
    problem = response.json()
    assert problem["code"] not in MALFORMED, f"{problem['code']}: {problem['detail']} {problem.get('errors')}"
