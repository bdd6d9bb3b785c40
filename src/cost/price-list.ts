import type { ComponentCost, Instance, TechnologyNode } from "../base/component.ts";
import { joules, seconds, squareMetres, watts } from "../base/units.ts";
import { converterPair } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
import { hashTechnology } from "../design/electrics.ts";
import { encodingOf } from "../design/encoding.ts";
import type { ComponentName } from "../mapping/action-counts.ts";
import type { OperatingPoint } from "../mapping/operating-point.ts";
import type { WhiteSpace } from "../peripherals/digital/white-space.ts";
import { createTechnology } from "../technology/technology.ts";
import { constantKey } from "./provenance.ts";

/** Price of each component at the design's nodes. */
export type PriceList = Readonly<Record<ComponentName, ComponentCost<string>>> & {
  /** Known only once the area of all circuits is. */
  readonly whiteSpace: WhiteSpace;
};

/** Prices of a design. `overrides` replace constants of models, wherever they stand: `family:model.constant` by name. */
export function priceList(
  design: Design,
  point: OperatingPoint,
  overrides: Readonly<Record<string, number>> = {},
): PriceList {
  const hash = hashTechnology(design);
  const logic = createTechnology(design.logicNode);
  const { hashing, digital } = design;
  const isNominal = Object.keys(overrides).length === 0;
  const own = (instance: Pick<Instance, "family" | "model">): Record<string, number> | undefined =>
    isNominal ? undefined : overridesOf(instance, overrides);
  const dac = hashing.dac.cost(hash, own(hashing.dac));
  const driver = hashing.driver.cost(hash, own(hashing.driver));
  const settle = dac.actions.drive.latency + driver.actions.charge.latency;
  const { analog, gpu } = design.baselines;
  const converters = converterPair(analog.behaviour);
  const gpuPrice = gpu.cost(logic, own(gpu));
  return {
    dac,
    driver,
    array: arrayPrice(design, point, hash, settle, own(hashing.memristor)),
    tileSwitch: hashing.tileSwitch.cost(hash, own(hashing.tileSwitch)),
    mux: hashing.mux.cost(hash, own(hashing.mux)),
    readout: hashing.readout.cost(hash, own(hashing.readout)),
    sorter: digital.sorter.cost(logic, own(digital.sorter)),
    softmax: digital.softmax.cost(logic, own(digital.softmax)),
    mac: digital.mac.cost(logic, own(digital.mac)),
    projection: digital.projection.cost(logic, own(digital.projection)),
    buffer: digital.buffer.cost(logic, own(digital.buffer)),
    memory: design.memory.cost(logic, own(design.memory)),
    dynamicArray: analog.cost(hash, own(analog)),
    dynamicDac: converters.dac.cost(hash, own(converters.dac)),
    dynamicAdc: converters.adc.cost(hash, own(converters.adc)),
    gpu: gpuPrice,
    // The memory's part of the same kernel: it moves bytes while the cores compute.
    gpuMemory: { ...gpuPrice, area: squareMetres(0), leakage: watts(0) },
    whiteSpace: design.whiteSpace.behaviour,
  };
}

/** Overrides of one model, by the names of its constants. */
function overridesOf(
  instance: Pick<Instance, "family" | "model">,
  overrides: Readonly<Record<string, number>>,
): Record<string, number> {
  const start = constantKey(instance, "");
  return Object.fromEntries(
    Object.entries(overrides)
      .filter(([key]) => key.startsWith(start))
      .map(([key, value]) => [key.slice(start.length), value]),
  );
}

/**
 * One cell's area and one phase of a read for one projection. Energy is the solved power of the drivers for the
 * time that the word lines are held; the next phase waits for lines and devices.
 */
function arrayPrice(
  design: Design,
  point: OperatingPoint,
  technology: TechnologyNode,
  settle: number,
  overrides: Readonly<Record<string, number>> | undefined,
): ComponentCost<"read"> {
  const { memristor, readTime } = design.hashing;
  const cell = memristor.cost(technology, overrides);
  const held = readTime * encodingOf(design).duration;
  const cycle = seconds(settle + held);
  return {
    area: squareMetres(cell.area),
    leakage: watts(cell.leakage),
    actions: { read: { energy: joules(point.pairPower * held), latency: cycle, interval: cycle } },
  };
}
