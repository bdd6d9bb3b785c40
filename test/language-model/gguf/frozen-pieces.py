"""Writes frozen-pieces.json: how the `tokenizers` package (PyPI, 0.23.3) cuts texts by the rules of published tokenizers. Run in a
virtual environment: pip install tokenizers==0.23.3; python frozen-pieces.py > frozen-pieces.json
The rules are those of the models' tokenizer.json files; `default` has no model, and each of its patterns cuts the pieces of the one before."""
import json
import random

from tokenizers import Regex
from tokenizers.pre_tokenizers import ByteLevel, Digits, Sequence, Split

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
NEWER = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|DIGITS| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def split(pattern):
    return Split(Regex(pattern), "isolated")


RULES = {
    "gpt-2": split(GPT2),
    "smollm": Sequence([Digits(individual_digits=True), split(GPT2)]),
    "llama-bpe": split(NEWER.replace("DIGITS", r"\p{N}{1,3}")),
    "qwen2": split(NEWER.replace("DIGITS", r"\p{N}")),
    "default": Sequence([split(r"[\p{P}\$\+<=>\^~\|]+"), split(GPT2), split(r"\p{N}+"), split(r"[0-9][0-9][0-9]")]),
}
PARTS = ["a", "Be", " ", "  ", "\n", "\r\n", "\t", "'s", "'LL", "'", "1", "23", "4567", "²", "Ⅷ", "½", "é", "東京", "ا", "ก็", "🙂", "!?", "...", "$", "<|", "_",
         "\u00a0", "\u3000", "\u0085", "\u2028", "\ufeff", "\u200b", "don't", "e\u0301", " x", "\n\n", "9", "-", "ß", "Ω"]
rng = random.Random(7)
texts = ["", " ", "\n", "Hello, world! It's 1984 today.\r\n\r\n  indented\tand 1,234,567.89 € ", "   \n   x   \n", "a1b22c333d4444"]
texts += ["".join(rng.choice(PARTS) for _ in range(rng.randint(1, 14))) for _ in range(60)]
rows = [{"text": t, **{name: [p for p, _ in rule.pre_tokenize_str(t)] for name, rule in RULES.items()}} for t in texts]
print("[\n  " + ",\n  ".join(json.dumps(row) for row in rows) + "\n]")
