"""Makes the golden GGUF files: what gguf-py and Transformers read of them.

blocks.json: for each tensor type random blocks, as bytes, and the float32 values that gguf-py makes
of them, as the bits of each. Bytes are random but for the scales, which are finite; where gguf-py
can quantize, rows of normal numbers too.

*.gguf: tiny random models of every architecture, each with the logits of one text in its .json.
Where Transformers 4.52 reads the file by itself (llama, qwen2) they are of that reading; qwen3 it
does not know yet, so there the tensors that gguf-py decodes are put into the model that the file was
written of. Tokenizers are small BPE ones over all bytes, and one of SentencePiece's kind; the .json
holds texts and their token ids, by Transformers' reading of the file where it heeds the file's
pre-tokenizer (gpt-2 in llama, qwen2 in qwen2, SentencePiece), and else by the tokenizer as the
models' publishers write it.

    pip install torch==2.7.1 transformers==4.52.4 gguf==0.19.0 accelerate
    python tools/golden/make_gguf.py policy/src/test/resources/dev/rondo/policy/gguf
"""

import base64
import json
import pathlib
import random
import sys

import gguf
import numpy
import torch
from gguf import GGMLQuantizationType as Type
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    LlamaConfig,
    LlamaForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

OUT = pathlib.Path(sys.argv[1])
OUT.mkdir(parents=True, exist_ok=True)

# --- blocks ----------------------------------------------------------------------------------------

# Where the half-precision scales of a block stand.
SCALES = {
    Type.Q4_0: [0],
    Type.Q4_1: [0, 2],
    Type.Q5_0: [0],
    Type.Q5_1: [0, 2],
    Type.Q8_0: [0],
    Type.Q4_K: [0, 2],
    Type.Q5_K: [0, 2],
    Type.Q6_K: [208],
}
QUANTIZED = [Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1, Type.Q8_0, Type.BF16]


def random_blocks(kind, count, generator):
    block, size = gguf.GGML_QUANT_SIZES[kind]
    if kind in (Type.F32, Type.F16, Type.BF16):
        count *= 32
    data = generator.integers(0, 256, (count, size), dtype=numpy.uint8)
    for at in SCALES.get(kind, []):
        scales = (generator.standard_normal(count) * 4.0 ** generator.integers(-8, 4, count)).astype(
            numpy.float16
        )
        scales[:3] = [0.0, -0.0, 6e-8]  # zero, negative zero, the smallest there is
        data[:, at : at + 2] = scales.reshape(count, 1).view(numpy.uint8)
    data = data.reshape(1, -1)
    values = gguf.dequantize(data, kind).reshape(-1)
    if not SCALES.get(kind):
        keep = numpy.isfinite(values)
        data = data.reshape(-1, size)[keep].reshape(1, -1)
    return data


def bits(values):
    return base64.b64encode(values.astype("<f4").tobytes()).decode()


def blocks():
    generator = numpy.random.default_rng(12)
    cases = []
    for kind in [Type.F32, Type.F16, Type.BF16, *SCALES]:
        parts = [random_blocks(kind, 12, generator)]
        if kind in QUANTIZED:
            rows = generator.standard_normal((1, 256)).astype(numpy.float32) * numpy.float32(0.1)
            parts.append(gguf.quantize(rows, kind).view(numpy.uint8).reshape(1, -1))
        data = numpy.ascontiguousarray(numpy.concatenate(parts, axis=1))
        values = gguf.dequantize(data, kind).reshape(-1)
        cases.append(
            dict(type=kind.name, bytes=base64.b64encode(data.tobytes()).decode(), bits=bits(values))
        )
    (OUT / "blocks.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


# --- tokenizers ------------------------------------------------------------------------------------

CORPUS = [
    "What is 7*8+5? Let us think step by step. The answer is \\boxed{61}.",
    "You are a helpful assistant. The quick brown fox jumps over the lazy dog; naïve café, 日本語.",
    "def f(x):\n    return x**2\n\n\nfor (int i = 0; i < n; ++i) {\n\t\ta[i] += 1;\n}",
    "don't we'll I'M HTTPServer camelCaseWord 0 10 100 1000 1234567 3.14159 2024-11-28",
] * 3
QWEN2_PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|"
    r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
LLAMA3_PATTERN = QWEN2_PATTERN.replace(r"|\p{N}|", r"|\p{N}{1,3}|")
TEKKEN_PATTERN = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}|"
    r" ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def split(pattern):
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


PRE = {
    "gpt-2": pre_tokenizers.ByteLevel(add_prefix_space=False),
    "smollm": pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    ),
    "qwen2": split(QWEN2_PATTERN),
    "llama-bpe": split(LLAMA3_PATTERN),
    "tekken": split(TEKKEN_PATTERN),
}
WHOLE_WORDS = ["llama-bpe", "tekken"]


