"""Stores of an index's keys. `write(k, layer, rng)` keeps keys [n, width]; `read(kept, q, w, layer, rng)` scores.

Queries q are [heads, m, width] with head weights w [m, heads]; scores are [m, n].
"""

import math

import torch

from indexer import WIDTH, exact_scores, weighed


def fp8(x):
    """x rounded to e4m3 with one scale for its last axis, the largest value at 448."""
    scale = x.abs().amax(-1, keepdim=True).clamp_min(1e-12) / 448
    return (x / scale).to(torch.float8_e4m3fn).float() * scale


def mxfp4(x):
    """x rounded to e2m1 with a power of two for its last axis, as OCP's MX asks: 2^(floor(log2 max) - 2), saturating at 6."""
    scale = torch.exp2(x.abs().amax(-1, keepdim=True).clamp_min(1e-12).log2().floor() - 2)
    size = (x / scale).abs()
    step = torch.where(size < 2, 0.5, torch.where(size < 4, 1.0, 2.0))
    return ((size / step).round() * step).clamp_max(6) * x.sign() * scale


def integers(x, bits):
    """Integers of so many bits, symmetric around zero, and the scale of each last axis."""
    scale = x.abs().amax(-1, keepdim=True).clamp_min(1e-12) / (2 ** (bits - 1) - 1)
    return (x / scale).round(), scale


class Exact:
    settings = {"store": "exact"}

    def write(self, k, layer, rng):
        return k

    def read(self, kept, q, w, layer, rng):
        return exact_scores(q, w, kept)


class Digital(Exact):
    """Keys and queries rounded each by its own function, products and sums exact."""

    def __init__(self, name, keys, queries=None):
        self.settings = {"store": name}
        self.keys, self.queries = keys, queries or keys

    def write(self, k, layer, rng):
        return self.keys(k)

    def read(self, kept, q, w, layer, rng):
        return exact_scores(self.queries(q), w, kept)


def whole(bits):
    def rounded(x):
        values, scale = integers(x, bits)
        return values * scale

    return rounded


class Analog:
    """Keys in pairs of cells. Conductances are shares of the full range, inputs shares of the largest input."""

    def __init__(self, bits, sigma, converter, ranges, read=0.005, drift=None, query_bits=4):
        self.bits, self.sigma, self.converter, self.noise, self.drift = bits, sigma, converter, read, drift
        self.ranges, self.query_bits = ranges, query_bits
        self.settings = {"store": "analog", "keyBits": bits, "writing": sigma, "converterBits": converter}
        self.settings |= {"reading": read, "queryBits": query_bits}
        if drift is not None:
            self.settings["drift"] = drift

    def aged(self, cells, rng):
        return cells if self.drift is None else cells * 0.9 * (1 + self.drift * torch.randn(cells.shape, generator=rng))

    def write(self, k, layer, rng):
        scale = k.abs().amax(-1, keepdim=True)
        shares = k / scale
        if self.bits is not None:
            steps = 2 ** (self.bits - 1) - 1
            shares = (shares * steps).round() / steps
        cells = [(sign * shares).clamp_min(0) for sign in (1, -1)]
        if self.sigma:
            cells = [c + self.sigma * torch.randn(c.shape, generator=rng) for c in cells]
        plus, minus = (self.aged(c, rng) for c in cells)
        return plus - minus, scale[:, 0]

    def inputs(self, q):
        values, scale = integers(q, self.query_bits)
        top = 2 ** (self.query_bits - 1) - 1
        return values / top, scale * top

    def read(self, kept, q, w, layer, rng):
        cells, key_scale = kept
        shares, query_scale = self.inputs(q)
        sums = shares @ cells.T
        if self.noise:
            size = self.noise * (2 * shares.pow(2).sum(-1, keepdim=True)).sqrt()
            sums.addcmul_(torch.randn(sums.shape, generator=rng), size)
        if self.converter is not None:
            step = self.ranges[self.bits][layer] / (2 ** (self.converter - 1) - 1)
            top = 2 ** (self.converter - 1) - 1
            sums = sums.div_(step).round_().clamp_(-top, top).mul_(step)
        return weighed(sums * query_scale, w) * key_scale


class Signs:
    """Signs of a Gaussian projection, which nothing tuned; match lines err by a share of full scale."""

    def __init__(self, bits, noise=0.0, collapsed=False, seed=7):
        rng = torch.Generator().manual_seed(seed)
        self.bits, self.noise, self.collapsed = bits, noise, collapsed
        self.projection = torch.randn(WIDTH, bits, generator=rng)
        self.settings = {"store": "signs", "signs": bits, "matchLine": noise, "searches": 1 if collapsed else 8}

    def code(self, x):
        return torch.where(x @ self.projection < 0, -1.0, 1.0)

    def write(self, k, layer, rng):
        return self.code(k)

    def read(self, kept, q, w, layer, rng):
        if self.collapsed:
            q = torch.einsum("hnd,nh->nd", q, w)[None]
            w = torch.ones(q.shape[1], 1)
        share = (1 - self.code(q) @ kept.T / self.bits) / 2
        if self.noise:
            share.add_(torch.randn(share.shape, generator=rng), alpha=self.noise)
        near = torch.cos(math.pi * share.clamp_(0, 1)) * q.norm(dim=-1, keepdim=True)
        return near.sum(0) if self.collapsed else weighed(near, w)


class RandomKeys(Exact):
    settings = {"store": "random keys"}

    def read(self, kept, q, w, layer, rng):
        return torch.rand(q.shape[1], len(kept), generator=rng)


class RecentKeys(Exact):
    settings = {"store": "recent keys and 4 first"}

    def read(self, kept, q, w, layer, rng):
        order = torch.arange(len(kept), dtype=torch.float32)
        order[:4] = 1e9
        return order.expand(q.shape[1], -1).clone()


DIGITAL = [
    Digital("FP8 keys and queries", fp8),
    Digital("MXFP4 keys and queries", mxfp4),
    Digital("int8 keys and queries", whole(8)),
    Digital("int4 keys, int8 queries", whole(4), whole(8)),
    Digital("int4 keys and queries", whole(4)),
]


def converter_ranges(samples, bits):
    """Per layer the 99.9th percentile of the size of error-free sums over (q, k) of calibration tokens."""
    probe = Analog(bits, 0, None, None, read=0)
    ranges = []
    for q, k in samples:
        sums = (probe.inputs(q)[0] @ probe.write(k, 0, None)[0].T).abs().flatten()
        ranges.append(sums.kthvalue(math.ceil(0.999 * len(sums))).values.item())
    return ranges
