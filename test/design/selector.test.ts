import { describe, expect, it } from "vitest";
import { ConfigError, parseDocument } from "#base";
import { SELECTORS } from "../../src/attention/selectors/index.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { selectorOf } from "../../src/design/workload.ts";
import { everyCase } from "../law.ts";

const document = (select: string) =>
  parseDocument(`{\n  workload: { attention: { select: "${select}" } },\n}`, "own.json5");

describe("workload.attention.select", () => {
  it("is buckets unless given", () => {
    const { attention } = parseConfig(parseDocument("{}", "empty.json5"), shippedCatalogue).workload;
    expect(selectorOf(attention).name).toBe("buckets");
    // Configs that do not name one stay, byte for byte, what they were.
    expect(attention).not.toHaveProperty("select");
  });

  it("takes every selector where a language model is run, and only those with hardware where one is priced", () => {
    everyCase(SELECTORS, 10, ({ name, hasHardware }) => {
      const { workload } = parseConfig(document(name), shippedCatalogue, { anySelector: true });
      expect(workload.attention.select).toBe(name);
      const priced = () => parseConfig(document(name), shippedCatalogue);
      if (hasHardware) expect(priced).not.toThrow();
      else {
        expect(priced).toThrow(ConfigError);
        expect(priced).toThrow(
          `own.json5:2:36 workload.attention.select: expected a selector with a hardware model, one of buckets, score, hadamard, low-bit-keys, received "${name}", which only language models are run with`,
        );
      }
    });
  });

  it("names the selectors that there are", () => {
    expect(() => parseConfig(document("orcale"), shippedCatalogue)).toThrow(
      /buckets.*oracle.*window.*random/,
    );
  });
});
