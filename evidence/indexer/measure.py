"""Overlap of noisy stores with the exact index: python measure.py MODEL WEIGHTS PRIDE SHERLOCK OUT.jsonl."""

import json
import sys
import time

import numpy as np
import torch

from indexer import exact_scores, fresh, keys_of, load, queries_of
from model import LAYERS, Model, summed_attention
from stores import DIGITAL, Analog, Exact, RandomKeys, RecentKeys, Signs, converter_ranges

LENGTH, SHORT = 8192, 2048
STARTS = (0, 50000, 100000)
SEED = 20261203
CASES = ((LENGTH, (2048, 128)), (SHORT, (512,)))
SIGMAS = (0, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08)
FACTORS = (1, 1.25, 1.5, 2, 3, 4)


def places_of(length):
    """16 queries, evenly spaced in the last 1 024 tokens."""
    return torch.arange(length - 1024, length, 64) + 63


def calibrate(model, index, ids):
    """Queries and keys of 64 and 2 048 tokens of the calibration text, for each layer."""
    samples, places = [], torch.arange(1024, 2048, 16)

    def observe(layer, x, q, k):
        samples.append((queries_of(index[layer], x[places], places)[0], keys_of(index[layer], x, torch.arange(len(x)))))

    model.run(ids, observe=observe)
    return {bits: converter_ranges(samples, bits) for bits in (4, 3, 2)}


def capture(model, index, other, ids):
    """For each layer, and both lengths: queries, keys and oracle attention, with those of an untrained index."""
    cells = []

    def observe(layer, x, q, k):
        positions, cell = torch.arange(LENGTH), {}
        keys, foreign = (keys_of(i[layer], x, positions) for i in (index, other))
        for length, _ in CASES:
            places = places_of(length)
            future = positions[None, :length] > places[:, None]
            trained = queries_of(index[layer], x[places], places)
            exact = exact_scores(*trained, keys[:length]).masked_fill(future, float("-inf"))
            untrained = exact_scores(*queries_of(other[layer], x[places], places), foreign[:length])
            attention = summed_attention(q, k[:, :length], places)
            cell[length] = (*trained, keys[:length], future, exact, untrained, attention)
        cells.append(cell)

    model.run(ids, observe=observe)
    return cells


def interval(values):
    """Mean and the 95 % bootstrap interval over layers and contexts."""
    values = np.array(values)
    draws = np.random.default_rng(SEED).integers(0, len(values), (2000, len(values)))
    low, high = np.quantile(values[draws].mean(1), (0.025, 0.975))
    return {"mean": round(values.mean(), 5), "low": round(low, 5), "high": round(high, 5)}


def chosen(scores, count):
    """Bool mask of the count highest of each row."""
    mask = torch.zeros(scores.shape, dtype=torch.bool)
    return mask.scatter_(1, scores.topk(min(count, scores.shape[1]), sorted=False).indices, True)


class Bench:
    """All captured layers of all contexts, and the rows that go to the file."""

    def __init__(self, contexts, out):
        self.contexts, self.out = contexts, out

    def write(self, row):
        self.out.write(json.dumps(row) + "\n")
        self.out.flush()

    def cells(self, length):
        for context, cells in enumerate(self.contexts):
            for layer in range(LAYERS):
                yield context * LAYERS + layer, layer, cells[layer][length]

    def rows(self, store, cases=CASES, factors=(1,), scores_of=None):
        """Writes one row for each length, k and factor: the share of the exact choice among the best factor * k."""
        for length, counts in cases:
            found = {(k, c): [] for k in counts for c in factors}
            for number, layer, (q, w, keys, future, exact, *rest) in self.cells(length):
                rng = torch.Generator().manual_seed(SEED + number)
                if scores_of:
                    scores = scores_of(rest)
                else:
                    scores = store.read(store.write(keys, layer, rng), q, w, layer, rng)
                scores = scores.masked_fill(future, float("-inf"))
                order = scores.argsort(1, descending=True)
                for k in counts:
                    hits = chosen(exact, k).gather(1, order).cumsum(1)
                    for c in factors:
                        found[k, c].append(hits[:, min(length, round(c * k)) - 1].float().mean().item() / k)
            for (k, c), values in found.items():
                extra = {"factor": c} if len(factors) > 1 else {}
                self.write({**store.settings, "tokens": length, "k": k, **extra, "seed": SEED, **interval(values)})

    def masses(self):
        """Attention that the exact index and the oracle hold, and how often the cut falls among equal scores."""
        for length, counts in CASES:
            for k in counts:
                by, best, ratio, ties = [], [], [], []
                for *_, (_, _, _, _, exact, _, attention) in self.cells(length):
                    by.append((attention * chosen(exact, k)).sum(1).mean().item())
                    best.append(attention.topk(k, sorted=False).values.sum(1).mean().item())
                    ratio.append(by[-1] / best[-1])
                    cut = exact.topk(k).values[:, -1:]
                    ties.append(((exact == cut).sum(1) > 1).float().mean().item())
                for name, values in (("index", by), ("oracle", best), ("index over oracle", ratio), ("ties at the cut", ties)):
                    self.write({"attention": name, "tokens": length, "k": k, **interval(values)})


def analog_rows(bench, ranges):
    long = CASES[:1]
    for sigma in SIGMAS:
        bench.rows(Analog(None, sigma, None, ranges, query_bits=8), long)
        for bits in (4, 3, 2):
            bench.rows(Analog(bits, sigma, 6, ranges), CASES if bits == 4 else long)
        for converter in (4, 5, 7, 8):
            bench.rows(Analog(4, sigma, converter, ranges), long)
    for bits in (4, 3, 2):
        bench.rows(Analog(bits, 0, None, ranges, read=0), long)
    bench.rows(Analog(None, 0, None, ranges, query_bits=8, read=0), long)
    for drift in (0.02, 0.05, 0.1):
        bench.rows(Analog(4, 0.01, 6, ranges, drift=drift), long)
        bench.rows(Analog(None, 0, None, ranges, query_bits=8, drift=drift), long)


def main():
    model_path, weights, pride_path, sherlock_path, out = sys.argv[1:]
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    model, index, other = Model(model_path), load(weights), fresh(99)
    ranges = calibrate(model, index, model.encode_file(sherlock_path)[:SHORT])
    pride = model.encode_file(pride_path)
    contexts = [capture(model, index, other, pride[s : s + LENGTH]) for s in STARTS]
    say = lambda name: print(f"{name}: CPU {time.process_time():.0f} s", flush=True)
    say("captured")
    with open(out, "w") as file:
        bench = Bench(contexts, file)
        bench.masses()
        for store in (Exact(), *DIGITAL, RandomKeys(), RecentKeys()):
            bench.rows(store)
        untrained = type("Untrained", (), {"settings": {"store": "untrained index"}})
        bench.rows(untrained, scores_of=lambda rest: rest[0])
        say("digital")
        for bits in (32, 64, 128, 256):
            for noise in (0.0, 0.02, 0.05):
                bench.rows(Signs(bits, noise), CASES[:1], FACTORS)
            bench.rows(Signs(bits, 0.0, collapsed=True), CASES[:1], FACTORS)
        say("signs")
        analog_rows(bench, ranges)
        say("analog")


if __name__ == "__main__":
    main()
