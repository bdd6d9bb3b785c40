// Selectors of plugins: known to a run beside those of the package, and refused where they cannot be told apart.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SELECTORS } from "../../src/attention/selectors/index.ts";
import { checkSubjects, subjectsOf } from "../../src/commands/lm/run/choice.ts";
import { arrayBytes } from "../../src/language-model/evaluation/forecast.ts";
import { USUAL } from "../../src/language-model/evaluation/forms.ts";
import { studyPlan } from "../../src/language-model/evaluation/plans.ts";
import { loadModels } from "../../src/runtime/plugins.ts";
import { configOf } from "../design-under-test.ts";

const EXAMPLE = resolve(import.meta.dirname, "../../examples/07-own-selector/selector.js");
const SHAPE = { width: 64, length: 512, columns: 128 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-selectors-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A plugin whose selector has some keys replaced. */
function plugin(name: string, keys: string, more = ""): string {
  const file = join(folder, `${name}.js`);
  writeFileSync(
    file,
    `export default ({ z, defineSelector }) => {
       const own = { name: "own", title: "a choice", source: "assumed", params: z.object({}), budgets: ["share"],
         needsCalibration: false, hasHardware: false, keyWords: () => 0, prepare: () => ({}), ${keys} };
       return [defineSelector(own)${more}];
     };`,
  );
  return file;
}

describe("a selector of a plugin", () => {
  it("follows those of the package, which stay as they are", async () => {
    const { selectors, catalogue, plugins } = await loadModels([EXAMPLE]);
    expect(selectors.slice(0, -1)).toEqual(SELECTORS);
    expect(selectors.at(-1)?.name).toBe("few-components");
    expect(Object.keys(catalogue.families).length).toBeGreaterThan(10);
    expect(plugins.map(({ name }) => name)).toEqual(["selector.js"]);
  });

  it("is chosen by name with its parameters, by the budgets that it serves, and has no arrays", async () => {
    const { selectors } = await loadModels([EXAMPLE]);
    const subjects = subjectsOf(["few-components:components=4"], [], selectors);
    expect(subjects[0].selector).toEqual({ name: "few-components", params: { components: 4 } });
    const choice = { seed: USUAL.seed, length: 512, model: "" };
    checkSubjects(subjects, SHAPE, choice, selectors);
    expect(() => checkSubjects(subjects, SHAPE, { ...choice, masses: [0.98] }, selectors)).toThrow(
      "expected a budget that few-components serves (share, fixed), received one of mass",
    );
    const plan = studyPlan("quick", { ...USUAL, length: 512, setups: ["B"], subjects });
    expect(plan.variants.filter(({ role }) => role === "subject").length).toBeGreaterThan(0);
    const dimensions = { layers: 2, heads: 4, keyValueHeads: 2, headWidth: 64 };
    const { design } = configOf("{}");
    const bytes = arrayBytes(dimensions as Parameters<typeof arrayBytes>[0], plan, design, 512, selectors);
    expect(bytes).toBeGreaterThanOrEqual(0);
  });

  it("is refused for a parameter or a name that is not known, with what is", async () => {
    const { selectors } = await loadModels([EXAMPLE]);
    expect(() => subjectsOf(["few-components:parts=4"], [], selectors)).toThrow("few-components");
    expect(() => subjectsOf(["few-component"], [], selectors)).toThrow('did you mean "few-components"');
    expect(() => subjectsOf(["few-components"], [])).toThrow("expected one of buckets, score");
  });

  it.each([
    ["known", 'name: "score"', "", "expected a name of its own, received that of the known selector score"],
    ["twice", "", ", defineSelector(own)", "received that of the known selector own"],
    ["spaced", 'name: "My own"', "", "expected a kebab-case name"],
    [
      "bare",
      "",
      ", { name: 'other' }",
      "expected a model made by define or a selector made by defineSelector",
    ],
  ])("is refused in one line where it cannot be used: %s", async (name, keys, more, message) => {
    const failed = loadModels([plugin(name, keys, more)]);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toThrow(`${name}.js`);
  });
});
