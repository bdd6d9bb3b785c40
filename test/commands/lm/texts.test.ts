import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readText, setApart } from "../../../src/commands/lm/run/texts.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-texts-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A word is a token, its id the number in it; counts what it is given. */
function counting() {
  const seen = { characters: 0 };
  const encode = (text: string): number[] => {
    seen.characters += text.length;
    return text
      .split(" ")
      .filter((word) => word !== "")
      .map((word) => Number(word.slice(1)));
  };
  return { encode, seen };
}

function textOf(words: number): string {
  const file = join(folder, `${words}.txt`);
  writeFileSync(file, Array.from({ length: words }, (_, n) => `w${n}`).join(" "));
  return file;
}

it("tokenises a short text whole", () => {
  const { encode, seen } = counting();
  const { ids } = readText(textOf(5_000), { encode }, { first: 100, last: 32 });
  expect(ids).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
  expect(seen.characters).toBeLessThan(40_000);
});

it("tokenises what is needed of a long text: its beginning and its end, as the whole has them", () => {
  const words = 600_000;
  const file = textOf(words);
  const { encode, seen } = counting();
  const { rest, apart } = setApart(readText(file, { encode }, { first: 1_000, last: 32 }), 32);
  // 4.7 MB, of which 1 MiB and 64 KiB are looked at.
  expect(seen.characters).toBeLessThan(1.2 * 2 ** 20);
  expect(rest.ids.length).toBeGreaterThan(100_000);
  expect(rest.ids.findIndex((id, n) => id !== n)).toBe(-1);
  expect(apart).toEqual(Array.from({ length: 32 }, (_, n) => words - 32 + n));
  // A text whose half is needed is tokenised whole.
  expect(readText(file, counting(), { first: words, last: 32 }).ids).toHaveLength(words);
});
