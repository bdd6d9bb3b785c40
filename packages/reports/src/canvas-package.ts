import { createRequire } from "node:module";
import { type ConfigError, fault } from "#base";

/** The package that draws pixels and PDF; it is optional, as it is half of an installation. */
export const CANVAS = "@napi-rs/canvas";

/** What to do where it is not installed. */
export const noCanvas = (): ConfigError =>
  fault(
    "charts",
    CANVAS,
    `expected the optional package that draws pixels and PDF, found none: install it (npm install ${CANVAS}), or ask for --charts svg or --json, which need none`,
  );

/** Throws ConfigError where charts of these formats cannot be drawn: before the work whose answer they show. */
export function checkCanvas(formats: readonly string[]): void {
  if (formats.every((format) => format === "svg")) return;
  try {
    createRequire(import.meta.url).resolve(CANVAS);
  } catch {
    throw noCanvas();
  }
}
