# The product of vmm.bench.mjs in numpy, single precision, one thread: prints products a second of CPU time, median, slowest
# and fastest. Arguments: size, seconds.
import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np

n, seconds = int(sys.argv[1]), float(sys.argv[2])
batch = 1024
rng = np.random.default_rng(1)
single = np.float32
plus, minus = ((1e-6 + 9.9e-5 * rng.random((n, n))).astype(single) for _ in range(2))
transfer, weights = plus - minus, plus * plus + minus * minus
inputs = rng.standard_normal((batch, n)).astype(single)
full = single(1e-5 * np.sqrt(n))


def read():
    unit = (np.clip(inputs / single(2.5), -1, 1) + 1) * single(127.5)
    volts = (np.round(unit) * single(2 / 255) - 1) * single(0.2)
    deviation = np.sqrt((volts * volts) @ weights) * single(0.02)
    currents = volts @ transfer + deviation * rng.standard_normal((batch, n), dtype=single)
    code = np.clip(np.floor((currents / full + 1) * 128), 0, 255)
    return (code + single(0.5)) * (full / 128) - full


read()
rates = []
began = time.process_time()
while time.process_time() - began < seconds:
    start, reads = time.process_time(), 0
    while time.process_time() - start < seconds / 40:
        read()
        reads += 1
    rates.append(reads * batch / (time.process_time() - start))
rates.sort()
print(rates[len(rates) // 2], rates[0], rates[-1])
