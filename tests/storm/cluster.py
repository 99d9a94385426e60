"""The control plane of a run: API servers on one etcd that keeps its history, nodes, namespaces, and the programs' access."""

import base64
import http.client
import json
import os
import ssl

import tree
from programs import TOP, eventually, run

KUBELAB = TOP / "tests/lab/kube/kubelab.sh"
LEDGERS = "/apis/tollgate.dev/v1alpha1/quotaledgers"
HISTORY_FLAGS = "--etcd-compaction-interval=0 --storage-media-type=application/json"  # nothing is forgotten, and it can be read


class ApiError(Exception):
    def __init__(self, status, message):
        super().__init__(f"{status}: {message}")
        self.status = status


class Cluster:
    def __init__(self, folder, api_servers):
        self.folder = folder
        self.environment = {**os.environ, "KUBELAB_DIR": str(folder), "KUBELAB_APISERVERS": str(api_servers), "KUBELAB_APISERVER_FLAGS": HISTORY_FLAGS}
        self.api_servers = api_servers

    def start(self):
        self.kubelab("destroy")
        self.kubelab("start")
        self.port = int((self.folder / "port").read_text())
        self.kubectl_program = run(TOP / "tests/lab/kube/build.sh", "where").strip() + "/kubectl"

    def stop(self):
        self.kubelab("destroy")

    def kubelab(self, *arguments):
        return run(KUBELAB, *arguments, env=self.environment)

    def stop_all_but_etcd(self):
        for name in [line.split()[0] for line in self.kubelab("status").splitlines()]:
            if name != "etcd":
                self.kubelab("kill-one", name)

    @property
    def etcd(self):
        return f"127.0.0.1:{self.port}"

    def server(self, number=0):
        return f"127.0.0.1:{self.port + 10 + number}"

    def access(self):
        """The administrator's, as flags of the storm program."""
        servers = ",".join(f"https://{self.server(i)}" for i in range(self.api_servers))
        pki = self.folder / "pki"
        return ["--servers", servers, "--ca", pki / "ca.crt", "--cert", pki / "admin.crt", "--key", pki / "admin.key"]

    def kubectl(self, *arguments, stdin=None):
        text = json.dumps(stdin) if isinstance(stdin, dict) else stdin
        return run(self.kubectl_program, "--kubeconfig", self.folder / "admin.kubeconfig", *arguments, input=text)

    def ask(self, method, path, body=None, user=None, content_type="application/json", groups=("storm", "system:authenticated")):
        """One request as the administrator, or in somebody's name."""
        pki = self.folder / "pki"
        tls = ssl.create_default_context(cafile=pki / "ca.crt")
        tls.load_cert_chain(pki / "admin.crt", pki / "admin.key")
        connection = http.client.HTTPSConnection(self.server(), context=tls, timeout=20)
        connection.putrequest(method, path)
        text = json.dumps(body).encode() if body is not None else b""
        connection.putheader("Content-Type", content_type)
        connection.putheader("Content-Length", str(len(text)))
        if user:
            connection.putheader("Impersonate-User", user)
            for group in groups:
                connection.putheader("Impersonate-Group", group)
        connection.endheaders(text)
        answer = connection.getresponse()
        read = json.loads(answer.read() or b"{}")
        connection.close()
        if answer.status >= 300:
            raise ApiError(answer.status, read.get("message", read))
        return read

    def pods(self):
        return [pod for pod in self.ask("GET", "/api/v1/pods")["items"] if pod["metadata"]["namespace"] in tree.all_namespaces()]

    def ledger(self, root="lab"):
        """As it is stored; None when there is none."""
        try:
            return self.ask("GET", f"{LEDGERS}/{root}")
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def kubeconfig(self, name, account, server):
        """A kubeconfig file that acts as a service account of ours, at this address."""
        token = self.kubectl("create", "token", account, "-n", "tollgate-system", "--duration=8h").strip()
        authority = base64.b64encode((self.folder / "pki/ca.crt").read_bytes()).decode()
        config = {"apiVersion": "v1", "kind": "Config", "current-context": "storm",
                  "clusters": [{"name": "storm", "cluster": {"server": f"https://{server}", "certificate-authority-data": authority}}],
                  "users": [{"name": name, "user": {"token": token}}], "contexts": [{"name": "storm", "context": {"cluster": "storm", "user": name}}]}
        path = self.folder / f"{name}.kubeconfig"
        path.write_text(json.dumps(config))
        path.chmod(0o600)
        return path

    # What is in it before the storm

    def furnish(self):
        self.kubectl("apply", "--server-side", "-f", "-", stdin=_list([*_nodes(), *_people(), *map(_namespace, tree.all_namespaces())]))
        self.kubectl("apply", "--server-side", "-k", TOP / "tests/lab/kustomize")
        for name in tree.all_namespaces():
            eventually(lambda name=name: self.ask("GET", f"/api/v1/namespaces/{name}/serviceaccounts")["items"], f"the service account of {name}")

    def register(self, webhook_config):
        self.kubectl("apply", "--server-side", "--force-conflicts", "-f", "-", stdin=webhook_config)

    def unregister(self, *names):
        for name in names:
            for kind in ("mutatingwebhookconfiguration", "validatingwebhookconfiguration"):
                self.kubectl("delete", kind, name, "--ignore-not-found")


def _list(items):
    return {"apiVersion": "v1", "kind": "List", "items": list(items)}


def _nodes():
    for pool, (model, gpus) in tree.POOLS.items():
        for number in range(gpus // 16):
            amounts = {"cpu": "128", "memory": "1Ti", "pods": "250", "nvidia.com/gpu": "16", **{f"nvidia.com/mig-{profile}": "64" for profile in tree.MIG}}
            yield {"apiVersion": "v1", "kind": "Node",
                   "metadata": {"name": f"{pool}-{number}", "annotations": {"kwok.x-k8s.io/node": "fake"},
                                "labels": {"type": "kwok", "tollgate.dev/pool": pool, "nvidia.com/gpu.product": model}},
                   "status": {"allocatable": amounts, "capacity": amounts}}


def _namespace(name):
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {"storm": "yes"}}}


def _people():
    yield {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "storm"},
           "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["create"]}]}
    yield {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "storm"},
           "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "storm"},
           "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "storm"}]}


def refusing_hook(url, authority):
    """The registration of somebody else's hook, which is asked beside ours."""
    bundle = base64.b64encode(authority.read_bytes()).decode()
    return {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration", "metadata": {"name": "storm-refuse"},
            "webhooks": [{"name": "refuse.storm.example.com", "clientConfig": {"url": url, "caBundle": bundle}, "admissionReviewVersions": ["v1"],
                          "sideEffects": "None", "failurePolicy": "Fail", "timeoutSeconds": 5,
                          "namespaceSelector": {"matchLabels": {"storm": "yes"}},
                          "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"], "scope": "Namespaced"}]}]}
