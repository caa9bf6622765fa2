"""New tokens per second of transformers' generate: the same batch and lengths as benchmarks/run.

    python transformers_generate.py CHECKPOINT PROBLEMS GROUP_SIZE PROMPT_TOKENS NEW_TOKENS THREADS REPETITIONS [DEVICE]

Prompts are random ids; sampling at temperature 1 without cuts; no token ends a response. The time
includes reading the prompts, as it does for Rondo.
"""
import sys
import time

import torch
from transformers import AutoModelForCausalLM, GenerationConfig


def main() -> None:
    checkpoint = sys.argv[1]
    problems, group, prompt, new, threads, repetitions = map(int, sys.argv[2:8])
    device = sys.argv[8] if len(sys.argv) > 8 else "cpu"
    torch.set_num_threads(threads)
    model = AutoModelForCausalLM.from_pretrained(checkpoint).to(device, torch.bfloat16).eval()
    generator = torch.Generator().manual_seed(1)
    ids = torch.randint(0, model.config.vocab_size, (problems, prompt), generator=generator).to(device)
    config = GenerationConfig(
        do_sample=True, temperature=1.0, top_k=0, top_p=1.0, max_new_tokens=new,
        min_new_tokens=new, num_return_sequences=group, eos_token_id=None, pad_token_id=0,
    )
    rates = []
    with torch.inference_mode():
        model.generate(ids, attention_mask=torch.ones_like(ids), generation_config=GenerationConfig(
            do_sample=True, top_k=0, max_new_tokens=4, num_return_sequences=group, pad_token_id=0))
        for _ in range(repetitions):
            start = time.perf_counter()
            out = model.generate(ids, attention_mask=torch.ones_like(ids), generation_config=config)
            seconds = time.perf_counter() - start
            tokens = out.shape[0] * (out.shape[1] - prompt)
            rates.append(tokens / seconds)
            print(f"  transformers generate: {tokens} tokens in {seconds:.2f} s, {rates[-1]:.1f} tokens/s", flush=True)
    print(f"transformers generate, bfloat16: {sorted(rates)[len(rates) // 2]:.1f} tokens/s")


if __name__ == "__main__":
    main()
