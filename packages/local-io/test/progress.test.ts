import { describe, expect, it } from "vitest";
import { createProgress, type Talk } from "../src/progress.ts";

const SECONDS = [0, 1, 6, 10, 11];

/** What updates and the end write. */
function written(talk: Talk, isTTY: boolean): string {
  let text = "";
  let now = 0;
  const stream = {
    isTTY,
    write: (piece: string | Uint8Array) => {
      text += String(piece);
      return true;
    },
  };
  const progress = createProgress(talk, stream, () => now);
  for (const second of SECONDS) {
    now = 1000 * second;
    progress.update(`at ${second} s`);
  }
  progress.done();
  return text;
}

describe("progress", () => {
  it("is one line on a terminal; a line in a log after a second and every ten, every five when asked for", () => {
    expect(written("usual", true)).toBe(
      SECONDS.map((second) => `\r\x1b[Kat ${second} s`)
        .join("")
        .concat("\r\x1b[K"),
    );
    expect(written("usual", false)).toBe("at 1 s\nat 11 s\n");
    expect(written("verbose", false)).toBe("at 0 s\nat 6 s\nat 11 s\n");
    expect(written("verbose", true)).toBe(written("usual", true));
  });

  it("is nothing where it is to be quiet", () => {
    expect([written("quiet", true), written("quiet", false)]).toEqual(["", ""]);
  });
});
