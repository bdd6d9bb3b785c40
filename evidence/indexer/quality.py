"""Perplexity and hidden numbers under noisy stores: python quality.py MODEL WEIGHTS PRIDE SHERLOCK OUT.jsonl [K …].

Every layer's queries attend the k keys that the store's scores choose, and their own.
"""

import json
import math
import sys
import time

import numpy as np
import torch

from indexer import exact_scores, fresh, keys_of, load, queries_of
from measure import SEED, calibrate
from model import CHUNK, Model
from stores import DIGITAL, Analog, Exact, RandomKeys, RecentKeys, Signs

LENGTH, SCORED, BLOCK = 2048, 1024, 64
STARTS = (12000, 40000, 70000, 130000)
HAYSTACKS = (25000, 90000)
NAMES = (
    "copper amber river garden violin castle lantern meadow "
    "harbour pepper marble falcon orchard saddle velvet compass"
).split()


class Narrowed:
    """Chooses k keys a query by a store's scores; with a shortlist, the exact index ranks its best c * k again."""

    def __init__(self, index, store, k, factor=None):
        self.index, self.store, self.k, self.factor = index, store, k, factor

    def best(self, scores, allowed, count):
        mask = torch.zeros(scores.shape, dtype=torch.bool)
        scores = scores.masked_fill(~allowed, float("-inf"))
        return mask.scatter_(1, scores.topk(count, sorted=False).indices, True) & allowed

    def mask(self, layer, x, positions, allowed, seed):
        rng = torch.Generator().manual_seed(seed * 100 + layer)
        weights, mask = self.index[layer], allowed.clone()
        keys = keys_of(weights, x, positions)
        kept = self.store.write(keys, layer, rng)
        for start in range(0, len(x), CHUNK):
            rows = slice(start, start + CHUNK)
            visible = allowed[rows]
            if visible.sum(1).max() <= self.k:
                continue
            end = int(visible.any(0).nonzero().max()) + 1
            q, w = queries_of(weights, x[rows], positions[rows])
            part = kept if not isinstance(kept, tuple) else tuple(t[:end] for t in kept)
            part = part[:end] if not isinstance(kept, tuple) else part
            scores, visible = self.store.read(part, q, w, layer, rng), visible[:, :end]
            if self.factor:
                visible = self.best(scores, visible, min(end, round(self.factor * self.k)))
                scores = exact_scores(q, w, keys[:end])
            mask[rows, :end] = self.best(scores, visible, min(end, self.k))
        return mask.logical_or_(torch.eye(len(x), dtype=torch.bool))


def run(model, choice, ids, positions, allowed, seed):
    """Hidden states under a choice of keys (None: all)."""
    select = choice and (lambda layer, x: choice.mask(layer, x, positions, allowed, seed))
    return model.run(ids, positions, allowed, select)


def question_sheet(model, text, rng):
    """A haystack of LENGTH tokens with a number for each name, then all questions side by side.

    Returns ids, positions, what each token may attend, and the places of the tokens to predict (six a question).
    """
    numbers = [str(rng.integers(10000, 100000)) for _ in NAMES]
    facts = [model.encode(f" The special magic number for {n} is {v}.") for n, v in zip(NAMES, numbers)]
    room = LENGTH - sum(map(len, facts))
    cuts = [0, *sorted(rng.choice(np.arange(16, room - 16), len(NAMES), replace=False)), room]
    ids = list(text[: cuts[1]])
    for place, fact in enumerate(rng.permutation(len(NAMES))):
        ids += facts[fact] + list(text[cuts[place + 1] : cuts[place + 2]])
    ask = "\nWhat is the special magic number for {0}? The special magic number for {0} is"
    tails = [(model.encode(ask.format(n)), model.encode(f" {v}")) for n, v in zip(NAMES, numbers)]
    total = LENGTH + sum(len(a) + len(b) for a, b in tails)
    allowed, positions, places = torch.zeros(total, total, dtype=torch.bool), torch.arange(total), []
    allowed[:, :LENGTH] = True
    for question, answer in tails:
        start, end = len(ids), len(ids) + len(question) + len(answer)
        positions[start:end] = LENGTH + torch.arange(end - start)
        allowed[start:end, start:end] = True
        ids += question + answer
        places += range(end - len(answer), end)
    return ids, positions, allowed.tril_(), places


def answers(model, choice, sheet, seed):
    """Whether each scored token is the likeliest under teacher forcing."""
    ids, positions, allowed, places = sheet
    hidden = run(model, choice, ids, positions, allowed, seed)[torch.tensor(places) - 1]
    return (hidden @ model.weights["token_embd.weight"].T).argmax(1) == torch.tensor(ids)[places]


