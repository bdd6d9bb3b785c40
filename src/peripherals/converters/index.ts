import type { Model } from "../../base/component.ts";
import { capacitiveDac } from "./capacitive-dac.ts";
import { chargeComparator } from "./charge-comparator.ts";
import { comparatorTreeWta } from "./comparator-tree-wta.ts";
import { idealComparator } from "./ideal-comparator.ts";
import { idealDac } from "./ideal-dac.ts";
import { idealRowDriver } from "./ideal-row-driver.ts";
import { idealWta } from "./ideal-wta.ts";
import { lineRowDriver } from "./line-row-driver.ts";

/** Every converter and driver, by family. */
export const converters: readonly Model[] = [
  idealDac,
  capacitiveDac,
  idealComparator,
  chargeComparator,
  idealWta,
  comparatorTreeWta,
  idealRowDriver,
  lineRowDriver,
];
