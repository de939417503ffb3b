"""Makes catalog/{aws,own}/*/model.json: the wire shapes of just the operations that are called.

`aws` has what is read in a client's account, by the kinds and `uses`; `own` has what Skytally calls for itself.
The facts (names, types, wire names, paginators, errors, endpoints) come from the botocore package; prose, enumerations and
limits are left out. `--check` compares in place of writing, and reports every name in the catalogue that the
official model does not have.
"""
import argparse
import json
import pathlib
import re
import sys

import botocore
import botocore.loaders
import botocore.regions
import yaml

SHAPE_KEYS = (
    "type", "required", "key", "value", "flattened", "locationName", "payload", "wrapper", "exception", "error",
    "union", "document", "eventstream", "xmlNamespace", "timestampFormat", "jsonvalue", "streaming", "sensitive",
    "sparse", "xmlOrder",
)
REF_KEYS = (
    "shape", "location", "locationName", "queryName", "flattened", "xmlAttribute", "xmlNamespace", "timestampFormat",
    "hostLabel", "idempotencyToken", "jsonvalue", "streaming", "eventpayload", "eventheader",
)
METADATA_KEYS = (
    "apiVersion", "endpointPrefix", "globalEndpoint", "jsonVersion", "protocol", "serviceId", "signatureVersion",
    "signingName", "targetPrefix", "xmlNamespace", "awsQueryCompatible",
)
OPERATION_KEYS = ("name", "http", "endpoint", "authtype", "auth")
# Botocore decodes these texts by code, not by model: an IAM policy comes as URL-encoded JSON.
DECODED = {("iam", "policyDocumentType"): "json-url"}
PROTOCOLS = ("json", "rest-json", "rest-xml", "query", "ec2")


def pick(source, keys):
    return {key: source[key] for key in keys if key in source}


def calls(kind):
    """Every (service or None, operation, params, where) of a kind's file."""
    listing = kind.get("list")
    if listing:
        yield None, listing["operation"], listing.get("params", {}), "list"
        if "prepare" in listing:
            yield None, listing["prepare"]["operation"], listing["prepare"].get("params", {}), "list.prepare"
    if "locate" in kind:
        yield None, kind["locate"]["operation"], kind["locate"].get("params", {}), "locate"
    further = dict(kind.get("parts") or {})
    if "get" in kind:
        further["get"] = kind["get"]
    for name, call in further.items():
        params = dict(call.get("params") or {})
        if "batch" in call:
            params[call["batch"]["param"]] = []
        yield call.get("service"), call["operation"], params, name
        if "among" in call:
            yield call.get("service"), call["among"]["operation"], call["among"].get("params", {}), name + ".among"


def prune(service, full, operations):
    shapes, queue = {}, []

    def reference(ref):
        queue.append(ref["shape"])
        return pick(ref, REF_KEYS)

    def root(ref):
        queue.append(ref["shape"])
        return pick(ref, REF_KEYS + ("resultWrapper",))

    kept = {}
    for name in sorted(operations):
        operation = full["operations"][name]
        out = pick(operation, OPERATION_KEYS)
        for member in ("input", "output"):
            if member in operation:
                out[member] = root(operation[member])
        if operation.get("errors"):
            out["errors"] = [{"shape": e["shape"]} for e in operation["errors"]]
            queue.extend(e["shape"] for e in operation["errors"])
        kept[name] = out
    while queue:
        name = queue.pop()
        if name in shapes:
            continue
        shape = full["shapes"][name]
        out = pick(shape, SHAPE_KEYS)
        shapes[name] = out
        if "members" in shape:
            out["members"] = {member: reference(ref) for member, ref in shape["members"].items()}
        for member in ("member", "key", "value"):
            if member in shape:
                out[member] = reference(shape[member])
        if (service, name) in DECODED:
            out["decode"] = DECODED[service, name]
    return kept, dict(sorted(shapes.items()))


