"""The lab's Kubernetes as the people see it who use it."""

import json
import uuid

import kubernetes

from objects import PRIVILEGED, pod
from support import TOP, eventually

MEMBERS = {"alice": "vision", "bob": "vision", "carol": "vision", "erin": "speech"}


class Client:
    """One identity at the API server: kubectl, and the official client."""

    def __init__(self, lab, kubeconfig):
        self.lab, self.kubeconfig = lab, kubeconfig
        self.core = kubernetes.client.CoreV1Api(kubernetes.config.new_client_from_config(str(kubeconfig)))

    def kubectl(self, *arguments, stdin=None, check=True):
        text = json.dumps(stdin) if isinstance(stdin, (dict, list)) else stdin
        return self.lab.kubectl("--kubeconfig", self.kubeconfig, *arguments, input=text, check=check)

    def create(self, thing, *flags):
        """kubectl create: what came back, refused or not."""
        return self.kubectl("create", "-f", "-", *flags, stdin=thing, check=False)

    def get(self, kind, name, namespace):
        return json.loads(self.kubectl("get", kind, name, "-n", namespace, "-o", "json").stdout)

    def list(self, kind, namespace, selector=""):
        return json.loads(self.kubectl("get", kind, "-n", namespace, "-l", selector, "-o", "json").stdout)["items"]


class Cluster(Client):
    """The administrator, who lets others in."""

    def __init__(self, lab):
        super().__init__(lab, lab.environment["KUBECONFIG"])
        self.rbac, self.people = kubernetes.client.RbacAuthorizationV1Api(self.core.api_client), {}
        self.kubectl("apply", "--server-side", "-f", TOP / "tests/e2e/stage.yaml")

    def member(self, name):
        """A member of a team, with a client certificate."""
        if name not in self.people:
            self.people[name] = Client(self.lab, self.lab.kubeconfig(f"oidc:{name}", f"oidc:{MEMBERS[name]}"))
        return self.people[name]

    def service_account(self, namespace, name):
        """A kubeconfig file that acts as a service account, as its pod would."""
        token = self.kubectl("create", "token", name, "-n", namespace, "--duration=8h").stdout.strip()
        config = json.loads(self.kubectl("config", "view", "--raw", "-o", "json").stdout)
        config["users"] = [{"name": name, "user": {"token": token}}]
        config["contexts"] = [{"name": "lab", "context": {"cluster": config["clusters"][0]["name"], "user": name}}]
        config["current-context"] = "lab"
        path = self.lab.folder / f"{name}.kubeconfig"
        path.write_text(json.dumps(config))
        return path

    def new_namespace(self, team):
        """A namespace of a team, by name, in which pods can be created; whoever is in the team's group may work in it."""
        name = f"{team}-{uuid.uuid4().hex[:8]}"
        self.core.create_namespace({"metadata": {"name": name}})
        self.rbac.create_namespaced_role_binding(name, {
            "metadata": {"name": "team"}, "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "lab-member"},
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": f"oidc:{team}"}]})
        self.wait_for_service_account(name)
        return name

    def throw_away(self, namespace):
        """Its pods at once, and then the namespace itself; not waited for."""
        self.kubectl("delete", "pods", "--all", "-n", namespace, "--grace-period=0", "--force")
        self.kubectl("delete", "namespace", namespace, "--wait=false")

    def wait_for_service_account(self, namespace):
        """Before it is there no pod can be created."""
        eventually(lambda: self.core.list_namespaced_service_account(namespace).items, f"the service account of {namespace}")

    def register(self, registration):
        """Puts a registration of the webhook in place of the one that is there."""
        self.kubectl("replace", "-f", "-", stdin=registration)

    def audited(self, verb, namespace, name):
        """What the API server's audit log holds about requests for a pod, oldest first."""
        events = map(json.loads, (self.lab.folder / "kube/log/audit0.log").read_text().splitlines())
        wanted = {"resource": "pods", "namespace": namespace, "name": name}
        return [event for event in events if event["verb"] == verb and wanted.items() <= event.get("objectRef", {}).items()]

    def refuses_privileged_pods(self):
        """Whether the webhook is called and the example policy is at work; leaves nothing behind."""
        answer = self.create(pod("vision-probe", security=PRIVILEGED), "--dry-run=server")
        return "denied the request" in answer.stderr
