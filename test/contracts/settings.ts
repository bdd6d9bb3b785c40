/** Parameters under which each constant of a model acts somewhere, for models whose defaults do not reach them all. */
const SETTINGS: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  "adc survey": [{ bits: 10, rate: "1 GS/s" }],
  "adc low-resolution": [{ bits: 8 }, { bits: 10, rate: "1 GS/s" }],
};

/** The defaults of a model and what `SETTINGS` adds. */
export const settingsOf = (family: string, model: string): readonly Readonly<Record<string, unknown>>[] => [
  {},
  ...(SETTINGS[`${family} ${model}`] ?? []),
];
