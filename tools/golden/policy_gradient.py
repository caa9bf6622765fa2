"""Golden numbers for the objectives that PACS is compared with: verl's losses on random inputs.

Runs the functions of verl/trainer/ppo/core_algos.py (verl 0.4.1, which is not part of this one):
advantages of GRPO, Dr. GRPO and RLOO, generalized advantage estimation, the clipped policy loss, the
clipped value loss and the divergence estimate. Writes inputs, losses and autograd's gradients by
log-probability and by value.

    pip install --no-deps verl==0.4.1 tensordict==0.8.3
    python tools/golden/policy_gradient.py PATH/TO/site-packages/verl \
        > gpu-trainer/src/test/resources/dev/rondo/trainer/objective/verl-losses.json

Needs torch and transformers. Deterministic. Two things are left out on purpose, as the objectives
here leave them out: the whitening of advantages (which are taken as returns less values) and the
second clipping of negative advantages (clip_ratio_c, set out of reach).
"""

import importlib.util
import json
import sys
import types
from pathlib import Path

import numpy as np
import torch

GROUPS, SIZE, LENGTH = 3, 4, 5
CLIP_LOW, CLIP_HIGH, VALUE_CLIP = 0.2, 0.28, 0.15
OUT_OF_REACH = 1e9


def load(root, name):
    """A module by its file, without what the packages around it import."""
    file = root / (name.removeprefix("verl.").replace(".", "/") + ".py")
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    parent, _, child = name.rpartition(".")
    setattr(sys.modules[parent], child, module)
    return module


def main():
    root = Path(sys.argv[1])
    torch.set_default_dtype(torch.float64)
    for package in ["verl", "verl.utils"]:
        sys.modules[package] = types.ModuleType(package)
    sys.modules["verl"].utils = sys.modules["verl.utils"]
    load(root, "verl.utils.device")
    load(root, "verl.utils.torch_functional")
    sys.modules["verl.trainer"] = types.ModuleType("verl.trainer")
    sys.modules["verl.trainer.ppo"] = types.ModuleType("verl.trainer.ppo")
    verl = load(root, "verl.trainer.ppo.core_algos")

    generator = torch.Generator().manual_seed(11)
    rows = GROUPS * SIZE
    lengths = torch.randint(1, LENGTH + 1, (rows,), generator=generator)
    mask = (torch.arange(LENGTH)[None] < lengths[:, None]).double()

    def noise(scale):
        return scale * (torch.rand(rows, LENGTH, generator=generator).double() - 0.5) * mask

    start = (-2 + noise(3)) * mask
    trainer = start + noise(1)
    reference = start + noise(0.8)
    start_values = (0.4 + noise(0.6)) * mask
    values = start_values + noise(0.6)
    labels = torch.tensor([1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 1]).double()
    rewards = torch.zeros(rows, LENGTH)
    rewards[torch.arange(rows), lengths - 1] = labels
    index = np.arange(GROUPS).repeat(SIZE)
    tokens = [(row, t) for row in range(rows) for t in range(int(lengths[row]))]

    def flat(tensor):
        return [tensor[row, t].item() for row, t in tokens]

    def policy_loss(log_prob, advantages, mode, kl_weight):
        loss = verl.compute_policy_loss(
            start,
            log_prob,
            advantages,
            mask,
            cliprange_low=CLIP_LOW,
            cliprange_high=CLIP_HIGH,
            clip_ratio_c=OUT_OF_REACH,
            loss_agg_mode=mode,
        )[0]
        if kl_weight > 0:
            divergence = verl.kl_penalty(log_prob, reference, "low_var_kl")
            loss = loss + kl_weight * verl.agg_loss(divergence, mask, mode)
        return loss

    cases = []

    def add(objective, settings, loss, log_prob, value_loss=None, vpreds=None):
        (loss if value_loss is None else loss + value_loss).backward()
        case = {"objective": objective, **settings}
        case["loss"] = loss.item() + (0 if value_loss is None else value_loss.item())
        case["byLogprob"] = flat(log_prob.grad)
        if vpreds is not None:
            case["byValue"] = flat(vpreds.grad)
        cases.append(case)

    modes = {"TOKEN": "token-mean", "SEQUENCE": "seq-mean-token-mean"}
    for aggregation, mode in modes.items():
        for kl_weight in [0.0, 0.05]:
            for divides in [True, False]:
                advantages = verl.compute_grpo_outcome_advantage(
                    rewards, mask, index, norm_adv_by_std_in_grpo=divides
                )[0]
                log_prob = trainer.clone().requires_grad_()
                settings = {
                    "aggregation": aggregation,
                    "klWeight": kl_weight,
                    "dividesByDeviation": divides,
                }
                add("grpo", settings, policy_loss(log_prob, advantages, mode, kl_weight), log_prob)
            for discount, lam in [(1.0, 1.0), (0.97, 0.9)]:
                returns = verl.compute_gae_advantage_return(
                    rewards, start_values, mask, discount, lam
                )[1]
                log_prob = trainer.clone().requires_grad_()
                vpreds = values.clone().requires_grad_()
                value_loss = verl.compute_value_loss(
                    vpreds, returns, start_values, mask, VALUE_CLIP
                )[0]
                settings = {
                    "aggregation": aggregation,
                    "klWeight": kl_weight,
                    "discount": discount,
                    "lambda": lam,
                }
                loss = policy_loss(log_prob, returns - start_values, mode, kl_weight)
                add("ppo", settings, loss, log_prob, value_loss, vpreds)
    advantages = verl.compute_rloo_outcome_advantage(rewards, mask, index)[0]
    log_prob = trainer.clone().requires_grad_()
    loss = verl.agg_loss(-advantages * log_prob, mask, "seq-mean-token-sum")
    add("rloo", {}, loss, log_prob)

    json.dump(
        {
            "groupSize": SIZE,
            "clipLow": CLIP_LOW,
            "clipHigh": CLIP_HIGH,
            "valueClip": VALUE_CLIP,
            "lengths": lengths.tolist(),
            "labels": labels.tolist(),
            "trainer": flat(trainer),
            "roundStart": flat(start),
            "reference": flat(reference),
            "values": flat(values),
            "roundStartValues": flat(start_values),
            "cases": cases,
        },
        sys.stdout,
        indent=1,
    )
    print()


if __name__ == "__main__":
    main()
