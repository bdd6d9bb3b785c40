import { createHash } from "node:crypto";
import { parseBoundedJson, raise } from "#base";
import { readInputFile } from "#local-io";
import { CALIBRATED, type Calibration, factorsOf } from "../design/calibration.ts";

const MOST_BYTES = 1 << 16;

/** The factors of a file that `import silicon` wrote. Throws ConfigError for any other file. */
export function readCalibration(path: string, file: string): Calibration {
  const text = readInputFile(path, MOST_BYTES);
  const fail = (at: string, message: string): never => raise(file, at, message);
  const value = parseBoundedJson(text, file, {
    length: MOST_BYTES,
    depth: 8,
    containers: 4096,
    values: 16_384,
  });
  const { format, metrics } = (value ?? {}) as { readonly format?: unknown; readonly metrics?: unknown };
  if (format !== "crosshash-calibration/1")
    fail(
      "format",
      'expected "crosshash-calibration/1", as import silicon --out writes, received another file',
    );
  if (typeof metrics !== "object" || metrics === null) fail("metrics", "expected an object, received none");
  const given = metrics as Readonly<Record<string, unknown>>;
  const found = CALIBRATED.flatMap((metric) => {
    if (given[metric] === undefined) return [];
    const factors = factorsOf(given[metric]);
    if (factors === undefined)
      return fail(
        `metrics.${metric}`,
        "expected classes with mean, covariance, determined and noise, received others",
      );
    return [[metric, factors] as const];
  });
  if (found.length === 0) fail("metrics", `expected one of ${CALIBRATED.join(", ")}, received none`);
  return {
    file,
    sha256: createHash("sha256").update(text).digest("hex"),
    metrics: Object.fromEntries(found),
  };
}
