"""New tokens per second of vLLM's CPU build: the same batch and lengths as benchmarks/run sampling.

    python vllm_generate.py CHECKPOINT PROBLEMS GROUP_SIZE PROMPT_TOKENS NEW_TOKENS REPETITIONS

Prompts are random ids; sampling at temperature 1 without cuts; no token ends a response. The time
includes reading the prompts, as it does for Rondo. Threads and memory come from vLLM's own variables
(VLLM_CPU_OMP_THREADS_BIND, VLLM_CPU_KVCACHE_SPACE).
"""
import random
import sys
import time

from vllm import LLM, SamplingParams


def main() -> None:
    checkpoint = sys.argv[1]
    problems, group, prompt, new, repetitions = map(int, sys.argv[2:7])
    model = LLM(
        model=checkpoint, dtype="bfloat16", max_model_len=prompt + new + 8, max_num_seqs=problems * group,
        enable_prefix_caching=False, disable_log_stats=True, seed=1,
    )
    vocabulary = model.get_tokenizer().vocab_size
    chance = random.Random(1)
    rates = []
    for repetition in range(repetitions + 1):
        prompts = [
            {"prompt_token_ids": [chance.randrange(vocabulary) for _ in range(prompt)]} for _ in range(problems)
        ]
        config = SamplingParams(
            n=group, temperature=1.0, top_p=1.0, top_k=-1, max_tokens=new, ignore_eos=True, detokenize=False
        )
        start = time.perf_counter()
        outputs = model.generate(prompts, config, use_tqdm=False)
        seconds = time.perf_counter() - start
        tokens = sum(len(sample.token_ids) for output in outputs for sample in output.outputs)
        print(f"  vLLM generate: {tokens} tokens in {seconds:.2f} s, {tokens / seconds:.1f} tokens/s", flush=True)
        if repetition > 0:  # the first one warms up
            rates.append(tokens / seconds)
    print(f"vLLM generate, bfloat16: {sorted(rates)[len(rates) // 2]:.1f} tokens/s")


if __name__ == "__main__":
    main()
