import type { Model } from "../../base/component.ts";
import { capacitiveDac } from "./capacitive-dac.ts";
import { chargeComparator } from "./charge-comparator.ts";
import { comparatorTreeWta } from "./comparator-tree-wta.ts";
import { flashAdc } from "./flash-adc.ts";
import { idealAdc } from "./ideal-adc.ts";
import { idealComparator } from "./ideal-comparator.ts";
import { idealDac } from "./ideal-dac.ts";
import { idealRowDriver } from "./ideal-row-driver.ts";
import { idealWta } from "./ideal-wta.ts";
import { isaacAdc } from "./isaac-adc.ts";
import { lineRowDriver } from "./line-row-driver.ts";
import { lowResolutionAdc } from "./low-resolution-adc.ts";
import { pumaAdc } from "./puma-adc.ts";
import { sarAdc } from "./sar-adc.ts";
import { surveyAdc } from "./survey-adc.ts";
import { timeDomainAdc } from "./time-domain-adc.ts";
import { zigzagAdc } from "./zigzag-adc.ts";

/** Every converter and driver, by family. */
export const converters: readonly Model[] = [
  idealDac,
  capacitiveDac,
  idealAdc,
  surveyAdc,
  sarAdc,
  flashAdc,
  lowResolutionAdc,
  zigzagAdc,
  isaacAdc,
  pumaAdc,
  timeDomainAdc,
  idealComparator,
  chargeComparator,
  idealWta,
  comparatorTreeWta,
  idealRowDriver,
  lineRowDriver,
];
