import type { PriceOf } from "./pricing.ts";

/** Read-voltage of a node, V. Source: [neurosim-v14]. */
const READ_VOLTAGE: Readonly<Record<number, number>> = { 22: 0.55, 32: 0.51 };

const ON = 1 / 100e3;
const OFF = 1 / 1.7e6;

/**
 * A square array of passive cells as [neurosim-v14] was run on it: a checkerboard of 100 kΩ and 1.7 MΩ, half of the
 * rows driven at once, one-bit inputs, columns shared out to converters by multiplexers.
 */
export interface Subarray {
  readonly side: number;
  readonly nm: number;
  /** Columns that take turns at one converter; rows are driven anew for each. */
  readonly share: number;
  readonly converter: {
    readonly family: string;
    readonly model: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly action: string;
  };
}

/** One vector-matrix multiplication. Energies in J, times in s, areas in m², leakage in W. */
export interface SubarrayPrice {
  /** Conversions of all columns. */
  readonly converter: number;
  /** Word lines, driven once for every column that shares a converter. */
  readonly drivers: number;
  readonly mux: number;
  /** V²·G of a column's driven cells while it is converted: its other columns wait behind open switches. */
  readonly cells: number;
  readonly time: number;
  readonly converterArea: number;
  readonly driverArea: number;
  readonly muxArea: number;
  readonly leakage: number;
}

export const readVoltage = (nm: number): number => {
  const voltage = READ_VOLTAGE[nm];
  if (voltage === undefined)
    throw new RangeError(
      `subarray: expected a node of ${Object.keys(READ_VOLTAGE).join(" or ")} nm, received ${nm} nm`,
    );
  return voltage;
};

/** Conductance of the driven cells of a column, S. */
export const columnConductance = (side: number): number => ((side / 2) * (ON + OFF)) / 2;

/** Price of one multiplication and of the array's periphery, part by part, by this project's models. */
export function priceSubarray(price: PriceOf, { side, nm, share, converter }: Subarray): SubarrayPrice {
  const voltage = readVoltage(nm);
  const conductance = columnConductance(side);
  const adc = price(converter.family, converter.model, converter.params, nm);
  const driver = price("row-driver", "line", { readVoltage: `${voltage} V` }, nm);
  const muxParams = { inputs: share, columnResistance: `${1 / conductance} ohm` };
  const mux = price("mux", "pass-gate", muxParams, nm);
  const { energy, latency } = adc.actions[converter.action];
  const { select } = mux.actions;
  const shared = share > 1;
  const converters = side / share;
  const step = driver.actions.charge.latency + (shared ? select.latency : 0) + latency;
  return {
    converter: side * energy,
    drivers: share * (side / 2) * side * driver.actions.charge.energy,
    mux: shared ? side * select.energy : 0,
    cells: side * voltage ** 2 * conductance * latency,
    time: share * step,
    converterArea: converters * adc.area,
    driverArea: side * driver.area,
    muxArea: shared ? converters * mux.area : 0,
    leakage: converters * (adc.leakage + (shared ? mux.leakage : 0)) + side * driver.leakage,
  };
}

/** Energy of one multiplication, J. */
export const subarrayEnergy = ({ converter, drivers, mux, cells }: SubarrayPrice): number =>
  converter + drivers + mux + cells;
