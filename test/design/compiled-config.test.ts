import { describe, expect, it } from "vitest";
import { ConfigError, createRng, type Parameter, parseDocument, type Rng } from "#base";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { compileConfig } from "../../src/design/compiled-config.ts";
import { type Config, parseConfig } from "../../src/design/config.ts";
import { configParameters } from "../../src/design/resolved.ts";

const PARAMETERS = configParameters(shippedCatalogue);

/** What can be compared of a config: components by their family, model and parameters. */
const plain = (config: Config): unknown =>
  JSON.parse(JSON.stringify(config, (key, value: unknown) => (key === "constants" ? undefined : value)));

type Tree = Record<string, unknown>;

/** A value of a key, in its range or not. */
function draw(
  { kind, unit, choices = [], default: own, minimum = 0, maximum = 100, examples = [] }: Parameter,
  rng: Rng,
): unknown {
  if (rng.uniform() < 0.02) return [null, "nonsense", -1, {}, [], 1e9][rng.integer(6)];
  switch (kind) {
    case "choice":
    case "model":
      return choices[rng.integer(choices.length)];
    case "flag":
      return rng.uniform() < 0.5;
    case "quantity":
      return rng.uniform() < 0.5 && own !== undefined
        ? own
        : `${minimum + (maximum - minimum) * rng.uniform()} ${unit}`;
    case "integer":
      return minimum + rng.integer(Math.min(64, maximum - minimum + 1));
    case "rule":
      return examples[rng.integer(Math.max(1, examples.length))] ?? own;
    case "text":
      return "a name";
    default:
      return minimum + (Math.min(maximum, 10) - minimum) * rng.uniform();
  }
}

function put(tree: Tree, path: string, value: unknown): void {
  const keys = path.split(".");
  let node = tree;
  for (const key of keys.slice(0, -1)) {
    if (typeof node[key] !== "object" || node[key] === null) node[key] = {};
    node = node[key] as Tree;
  }
  node[keys[keys.length - 1]] = value;
}

/** A config of some random keys; keys of one component are those of one of its models. */
function randomConfig(rng: Rng): Tree {
  const tree: Tree = {};
  for (let n = 1 + rng.integer(6); n > 0; n--) {
    const parameter = PARAMETERS[rng.integer(PARAMETERS.length)];
    const { path, models } = parameter;
    if (models.length > 0) put(tree, `${path.slice(0, path.lastIndexOf("."))}.model`, models[0]);
    put(tree, path, draw(parameter, rng));
    // A key that nothing knows, beside one that something does.
    if (rng.uniform() < 0.03) put(tree, `${path.slice(0, path.lastIndexOf(".") + 1)}unheard`, 1);
  }
  return tree;
}

const located = (value: unknown) => ({ ...parseDocument("{}", "t"), value });

describe("compiled configs", () => {
  it("are those of the schema on random keys of every kind, at fault or not", () => {
    const compiled = compileConfig(shippedCatalogue);
    const rng = createRng(7).fork("compiled");
    const seen = { good: 0, bad: 0 };
    for (let n = 0; n < 120; n++) {
      const value = randomConfig(rng);
      let expected: unknown = null;
      try {
        expected = plain(parseConfig(located(value), shippedCatalogue));
        seen.good++;
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        seen.bad++;
      }
      const config = compiled(value);
      expect(config === null ? null : plain(config), JSON.stringify(value)).toEqual(expected);
    }
    expect(seen.good).toBeGreaterThan(30);
    expect(seen.bad).toBeGreaterThan(8);
  });

  it("know what one key implies for another", () => {
    const compiled = compileConfig(shippedCatalogue);
    for (const hash of ["simhash", "cross-polytope", "simhash"])
      for (const model of ["lognormal", "ideal", "lognormal"]) {
        const value = { workload: { attention: { hash } }, design: { hashing: { memristor: { model } } } };
        const { design } = compiled(value) as Config;
        expect(design.hashing.readout.family).toBe(hash === "simhash" ? "comparator" : "wta");
        expect(design.hashing.array.wires).toBe(model === "ideal" ? "ideal" : "solved");
      }
  });

  it("share equal components, so that these know their prices", () => {
    const compiled = compileConfig(shippedCatalogue);
    const [a, b] = [1, 2].map(
      (cores) => compiled({ design: { cores, hashing: { dac: { bits: 3 } } } }) as Config,
    );
    expect(a.design.cores).not.toBe(b.design.cores);
    expect(a.design.hashing.dac).toBe(b.design.hashing.dac);
    expect(a.design.memory).toBe(b.design.memory);
  });
});
