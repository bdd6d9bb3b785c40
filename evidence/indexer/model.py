"""SmolLM2-135M from its GGUF file in float32: tokeniser, forward pass, and attention that a mask may narrow."""

from pathlib import Path

import torch
import torch.nn.functional as F
from gguf import GGUFReader
from gguf.quants import dequantize
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

LAYERS, HIDDEN, HEADS, KEY_HEADS, HEAD = 30, 576, 9, 3, 64
EPSILON, BASE = 1e-5, 100000.0
CHUNK = 256


def rotate(x, positions, base=BASE):
    """x with interleaved pairs of its last axis turned by angle position * base^(-2i/d); tokens are axis -2."""
    width = x.shape[-1]
    rates = base ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    angles = positions.double()[:, None] * rates
    cos, sin = angles.cos().float(), angles.sin().float()
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2)


def norm(x, gain):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * gain


class Model:
    """The frozen model. `run` gives the last hidden states; its two callbacks see and steer each layer."""

    def __init__(self, path):
        reader = GGUFReader(path)
        self.weights = {
            t.name: torch.from_numpy(dequantize(t.data, t.tensor_type).copy()).float() for t in reader.tensors
        }
        field = lambda name: reader.fields[name].contents()
        tokens = field("tokenizer.ggml.tokens")
        merges = [tuple(m.split(" ")) for m in field("tokenizer.ggml.merges")]
        self.tokenizer = Tokenizer(models.BPE({t: i for i, t in enumerate(tokens)}, merges))
        self.tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
        )
        self.tokenizer.decoder = decoders.ByteLevel()

    def encode(self, text):
        return self.tokenizer.encode(text).ids

    def encode_file(self, path):
        return self.encode(Path(path).read_text(encoding="utf-8", errors="replace"))

    def part(self, layer, name):
        return self.weights[f"blk.{layer}.{name}.weight"]

    def projected(self, layer, x, positions):
        """Rotated queries [9, L, 64], rotated keys [3, L, 64] and values [3, L, 64] of normed inputs x [L, 576]."""
        shape = lambda y, heads: y.view(len(x), heads, HEAD).transpose(0, 1)
        q = shape(x @ self.part(layer, "attn_q").T, HEADS)
        k = shape(x @ self.part(layer, "attn_k").T, KEY_HEADS)
        v = shape(x @ self.part(layer, "attn_v").T, KEY_HEADS)
        return rotate(q, positions), rotate(k, positions), v

    @torch.no_grad()
    def run(self, ids, positions=None, allowed=None, select=None, observe=None):
        """Hidden states [L, 576] after the last norm.

        allowed: bool [L, L], which keys a query may attend (causal where left out).
        select(layer, x): bool [L, L] of attended keys, already within what is allowed, or None for all.
        observe(layer, x, q, k): sees the normed inputs, rotated queries and keys.
        """
        count = len(ids)
        positions = torch.arange(count) if positions is None else positions
        h = self.weights["token_embd.weight"][torch.as_tensor(ids)]
        for layer in range(LAYERS):
            x = norm(h, self.part(layer, "attn_norm"))
            q, k, v = self.projected(layer, x, positions)
            if observe:
                observe(layer, x, q, k)
            mask = select(layer, x) if select else None
            mask = allowed if mask is None else mask
            groups = HEADS // KEY_HEADS
            out = F.scaled_dot_product_attention(
                q[None],
                k.repeat_interleave(groups, 0)[None],
                v.repeat_interleave(groups, 0)[None],
                attn_mask=None if mask is None else mask[None, None],
                is_causal=mask is None,
            )[0]
            h = h + out.transpose(0, 1).reshape(count, HIDDEN) @ self.part(layer, "attn_output").T
            y = norm(h, self.part(layer, "ffn_norm"))
            gate = F.silu(y @ self.part(layer, "ffn_gate").T) * (y @ self.part(layer, "ffn_up").T)
            h = h + gate @ self.part(layer, "ffn_down").T
        return norm(h, self.weights["output_norm.weight"])

    def losses(self, hidden, targets):
        """Negative log likelihoods of targets [n] after hidden states [n, 576], nats."""
        parts = zip(hidden.split(CHUNK), torch.as_tensor(targets).split(CHUNK))
        embedding = self.weights["token_embd.weight"].T
        return torch.cat([F.cross_entropy(h @ embedding, t, reduction="none") for h, t in parts])


def summed_attention(q, k, queries):
    """Attention of the queries at the given places, mean over the nine heads: [n, L], rows sum to 1."""
    places = torch.arange(k.shape[1])
    scores = q[:, queries] @ k.repeat_interleave(HEADS // KEY_HEADS, 0).transpose(1, 2) / HEAD**0.5
    scores.masked_fill_(places[None, :] > queries[:, None], float("-inf"))
    return scores.softmax(-1).mean(0)