def byte_level(pre):
    tokenizer = Tokenizer(models.BPE(ignore_merges=pre in WHOLE_WORDS))
    if pre == "qwen2":
        tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = PRE[pre]
    tokenizer.train_from_iterator(
        CORPUS,
        trainers.BpeTrainer(
            vocab_size=360,
            special_tokens=SPECIAL,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    return tokenizer


def texts(count):
    chance = random.Random(5)
    words = (
        "the quick brown fox answer is naïve café don't we'll I'M ZÜRICH hello camelCaseWord"
        " snake_case HTTPServer x1 3D Élan ﬁne e\u0301 Привет мир שלום नमस्ते ไทย 日本語の文章 中文字符"
        " 한국어 😀👍🏽 👨‍👩‍👧‍👦 🇩🇪 ❤️ f(x)\n\treturn a[i]+=1; \\frac{1}{2} 3.14159 1,000,000 -5% $12.50"
        " (7*8)+5=61 ... !? \"q\" 's ½ ² ٣٤ <|im_end|> <|im_start|>user"
    ).split(" ")
    spaces = [" ", "  ", "   ", "\n", "\n\n", "\t", "\r\n", " \n", "\u00a0", "\u3000", "", "", "1", "22"]
    made = []
    for _ in range(count):
        pieces = [chance.choice(words) + chance.choice(spaces) for _ in range(chance.randint(1, 9))]
        if chance.random() < 0.3:
            pieces.append(str(chance.randint(0, 10 ** chance.randint(1, 9))))
        made.append("".join(pieces))
    return made


TEXTS = texts(200)


# --- models ----------------------------------------------------------------------------------------

TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] +"
    " '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n'"
    " }}{% endif %}"
)
CLASSES = {"llama": LlamaForCausalLM, "qwen2": Qwen2ForCausalLM, "qwen3": Qwen3ForCausalLM}
CONFIGS = {"llama": LlamaConfig, "qwen2": Qwen2Config, "qwen3": Qwen3Config}


