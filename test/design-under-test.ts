import { parseDocument } from "#base";
import { shippedCatalogue } from "../src/design/catalogue.ts";
import { type Config, parseConfig } from "../src/design/config.ts";

/** A config from JSON5 text; the defaults fill the rest. */
export const configOf = (text: string): Config =>
  parseConfig(parseDocument(text, "test.json5"), shippedCatalogue);

/** A chip whose blocks are joined for nothing, for prices that a hand adds up. */
export const IDEAL_FLOORPLAN =
  'floorplan: { network: { model: "ideal" }, clock: { model: "ideal" }, control: { model: "ideal" }, pads: { model: "ideal" } }';

/** Ideal memristors, converters and digital units. */
export const IDEAL_HARDWARE = `
  hashing: { memristor: { model: "ideal" }, dac: { model: "ideal" }, driver: { model: "ideal" }, readout: { model: "ideal" } },
  digital: { sorter: { model: "ideal" }, softmax: { model: "ideal" }, mac: { model: "ideal" }, buffer: { model: "ideal" }, projection: { model: "ideal" } },
  memory: { model: "ideal" },
  ${IDEAL_FLOORPLAN},
  search: { model: "ideal" }, topK: { model: "ideal" },
  baselines: { analog: { model: "ideal" }, gpu: { model: "ideal" } }`;
