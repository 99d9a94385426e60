"""Everything that ever happened to some keys, read from etcd itself, oldest first. (etcd's gateway: gRPC's calls as JSON.)"""

import base64
import heapq
import http.client
import json

PODS = "/registry/pods/"
LEDGERS = "/registry/tollgate.dev/quotaledgers/"


def _text(key):
    return base64.b64encode(key.encode()).decode()


def _end_of(prefix):
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _call(etcd, path, body):
    connection = http.client.HTTPConnection(etcd, timeout=60)
    connection.request("POST", path, json.dumps(body))
    answer = json.loads(connection.getresponse().read())
    connection.close()
    if "error" in answer:
        raise ConnectionError(f"etcd: {answer['error']}")
    return answer


def versions(etcd, prefix):
    """key → the revision of its last write."""
    found = _call(etcd, "/v3/kv/range", {"key": _text(prefix), "range_end": _text(_end_of(prefix)), "keys_only": True})
    return {base64.b64decode(kv["key"]).decode(): int(kv["mod_revision"]) for kv in found.get("kvs", [])}


def close(etcd, prefix):
    """Puts an end mark behind the prefix's keys. Only when no API server runs any more: it would not know what to make of it."""
    _call(etcd, "/v3/kv/put", {"key": _text(prefix + "~end"), "value": _text("end")})


def _events(etcd, prefix):
    """(revision, key, stored object or None when deleted) up to the end mark."""
    connection = http.client.HTTPConnection(etcd, timeout=60)
    connection.request("POST", "/v3/watch", json.dumps({"create_request": {
        "key": _text(prefix), "range_end": _text(_end_of(prefix)), "start_revision": "1", "fragment": True}}))
    for line in connection.getresponse():
        message = json.loads(line)
        if "error" in message or message["result"].get("canceled"):
            raise ConnectionError(f"etcd: {line[:500]!r}")
        for event in message["result"].get("events", []):
            key = base64.b64decode(event["kv"]["key"]).decode()
            if key == prefix + "~end":
                connection.close()
                return
            deleted = event.get("type") == "DELETE"
            yield int(event["kv"]["mod_revision"]), key, None if deleted else json.loads(base64.b64decode(event["kv"]["value"]))
    raise ConnectionError("etcd: the history has no end")


def read(etcd, *prefixes):
    return heapq.merge(*(_events(etcd, prefix) for prefix in prefixes), key=lambda event: event[0])
