"""Distils the indexers: python train.py MODEL TEXT OUT [--windows 10 --minutes 12].

Each window of 8 192 tokens of the text goes once through the frozen model. Kept of each layer: normed inputs, and the
attention (mean of its nine heads) of 512 queries, 32 from each sixteenth of the window. A step takes one layer, one
window and one sixteenth: KL divergence from that attention to the softmax of the index's scores over all earlier keys.
"""

import argparse
import json
import time

import torch

from indexer import SHAPES, exact_scores, fresh, keys_of, load, queries_of, save
from model import LAYERS, Model, summed_attention

LENGTH, PARTS, EACH = 8192, 16, 32
PART = LENGTH // PARTS


def capture(model, ids, rng):
    """Normed inputs [layers, L, 576] in half precision, and for each part its queries' places and attention."""
    places = torch.stack([torch.randperm(PART, generator=rng)[:EACH].sort().values + PART * i for i in range(PARTS)])
    inputs, targets = [], []

    def observe(layer, x, q, k):
        inputs.append(x.half())
        targets.append([summed_attention(q, k[:, : PART * (i + 1)], places[i]).half() for i in range(PARTS)])

    model.run(ids, observe=observe)
    return inputs, places, targets


def divergence(weights, x, places, target):
    """Mean KL divergence (nats) of the index's softmax from the target [n, keys]."""
    keys = target.shape[1]
    positions = torch.arange(keys)
    q, w = queries_of(weights, x[places], places)
    scores = exact_scores(q, w, keys_of(weights, x[:keys], positions))
    hidden = positions[None, :] > places[:, None]
    logs = scores.masked_fill(hidden, float("-inf")).log_softmax(-1).masked_fill(hidden, 0)
    return (target * (target.clamp_min(1e-9).log() - logs)).sum(-1).mean()


def held_out(layers, window):
    """Divergence of each layer on a window that no step used."""
    inputs, places, targets = window
    mean = lambda layer: sum(
        divergence(layers[layer], inputs[layer].float(), places[i], targets[layer][i].float()) for i in (3, 7, 11, 15)
    ) / 4
    with torch.no_grad():
        return [round(mean(layer).item(), 4) for layer in range(LAYERS)]


def fit(layers, windows, minutes, rng, say):
    for layer in layers:
        for name in SHAPES:
            layer[name].requires_grad_(True)
    optimisers = [torch.optim.Adam(layer.values(), lr=1.0, betas=(0.9, 0.98)) for layer in layers]
    start, steps = time.time(), 0
    while (share := (time.time() - start) / (60 * minutes)) < 1:
        rate = 4e-3 * min(1, (steps + 1) / 30) * (1 - share) ** 0.7 + 1e-5
        for layer in range(LAYERS):
            window = int(torch.randint(len(windows), (1,), generator=rng))
            part = int(torch.randint(PARTS, (1,), generator=rng))
            inputs, places, targets = windows[window]
            keys = PART * (part + 1)
            loss = divergence(
                layers[layer], inputs[layer][:keys].float(), places[part], targets[layer][part].float()
            )
            optimisers[layer].zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(layers[layer].values(), 1.0)
            optimisers[layer].param_groups[0]["lr"] = rate
            optimisers[layer].step()
        steps += 1
        if steps % 50 == 0:
            say(steps, share)
    return steps


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("text")
    parser.add_argument("out")
    parser.add_argument("--windows", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=12)
    parser.add_argument("--seed", type=int, default=20261202)
    options = parser.parse_args()
    torch.set_num_threads(2)
    rng = torch.Generator().manual_seed(options.seed)
    model = Model(options.model)
    ids = model.encode_file(options.text)
    windows = []
    for n in range(options.windows + 1):
        windows.append(capture(model, ids[n * LENGTH : (n + 1) * LENGTH], rng))
        print(f"window {n}: CPU {time.process_time():.0f} s", flush=True)
    last = windows.pop()
    layers = fresh(options.seed)
    before = held_out(layers, last)
    mean = lambda values: sum(values) / len(values)
    say = lambda steps, share: print(
        f"{steps} steps, {share:.2f}: {mean(held_out(layers, last)):.4f}, CPU {time.process_time():.0f} s", flush=True
    )
    steps = fit(layers, windows, options.minutes, rng, say)
    after = held_out(layers, last)
    save(options.out, layers)
    rounded = held_out(load(options.out), last)
    record = {"seed": options.seed, "windows": options.windows, "steps": steps, "cpuSeconds": round(time.process_time())}
    record |= {"before": mean(before), "after": mean(after), "rounded": mean(rounded), "layers": rounded}
    print(json.dumps(record))


main()
