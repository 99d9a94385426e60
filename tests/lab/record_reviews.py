#!/usr/bin/env python3
"""Record real AdmissionReviews from the lab's API server into tests/data/reviews.

    eval "$(tests/lab/kube/kubelab.sh env)"      # a running lab with GPU nodes; kubectl on the PATH
    tests/lab/record_reviews.py [NAME...]        # all scenes, or those named

A small HTTPS server registers itself as a mutating and a validating webhook. For each scene below it acts as that person,
waits for the review the scene is about, and writes it on one line: the mutating phase as NN-name.json, the validating phase
as validate/NN-name.json. In the mutating phase it stamps identity labels as Tollgate does, so that what controllers make
from a workload carries its user. Everything it made in the cluster is removed at the end.
"""
import base64
import contextlib
import http.server
import json
import pathlib
import ssl
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "tests/data/reviews"
NAME = "review-recorder"
NAMESPACES = {"vision": "vision", "speech": "speech", "nlp": "nlp", "sandbox": None}  # namespace → team
PEOPLE = {"alice": "oidc:vision", "bob": "oidc:vision", "carol": "oidc:vision", "dave": "platform-admins", "erin": "oidc:speech"}
TEMPLATES = {"Pod": "", "CronJob": "/spec/jobTemplate/spec/template"}  # anything else: /spec/template
JOB_TYPES = {"Deployment": "inference", "Job": "training", "CronJob": "training"}
SECONDS = 90  # a CronJob starts at a full minute


def kubectl(*arguments, stdin=None, check=True):
    done = subprocess.run(["kubectl", *arguments], input=stdin, text=True, capture_output=True, check=False)
    if check and done.returncode:
        raise SystemExit(f"kubectl {' '.join(arguments)}: {done.stderr.strip()}")


def as_person(name):
    return [f"--as=oidc:{name}", f"--as-group={PEOPLE[name]}"]


# --- the webhook -------------------------------------------------------------------------------------------------------

def stamp(request):
    """The operations that give a new pod, or a workload's pod template, the labels it lacks."""
    kind, team, caller = request["kind"]["kind"], NAMESPACES.get(request["namespace"]), request["userInfo"]["username"]
    if request["operation"] != "CREATE" or team is None or kind in ("Binding", "Namespace"):
        return []
    base = TEMPLATES.get(kind, "/spec/template")
    target = request["object"]
    for step in filter(None, base.split("/")):
        target = target.get(step, {})
    labels = target.get("metadata", {}).get("labels") or {}
    wanted = {"team": team}
    if caller.startswith("oidc:"):
        wanted["user"] = caller.removeprefix("oidc:")
    if kind in JOB_TYPES:
        wanted["job_type"] = JOB_TYPES[kind]
    return [{"op": "add", "path": f"{base}/metadata/labels", "value": {**wanted, **labels}}]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        phase = self.path.split("?")[0].strip("/")
        response = {"uid": review["request"]["uid"], "allowed": True}
        if phase == "mutate" and (patch := stamp(review["request"])):
            response |= {"patchType": "JSONPatch", "patch": base64.b64encode(json.dumps(patch).encode()).decode()}
        self.server.add(phase, review)
        body = json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Recorder(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, certificate, key):
        super().__init__(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.reviews = []  # (phase, review)
        self.changed = threading.Condition()

    def add(self, phase, review):
        with self.changed:
            self.reviews.append((phase, review))
            self.changed.notify_all()

    def wait_for(self, phase, wanted):
        def found():
            return next((r for p, r in self.reviews if p == phase and wanted(r["request"])), None)

        with self.changed:
            if not self.changed.wait_for(found, timeout=SECONDS):
                raise SystemExit(f"no {phase} review came that fits; seen: " + ", ".join(sorted({summary(r) for _, r in self.reviews})))
            return found()


def summary(review):
    r = review["request"]
    return f"{r['operation']} {r['kind']['kind']}/{r.get('subResource', '')} {r['namespace']}/{r.get('name', '')} by {r['userInfo']['username']}"


def registration(url, bundle):
    rules = [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"],
              "resources": ["pods", "pods/ephemeralcontainers", "pods/binding", "replicationcontrollers"]},
             {"apiGroups": ["apps", "batch"], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"],
              "resources": ["deployments", "replicasets", "statefulsets", "daemonsets", "jobs", "cronjobs"]}]

    def configuration(kind, phase, more):
        hook = {"name": f"{phase}.{NAME}.test", "clientConfig": {"url": f"{url}/{phase}", "caBundle": bundle}, "rules": rules,
                "sideEffects": "None", "admissionReviewVersions": ["v1"], "timeoutSeconds": 5,
                "namespaceSelector": {"matchExpressions": [
                    {"key": "kubernetes.io/metadata.name", "operator": "In", "values": list(NAMESPACES)}]}, **more}
        return {"apiVersion": "admissionregistration.k8s.io/v1", "kind": kind, "metadata": {"name": NAME}, "webhooks": [hook]}

    return {"apiVersion": "v1", "kind": "List", "items": [
        configuration("MutatingWebhookConfiguration", "mutate", {"reinvocationPolicy": "IfNeeded"}),
        configuration("ValidatingWebhookConfiguration", "validate", {})]}


