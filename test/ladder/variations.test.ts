// What a comparison varies is what a config could have said.

import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { readConfig } from "../../src/commands/shared/config-file.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { freeInputs } from "../../src/ladder/variations.ts";

const CONFIGS = resolve(import.meta.dirname, "../../configs");
const chips = readdirSync(CONFIGS).filter((name) => name.endsWith(".json5") && !name.startsWith("study-"));

it.each(chips)("every other value of an input of %s is one that its config takes", (name) => {
  const path = join(CONFIGS, name);
  const { design } = parseConfig(readConfig(path, []), shippedCatalogue);
  const others = freeInputs(design).flatMap((axis) => axis.others);
  expect(others.length).toBeGreaterThan(0);
  for (const { setting, design: changed } of others) {
    changed(design);
    if (setting !== undefined) parseConfig(readConfig(path, [setting]), shippedCatalogue);
  }
});
