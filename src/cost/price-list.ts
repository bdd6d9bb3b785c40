import { meanPairPower } from "../arrays/ideal-wires.ts";
import type { ComponentCost, TechnologyNode } from "../base/component.ts";
import { joules, seconds, squareMetres, watts } from "../base/units.ts";
import type { Design } from "../design/design.ts";
import type { ComponentName } from "../mapping/action-counts.ts";
import { createTechnology } from "../technology/technology.ts";

/** How the arrays are driven by the workload, averaged over its vectors. */
export interface OperatingPoint {
  /** Mean of V² on a driven word line as a fraction of the read voltage squared. */
  readonly meanSquareLevel: number;
  /** Word lines in use, d. */
  readonly rows: number;
}

/** Price of each component at the design's nodes. Overrides replace constants, `component.constant` by name. */
export type PriceList = Readonly<Record<ComponentName, ComponentCost<string>>>;

export function priceList(
  design: Design,
  point: OperatingPoint,
  overrides: Readonly<Record<string, number>> = {},
): PriceList {
  const hash = createTechnology(design.hashNode);
  const logic = createTechnology(design.logicNode);
  const { hashing, digital } = design;
  const own = (name: ComponentName): Record<string, number> =>
    Object.fromEntries(
      Object.entries(overrides)
        .filter(([key]) => key.startsWith(`${name}.`))
        .map(([key, value]) => [key.slice(name.length + 1), value]),
    );
  const dac = hashing.dac.cost(hash, own("dac"));
  const driver = hashing.driver.cost(hash, own("driver"));
  const settle = dac.actions.drive.latency + driver.actions.charge.latency;
  return {
    dac,
    driver,
    array: arrayPrice(design, point, hash, settle),
    readout: hashing.readout.cost(hash, own("readout")),
    sorter: digital.sorter.cost(logic, own("sorter")),
    softmax: digital.softmax.cost(logic, own("softmax")),
    mac: digital.mac.cost(logic, own("mac")),
    buffer: digital.buffer.cost(logic, own("buffer")),
    memory: design.memory.cost(logic, own("memory")),
  };
}

/**
 * One cell's area and the read of one pair. Energy is the power that the drivers deliver, averaged over the
 * workload's inputs, for the time that the word lines are held; the next read waits for lines and devices.
 */
function arrayPrice(
  design: Design,
  point: OperatingPoint,
  technology: TechnologyNode,
  settle: number,
): ComponentCost<"read"> {
  const { memristor, driver, readTime } = design.hashing;
  const cell = memristor.cost(technology);
  const meanSquareVoltage = point.meanSquareLevel * driver.behaviour.readVoltage ** 2;
  const power = meanPairPower(point.rows, memristor.behaviour.meanConductance, meanSquareVoltage);
  const cycle = seconds(settle + readTime);
  return {
    area: squareMetres(cell.area),
    leakage: watts(cell.leakage),
    actions: { read: { energy: joules(power * readTime), latency: cycle, interval: cycle } },
  };
}
