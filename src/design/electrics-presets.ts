/**
 * Resistances of an array that somebody published, by the name that `design.hashing.electrics` gives them: what the config
 * would say, in its own words.
 *
 * `seed-group`: those of the public simulators of the seed design's group. Lines of 20 Ω a cell, driven and read at one end
 * [cai-crossbar-2023]; transistors of 20 Ω at the edges of tiles, and CMOS lines of 600 Ω between a tile and the periphery
 * [primeau-2026], which stand at the driver's and the readout's end.
 */
export const ELECTRICS_PRESETS: Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
> = {
  "seed-group": {
    array: { segmentResistance: "20 ohm", drive: "one" },
    tileSwitch: { onResistance: "20 ohm" },
    driver: { outputResistance: "600 ohm" },
    inputStage: { inputResistance: "600 ohm" },
  },
};

/** Words that `design.hashing.electrics` takes: `technology` for lines of the node and each part's own default. */
export const ELECTRICS = ["technology", "seed-group"] as const;
