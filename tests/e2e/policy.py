"""The example policy as a test edits it: files are YAML with one or more documents."""

import contextlib

import yaml

from support import eventually


def edit(policies, kind, change, name=None):
    """Calls `change(document)` on the one document of this kind (and name), and writes its file again."""
    for path in sorted(policies.rglob("*.yaml")):
        documents = list(yaml.safe_load_all(path.read_text()))
        for document in documents:
            if document and document["kind"] == kind and (name is None or document["metadata"]["name"] == name):
                change(document)
                path.write_text(yaml.safe_dump_all(documents, sort_keys=False))
                return
    raise AssertionError(f"no {kind} {name or ''} in {policies}")


def document(policies, kind, name=None):
    found = []
    for path in sorted(policies.rglob("*.yaml")):
        found += [d for d in yaml.safe_load_all(path.read_text()) if d and d["kind"] == kind and name in (None, d["metadata"]["name"])]
    assert len(found) == 1, f"{len(found)} documents {kind} {name or ''}"
    return found[0]


class PolicyFile:
    """A file of one document in the folder that a running webhook reads."""

    def __init__(self, path, webhook):
        self.path, self.webhook, self.original = path, webhook, path.read_text()

    def write(self, text):
        self.path.write_text(text)

    def restore(self):
        self.write(self.original)

    def put_at_work(self, **spec):
        """Sets fields of `spec`, and waits until they judge."""
        before = self.webhook.count("tollgate_policy_reloads_total", result="loaded")
        document = yaml.safe_load(self.original)
        document["spec"].update(spec)
        self.write(yaml.safe_dump(document, sort_keys=False))
        eventually(lambda: self.webhook.count("tollgate_policy_reloads_total", result="loaded") > before, f"{spec} is at work")


@contextlib.contextmanager
def edited(path, webhook, cluster):
    """The file of the policy about privileged pods, to be changed; afterwards it is at work as it was."""
    file = PolicyFile(path, webhook)
    try:
        yield file
    finally:
        file.restore()
        eventually(lambda: webhook.is_up_to_date() and cluster.refuses_privileged_pods(), "the policy is as it was")
