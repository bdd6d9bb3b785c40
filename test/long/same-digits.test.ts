import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { delimiter, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..", "..");
const MAIN = join(ROOT, "dist", "bundle", "main.js");

const CONFIGS = ["cai-iscas-2024", "isaac-isca-2016", "puma-asplos-2019"];
/** Circuits are solved by `hash`; in `compare` they would be most of the time. */
const VERBS = { compare: ["design.hashing.array.wires=ideal"], hash: [] } as const;

/** This Node, and others whose programs CROSSHASH_NODES lists: engines differ in the last digit of pow, exp and log. */
const NODES = [process.execPath, ...(process.env.CROSSHASH_NODES ?? "").split(delimiter).filter(Boolean)];

/** SHA-256 of an answer without the versions of the code that gave it. */
function digestOf(node: string, verb: keyof typeof VERBS, config: string): string {
  const { status, stdout, stderr } = spawnSync(
    node,
    [
      MAIN,
      verb,
      join(ROOT, "configs", `${config}.json5`),
      "--json",
      ...["arrays=2", "queries=32", "length=512"].flatMap((setting) => ["--set", `fidelity.${setting}`]),
      ...VERBS[verb].flatMap((setting) => ["--set", setting]),
    ],
    { encoding: "utf8", maxBuffer: 1 << 26 },
  );
  if (status !== 0) throw new Error(`${verb} ${config}: exit code ${status}: ${stderr}`);
  const { versions, ...answer } = JSON.parse(stdout);
  expect(versions).toBeDefined();
  return createHash("sha256").update(JSON.stringify(answer)).digest("hex");
}

describe("answers of shipped configs", () => {
  it("have the same digits on every Node, those that are pinned", async () => {
    const lines = (["compare", "hash"] as const).flatMap((verb) =>
      CONFIGS.slice(0, verb === "compare" ? 1 : undefined).map((config) => {
        // The first config is asked of every version, but for a comparison, which takes long: the first and the last answer for all.
        const ends = [...new Set([NODES[0], NODES[NODES.length - 1]])];
        const nodes = verb === "compare" ? ends : config === CONFIGS[0] ? NODES : NODES.slice(0, 1);
        const digests = nodes.map((node) => digestOf(node, verb, config));
        expect(new Set(digests).size, `${verb} ${config} on ${nodes.length} versions of Node`).toBe(1);
        return `${verb} ${config} ${digests[0]}`;
      }),
    );
    expect(lines).toHaveLength(4);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("same-digits.txt");
  });
});
