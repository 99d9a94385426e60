"""What people ask for in the storm: distinct pods of every size, drawn with a fixed seed."""

import json
import random

import tree

SIZES = [1, 1, 1, 2, 2, 4, 4, 8]
ENDS = ["delete", "delete", "finish", "force"]


def wishes(count, seed, hold_seconds):
    """Some names are asked for by many clients at once; some are left to the API server to make, and most attempts come to nothing
    (load/refuse.go). The last tenth stays, so that the limits are reached by pods and not by promises."""
    dice = random.Random(seed)
    for number in range(count):
        team = dice.choice(tree.LEAVES)
        job_type = dice.choice(list(tree.JOB_TYPES))
        pool = dice.choice(tree.JOB_TYPES[job_type][1])
        resource, amount = _request(dice, team, pool)
        generate = dice.random() < 0.02
        stays = number > 0.9 * count or dice.random() < 0.02
        yield {
            "namespace": dice.choice(tree.namespaces(team)), "name": f"collide-{number}-" if generate else f"pod-{number}", "generate": generate,
            "user": f"oidc:{dice.choice(tree.users(team))}", "groups": ["storm", "system:authenticated"], "labels": {"job_type": job_type},
            "pool": pool, "resource": resource, "amount": amount, "copies": 6 if not generate and dice.random() < 0.06 else 1,
            "hold_ms": int(1000 * dice.uniform(0.1, 1) * hold_seconds), "end": "" if stays else dice.choice(ENDS)}


def _request(dice, team, pool):
    if pool == "slices" and dice.random() < 0.8:
        return f"nvidia.com/mig-{dice.choice(sorted(tree.MIG))}", dice.choice([1, 1, 2, 3])
    return "nvidia.com/gpu", min(dice.choice(SIZES), tree.BASE[team].get("perPod", 8))


def write(path, planned):
    with path.open("w") as file:
        for wish in planned:
            file.write(json.dumps(wish) + "\n")
