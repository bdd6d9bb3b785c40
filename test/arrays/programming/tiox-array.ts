import { anyOf, type Instance, parseDocument, parseLocated } from "#base";
import type { DriveMode, DrivenArray, SolveMethod } from "#crossbar-arrays";
import type { Memristor } from "#memristors";
import { shippedCatalogue } from "../../../src/design/catalogue.ts";

/** A memristor of the shipped catalogue. */
export const memristor = (model: string, params: Record<string, unknown> = {}): Memristor =>
  parseLocated(
    anyOf<Instance<never, Memristor>>(shippedCatalogue, "memristor", model, ""),
    parseDocument(JSON.stringify({ model, ...params }), "test"),
  ).behaviour;

/** The published array: 16 word lines × 48 bit lines, 20 Ω a segment, 10 Ω a driver, cells that stick at a limit. */
export const publishedArray = (
  celsius: number,
  mode: DriveMode,
  method: SolveMethod = "published",
): DrivenArray => ({
  rows: 16,
  columns: 48,
  memristor: memristor("tiox", { temperatureCelsius: celsius, compat: true, limit: "stuck" }),
  wires: { wordSegment: 20, bitSegment: 20, wordEnd: 10, bitEnd: 10, mode },
  method,
});

/** A small array with wires of the given resistance, driven from one side. */
export const smallArray = (
  device: Memristor,
  resistance: number,
  rows = 4,
  columns = 5,
  mode: DriveMode = "one-side",
): DrivenArray => ({
  rows,
  columns,
  memristor: device,
  wires: {
    wordSegment: resistance,
    bitSegment: resistance,
    wordEnd: resistance,
    bitEnd: resistance,
    mode,
  },
  method: "exact",
});
