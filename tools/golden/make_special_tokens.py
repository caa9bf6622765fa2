"""Makes the golden special tokens: what Transformers' AutoTokenizer gives a chat template as
variables, for settings as checkpoints have them.

    python3 tools/golden/make_special_tokens.py \
        policy/src/test/resources/dev/rondo/policy/golden-checkpoint/tokenizer.json \
        policy/src/test/resources/dev/rondo/policy/text/special-tokens.json

Made with Transformers 4.52.4. A list of cases: settings (tokenizer_config.json), map
(special_tokens_map.json, or null), modelType (of config.json, or null) and tokens.
"""

import json
import pathlib
import shutil
import sys
import tempfile

from transformers import AutoTokenizer

BOS = {"__type": "AddedToken", "content": "<B>", "lstrip": False, "normalized": False,
       "rstrip": False, "single_word": False}
PLAIN_BOS = {k: v for k, v in BOS.items() if k != "__type"}
DECODER = {"0": {"content": "<x>", "lstrip": False, "normalized": False, "rstrip": False,
                 "single_word": False, "special": True}}
CLASSES = ["PreTrainedTokenizerFast", "LlamaTokenizer", "LlamaTokenizerFast",
           "Qwen2Tokenizer", "Qwen2TokenizerFast", "GPT2Tokenizer", "GPTNeoXTokenizer",
           "CodeGenTokenizer", "GemmaTokenizer", "CohereTokenizer", "BloomTokenizerFast"]


def cases():
    for name in CLASSES:
        yield {"tokenizer_class": name}, None, None
        yield {"tokenizer_class": name, "bos_token": None, "eos_token": "<E>",
               "add_bos_token": False}, None, None
        yield {"tokenizer_class": name, "added_tokens_decoder": DECODER}, {"bos_token": "<M>"}, None
        yield {"tokenizer_class": name, "bos_token": BOS}, {"bos_token": "<M>"}, None
    for model in ("llama", "mistral", "qwen2", "qwen3"):
        yield {}, None, model
        yield {"pad_token": "<P>", "bos_token": BOS}, {"unk_token": {**PLAIN_BOS}}, model
        yield {"tokenizer_class": "PreTrainedTokenizerFast"}, {"mask_token": "<K>"}, model
    base = {"tokenizer_class": "PreTrainedTokenizerFast"}
    yield {**base, "additional_special_tokens": ["<a>", BOS]}, None, None
    yield ({**base, "additional_special_tokens": ["<a>"]},
           {"additional_special_tokens": ["<b>", "<a>", {**PLAIN_BOS}]}, None)
    yield {**base, "additional_special_tokens": []}, {"sep_token": "<s>", "cls_token": "<c>"}, None
    yield ({**base, "additional_special_tokens": ["<a>"], "added_tokens_decoder": DECODER},
           {"additional_special_tokens": ["<b>"]}, None)
    yield {**base, "extra_special_tokens": {"image_token": "<i>", "eot_token": "<t>"}}, None, None
    yield {**base, "eos_token": ""}, None, None


def tokens(tokenizer, settings, map_file, model):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        shutil.copy(tokenizer, folder / "tokenizer.json")
        (folder / "tokenizer_config.json").write_text(json.dumps(settings))
        if map_file is not None:
            (folder / "special_tokens_map.json").write_text(json.dumps(map_file))
        if model is not None:
            (folder / "config.json").write_text(json.dumps({"model_type": model}))
        return AutoTokenizer.from_pretrained(folder).special_tokens_map


def main(tokenizer, path):
    golden = []
    for settings, map_file, model in cases():
        golden.append({"settings": settings, "map": map_file, "modelType": model,
                       "tokens": tokens(tokenizer, settings, map_file, model)})
    with open(path, "w", encoding="utf-8") as out:
        json.dump(golden, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
