"""Loads a policy that Rondo published with Transformers' from_pretrained and compares it with the
checkpoint it came from: the largest difference of their logits, in float32, on a random text. For a
base policy that was not trained it is 0; for float32 copies of bfloat16 weights too.

    pip install torch==2.7.1 transformers==4.52.4
    python tools/compare_with_transformers.py CHECKPOINT RUN/policies/round-000000
"""

import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

checkpoint, published = [
    AutoModelForCausalLM.from_pretrained(path, torch_dtype=torch.float32).eval()
    for path in sys.argv[1:3]
]
tokenizers = [AutoTokenizer.from_pretrained(path) for path in sys.argv[1:3]]
text = "What is 7*8+5? 日本語"
assert tokenizers[0](text)["input_ids"] == tokenizers[1](text)["input_ids"], "tokenizers differ"
ids = torch.randint(
    0, checkpoint.config.vocab_size, (2, 300), generator=torch.Generator().manual_seed(1)
)
with torch.no_grad():
    difference = (checkpoint(ids).logits - published(ids).logits).abs().max()
print(f"{published.config.model_type}, largest difference of the logits: {float(difference):.3g}")
