import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { keySelection } from "../../src/library/lm.ts";
import { cli } from "../cli/run.ts";
import { askableModel } from "../language-model/gguf/gguf-writer.ts";
import { everyCase } from "../law.ts";

const root = mkdtempSync(join(tmpdir(), "crosshash-published-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A decoder of two layers with random weights: it has learned nothing, so no task may count. */
const model = join(root, "tiny.gguf");
writeFileSync(model, askableModel());
const SHORT = ["--quick", "--windows=2", "--length=768", "--set=design.hashing.array.wires=ideal"];

interface Answer {
  readonly verdict: readonly string[];
  readonly setups: Readonly<Record<string, string>>;
  readonly lines: readonly {
    readonly setup: string;
    readonly arm: string;
    readonly role: string;
    readonly budget: string;
    readonly attendedShare: number;
    readonly verdict: string;
    readonly measures: readonly { readonly measure: string; readonly noPower: string | null }[];
  }[];
  readonly haystacks: readonly { readonly answers: readonly { readonly layers?: readonly unknown[] }[] }[];
}

describe("lm on a published model", () => {
  it("judges every hash with its controls in the setups that it names, and keeps the answers", async () => {
    const out = join(root, "report");
    const args = ["lm", "--model", model, ...SHORT, "--out", out];
    const { code, data, note } = await cli(...args, "--json");
    expect(note).toMatch(/^\d+ answers: about .* on 1 thread, \d+ MB of memory/);
    expect(code).toBe(0);
    const { verdict, setups, lines, haystacks } = JSON.parse(data) as Answer;
    expect(Object.keys(setups)).toEqual(["B", "C"]);
    const levels = ["own budget", "1/8", "1/16"];
    for (const setup of ["B", "C"])
      for (const level of levels) {
        const found = lines.filter((line) => line.setup === setup && line.budget === level);
        expect(found.map(({ role }) => role).sort()).toEqual(
          ["control", "control", ...(level === "own budget" ? [] : ["oracle"]), "subject", "subject"].sort(),
        );
        const share = found[0].attendedShare;
        for (const { attendedShare } of found) expect(Math.abs(attendedShare / share - 1)).toBeLessThan(0.1);
      }
    // A model that has learned nothing: no retrieval counts, whatever a selection comes to.
    const retrieval = lines.flatMap(({ measures }) =>
      measures.filter(({ measure }) => measure === "numbers" || measure === "passages"),
    );
    expect(retrieval.length).toBeGreaterThan(40);
    for (const { noPower } of retrieval) expect(noPower).toMatch(/exact attention has \d+ % of the tokens/);
    expect(verdict[0]).toMatch(/^A drop-in for exact attention without degradation: /);
    expect(haystacks[0].answers.some(({ layers }) => layers?.length === 2)).toBe(true);
    expect(readdirSync(out).sort()).toEqual(
      expect.arrayContaining(["answers", "index.html", "report.txt", "result.json", "retrieval-B.png"]),
    );

    const kept = readFileSync(join(out, "answers", "answers.jsonl"));
    const again = await cli(...args);
    expect(again.note).toContain("were kept before");
    expect(readFileSync(join(out, "answers", "answers.jsonl"))).toEqual(kept);
    expect((await cli(...args, "--json")).data).toBe(data);
    const screen = again.data
      .slice(again.data.indexOf("\n\n", again.data.indexOf("• ")) + 2)
      .split("\n\n")[0];
    const rows = screen.split("\n");
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.length).toBeLessThanOrEqual(24);
    everyCase(rows, 15, (row) => expect(row.length).toBeLessThanOrEqual(80));
  });

  it("stops at a signal and goes on from the answers that were kept", async () => {
    const answers = join(root, "stopped");
    const controller = new AbortController();
    const choice = { model, quick: true, contexts: 1, length: 768, setups: ["B"] as const, answers };
    const config = { design: { hashing: { array: { wires: "ideal" } } } };
    let heard = 0;
    const onProgress = (text: string): void => {
      if (/^\d+ of/.test(text) && ++heard === 4) controller.abort(new Error("enough"));
    };
    await expect(
      keySelection({ ...choice, signal: controller.signal }, { config, onProgress }),
    ).rejects.toThrow("enough");
    const lines = (): number => readFileSync(join(answers, "answers.jsonl"), "utf8").split("\n").length - 1;
    expect(lines()).toBe(4);
    const whole = await keySelection(choice, { config });
    expect(whole.kept).toBe(4);
    expect(lines()).toBe(1 + whole.haystacks[0].answers.length);
    const { answers: _, ...fresh } = choice;
    expect((await keySelection(fresh, { config })).haystacks).toEqual(whole.haystacks);
  });
});
