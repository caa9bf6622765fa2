"""Golden numbers for the objectives: the authors' released loss on random inputs.

Runs compute_pacs_loss of the PACS repository (src/pacs/pacs_core_algos.py), which is not part of
this one, and writes inputs, losses and gradients by log-probability as JSON lines of numbers.

    python tools/golden/objectives.py PATH/TO/pacs_core_algos.py \
        > gpu-trainer/src/test/resources/dev/rondo/trainer/objective/released-pacs.json

Needs torch and scikit-learn. Deterministic.
"""

import importlib.util
import json
import sys
from types import SimpleNamespace

import torch

GROUPS, SIZE, LENGTH = 3, 4, 5


def load(path):
    spec = importlib.util.spec_from_file_location("released", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    released = load(sys.argv[1])
    generator = torch.Generator().manual_seed(7)
    rows = GROUPS * SIZE
    lengths = torch.randint(1, LENGTH + 1, (rows,), generator=generator)
    mask = (torch.arange(LENGTH)[None] < lengths[:, None]).double()
    old = -3 * torch.rand(rows, LENGTH, generator=generator).double() * mask
    drift = (torch.rand(rows, LENGTH, generator=generator).double() - 0.5) * mask
    labels = torch.tensor([1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 1]).double()
    scores = torch.zeros(rows, LENGTH).double()
    scores[:, 0] = labels
    prompts = torch.arange(GROUPS).repeat_interleave(SIZE)[:, None]
    cases = []
    for estimator in ["rloo", "grpo", "dr-grpo", "naive"]:
        for method in ["1", "2"]:
            for weight in ["none", "question", "only_positive", "only_negative"]:
                log_prob = (old + drift).clone().requires_grad_()
                config = SimpleNamespace(
                    beta=0.7,
                    reward_method=method,
                    adv_estimator="grpo" if estimator == "dr-grpo" else estimator,
                    norm_adv_by_std_in_grpo=estimator == "grpo",
                    use_weight=weight != "none",
                    weight_mode=weight,
                )
                loss = released.compute_pacs_loss(
                    prompts, old, log_prob, scores, mask, SIZE, algorithm_config=config
                )
                loss.backward()
                cases.append(
                    {
                        "estimator": estimator.replace("-", "_").upper(),
                        "implicitReward": "LOG_RATIO" if method == "1" else "MEAN_LOGPROB",
                        "classBalance": weight.upper(),
                        "loss": loss.item(),
                        "byFirstToken": [row[0].item() for row in log_prob.grad],
                    }
                )
    tokens = [(row, t) for row in range(rows) for t in range(int(lengths[row]))]
    json.dump(
        {
            "beta": 0.7,
            "groupSize": SIZE,
            "lengths": lengths.tolist(),
            "labels": labels.tolist(),
            "reference": [old[row, t].item() for row, t in tokens],
            "trainer": [(old + drift)[row, t].item() for row, t in tokens],
            "cases": cases,
        },
        sys.stdout,
        indent=1,
    )


if __name__ == "__main__":
    main()