def endpoints(loader, prefix):
    """Where the service is asked, by partition: one place, or a pattern with exceptions and the regions that have it."""
    data = loader.load_data("endpoints")
    resolver = botocore.regions.EndpointResolver(data)
    found = {}
    for partition in data["partitions"]:
        name = partition["partition"]
        if name not in ("aws", "aws-cn", "aws-us-gov"):
            continue
        service = partition["services"].get(prefix, {})
        if service.get("isRegionalized") is False and "partitionEndpoint" in service:
            place = service["endpoints"][service["partitionEndpoint"]]
            found[name] = {"global": {"host": place["hostname"], "region": place["credentialScope"]["region"]}}
            continue
        pattern = "%s.{region}.%s" % (prefix, partition["dnsSuffix"])
        exceptions = {}
        for region in sorted(partition["regions"]):
            place = resolver.construct_endpoint(prefix, region, partition_name=name)
            if place and place["hostname"] != pattern.replace("{region}", region):
                exceptions[region] = place["hostname"]
        known = sorted(set(service.get("endpoints", {})) & set(partition["regions"]))
        found[name] = {"pattern": pattern, "regions": known}
        if exceptions:
            found[name]["exceptions"] = exceptions
    return found


def member_error(full, shape, params, where):
    """The first parameter that the input shape does not have."""
    shape = full["shapes"].get(shape, {}) if shape else {}
    if shape.get("type") == "list":
        items = params if isinstance(params, list) else []
        for item in items:
            problem = member_error(full, shape["member"]["shape"], item, where)
            if problem:
                return problem
        return None
    if not isinstance(params, dict) or shape.get("type") != "structure":
        return None
    for name, value in params.items():
        if name not in shape["members"]:
            return "%s: there is no parameter %s" % (where, name)
        problem = member_error(full, shape["members"][name]["shape"], value, where + "." + name)
        if problem:
            return problem
    return None


def path_error(full, shape, path, where):
    """Whether a path (A.B[].C) exists in an output shape."""
    if path == "." or not shape:
        return None if path == "." else "%s: the operation has no answer" % where
    for step in re.findall(r"[^.\[\]]+|\[\]", path):
        current = full["shapes"][shape]
        if step == "[]":
            if current["type"] != "list":
                return "%s: %s goes into something that is not a list" % (where, path)
            shape = current["member"]["shape"]
        elif current["type"] == "structure":
            if step not in current["members"]:
                return "%s: the answer has no member %s (%s)" % (where, step, path)
            shape = current["members"][step]["shape"]
        elif current["type"] == "map":
            shape = current["value"]["shape"]
        else:
            return None  # Inside decoded text.
    return None


def check_names(models, service, file, kind, problems):
    def full_of(name):
        return models.get(name or service)

    for other, operation, params, where in calls(kind):
        full = full_of(other)
        label = "%s: %s" % (file, where)
        if full is None or operation not in full["operations"]:
            problems.append("%s: %s has no operation %s" % (label, other or service, operation))
            continue
        problem = member_error(full, full["operations"][operation].get("input", {}).get("shape"), params, label)
        if problem:
            problems.append(problem)
    further = dict(kind.get("parts") or {})
    if "get" in kind:
        further["get"] = kind["get"]
    checked = []
    listing = kind.get("list")
    if listing:
        checked.append((None, listing["operation"], listing["items"], "list.items"))
        if "paging" in listing:
            checked.append((None, listing["operation"], listing["paging"]["output"], "list.paging"))
    if "locate" in kind:
        checked.append((None, kind["locate"]["operation"], kind["locate"]["take"], "locate"))
    for name, call in further.items():
        other, operation = call.get("service"), call["operation"]
        if "batch" in call:
            checked.append((other, operation, call["batch"]["items"], name + ".batch.items"))
            checked.append((other, operation, call["batch"]["items"] + "[]." + call["batch"]["key"], name + ".batch.key"))
        elif "take" in call:
            checked.append((other, operation, call["take"], name + ".take"))
        if "among" in call:
            among = call["among"]
            checked.append((other, among["operation"], among["items"] + "[]." + among["key"], name + ".among"))
        if "paging" in call:
            checked.append((other, operation, call["paging"]["output"], name + ".paging"))
    for other, operation, path, where in checked:
        full = full_of(other)
        if full is None or operation not in full["operations"]:
            continue
        shape = full["operations"][operation].get("output", {}).get("shape")
        problem = path_error(full, shape, path, "%s: %s" % (file, where))
        if problem:
            problems.append(problem)


