"""A plain PyTorch/Transformers update by PACS: the peer of `benchmarks/run training`.

Same loss, one forward pass, activations of each layer recomputed (gradient checkpointing), AdamW.
Modes: autocast (float32 masters, bfloat16 compute: what the trainer does) and bfloat16 (everything
bfloat16, optimizer included: less work than the trainer does).
Needs torch 2.7.1 and transformers 4.52.4.
"""

import argparse
import contextlib
import resource
import time

import torch
from transformers import AutoConfig, AutoModelForCausalLM

parser = argparse.ArgumentParser()
parser.add_argument("--checkpoint", required=True, help="folder with config.json; weights are random")
parser.add_argument("--group-size", type=int, default=8)
parser.add_argument("--prompt-tokens", type=int, default=128)
parser.add_argument("--response-tokens", type=int, default=384)
parser.add_argument("--mode", choices=["autocast", "bfloat16", "float32"], default="autocast")
parser.add_argument("--recompute", action="store_true")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--repetitions", type=int, default=2)
given = parser.parse_args()

torch.set_num_threads(given.threads)
torch.manual_seed(0)
dtype = torch.bfloat16 if given.mode == "bfloat16" else torch.float32
config = AutoConfig.from_pretrained(given.checkpoint)
model = AutoModelForCausalLM.from_config(config, torch_dtype=dtype, attn_implementation="sdpa")
model.train()
if given.recompute:
    model.gradient_checkpointing_enable({"use_reentrant": False})
model.config.use_cache = False
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-6, weight_decay=0, fused=True)
length = given.prompt_tokens + given.response_tokens
ids = torch.randint(0, config.vocab_size, (given.group_size, length))
rewards = torch.arange(given.group_size) % 2 * 1.0
weights = torch.full([given.group_size], 1.0)


def update():
    mixed = torch.autocast("cpu", torch.bfloat16) if given.mode == "autocast" else contextlib.nullcontext()
    with mixed:
        logits = model(input_ids=ids, logits_to_keep=given.response_tokens + 1).logits
    logprobs = torch.log_softmax(logits[:, :-1].float(), -1)
    chosen = logprobs.gather(-1, ids[:, given.prompt_tokens :, None]).squeeze(-1)
    implicit = (chosen - chosen.detach()).sum(-1)
    psi = implicit - (implicit.sum() - implicit) / (given.group_size - 1)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(psi, rewards, weights)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)


update()
rates = []
for repetition in range(given.repetitions):
    start = time.perf_counter()
    update()
    rates.append(given.group_size * length / (time.perf_counter() - start))
    print(f"  {given.mode}, repetition {repetition + 1}: {rates[-1]:.1f} tokens/s", flush=True)
rates.sort()
print(f"transformers {given.mode}: {rates[len(rates) // 2]:.1f} tokens/s")
print(f"Peak resident memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB")
