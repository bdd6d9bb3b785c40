"""Writes frozen-sentence-pieces.json: a small vocabulary that the `sentencepiece` package (PyPI, 0.2.3) trains with the settings of Llama 2's, and
the ids that it gives to texts. Run in a virtual environment: pip install sentencepiece==0.2.3; python frozen-sentence-pieces.py > frozen-sentence-pieces.json"""
import io
import json
import pathlib
import random

import sentencepiece as spm

docs = sorted((pathlib.Path(__file__).parents[3] / "docs" / "background").glob("*.md"))
lines = [line for doc in docs for line in doc.read_text().splitlines() if line.strip()][:400]
model = io.BytesIO()
spm.SentencePieceTrainer.train(
    sentence_iterator=iter(lines), model_writer=model, vocab_size=620, model_type="bpe", character_coverage=0.99, byte_fallback=True,
    split_digits=True, add_dummy_prefix=True, remove_extra_whitespaces=False, normalization_rule_name="identity",
    allow_whitespace_only_pieces=True, minloglevel=2)
sp = spm.SentencePieceProcessor(model_proto=model.getvalue())
kinds = [2 if sp.is_unknown(i) else 3 if sp.is_control(i) else 6 if sp.is_byte(i) else 1 for i in range(len(sp))]
rng = random.Random(3)
texts = ["", " ", "Hello world", "  two  blanks ", "a\nb\tc", "12345 conductances", "東京 🙂 é", "the the the", "memristor crossbars"]
texts += [" ".join(rng.choice(rng.choice(lines).split()) for _ in range(rng.randint(1, 12))) for _ in range(40)]
print(json.dumps({
    "tokens": [sp.id_to_piece(i) for i in range(len(sp))],
    "scores": [sp.get_score(i) for i in range(len(sp))],
    "kinds": kinds,
    "texts": [{"text": t, "ids": sp.encode(t)} for t in texts],
}))
