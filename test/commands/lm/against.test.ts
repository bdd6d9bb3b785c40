import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { answersAgainst, type EarlierStudy, readEarlier } from "../../../src/commands/lm/run/against.ts";
import { haystackJson } from "../../../src/commands/lm/run/answer-json.ts";
import type { AnsweredHaystack } from "../../../src/language-model/evaluation/judge.ts";
import { cli } from "../../cli/run.ts";
import { askableModel } from "../../language-model/gguf/gguf-writer.ts";
import { everyCase } from "../../law.ts";

const root = mkdtempSync(join(tmpdir(), "crosshash-against-"));
afterAll(() => rmSync(root, { recursive: true }));
const model = join(root, "tiny.gguf");
writeFileSync(model, askableModel());

/** Settings of the study's keys in the config. */
const selection = (...keys: string[]): string[] => keys.map((one) => `--set=languageModel.selection.${one}`);
const STUDY = ["--model", model, "--quick", "--length", "512", ...selection("setups=B", "shares=1/8")];
const lm = (...more: string[]) =>
  cli("lm", ...STUDY, "--select", "low-bit-keys:bits=4", "--workers", "1", "--json", ...more);
const stored = join(root, "result.json");

type Stored = EarlierStudy & { against?: unknown };
const whole = lm().then(({ data }) => {
  writeFileSync(stored, data);
  return JSON.parse(data) as Stored;
});

/** The stored study with a change, as a file. */
async function changed(name: string, change: (study: Stored) => void): Promise<string> {
  const study = structuredClone(await whole);
  change(study);
  const file = join(root, `${name}.json`);
  writeFileSync(file, JSON.stringify(study));
  return file;
}

