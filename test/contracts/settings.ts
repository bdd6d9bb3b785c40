/** Parameters under which each constant of a model acts somewhere, for models whose defaults do not reach them all. */
const SETTINGS: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  "pads interface": [{ attachment: "micro-bumps" }, { attachment: "bonds" }],
  "comparator sense-amplifier": [{ trimBits: 3 }],
  "comparator charge": [{ offset: "10 nA" }],
  "wta comparator-tree": [{ offset: "10 nA" }],
  "wta time-domain": [{ offset: "10 nA" }],
  "input-stage regulated-cascode": [
    { inputResistance: "10 ohm" },
    { inputResistance: "2 kohm" },
    { inputResistance: "10 ohm", bandwidth: "20 GHz" },
  ],
  "input-stage transimpedance": [
    { inputResistance: "10 ohm" },
    { inputResistance: "2 kohm" },
    { inputResistance: "10 ohm", bandwidth: "5 GHz" },
  ],
  "input-stage integrator": [
    { inputResistance: "10 ohm" },
    { inputResistance: "2 kohm" },
    { inputResistance: "10 ohm", bandwidth: "20 GHz" },
  ],
  "row-driver line": [
    { outputResistance: "10 ohm" },
    { outputResistance: "2 kohm" },
    { outputResistance: "10 ohm", bandwidth: "20 GHz" },
  ],
  "sram banked": [{ bandwidth: "100 TB/s", banks: 64 }],
  "sram cacti-like": [{ bandwidth: "100 TB/s", banks: 64 }],
  "sram edram": [{ bandwidth: "100 TB/s" }],
  "tile-switch transistor": [{ onResistance: "100 kohm" }],
  "adc survey": [{ bits: 10, rate: "1 GS/s" }],
  "adc flash": [{ bits: 3, levels: "ladder" }],
  "dac capacitive": [{ bits: 12 }],
  "search cam-charge": [{ readout: "comparator" }, { capacitor: "2 fF" }],
  "adc low-resolution": [{ bits: 5 }, { bits: 8 }, { bits: 10, rate: "1 GS/s" }],
};

/** The defaults of a model and what `SETTINGS` adds. */
export const settingsOf = (family: string, model: string): readonly Readonly<Record<string, unknown>>[] => [
  {},
  ...(SETTINGS[`${family} ${model}`] ?? []),
];
