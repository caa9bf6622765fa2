"""Makes the golden checkpoint: a folder as it would be downloaded, with what Transformers makes of
it. A random Llama with llama3 rope scaling, bfloat16 weights in three shards with an index, a small
byte-level BPE tokenizer, a chat template and two end tokens.

Beside it, prompts.json: chat templates that use the constructs of Qwen2.5, Qwen3 and Llama 3, with
the prompts and token ids that Transformers' apply_chat_template gives, and plain texts.

    pip install torch==2.7.1 transformers==4.52.4
    python tools/golden/make_checkpoint.py \
        policy/src/test/resources/dev/rondo/policy/golden-checkpoint
"""

import json
import pathlib
import sys

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

SPECIAL = ["<|begin|>", "<|end|>", "<|im_start|>", "<|im_end|>", "<|pad|>"]
CORPUS = [
    "What is 7*8+5? Let us think step by step. The answer is \\boxed{61}.",
    "<think> 12 + 30 = 42 </think> so the result of the sum is 42, and its last digit is 2.",
    "Please reason step by step, and put your final answer within \\boxed{}.",
    "You are a helpful assistant. The quick brown fox jumps over the lazy dog; naïve café, 日本語.",
    "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 100 1000 3.14159",
]

CHATML = """{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {{- tools | tojson }}
{%- else %}
    {%- if messages[0]['role'] == 'system' %}
        {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
    {%- else %}
        {{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}
    {%- endif %}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "tool" %}
        {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != "tool") %}
            {{- '<|im_start|>user' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
"""

THINKING = """{%- if messages[0].role == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
{%- endif %}
{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}
        {%- set content = message.content %}
    {%- else %}
        {%- set content = '' %}
    {%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if '</think>' in content %}
            {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index %}
            {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content }}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}
"""

HEADERS = """{{- bos_token }}
{%- if custom_tools is defined %}
    {%- set tools = custom_tools %}
{%- endif %}
{%- if not date_string is defined %}
    {%- set date_string = "26 Jul 2024" %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}

{#- The system message is taken out, to be put into its own block. #}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}

{{- "<|im_start|>system<|im_end|>\\n\\n" }}
{%- if tools is not none %}
    {{- "Environment: ipython\\n" }}
{%- endif %}
{{- "Today Date: " + date_string + "\\n\\n" }}
{{- system_message }}
{{- "<|end|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|im_start|>' + message['role'] + '<|im_end|>\\n\\n'+ message['content'] | trim + '<|end|>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant<|im_end|>\\n\\n' }}
{%- endif %}
"""

INSTRUCTION = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}"
    "{% endif %}{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}"
    "{% elif message['role'] == 'assistant' %}{{ message['content'] + eos_token}}"
    "{% else %}{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}"
    "{% endfor %}"
)

SIMPLE = """{% for message in messages %}
  {% if loop.first and messages[0]['role'] != 'system' %}
{{ '<|im_start|>system\\nYou are a helpful assistant<|im_end|>\\n' }}
  {% endif %}
{{ '<|im_start|>' + message['role'] + '\\n' + message['content'].strip() + '<|im_end|>' + '\\n' }}{% endfor %}
{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"""

TEMPLATES = {
    "chatml": CHATML,
    "thinking": THINKING,
    "headers": HEADERS,
    "instruction": INSTRUCTION,
    "simple": SIMPLE,
}
CASES = [
    ("", "What is 7*8+5?"),
    ("You are a helpful assistant.", "What is 12 + 30?\nPut your answer within \\boxed{}."),
    ("  Be brief. ", "  naïve café 日本語 <|im_end|> {{ x }} {% if %} \\n  "),
]

out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)

raw = Tokenizer(models.BPE())
raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
raw.decoder = decoders.ByteLevel()
raw.train_from_iterator(
    CORPUS,
    trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    ),
)
raw.post_processor = processors.TemplateProcessing(
    single="<|begin|> $A", special_tokens=[("<|begin|>", 0)]
)
tokenizer = PreTrainedTokenizerFast(
    tokenizer_object=raw, bos_token="<|begin|>", eos_token="<|im_end|>", pad_token="<|pad|>"
)
tokenizer.chat_template = THINKING
vocabulary = -(-len(tokenizer) // 64) * 64

torch.manual_seed(7)
config = LlamaConfig(
    vocab_size=vocabulary,
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    head_dim=16,
    max_position_embeddings=512,
    rope_theta=500_000.0,
    rope_scaling=dict(
        rope_type="llama3",
        factor=8.0,
        low_freq_factor=1.0,
        high_freq_factor=4.0,
        original_max_position_embeddings=64,
    ),
    tie_word_embeddings=True,
    bos_token_id=0,
    eos_token_id=[3, 1],
    pad_token_id=4,
)
model = LlamaForCausalLM(config).eval()
with torch.no_grad():
    for parameter in model.parameters():
        parameter.add_(torch.randn_like(parameter) * 0.12)
model = model.to(torch.bfloat16)
model.generation_config.eos_token_id = [3, 1]
model.generation_config.do_sample = True
model.generation_config.temperature = 0.6
model.save_pretrained(out, max_shard_size="40KB")
tokenizer.save_pretrained(out)

cases = []
for name, template in TEMPLATES.items():
    for system, question in CASES:
        if system and name == "instruction":
            continue
        messages = ([{"role": "system", "content": system}] if system else []) + [
            {"role": "user", "content": question}
        ]
        text = tokenizer.apply_chat_template(
            messages, chat_template=template, tokenize=False, add_generation_prompt=True
        )
        ids = tokenizer.apply_chat_template(
            messages, chat_template=template, add_generation_prompt=True
        )
        cases.append(
            dict(template=name, system=system, question=question, text=text, ids=ids)
        )
plain = [dict(text=text, ids=tokenizer(text)["input_ids"]) for text in CORPUS]

model = LlamaForCausalLM.from_pretrained(out, torch_dtype=torch.float32).eval()
ids = torch.tensor([tokenizer(" ".join(CORPUS))["input_ids"][:100]])
with torch.no_grad():
    logits = model(ids).logits[0]
    greedy = model.generate(
        ids[:, :10], max_new_tokens=32, do_sample=False, eos_token_id=None, temperature=None
    )
chosen = torch.log_softmax(logits.double(), -1)[:-1].gather(1, ids[0, 1:, None])[:, 0]
(out / "prompts.json").write_text(
    json.dumps(
        dict(
            templates=TEMPLATES,
            chats=cases,
            plain=plain,
            text=ids[0].tolist(),
            logprobs=[float(f"{x:.7g}") for x in chosen.tolist()],
            greedy=greedy[0, 10:].tolist(),
        ),
        ensure_ascii=False,
        separators=(",", ":"),
    )
    + "\n"
)
