"""The site of the storm: 512 GPUs, a tree of three levels, as policy documents and as what the judge needs of them."""

import fractions
import json
import random

from records import PER_GPU, Spec, Team

USERS_A_TEAM = 5
POOLS = {"kube": ("h100-80gb", 256), "shared": ("a100-40gb", 128), "slices": ("h100-80gb", 128)}
MIG = {"1g.10gb": "1/7", "3g.40gb": "1/2"}
JOB_TYPES = {"training": ("normal", ["kube", "shared"]), "inference": ("high", ["kube", "slices"]),
             "interactive": ("normal", ["slices"]), "experiment": ("low", ["shared"])}
TIERS = {"high": 100000, "normal": 10000, "low": 100}

# gpus, guaranteed, perUser, perPod are GPUs. Leaves own namespaces.
BASE = {
    "lab": {"gpus": 512},
    "research": {"parent": "lab", "gpus": 320, "guaranteed": 192, "byModel": {"a100-40gb": 96}},
    "products": {"parent": "lab", "gpus": 256, "guaranteed": 128},
    "vision": {"parent": "research", "gpus": 128, "guaranteed": 64, "perUser": 40},
    "nlp": {"parent": "research", "gpus": 160, "guaranteed": 64, "byJobType": {"experiment": 32}},
    "speech": {"parent": "research", "gpus": 96, "guaranteed": 32, "perUser": 32, "perPod": 4},
    "search": {"parent": "products", "gpus": 96, "guaranteed": 48, "byJobType": {"training": 32, "inference": 64}},
    "assistant": {"parent": "products", "gpus": 128, "guaranteed": 48, "byModel": {"a100-40gb": 48}, "perUser": "95/2"},
}
LEAVES = [name for name, quota in BASE.items() if quota.get("parent") not in (None, "lab")]


def namespaces(team):
    return [f"{team}-a", f"{team}-b"]


def all_namespaces():
    return [name for team in LEAVES for name in namespaces(team)]


def users(team):
    return [f"{team}-{i}" for i in range(USERS_A_TEAM)]


def scaled(base, share):
    """The same tree, smaller."""
    def smaller(key, value):
        if isinstance(value, dict):
            return {name: smaller(key, one) for name, one in value.items()}
        return value if key in ("parent", "perPod") else str(fractions.Fraction(value) * fractions.Fraction(share))

    return {name: {key: smaller(key, value) for key, value in quota.items()} for name, quota in base.items()}


def edited(base, step):
    """The same tree with other ceilings for some of its leaves: sometimes below what is used."""
    dice = random.Random(step)
    quotas = {name: dict(quota) for name, quota in base.items()}
    for name in dice.sample(LEAVES, 2):
        quota = quotas[name]
        gpus, guaranteed = fractions.Fraction(quota["gpus"]), fractions.Fraction(quota["guaranteed"])
        quota["gpus"] = str(dice.choice([guaranteed, (gpus + guaranteed) / 2, gpus, gpus * 9 / 8]))
        if "perUser" in quota:
            quota["perUser"] = dice.choice(["4", "33/2", quota["perUser"]])
        for job_type in quota.get("byJobType", {}):
            quota["byJobType"] = {**quota["byJobType"], job_type: dice.choice([8, 24, quota["byJobType"][job_type]])}
    return quotas


def write(folder, quotas):
    """The whole policy folder. JSON is YAML too. A file appears whole, and only if it changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in _documents(quotas):
        text = json.dumps(document, indent=1) + "\n"
        path = folder / f"{name}.yaml"
        if not path.exists() or path.read_text() != text:
            (folder / f".{name}").write_text(text)
            (folder / f".{name}").rename(path)


def _documents(quotas):
    yield "platform", _document("Platform", "site", {
        "identity": {"stripPrefixes": ["oidc:"]},
        "jobTypes": {name: {"tier": tier, "pools": pools} for name, (tier, pools) in JOB_TYPES.items()},
        "tiers": [{"name": name, "priorityClass": f"gpu-{name}", "value": value} for name, value in TIERS.items()]})
    yield "gpus", _document("GpuCatalog", "gpus", {
        "models": {model: {"mig": MIG} for model in sorted({model for model, _ in POOLS.values()})},
        "resources": {"nvidia.com/gpu": {"units": 1}, "nvidia.com/mig-*": {"migProfile": True}}})
    for name, (model, gpus) in POOLS.items():
        yield f"pool-{name}", _document("Pool", name, {
            "owner": "kubernetes", "model": model, "gpus": gpus, "nodeSelector": {"tollgate.dev/pool": name},
            "shapes": [{"gpusPerNode": 16, "nodes": gpus // 16, "migProfiles": sorted(MIG)}]})
    for name, quota in quotas.items():
        limits = {key: _amounts(value) for key, value in quota.items() if key != "parent"}
        own = {"namespaces": namespaces(name)} if name in LEAVES else {}
        parent = {"parent": quota["parent"]} if "parent" in quota else {}
        yield f"team-{name}", _document("Team", name, {**parent, **own, "quota": limits})


def _document(kind, name, spec):
    return {"apiVersion": "tollgate.dev/v1alpha1", "kind": kind, "metadata": {"name": name}, "spec": spec}


def _amounts(value):
    return {key: _amounts(one) for key, one in value.items()} if isinstance(value, dict) else value


def units(gpus):
    whole = fractions.Fraction(gpus) * PER_GPU
    assert whole.denominator == 1
    return int(whole)


def spec_of(quotas):
    """What the judge knows of the policy, from the policy and not from any ledger."""
    teams = {}
    for name, quota in quotas.items():
        def amount(key, quota=quota):
            return units(quota[key]) if key in quota else None

        def keyed(key, quota=quota):
            return {one: units(gpus) for one, gpus in quota.get(key, {}).items()}

        teams[name] = Team(quota.get("parent", ""), amount("gpus"), amount("guaranteed") or 0, keyed("byModel"), keyed("byJobType"),
                           amount("perUser"), amount("perPod"))
    weights = {("nvidia.com/gpu", ""): PER_GPU, **{(f"nvidia.com/mig-{profile}", ""): units(share) for profile, share in MIG.items()}}
    return Spec(teams, {name: model for name, (model, _) in POOLS.items()}, weights)
