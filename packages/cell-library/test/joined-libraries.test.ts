import { describe, expect, it } from "vitest";
import { joinedLibraries } from "../src/joined-libraries.ts";
import { parseLiberty } from "../src/liberty.ts";
import { SMALL_LIBRARY } from "./small-library.ts";

const header = `library (other) { time_unit : "1ps"; capacitive_load_unit (1, ff); voltage_unit : "1V"; nom_voltage : 2;`;
const gate = (name: string, of: string, note = ""): string =>
  `${note} cell (${name}) { area : 1; pin (A) { direction : input; capacitance : 1; } pin (B) { direction : input; capacitance : 1; }
  pin (Y) { direction : output; function : "${of}"; } }`;
const tables = ["cell_rise", "cell_fall", "rise_transition", "fall_transition"]
  .map((table) => `${table} (scalar) { values ("1"); }`)
  .join(" ");
const buffer = `cell (BUFFER) { area : 1; pin (A) { direction : input; capacitance : 1; }
  pin (Y) { direction : output; function : "A"; timing () { related_pin : "A"; ${tables} } } }`;
const first = { name: "first.lib", text: SMALL_LIBRARY };
const other = (...cells: string[]) => ({ name: "other.lib", text: `${header}\n${cells.join("\n")}\n}\n` });

describe("libraries of one corner", () => {
  it("are one library, and one text that reads as the same", () => {
    // Braces in a comment and in quotes are no groups.
    const note = 'vendor : "a // b } c"; // } {\n /* { */';
    const joined = joinedLibraries([
      first,
      other(buffer, gate("JOINED", "!(A & B)", note), gate("SAME", "A | B")),
    ]);
    const names = [...parseLiberty(SMALL_LIBRARY, "first.lib").cells.keys(), "BUFFER", "JOINED", "SAME"];
    expect([...joined.library.cells.keys()]).toEqual(names);
    const again = parseLiberty(joined.text, "joined.lib");
    expect([...again.cells.values()]).toEqual([...joined.library.cells.values()]);
  });

  it("of one text stay as they are", () => {
    const text = SMALL_LIBRARY.replace(/\}\s*$/, `${buffer}\n}\n`);
    expect(joinedLibraries([{ name: "one.lib", text }]).text).toBe(text);
  });

  it("reach a synthesiser with a unit of capacitance in small letters, of which abc knows no others", () => {
    const text = SMALL_LIBRARY.replace("(1, ff)", "( 1 , fF )").replace(/\}\s*$/, `${buffer}\n}\n`);
    const joined = joinedLibraries([{ name: "one.lib", text }]);
    expect(joined.text).toBe(text.replace("fF )", "ff )"));
    expect(joined.library.cells.get("INV")?.inputs[0].capacitance).toBeCloseTo(2e-15, 20);
  });

  it("may have registers, but no gates, whose delays are by a template that is missing", () => {
    const plane = /cell_rise \(scalar\) \{ values \("11"\); \}/;
    const own = 'cell_rise (lost) { index_1 ("0, 1"); index_2 ("0, 1"); values ("1, 2", "3, 4"); }';
    const whole = SMALL_LIBRARY.replace(/\}\s*$/, `${buffer}\n}\n`);
    const register = whole.replace(plane, own);
    expect(register).not.toBe(whole);
    expect(joinedLibraries([{ name: "one.lib", text: register }]).text).toBe(register);
    const gate = whole.replace(
      "cell_rise (plane) {",
      'cell_rise (lost) { index_1 ("0, 1"); index_2 ("0, 1");',
    );
    const line = gate.slice(0, gate.indexOf("lost")).split("\n").length;
    expect(() => joinedLibraries([{ name: "one.lib", text: gate }])).toThrow(
      `one.lib:${line}: expected a template of the library, received "lost"`,
    );
  });

  it.each([
    [
      "a cell twice",
      other(buffer, gate("INV", "A | B")),
      "other.lib: expected no cell(INV) that another text has, received one",
    ],
    [
      "another table of one name",
      other(buffer, 'lu_table_template (plane) { variable_1 : input_net_transition; index_1 ("0, 1"); }'),
      "other.lib: expected no lu_table_template(plane) that another text has, received one",
    ],
    [
      "another voltage",
      { name: "other.lib", text: other(buffer).text.replace("nom_voltage : 2", "nom_voltage : 1") },
      "other.lib: expected 2 V, as first.lib, received 1 V",
    ],
    [
      "no buffer",
      other(gate("JOINED", "A | B")),
      "first.lib: expected cells that every synthesis needs, found none that is a buffer",
    ],
  ])("are refused with %s", (_, second, message) => {
    expect(() => joinedLibraries([first, second])).toThrow(message);
  });
});
