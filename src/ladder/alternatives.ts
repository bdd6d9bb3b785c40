// The ratios with another model of a unit, where two say the same of it with other numbers.

import type { Design } from "../design/design.ts";
import type { Alternative } from "./bands.ts";
import type { RungResult } from "./comparison-design.ts";
import { ratios } from "./ladder.ts";
import { otherModels } from "./variations.ts";

/** One for each other model; its designs are mapped and priced anew by `climbed`. */
export const alternatives = (
  design: Design,
  climbed: (design: Design) => readonly RungResult[],
): Alternative[] =>
  otherModels(design).flatMap(({ others }) =>
    others.map(({ name, design: change }) => ({ name, ratios: ratios(climbed(change(design))) })),
  );
