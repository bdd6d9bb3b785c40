import { type Catalogue, fault, type Located } from "#base";
import {
  type ArrayElectrics,
  isTiled,
  type ProgrammedArray,
  tileCircuit,
  tileRegions,
} from "#crossbar-arrays";
import type { Circuit, TransientLoad } from "#crossbar-solver";
import type { CellLaw } from "#memristors";
import { drawProjections } from "../../../attention/hash-code.ts";
import { parseConfig } from "../../../design/config.ts";
import { electricsOf } from "../../../design/electrics.ts";
import { hashCodeOf } from "../../../design/workload.ts";
import { placeProjections } from "../../../mapping/placement.ts";
import { wordLineInputs } from "../../../simulation/hashers.ts";
import { programArrays } from "../../../simulation/programmed-set.ts";
import { sharingGroup, simulationRng, streamOfSet } from "../../../simulation/trials.ts";
import { measure } from "../../shared/activations.ts";
import { tileTransient } from "./tile-transient.ts";

export interface TileChoice {
  readonly array: number;
  readonly tile?: number;
  readonly token?: number;
  readonly seed?: number;
}

/** A design's circuit: one tile with all others switched off, or an array with all tiles on its lines. */
export type ChosenCircuit =
  | { readonly kind: "tile"; readonly name: string; readonly circuit: Circuit; readonly load: TransientLoad }
  | {
      readonly kind: "array";
      readonly name: string;
      readonly array: ProgrammedArray;
      readonly electrics: ArrayElectrics;
      readonly voltages: Float64Array;
      readonly law: CellLaw;
    };

/**
 * A circuit of a design's array, programmed as the first array sample of `compare`, with the cells' law: the
 * whole array, which may be one passive tile, or only the given `tile`.
 */
export async function designCircuit(
  document: Located,
  catalogue: Catalogue,
  choice: TileChoice,
): Promise<ChosenCircuit> {
  const parsed = parseConfig(document, catalogue);
  const { design, workload } = parsed;
  const placement = placeProjections(design, workload);
  const tilesOfArray = tileRegions({ geometry: design.hashing.array }).length;
  const tile = choice.tile === undefined ? null : inRange("--tile", choice.tile, tilesOfArray);
  const array = inRange("--array", choice.array, placement.groups * placement.arraysPerGroup);
  const { activations } = await measure(document, parsed, {});
  const token = inRange("--token", choice.token ?? 0, activations.length);
  const groups = new Map(activations.heads.map((head) => [sharingGroup(design.hashing.sharing, head), head]));
  const head = [...groups.values()][Math.floor(array / placement.arraysPerGroup) % groups.size];
  const stream = streamOfSet(simulationRng(choice.seed ?? parsed.seed), design, 0, head);
  const code = hashCodeOf(workload.attention, workload.length);
  const projections = drawProjections(code, workload.headWidth, stream.fork("projections"));
  const arrays = programArrays(design, projections, stream.fork("array"));
  const { dac, driver, memristor } = design.hashing;
  const inputs = wordLineInputs(design, head.q);
  const scale = dac.behaviour.fullScale(inputs);
  const voltages = inputs.data
    .subarray(token * inputs.columns, (token + 1) * inputs.columns)
    .map((x) => dac.behaviour.level(x, scale) * driver.behaviour.readVoltage);
  // Arrays that share the rows of a projection are combined in one stack.
  const own = array % placement.arraysPerGroup;
  const stack = arrays[Math.floor(own / placement.rowBlocks)];
  const law = memristor.behaviour.law(stack.cells);
  const electrics = electricsOf(design);
  const { rows, columns } = design.hashing.array;
  const name = `array ${array}, ${rows} × ${columns}`;
  if (tile === null && isTiled(stack)) {
    const whole = stack.geometry.rows > rows ? ` in a stack of ${stack.geometry.rows} rows` : "";
    return {
      kind: "array",
      name: `${name}${whole}, all tiles on common global lines`,
      array: stack,
      electrics,
      voltages,
      law,
    };
  }
  const block = own % placement.rowBlocks;
  const region = tileRegions(stack)[block * tilesOfArray + (tile ?? 0)];
  const alone = tile === null ? "one passive tile" : `tile ${tile} alone, all others switched off`;
  return {
    kind: "tile",
    name: `${name}, ${alone}`,
    circuit: tileCircuit(stack, region, electrics, voltages, law),
    load: tileTransient(design, region),
  };
}

function inRange(place: string, value: number, count: number): number {
  if (value < count) return value;
  throw fault(place, "(value)", `expected an index below ${count}, received ${value}`);
}
