"""Makes the golden cases of every architecture and rope type with Hugging Face Transformers.

Each case is a random model of a few ten thousand weights: its config.json as Transformers writes
it, and what Transformers computes from it in float32. The weights are not stored: element i of a
tensor is a function of (tensor name, i) that this script and the test compute alike, see weight().

A case holds a text of 320 tokens, the logits at some of its positions, the log-probability of each
of its tokens, and 64 greedy tokens after its first 40 with the distance of the two highest logits
at each.

    pip install torch==2.7.1 transformers==4.52.4
    python tools/golden/make_architectures.py \
        policy/src/test/resources/dev/rondo/policy/golden-architectures
"""

import hashlib
import json
import pathlib
import sys

import numpy
import torch
from transformers import AutoModelForCausalLM, LlamaConfig, MistralConfig, Qwen2Config, Qwen3Config

VOCABULARY = 96
TOKENS = 320
POSITIONS = [0, 1, 7, 40, 127, 255, 319]
PROMPT = 40
GREEDY = 64

COMMON = dict(
    vocab_size=VOCABULARY,
    hidden_size=40,
    intermediate_size=56,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=512,
    rms_norm_eps=1e-6,
    eos_token_id=1,
    bos_token_id=2,
    pad_token_id=0,
)
LLAMA3 = dict(
    rope_type="llama3",
    factor=8.0,
    low_freq_factor=1.0,
    high_freq_factor=4.0,
    original_max_position_embeddings=64,
)
YARN = dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=128)

CASES = {
    "qwen2-tied": Qwen2Config(**COMMON, tie_word_embeddings=True, rope_theta=1e6),
    "qwen2-untied-yarn": Qwen2Config(
        **COMMON, tie_word_embeddings=False, rope_theta=1e6, rope_scaling=YARN
    ),
    "qwen3-tied": Qwen3Config(**COMMON, head_dim=16, tie_word_embeddings=True, rope_theta=1e6),
    "qwen3-untied-linear": Qwen3Config(
        **{**COMMON, "num_key_value_heads": 1},
        head_dim=24,
        tie_word_embeddings=False,
        rope_scaling=dict(rope_type="linear", factor=2.5),
    ),
    "llama-untied": LlamaConfig(
        **{**COMMON, "num_key_value_heads": 4, "rms_norm_eps": 1e-5},
        tie_word_embeddings=False,
    ),
    "llama-tied-llama3": LlamaConfig(
        **COMMON, head_dim=12, tie_word_embeddings=True, rope_theta=5e5, rope_scaling=LLAMA3
    ),
    "llama-untied-yarn": LlamaConfig(
        **COMMON,
        head_dim=32,
        tie_word_embeddings=False,
        rope_scaling=dict(**YARN, beta_fast=16.0, beta_slow=2.0, attention_factor=1.3),
    ),
    "mistral-untied": MistralConfig(
        **COMMON, head_dim=16, tie_word_embeddings=False, rope_theta=1e6, sliding_window=None
    ),
}


def weight(name, shape):
    """Uniform numbers by the finaliser of SplitMix64; exact in float32, as all scales are powers
    of two. Norm gains spread around 1."""
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    count = int(numpy.prod(shape))
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(key) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(
            0x9E3779B97F4A7C15
        )
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
    unit = (z >> numpy.uint64(40)).astype(numpy.float64) * 2.0**-24 - 0.5
    if name.endswith("norm.weight"):
        values = 1 + unit * 0.5
    elif name.endswith("bias"):
        values = unit
    elif "embed_tokens" in name or "lm_head" in name:
        values = unit * 2
    else:
        values = unit
    return torch.from_numpy(values.astype(numpy.float32).reshape(shape))


def rounded(values):
    return [float(f"{x:.7g}") for x in values]


def case(name, config):
    config.torch_dtype = "float32"
    model = AutoModelForCausalLM.from_config(config, torch_dtype=torch.float32).eval()
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            parameter.copy_(weight(key, tuple(parameter.shape)))
        generator = torch.Generator().manual_seed(len(name))
        text = torch.randint(2, VOCABULARY, (1, TOKENS), generator=generator)
        logits = model(text).logits[0]
        logprobs = torch.log_softmax(logits.double(), -1)
        chosen = logprobs[:-1].gather(1, text[0, 1:, None])[:, 0]
        ids = text[:, :PROMPT]
        gaps = []
        for _ in range(GREEDY):
            top = model(ids).logits[0, -1].topk(2)
            gaps.append(float(top.values[0] - top.values[1]))
            ids = torch.cat([ids, top.indices[:1][None]], 1)
        greedy = ids[0, PROMPT:].tolist()
    peak = float(torch.softmax(logits, -1).max(-1).values.mean())
    print(
        f"{name}: {sum(p.numel() for p in model.parameters())} weights, mean highest probability"
        f" {peak:.2f}, {len(set(greedy))} distinct greedy tokens, smallest gap {min(gaps):.4f}"
    )
    return {
        "name": name,
        "config": json.loads(config.to_json_string(use_diff=True)),
        "text": text[0].tolist(),
        "positions": POSITIONS,
        "logits": [rounded(logits[p].tolist()) for p in POSITIONS],
        "logprobs": rounded(chosen.tolist()),
        "greedy": greedy,
        "gaps": rounded(gaps),
    }


out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
for name, config in CASES.items():
    text = json.dumps(case(name, config), separators=(",", ":"))
    (out / f"{name}.json").write_text(text + "\n")