def model_text(loader, full, service, operations):
    metadata = pick(full["metadata"], METADATA_KEYS)
    # Of several protocols the model names the one that botocore would choose first; take the first that we speak.
    spoken = [p for p in full["metadata"].get("protocols", [metadata["protocol"]]) if p in PROTOCOLS]
    if metadata["protocol"] not in PROTOCOLS:
        metadata["protocol"] = spoken[0]
    kept, shapes = prune(service, full, operations)
    try:
        paginators = loader.load_service_model(service, "paginators-1")["pagination"]
    except botocore.exceptions.UnknownServiceError:
        paginators = {}
    model = {
        "source": "botocore %s" % botocore.__version__,
        "metadata": metadata,
        "operations": kept,
        "pagination": pick(paginators, sorted(operations)),
        "endpoints": endpoints(loader, metadata["endpointPrefix"]),
        "shapes": shapes,
    }
    text = json.dumps(model, separators=(",", ":"), ensure_ascii=False)
    # One line a shape and operation, so that a change can be read.
    return re.sub(r'(?<=[}\]]),"', ',\n"', text) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--catalog", type=pathlib.Path, required=True)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if something is stale or misnamed")
    args = parser.parse_args()
    loader = botocore.loaders.create_loader()
    # By side (`aws` or `own`) and service. The sides have a model each, so that no kind can name what is not a client's.
    used, kinds, problems = {}, [], []
    for file in sorted([*args.catalog.glob("aws/*/*.yaml"), *args.catalog.glob("own/*/service.yaml")]):
        service, side = file.parent.name, file.parent.parent.name
        content = yaml.safe_load(file.read_text())
        if file.name == "service.yaml":
            used.setdefault((side, service), set()).update(content.get("uses", []))
            continue
        kinds.append((service, file, content))
        for other, operation, _, _ in calls(content):
            used.setdefault((side, other or service), set()).add(operation)
    models = {service: loader.load_service_model(service, "service-2") for service in {name for _, name in used}}
    for service, file, content in kinds:
        check_names(models, service, file, content, problems)
    for (side, service), operations in sorted(used.items()):
        for operation in sorted(operations - set(models[service]["operations"])):
            problems.append("%s: %s has no operation %s" % (args.catalog / side / service, service, operation))
    if problems:
        sys.exit("\n".join(problems))
    stale, total = [], 0
    for (side, service), operations in sorted(used.items()):
        target = args.catalog / side / service / "model.json"
        if not operations:
            continue
        text = model_text(loader, models[service], service, operations)
        total += len(text)
        if target.exists() and target.read_text() == text:
            continue
        if args.check:
            stale.append("%s is stale" % target)
        else:
            target.write_text(text)
    for file in [*args.catalog.glob("aws/*/model.json"), *args.catalog.glob("own/*/model.json")]:
        if not used.get((file.parent.parent.name, file.parent.name)):
            stale.append("%s belongs to no operation in use" % file)
            if not args.check:
                file.unlink()
    if stale and args.check:
        sys.exit("\n".join(stale) + "\nrun: cargo xtask models")
    print("%d services, %d operations, %d bytes" % (
        sum(1 for operations in used.values() if operations), sum(map(len, used.values())), total))


if __name__ == "__main__":
    main()