describe("lm --against", () => {
  it("makes some answers of a stored study again, and says that they are its own", async () => {
    const { haystacks } = await whole;
    const { data, code } = await lm(...selection("only=3"), "--against", stored);
    const { verdict, against, haystacks: alone } = JSON.parse(data);
    expect(code).toBe(0);
    expect(alone).toEqual([haystacks[2]]);
    const answers = haystacks[2].answers.length + 1;
    expect(against).toEqual({
      file: stored,
      contexts: 1,
      earlierContexts: 3,
      answers,
      equal: answers,
      absent: 0,
      differences: [],
    });
    expect(verdict[0]).toBe(
      `All ${answers} answers that were asked again (1 of 3 contexts) are those of ${stored}, to every digit that it keeps.`,
    );
  });

  it("finds one digit that is another, an answer that is missing, and fails", async () => {
    const file = await changed("digit", ({ haystacks }) => {
      const [first, second] = haystacks[1].answers as unknown as { items: { nll_nats: number }[] }[];
      first.items[2].nll_nats += 1e-6;
      haystacks[1].answers.splice(haystacks[1].answers.indexOf(second as never), 1);
    });
    const { data, code } = await lm(...selection("only=1,2"), "--against", file);
    const { verdict, against } = JSON.parse(data);
    expect(code).toBe(1);
    const total = (await whole).haystacks
      .slice(0, 2)
      .reduce((sum, { answers }) => sum + 1 + answers.length, 0);
    const { contexts, answers, equal, absent, differences } = against;
    expect([contexts, answers, equal, absent, differences.length]).toEqual([2, total, total - 2, 1, 1]);
    const [{ context, answer, path, earlier, now }] = differences;
    expect([answer, path]).toEqual(["setup B, low-bit-keys:bits=4, 1/8, array 1", "items.2.nll_nats"]);
    expect(earlier - now).toBeCloseTo(1e-6, 9);
    expect(verdict.slice(0, 2)).toEqual([
      `Answers that differ from ${file}: 1 of the ${total - 1} answers that were asked again and that it has (2 of 3 contexts). The first, ${context}, ${answer}: ${path} was ${earlier} and is ${now}.`,
      `${file} does not have 1 of the ${total} answers that were asked again.`,
    ]);
  });

  it("asks anew, whatever answers a folder has, and says what part of the study it asked", async () => {
    const folder = join(root, "folder");
    const asked = [...selection("only=2"), "--out", folder];
    await lm(...asked);
    const kept = join(folder, "answers", "answers.jsonl");
    const before = readFileSync(kept);
    await whole;
    const { data, note } = await lm(...asked, "--against", stored, "--force");
    expect(note).not.toContain("kept before");
    expect(JSON.parse(data).verdict.at(-1)).toContain(" 1 of the study's 3 contexts of ");
    expect(readFileSync(kept)).toEqual(before);
  });

  it("reads what an object inherits as nothing, and cuts long values", async () => {
    const file = await changed("inherited", ({ plan: { arms: variants } }) =>
      Object.assign(variants[0], { constructor: 1 }),
    );
    expect((await lm("--against", file)).note).toMatch(/constructor: expected null, .* received 1$/);
    const long = await changed("long", ({ haystacks }) =>
      Object.assign(haystacks[0].exact[0] as object, { nll_nats: "x".repeat(1000) }),
    );
    const { verdict } = JSON.parse((await lm(...selection("only=1"), "--against", long)).data);
    expect(verdict[0].length).toBeLessThan(400);
  });

  it("refuses another study before it asks, with the place and both values", async () => {
    const cases = [
      {
        file: await changed("seed", (study) => Object.assign(study.plan, { seed: 7 })),
        said: "plan.seed: expected 20261126, as in the study that is asked now, received 7",
      },
      {
        file: await changed("arm", ({ plan: { arms: variants } }) => Object.assign(variants[0], { sink: 5 })),
        said: "plan.arms.0.sink: expected 4, as in the study that is asked now, received 5",
      },
      {
        file: await changed("config", ({ digests }) => Object.assign(digests as object, { config: "0" })),
        said: /digests\.config: expected "[0-9a-f]{64}", .* received "0"/,
      },
      {
        file: await changed("text", ({ texts }) => Object.assign(texts[1], { digest: "0" })),
        said: /texts\.1\.digest: expected .* received "0"/,
      },
      {
        file: await changed("summary", (study) => void Reflect.deleteProperty(study, "haystacks")),
        said: "haystacks: expected the answers of each context, received a summary without them",
      },
      {
        file: await changed("other", (study) => Object.assign(study, { plan: 3 })),
        said: /plan: expected the result.json that lm writes of selected keys \(.*\): /,
      },
      { file: join(root, "none.json"), said: "(file): expected a file, found none" },
    ];
    const found = [];
    for (const { file, said } of cases) found.push({ file, said, ...(await lm("--against", file)) });
    everyCase(found, cases.length, ({ file, said, code, data, note }) => {
      expect([code, data]).toEqual([2, ""]);
      expect(note).toContain(file);
      expect(note).toMatch(typeof said === "string" ? new RegExp(said.replace(/[().]/g, "\\$&")) : said);
    });
  });

  it("refuses contexts that the study does not have", async () => {
    expect((await lm(...selection("only=4"))).note).toMatch(
      /^languageModel\.selection\.only .*expected numbers of contexts from 1 to 3, received 4$/,
    );
    expect((await lm(...selection("only=0"))).note).toContain(
      "expected numbers of contexts from 1 on, such as 1,3",
    );
  });
});

it("answers of several arrays are each held against that of their own", async () => {
  await whole;
  const score = (nll: number) => ({ items: [{ nll: [nll], right: [1] }], shares: null });
  const haystack = {
    ...{ id: "text 1", part: "contexts", items: [], exact: score(1) },
    answers: [0, 1].map((array) => ({ setup: "B", variant: "score, 1/8", array, score: score(2 + array) })),
  } as unknown as AnsweredHaystack;
  const earlier = { ...readEarlier(stored), haystacks: [haystackJson(haystack)] } as unknown as EarlierStudy;
  expect(answersAgainst(earlier, [haystack])).toMatchObject({ answers: 3, equal: 3, differences: [] });
});

it("a report is read without what is not compared", async () => {
  await whole;
  const study = readEarlier(stored);
  expect(Object.keys(study).sort()).toEqual(
    ["calibration", "digests", "file", "form", "haystacks", "model", "plan", "texts"].sort(),
  );
  expect(JSON.parse(readFileSync(stored, "utf8")).haystacks).toHaveLength(study.haystacks.length);
});
