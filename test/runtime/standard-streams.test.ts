import { describe, expect, it } from "vitest";
import { writeAll } from "#local-io";
import { guarded } from "../../src/cli/output.ts";

const failing = (code: string) => Object.assign(new Error(code), { code, syscall: "write" });

/** A descriptor that takes a few bytes at a time, none at every third call; `room` bytes in all. */
function slowDisk(room = Number.POSITIVE_INFINITY) {
  const taken: number[] = [];
  let calls = 0;
  const write = (_: number, bytes: Uint8Array, from: number, length: number): number => {
    if (++calls % 3 === 0) throw failing("EAGAIN");
    if (taken.length >= room) throw failing("ENOSPC");
    const count = Math.min(length, 1000, room - taken.length);
    for (let n = 0; n < count; n++) taken.push(bytes[from + n]);
    return count;
  };
  return { taken, write: write as never };
}

describe("writing to a descriptor", () => {
  it("goes on after short writes and waits while nothing is taken, to the last byte", () => {
    const pieces = Array.from({ length: 5000 }, (_, n) => `line ${n} é\n`);
    const disk = slowDisk();
    writeAll(1, pieces, disk.write);
    expect(Buffer.from(disk.taken).toString("utf8")).toBe(pieces.join(""));
  });

  it("says that the disk is full, when part of it was written", () => {
    const disk = slowDisk(4096);
    expect(() => writeAll(1, ["x".repeat(5193)], disk.write)).toThrow("ENOSPC");
    expect(disk.taken).toHaveLength(4096);
  });
});

it("no control character and no mark of direction gets out, and JSON keeps its value", () => {
  const hostile = ["\u001b", "\r", "\u0000", "\u007f", "\u009b", "\u2028", "\u061c", "\u200e", "\u200f"];
  for (let code = 0x202a; code <= 0x202e; code++) hostile.push(String.fromCodePoint(code));
  for (let code = 0x2066; code <= 0x2069; code++) hostile.push(String.fromCodePoint(code));
  let said = "";
  const take = (text: string): void => {
    said = text;
  };
  const output = guarded({ data: take, note: take, pieces: (pieces) => take([...pieces].join("")) });
  let tried = 0;
  for (const character of hostile)
    for (const say of [output.data, output.note, (text: string) => output.pieces([text])]) {
      say(`a\t${character}[2J\nb`);
      expect(said).toBe(`a\t\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}[2J\nb`);
      say(`{"x":"${character}"}`);
      expect(JSON.parse(said)).toEqual({ x: character });
      tried++;
    }
  expect(tried).toBe(54);
});
