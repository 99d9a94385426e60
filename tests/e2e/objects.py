"""The objects that tests create, as small as the API server lets them be."""

PRIVILEGED = {"privileged": True}  # a securityContext that the example policy refuses
RESTRICTED = {"allowPrivilegeEscalation": False, "runAsNonRoot": True, "capabilities": {"drop": ["ALL"]}, "seccompProfile": {"type": "RuntimeDefault"}}
UNSCHEDULED = {"schedulerName": "nobody"}  # keeps a pod as it was created


def pod_spec(gpus=0, security=None, **spec):
    container = {"name": "main", "image": "registry.example.com/base/pytorch:2.9"}
    if gpus:
        container["resources"] = {"limits": {"nvidia.com/gpu": str(gpus)}}
        spec["tolerations"] = [{"key": "nvidia.com/gpu", "operator": "Exists"}]
    if security:
        container["securityContext"] = security
    return {"containers": [container], **spec}


def pod(namespace, name="worker", labels=None, **spec):
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": namespace, **({"labels": labels} if labels else {})},
            "spec": pod_spec(**spec)}


def deployment(namespace, name="service", labels=None, **spec):
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "namespace": namespace},
            "spec": {"replicas": 1, "selector": {"matchLabels": {"app": name}},
                     "template": {"metadata": {"labels": {"app": name, **(labels or {})}}, "spec": pod_spec(**spec)}}}


def job(namespace, name="run", labels=None, **spec):
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name, "namespace": namespace},
            "spec": {"backoffLimit": 0, "template": {"metadata": {"labels": labels or {}}, "spec": pod_spec(restartPolicy="Never", **spec)}}}


def cron_job(namespace, name="nightly", labels=None, **spec):
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": name, "namespace": namespace},
            "spec": {"schedule": "0 3 * * *", "jobTemplate": {"spec": job(namespace, labels=labels, **spec)["spec"]}}}


def binding(namespace, name, node, labels=None):
    """What a scheduler posts to put a pod on a node. Labels come along, as Kubernetes itself adds the node's zone."""
    metadata = {"name": name, "namespace": namespace, **({"labels": labels} if labels else {})}
    return {"apiVersion": "v1", "kind": "Binding", "metadata": metadata, "target": {"apiVersion": "v1", "kind": "Node", "name": node}}
