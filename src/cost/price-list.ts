import type { ComponentCost, TechnologyNode } from "../base/component.ts";
import { joules, seconds, squareMetres, watts } from "../base/units.ts";
import { converterPair } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
import { hashTechnology } from "../design/electrics.ts";
import { encodingOf } from "../design/encoding.ts";
import type { ComponentName } from "../mapping/action-counts.ts";
import type { OperatingPoint } from "../mapping/operating-point.ts";
import type { WhiteSpace } from "../peripherals/digital/white-space.ts";
import { createTechnology } from "../technology/technology.ts";

/** Price of each component at the design's nodes. Overrides replace constants, `component.constant` by name. */
export type PriceList = Readonly<Record<ComponentName, ComponentCost<string>>> & {
  /** Known only once the area of all circuits is. */
  readonly whiteSpace: WhiteSpace;
};

export function priceList(
  design: Design,
  point: OperatingPoint,
  overrides: Readonly<Record<string, number>> = {},
): PriceList {
  const hash = hashTechnology(design);
  const logic = createTechnology(design.logicNode);
  const { hashing, digital } = design;
  const isNominal = Object.keys(overrides).length === 0;
  const own = (name: ComponentName): Record<string, number> | undefined =>
    isNominal ? undefined : overridesOf(name, overrides);
  const dac = hashing.dac.cost(hash, own("dac"));
  const driver = hashing.driver.cost(hash, own("driver"));
  const settle = dac.actions.drive.latency + driver.actions.charge.latency;
  const { analog, gpu } = design.baselines;
  const converters = converterPair(analog.behaviour);
  const gpuPrice = gpu.cost(logic, own("gpu"));
  return {
    dac,
    driver,
    array: arrayPrice(design, point, hash, settle, own("array")),
    tileSwitch: hashing.tileSwitch.cost(hash, own("tileSwitch")),
    mux: hashing.mux.cost(hash, own("mux")),
    readout: hashing.readout.cost(hash, own("readout")),
    sorter: digital.sorter.cost(logic, own("sorter")),
    softmax: digital.softmax.cost(logic, own("softmax")),
    mac: digital.mac.cost(logic, own("mac")),
    projection: digital.projection.cost(logic, own("projection")),
    buffer: digital.buffer.cost(logic, own("buffer")),
    memory: design.memory.cost(logic, own("memory")),
    dynamicArray: analog.cost(hash, own("dynamicArray")),
    dynamicDac: converters.dac.cost(hash, own("dynamicDac")),
    dynamicAdc: converters.adc.cost(hash, own("dynamicAdc")),
    gpu: gpuPrice,
    // The memory's part of the same kernel: it moves bytes while the cores compute.
    gpuMemory: { ...gpuPrice, area: squareMetres(0), leakage: watts(0) },
    whiteSpace: design.whiteSpace.behaviour,
  };
}

/** Overrides of one component, by the names of its constants. */
const overridesOf = (
  name: ComponentName,
  overrides: Readonly<Record<string, number>>,
): Record<string, number> =>
  Object.fromEntries(
    Object.entries(overrides)
      .filter(([key]) => key.startsWith(`${name}.`))
      .map(([key, value]) => [key.slice(name.length + 1), value]),
  );

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
