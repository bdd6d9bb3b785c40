import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ConfigError } from "#base";
import { loadModel, loadTokens } from "#local-io";
import { parseSidecar, parseTokens } from "#model-files";
import { sidecarFor, tinyCheckpoint } from "./tiny-checkpoint.ts";

const bytes = tinyCheckpoint();
const sidecar = sidecarFor(bytes);

describe("sidecar", () => {
  const wrong = (over: Record<string, unknown>): string => {
    try {
      parseSidecar(JSON.stringify({ ...sidecar, ...over }, null, 1), "model.json");
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      return (error as ConfigError).message;
    }
    return "(accepted)";
  };

  test("round trip", () => expect(parseSidecar(JSON.stringify(sidecar), "model.json")).toEqual(sidecar));

  test.each([
    [
      { format: "crosshash-model/2" },
      'model.json:2:12 format: expected "crosshash-model/1", received "crosshash-model/2"',
    ],
    [
      { checkpoint: "../secret.bin" },
      'checkpoint: expected a plain file name in the sidecar\'s folder, received "../secret.bin"',
    ],
    [{ checkpoint: "/etc/passwd" }, "expected a plain file name"],
    [{ checkpoint: ".." }, "expected a plain file name"],
    [{ checkpoint: "a\\b" }, "expected a plain file name"],
    [{ sha256: "abc" }, 'sha256: expected 64 lower-case hexadecimal digits, received "abc"'],
    [
      { positions: "rope" },
      'positions: expected "stored-tables", "none" or { "ropeBase": number ≥ 1, "width": even number }, received "rope"',
    ],
    [
      { attention: { ...sidecar.attention, mask: "full" } },
      'attention.mask: expected one of "causal", "causal-no-self", received "full"',
    ],
    [{ tokenizer: { kind: "bpe" } }, 'expected a kind, one of "ids", "recall-grammar", "llama2c", received'],
    [{ tokenizer: { kind: "llama2c" } }, "tokenizer.file: expected a string, received nothing"],
    [{ nmae: "x" }, 'nmae: expected a known key, received "nmae"; did you mean "name"?'],
    [{ name: 3 }, "name: expected a string, received 3"],
    [{ licence: "" }, 'licence: expected at least 1 characters, received ""'],
  ] as [Record<string, unknown>, string][])("%j", (over, message) => expect(wrong(over)).toContain(message));

  test("reports every issue at once", () => {
    expect(wrong({ name: 3, sha256: "x" }).split("\n")).toHaveLength(2);
  });
});

describe("tokens", () => {
  const parse = (text: string) => parseTokens(text, "t.json", { vocabulary: 11, context: 4 });

  test("three shapes", () => {
    expect(parse("[1, 2]")).toEqual([[1, 2]]);
    expect(parse("\uFEFF[[1, 2], [3, 4, 5, 6, 7]]")).toEqual([
      [1, 2],
      [3, 4, 5, 6, 7],
    ]);
    expect(parse('{"L": 2, "sequences": [{"seed": 1, "tokens": [0, 10]}]}')).toEqual([[0, 10]]);
  });

  test.each([
    ["[1, 2", "t.json:1:6 (text): not JSON"],
    ["{}", "t.json (root): expected an array of token ids, received an object"],
    ["null", "expected an array of token ids, received null"],
    ["[]", "expected 2 to 5 token ids (the context and one to predict), received 0"],
    ['{"sequences": []}', "expected at least one sequence, received none"],
    [
      '{"sequences": [{"tokens": [1, 2]}, null]}',
      "sequences[1].tokens: expected an array of token ids, received nothing",
    ],
    [
      "[[1, 2], [1, 2, 3, 4, 5, 6]]",
      "[1]: expected 2 to 5 token ids (the context and one to predict), received 6",
    ],
    ["[1, 11]", "(root)[1]: expected a token id in [0, 10], received 11"],
    ['[1, "2"]', '(root)[1]: expected a token id in [0, 10], received "2"'],
    ["[1, -1, 2.5]", "(root)[2]: expected a token id in [0, 10], received 2.5"],
  ])("%s", (text, message) => expect(() => parse(text)).toThrow(message));
});

describe("model folder", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "model-"));
    await writeFile(join(folder, "model.json"), JSON.stringify(sidecar));
    await writeFile(join(folder, "tiny.bin"), bytes);
    await writeFile(join(folder, "tokens.json"), "[1, 2, 3]");
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("loads", async () => {
    const model = await loadModel(folder);
    expect(model.checkpoint.dimensions.heads).toBe(4);
    expect(await loadTokens(join(folder, "tokens.json"), model.checkpoint.dimensions)).toEqual([[1, 2, 3]]);
  });

  test("a model of the recall grammar has its vocabulary, by the kind in its sidecar", async () => {
    const other = join(folder, "grammar");
    await mkdir(other);
    await writeFile(
      join(other, "model.json"),
      JSON.stringify({ ...sidecar, tokenizer: { kind: "recall-grammar" } }),
    );
    await writeFile(join(other, "tiny.bin"), bytes);
    await expect(loadModel(other)).rejects.toThrow(
      /model\.json .*expected a checkpoint of the recall grammar's 705 tokens .*received 11 in tiny\.bin/,
    );
  });

  test("a missing folder, a folder in a file's place and a missing checkpoint are named", async () => {
    await expect(loadModel(join(folder, "absent"))).rejects.toThrow(
      /absent \(file\): expected a model's folder or a checkpoint, received nothing/,
    );
    const odd = join(folder, "odd");
    await mkdir(join(odd, "model.json"), { recursive: true });
    await expect(loadModel(odd)).rejects.toThrow(/model\.json \(file\): expected a file, received a folder/);
    const bare = join(folder, "bare");
    await mkdir(bare);
    await writeFile(join(bare, "model.json"), JSON.stringify(sidecar));
    await expect(loadModel(bare)).rejects.toThrow(/tiny\.bin \(file\): expected a file, found none/);
  });
});
