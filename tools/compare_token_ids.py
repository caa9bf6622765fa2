#!/usr/bin/env python3
"""Compares the token ids that Rondo gives to texts with those of the library tokenizers.

    pip install tokenizers==0.21.1
    python tools/compare_token_ids.py POLICY TOKENIZER_JSON [--gguf FILE] [--texts 10000] [--seed 0]
        [--rondo ./rondo] [--show 5]

POLICY is what Rondo reads: a policy that `rondo adopt` made, of a GGUF file or a folder, or the folder
of a checkpoint; its weights are not looked at. TOKENIZER_JSON is the publisher's own file. With --gguf
and the library llama-cpp-python (pip install llama-cpp-python) the ids of llama.cpp are compared, too.

The texts come from the seed: words, numbers, white space of all kinds, code, LaTeX, accents (composed
and not), other scripts, CJK, emoji with their joiners, control characters; every fifth has added
tokens of the publisher's file among them, such as <|im_end|>. Left out are NUL and a hyphen at the
beginning, which the command line would take for something else, and the special tokens around a text,
which settings decide and no tokenizer.json. Prints a row for each library and kind of text, with the
first texts that differ, and ends with 1 if any does.
"""

import argparse
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile

BATCH = 1000  # texts of one start of Rondo; a command line holds some two million bytes
COPIED = [
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
]
TEMPLATE = "{{ messages[0]['content'] }}"  # a prompt that is the text, with nothing around it

WORDS = (
    "the of and a to in is you that it he was for on are as with his they at be this have from I'm"
    " don't we'll they've SHOULDN'T it's Let x y sum integer therefore answer triangle Because"
    " camelCase snake_case HTTPServer rock'n'roll naïve co-operate e.g. i.e. Mr. Smith's"
).split()
SPACES = [" ", "  ", "   ", "       ", "\t", "\t\t", "\n", "\n\n", "\n\n\n", " \n", "\n ", "\r\n", "\r",
          "\x0b", "\x0c", "\u00a0", "\u1680", "\u2003", "\u2028", "\u2029", "\u202f", "\u3000"]
CODE = [
    "def f(x):\n    return x ** 2 + {n}\n", "for (int i = 0; i < {n}; i++) {{ sum += a[i]; }}",
    "if (a != b && c >= {n}) {{\n\t\treturn null;\n\t}}", 'print(f"{{value:.{n}f}}")', "#include <stdio.h>\n",
    "SELECT * FROM t WHERE id = {n};", "<div class='a-{n}'>&nbsp;</div>", "x = [{n}, *rest][::-1]  # why?",
    "/* {n} */ a->b = ~c << 3;", "\\boxed{{{n}}}", "$\\frac{{{n}}}{{3}} \\cdot \\sqrt{{x^2}}$", "a_{{i+1}}^{{{n}}}",
    "https://example.org/a?b={n}&c=%20#d", "{{'key': [{n}, None]}}", "-----\n|{n}|\n=====", "...", "!?!?", "--{n}",
]
ACCENTS = ["é", "e\u0301", "ñ", "n\u0303", "Å", "A\u030a", "\u212b", "ü", "o\u0302\u0323", "ﬁ", "½", "x²", "№", "ß",
           "İ", "ı", "Ǆ", "ǅ", "\u1100\u1161\u11a8", "각", "が", "か\u3099", "ｱ", "Ａ", "１２", "٣٤", "२३", "Ⅷ", "①"]
SCRIPTS = [(0x391, 0x3C9), (0x410, 0x44F), (0x5D0, 0x5EA), (0x621, 0x64A), (0x905, 0x939), (0xE01, 0xE2E),
           (0x10A0, 0x10C5), (0x1E00, 0x1EFF), (0x2200, 0x22FF), (0x2500, 0x257F)]
CJK = [(0x4E00, 0x9FA5), (0x4E00, 0x4FFF), (0x3041, 0x3096), (0x30A1, 0x30FA), (0xAC00, 0xD7A3), (0x20000, 0x2A6D6)]
EMOJI = ["😀", "🙃", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "❤️", "☃", "🇩🇪", "🇫🇷🇮🇹", "1️⃣", "👨🏿‍🚀", "🫠", "✓", "🀄", "\U0001f9d1\u200d\U0001f52c"]
CONTROLS = [chr(code) for code in range(1, 32)] + ["\x7f", "\x80", "\x85", "\x9f", "\u00ad", "\u200b", "\u200c", "\u200e",
            "\u202e", "\u2060", "\ufeff", "\ufffd", "\ufffe", "\ue000", "\U000e0061", "\U0010ffff", "\u0378"]


