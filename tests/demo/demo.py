#!/usr/bin/env python3
"""The product in ten seconds: the webhook over TLS, real AdmissionReviews, and what it answers.

Starts tollgate-webhook standalone with the example policies, sends every recorded review to /mutate, applies the patch as
the API server would, sends the result to /validate, and prints who asked for what and what came of it. Needs only the
programs and Python's standard library. Exit 0 when every review got a well-formed answer and both kinds of answer occurred.
"""

import argparse
import base64
import http.client
import json
import pathlib
import ssl
import subprocess
import sys
import tempfile


class Webhook:
    """The program under demonstration, on free loopback ports; stopped on exit from the `with` block."""

    def __init__(self, program, policies, certificates):
        self.command = [
            str(program), "--standalone", "--policies", str(policies),
            "--cert", f"{certificates}/tls.crt", "--key", f"{certificates}/tls.key",
            "--decision-log", "", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--drain-grace", "0s",
        ]
        self.tls = ssl.create_default_context(cafile=f"{certificates}/ca.crt")

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE, text=True)
        self.port = self._port_from_log()
        self.connection = http.client.HTTPSConnection("localhost", self.port, context=self.tls, timeout=10)
        return self

    def __exit__(self, *_):
        self.connection.close()
        self.process.terminate()
        self.process.communicate(timeout=20)

    def _port_from_log(self):
        said = []
        for line in self.process.stderr:
            said.append(line)
            event = json.loads(line) if line.startswith("{") else {}
            if event.get("event") == "started":
                return int(event["listen"].rsplit(":", 1)[1])
        sys.exit("the webhook did not start:\n" + "".join(said))

    def ask(self, door, review):
        """One POST; the `response` of the answer."""
        self.connection.request("POST", f"/{door}?timeout=5s", json.dumps(review), {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise ValueError(f"HTTP {answer.status}: {body.decode()}")
        response = json.loads(body)["response"]
        if response["uid"] != review["request"]["uid"]:
            raise ValueError("the answer is for another request")
        return response


def patch_of(response):
    return json.loads(base64.b64decode(response["patch"])) if "patch" in response else []


def apply_patch(target, operations):
    """RFC 6902 `add`, `replace` and `remove`: what a webhook's patch is made of."""
    for operation in operations:
        *parents, last = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]]
        parent = target
        for part in parents:
            parent = parent[int(part)] if isinstance(parent, list) else parent[part]
        if isinstance(parent, list):
            if operation["op"] == "add":
                parent.insert(len(parent) if last == "-" else int(last), operation["value"])
                continue
            last = int(last)
        if operation["op"] == "remove":
            del parent[last]
        else:
            parent[last] = operation["value"]


def subject_of(request):
    """`alice CREATE pods vision/train-0`"""
    metadata = (request.get("object") or request.get("oldObject") or {}).get("metadata", {})
    name = request.get("name") or metadata.get("name") or metadata.get("generateName", "") + "…"
    resource = "/".join(filter(None, [request["resource"]["resource"], request.get("subResource")]))
    dry_run = " (dry run)" if request.get("dryRun") else ""
    return f'{request["userInfo"]["username"]}  {request["operation"]} {resource} {request.get("namespace", "")}/{name}{dry_run}'


def show(text, indent):
    for line in text.splitlines():
        print(" " * indent + line)


def judge(webhook, review):
    """Both doors for one review, printed; True when it was allowed."""
    mutated = webhook.ask("mutate", review)
    operations = patch_of(mutated)
    if mutated["allowed"]:
        apply_patch(review["request"]["object"], operations)
    verdict = webhook.ask("validate", review) if mutated["allowed"] else mutated
    for operation in operations:
        print(f'      patch   {operation["op"]} {operation["path"]} {json.dumps(operation.get("value"))}')
    for warning in mutated.get("warnings", []) + verdict.get("warnings", []):
        print(f"      warning {warning}")
    print("      allowed" if verdict["allowed"] else f'      denied  ({verdict["status"]["code"]})')
    if not verdict["allowed"]:
        show(verdict["status"]["message"], 14)
    return verdict["allowed"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--webhook", default="build/release/bin/tollgate-webhook")
    parser.add_argument("--policies", default="policies")
    parser.add_argument("--reviews", default="tests/data/reviews")
    options = parser.parse_args()

    reviews = sorted(pathlib.Path(options.reviews).glob("*.json"))
    allowed = 0
    with tempfile.TemporaryDirectory() as certificates:
        subprocess.run(["certs/make-dev-certs.sh", certificates], check=True, stdout=subprocess.DEVNULL)
        with Webhook(options.webhook, options.policies, certificates) as webhook:
            for number, path in enumerate(reviews, 1):
                review = json.loads(path.read_text())
                print(f"{number:3}. {subject_of(review['request'])}")
                allowed += judge(webhook, review)
    denied = len(reviews) - allowed
    print(f"\n{len(reviews)} reviews recorded from a real API server: {allowed} allowed, {denied} denied by {options.policies}/.")
    print("Edit a policy there and run this again; `build/release/bin/tollgate check` finds the mistakes.")
    return 0 if allowed and denied else 1


if __name__ == "__main__":
    sys.exit(main())
