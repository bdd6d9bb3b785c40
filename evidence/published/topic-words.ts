// What a reader of some figures should know: why they miss, or what they rest on. A topic without words has none here.

import { CARDS_TOPIC } from "./analog-cards.ts";
import { CAMFORMER_TOPIC } from "./camformer.ts";
import { CHIPS_TOPIC, LAYERS_TOPIC } from "./chips-and-layers.ts";
import { EVA_CAM_TOPIC } from "./eva-cam.ts";
import { CORES_TOPIC } from "./memory-cores.ts";
import { COLUMNS_TOPIC, CONVERTERS_TOPIC, DIGITAL_TOPIC } from "./silicon-points.ts";

export const TOPIC_WORDS: Readonly<Record<string, readonly string[]>> = {
  [DIGITAL_TOPIC]: [
    "Every row of a survey that a rule names, fixed before one was priced [imc-survey-2024]: digital macros of 22 to 65 nm. A published energy is a chip's choice of supply, activity and rounding, ours is brought to its supply by C·V². " +
      "Short products (8 to 16) pay for our register of a sum.",
  ],
  [COLUMNS_TOPIC]: [
    "Every resistive row of the same survey, by the same rule. Theirs is a whole column, ours its conversion alone, so below one is right where cells carry much current or many rows are read at once (MRAM, and 196 rows). " +
      "Where a few rows are read a sense amplifier decides, and a conversion of as many bits as the survey gives the result is too much.",
  ],
  [CONVERTERS_TOPIC]: [
    "Every converter of 1 to 6 effective bits that a rule names, fixed before one was priced [adc-survey-2025]. Most are made for rate, in receivers, and ours are those of arrays: theirs takes more.",
  ],
  [EVA_CAM_TOPIC]: [
    "Eva-CAM's energy hardly goes with the bits of a row: what precharges a line is priced without the line. Ours is in proportion to them. Of the area, half of what is no cell in our macro of 1 024 rows is drivers of columns, as large in 64 rows; " +
      "Eva-CAM has 7 µm² a row and as much a column at 45 nm. The time of `cam-2t2r` is that of a chip of a megabit at 90 nm, at every node.",
  ],
  [CARDS_TOPIC]: [
    "Bare transistors of the least length, without junctions, wires or layout, so energies and times are low ends. A comparator is charged with an input pair of W·L = 0.025 µm², as the deck has it; the default is twenty times that, for its offset. " +
      "Gain and transit frequency are of one transistor: twice the length has eight times the gain and a fifth of the speed.",
  ],
  [CHIPS_TOPIC]: [
    "ITA's chip is its units: of our area the multiply-accumulate array is 85 %, and it takes 1.7 times the published chip by itself. Our unit has an adder of 32 bits for every product, " +
      "ITA sums 64 products in a tree of narrower ones, to 26 bits; so the array alone is at .60 of the published density, and the rest brings the chip to .51.",
    "Until 27 November 2026 the chip was at .30, by prices of today .28. It then had a buffer of 64 KiB (remembered) and a softmax of 64 scores a cycle (a default of ours), 18 and 31 % of its area. The published RTL " +
      "has no memory and 16 scores a cycle, and so has ours now; with 64 KiB it would be at .37. No constant was changed. Pads and white space were in neither. Its peak is at 500 MHz, which is remembered: the density goes with it.",
    "The softmax is still too large: ITA's shifts by whole powers of two and takes 3.3 % of the chip by its authors, ours is Softermax's published lane, with fractions, sixteen times.",
    "ViTCoD misses both ways, as was found when it was first priced, by a prediction that was committed before: 512 units of int8 at 500 MHz, their buffer and softmax come to a fifth of its power and a quarter of its area. " +
      "Its publication was read at second hand, without the width of its words or what its encoder, decoder and sparse engines take. Its power over units and clock is 1.3 pJ, six times that of a unit of ours.",
  ],
  [CAMFORMER_TOPIC]: [
    "Areas were predicted, and committed, before they were priced. Array and converters, a fifth of our chip, are the publication's own constants. Its memories and converters are of 40 nm and not scaled, ours all of 45 nm; " +
      "our second network sorts all of 64 candidates, where the best 32 would do.",
  ],
  [LAYERS_TOPIC]: [
    "Ours counts what moves between the buffer and the arrays since 27 November 2026, 2 % of a layer's energy. Against ZigZag's arrays with their buffer the ratio is .84, against TranCIM 3.0.",
    "TranCIM is a digital chip with its weights in SRAM. Our chip of that kind is within a factor of two; arrays of ISAAC's kind convert every slice of a weight in every phase of an input, and converters are 62 % of their energy.",
  ],
  [CORES_TOPIC]: [
    "Every row that a rule names; unlike the other points of silicon the rule was written after the first of them were priced. HERMES takes 55 times ours: 49 pJ a column in its 130 ns, where ISAAC's converter takes 0.4 pJ and a cell's read 0.5 fJ in that time. " +
      "Its converters count an oscillator to 12 bits, ours have 8; the survey does not say what they take alone.",
  ],
};
