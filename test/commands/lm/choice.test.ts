import { expect, it } from "vitest";
import { subjectsOf } from "../../../src/commands/lm/run/choice.ts";

it.each([
  [
    "scores",
    "--select (root): expected one of buckets, score, hadamard",
    'received "scores"; did you mean "score"?',
  ],
  ["score:bits=7", "--select score.bits: expected a multiple of 8 in [8, 1024], received 7", ""],
  [
    "score:hashed=after",
    '--select score.hashed: expected one of "after-positions", "before-positions", received "after"',
    "",
  ],
  ["score:bit=64", '--select score.bit: expected a known key, received "bit"', 'did you mean "bits"?'],
  [
    "score:age.drif=1",
    '--select score.age.drif: expected a known key, received "drif"',
    'did you mean "drift"?',
  ],
  ["score:calibration=cache:query=signs", '--select score.calibration: expected "text" but for a map', ""],
])(
  "a wrong selector is named with its parameter, what was expected and what came: %s",
  (spec, start, end) => {
    let message = "";
    try {
      subjectsOf([spec], []);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain(start);
    expect(message).toContain(end);
  },
);
