"""Sends the same requests to two mock servers of the portals, and fails if only one of them accepts a request:
sample.py OURS PRISM. Prism serves paths without the path of the base URL.
"""

import copy
import json
import sys
import urllib.error
import urllib.request
from typing import NamedTuple

OURS, PRISM = sys.argv[1:3]
MCP = "/accounts/a1/access/ai-controls/mcp"
PORTAL = {
    "id": "docs",
    "hostname": "docs.example.com",
    "name": "Docs",
    "allow_code_mode": True,
    "description": "Documents",
    "secure_web_gateway": False,
    "servers": [{"server_id": "search", "default_disabled": True, "on_behalf": True, "updated_tools": [{"name": "find", "enabled": True}]}],
}
SERVER = {"id": "search", "auth_type": "unauthenticated", "hostname": "https://example.com/mcp", "name": "Search", "description": "Finds"}
# Values of all JSON types: those of another type than a property has must be refused.
VALUES = ["text", 1, True, [], {}, None]
# What the servers judge differently, by the name of the request.
DIFFERENCES = {
    "per_page=": "Prism does not read an empty value",
    "colour=red": "a parameter that the description lacks is a mistake of a test",
    "another property": "a property that the description lacks is a mistake of a test",
    'hostname = "text"': "Prism checks the format `uri`, which few APIs refuse",
}
TYPED = {"content-type": "application/json"}
SIGNED = {"authorization": "Bearer token"}


def without(body, key):
    return {name: value for name, value in body.items() if name != key}


def mutations(body):
    """Yields a body without each of its properties, and with each of them replaced by values of all types."""
    for key in body:
        yield f"without {key}", without(body, key)
        for value in VALUES:
            yield f"{key} = {json.dumps(value)}", {**body, key: value}
    nested = copy.deepcopy(body)
    if "servers" in nested:
        nested["servers"][0]["default_disabled"] = "yes"
        yield "a text in servers", nested
        yield "a server without its id", {**body, "servers": [{"on_behalf": True}]}
    yield "another property", {**body, "colour": "red"}


def requests():
    """Yields a name, method, path, headers and body of each request."""
    for path in ["/portals", "/servers"]:
        yield "a list", "GET", MCP + path, SIGNED, None
        for query in ["page=2", "page=0", "page=x", "per_page=10", "per_page=1000", "per_page=", "search=a", "colour=red"]:
            yield query, "GET", f"{MCP}{path}?{query}", SIGNED, None
        yield "without credentials", "GET", MCP + path, {}, None
        yield "another method", "PATCH", MCP + path, SIGNED, None
        yield "another path", "GET", MCP + path + "/a/b/c", SIGNED, None
    for path, body in [("/portals", PORTAL), ("/servers", SERVER)]:
        both = {**SIGNED, **TYPED}
        yield "complete", "POST", MCP + path, both, body
        yield "without credentials", "POST", MCP + path, TYPED, body
        yield "no body", "POST", MCP + path, both, None
        yield "an array", "POST", MCP + path, both, [body]
        yield "text", "POST", MCP + path, {**SIGNED, "content-type": "text/plain"}, body
        for name, mutated in mutations(body):
            yield name, "POST", MCP + path, both, mutated
        for name, mutated in mutations({"name": "Other", "description": "d"}):
            yield name, "PUT", f"{MCP}{path}/{body['id']}", both, mutated


class Answer(NamedTuple):
    status: int
    accepts: bool


def answer_to(base_url, method, path, headers, body):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base_url + path, data, headers, method=method)
    # The library would add the media type of forms.
    if data is not None and "content-type" not in headers:
        request.add_unredirected_header("content-type", "")
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return Answer(response.status, True)
    except urllib.error.HTTPError as error:
        # A resource that nobody has created is no fault of the request.
        return Answer(error.code, error.code == 404 and "/a/b/c" not in path)


different_names = set()
unexpected = 0
sample = list(requests())
for name, method, path, headers, body in sample:
    ours, prism = (answer_to(base_url, method, path, headers, body) for base_url in (OURS, PRISM))
    if ours.accepts == prism.accepts:
        continue
    different_names.add(name)
    if name not in DIFFERENCES:
        unexpected += 1
        print(f"{method} {path}: {name}: {ours.status} here, {prism.status} by Prism")
unused = DIFFERENCES.keys() - different_names
print(f"Prism and the test server agree on {len(sample)} requests, but for {len(different_names)} kinds")
sys.exit(f"no longer different: {unused}" if unused else unexpected > 0)
