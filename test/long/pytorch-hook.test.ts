import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { exactAttention } from "../../src/attention/exact-attention.ts";
import { measure } from "../../src/commands/shared/activations.ts";
import { defaultConfig, readConfig } from "../../src/commands/shared/config-file.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { readActivationFiles } from "../../src/runtime/activation-files.ts";
import { cli } from "../cli/run.ts";

// PyTorch takes gigabytes, so that no script installs it: CROSSHASH_PYTORCH names a Python that has it.
const PYTHON = process.env.CROSSHASH_PYTORCH ?? "python3";
const isThere = spawnSync(PYTHON, ["-c", "import torch, numpy"]).status === 0;
if (!isThere) console.warn("no Python with PyTorch: the guide's hook is not run");

const folder = mkdtempSync(join(tmpdir(), "crosshash-hook-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A causal transformer without training, whose layers keep what they gave to the attention and got from it. */
const MODEL = `
import torch
torch.manual_seed(7)

class Layer(torch.nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.qkv, self.out = heads, torch.nn.Linear(width, 3 * width), torch.nn.Linear(width, width)
    def forward(self, x):
        split = [part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in self.qkv(x).chunk(3, -1)]
        y = torch.nn.functional.scaled_dot_product_attention(*split, is_causal=True)
        self.seen = [part.detach()[0].numpy() for part in (*split, y)]
        return x + self.out(y.transpose(1, 2).flatten(-2))

class Model(torch.nn.Module):
    def __init__(self, layers, width, heads):
        super().__init__()
        self.embed = torch.nn.Embedding(100, width)
        self.layers = torch.nn.ModuleList(Layer(width, heads) for _ in range(layers))
    def forward(self, tokens):
        x = self.embed(tokens)
        for layer in self.layers: x = layer(x)
        return x

model, tokens = Model(2, 64, 4), torch.randint(100, (1, 96))
`;

const CHECK = `
for n, name in enumerate("qkv"):
    assert np.array_equal(np.load(f"{name}.npy"), np.stack([layer.seen[n] for layer in model.layers])), name
np.save("y.npy", np.stack([layer.seen[3] for layer in model.layers]))
`;

it.skipIf(!isThere)(
  "the guide's hook records what a model attends over, and exact attention is PyTorch's",
  async () => {
    const guide = readFileSync("docs/guides/your-device.md", "utf8");
    const hook = /```python\n(import numpy as np, torch\n[\s\S]*?)```/.exec(guide)?.[1] ?? "";
    expect(hook).toContain("scaled_dot_product_attention = recording");
    writeFileSync(join(folder, "run.py"), MODEL + hook + CHECK);
    const run = spawnSync(PYTHON, ["run.py"], { cwd: folder, encoding: "utf8" });
    expect(run.status, run.stderr).toBe(0);

    const files = ["q", "k", "v"].map((name) => join(folder, `${name}.npy`));
    const document = readConfig(defaultConfig(), []);
    const { activations } = await measure(document, parseConfig(document, shippedCatalogue), {
      activations: files,
    });
    expect(activations).toMatchObject({ length: 96, headWidth: 16 });
    expect(activations.heads).toHaveLength(8);
    const { q: outputs } = readActivationFiles([join(folder, "y.npy"), ...files.slice(1)]);
    let error = 0;
    activations.heads.forEach(({ q, k, v }, head) => {
      const { output } = exactAttention(q, k, v, { causal: true, self: "allowed", scale: 1 / Math.sqrt(16) });
      output.data.forEach((y, n) => {
        error = Math.max(error, Math.abs(y - outputs.values[head * output.data.length + n]));
      });
    });
    expect(error).toBeGreaterThan(0);
    // PyTorch attends in float32.
    expect(error).toBeLessThan(1e-6);

    const sets = ["fidelity.arrays=2", "design.mapping.search=false", "design.hashing.array.wires=ideal"];
    const args = ["compare", "--json", "--activations", ...files, ...sets.flatMap((one) => ["--set", one])];
    const { code, data, note } = await cli(...args);
    expect(code, note).toBe(0);
    expect(JSON.parse(data).fidelity).toMatchObject({
      model: "given activations",
      length: 96,
      headWidth: 16,
      proxy: true,
    });
  },
);
