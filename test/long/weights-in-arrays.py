"""A product of a matrix with weights in arrays, by dense numpy: mean and variance of its errors over chips.

Reads {weights, inputs, settings, chips} as JSON, writes {mean, square}: the error's mean and mean square over chips, vectors
and outputs. And of {circuit}: current of every column for 1 V on every row, over the cell's own conductance.
"""

import json
import sys

import numpy


def whole(rows, bits):
    largest = numpy.abs(rows).max(axis=1, keepdims=True)
    most = 2 ** (bits - 1) - 1
    return numpy.round(rows / largest * most), largest / most


def digits_of(numbers, bits, each):
    """Digits of non-negative numbers, the lowest first."""
    return [(numbers.astype(int) >> shift) % 2**each for shift in range(0, bits, each)]


def lines_of(numbers, settings):
    """Levels of each slice on one or two lines, as shares of the highest level."""
    bits, each = settings["weightBits"], settings["cellBits"]
    if settings["pairing"] == "single":
        return [[d] for d in digits_of(numbers + 2 ** (bits - 1), bits, each)]
    slices = digits_of(numpy.abs(numbers), bits - 1, each)
    return [[d * (numbers > 0), d * (numbers < 0)] for d in slices]


def written(level, settings, rng):
    top = 2 ** settings["cellBits"] - 1
    low = 1 / settings["onOff"]
    g = low + (1 - low) * level / top
    g = numpy.maximum(0, g + rng.normal(0, 1, g.shape) * settings["programmingError"])
    exponent = numpy.maximum(0, rng.normal(settings["drift"], settings["driftSpread"], g.shape))
    g = g * settings["age"] ** -exponent
    chance = rng.random(g.shape)
    g = numpy.where(chance < settings["stuck"] / 2, low, g)
    return numpy.where(chance > 1 - settings["stuck"] / 2, 1.0, g)


def driven(numbers, settings):
    """Digits of two's complement with their factors, the sign in the last one."""
    bits, each = settings["inputBits"], settings["lineBits"]
    code = numbers.astype(int) % 2**bits
    found = []
    for shift in range(0, bits, each):
        own = min(each, bits - shift)
        digit = (code >> shift) % 2**own
        if shift + own < bits:
            found.append((2.0**shift, digit))
        elif each == 1:
            found.append((-(2.0**shift), digit))
        else:
            found.append((2.0**shift, numpy.where(digit >= 2 ** (own - 1), digit - 2**own, digit)))
    return found


def read(inputs, weights, settings, rng):
    x, x_step = whole(inputs, settings["inputBits"])
    w, w_step = whole(weights, settings["weightBits"])
    top = 2 ** settings["cellBits"] - 1
    low = 1 / settings["onOff"]
    total = 0
    for index, levels in enumerate(lines_of(w, settings)):
        cells = [written(level, settings, rng) for level in levels]
        for factor, digit in driven(x, settings):
            for start in range(0, w.shape[1], settings["rows"]):
                rows = slice(start, start + settings["rows"])
                drive = digit[:, None, rows]
                current = 0
                for sign, g in zip((1, -1), cells):
                    noise = 1 + settings["readNoise"] * rng.normal(0, 1, (drive.shape[0], g.shape[0], drive.shape[2]))
                    current = current + sign * (drive * g[None, :, rows] * noise).sum(axis=2)
                if len(cells) == 1:
                    current = current - low * drive.sum(axis=2)
                total = total + 2.0 ** (settings["cellBits"] * index) * factor * current * top / (1 - low)
    if settings["pairing"] == "single":
        total = total - 2 ** (settings["weightBits"] - 1) * x.sum(axis=1, keepdims=True)
    return total * x_step * w_step.T


def errors(task):
    inputs, weights = numpy.array(task["inputs"]), numpy.array(task["weights"])
    settings, rng = task["settings"], numpy.random.default_rng(20261202)
    x, x_step = whole(inputs, settings["inputBits"])
    w, w_step = whole(weights, settings["weightBits"])
    exact = (x @ w.T) * x_step * w_step.T
    found = numpy.array([read(inputs, weights, settings, rng) - exact for _ in range(task["chips"])])
    return {"mean": float(found.mean()), "square": float((found**2).mean())}


def shares(circuit):
    """Solves every node of word and bit lines at once."""
    g = numpy.array(circuit["conductance"])
    rows, columns = g.shape
    wire = 1 / circuit["segment"]
    nodes = 2 * rows * columns
    word = lambda i, j: i * columns + j
    bit = lambda i, j: rows * columns + i * columns + j
    matrix = numpy.zeros((nodes, nodes))

    def join(a, b, conductance):
        matrix[a, a] += conductance
        matrix[b, b] += conductance
        matrix[a, b] -= conductance
        matrix[b, a] -= conductance

    for i in range(rows):
        for j in range(columns):
            join(word(i, j), bit(i, j), g[i, j])
            if j + 1 < columns:
                join(word(i, j), word(i, j + 1), wire)
            if i + 1 < rows:
                join(bit(i, j), bit(i + 1, j), wire)
        matrix[word(i, 0), word(i, 0)] += wire
    for j in range(columns):
        matrix[bit(rows - 1, j), bit(rows - 1, j)] += wire
    found = numpy.zeros((rows, columns))
    for i in range(rows):
        source = numpy.zeros(nodes)
        source[word(i, 0)] = wire
        voltage = numpy.linalg.solve(matrix, source)
        found[i] = [wire * voltage[bit(rows - 1, j)] / g[i, j] for j in range(columns)]
    return {"shares": found.tolist()}


task = json.load(sys.stdin)
print(json.dumps(shares(task["circuit"]) if "circuit" in task else errors(task)))
