"""Writes frozen-blocks.json: a few blocks of each stored type with random bits, and their numbers as the `gguf` package (PyPI,
0.19.0, numpy 2.4.6) reads them. Run in a virtual environment: pip install gguf==0.19.0; python frozen-blocks.py > frozen-blocks.json
The 16-bit scales are drawn finite, subnormal ones among them; all other bits are random."""
import json

import numpy as np
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType as T
from gguf.quants import dequantize

SCALES = {T.Q8_0: [0], T.Q4_0: [0], T.Q4_1: [0, 2], T.Q4_K: [0, 2], T.Q6_K: [208]}
rng = np.random.default_rng(20)
rows = []
for kind in [T.F16, T.BF16, T.Q8_0, T.Q4_0, T.Q4_1, T.Q4_K, T.Q6_K]:
    numbers, size = GGML_QUANT_SIZES[kind]
    count = 2 if numbers == 256 else 3 if numbers == 32 else 32
    blocks = rng.integers(0, 256, (count, size), dtype=np.uint8)
    for n in range(count):
        for at in SCALES.get(kind, [0]):
            if kind == T.BF16:
                bits = np.frombuffer(np.float32(rng.normal()).tobytes(), np.uint8)[2:]
            else:
                scale = 3e-6 * (n + 1) if n == count - 1 else rng.normal() / 8
                bits = np.frombuffer(np.float16(scale).tobytes(), np.uint8)
            blocks[n, at : at + 2] = bits
    values = dequantize(blocks, kind).astype("<f4")
    rows.append({"type": kind.name, "blocks": count, "bytes": blocks.tobytes().hex(), "numbers": values.tobytes().hex()})
print("[\n  " + ",\n  ".join(json.dumps(row) for row in rows) + "\n]")
