"""Holds the forward pass to values that two other programs gave: python check.py MODEL PRIDE."""

import sys
import time

import torch

from model import Model

torch.set_num_threads(2)
model = Model(sys.argv[1])
ids = model.encode("The capital of France is")
assert ids == [504, 3575, 282, 4649, 314], ids
logits = model.run(ids)[-1] @ model.weights["token_embd.weight"].T
print("three likeliest next tokens", logits.topk(3).values.tolist(), "expected 17.3713 14.8886 13.2450")
pride = model.encode_file(sys.argv[2])
print("tokens of Pride", len(pride), "expected 167868")
for start, count, expected in ((30000, 512, 3.552117), (20000, 2048, 3.174840)):
    begin, cpu = time.time(), time.process_time()
    part = pride[start : start + count]
    mean = model.losses(model.run(part)[:-1], part[1:]).mean().item()
    print(f"tokens {start}, {count}: {mean:.6f}, expected {expected}; {time.time() - begin:.1f} s, CPU {time.process_time() - cpu:.1f} s")
    assert abs(mean - expected) < 2e-4