# --- the scenes --------------------------------------------------------------------------------------------------------

def pod(name, namespace="vision", labels=None, gpus=0, security=None, **spec):
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": namespace, **({"labels": labels} if labels else {})},
            "spec": pod_spec(gpus, security, **spec)}


def pod_spec(gpus=0, security=None, **spec):
    container = {"name": "main", "image": "registry.example.com/base/pytorch:2.9"}
    if gpus:
        container["resources"] = {"limits": {"nvidia.com/gpu": str(gpus), "cpu": "8", "memory": "64Gi"}}
        spec["tolerations"] = [{"key": "nvidia.com/gpu", "operator": "Exists"}]
    if security:
        container["securityContext"] = security
    return {"containers": [container], **spec}


def workload(kind, name, namespace="vision", gpus=0):
    group = "batch/v1" if kind in ("Job", "CronJob") else "apps/v1"
    template = {"metadata": {"labels": {"app": name}}, "spec": pod_spec(gpus)}
    if group == "batch/v1":
        template["spec"]["restartPolicy"] = "Never"
        spec = {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": template}}} if kind == "CronJob" else {"template": template}
    else:
        spec = {"selector": {"matchLabels": {"app": name}}, "template": template}
        if kind != "DaemonSet":
            spec["replicas"] = 1
    return {"apiVersion": group, "kind": kind, "metadata": {"name": name, "namespace": namespace}, "spec": spec}


def create(who, thing, *flags):
    return lambda: kubectl("create", "-f", "-", *flags, *as_person(who), stdin=json.dumps(thing))


def about(kind, starts, operation="CREATE", subresource=None, by=None):
    """Picks a review: of this kind, of an object whose (generated) name starts so, by this caller."""
    def fits(request):
        metadata = request["object"]["metadata"]
        name = request.get("name") or metadata.get("name") or metadata.get("generateName", "")
        return (request["kind"]["kind"] == kind and name.startswith(starts) and request["operation"] == operation
                and request.get("subResource") == subresource and (by is None or request["userInfo"]["username"].endswith(by)))
    return fits


def nothing():
    pass


SCENES = [  # number and name, what is done, the review it is about
    ("01-pod-alice", lambda: kubectl("run", "notebook", "--image=registry.example.com/vision/jupyter:2026.11", "-n", "vision", *as_person("alice")),
     about("Pod", "notebook")),
    ("02-gpu-pod-bob", create("bob", pod("train-llm", labels={"job_type": "training"}, gpus=8)), about("Pod", "train-llm")),
    ("03-gpu-pod-without-job-type", create("alice", pod("mystery", gpus=1)), about("Pod", "mystery")),
    ("04-privileged-pod", create("alice", pod("rooted", security={"privileged": True})), about("Pod", "rooted")),
    ("05-hostpath-pod", create("bob", pod("peeker", volumes=[{"name": "host", "hostPath": {"path": "/var/lib/kubelet"}}])), about("Pod", "peeker")),
    ("06-host-namespaces-pod", create("carol", pod("tcpdump", hostNetwork=True, hostPID=True)), about("Pod", "tcpdump")),
    ("07-foreign-user-pod", create("alice", pod("borrowed", labels={"user": "bob"})), about("Pod", "borrowed")),
    ("08-dry-run-pod", create("alice", pod("maybe", gpus=2, labels={"job_type": "experiment"}), "--dry-run=server"), about("Pod", "maybe")),
    ("09-deployment-carol", create("carol", workload("Deployment", "detector", gpus=1)), about("Deployment", "detector")),
    ("10-replicaset-by-deployment-controller", nothing, about("ReplicaSet", "detector", by="deployment-controller")),
    ("11-pod-by-replicaset-controller", nothing, about("Pod", "detector", by="replicaset-controller")),
    ("12-job-alice", create("alice", workload("Job", "finetune", gpus=4)), about("Job", "finetune")),
    ("13-pod-by-job-controller", nothing, about("Pod", "finetune", by="job-controller")),
    ("14-finalizer-removed-by-job-controller", nothing, about("Pod", "finetune", "UPDATE", by="job-controller")),
    ("15-binding-by-scheduler", nothing, about("Binding", "finetune", subresource="binding", by="kube-scheduler")),
    ("16-label-change-pod", lambda: kubectl("label", "pod", "notebook", "user=bob", "--overwrite", "-n", "vision", *as_person("alice")),
     about("Pod", "notebook", "UPDATE", by="alice")),
    ("17-ephemeral-container", lambda: kubectl("debug", "notebook", "--image=registry.example.com/base/tools:1", "--target=notebook", "--profile=sysadmin",
                                               "-n", "vision", *as_person("alice")),
     about("Pod", "notebook", "UPDATE", "ephemeralcontainers")),
    ("18-statefulset-erin", create("erin", workload("StatefulSet", "asr", "speech")), about("StatefulSet", "asr")),
    ("19-pod-by-statefulset-controller", nothing, about("Pod", "asr", by="statefulset-controller")),
    ("20-daemonset-erin", create("erin", workload("DaemonSet", "cache", "speech")), about("DaemonSet", "cache")),
    ("21-pod-in-unmapped-namespace", create("dave", pod("hello", "sandbox")), about("Pod", "hello")),
    ("22-gpu-pod-in-unmapped-namespace", create("dave", pod("stray", "sandbox", gpus=1)), about("Pod", "stray")),
    ("23-cronjob-bob", create("bob", workload("CronJob", "nightly")), about("CronJob", "nightly")),
    ("24-job-by-cronjob-controller", nothing, about("Job", "nightly", by="cronjob-controller")),
]


# --- the run -----------------------------------------------------------------------------------------------------------

def rbac():
    role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": NAME}, "rules": [
        {"apiGroups": ["", "apps", "batch"], "resources": ["*"], "verbs": ["*"]}]}
    binding = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": NAME},
               "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": NAME},
               "subjects": [{"kind": "Group", "name": g, "apiGroup": "rbac.authorization.k8s.io"} for g in sorted(set(PEOPLE.values()))]}
    spaces = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": n}} for n in NAMESPACES]
    return {"apiVersion": "v1", "kind": "List", "items": [role, binding, *spaces]}


