"""Tokens per second of a GRPO optimizer step of TRL: the peer of `benchmarks/run training --shape tiny`.

Generation and rewards are replaced by random rollouts made beforehand; what is timed is the
trainer's own step: loss forward and backward over its micro-batches, clipping, AdamW. float32.
Needs torch 2.7.1, transformers 4.52.4 and trl 0.18.2.
"""

import argparse
import tempfile
import time

import torch
from datasets import Dataset
from tokenizers import Tokenizer, models
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast, TrainerCallback
from trl import GRPOConfig, GRPOTrainer

parser = argparse.ArgumentParser()
parser.add_argument("--checkpoint", required=True, help="folder that benchmarks/run checkpoint made")
parser.add_argument("--groups", type=int, default=8)
parser.add_argument("--group-size", type=int, default=8)
parser.add_argument("--prompt-tokens", type=int, default=16)
parser.add_argument("--response-tokens", type=int, default=64)
parser.add_argument("--shortest-response-tokens", type=int, default=0, help="0: all are equal")
parser.add_argument("--per-device", type=int, default=64, help="sequences of a micro-batch")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--repetitions", type=int, default=7)
given = parser.parse_args()

torch.set_num_threads(given.threads)
torch.manual_seed(0)
sequences = given.groups * given.group_size
shortest = given.shortest_response_tokens or given.response_tokens
# As benchmarks/run training has them.
lengths = [shortest + i * 37 % (given.response_tokens - shortest + 1) for i in range(sequences)]
warm_up = 2
model = AutoModelForCausalLM.from_pretrained(given.checkpoint, torch_dtype=torch.float32)
vocabulary = model.config.vocab_size
words = {f"w{i}": i for i in range(vocabulary)}
tokenizer = PreTrainedTokenizerFast(
    tokenizer_object=Tokenizer(models.WordLevel(words, unk_token="w0")), pad_token="w0", eos_token="w1"
)


class Prepared(GRPOTrainer):
    """Takes ready rollouts instead of generating them."""

    def _generate_and_score_completions(self, inputs):
        count = len(inputs)
        assert count == sequences, "all rollouts of an update are made at once, and padded together"
        rewards = (torch.arange(count) % 2).float()
        return {
            "prompt_ids": torch.randint(0, vocabulary, (count, given.prompt_tokens)),
            "prompt_mask": torch.ones(count, given.prompt_tokens, dtype=torch.long),
            "completion_ids": torch.randint(0, vocabulary, (count, given.response_tokens)),
            "completion_mask": (
                torch.arange(given.response_tokens)[None] < torch.tensor(lengths)[:, None]
            ).long(),
            "advantages": (rewards - 0.5) * 2,
            "old_per_token_logps": None,
        }


class Clock(TrainerCallback):
    def __init__(self):
        self.seconds = []

    def on_step_begin(self, *_, **__):
        self.start = time.perf_counter()

    def on_step_end(self, *_, **__):
        self.seconds.append(time.perf_counter() - self.start)


clock = Clock()
with tempfile.TemporaryDirectory() as out:
    trainer = Prepared(
        model=model,
        reward_funcs=lambda completions, **_: [0.0] * len(completions),
        args=GRPOConfig(
            output_dir=out,
            use_cpu=True,
            bf16=False,
            per_device_train_batch_size=given.per_device,
            gradient_accumulation_steps=sequences // given.per_device,
            num_generations=given.group_size,
            max_prompt_length=given.prompt_tokens,
            max_completion_length=given.response_tokens,
            max_steps=warm_up + given.repetitions,
            beta=0.0,
            learning_rate=1e-6,
            logging_steps=1000,
            save_strategy="no",
            report_to=[],
            disable_tqdm=True,
        ),
        train_dataset=Dataset.from_list([{"prompt": "w1"}] * sequences),
        processing_class=tokenizer,
        callbacks=[clock],
    )
    trainer.train()
tokens = sequences * given.prompt_tokens + sum(lengths)
rates = [tokens / seconds for seconds in clock.seconds[warm_up:]]
for repetition, rate in enumerate(rates):
    print(f"  TRL, repetition {repetition + 1}: {rate:.1f} tokens/s")
rates.sort()
print(
    f"TRL GRPO step, {sequences} sequences of {given.prompt_tokens} + {shortest} to {given.response_tokens} tokens,"
    f" {given.per_device} a micro-batch: {rates[len(rates) // 2]:.1f} tokens/s (median of {len(rates)})"
)