def permute(weight, heads):
    """As llama.cpp's converter does for llama: the halves of a rotated pair beside each other."""
    rows = weight.shape[0]
    return (
        weight.reshape(heads, 2, rows // heads // 2, *weight.shape[1:])
        .swapaxes(1, 2)
        .reshape(weight.shape)
    )


def llama3_factors(config):
    scaling = config.rope_scaling
    dimension = config.head_dim
    factors = []
    for i in range(0, dimension, 2):
        wavelength = 2 * numpy.pi * config.rope_theta ** (i / dimension)
        old = scaling["original_max_position_embeddings"]
        if wavelength < old / scaling["high_freq_factor"]:
            factors.append(1)
        elif wavelength > old / scaling["low_freq_factor"]:
            factors.append(scaling["factor"])
        else:
            smooth = (old / wavelength - scaling["low_freq_factor"]) / (
                scaling["high_freq_factor"] - scaling["low_freq_factor"]
            )
            factors.append(1 / ((1 - smooth) / scaling["factor"] + smooth))
    return numpy.array(factors, dtype=numpy.float32)


def sentence_pieces():
    """A vocabulary with scores, all bytes among it."""
    plain = Tokenizer(models.BPE())
    plain.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    plain.train_from_iterator(
        CORPUS, trainers.BpeTrainer(vocab_size=150, show_progress=False)
    )
    pieces = sorted(plain.get_vocab(), key=lambda piece: plain.get_vocab()[piece])
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    kinds = [2, 3, 3] + [6] * 256
    scores = [0.0] * len(tokens)
    merged = [piece for piece in pieces if len(piece) > 1]
    single = [piece for piece in pieces if len(piece) == 1]
    for rank, piece in enumerate(merged + single):
        tokens.append(piece)
        kinds.append(1)
        scores.append(-float(rank))
    return tokens, kinds, scores


def write(name, architecture, config, kinds, pre=None, begin=None, ends=None):
    """kinds: type of the matrices, of the embedding."""
    if pre is None:
        tokens, token_kinds, scores = sentence_pieces()
        merges = None
        ids = dict(bos=1, eos=2, unk=0)
    else:
        tokenizer = byte_level(pre)
        data = json.loads(tokenizer.to_str())["model"]
        tokens = sorted(data["vocab"], key=data["vocab"].get)
        merges = [" ".join(merge) for merge in data["merges"]]
        token_kinds = [3 if token in SPECIAL else 1 for token in tokens]
        scores = None
        ids = dict(bos=1, eos=2, pad=0)
    config = CONFIGS[architecture](
        **{**config, "vocab_size": len(tokens), "bos_token_id": ids["bos"], "eos_token_id": ids["eos"]}
    )
    torch.manual_seed(len(name))
    model = CLASSES[architecture](config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.15)

    writer = gguf.GGUFWriter(OUT / f"{name}.gguf", architecture)
    writer.add_name("Tiny " + architecture)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_theta)
    head = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    if head != config.hidden_size // config.num_attention_heads or architecture == "qwen3":
        writer.add_key_length(head)
        writer.add_value_length(head)
    if architecture == "llama":
        writer.add_rope_dimension_count(head)
        writer.add_vocab_size(config.vocab_size)
    scaling = config.rope_scaling
    if scaling and scaling["rope_type"] == "linear":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(scaling["factor"])
    if scaling and scaling["rope_type"] == "yarn":
        writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
        writer.add_rope_scaling_factor(scaling["factor"])
        writer.add_rope_scaling_orig_ctx_len(scaling["original_max_position_embeddings"])
    writer.add_tokenizer_model("llama" if pre is None else "gpt2")
    if pre:
        writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types(token_kinds)
    if scores:
        writer.add_token_scores(scores)
    if merges:
        writer.add_token_merges(merges)
    writer.add_bos_token_id(ids["bos"])
    writer.add_eos_token_id(ids["eos"])
    if "pad" in ids:
        writer.add_pad_token_id(ids["pad"])
    if "unk" in ids:
        writer.add_unk_token_id(ids["unk"])
    if begin is not None:
        writer.add_add_bos_token(begin)
    if ends is not None:
        writer.add_eot_token_id(ends)
    if pre:
        writer.add_chat_template(TEMPLATE)
    names = gguf.get_tensor_name_map(
        {
            "llama": gguf.MODEL_ARCH.LLAMA,
            "qwen2": gguf.MODEL_ARCH.QWEN2,
            "qwen3": gguf.MODEL_ARCH.QWEN3,
        }[architecture],
        config.num_hidden_layers,
    )
    decoded = {}
    if scaling and scaling["rope_type"] == "llama3":
        writer.add_tensor("rope_freqs.weight", llama3_factors(config))
    for key, value in model.state_dict().items():
        if key == "lm_head.weight" and config.tie_word_embeddings:
            continue
        array = value.numpy().copy()
        if architecture == "llama" and key.endswith("q_proj.weight"):
            array = permute(array, config.num_attention_heads)
        if architecture == "llama" and key.endswith("k_proj.weight"):
            array = permute(array, config.num_key_value_heads)
        kind = Type.F32 if array.ndim == 1 else kinds["embed" if "embed" in key else "matrix"]
        if kind in (Type.Q4_K, Type.Q5_K, Type.Q6_K):  # gguf-py cannot quantize to these
            generator = numpy.random.default_rng(len(key))
            block, size = gguf.GGML_QUANT_SIZES[kind]
            data = generator.integers(0, 256, (array.shape[0], array.shape[1] // block, size))
            data = data.astype(numpy.uint8)
            for at in SCALES[kind]:
                scale = numpy.float16(0.0007 if kind == Type.Q6_K else 0.0004)
                data[:, :, at : at + 2] = numpy.array([scale]).view(numpy.uint8)
            data = data.reshape(array.shape[0], -1)
        else:
            data = gguf.quantize(array, kind)
        if kind == Type.BF16:
            data = data.view(numpy.uint8)
        plain = gguf.dequantize(data, kind).reshape(array.shape)
        stem, _, suffix = key.rpartition(".")
        writer.add_tensor(
            names.get_name(stem) + "." + suffix,
            data,
            raw_dtype=None if kind in (Type.F32, Type.F16) else kind,
        )
        if architecture == "llama" and ("q_proj" in key or "k_proj" in key):
            heads = config.num_attention_heads if "q_proj" in key else config.num_key_value_heads
            rows = plain.shape[0]
            plain = plain.reshape(heads, rows // heads // 2, 2, -1).swapaxes(1, 2).reshape(plain.shape)
        decoded[key] = torch.from_numpy(numpy.ascontiguousarray(plain))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

    # What Transformers reads by itself, and beside it the tensors by gguf-py.
    if config.tie_word_embeddings:
        decoded["lm_head.weight"] = decoded["model.embed_tokens.weight"]
    own = CLASSES[architecture](config).eval()
    own.load_state_dict(decoded)
    text = torch.tensor([[(7 * i * i + 3 * i + 11) % len(tokens) for i in range(48)]])
    with torch.no_grad():
        logits = own(text).logits[0]
    by_itself = architecture != "qwen3" and not scaling and head * config.num_attention_heads == config.hidden_size
    if by_itself:
        read = AutoModelForCausalLM.from_pretrained(
            OUT, gguf_file=f"{name}.gguf", torch_dtype=torch.float32
        ).eval()
        with torch.no_grad():
            theirs = read(text).logits[0]
        difference = float((theirs - logits).abs().max())
        assert difference < 1e-5, (name, difference)
        logits = theirs
    logprobs = torch.log_softmax(logits.double(), -1)[:-1].gather(1, text[0, 1:, None])[:, 0]

    # Token ids.
    if pre is None or (architecture, pre) in [("llama", "gpt-2"), ("qwen2", "qwen2")]:
        reference = AutoTokenizer.from_pretrained(OUT, gguf_file=f"{name}.gguf").backend_tokenizer
        source = "Transformers"
    else:
        reference = tokenizer
        source = "publisher"
    encoded = [e.ids for e in reference.encode_batch(TEXTS, add_special_tokens=False)]
    case = dict(
        architecture=architecture,
        logits_by="Transformers" if by_itself else "gguf-py",
        tokens_by=source,
        text=text[0].tolist(),
        logprobs=[float(f"{x:.8g}") for x in logprobs.tolist()],
        last_logits=[float(f"{x:.7g}") for x in logits[-1].tolist()],
        ids=encoded,
    )
    (OUT / f"{name}.json").write_text(json.dumps(case, separators=(",", ":")) + "\n")
    print(name, sum(p.numel() for p in model.parameters()), "weights", case["logits_by"], source)


SMALL = dict(
    hidden_size=64,
    intermediate_size=96,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=256,
    rms_norm_eps=1e-5,
    rope_theta=1e4,
    tie_word_embeddings=True,
)
LLAMA3 = dict(
    rope_type="llama3",
    factor=8.0,
    low_freq_factor=1.0,
    high_freq_factor=4.0,
    original_max_position_embeddings=64,
)
YARN = dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=64)

blocks()
write(
    "llama-gpt2",
    "llama",
    SMALL,
    dict(matrix=Type.Q4_1, embed=Type.Q8_0),
    pre="gpt-2",
    begin=False,
)
write(
    "llama-smollm",
    "llama",
    {**SMALL, "num_hidden_layers": 1, "tie_word_embeddings": False},
    dict(matrix=Type.Q5_1, embed=Type.Q4_0),
    pre="smollm",
    begin=False,
)
write(
    "llama-llama3",
    "llama",
    {**SMALL, "rope_theta": 5e5, "rope_scaling": LLAMA3, "head_dim": 24},
    dict(matrix=Type.F16, embed=Type.BF16),
    pre="llama-bpe",
    ends=0,
)
write(
    "mistral",
    "llama",
    {**SMALL, "num_key_value_heads": 4, "tie_word_embeddings": False, "rope_theta": 1e6},
    dict(matrix=Type.Q8_0, embed=Type.Q5_0),
)
write(
    "mistral-tekken",
    "llama",
    {**SMALL, "num_hidden_layers": 1, "head_dim": 32, "rope_scaling": dict(rope_type="linear", factor=2.0)},
    dict(matrix=Type.Q4_0, embed=Type.F16),
    pre="tekken",
)
write(
    "qwen2",
    "qwen2",
    {**SMALL, "num_hidden_layers": 1, "num_key_value_heads": 1, "rope_theta": 1e6},
    dict(matrix=Type.Q5_0, embed=Type.Q4_1),
    pre="qwen2",
    begin=False,
)
write(
    "qwen2-untied",
    "qwen2",
    {
        **SMALL,
        "hidden_size": 256,
        "intermediate_size": 256,
        "num_hidden_layers": 1,
        "tie_word_embeddings": False,
    },
    dict(matrix=Type.Q4_K, embed=Type.Q6_K),
    pre="qwen2",
    begin=False,
)
write(
    "qwen3",
    "qwen3",
    {**SMALL, "head_dim": 32, "rope_theta": 1e6, "rope_scaling": YARN},
    dict(matrix=Type.Q8_0, embed=Type.Q8_0),
    pre="qwen2",
    begin=False,
)
write(
    "qwen3-k",
    "qwen3",
    {
        **SMALL,
        "hidden_size": 256,
        "intermediate_size": 256,
        "num_hidden_layers": 1,
        "head_dim": 64,
        "tie_word_embeddings": False,
    },
    dict(matrix=Type.Q5_K, embed=Type.Q5_1),
    pre="qwen2",
    begin=False,
)
(OUT / "texts.json").write_text(json.dumps(TEXTS, separators=(",", ":")) + "\n")
