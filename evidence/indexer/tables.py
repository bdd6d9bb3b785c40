"""Prints the page's tables from the measured rows: python tables.py OVERLAP.jsonl QUALITY.jsonl."""

import json
import sys
from decimal import ROUND_HALF_UP, Decimal


def rows(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


def shown(value, digits):
    """The value without a zero before its point, with a true minus sign; halves are rounded away from zero."""
    text = str(Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)).replace("-", "−")
    return text[1:] if text.startswith("0.") else text.replace("−0.", "−.")


def find(items, **wanted):
    found = [r for r in items if all(r.get(n) == v for n, v in wanted.items())]
    return found[0] if found else None


def table(header, lines):
    print("\n| " + " | ".join(header) + " |\n|" + " --- |" * len(header))
    for line in lines:
        print("| " + " | ".join(line) + " |")


def ranged(row):
    return f"{shown(row['mean'], 3)} [{shown(row['low'], 3)}, {shown(row['high'], 3)}]"


CASES = ((8192, 2048), (8192, 128), (2048, 512))
SIGMAS = (0, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08)
COLUMNS = ((None, None), (4, 8), (4, 7), (4, 6), (4, 5), (4, 4), (3, 6), (2, 6))
FACTORS = (1.25, 1.5, 2, 3, 4)


def overlaps(items):
    wide = ["k = 2 048 of 8 192", "128 of 8 192", "512 of 2 048"]
    names = dict.fromkeys(r["store"] for r in items if "store" in r and r["store"] not in ("analog", "signs", "exact"))
    cells = lambda **w: [ranged(find(items, tokens=t, k=k, **w)) for t, k in CASES]
    table(["attention held by", *wide], [[n, *cells(attention=n)] for n in ("index", "oracle", "index over oracle")])
    table(["store", *wide], [[n, *cells(store=n)] for n in names])


def sweeps(items):
    lines = []
    for sigma in SIGMAS:
        one = lambda bits, converter: find(
            [r for r in items if "drift" not in r], store="analog", keyBits=bits, converterBits=converter, writing=sigma, reading=0.005, tokens=8192, k=2048
        )
        found = [one(*c) for c in COLUMNS]
        lines.append([f"{shown(100 * sigma, 2)} %", *(shown(r["mean"], 3) if r else "–" for r in found)])
    table(["σ", "continuous", "4, 8", "4, 7", "4, 6", "4, 5", "4, 4", "3, 6", "2, 6"], lines)


def crossing(points, level):
    """σ in per cent, interpolated, where the points fall below the level; None if they never do."""
    for (a, high), (b, low) in zip(points, points[1:]):
        if high >= level > low:
            return 100 * (a + (b - a) * (high - level) / (high - low))
    return None


def failing(items):
    for bits, converter in COLUMNS:
        for k in (2048, 128):
            wanted = {"store": "analog", "keyBits": bits, "converterBits": converter, "reading": 0.005, "tokens": 8192, "k": k}
            points = [(r["writing"], r["mean"]) for r in items if all(r.get(n) == v for n, v in wanted.items()) and "drift" not in r]
            if points:
                print(bits, converter, k, "first", points[0][1], "below .99 at", crossing(points, 0.99),
                      "another .01 at", crossing(points, points[0][1] - 0.01))


def signs(items):
    lines = []
    for k in (2048, 128):
        for bits, noise, searches in ((64, 0.0, 8), (128, 0.0, 8), (256, 0.0, 8), (256, 0.02, 8), (256, 0.05, 8), (256, 0.0, 1)):
            wanted = {"store": "signs", "signs": bits, "matchLine": noise, "searches": searches, "k": k}
            found = [shown(find(items, **wanted, factor=c)["mean"], 3) for c in FACTORS]
            lines.append([str(k), str(bits), f"{100 * noise:.0f} %", str(searches), *found])
    table(["k", "signs", "line noise", "searches", *(f"c = {c}" for c in FACTORS)], lines)


def qualities(items):
    lines = []
    span = lambda r, base: "–" if base not in r else f"{shown(r[base]['loss'], 2)} [{shown(r[base]['low'], 2)}, {shown(r[base]['high'], 2)}]"
    for r in items:
        if r["task"] == "perplexity":
            number = find(items, task="numbers", name=r["name"], k=r["k"])
            lines.append([r["name"], str(r["k"] or "all"), shown(r["perplexity"], 3), span(r, "over exact attention"),
                          span(r, "over exact index"), shown(number["accuracy"], 3) if number else "–"])
    table(["keys chosen by", "k", "perplexity", "over exact attention, %", "over exact index, %", "numbers right"], lines)


def main():
    measured = rows(sys.argv[1])
    for show in (overlaps, sweeps, signs):
        show(measured)
    qualities(rows(sys.argv[2]))
    print()
    failing(measured)


if __name__ == "__main__":
    main()
