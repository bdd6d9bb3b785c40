import { describe, expect, it } from "vitest";
import { parseDocument } from "#base";
import { createProgress } from "#local-io";
import { type CheckedSequence, checkAxes } from "../../src/commands/hash/run/estimate-check.ts";
import { measure } from "../../src/commands/shared/activations.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import {
  CHECKED_AXES,
  type CheckedAxis,
  ESTIMATE_BARS,
} from "../../src/simulation/surrogate/estimate-agreement.ts";
import { clusteredActivations } from "../clustered-activations.ts";
import { configOf } from "../design-under-test.ts";

const LENGTH = 256;

/** Few rounds and a narrow local window leave the hash something to do; wires are solved on the axes that are about them. */
const documentOf = (attention: string, arrays: number) =>
  parseDocument(
    `{ workload: { attention: { rounds: 4, chunk: 16, ${attention} } }, design: { hashing: { array: { wires: "ideal" } } }, fidelity: { arrays: ${arrays}, queries: 64, length: ${LENGTH} } }`,
    "estimate.json5",
  );

type Checked = { readonly document: ReturnType<typeof documentOf>; readonly sequence: CheckedSequence };

const SETS: Readonly<Record<string, () => Promise<Checked>>> = {
  clustered: async () => ({
    document: documentOf("localWindow: 0, sink: 0", 8),
    sequence: {
      activations: clusteredActivations(LENGTH, 64, 2),
      sharedQK: true,
      catalogue: shippedCatalogue,
    },
  }),
  "recall-lm": async () => {
    const document = documentOf("localWindow: 2, sink: 1", 4);
    const config = configOf(`{ fidelity: { length: ${LENGTH} } }`);
    const { activations } = await measure(document, config, {});
    return { document, sequence: { activations, sharedQK: false, catalogue: shippedCatalogue } };
  },
};

/** The ends of an axis: what lies between takes as long again and has shown nothing else. */
const thinned = ({ name, points }: CheckedAxis): CheckedAxis => ({
  name,
  points: [points[0], points[points.length - 1]],
});

/** Axes that move attention recall whatever the sequence: where one of them is flat, the check has no power. */
const STEEP = ["rounds", "chunk", "local window", "read noise", "comparator noise", "pairing"];

describe("the estimate of attention recall", () => {
  it.each(Object.keys(SETS))("is that of simulation within the bars on %s", async (name) => {
    const { document, sequence } = await SETS[name]();
    const kept = CHECKED_AXES.map(thinned);
    const axes = checkAxes(document, sequence, 1, kept, createProgress());
    const told = axes.map(({ name: axis, agreement, points }) => {
      const values = points.map(({ simulated, estimated }) =>
        [simulated?.mean, simulated?.interval, estimated].map((x) => x?.toFixed(3)).join(" "),
      );
      return `${axis} ${JSON.stringify(agreement)} ${values.join(" | ")}`;
    });
    const wrong = told.filter((_, n) => {
      const { verdict, error } = axes[n].agreement;
      return !["pass", "flat"].includes(verdict) || Number(error) > ESTIMATE_BARS.error;
    });
    expect(wrong).toEqual([]);
    expect(
      axes.filter((axis) => STEEP.includes(axis.name)).map(({ agreement }) => agreement.verdict),
    ).toEqual(STEEP.map(() => "pass"));
  });
});