def number(chance):
    digits = "".join(chance.choice("0123456789") for _ in range(chance.randint(1, 12)))
    return chance.choice(
        [digits, f"{int(digits):,}", f"{digits}.{digits[:2]}", f"-{digits}", f"{digits}e-7", f"{digits}%", f"${digits}",
         f"{digits}/{digits[::-1]}", f"0x{int(digits):x}", f"{digits[:2]}:{digits[:2]}", " ".join(digits)]
    )


def letters(chance, ranges):
    first, last = chance.choice(ranges)
    return "".join(chr(chance.randint(first, last)) for _ in range(chance.randint(1, 8)))


def text(chance, added):
    kinds = [
        lambda: chance.choice(WORDS),
        lambda: " " + chance.choice(WORDS),
        lambda: number(chance),
        lambda: chance.choice(SPACES),
        lambda: "".join(chance.choice(SPACES) for _ in range(chance.randint(2, 6))),
        lambda: chance.choice(CODE).format(n=chance.randint(0, 9999)),
        lambda: chance.choice(WORDS) + chance.choice(ACCENTS) + chance.choice(WORDS),
        lambda: letters(chance, SCRIPTS),
        lambda: letters(chance, CJK),
        lambda: chance.choice(EMOJI) * chance.randint(1, 3),
        lambda: chance.choice(CONTROLS),
        lambda: chance.choice("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") * chance.randint(1, 4),
    ]
    pieces = [chance.choice(kinds)() for _ in range(chance.randint(1, 12))]
    if added:
        for _ in range(chance.randint(1, 3)):
            pieces.insert(chance.randint(0, len(pieces)), chance.choice(added))
    return "".join(pieces).lstrip("-") or "x"


def rondo_ids(command, policy, texts):
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            if os.path.exists(os.path.join(policy, name)):
                shutil.copy(os.path.join(policy, name), folder)
        with open(os.path.join(folder, "chat_template.jinja"), "w", encoding="utf-8") as file:
            file.write(TEMPLATE)
        ids = []
        for first in range(0, len(texts), BATCH):
            batch = texts[first : first + BATCH]
            arguments = ["prompt", "--json", "--policy", folder] + ["--problem=" + one for one in batch]
            done = subprocess.run(shlex.split(command) + arguments, stdout=subprocess.PIPE, check=True)
            prompts = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
            if [prompt["prompt"] for prompt in prompts] != batch:
                sys.exit("Cannot compare: Rondo was given other texts (allowed: the same)")
            ids += [prompt["tokenIds"] for prompt in prompts]
        return ids


def report(library, texts, has_added, ours, theirs, show):
    differ = 0
    for kind in (False, True):
        rows = [i for i in range(len(texts)) if has_added[i] == kind]
        other = [i for i in rows if list(ours[i]) != list(theirs[i])]
        differ += len(other)
        print(f"{library}, {'with' if kind else 'no'} added tokens: {len(rows) - len(other)} of {len(rows)} texts equal")
        for i in other[:show]:
            print(f"  {texts[i]!r}\n    Rondo {ours[i]}\n    {library} {theirs[i]}")
    return differ


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("policy")
    arguments.add_argument("tokenizer")
    arguments.add_argument("--gguf")
    arguments.add_argument("--texts", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--rondo", default="./rondo")
    arguments.add_argument("--show", type=int, default=5)
    given = arguments.parse_args()

    from tokenizers import Tokenizer

    with open(given.tokenizer, encoding="utf-8") as file:
        added = [token["content"] for token in json.load(file).get("added_tokens", [])]
    chance = random.Random(given.seed)
    has_added = [bool(added) and i % 5 == 4 for i in range(given.texts)]
    texts = [text(chance, added if one else []) for one in has_added]

    ours = rondo_ids(given.rondo, given.policy, texts)
    publisher = Tokenizer.from_file(given.tokenizer)
    publisher.no_padding()
    publisher.no_truncation()
    theirs = [publisher.encode(one, add_special_tokens=False).ids for one in texts]
    differ = report("tokenizers", texts, has_added, ours, theirs, given.show)
    if given.gguf:
        from llama_cpp import Llama

        model = Llama(model_path=given.gguf, vocab_only=True, verbose=False)
        theirs = [model.tokenize(one.encode(), add_bos=False, special=True) for one in texts]
        differ += report("llama.cpp", texts, has_added, ours, theirs, given.show)
    sys.exit(1 if differ else 0)


main()
