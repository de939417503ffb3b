"""Reads an AWS request: who asks, where, for which operation, and in which protocol."""

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from moto.core.utils import get_service_model as model

# Signing names which are not the name of botocore's service model.
MODEL_OF_SIGNING_NAME = {
    "access-analyzer": "accessanalyzer",
    "elasticfilesystem": "efs",
    "monitoring": "cloudwatch",
    "tagging": "resourcegroupstaggingapi",
    "email": "ses",
    "states": "stepfunctions",
    "servicequotas": "service-quotas",
}
# Services whose operations are told apart by method and path.
REST = {"rest-json", "rest-xml"}


@dataclass
class Call:
    """One signed request. `region` is that of the signature, `service` the name of botocore's model."""

    account: str
    region: str
    signing_name: str
    service: str
    operation: str
    protocol: str
    params: dict
    path_params: dict
    body: bytes

    def names(self):
        """The names under which a fault may speak of this call."""
        return {f"{self.service}:{self.operation}", f"{self.signing_name}:{self.operation}"}


@lru_cache(maxsize=None)
def _routes(service):
    """Compiled routes, most specific first: more literal query keys, then fewer labels."""
    routes = []
    for name in model(service).operation_names:
        http = model(service).operation_model(name).http
        path, _, query = http["requestUri"].partition("?")
        labels = re.findall(r"\{(\w+)\+?\}", path)
        pattern = re.escape(path)
        pattern = re.sub(r"\\\{(\w+)\\\+\\\}", r"(?P<\1>.+)", pattern)
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", pattern)
        keys = [part.partition("=") for part in query.split("&") if part]
        needed = [(key, value) for key, _, value in keys]
        routes.append((-len(needed), len(labels), name, http["method"], re.compile(pattern + "/?$"), needed))
    return sorted(routes, key=lambda route: route[:3])


def _rest_operation(service, method, path, query):
    for _, _, name, verb, pattern, needed in _routes(service):
        if verb != method:
            continue
        found = pattern.match(path)
        if found and all(key in query and value in ("", query[key]) for key, value in needed):
            return name, {key: unquote(value) for key, value in found.groupdict().items()}
    return "Unknown", {}


def read_call(environ, account_of_key):
    """The call in a WSGI environment, or None when the request carries no signature.

    The body is read and put back, so that the emulator can read it again."""
    scope = re.search(r"Credential=([^/,\s]+)/\d+/([^/]+)/([^/]+)/aws4_request", environ.get("HTTP_AUTHORIZATION", ""))
    if not scope:
        return None
    key, region, signing_name = scope.groups()
    body = b""
    if environ.get("HTTP_TRANSFER_ENCODING", "").lower() != "chunked":
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
    path = environ.get("PATH_INFO", "/")
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    service = MODEL_OF_SIGNING_NAME.get(signing_name, signing_name)
    params, path_params = dict(query), {}
    form = environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
    if form:
        params.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if service == "elasticloadbalancing":
        service = "elb" if params.get("Version") == "2012-06-01" else "elbv2"
    if service == "s3" and path.startswith("/v20180820/"):
        service = "s3control"
    if service == "apigateway" and path.startswith("/v2/"):
        service = "apigatewayv2"
    try:
        protocol = model(service).metadata.get("protocol", "")
    except Exception:  # noqa: BLE001 - a service that botocore does not know is answered by the emulator
        return Call(account_of_key(key), region, signing_name, service, "Unknown", "json", params, {}, body)
    if target:
        operation, protocol = target.rpartition(".")[2], "json"
    elif "Action" in params:
        operation, protocol = params["Action"], "ec2" if service == "ec2" else "query"
    elif protocol in REST:
        operation, path_params = _rest_operation(service, environ["REQUEST_METHOD"], path, query)
    else:
        operation = "Unknown"
    return Call(account_of_key(key), region, signing_name, service, operation, protocol, params, path_params, body)
