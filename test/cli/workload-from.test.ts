import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { TINY, tinyMetadata, tinyModel, writeGguf } from "../language-model/gguf/gguf-writer.ts";
import { cli } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-workload-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const GGUF = file("tiny.gguf", writeGguf(tinyModel("llama")));
const LONG = file(
  "long.gguf",
  writeGguf({
    metadata: tinyMetadata("llama").map(([key, type, value]) => [
      key,
      type,
      key.endsWith("context_length") ? 32_768 : value,
    ]),
    tensors: [],
  }),
);
const CONFIG = file(
  "design.json5",
  '{ name: "own", workload: { preset: "llama-3-8b", attention: { rounds: 4 } } }',
);

const show = (...options: string[]) => cli("config", "show", CONFIG, "--json", ...options);
const workloadOf = async (...options: string[]) => {
  const { data: out, note: err, code } = await show(...options);
  expect(err).toBe("");
  expect(code).toBe(0);
  return JSON.parse(out).workload;
};

describe("--workload-from", () => {
  it("puts a model's shape in place of the config's own, and keeps how it attends", async () => {
    const { layers, heads, keyValueHeads, headWidth, width, hidden, context } = TINY;
    expect(await workloadOf("--workload-from", GGUF)).toEqual({
      layers,
      heads,
      kvHeads: keyValueHeads,
      headWidth,
      modelName: "tiny llama",
      modelWidth: width,
      hiddenWidth: hidden,
      gated: true,
      length: context,
      attention: { rounds: 4 },
    });
  });

  it("limits the length by the model's context, and refuses one that is set beyond it", async () => {
    expect((await workloadOf("--workload-from", LONG)).length).toBe(32_768);
    const own = file("own.json5", "{ workload: { length: 4096 } }");
    const lengthOf = async (model: string) =>
      JSON.parse((await cli("config", "show", own, "--json", "--workload-from", model)).data).workload.length;
    expect([await lengthOf(GGUF), await lengthOf(LONG)]).toEqual([TINY.context, 4096]);
    expect((await workloadOf("--workload-from", LONG, "--set", "workload.length=1000")).length).toBe(1000);
    const { code, data: out, note: err } = await show("--workload-from", GGUF, "--set", "workload.length=65");
    expect([code, out]).toEqual([2, ""]);
    expect(err.trim()).toBe(
      "--set workload.length: expected at most the 64 tokens of tiny llama's context, received 65",
    );
  });

  it("is one located error for a bad file", async () => {
    const bad = [
      [file("magic.gguf", "GGML0000"), /magic\.gguf byte 0 magic: expected "GGUF"/],
      [
        file("config.json", '{ "hidden_size": 64 }'),
        /config\.json:1:\d+ num_hidden_layers: expected num_hidden_layers or n_layer/,
      ],
      [join(folder, "absent.gguf"), /absent\.gguf \(file\): expected a file, found none/],
    ] as const;
    for (const [place, says] of bad) {
      const { code, data: out, note: err } = await show("--workload-from", place);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toMatch(says);
      expect(err.trim().split("\n")).toHaveLength(1);
    }
  });

  it("is refused where there is no config to lay it over", async () => {
    const rows = file("rows.csv", "energy_J\n1\n");
    const { code, note: err } = await cli("budget", rows, "--area", "1 m2", "--workload-from", GGUF);
    expect(code).toBe(2);
    expect(err).toMatch(
      /--workload-from \(root\): expected a config or a study to set, received evaluated points/,
    );
  });
});
