import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recallSequence } from "#model-files";
import type { ClaimVerdict } from "../../evidence/claims/claim.ts";

/**
 * The quick run of the plan, on the built command. Seeds are the plan's, so verdicts are the same in every run; only
 * what was made to hold, and the controls, are asserted: findings come as they come.
 */
interface Answer {
  readonly claims: readonly { readonly id: string; readonly role: string; readonly verdict: ClaimVerdict }[];
  readonly cases: readonly {
    readonly measured: {
      readonly memristor: { readonly computedPairs: number; readonly loss: { readonly upper: number } };
      readonly controls: readonly { readonly arm: string; readonly loss: { readonly mean: number } }[];
    };
  }[];
  readonly recallAgainstLength: readonly { readonly computedPairs: number }[];
}

const folder = mkdtempSync(join(tmpdir(), "claims-"));
let answer: Answer;
beforeAll(() => {
  const args = ["dist/bundle/main.js", "validate", "--claims", "--quick", "--json"];
  const out = execFileSync("node", [...args, "--document", join(folder, "claim.md")], { encoding: "utf8" });
  answer = JSON.parse(out) as Answer;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("validate --claims --alone", () => {
  it("tests a model and tokens of the user's like the shipped ones: both claims, controls, cosine, verdicts", () => {
    const tokens = join(folder, "tokens.json");
    writeFileSync(
      tokens,
      JSON.stringify([11, 12, 13, 14, 15].map((seed) => recallSequence(seed, 512).tokens)),
    );
    const args = [
      "validate",
      "--claims",
      "--alone",
      "--json",
      "--model",
      "models/recall-capped",
      "--tokens",
      tokens,
    ];
    const run = (...more: string[]) =>
      JSON.parse(
        execFileSync("node", ["dist/bundle/main.js", ...args, ...more], { encoding: "utf8" }),
      ) as Answer & {
        readonly cases: readonly {
          readonly setting: string;
          readonly measured: { readonly far: { readonly cosine: number } };
        }[];
      };
    const own = run("--length", "512");
    expect(own.claims.map(({ id }) => id)).toEqual([
      "recall-capped-512 device",
      "recall-capped-512 attention",
    ]);
    for (const { role, verdict } of own.claims) {
      expect(role).toBe("finding");
      expect(["holds", "fails", "not shown", "no power"]).toContain(verdict);
    }
    const [{ measured, setting }] = own.cases;
    expect(setting).toContain("simhash, 16 rounds, chunk 8");
    expect(measured.controls).toHaveLength(3);
    for (const { loss } of measured.controls)
      expect(loss.mean).toBeGreaterThan(measured.memristor.loss.upper);
    expect(measured.far.cosine).toBeGreaterThan(0.8);
    const other = run("--length", "256", "--set", "workload.attention.rounds=2");
    expect(other.cases[0].setting).toContain("simhash, 2 rounds, chunk 8");
  });
});

describe("validate --claims --quick", () => {
  it("holds every check, and has no power on the gain of rounds", () => {
    const verdictOf = (id: string) => answer.claims.find((claim) => claim.id === id)?.verdict;
    for (const { id, role, verdict } of answer.claims)
      if (role === "check") expect({ id, verdict }).toEqual({ id, verdict: "holds" });
    expect(verdictOf("E9")).toBe("no power");
    expect(verdictOf("recall-lm-2048 device")).toBe("holds");
    expect(verdictOf("recall-lm-2048 attention")).toBe("holds");
  });

  it("keeps LSH below 1 % at 30 % of the pairs, where every control costs 5 % or more", () => {
    const [{ measured }] = answer.cases;
    expect(measured.memristor.loss.upper).toBeLessThan(Math.log(1.01));
    expect(measured.memristor.computedPairs).toBeLessThan(0.3);
    expect(measured.controls.map(({ arm: variant }) => variant)).toEqual([
      "random-buckets",
      "second-array",
      "local-window",
    ]);
    for (const { loss } of measured.controls) expect(loss.mean).toBeGreaterThan(Math.log(1.05));
  });

  it("computes a falling share of pairs at growing length", () => {
    const shares = answer.recallAgainstLength.map(({ computedPairs }) => computedPairs);
    expect(shares[1] / shares[0]).toBeCloseTo(0.5, 2);
  });

  it("writes what it found: a positive control, said to be one, with every verdict", () => {
    const text = readFileSync(join(folder, "claim.md"), "utf8");
    expect(text).toContain("constructed positive control");
    for (const { id, verdict } of answer.claims)
      expect(
        text.split("\n").find((line) => line.startsWith(`| ${id} `)),
        `claim.md, row ${id}`,
      ).toContain(`**${verdict}**`);
  });
});
