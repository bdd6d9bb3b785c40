# Reference values of test/base/reference-values.txt: mpmath, 60 digits.
import random, struct
from mpmath import mp, mpf, erf, power, nstr
mp.dps = 60
random.seed(20261130)
hexof = lambda x: struct.pack(">d", x).hex()
def line(name, xs, value):
    high = float(value)
    print(name, *map(hexof, xs), hexof(high), hexof(float(value - mpf(high))))
n = 0
while n < 120:
    x = [random.uniform(0, 3), 10 ** random.uniform(-20, 20), 1 + random.uniform(-1e-6, 1e-6), 2.0, 10 ** random.uniform(-300, 300)][n % 5]
    y = [random.uniform(-50, 50), random.uniform(-8, 8), random.uniform(-1e8, 1e8), random.uniform(-1020, 1020), random.uniform(-1, 1)][n % 5]
    value = power(mpf(x), mpf(y))
    if mpf(10) ** -290 < value < mpf(10) ** 300:
        line("power", (x, y), value); n += 1
for n in range(120):
    x = [random.uniform(-0.9, 0.9), random.uniform(0.8, 3), random.uniform(-6, -2), 10 ** random.uniform(-300, 0)][n % 4]
    line("erf", (x,), erf(mpf(x)))
