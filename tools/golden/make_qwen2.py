"""Makes the golden fixture of the policy module with Hugging Face Transformers.

A qwen2 model of random weights (biases and norm gains too), in the files in which Transformers
saves it, with the logits and the greedy continuation that Transformers computes. The tests compare
the policy program with them; they need no Python.

    pip install torch==2.7.1 transformers==4.52.4
    python tools/golden/make_qwen2.py policy/src/test/resources/dev/rondo/policy/golden-qwen2
"""

import json
import pathlib
import sys

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

out = pathlib.Path(sys.argv[1])
torch.manual_seed(20)
config = Qwen2Config(
    vocab_size=64,
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=64,
    rms_norm_eps=1e-6,
    rope_theta=1_000_000.0,
    tie_word_embeddings=False,
    eos_token_id=1,
    pad_token_id=0,
)
model = Qwen2ForCausalLM(config).eval()
with torch.no_grad():
    for weight in model.parameters():
        weight.add_(torch.randn_like(weight) * 0.15)
model.save_pretrained(out, safe_serialization=True)

prompts = [[5, 17, 42, 9, 63, 2, 30], [11, 7, 3], [60] + list(range(2, 41))]
cases = []
with torch.no_grad():
    for prompt in prompts:
        ids = torch.tensor([prompt])
        logits = model(ids).logits[0]
        greedy = model.generate(
            ids, attention_mask=torch.ones_like(ids), max_new_tokens=16, do_sample=False
        )
        cases.append(
            {
                "prompt": prompt,
                "logits": [[round(float(x), 6) for x in row] for row in logits],
                "greedy": greedy[0, len(prompt):].tolist(),
            }
        )
(out / "expected.json").write_text(
    "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n"
)
