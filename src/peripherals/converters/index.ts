import type { Model } from "../../base/component.ts";
import { capacitiveDac } from "./capacitive-dac.ts";
import { capacitiveSampleHold } from "./capacitive-sample-hold.ts";
import { chargeComparator } from "./charge-comparator.ts";
import { comparatorTreeWta } from "./comparator-tree-wta.ts";
import { crossCoupledLevelShifter } from "./cross-coupled-level-shifter.ts";
import { flashAdc } from "./flash-adc.ts";
import { idealAdc } from "./ideal-adc.ts";
import { idealComparator } from "./ideal-comparator.ts";
import { idealDac } from "./ideal-dac.ts";
import { idealDecoder } from "./ideal-decoder.ts";
import { idealLevelShifter } from "./ideal-level-shifter.ts";
import { idealMux } from "./ideal-mux.ts";
import { idealRowDriver } from "./ideal-row-driver.ts";
import { idealSampleHold } from "./ideal-sample-hold.ts";
import { idealTileSwitch } from "./ideal-tile-switch.ts";
import { idealWta } from "./ideal-wta.ts";
import { isaacAdc } from "./isaac-adc.ts";
import { lineRowDriver } from "./line-row-driver.ts";
import { lowResolutionAdc } from "./low-resolution-adc.ts";
import { oneBitDac } from "./one-bit-dac.ts";
import { passGateMux } from "./pass-gate-mux.ts";
import { pumaAdc } from "./puma-adc.ts";
import { r2rDac } from "./r2r-dac.ts";
import { sarAdc } from "./sar-adc.ts";
import { senseAmplifier } from "./sense-amplifier.ts";
import { staticDecoder } from "./static-decoder.ts";
import { surveyAdc } from "./survey-adc.ts";
import { timeDomainAdc } from "./time-domain-adc.ts";
import { timeDomainWta } from "./time-domain-wta.ts";
import { transistorTileSwitch } from "./transistor-tile-switch.ts";
import { zigzagAdc } from "./zigzag-adc.ts";

/** Every converter and driver, by family. */
export const converters: readonly Model[] = [
  idealDac,
  capacitiveDac,
  r2rDac,
  oneBitDac,
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
  senseAmplifier,
  idealWta,
  comparatorTreeWta,
  timeDomainWta,
  idealRowDriver,
  lineRowDriver,
  idealSampleHold,
  capacitiveSampleHold,
  idealMux,
  passGateMux,
  idealLevelShifter,
  crossCoupledLevelShifter,
  idealDecoder,
  staticDecoder,
  idealTileSwitch,
  transistorTileSwitch,
];