def nats(model, choice, ids, seed):
    """Losses of the last SCORED - 1 predictions of a window, nats."""
    causal = torch.ones(LENGTH, LENGTH, dtype=torch.bool).tril_()
    hidden = run(model, choice, ids, torch.arange(LENGTH), causal, seed)
    return model.losses(hidden[LENGTH - SCORED : -1], ids[LENGTH - SCORED + 1 :])


def paired(values, base):
    """Mean difference and its 95 % bootstrap interval over blocks of BLOCK predictions."""
    blocks = np.array([b.mean().item() for v, u in zip(values, base) for b in (v - u).split(BLOCK)])
    draws = np.random.default_rng(SEED).integers(0, len(blocks), (2000, len(blocks)))
    low, high = np.quantile(blocks[draws].mean(1), (0.025, 0.975))
    percent = lambda nat: round(100 * (math.exp(nat) - 1), 3)
    return {"loss": percent(blocks.mean()), "low": percent(low), "high": percent(high)}


def subjects(ranges):
    """Name, store, index it uses (trained or not) and the factor of its shortlist, most wanted first."""
    int4 = next(d for d in DIGITAL if d.settings["store"].startswith("int4 keys and"))
    by = {d.settings["store"].split()[0]: d for d in DIGITAL}
    return [
        ("exact index", Exact(), True, None),
        ("int4", int4, True, None),
        ("analog, 4 bits, writing 1 %, converter 6 bits", Analog(4, 0.01, 6, ranges), True, None),
        ("random keys", RandomKeys(), True, None),
        ("recent keys", RecentKeys(), True, None),
        ("MXFP4", by["MXFP4"], True, None),
        ("analog, 4 bits, writing 8 %, converter 4 bits", Analog(4, 0.08, 4, ranges), True, None),
        ("signs, 256, c = 3", Signs(256), True, 3),
        ("FP8", by["FP8"], True, None),
        ("analog, 2 bits, writing 2 %, converter 6 bits", Analog(2, 0.02, 6, ranges), True, None),
        ("untrained index", Exact(), False, None),
    ]


class Exam:
    """Windows and question sheets, and the answers of exact attention and of the exact index as bases."""

    def __init__(self, model, pride, out):
        rng = np.random.default_rng(SEED)
        self.model, self.out, self.bases = model, out, {}
        self.windows = [pride[s : s + LENGTH] for s in STARTS]
        self.sheets = [question_sheet(model, pride[s : s + LENGTH], rng) for s in HAYSTACKS]

    def row(self, task, name, choice, k):
        begin = time.process_time()
        if task == "perplexity":
            values = [nats(self.model, choice, ids, n) for n, ids in enumerate(self.windows)]
            found = {"perplexity": round(math.exp(torch.cat(values).mean().item()), 4)}
        else:
            values = [answers(self.model, choice, sheet, n).float() for n, sheet in enumerate(self.sheets)]
            found = {"accuracy": round(torch.cat(values).mean().item(), 4), "tokens": sum(map(len, values))}
        self.bases[task, name, k] = values
        for base in ("exact attention", "exact index"):
            other = self.bases.get((task, base, None if base == "exact attention" else k))
            if other and task == "perplexity":
                found["over " + base] = paired(values, other)
        settings = choice.store.settings if choice else {}
        extra = {"factor": choice.factor} if choice and choice.factor else {}
        row = {"task": task, "name": name, "k": k, **settings, **extra, "seed": SEED, **found}
        self.out.write(json.dumps(row) + "\n")
        self.out.flush()
        print(task, name, k, f"CPU {time.process_time() - begin:.0f} s", flush=True)


def main():
    model_path, weights, pride_path, sherlock_path, out, *counts = sys.argv[1:]
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    model, index, other = Model(model_path), load(weights), fresh(99)
    ranges = calibrate(model, index, model.encode_file(sherlock_path)[:2048])
    with open(out, "w") as file:
        exam = Exam(model, model.encode_file(pride_path), file)
        exam.row("perplexity", "exact attention", None, None)
        exam.row("numbers", "exact attention", None, None)
        rows = [
            (name, Narrowed(index if trained else other, store, k, factor), k)
            for k in map(int, counts or (512, 256))
            for name, store, trained, factor in subjects(ranges)
        ]
        for number, (name, choice, k) in enumerate(rows):
            exam.row("perplexity", name, choice, k)
            if number < 8:
                exam.row("numbers", name, choice, k)


if __name__ == "__main__":
    main()
