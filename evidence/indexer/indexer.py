"""The trained index of keys: score(t, s) = sum over heads h of w_h(t) * ReLU(q_h(t) . k(s)).

Weights of a layer: `down` [rank, 576], `up` [heads * width, rank], `key` [width, 576], `weight` [heads, 576].
q_h = up_h (down x), k = LayerNorm(key x) without gain, w = weight x / sqrt(heads * width). The first ROTARY
numbers of queries and keys are turned by position, then both go through one Hadamard matrix, which no exact score
sees and every rounding does.
"""

import json
import zlib

import numpy as np
import torch
import torch.nn.functional as F

from model import HIDDEN, LAYERS, rotate

INDEX_HEADS, WIDTH, RANK, ROTARY = 8, 32, 20, 16
INDEX_BASE = 10000.0
SHAPES = {
    "down": (RANK, HIDDEN),
    "up": (INDEX_HEADS * WIDTH, RANK),
    "key": (WIDTH, HIDDEN),
    "weight": (INDEX_HEADS, HIDDEN),
}
LEVELS = 25


def hadamard(width):
    """Orthonormal Sylvester matrix [width, width]."""
    matrix = torch.ones(1, 1)
    while len(matrix) < width:
        matrix = torch.cat((torch.cat((matrix, matrix), 1), torch.cat((matrix, -matrix), 1)))
    return matrix / width**0.5


MIXING = hadamard(WIDTH)


def fresh(seed):
    """Untrained weights of all layers, a list of dicts."""
    rng = torch.Generator().manual_seed(seed)
    draw = lambda name: torch.randn(SHAPES[name], generator=rng) / SHAPES[name][1] ** 0.5
    return [{name: draw(name) for name in SHAPES} for _ in range(LAYERS)]


def turned(x, positions):
    """x with its first ROTARY numbers turned by position; tokens are axis -2."""
    return torch.cat((rotate(x[..., :ROTARY], positions, INDEX_BASE), x[..., ROTARY:]), -1)


def keys_of(weights, x, positions):
    """Keys [n, width] of normed inputs x [n, 576]."""
    return turned(F.layer_norm(x @ weights["key"].T, (WIDTH,)), positions) @ MIXING


def queries_of(weights, x, positions):
    """Queries [heads, n, width] and head weights [n, heads]."""
    q = (x @ weights["down"].T @ weights["up"].T).view(len(x), INDEX_HEADS, WIDTH).transpose(0, 1)
    w = x @ weights["weight"].T / (INDEX_HEADS * WIDTH) ** 0.5
    return turned(q, positions) @ MIXING, w


def weighed(products, w):
    """Scores [n, keys] of the heads' products [heads, n, keys] under head weights [n, heads]."""
    return torch.einsum("hnk,nh->nk", products.relu(), w)


def exact_scores(q, w, k):
    """Scores [n, keys] of queries [heads, n, width], weights [n, heads] and keys [keys, width]."""
    return weighed(q @ k.T, w)


def save(path, layers):
    """Writes zlib(one line of JSON, then per layer and matrix float32 row scales and int8 values of at most 25)."""
    head = {"layers": LAYERS, "shapes": {n: list(s) for n, s in SHAPES.items()}, "rotary": ROTARY, "base": INDEX_BASE}
    parts = [json.dumps(head).encode() + b"\n"]
    for layer in layers:
        for name in SHAPES:
            values = layer[name].detach().numpy().astype(np.float32)
            scale = (np.abs(values).max(1, keepdims=True) / LEVELS).astype("<f4")
            parts += [scale.tobytes(), np.rint(values / scale).astype(np.int8).tobytes()]
    with open(path, "wb") as file:
        file.write(zlib.compress(b"".join(parts), 9))


def load(path):
    """Weights of all layers, rounded as they are stored."""
    with open(path, "rb") as file:
        body = zlib.decompress(file.read())
    at, layers = body.index(b"\n") + 1, []
    for _ in range(LAYERS):
        layer = {}
        for name, (rows, columns) in SHAPES.items():
            scale = np.frombuffer(body, "<f4", rows, at)
            values = np.frombuffer(body, np.int8, rows * columns, at + 4 * rows).reshape(rows, columns)
            layer[name] = torch.from_numpy(values.astype(np.float32) * scale[:, None])
            at += 4 * rows + rows * columns
        layers.append(layer)
    return layers
