import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError } from "#base";
import { parseCsv, unquotedRecords } from "../src/csv.ts";

describe("parseCsv", () => {
  const plain = {
    header: ["a", "b"],
    rows: [
      ["1", "2"],
      ["3", ""],
    ],
  };
  test.each([
    ["LF", "a,b\n1,2\n3,\n"],
    ["CRLF", "a,b\r\n1,2\r\n3,\r\n"],
    ["both, no end of line at the end", "a,b\r\n1,2\n3,"],
    ["byte-order mark and quoted header", '\uFEFF"a","b"\n1,2\n3,\n'],
    ["blank lines", "a,b\n1,2\n\n3,\n\n\n"],
    ["padded header names", " a ,b\t\n1,2\n3,\n"],
  ])("%s", (_, text) => expect(parseCsv(text, "f.csv")).toEqual(plain));

  test("bytes, quotes, commas and line ends inside quotes", () => {
    const text = new TextEncoder().encode('\uFEFFµ,b\r\n"x ""y"", z","1\r\n2"\r\n');
    expect(parseCsv(text, "f.csv")).toEqual({ header: ["µ", "b"], rows: [['x "y", z', "1\r\n2"]] });
  });

  test("without a quote a text is read as csv-parse reads it, or left to it", () => {
    const piece = fc.constantFrom("a", "1", ",", ",", "\n", "\r\n", "\r", " ", "µ", "\uFEFF", "\u2028", "\t");
    const options = { bom: true, recordDelimiter: ["\r\n", "\n", "\r"] };
    let read = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, asBytes) => {
        const text = pieces.join("");
        const records = unquotedRecords(asBytes ? new TextEncoder().encode(text) : text);
        if (records === null) return;
        const [header = []] = parse(text, { ...options, to: 1 });
        expect(records).toEqual(parse(text, { ...options, skipEmptyLines: header.length > 1 }));
        read++;
      }),
      { seed: 5, numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(500);
    expect(unquotedRecords('a,"b"\n1,2\n')).toBeNull();
    expect(unquotedRecords("a,b\n1\n")).toBeNull();
  });

  test("a blank line of a one-column table is an empty cell", () =>
    expect(parseCsv("a\n1\n\n2\n", "f.csv").rows).toEqual([["1"], [""], ["2"]]));

  test.each([
    ["", "f.csv:1 (header): expected a header line, received an empty file"],
    ["a,b,a\n", "f.csv:1 a: expected each column once, received it as columns 1 and 3"],
    ["a,,c\n", "f.csv:1 column 2: expected a column name, received nothing"],
    ["a,b\n1,2\n1\n", "f.csv:3 (row): expected 2 cells, as in the header, received 1"],
    ["a,b\r\n1,2\r\n1,2,3\r\n", "f.csv:3 (row): expected 2 cells, as in the header, received 3"],
    ['a,b\n"1\n",2\n\n1,2,3\n', "f.csv:5 (row): expected 2 cells, as in the header, received 3"],
    ['a,b\n1,"2\n', "f.csv:2 (row): not CSV: Quote Not Closed"],
    ['a,b\n1,2"\n', "f.csv:2 (row): not CSV: Invalid Opening Quote"],
  ])("%j", (text, message) => {
    expect(() => parseCsv(text, "f.csv")).toThrow(message);
    expect(() => parseCsv(text, "f.csv")).toThrow(ConfigError);
  });
});