def certificate(folder):
    crt, key = f"{folder}/tls.crt", f"{folder}/tls.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", crt], check=True, capture_output=True)
    return crt, key


@contextlib.contextmanager
def registered(objects):
    kubectl("apply", "--server-side", "-f", "-", stdin=json.dumps(objects))
    try:
        yield
    finally:
        kubectl("delete", "-f", "-", stdin=json.dumps(objects), check=False)


def seen_by_api_server(recorder):
    """A registration takes a moment to reach the API server: try a pod that is never stored until both phases are called."""
    probe = json.dumps(pod("probe", "sandbox"))
    for _ in range(300):
        kubectl("create", "--dry-run=server", "-f", "-", stdin=probe, check=False)  # also waits for the default service account
        with recorder.changed:
            if recorder.changed.wait_for(lambda: {p for p, _ in recorder.reviews} == {"mutate", "validate"}, timeout=0.2):
                return
    raise SystemExit("the API server does not call the recorder")


def record(recorder, scenes):
    (OUT / "validate").mkdir(parents=True, exist_ok=True)
    for name, act, wanted in scenes:
        act()
        for phase, path in (("mutate", OUT / f"{name}.json"), ("validate", OUT / f"validate/{name}.json")):
            path.write_text(json.dumps(recorder.wait_for(phase, wanted), separators=(",", ":")) + "\n")
        print(f"{name}: {summary(json.loads(path.read_text()))}")


def main():
    scenes = [s for s in SCENES if not sys.argv[1:] or s[0] in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder, registered(rbac()):
        crt, key = certificate(folder)
        recorder = Recorder(crt, key)
        threading.Thread(target=recorder.serve_forever, daemon=True).start()
        bundle = base64.b64encode(pathlib.Path(crt).read_bytes()).decode()
        with registered(registration(f"https://127.0.0.1:{recorder.server_address[1]}", bundle)):
            seen_by_api_server(recorder)
            record(recorder, scenes)
        recorder.shutdown()


if __name__ == "__main__":
    main()
