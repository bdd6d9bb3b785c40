/** Parameters under which each constant of a model acts somewhere, for models whose defaults do not reach them all. */
const SETTINGS: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  "comparator charge": [{ biasCurrent: "1 µA" }],
  "comparator sense-amplifier": [{ trimBits: 3 }],
  "wta comparator-tree": [{ biasCurrent: "1 µA" }],
  "adc survey": [{ bits: 10, rate: "1 GS/s" }],
  "adc flash": [{ bits: 3, levels: "ladder" }],
  "dac capacitive": [{ bits: 12 }],
  "adc low-resolution": [{ bits: 5 }, { bits: 8 }, { bits: 10, rate: "1 GS/s" }],
};

/** The defaults of a model and what `SETTINGS` adds. */
export const settingsOf = (family: string, model: string): readonly Readonly<Record<string, unknown>>[] => [
  {},
  ...(SETTINGS[`${family} ${model}`] ?? []),
];
