"""Inputs and scores for a test in another language: python fixture.py MODEL WEIGHTS PRIDE fixture.json.

Normed inputs of 16 tokens of one layer, in half precision, and the scores that the stored weights give for them.
"""

import json
import sys

import torch

from indexer import exact_scores, keys_of, load, queries_of
from model import Model

LAYER, COUNT, START = 12, 16, 5000

torch.set_grad_enabled(False)
model, index = Model(sys.argv[1]), load(sys.argv[2])
seen = {}
model.run(
    model.encode_file(sys.argv[3])[START : START + COUNT], observe=lambda layer, x, q, k: seen.update({layer: x.half()})
)
x, positions = seen[LAYER].float(), torch.arange(COUNT) + 1000
q, w = queries_of(index[LAYER], x, positions)
scores = exact_scores(q, w, keys_of(index[LAYER], x, positions))
with open(sys.argv[4], "w") as file:
    inputs = seen[LAYER].contiguous().view(torch.int16).numpy().tobytes().hex()
    rounded = [[round(v, 6) for v in row] for row in scores.tolist()]
    json.dump({"layer": LAYER, "positions": positions.tolist(), "halves": inputs, "scores": rounded}, file)
    file.write("\n")
