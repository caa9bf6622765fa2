"""Opens what Rondo published with Transformers and compares it with what Rondo says of it.

    pip install torch==2.7.1 transformers==4.52.4 pyarrow
    python tools/compare_with_transformers.py RUN/policies/round-000001 [--rollouts RUN/rollouts/round-000002]
        [--checkpoint DIR] [--adapter]

Prints the largest differences, in float32, of

- log-probs: those in the rollouts that the policy sampled, against Transformers' of the same tokens
  (--rollouts; temperature 1);
- logits: against the checkpoint that the run started from (--checkpoint). 0 for a base policy that
  was not trained;
- logits: of the checkpoint with the policy's adapter, opened by the library PEFT (pip install
  peft), against the published weights (--adapter; needs --checkpoint).
"""

import argparse
import glob

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

arguments = argparse.ArgumentParser()
arguments.add_argument("policy")
arguments.add_argument("--rollouts")
arguments.add_argument("--checkpoint")
arguments.add_argument("--adapter", action="store_true")
given = arguments.parse_args()


def load(path):
    return AutoModelForCausalLM.from_pretrained(path, torch_dtype=torch.float32).eval()


def report(what, difference):
    print(f"{published.config.model_type}, {what}: largest difference {float(difference):.3g}")


torch.set_grad_enabled(False)
published = load(given.policy)
if given.rollouts:
    import pyarrow.parquet

    largest, tokens = 0.0, 0
    for shard in sorted(glob.glob(given.rollouts + "/shard-*.parquet")):
        for row in pyarrow.parquet.read_table(shard).to_pylist():
            prompt, response = row["promptTokens"], row["responseTokens"]
            logits = published(torch.tensor([prompt + response])).logits[0, len(prompt) - 1 : -1]
            logprobs = logits.log_softmax(-1).gather(1, torch.tensor(response)[:, None])[:, 0]
            behavior = torch.tensor(row["behaviorLogprobs"])
            largest = max(largest, float((logprobs - behavior).abs().max()))
            tokens += len(response)
    report(f"log-probs of {tokens} tokens", largest)
if given.checkpoint:
    tokenizers = [AutoTokenizer.from_pretrained(path) for path in (given.checkpoint, given.policy)]
    text = "What is 7*8+5? 日本語"
    assert tokenizers[0](text)["input_ids"] == tokenizers[1](text)["input_ids"], "tokenizers differ"
    seed = torch.Generator().manual_seed(1)
    ids = torch.randint(0, published.config.vocab_size, (2, 300), generator=seed)
    base = load(given.checkpoint)
    report("logits against the checkpoint", (base(ids).logits - published(ids).logits).abs().max())
    if given.adapter:
        from peft import PeftModel

        adapted = PeftModel.from_pretrained(base, given.policy + "/adapter")
        report("logits of PEFT", (adapted(ids).logits - published(ids).logits).abs().max())
