// src/base/errors.ts
var MOST_ISSUES = 20;
var LONGEST_LINE = 300;
function formatIssue({ place: place2, path, message }) {
  const said = clip(printable(message), 220);
  const room = LONGEST_LINE - said.length - 3;
  const where = clip(printable(place2), room - 30, "start");
  return `${where} ${clip(printable(path), room - where.length)}: ${said}`;
}
function clip(text2, most, side = "end") {
  if (text2.length <= most) return text2;
  return side === "end" ? `${text2.slice(0, most - 1)}\u2026` : `\u2026${text2.slice(text2.length - most + 1)}`;
}
var escaped = (character) => `\\u${character.codePointAt(0).toString(16).padStart(4, "0")}`;
var printable = (text2) => text2.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, escaped);
var ConfigError = class extends Error {
  name = "ConfigError";
  issues;
  /** `omitted`: number of issues that were counted but not passed; the message states it. */
  constructor(issues, omitted = 0) {
    const shown = issues.slice(0, MOST_ISSUES);
    const more = issues.length - shown.length + omitted;
    super([...shown.map(formatIssue), ...more > 0 ? [`\u2026 and ${more} more`] : []].join("\n"));
    this.issues = shown;
  }
};
var fault = (place2, path, message) => new ConfigError([{ place: place2, path, message }]);
var raise = (place2, path, message) => {
  throw fault(place2, path, message);
};
var InfeasibleError = class extends Error {
  name = "InfeasibleError";
};
function editDistance(a, b) {
  const rows = a.length + 1;
  const columns = b.length + 1;
  const d = new Uint32Array(rows * columns);
  for (let i = 0; i < rows; i++) d[i * columns] = i;
  for (let j = 0; j < columns; j++) d[j] = j;
  for (let i = 1; i < rows; i++)
    for (let j = 1; j < columns; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best2 = Math.min(
        d[(i - 1) * columns + j] + 1,
        d[i * columns + j - 1] + 1,
        d[(i - 1) * columns + j - 1] + same
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best2 = Math.min(best2, d[(i - 2) * columns + j - 2] + 1);
      d[i * columns + j] = best2;
    }
  return d[rows * columns - 1];
}
var allowed = (word2, candidate) => Math.max(1, Math.floor(Math.max(word2.length, candidate.length) / 3));
var nearest = (word2, known5) => known5.map((candidate) => ({ candidate, distance: editDistance(word2.toLowerCase(), candidate.toLowerCase()) })).sort((a, b) => a.distance - b.distance).map(({ candidate }) => candidate);
function didYouMean(word2, known5) {
  if (word2.length > 64) return "";
  const [best2] = nearest(word2, known5);
  return best2 !== void 0 && editDistance(word2.toLowerCase(), best2.toLowerCase()) <= allowed(word2, best2) ? `; did you mean "${best2}"?` : "";
}

// src/design/mapping-plan.ts
import { z as z2 } from "zod";

// src/base/fields.ts
import { z } from "zod";

// src/base/units.ts
var per = (divisor) => (value) => value / divisor;
var siemens = per(1);
var ohms = per(1);
var volts = per(1);
var amperes = per(1);
var joules = per(1);
var picojoules = per(1e12);
var femtojoules = per(1e15);
var watts = per(1);
var seconds = per(1);
var nanoseconds = per(1e9);
var nanometres = per(1e9);
var squareMetres = per(1);
var kelvin = per(1);
var UNITS = {
  S: { power: 1, spellings: ["S"], example: "10 \xB5S" },
  ohm: { power: 1, spellings: ["ohm", "\u03A9", "\u03A9"], example: "20 ohm" },
  V: { power: 1, spellings: ["V"], example: "0.2 V" },
  A: { power: 1, spellings: ["A"], example: "100 nA" },
  J: { power: 1, spellings: ["J"], example: "5 fJ" },
  W: { power: 1, spellings: ["W"], example: "10 mW" },
  s: { power: 1, spellings: ["s"], example: "10 ns" },
  Hz: { power: 1, spellings: ["Hz"], example: "1 GHz" },
  F: { power: 1, spellings: ["F"], example: "1 fF" },
  m: { power: 1, spellings: ["m"], example: "28 nm" },
  m2: { power: 2, spellings: ["m2", "m\xB2"], example: "10 mm2" },
  B: { power: 1, spellings: ["B"], example: "2 MiB" },
  "B/s": { power: 1, spellings: ["B/s"], example: "25.6 GB/s" },
  "S/s": { power: 1, spellings: ["S/s"], example: "1 GS/s" },
  "W/mm2": { power: 1, spellings: ["W/mm2", "W/mm\xB2"], example: "0.5 W/mm2" },
  K: { power: 1, spellings: ["K"], example: "358 K" }
};
var UNIT_NAMES = Object.keys(UNITS);
var unitExample = (name) => UNITS[name].example;
var PREFIX = {
  a: -18,
  f: -15,
  p: -12,
  n: -9,
  u: -6,
  \u00B5: -6,
  // micro sign
  \u03BC: -6,
  // Greek mu
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12
};
var BINARY_PREFIX = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };
var NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d{1,4}))?\s*(\S*)$/;
var LONGEST_QUANTITY = 64;
function parseQuantity(text2, name) {
  const match = text2.length > LONGEST_QUANTITY ? null : NUMBER.exec(text2.trim());
  const { power: power2, spellings, example } = UNITS[name];
  const expectation = `expected a quantity in ${spellings[0]} such as "${example}"`;
  if (match === null) return `${expectation}, received ${JSON.stringify(text2.slice(0, LONGEST_QUANTITY))}`;
  const [, mantissa, exponent = "0", suffix] = match;
  if (suffix === "") return `${expectation}, received a number without a unit`;
  for (const spelling of spellings) {
    if (!suffix.endsWith(spelling)) continue;
    const prefix = suffix.slice(0, suffix.length - spelling.length);
    if (Object.hasOwn(PREFIX, prefix))
      return Number(`${mantissa}e${Number(exponent) + power2 * PREFIX[prefix]}`);
    if (spelling.startsWith("B") && Object.hasOwn(BINARY_PREFIX, prefix))
      return Number(`${mantissa}e${exponent}`) * BINARY_PREFIX[prefix];
  }
  return `${expectation}, received the unit ${JSON.stringify(suffix)}`;
}

// src/base/fields.ts
var priceOnly = (field) => affecting(field, "price");
var readOnly = (field) => affecting(field, "read");
var stated = (field) => field.meta({ ...fieldMeta(field), stated: true });
var affecting = (field, affects) => field.meta({ ...fieldMeta(field), affects });
function fieldMeta(field) {
  let current = field;
  while (true) {
    const meta = current.meta();
    if (meta !== void 0) return meta;
    if (current.def.innerType === void 0) return {};
    current = current.def.innerType;
  }
}
var metaOf = (range, doc) => ({
  ...range.min === void 0 ? {} : { minimum: range.min },
  ...range.max === void 0 ? {} : { maximum: range.max },
  ...range.above === void 0 ? {} : { exclusiveMinimum: range.above },
  doc
});
function rangeText(range, suffix = "") {
  const show = (x) => `${shortNumber(x)}${suffix}`;
  const low = range.above === void 0 ? range.min : range.above;
  const open = range.above === void 0 ? "[" : "(";
  if (low !== void 0 && range.max !== void 0) return `in ${open}${show(low)}, ${show(range.max)}]`;
  if (range.above !== void 0) return `above ${show(range.above)}`;
  if (range.min !== void 0) return `at least ${show(range.min)}`;
  return range.max === void 0 ? "" : `at most ${show(range.max)}`;
}
function shortNumber(x) {
  const plain = String(x);
  const exponential2 = x.toExponential().replace("+", "");
  return x >= 1e7 && exponential2.length < plain.length ? exponential2 : plain;
}
var inRange = (value, range) => Number.isFinite(value) && (range.min === void 0 || value >= range.min) && (range.max === void 0 || value <= range.max) && (range.above === void 0 || value > range.above);
function quantity(unit, range, doc) {
  return z.string({ error: (issue) => quantityExpectation(unit, issue.input) }).transform((text2, context) => {
    const value = parseQuantity(text2, unit);
    if (typeof value === "string") context.addIssue({ code: "custom", message: value });
    else if (!inRange(value, range))
      context.addIssue({
        code: "custom",
        message: `expected a quantity ${rangeText(range, ` ${unit}`)}, received ${JSON.stringify(text2)}`
      });
    else return value;
    return z.NEVER;
  }).meta({ ...metaOf(range, doc), unit });
}
function quantityExpectation(unit, input) {
  const example = unitExample(unit);
  const hint = typeof input === "number" ? ` (write "${input} ${unit}", with the unit that you mean)` : "";
  return `expected a quantity with its unit, such as "${example}", received ${describe(input)}${hint}`;
}
function accept(read3, expectation, meta) {
  return z.any().transform((input, context) => {
    const value = read3(input);
    if (value !== void 0) return value;
    context.addIssue({ code: "custom", message: `expected ${expectation}, received ${describe(input)}` });
    return z.NEVER;
  }).meta(meta);
}
var integer = (range, doc) => integerOf(1, range, doc);
var multiple = (step, range, doc) => integerOf(step, range, doc);
var integerOf = (step, range, doc) => accept(
  (input) => typeof input === "number" && Number.isSafeInteger(input) && inRange(input, range) && input % step === 0 ? input : void 0,
  step === 1 ? `an integer ${rangeText(range)}` : `a multiple of ${step} ${rangeText(range)}`,
  { ...metaOf(range, doc), integer: true, ...step === 1 ? {} : { multipleOf: step } }
);
var real = (range, doc) => accept(
  (input) => typeof input === "number" && inRange(input, range) ? input : void 0,
  `a number ${rangeText(range)}`,
  metaOf(range, doc)
);
var fraction = (doc) => real({ min: 0, max: 1 }, doc);
function choice(words2, doc) {
  return z.enum(words2).meta({ doc });
}
function text(range, doc) {
  const allowed2 = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]+$/u;
  return accept(
    (input) => typeof input === "string" && [...input].length <= range.max && allowed2.test(input) ? input : void 0,
    `a text of 1 to ${range.max} characters without control characters`,
    { doc, maxLength: range.max, pattern: allowed2.source }
  );
}
var flag = (doc) => z.boolean().meta({ doc });
function describe(input) {
  if (input === void 0) return "nothing";
  if (input === null) return "null";
  if (Array.isArray(input)) return "an array";
  if (typeof input === "object") return "an object";
  const text2 = typeof input === "string" ? JSON.stringify(input) : String(input);
  return text2.length <= 60 ? text2 : `${text2.slice(0, 57)}\u2026`;
}

// src/design/mapping-plan.ts
var CORE_FIELDS = {
  cores: priceOnly(
    integer(
      { min: 1, max: 65536 },
      "pipelines that work on different heads, each with digital units and a buffer of its own"
    ).prefault(1)
  ),
  contexts: priceOnly(
    integer(
      { min: 1, max: 1024 },
      "heads in flight: how many heads a core works on at once, as far as its buffer holds them"
    ).prefault(16)
  )
};
var OBJECTIVES = ["energy-squared-delay", "energy-delay", "energy-in-time", "energy", "latency"];
var LOOP_ORDERS = ["queries", "keys"];
var MOST_TILES = 1 << 20;
var mappingSchema = z2.strictObject({
  search: priceOnly(
    flag(
      "search for the best plan of tiles, loop orders, passes and residency; false: one fixed schedule, which spills in proportion to what the buffer lacks"
    ).prefault(true)
  ),
  objective: priceOnly(
    choice(
      OBJECTIVES,
      "what the plan makes least: energy times latency; energy squared times latency, so that 1 % of energy is worth 2 % of latency; energy among plans within 1 % of the least latency; energy (the least latency within 0.5 % of it); or latency (the least energy within 0.5 % of it)"
    ).prefault("energy-delay")
  ),
  outer: priceOnly(
    choice(
      LOOP_ORDERS,
      "tiles of the outer loop, which stay while the others pass (default: searched)"
    ).optional()
  ),
  queryTiles: priceOnly(
    integer(
      { min: 1, max: MOST_TILES },
      "tiles of a head's queries and outputs (default: searched)"
    ).optional()
  ),
  keyTiles: priceOnly(
    integer(
      { min: 1, max: MOST_TILES },
      "tiles of a head's keys and values (default: searched)"
    ).optional()
  ),
  valuePasses: priceOnly(
    integer(
      { min: 1, max: 4 },
      "passes over the width of values and outputs, each of which computes the scores again (default: searched)"
    ).optional()
  ),
  headsInFlight: priceOnly(
    integer(
      { min: 1, max: 1024 },
      "heads among which a core's buffer is divided (default: searched)"
    ).optional()
  ),
  nests: z2.strictObject({
    scores: priceOnly(
      text(
        { max: 400 },
        "loop nest of queries \xD7 keys on design.digital.levels (default: searched)"
      ).optional()
    ),
    outputs: priceOnly(
      text(
        { max: 400 },
        "loop nest of weights \xD7 values on design.digital.levels (default: searched)"
      ).optional()
    )
  }).prefault({})
}).prefault({});
var WHOLE = { outer: "queries", queryTiles: 1, keyTiles: 1, valuePasses: 1, orders: "all" };
var pinsOf = ({ search: _, objective: __, nests: ___, ...pins }) => Object.fromEntries(Object.entries(pins).filter(([, pin]) => pin !== void 0));
function pinIssues({ mapping, contexts }, { length, headWidth }) {
  const { queryTiles = 1, keyTiles = 1, valuePasses = 1, headsInFlight = 1 } = mapping;
  const issues = [];
  const atMost = (key, value, most, what) => {
    if (value > most) issues.push([key, `expected at most the ${most} ${what}, received ${value}`]);
  };
  atMost("queryTiles", queryTiles, length, "tokens of a sequence");
  atMost("keyTiles", keyTiles, length, "tokens of a sequence");
  atMost("headsInFlight", headsInFlight, contexts, "heads of design.contexts");
  if (headWidth % valuePasses !== 0)
    issues.push([
      "valuePasses",
      `expected a divisor of the head width ${headWidth}, received ${valuePasses}`
    ]);
  return issues;
}

// src/design/workload.ts
import { z as z18 } from "zod";

// src/attention/hashes/cross-polytope.ts
import { z as z3 } from "zod";

// src/base/error-function.ts
var polynomial = (coefficients, x) => coefficients.reduceRight((sum, coefficient) => coefficient + x * sum);
var NEAR = [
  [
    0.12837916709551256,
    -0.3250421072470015,
    -0.02848174957559851,
    -0.005770270296489442,
    -23763016656650163e-21
  ],
  [
    1,
    0.39791722395915535,
    0.0650222499887673,
    0.005081306281875766,
    13249473800432164e-20,
    -3960228278775368e-21
  ]
];
var ONE = 0.8450629115104675;
var MIDDLE = [
  [
    -0.0023621185607526594,
    0.41485611868374833,
    -0.3722078760357013,
    0.31834661990116175,
    -0.11089469428239668,
    0.035478304325618236,
    -0.002166375594868791
  ],
  [
    1,
    0.10642088040084423,
    0.540397917702171,
    0.07182865441419627,
    0.12617121980876164,
    0.01363708391202905,
    0.011984499846799107
  ]
];
var FAR = [
  [
    -0.009864944034847148,
    -0.6938585727071818,
    -10.558626225323291,
    -62.375332450326006,
    -162.39666946257347,
    -184.60509290671104,
    -81.2874355063066,
    -9.814329344169145
  ],
  [
    1,
    19.651271667439257,
    137.65775414351904,
    434.56587747522923,
    645.3872717332679,
    429.00814002756783,
    108.63500554177944,
    6.570249770319282,
    -0.0604244152148581
  ]
];
var FARTHER = [
  [
    -0.0098649429247001,
    -0.799283237680523,
    -17.757954917754752,
    -160.63638485582192,
    -637.5664433683896,
    -1025.0951316110772,
    -483.5191916086514
  ],
  [
    1,
    30.33806074348246,
    325.7925129965739,
    1536.729586084437,
    3199.8582195085955,
    2553.0504064331644,
    474.52854120695537,
    -22.44095244658582
  ]
];
var quotient = ([above, below], x) => polynomial(above, x) / polynomial(below, x);
var word = new Float64Array(1);
var halves = new Uint32Array(word.buffer);
function erf(x) {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  const sign = x < 0 ? -1 : 1;
  if (size < 2 ** -28) return 0.125 * (8 * x + 1.0270333367641007 * x);
  if (size < 0.84375) return x + x * quotient(NEAR, x * x);
  if (size < 1.25) return sign * (ONE + quotient(MIDDLE, size - 1));
  if (size >= 6) return sign;
  const rest = quotient(size < 1 / 0.35 ? FAR : FARTHER, 1 / (size * size));
  word[0] = size;
  halves[0] = 0;
  const [short] = word;
  const complement = Math.exp(-short * short - 0.5625) * Math.exp((short - size) * (short + size) + rest) / size;
  return sign * (1 - complement);
}

// src/base/power.ts
function power(base, exponent) {
  if (exponent === 1) return base;
  if (exponent === 2) return base * base;
  if (exponent === 3) return base * base * base;
  if (exponent === 4) return base * base * (base * base);
  if (exponent === 0.5) return Math.sqrt(base);
  if (exponent === -0.5) return 1 / Math.sqrt(base);
  if (exponent === -1) return 1 / base;
  const size = Math.abs(base);
  if (size === 0 || size === 1 || !Number.isFinite(base) || !Number.isFinite(exponent) || exponent === 0)
    return base ** exponent;
  if (base < 0 && !Number.isInteger(exponent)) return Number.NaN;
  const sign = base < 0 && exponent % 2 !== 0 ? -1 : 1;
  return sign * positivePower(size, exponent);
}
var cube = (x) => x * x * x;
var float = new Float64Array(1);
var words = new Int32Array(float.buffer);
function highWord(x) {
  float[0] = x;
  return words[1];
}
function shortened(x) {
  float[0] = x;
  words[0] = 0;
  return float[0];
}
function withHighWord(x, high) {
  float[0] = x;
  words[1] = high;
  return float[0];
}
var LARGE = 2 ** 31;
var HUGE = 2 ** 64;
var OVERFLOW_REST = 8008566259537294e-32;
function positivePower(base, exponent) {
  const isLarge = Math.abs(exponent) > LARGE;
  if (isLarge && (Math.abs(exponent) > HUGE || Math.abs(base - 1) > 2 ** -20))
    return base > 1 === exponent > 0 ? Number.POSITIVE_INFINITY : 0;
  if (isLarge) nearLogarithm(base);
  else logarithm(base);
  const high = shortened(exponent);
  const low = (exponent - high) * logHigh + exponent * logLow;
  const first = high * logHigh;
  const whole = low + first;
  if (whole > 1024 || whole === 1024 && low + OVERFLOW_REST > whole - first)
    return Number.POSITIVE_INFINITY;
  if (whole < -1075 || whole === -1075 && low <= whole - first) return 0;
  return twoToThe(whole, first, low);
}
var logHigh = 0;
var logLow = 0;
var PER_LN2_HIGH = 1.4426950216293335;
var PER_LN2_LOW = 19259629911266175e-24;
function nearLogarithm(base) {
  const t = base - 1;
  const w = t * t * (0.5 + t * (-0.3333333333333333 + t * 0.25));
  const u = PER_LN2_HIGH * t;
  const v = t * PER_LN2_LOW - w * Math.LOG2E;
  logHigh = shortened(u + v);
  logLow = v - (logHigh - u);
}
var SCALE = 0.9617966939259756;
var SCALE_HIGH = 0.9617967009544373;
var SCALE_LOW = -7028461650952758e-24;
var LOG_HALVES_HIGH = 0.5849624872207642;
var LOG_HALVES_LOW = 1350039202129749e-23;
var ROOT_HALVES = 235662;
var ROOT_THREE = 767610;
function logarithm(base) {
  const isTiny = base < 2 ** -1022;
  let m = isTiny ? base * 2 ** 53 : base;
  const word2 = highWord(m);
  let n = (word2 >> 20) - 1023 - (isTiny ? 53 : 0);
  const significand = word2 & 1048575;
  const isHalves = significand > ROOT_HALVES && significand < ROOT_THREE;
  let high = significand | 1072693248;
  if (significand >= ROOT_THREE) {
    n++;
    high -= 1048576;
  }
  m = withHighWord(m, high);
  const b = isHalves ? 1.5 : 1;
  const u = m - b;
  const v = 1 / (m + b);
  const s = u * v;
  const sHigh = shortened(s);
  const sumHigh = withHighWord(0, (high >> 1 | 536870912) + 524288 + (isHalves ? 262144 : 0));
  const sumLow = m - (sumHigh - b);
  const sLow = v * (u - sHigh * sumHigh - sHigh * sumLow);
  const ss = s * s;
  const r = ss * ss * atanhRest(ss) + sLow * (sHigh + s);
  const square = sHigh * sHigh;
  const t = shortened(3 + square + r);
  const tLow = r - (t - 3 - square);
  const p = sHigh * t;
  const pLow = sLow * t + tLow * s;
  const pHigh = shortened(p + pLow);
  const zHigh = SCALE_HIGH * pHigh;
  const zLow = SCALE_LOW * pHigh + (pLow - (pHigh - p)) * SCALE + (isHalves ? LOG_HALVES_LOW : 0);
  const d = isHalves ? LOG_HALVES_HIGH : 0;
  logHigh = shortened(zHigh + zLow + d + n);
  logLow = zLow - (logHigh - n - d - zHigh);
}
var atanhRest = (x) => 0.5999999999999946 + x * (0.4285714285785502 + x * (0.33333332981837743 + x * (0.272728123808534 + x * (0.23066074577556175 + x * 0.20697501780033842))));
var LN2_HIGH = 0.6931471824645996;
var LN2_LOW = -1904654299957768e-24;
function twoToThe(whole, high, low) {
  const isSmall = (highWord(whole) & 2147483647) <= 1071644672;
  const n = isSmall ? 0 : Math.sign(whole) * Math.floor(Math.abs(shortened(whole)) + 0.5);
  const rest = high - n;
  const t = shortened(low + rest);
  const u = t * LN2_HIGH;
  const v = (low - (t - rest)) * Math.LN2 + t * LN2_LOW;
  const z89 = u + v;
  const w = v - (z89 - u);
  const square = z89 * z89;
  const c = z89 - square * (0.16666666666666602 + square * (-0.0027777777777015593 + square * (6613756321437934e-20 + square * (-16533902205465252e-22 + square * 41381367970572385e-24))));
  const r = z89 * c / (c - 2) - (w + z89 * w);
  const y = 1 - (r - z89);
  const exponent = highWord(y) + (n << 20);
  return exponent >> 20 > 0 ? withHighWord(y, exponent) : scaled(y, n);
}
var scaled = (y, n) => y * 2 ** (n + 60) * 2 ** -60;

// src/attention/collision-law.ts
var signCollision = (cosine) => 1 - Math.acos(clamp(cosine)) / Math.PI;
var noisyCosine = (cosine, noise) => cosine / (1 + noise ** 2);
var clamp = (cosine) => Math.max(-1, Math.min(1, cosine));
function gaussLegendre(count) {
  const [nodes, weights] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    let x = Math.cos(Math.PI * (i + 0.75) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 8; step++) {
      let [before, value] = [1, x];
      for (let k = 2; k <= count; k++)
        [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
      slope = count * (x * value - before) / (x * x - 1);
      x -= value / slope;
    }
    nodes[i] = (1 + x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}
var ANGLES = gaussLegendre(32);
var RADII = gaussLegendre(48);
var OWEN = gaussLegendre(12);
var REACH = 8.5;
function crossPolytopeCollision(cosine, n) {
  if (!Number.isInteger(n) || n < 1)
    throw new RangeError(`cross-polytope collision: expected at least 1 projection, received ${n}`);
  const theta = Math.acos(clamp(cosine));
  if (n === 1) return 1 - theta / Math.PI;
  if (theta === 0) return 1;
  const top = (Math.PI - theta) / 2;
  let least = 0;
  while ((n - 1) * Math.log(erf((least + 0.1) * Math.SQRT1_2)) < -30) least += 0.1;
  let total = 0;
  for (let a = 0; a < ANGLES.nodes.length; a++) {
    const alpha = top * ANGLES.nodes[a];
    const [cosU, cosV] = [Math.cos(alpha - theta / 2), Math.cos(alpha + theta / 2)];
    let along = 0;
    for (let k = 0; k < RADII.nodes.length; k++) {
      const r = least + (REACH - least) * RADII.nodes[k];
      const both = boxProbability(r * cosU, r * cosV, theta);
      along += RADII.weights[k] * r * Math.exp(-0.5 * r * r) * power(both, n - 1);
    }
    total += ANGLES.weights[a] * along;
  }
  return Math.min(1, 2 * n / Math.PI * top * (REACH - least) * total);
}
function boxProbability(u, v, theta) {
  const [rho, spread3] = [Math.cos(theta), Math.sin(theta)];
  const outside = owenT(u, (v - rho * u) / spread3) + owenT(u, (v + rho * u) / spread3) + owenT(v, (u - rho * v) / spread3) + owenT(v, (u + rho * v) / spread3);
  return Math.max(0, 1 - 2 * outside);
}
function owenT(h, k) {
  const size = Math.abs(k);
  const value = size <= h ? owenWedge(h, size / h) : quarterPlane(h, size) - owenWedge(size, h / size);
  return k < 0 ? -value : value;
}
function quarterPlane(h, k) {
  return (1 - erf(h * Math.SQRT1_2) * erf(k * Math.SQRT1_2)) / 4;
}
function owenWedge(h, slope) {
  const half = -0.5 * h * h;
  let sum = 0;
  for (let i = 0; i < OWEN.nodes.length; i++) {
    const square = 1 + (slope * OWEN.nodes[i]) ** 2;
    sum += OWEN.weights[i] * Math.exp(half * square) / square;
  }
  return slope * sum / (2 * Math.PI);
}

// src/attention/hashes/hash.ts
var IDENTIFIER = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
function defineHash(definition) {
  if (!IDENTIFIER.test(definition.name))
    throw new RangeError(`defineHash: expected a kebab-case name, received "${definition.name}"`);
  return {
    ...definition,
    stated: definition.stated ?? [],
    code: (request) => definition.code(request),
    comparisons: (code) => definition.comparisons(code),
    law: (code, cosine, noise) => definition.law(code, cosine, noise)
  };
}

// src/attention/hashes/cross-polytope.ts
function crossPolytopeCode(rounds, factors2) {
  for (const factor of factors2)
    if (!Number.isInteger(factor) || factor < 2 || factor % 2 !== 0)
      throw new RangeError(`cross-polytope: expected even factors of at least 2, received ${factor}`);
  const halves2 = factors2.map((factor) => factor / 2);
  return {
    rounds,
    columns: halves2.reduce((sum, half) => sum + half, 0),
    buckets: factors2.reduce((product, factor) => product * factor, 1),
    factors: factors2,
    isScaled: false,
    encode(values, opposite, offset) {
      let id = 0;
      let weight = 1;
      let at = offset;
      for (const half of halves2) {
        id += weight * largestOf(values, opposite, at, half);
        weight *= 2 * half;
        at += half;
      }
      return id;
    }
  };
}
function largestOf(values, opposite, at, half) {
  let best2 = 0;
  let largest = values[at];
  for (let n = 1; n < 2 * half; n++) {
    const candidate = n < half ? values[at + n] : opposite[at + n - half];
    if (candidate > largest) {
      largest = candidate;
      best2 = n;
    }
  }
  return best2;
}
function traxFactors(buckets2) {
  if (buckets2 <= 128) return [buckets2];
  const first = 2 ** Math.ceil(Math.log2(Math.sqrt(buckets2)));
  return [first, 2 * Math.floor(buckets2 / (2 * first))];
}
var crossPolytope = defineHash({
  name: "cross-polytope",
  title: "a cross-polytope hash",
  source: "andoni-2015",
  params: z3.object({
    factorise: choice(
      ["auto", "never"],
      "two factors when one would have more than 128 buckets, or always one"
    ).prefault("auto")
  }),
  stated: ["factorise"],
  code({ rounds, buckets: buckets2, factorise }) {
    const even = 2 * Math.floor(buckets2 / 2);
    return crossPolytopeCode(rounds, factorise === "auto" ? traxFactors(even) : [even]);
  },
  reads: "largest",
  comparisons: ({ columns }) => columns,
  event: "bucket",
  law: ({ factors: factors2 }, cosine, noise) => factors2.reduce(
    (product, factor) => product * crossPolytopeCollision(noisyCosine(cosine, noise), factor / 2),
    1
  ),
  surrogate: "largest"
});

// src/attention/hashes/simhash.ts
import { z as z4 } from "zod";

// src/base/dense.ts
function dense(rows, columns, data = new Float64Array(rows * columns)) {
  if (data.length !== rows * columns)
    throw new RangeError(
      `dense: expected ${rows} \xD7 ${columns} = ${rows * columns} values, received ${data.length}`
    );
  return { rows, columns, data };
}
var row = (matrix, i) => matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns);
function dot(a, aOffset, b, bOffset, length) {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += a[aOffset + k] * b[bOffset + k];
    s1 += a[aOffset + k + 1] * b[bOffset + k + 1];
    s2 += a[aOffset + k + 2] * b[bOffset + k + 2];
    s3 += a[aOffset + k + 3] * b[bOffset + k + 3];
  }
  for (; k < length; k++) s0 += a[aOffset + k] * b[bOffset + k];
  return s0 + s1 + (s2 + s3);
}
function rootMeanSquare(matrix) {
  const n = matrix.data.length;
  return n === 0 ? 0 : Math.sqrt(dot(matrix.data, 0, matrix.data, 0, n) / n);
}
function kthLargest(values, count, k, scratch) {
  if (!(k >= 1 && k <= count)) throw new RangeError(`kthLargest: expected k in [1, ${count}], received ${k}`);
  for (let i = 0; i < count; i++) scratch[i] = values[i];
  const target = count - k;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = median(scratch[low], scratch[low + high >> 1], scratch[high]);
    let i = low;
    let j = high;
    while (i <= j) {
      while (scratch[i] < pivot) i++;
      while (scratch[j] > pivot) j--;
      if (i <= j) {
        const swapped = scratch[i];
        scratch[i++] = scratch[j];
        scratch[j--] = swapped;
      }
    }
    if (target <= j) high = j;
    else if (target >= i) low = i;
    else break;
  }
  return scratch[target];
}
var median = (a, b, c) => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));

// src/base/row-products.ts
function rowProducts(a, aOffset, rows, count, length, scale2, out, outOffset) {
  let r = 0;
  for (; r + 3 < count; r += 4) {
    const r0 = r * length;
    const r1 = r0 + length;
    const r2 = r1 + length;
    const r3 = r2 + length;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let c = 0; c < length; c++) {
      const x = a[aOffset + c];
      s0 += x * rows[r0 + c];
      s1 += x * rows[r1 + c];
      s2 += x * rows[r2 + c];
      s3 += x * rows[r3 + c];
    }
    out[outOffset + r] = scale2 * s0;
    out[outOffset + r + 1] = scale2 * s1;
    out[outOffset + r + 2] = scale2 * s2;
    out[outOffset + r + 3] = scale2 * s3;
  }
  for (; r < count; r++) out[outOffset + r] = scale2 * dot(a, aOffset, rows, r * length, length);
}

// src/attention/hash-code.ts
function grayRank(word2) {
  let rank = word2;
  for (let shift = word2 >>> 1; shift !== 0; shift >>>= 1) rank ^= shift;
  return rank;
}
var grayWord = (rank) => rank ^ rank >>> 1;

// src/attention/hashes/simhash.ts
var simHashCode = (rounds, bits) => ({
  rounds,
  columns: bits,
  buckets: 2 ** bits,
  factors: [2 ** bits],
  isScaled: false,
  encode(values, _, offset) {
    let word2 = 0;
    for (let b = 0; b < bits; b++) word2 = word2 << 1 | (values[offset + b] >= 0 ? 1 : 0);
    return grayRank(word2);
  },
  word: grayWord
});
var simHash = defineHash({
  name: "simhash",
  title: "a SimHash",
  source: "charikar-2002",
  params: z4.object({}),
  code: ({ rounds, buckets: buckets2 }) => simHashCode(rounds, Math.floor(Math.log2(buckets2))),
  reads: "signs",
  comparisons: () => 0,
  event: "bit",
  law: (_, cosine, noise) => signCollision(noisyCosine(cosine, noise)),
  surrogate: "sign"
});

// src/attention/hashes/index.ts
var HASHES = [simHash, crossPolytope];
var HASH_NAMES = HASHES.map(({ name }) => name);
function hashNamed(name) {
  const hash = HASHES.find((candidate) => candidate.name === name);
  if (hash === void 0)
    throw new RangeError(`hash: expected one of ${HASH_NAMES.join(", ")}, received "${name}"`);
  return hash;
}
function hashFields(hashes = HASHES) {
  const fields = {};
  for (const { name, params: params7, stated: stated2 } of hashes)
    for (const [key, field] of Object.entries(params7.shape)) {
      if (Object.hasOwn(fields, key))
        throw new RangeError(`hash ${name}: another hash has a parameter "${key}"`);
      const meta = fieldMeta(field);
      fields[key] = field.meta({
        ...meta,
        doc: `${name}: ${meta.doc ?? ""}`,
        ...stated2.includes(key) ? {} : { when: { key: "hash", is: [name] } }
      });
    }
  return fields;
}

// src/attention/plan.ts
function windowSlots(length, plan) {
  const chunks = Math.ceil(length / plan.chunk);
  return Math.min(plan.lookBack + 1, chunks) * plan.chunk;
}
var nearSlots = (length, { localWindow, sink: sink2 }) => Math.min(length, localWindow + sink2);
var exactPairs = (length, causal) => causal ? length * (length + 1) / 2 : length * length;

// src/attention/selectors/buckets.ts
import { z as z7 } from "zod";

// src/peripherals/sorter/counting.ts
import { z as z6 } from "zod";

// src/base/price.ts
var shared = (name, constants) => Object.fromEntries(
  Object.entries(constants).map(([key, constant]) => [key, { identity: `${name}.${key}`, ...constant }])
);
function deepened(cost, stages) {
  if (stages === 1) return cost;
  const actions = {};
  for (const name in cost.actions) {
    const action = cost.actions[name];
    actions[name] = { ...action, latency: seconds(action.latency * stages) };
  }
  return { ...cost, actions };
}
var nanometresOf = (node) => Math.round(node * 1e12) / 1e3;
function isOutOfDomain({ domain }, node) {
  if (domain === void 0) return false;
  const [min, max, nm] = [domain.min, domain.max, node].map(nanometresOf);
  return nm < min || nm > max;
}
function checkDomain(name, node, domain) {
  if (domain === void 0 || !isOutOfDomain({ domain }, node)) return;
  const [min, max, nm] = [domain.min, domain.max, node].map(nanometresOf);
  throw new InfeasibleError(
    `${name}: expected a technology node ${rangeText({ min, max }, " nm")}, received ${nm} nm`
  );
}
function checked(model, cost) {
  const check = (name, value) => {
    if (!(Number.isFinite(value) && value >= 0))
      throw new RangeError(`${model}: expected a finite ${name} of at least 0, received ${value}`);
  };
  check("area", cost.area);
  check("leakage", cost.leakage);
  for (const action in cost.actions) {
    const { energy, latency, interval } = cost.actions[action];
    if (energy >= 0 && latency >= 0 && interval >= 0 && energy + latency + interval < Number.POSITIVE_INFINITY)
      continue;
    check(`${action}.energy`, energy);
    check(`${action}.latency`, latency);
    check(`${action}.interval`, interval);
  }
  return cost;
}
var FREE_ACTION = { energy: joules(0), latency: seconds(0), interval: seconds(0) };
var free = (actions) => ({
  area: squareMetres(0),
  leakage: watts(0),
  actions: Object.fromEntries(actions.map((action) => [action, FREE_ACTION]))
});

// src/base/component.ts
var IDENTIFIER2 = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
function define(definition) {
  const { family, model, source, domain, params: params7, constants, measured, affects = "behaviour" } = definition;
  if (!IDENTIFIER2.test(model))
    throw new RangeError(`define: expected a kebab-case model name, received "${model}"`);
  const nominal2 = Object.fromEntries(
    Object.entries(constants).map(([name, k]) => [name, k.nominal])
  );
  const affectedBy = new Map(
    Object.entries(params7.shape).map(([key, field]) => [
      key,
      fieldMeta(field).affects ?? affects
    ])
  );
  const ownWords = statedFields(params7.shape);
  const bind = (values) => {
    const bound = values;
    const priced = pricer(definition, bound);
    const known5 = /* @__PURE__ */ new WeakMap();
    return {
      family,
      model,
      source,
      domain,
      params: values,
      constants,
      measured,
      stated: movedOf(ownWords, values),
      behaviour: definition.behave(bound),
      keyWithout: (...without) => {
        const kept = Object.entries(values).filter(
          ([key]) => !without.includes(affectedBy.get(key))
        );
        return kept.length === 0 && without.includes(affects) ? "" : JSON.stringify([family, model, kept]);
      },
      cost: (technology, overrides) => {
        if (overrides !== void 0) return priced(technology, { ...nominal2, ...overrides });
        const cost = known5.get(technology) ?? priced(technology, nominal2);
        known5.set(technology, cost);
        return cost;
      },
      with: (changed) => bind({ ...values, ...changed }),
      withParams: (changes) => sealed.parse({ model, ...asWritten(params7.shape, values), ...changes })
    };
  };
  const schema = params7.extend({ model: choice([model], "name of the model") }).strict().transform((input) => {
    const { model: _, ...values } = input;
    return bind(values);
  });
  const sealed = schema;
  return {
    family,
    model,
    source,
    domain,
    constants,
    params: params7,
    affects,
    schema
  };
}
function statedFields(shape2) {
  return Object.entries(shape2).flatMap(([key, field]) => {
    const { stated: stated2, doc } = fieldMeta(field);
    if (stated2 !== true) return [];
    const usual = field.safeParse(void 0).data;
    return [{ key, usual: typeof usual === "number" ? usual : null, doc: String(doc) }];
  });
}
var movedOf = (fields, values) => fields.flatMap((field) => {
  const value = values[field.key];
  return typeof value !== "number" || value === field.usual ? [] : [{ ...field, value }];
});
function pricer(definition, bound) {
  const { family, model, domain, measured, staticPower } = definition;
  const unit = `${family} ${model}`;
  const { clock: clock2 } = bound;
  return (technology, numbers3) => {
    checkDomain(unit, technology.node, domain);
    const own = measured === void 0 || clock2 === void 0 ? technology : technology.clocked(unit, clock2, measured);
    const cost = deepened(definition.cost(bound, own, numbers3), own.stages);
    if (staticPower !== void 0) return checked(model, { ...cost, staticPower });
    return checked(model, { ...cost, leakage: watts(cost.leakage * own.leakageFactor) });
  };
}
function asWritten(shape2, values) {
  const written = {};
  for (const [key, value] of Object.entries(values)) {
    if (value === void 0) continue;
    const { unit } = fieldMeta(shape2[key]);
    written[key] = unit === void 0 ? value : `${String(value)} ${unit}`;
  }
  return written;
}

// src/peripherals/logic.ts
var SYNTHESISED = { clock: 1e9, node: nanometres(40) };
var ARITHMETIC = { clock: 1e9, node: nanometres(45) };
var AT_32_NM = { clock: 1e9, node: nanometres(32) };
var LOGIC = shared("logic", {
  level: {
    nominal: 1,
    low: 0.23,
    high: 3.4,
    source: "islamoglu-2023",
    note: "energies of all logic over those of this table; low: a whole multiply-accumulate of [zigzag-2026], 0.04 pJ at 28 nm; synthesis with an open 45 nm library takes 2.6 times as much, which the high end leaves within 95 % of the draws"
  },
  multiply8: {
    nominal: 2e-13,
    low: 15e-14,
    high: 3e-13,
    source: "horowitz-2014",
    note: "J, 8-bit multiplication at 45 nm; range: relative to an addition, in open libraries"
  },
  adderBit: {
    nominal: 1e-13 / 32,
    low: 2e-15,
    high: 74e-16,
    source: "horowitz-2014",
    note: "J a bit of an addition at 45 nm, a full adder; low: [neurosim-v14] at 32 nm; high: [aladdin-2014] at 40 nm"
  },
  registerBit: {
    nominal: 53e-16,
    low: 3e-15,
    high: 1e-14,
    source: "asap7-2016",
    note: "J a clocked bit at 45 nm: .026 of a multiplication, in the middle of three libraries; high: [aladdin-2014] at 40 nm; low: half of the bits at rest"
  },
  comparatorBit: {
    nominal: 23e-16,
    low: 1e-15,
    high: 3e-15,
    source: "asap7-2016",
    note: "J a bit of a comparison at 45 nm: .011 of a multiplication, in the middle of three libraries; low: [aladdin-2014] at 40 nm"
  },
  multiplexerBit: {
    nominal: 17e-16,
    low: 5e-16,
    high: 22e-16,
    source: "asap7-2016",
    note: "J a bit of a 2:1 multiplexer at 45 nm: .0084 of a multiplication in two libraries; low: assumed"
  },
  multiplier8Area: {
    nominal: 635e-11 / 16,
    low: 28e-11,
    high: 51e-11,
    source: "aladdin-2014",
    note: "m\xB2, an 8-bit multiplier at 40 nm: of 32 bits by the square of the width; range: open libraries"
  },
  adderArea: {
    nominal: 278e-12 / 32,
    low: 52e-13,
    high: 96e-13,
    source: "aladdin-2014",
    note: "m\xB2 a bit of an adder at 40 nm; range: open libraries"
  },
  registerArea: {
    nominal: 598e-14,
    low: 5e-12,
    high: 66e-13,
    source: "aladdin-2014",
    note: "m\xB2 a bit at 40 nm; range: open libraries"
  },
  comparatorArea: {
    nominal: 71e-12 / 32,
    low: 2e-12,
    high: 58e-13,
    source: "aladdin-2014",
    note: "m\xB2 a bit of a comparator at 40 nm; range: open libraries"
  },
  multiplexerArea: {
    nominal: 26e-13,
    low: 18e-13,
    high: 35e-13,
    source: "asap7-2016",
    note: "m\xB2 a bit of a 2:1 multiplexer at 40 nm; range: assumed"
  },
  productGlitches: {
    nominal: 1,
    low: 1,
    high: 1.5,
    source: "islamoglu-2023",
    note: "energy of multiplier and adder of a dot product over theirs alone: the level of silicon contains it; high: [asap7-2016], 1.5; 1.2 by [skywater-2020]"
  },
  treeGlitches: {
    nominal: 1.8,
    low: 0.9,
    high: 3.2,
    source: "asap7-2016",
    note: "energy of a full adder in a tree that counts bits in one cycle, over a bit of an addition: 1.3, 1.5 and 3.2 in three libraries; low: without glitches"
  },
  xnor: {
    nominal: 284e-18,
    low: 1e-16,
    high: 1e-15,
    source: "zigzag-2026",
    note: "J a product of two bits (XNOR) at 28 nm; high: [asap7-2016]"
  },
  xnorArea: {
    nominal: 8e-13,
    low: 5e-13,
    high: 12e-13,
    source: "asap7-2016",
    note: "m\xB2 a product of two bits at 28 nm: one XNOR gate; range: assumed"
  },
  exponential: {
    nominal: 2e-13,
    source: "consmax-2024",
    note: "J an exponential out of tables, at 16 nm"
  },
  exponentialArea: {
    nominal: 8e-10,
    source: "consmax-2024",
    note: "m\xB2 of its tables at 16 nm"
  },
  leakage: {
    nominal: 6400,
    low: 1e3,
    high: 3e4,
    source: "asap7-2016",
    note: "W/m\xB2 of logic at 28 nm, between 520 at 7 nm and 15 000 at 45 nm [nangate-2010]; range: by threshold, assumed"
  }
});
var {
  exponential,
  exponentialArea,
  leakage,
  registerBit,
  registerArea,
  adderBit,
  adderArea,
  comparatorBit,
  comparatorArea
} = LOGIC;
var { level, multiplexerBit, multiplexerArea, multiply8, multiplier8Area } = LOGIC;
var LOGIC_LEAKAGE = leakage;
var REGISTERS = { level, registerBit, registerArea, leakage };
var ADDERS = { level, adderBit, adderArea };
var COMPARATORS = { level, comparatorBit, comparatorArea };
var MULTIPLEXERS = { level, multiplexerBit, multiplexerArea };
var MULTIPLIERS = {
  level,
  multiply8,
  productGlitches: LOGIC.productGlitches,
  multiplier8Area
};
var EXPONENTIAL = { exponential, exponentialArea };
var COUNTING_TREE = { level, adderBit, adderArea, treeGlitches: LOGIC.treeGlitches };
var logicAt = (technology, { level: level2 }) => ({
  energy: level2 * technology.energyFactor("logic", nanometres(45)),
  area: technology.areaFactor("logic", nanometres(40))
});
var leakingAt = (area, { leakageDensity: leakageDensity2 }, { leakage: leakage2 }) => area * leakage2 * leakageDensity2;
var linearInBits = (action, energyNm, areaNm = energyNm) => ({ bits, clock: clock2 }, technology, k) => {
  const area = bits * k.area * technology.areaFactor("logic", nanometres(areaNm));
  const cycle = seconds(1 / clock2);
  const perBit2 = (k.level ?? 1) * k.energy * technology.energyFactor("logic", nanometres(energyNm));
  const energy = joules(bits * perBit2);
  return {
    area: squareMetres(area),
    leakage: watts(leakingAt(area, technology, k)),
    actions: { [action]: { energy, latency: cycle, interval: cycle } }
  };
};

// src/peripherals/sorter/sorter.ts
import { z as z5 } from "zod";
var resident = (keys) => ({ place: keys, scan: 0, reads: keys, writes: keys });
var defineSorter = (definition) => define({ ...definition, family: "sorter" });
var compositeKeyBits = (buckets2, length) => Math.ceil(Math.log2(Math.max(2, buckets2))) + Math.ceil(Math.log2(Math.max(2, length)));
function compositeKeys(ids, buckets2, longest, keyBits) {
  const length = ids.length;
  if (length > longest)
    throw new RangeError(`sort: expected at most ${longest} keys (block), received ${length}`);
  const needed = compositeKeyBits(buckets2, length);
  if (needed > keyBits)
    throw new RangeError(
      `sort: expected keys of at most ${keyBits} bits (keyBits), received ${buckets2} buckets \xD7 ${length} positions: ${needed} bits`
    );
  const keys = new Float64Array(length);
  ids.forEach((id, position2) => {
    if (id < 0 || id >= buckets2)
      throw new RangeError(`sort: expected an id in [0, ${buckets2}), received ${id}`);
    keys[position2] = id * length + position2;
  });
  return keys;
}
var positionsOf = (keys, length) => Int32Array.from(keys.subarray(0, length), (key) => key % length);
var idealSorter = defineSorter({
  model: "ideal",
  source: "assumed",
  params: z5.object({}),
  constants: {},
  behave: () => ({
    work: resident,
    order: (ids) => Int32Array.from([...ids.keys()].sort((a, b) => ids[a] - ids[b] || a - b))
  }),
  cost: () => free(["place", "scan"])
});

// src/peripherals/sorter/counting.ts
var ENTRY = 32;
var countingSorter = defineSorter({
  model: "counting",
  source: "aladdin-2014",
  params: z6.object({
    buckets: integer(
      { min: 2, max: 1 << 20 },
      "counters in the table; a longer key takes more passes"
    ).prefault(256),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
    units: priceOnly(
      integer({ min: 1, max: 4096 }, "sorters that work on different rounds or heads").prefault(8)
    )
  }),
  measured: SYNTHESISED,
  constants: { ...ADDERS, ...REGISTERS },
  behave: ({ buckets: buckets2 }) => ({
    work: (keys, range) => countingWork(keys, range, buckets2),
    order: (ids, range) => radixOrder(ids, range, buckets2)
  }),
  cost: ({ buckets: buckets2, clock: clock2, units: units3 }, technology, k) => {
    const factor = logicAt(technology, k);
    const cycle = 1 / clock2;
    const area = units3 * ENTRY * ((buckets2 + 1) * k.registerArea + k.adderArea) * factor.area;
    const step = (cost, cycles) => ({
      energy: joules(ENTRY * cost * factor.energy),
      latency: seconds(cycles * cycle),
      interval: seconds(cycles * cycle / units3)
    });
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        // An update adds into the result's register and writes the table.
        place: step(2 * (k.adderBit + 2 * k.registerBit), 2),
        scan: step(k.adderBit + k.registerBit, 1)
      }
    };
  }
});
function countingWork(keys, range, radix) {
  const passes = Math.max(1, Math.ceil(Math.log2(range) / Math.log2(radix) - 1e-9));
  return {
    place: passes * keys,
    scan: passes * Math.min(range, radix),
    reads: 2 * passes * keys,
    writes: passes * keys
  };
}
function countingOrder(ids, buckets2) {
  const next3 = new Int32Array(buckets2 + 1);
  for (const id of ids) {
    if (id < 0 || id >= buckets2)
      throw new RangeError(`sort: expected an id in [0, ${buckets2}), received ${id}`);
    next3[id + 1]++;
  }
  for (let b = 0; b < buckets2; b++) next3[b + 1] += next3[b];
  const order = new Int32Array(ids.length);
  for (let i = 0; i < ids.length; i++) order[next3[ids[i]]++] = i;
  return order;
}
function radixOrder(ids, range, radix) {
  if (range <= radix) return countingOrder(ids, range);
  let order = Int32Array.from(ids.keys());
  for (let weight = 1; weight < range; weight *= radix) {
    const digits = order.map((i) => Math.floor(ids[i] / weight) % radix);
    const step = countingOrder(digits, radix);
    order = step.map((r) => order[r]);
  }
  return order;
}

// src/attention/candidates.ts
var BucketLists = class {
  #ids;
  #order;
  #start;
  #counts;
  /** `ids`: bucket of each token, below `buckets`. The first `from` tokens are added. */
  constructor(ids, buckets2, from = 0) {
    this.#ids = ids;
    this.#order = countingOrder(ids, buckets2);
    this.#start = new Int32Array(buckets2 + 1);
    for (const id of ids) this.#start[id + 1]++;
    for (let b = 0; b < buckets2; b++) this.#start[b + 1] += this.#start[b];
    this.#counts = new Int32Array(buckets2);
    for (let i = 0; i < from; i++) this.advance(i);
  }
  get buckets() {
    return this.#counts.length;
  }
  advance(i) {
    this.#counts[this.#ids[i]]++;
  }
  count(bucket) {
    return this.#counts[bucket];
  }
  /** Position of the n-th token of a bucket. */
  at(bucket, n) {
    return this.#order[this.#start[bucket] + n];
  }
  /** Tokens in buckets below this one. */
  before(bucket) {
    let sum = 0;
    for (let b = 0; b < bucket; b++) sum += this.#counts[b];
    return sum;
  }
};
var roundsOf = (ids, rounds) => {
  const length = rounds === 0 ? 0 : ids.length / rounds;
  return Array.from({ length: rounds }, (_, r) => ids.subarray(r * length, (r + 1) * length));
};
var bucketLists = (ids, { rounds, buckets: buckets2 }, from = 0) => roundsOf(ids, rounds).map((round3) => new BucketLists(round3, buckets2, from));
var slotsOf = (ids, plan) => plan.rounds === 0 ? 0 : windowSlots(ids.length / plan.rounds, plan);
var prefixWindows = ({ queries, keys }, plan, from = 0) => {
  const lists = bucketLists(keys, plan, from);
  const ids = roundsOf(queries, plan.rounds);
  const slots = slotsOf(keys, plan);
  return {
    most: plan.rounds * slots,
    list(i, into) {
      let count = 0;
      for (let r = 0; r < lists.length; r++) {
        lists[r].advance(i);
        count = takeBackwards(lists[r], ids[r][i], slots, into, count);
      }
      return count;
    },
    slots: () => plan.rounds * slots
  };
};
function takeBackwards(list2, from, slots, into, start) {
  let count = start;
  for (let step = 0; step < list2.buckets && count - start < slots; step++) {
    const bucket = (from - step + list2.buckets) % list2.buckets;
    for (let n = list2.count(bucket) - 1; n >= 0 && count - start < slots; n--)
      into[count++] = list2.at(bucket, n);
  }
  return count;
}
var sameBucket = ({ queries, keys }, plan, from = 0) => {
  const lists = bucketLists(keys, plan, from);
  const ids = roundsOf(queries, plan.rounds);
  return {
    most: keys.length,
    list(i, into) {
      let count = 0;
      for (let r = 0; r < lists.length; r++) {
        lists[r].advance(i);
        const bucket = ids[r][i];
        for (let n = 0; n < lists[r].count(bucket); n++) into[count++] = lists[r].at(bucket, n);
      }
      return count;
    },
    slots: (listed2) => listed2
  };
};
var LATER_ROUTINGS = { "prefix-window": prefixWindows, bucket: sameBucket };

// src/attention/selectors/selector.ts
var TOTALS = ["pass", "last", "running"];
var NEAR_WORDS = ["logits", "codes"];
var MOST_EXPONENT = 2;
var TAU_KEYS = 2048;
var USUAL_THRESHOLD = { tau: 12e-5, exponent: 0.93 };
var leastShare = ({ tau, exponent = 0 }, keys) => exponent === 0 ? tau : Math.min(1, tau * power(TAU_KEYS / keys, exponent));
var HASH_WORDS = ["software", "memristor", "second-array", "random-buckets"];
var columnMisfits = (hash, bits, param, { columns }) => columns === null || bits <= columns || hash !== "memristor" && hash !== "second-array" ? [] : [
  {
    path: [param],
    message: `expected at most as many signs of a key as an array has columns, ${columns} (design.hashing.array.columns), received ${bits}`
  }
];
var IDENTIFIER3 = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
function defineSelector(definition) {
  if (!IDENTIFIER3.test(definition.name))
    throw new RangeError(`defineSelector: expected a kebab-case name, received "${definition.name}"`);
  return {
    ...definition,
    // A misspelt parameter is refused, however the author made the object.
    params: definition.params.strict(),
    programmed: (params7, length) => definition.programmed?.(params7, length) ?? { sets: 0, projections: 0 },
    keyWords: (params7, width) => definition.keyWords(params7, width),
    misfits: (params7, shape2) => definition.misfits?.(params7, shape2) ?? [],
    prepare: (params7, tools) => definition.prepare(params7, tools)
  };
}
function meanOffset({ data, width }, mean) {
  return (n) => {
    let sum = 0;
    if (mean !== null) for (let c = 0; c < width; c++) sum += data[n * width + c] * mean[c];
    return sum / Math.sqrt(width);
  };
}
function centred({ rows, width, data }, mean) {
  const out = Float64Array.from(data.subarray(0, rows * width));
  if (mean !== null) for (let n = 0; n < out.length; n++) out[n] -= mean[n % width];
  return dense(rows, width, out);
}

// src/attention/selectors/buckets.ts
var ROUTINGS = Object.keys(LATER_ROUTINGS);
var bucketsSelector = defineSelector({
  name: "buckets",
  title: "keys of the query's hash buckets",
  source: "kitaev-2020",
  params: z7.strictObject({
    hash: choice(HASH_WORDS, "how keys and queries are hashed").prefault("memristor"),
    rounds: integer({ min: 1, max: 256 }, "independent hash rounds").prefault(8),
    buckets: integer({ min: 2, max: 1 << 20 }, "buckets of a round, before the hash rounds them").prefault(
      128
    ),
    chunk: integer({ min: 1, max: 1 << 20 }, "tokens of a chunk of the sorted sequence").prefault(32),
    lookBack: integer({ min: 0, max: 16 }, "chunks before its own that a query sees").prefault(1),
    routing: choice(ROUTINGS, "keys that a query sees in a round").prefault("prefix-window"),
    centreKeys: flag("subtract the calibrated mean from keys before they are hashed").prefault(true)
  }),
  budgets: ["design", "fixed", "share"],
  needsCalibration: true,
  hasHardware: true,
  keyWords: ({ rounds }) => rounds,
  prepare(params7, tools) {
    const { rounds, chunk, lookBack } = params7;
    const code = tools.codeOf({ rounds, buckets: params7.buckets });
    const plan = { rounds, buckets: code.buckets, chunk, lookBack };
    const meanOf = (site) => params7.centreKeys ? tools.keyMean(site) : null;
    const hasherOf = (site) => tools.hasherOf(params7.hash, code, site, meanOf(site));
    return {
      encodeKeys(block, into) {
        const ids = hasherOf(block)(centred(block, meanOf(block)), "key");
        for (let r = 0; r < rounds; r++)
          for (let t = 0; t < block.rows; t++) into[t * rounds + r] = ids[r * block.rows + t];
      },
      begin(block) {
        const ids = {
          keys: byRound(block, rounds),
          queries: placedIds(hasherOf(block)(centred(block, null), "query"), rounds, block)
        };
        return tools.budget === "design" ? designChooser(block, LATER_ROUTINGS[params7.routing](ids, plan, block.first)) : sharingChooser(block, ids, plan);
      }
    };
  }
});
function byRound({ codes, first, rows }, rounds) {
  const length = first + rows;
  const ids = new Int32Array(rounds * length);
  for (let t = 0; t < length; t++)
    for (let r = 0; r < rounds; r++) ids[r * length + t] = codes[t * rounds + r];
  return ids;
}
function placedIds(own, rounds, block) {
  const length = block.first + block.rows;
  const ids = new Int32Array(rounds * length);
  for (let r = 0; r < rounds; r++)
    ids.set(own.subarray(r * block.rows, (r + 1) * block.rows), r * length + block.first);
  return ids;
}
function designChooser({ first, rows }, candidates) {
  const listed2 = new Int32Array(candidates.most);
  const owner = new Int32Array(first + rows).fill(-1);
  let slots = 0;
  return {
    choose(n, { from, to }, into) {
      const found = candidates.list(first + n, listed2);
      slots = candidates.slots(found);
      let count = 0;
      for (let k = 0; k < found; k++) {
        const j = listed2[k];
        if (j < from || j >= to || owner[j] === n) continue;
        owner[j] = n;
        into[count++] = j;
      }
      return count;
    },
    slots: () => slots
  };
}
var SortedPrefixes = class {
  #rounds;
  #length;
  #buckets;
  #ids;
  /** Keys of a round by (bucket, position); bucket b's `count` keys start at `start[round × buckets + b]`. */
  #order;
  #start;
  #count;
  /** For each round: current bucket, its first index, next index, buckets left. */
  #at;
  /** `ids`: rounds × length. The first `from` keys are added. */
  constructor(ids, rounds, buckets2, from) {
    this.#rounds = rounds;
    this.#length = ids.length / rounds;
    this.#buckets = buckets2;
    this.#ids = ids;
    this.#order = new Int32Array(ids.length);
    this.#start = new Int32Array(rounds * buckets2);
    this.#count = new Int32Array(rounds * buckets2);
    this.#at = new Int32Array(4 * rounds);
    for (let r = 0; r < rounds; r++) {
      const own = ids.subarray(r * this.#length, (r + 1) * this.#length);
      const base = r * this.#length;
      this.#order.set(countingOrder(own, buckets2), base);
      const start = this.#start.subarray(r * buckets2, (r + 1) * buckets2);
      for (const id of own) if (id + 1 < buckets2) start[id + 1]++;
      start[0] = base;
      for (let b = 1; b < buckets2; b++) start[b] += start[b - 1];
    }
    for (let i = 0; i < from; i++) this.advance(i);
  }
  /** Adds key i. */
  advance(i) {
    for (let r = 0; r < this.#rounds; r++) this.#count[r * this.#buckets + this.#ids[r * this.#length + i]]++;
  }
  /** Starts before the position of a query in this bucket. */
  begin(round3, bucket) {
    this.#at[4 * round3 + 3] = this.#buckets;
    this.#enter(round3, bucket);
  }
  #enter(round3, bucket) {
    const [at, place2] = [this.#at, round3 * this.#buckets + bucket];
    at[4 * round3] = bucket;
    at[4 * round3 + 1] = this.#start[place2];
    at[4 * round3 + 2] = this.#start[place2] + this.#count[place2] - 1;
  }
  /** The next key of a round, or −1 if none is left. */
  take(round3) {
    const at = this.#at;
    const mine = 4 * round3;
    while (at[mine + 2] < at[mine + 1]) {
      if (--at[mine + 3] <= 0) return -1;
      this.#enter(round3, at[mine] === 0 ? this.#buckets - 1 : at[mine] - 1);
    }
    return this.#order[at[mine + 2]--];
  }
};
function sharingChooser({ first, rows }, ids, { rounds, buckets: buckets2 }) {
  const length = first + rows;
  const prefixes = new SortedPrefixes(ids.keys, rounds, buckets2, first);
  const owner = new Int32Array(length).fill(-1);
  let slots = 0;
  return {
    choose(n, { from, to, keys }, into) {
      const wanted2 = Math.min(keys, to - from);
      let count = 0;
      slots = 0;
      prefixes.advance(first + n);
      for (let r = 0; r < rounds; r++) prefixes.begin(r, ids.queries[r * length + first + n]);
      for (let r = 0; count < wanted2; r = r + 1 === rounds ? 0 : r + 1) {
        const j = prefixes.take(r);
        if (j < 0) continue;
        slots++;
        if (j < from || j >= to || owner[j] === n) continue;
        owner[j] = n;
        into[count++] = j;
      }
      return count;
    },
    slots: () => slots
  };
}

// src/attention/selectors/controls.ts
import { z as z8 } from "zod";

// src/attention/selectors/byte-codes.ts
var codeWords = ({ bytes }) => Math.ceil(bytes / 4) + 1;
function writeCodes(codes, { rows }, into, codeOf2) {
  const words2 = codeWords(codes);
  const bytes = new Uint8Array(into.buffer, into.byteOffset, 4 * rows * words2);
  const factors2 = new Float32Array(into.buffer, into.byteOffset, rows * words2);
  for (let t = 0; t < rows; t++)
    factors2[(t + 1) * words2 - 1] = codeOf2(t, bytes.subarray(4 * t * words2, 4 * t * words2 + codes.bytes));
}
var ByteTables = class {
  #tables;
  #codes;
  constructor(codes) {
    this.#codes = codes;
    this.#tables = new Float64Array(256 * codes.bytes);
  }
  /**
   * Sets entry v of byte B's table to Σ over its fields f of `query[B · fields + f] · levels[value of field
   * f]`. A byte has 8 / bits fields of `bits` bits, the lowest first. `levels` has 2^bits values.
   */
  set(query, levels2, bits) {
    const fields = 8 / bits;
    const values = 1 << bits;
    for (let B = 0; B < this.#codes.bytes; B++) {
      const table = this.#tables.subarray(256 * B, 256 * (B + 1));
      table[0] = 0;
      let filled = 1;
      for (let f = 0; f < fields; f++) {
        const x = query[B * fields + f];
        for (let value = values - 1; value >= 0; value--)
          for (let v = 0; v < filled; v++) table[value * filled + v] = table[v] + x * levels2[value];
        filled *= values;
      }
    }
  }
  /** Sets entry v of byte B's table to `entryOf(B, v)`. */
  fill(entryOf) {
    for (let B = 0; B < this.#codes.bytes; B++)
      for (let v = 0; v < 256; v++) this.#tables[256 * B + v] = entryOf(B, v);
  }
  /** Writes sum · factor · `scale` of keys `from`, `from` + `step`, … below count. */
  products({ codes }, count, scale2, into, from = 0, step = 1) {
    const { bytes } = this.#codes;
    const words2 = codeWords(this.#codes);
    const all = new Uint8Array(codes.buffer, codes.byteOffset, 4 * count * words2);
    const factors2 = new Float32Array(codes.buffer, codes.byteOffset, count * words2);
    const tables2 = this.#tables;
    const stride = 4 * words2 * step;
    let j = from;
    for (; j + 3 * step < count; j += 4 * step) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let B = 0, at = 4 * words2 * j, table = 0; B < bytes; B++, at++, table += 256) {
        a += tables2[table + all[at]];
        b += tables2[table + all[at + stride]];
        c += tables2[table + all[at + 2 * stride]];
        d += tables2[table + all[at + 3 * stride]];
      }
      const factorAt = (j + 1) * words2 - 1;
      into[j] = a * factors2[factorAt] * scale2;
      into[j + step] = b * factors2[factorAt + step * words2] * scale2;
      into[j + 2 * step] = c * factors2[factorAt + 2 * step * words2] * scale2;
      into[j + 3 * step] = d * factors2[factorAt + 3 * step * words2] * scale2;
    }
    for (; j < count; j += step) {
      let sum = 0;
      for (let B = 0; B < bytes; B++) sum += tables2[256 * B + all[4 * words2 * j + B]];
      into[j] = sum * factors2[(j + 1) * words2 - 1] * scale2;
    }
  }
  /** Calls `each` with the sum and factor of each key below count. */
  forEach({ codes }, count, each) {
    const { bytes } = this.#codes;
    const words2 = codeWords(this.#codes);
    const all = new Uint8Array(codes.buffer, codes.byteOffset, 4 * count * words2);
    const factors2 = new Float32Array(codes.buffer, codes.byteOffset, count * words2);
    const tables2 = this.#tables;
    for (let j = 0, at = 0; j < count; j++, at += 4 * words2) {
      let sum = 0;
      for (let B = 0; B < bytes; B++) sum += tables2[256 * B + all[at + B]];
      each(j, sum, factors2[(j + 1) * words2 - 1]);
    }
  }
};

// src/attention/selectors/by-score.ts
var NOTHING = { least: Number.POSITIVE_INFINITY, equals: 0 };
function largestKeys(values, count, wanted2, scratch) {
  if (wanted2 <= 0) return NOTHING;
  const least = kthLargest(values, count, wanted2, scratch);
  let above = 0;
  for (let k = 0; k < count; k++) if (values[k] > least) above++;
  return { least, equals: wanted2 - above };
}
function heaviestKeys(values, count, needed, scratch) {
  if (!(needed > 0) || count === 0) return NOTHING;
  for (let k = 0; k < count; k++) scratch[k] = values[k];
  let [low, high, left] = [0, count - 1, needed];
  while (low <= high) {
    const pivot = scratch[low + high >> 1];
    let [i, k, j, larger] = [low, low, high, 0];
    while (k <= j) {
      const value = scratch[k];
      if (value > pivot) {
        larger += value;
        scratch[k++] = scratch[i];
        scratch[i++] = value;
      } else if (value < pivot) {
        scratch[k] = scratch[j];
        scratch[j--] = value;
      } else k++;
    }
    if (larger >= left) high = i - 1;
    else if (larger + (k - i) * pivot >= left)
      return { least: pivot, equals: Math.ceil((left - larger) / pivot) };
    else {
      left -= larger + (k - i) * pivot;
      low = k;
    }
  }
  return { least: Number.NEGATIVE_INFINITY, equals: 0 };
}
function writeCut(values, count, { least, equals }, from, into) {
  let [written, left] = [0, equals];
  for (let k = 0; k < count; k++)
    if (values[k] > least || values[k] === least && left-- > 0) into[written++] = from + k;
  return written;
}
var NEWEST = 1 / 16;
function thresholdTotals() {
  let source = "pass";
  let [last, ratio] = [null, null];
  let near = 0;
  return {
    least(wanted2, threshold, scored) {
      source = threshold.total;
      if (source === "running") near = nearOf(wanted2, scored);
      const known5 = source === "last" ? last : source === "running" && ratio !== null ? near + ratio : null;
      const share = leastShare(threshold, wanted2.last + 1 - wanted2.lowest);
      return Math.log(share) + (known5 ?? scored.total());
    },
    attended(wanted2, keys, count, scored) {
      if (source === "pass") return;
      let sum = nearOf(wanted2, scored);
      for (let k = 0; k < count; k++) sum = logSum(sum, scored.exact(keys[k]));
      last = sum;
      if (source === "running") ratio = ratio === null ? sum - near : ratio + NEWEST * (sum - near - ratio);
    }
  };
}
function nearOf({ lowest, from, to, last }, { score }) {
  let sum = Number.NEGATIVE_INFINITY;
  for (let j = lowest; j < from; j++) sum = logSum(sum, score(j));
  for (let j = to; j <= last; j++) sum = logSum(sum, score(j));
  return sum;
}
function logSum(a, b) {
  const most = Math.max(a, b);
  return most === Number.NEGATIVE_INFINITY ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
}
function logSumOf(values, count) {
  let most = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < count; j++) most = Math.max(most, values[j]);
  let sum = 0;
  for (let j = 0; j < count; j++) sum += Math.exp(values[j] - most);
  return most + Math.log(sum);
}
var NO_OFFSET = () => 0;
function forNear(block, n, { lowest, from, to, last, nearBy }, offset, set) {
  if (nearBy === "codes") return;
  const less = offset(n);
  for (let j = 0; j < lowest; j++) set(j, HIDDEN);
  for (let j = lowest; j < from; j++) set(j, block.logit(n, j) - less);
  for (let j = to; j <= last; j++) set(j, block.logit(n, j) - less);
}
var HIDDEN = -1e9;
function chooserByScore(block, estimate, offset = NO_OFFSET) {
  const { first, rows } = block;
  const length = first + rows;
  const totals = thresholdTotals();
  const [logits, far, scratch] = [
    new Float64Array(length),
    new Float64Array(length),
    new Float64Array(length)
  ];
  let slots = 0;
  return {
    choose(n, wanted2, into) {
      const { from, to, last, keys, mass, threshold } = wanted2;
      const count = last + 1;
      slots = to - from;
      if (slots === 0 || mass === null && threshold === null && keys <= 0) return 0;
      estimate(n, count, logits);
      if (mass === null && threshold === null) {
        for (let k = 0; k < slots; k++) far[k] = logits[from + k];
        return writeCut(far, slots, largestKeys(far, slots, Math.min(keys, slots), scratch), from, into);
      }
      forNear(block, n, wanted2, offset, (j, score) => {
        logits[j] = score;
      });
      if (mass === null) {
        const less = offset(n);
        const scored = {
          score: (j) => logits[j],
          exact: (j) => block.logit(n, j) - less,
          total: () => logSumOf(logits, count)
        };
        const least = totals.least(wanted2, threshold, scored);
        let kept = 0;
        for (let j = from; j < to; j++) if (logits[j] >= least) into[kept++] = j;
        totals.attended(wanted2, into, kept, scored);
        return kept;
      }
      let largest = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < count; j++) largest = Math.max(largest, logits[j]);
      let [near, all] = [0, 0];
      for (let j = 0; j < count; j++) {
        const weight = Math.exp(logits[j] - largest);
        all += weight;
        if (j < from || j >= to) near += weight;
        else far[j - from] = weight;
      }
      return writeCut(far, slots, heaviestKeys(far, slots, mass * all - near, scratch), from, into);
    },
    slots: () => slots
  };
}
var LANES = 4;
function chooserByCodes(block, codes, fields, queriesOf, kernel, offset = NO_OFFSET) {
  if (kernel !== void 0) return chooserByKernel(block, codes, fields, queriesOf, kernel, offset);
  const tables2 = new ByteTables(codes);
  const estimate = (n, count, into) => {
    for (const { query, scale: scale2, from, to, step } of queriesOf(n)) {
      if (from >= count) continue;
      tables2.set(query, fields.levels, fields.bits);
      tables2.products(block, Math.min(to, count), scale2, into, from, step);
    }
  };
  return chooserByScore(block, estimate, offset);
}
function chooserByKernel(block, codes, fields, queriesOf, kernel, offset) {
  const { first, rows } = block;
  const totals = thresholdTotals();
  let slots = 0;
  let ready = -1;
  const compute = (quad) => {
    if (!kernel.holds(block)) kernel.load(block, block.codes, first + rows, codes);
    const begin = quad * LANES;
    const lanes = Math.min(LANES, rows - begin);
    const count = first + begin + lanes;
    const queries = Array.from({ length: lanes }, (_, lane) => queriesOf(begin + lane));
    for (const [g, { scale: scale2, from, to, step }] of queries[0].entries()) {
      if (from >= count) continue;
      kernel.setQueries(
        queries.map((groups) => groups[g].query),
        fields
      );
      kernel.products(Math.min(to, count), scale2, from, step);
    }
    ready = quad;
  };
  return {
    choose(n, wanted2, into) {
      const { from, to, last, keys, mass, threshold } = wanted2;
      slots = to - from;
      if (slots === 0 || mass === null && threshold === null && keys <= 0) return 0;
      const quad = Math.floor(n / LANES);
      if (quad !== ready || !kernel.holds(block)) compute(quad);
      const lane = n - quad * LANES;
      if (mass === null && threshold === null) return kernel.largest(lane, from, to, keys, into);
      forNear(block, n, wanted2, offset, (j, score) => kernel.setScore(lane, j, score));
      if (mass !== null) return kernel.heaviest(lane, last + 1, from, to, mass, into);
      const less = offset(n);
      const scored = {
        score: (j) => kernel.score(lane, j),
        exact: (j) => block.logit(n, j) - less,
        total: () => kernel.logSum(lane, last + 1)
      };
      const least = totals.least(wanted2, threshold, scored);
      const kept = kernel.atLeast(lane, from, to, least, into);
      totals.attended(wanted2, into, kept, scored);
      return kept;
    },
    slots: () => slots
  };
}

// src/attention/selectors/controls.ts
var oracleSelector = defineSelector({
  name: "oracle",
  title: "the keys of the largest logits",
  source: "assumed",
  params: z8.strictObject({}),
  budgets: ["fixed", "share", "mass", "threshold"],
  needsCalibration: false,
  hasHardware: false,
  keyWords: () => 0,
  prepare: () => ({
    encodeKeys: () => {
    },
    begin(block) {
      const length = block.first + block.rows;
      const [far, scratch] = [new Float64Array(length), new Float64Array(length)];
      let slots = 0;
      return {
        choose(n, wanted2, into) {
          const { from, to, keys, mass, threshold, lowest, last } = wanted2;
          slots = to - from;
          const values = mass === null && threshold === null ? block.scores(n) : block.weights(n);
          for (let j = from; j < to; j++) far[j - from] = values[j];
          const total = () => sumOf(values, lowest, last + 1);
          const cut2 = threshold !== null ? { least: leastShare(threshold, last + 1 - lowest) * total(), equals: slots } : mass === null ? largestKeys(far, slots, Math.min(keys, slots), scratch) : heaviestKeys(far, slots, mass * total() - nearSum(values, wanted2), scratch);
          return writeCut(far, slots, cut2, from, into);
        },
        slots: () => slots
      };
    }
  })
});
var sumOf = (values, from, to) => {
  let sum = 0;
  for (let j = from; j < to; j++) sum += values[j];
  return sum;
};
var nearSum = (values, { lowest, from, to, last }) => sumOf(values, lowest, from) + sumOf(values, to, last + 1);
var randomSelector = defineSelector({
  name: "random",
  title: "keys at random",
  source: "assumed",
  params: z8.strictObject({}),
  budgets: ["fixed", "share"],
  needsCalibration: false,
  hasHardware: false,
  keyWords: () => 0,
  prepare: (_, { draws }) => ({
    encodeKeys: () => {
    },
    begin: ({ layer, head, first }) => {
      const ofHead = draws.fork("random keys").fork(layer).fork(head);
      let count = 0;
      return {
        choose(n, { from, to, keys }, into) {
          count = Math.min(keys, to - from);
          const stream = ofHead.fork(first + n);
          let taken = 0;
          for (let j = from; taken < count; j++)
            if (stream.uniform() * (to - j) < count - taken) into[taken++] = j;
          return count;
        },
        slots: () => count
      };
    }
  })
});
var windowSelector = defineSelector({
  name: "window",
  title: "the latest keys",
  source: "assumed",
  params: z8.strictObject({}),
  budgets: ["fixed", "share", "design"],
  needsCalibration: false,
  hasHardware: false,
  keyWords: () => 0,
  prepare: (_, { budget }) => ({
    encodeKeys: () => {
    },
    begin: () => {
      let count = 0;
      return {
        choose(_2, { from, to, keys }, into) {
          count = budget === "design" ? 0 : Math.min(keys, to - from);
          for (let k = 0; k < count; k++) into[k] = to - count + k;
          return count;
        },
        slots: () => count
      };
    }
  })
});

// src/attention/selectors/hadamard.ts
import { z as z10 } from "zod";

// src/attention/selectors/before-positions.ts
var hashedField = choice(
  ["after-positions", "before-positions"],
  "whether queries and keys are seen as rotated by their positions"
).prefault("after-positions");
var seenAs = (hashed, tools, prepare) => hashed === "after-positions" ? prepare(tools) : beforePositions(prepare, tools);
function beforePositions(prepare, tools) {
  const means = /* @__PURE__ */ new Map();
  const samplesOf = (site) => {
    const samples = tools.keySamples(site);
    return { ...samples, data: tools.unrotated(samples, samples.position) };
  };
  const prepared = prepare({
    ...tools,
    keySamples: samplesOf,
    keyMean(site) {
      const key = site.layer * tools.keyValueHeads + site.keyValueHead;
      const known5 = means.get(key);
      if (known5 !== void 0) return known5;
      const { rows, width, data } = samplesOf(site);
      const mean = new Float64Array(width);
      for (let n = 0; n < rows * width; n++) mean[n % width] += data[n] / rows;
      means.set(key, mean);
      return mean;
    }
  });
  return {
    encodeKeys: (block, into) => prepared.encodeKeys(
      {
        ...block,
        data: tools.unrotated(block, (t) => block.first + t),
        keys: tools.unrotated({ ...block, rows: block.first + block.rows, data: block.keys }, (j) => j)
      },
      into
    ),
    begin: (block) => prepared.begin({
      ...block,
      data: tools.unrotated(block, (n) => block.first + n),
      keys: tools.unrotated({ ...block, rows: block.first + block.rows, data: block.keys }, (j) => j)
    })
  };
}

// src/attention/selectors/query-map.ts
import { CholeskyDecomposition, Matrix } from "ml-matrix";

// src/base/ones.ts
function onesOf(word2) {
  const pairs = word2 - (word2 >>> 1 & 1431655765);
  const nibbles = (pairs & 858993459) + (pairs >>> 2 & 858993459);
  return Math.imul(nibbles + (nibbles >>> 4) & 252645135, 16843009) >>> 24;
}

// src/attention/selectors/query-map.ts
var RIDGE = 0.1;
function fitQueryMap(signs, keys) {
  const [bits, width] = [signs.columns, keys.columns];
  const samples = keys.rows;
  const gram = gramOf(signs);
  const cross = new Float64Array(bits * width);
  for (let n = 0; n < samples; n++)
    for (let a = 0; a < bits; a++) {
      const sign = signs.data[n * bits + a];
      for (let c = 0; c < width; c++) cross[a * width + c] += sign * keys.data[n * width + c];
    }
  for (let a = 0; a < bits; a++) {
    gram[a * bits + a] += RIDGE * samples;
    for (let b = 0; b < a; b++) gram[b * bits + a] = gram[a * bits + b];
  }
  const solved = new CholeskyDecomposition(Matrix.from1DArray(bits, bits, gram)).solve(
    Matrix.from1DArray(bits, width, cross)
  );
  const matrix = dense(bits, width, Float64Array.from(solved.to1DArray()));
  return matrix;
}
function gramOf({ rows, columns, data }) {
  const words2 = Math.ceil(rows / 32);
  const packed = new Int32Array(columns * words2);
  for (let n = 0; n < rows; n++)
    for (let a = 0; a < columns; a++)
      if (data[n * columns + a] > 0) packed[a * words2 + (n >> 5)] |= 1 << (n & 31);
  const gram = new Float64Array(columns * columns);
  for (let a = 0; a < columns; a++)
    for (let b = 0; b <= a; b++) {
      let differing = 0;
      for (let w = 0; w < words2; w++) differing += onesOf(packed[a * words2 + w] ^ packed[b * words2 + w]);
      gram[a * columns + b] = rows - 2 * differing;
    }
  return gram;
}
function estimateLengths({ data, rows, columns }) {
  const tables2 = new Float64Array(4 * rows * columns);
  for (let b = 0; b < rows; b += 4) {
    const table = tables2.subarray(4 * b * columns, 4 * (b + 4) * columns);
    for (let v = 0; v < 16; v++)
      for (let n = 0; n < 4; n++)
        for (let c = 0; c < columns; c++)
          table[v * columns + c] += (v >> n & 1 ? 1 : -1) * data[(b + n) * columns + c];
  }
  const estimate = new Float64Array(columns);
  return (signs) => {
    estimate.fill(0);
    for (let b = 0; b < rows; b += 4) {
      const from = (4 * b + (signs[b >> 3] >> (b & 4) & 15)) * columns;
      for (let c = 0; c < columns; c++) estimate[c] += tables2[from + c];
    }
    return lengthOf(estimate);
  };
}
function mappedQuery({ data, rows, columns }, query, from) {
  const mapped2 = new Float64Array(rows);
  for (let b = 0; b < rows; b++) {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += data[b * columns + c] * query[from + c];
    mapped2[b] = sum;
  }
  return mapped2;
}
var lengthOf = (vector) => {
  let sum = 0;
  for (let n = 0; n < vector.length; n++) sum += vector[n] ** 2;
  return Math.sqrt(sum);
};

// src/attention/selectors/replicas.ts
import { z as z9 } from "zod";

// src/devices/aging.ts
var BOLTZMANN = 8617333262e-14;
var kelvin2 = (celsius) => celsius + 273.15;
var RETENTION_SPAN = 10 * 365.25 * 24 * 3600;
var RETENTION_TEMPERATURE = 85;
function cellAging(aging) {
  return (cells, elapsed, reads, rng) => {
    checkAge(elapsed, reads);
    const steps2 = [drifting(aging, elapsed, rng), relaxing(aging, elapsed), disturbed(aging, reads)];
    const active = steps2.filter((step) => step !== null);
    if (active.length === 0) return cells;
    const conductance = cells.conductance.map((g) => active.reduce((value, step) => step(value), g));
    return { conductance, cubic: cubicOf(cells, conductance) };
  };
}
function drifting({ drift, driftSpread, driftReference }, elapsed, rng) {
  if (drift === 0 && driftSpread === 0 || elapsed <= driftReference) return null;
  const decades = Math.log(elapsed / driftReference);
  const exponents = rng.fork("drift");
  return (g) => g * Math.exp(-decades * Math.max(0, drift + (driftSpread > 0 ? driftSpread * exponents.normal() : 0)));
}
function relaxing(aging, elapsed) {
  const { retentionLoss, retentionActivation, off, temperatureCelsius } = aging;
  if (retentionLoss === 0 || elapsed === 0) return null;
  const inverse = 1 / kelvin2(temperatureCelsius) - 1 / kelvin2(RETENTION_TEMPERATURE);
  const speed = Math.exp(-retentionActivation / BOLTZMANN * inverse);
  const kept = Math.exp(Math.log1p(-retentionLoss) * (elapsed / RETENTION_SPAN) * speed);
  return (g) => off + (g - off) * kept;
}
function disturbed({ readDisturb, on }, reads) {
  if (readDisturb === 0 || reads === 0) return null;
  const kept = Math.exp(Math.log1p(-readDisturb) * reads);
  return (g) => on - (on - g) * kept;
}
function checkAge(elapsed, reads) {
  if (!(elapsed >= 0 && elapsed < Number.POSITIVE_INFINITY))
    throw new RangeError(`age: expected a finite time \u2265 0 s, received ${elapsed}`);
  if (!(reads >= 0 && reads < Number.POSITIVE_INFINITY))
    throw new RangeError(`age: expected a finite number of reads \u2265 0, received ${reads}`);
}
var NO_WEAR = { drift: 0, stuck: 0, readNoise: 1 };
function wornCells({ spread: spread3, on, off }, cells, { drift, stuck }, rng) {
  if (drift === 0 && stuck === 0) return cells;
  const steps2 = rng.fork("wear");
  const fates = rng.fork("wear stuck");
  const conductance = cells.conductance.map((g) => {
    const moved2 = drift === 0 ? g : Math.max(0, g + drift * spread3 * steps2.normal());
    const fate = stuck === 0 ? 1 : fates.uniform();
    return fate >= stuck ? moved2 : fate < stuck / 2 ? on : off;
  });
  return { conductance, cubic: cubicOf(cells, conductance) };
}
var cubicOf = ({ conductance: before, cubic }, after) => cubic?.map((k, n) => before[n] === 0 ? k : k * (after[n] / before[n])) ?? null;

// src/attention/selectors/replicas.ts
function keyShares({ replicas, epoch }, length) {
  const span = epoch === 0 ? length : epoch;
  const shares2 = [];
  for (let first = 0, e = 0; first < length; first += span, e++) {
    const to = Math.min(first + span, length);
    for (let r = 0; r < replicas; r++) {
      const from = first + ((r - first) % replicas + replicas) % replicas;
      if (from < to) shares2.push({ array: e * replicas + r, from, to, step: replicas });
    }
  }
  return shares2;
}
var arraysFor = ({ replicas, epoch }, length) => replicas * (epoch === 0 ? 1 : Math.ceil(length / epoch));
var MOST_ARRAYS = 256;
var replicationFields = {
  replicas: integer({ min: 1, max: MOST_ARRAYS }, "untuned arrays that hash the keys in turn").prefault(1),
  epoch: integer(
    { min: 0, max: 1 << 20 },
    "keys after which the arrays are replaced by others; 0 for never"
  ).prefault(0),
  probes: integer(
    { min: 0, max: 1 << 16 },
    "Gaussian inputs that the query map is fitted on; 0: keys of the calibration text"
  ).prefault(0),
  age: z9.strictObject({
    drift: real(
      { min: 0, max: 10 },
      "change of every conductance since calibration, standard deviation relative to the untuned spread"
    ).prefault(NO_WEAR.drift),
    stuck: real({ min: 0, max: 1 }, "share of cells that stuck since calibration").prefault(NO_WEAR.stuck),
    readNoise: real({ min: 0, max: 100 }, "factor on the devices' read noise since calibration").prefault(
      NO_WEAR.readNoise
    ),
    isRecalibrated: flag("fit maps anew after all that, in place of before").prefault(false)
  }).prefault({})
};
var wearOf = (age) => age.drift === NO_WEAR.drift && age.stuck === NO_WEAR.stuck && age.readNoise === NO_WEAR.readNoise ? null : age;

// src/attention/selectors/sign-codes.ts
var ONE_ARRAY = { replicas: 1, epoch: 0, probes: 0, wear: null, isRecalibrated: false };
var SIGNS = Float64Array.of(-1, 1);
var SIGN_FIELDS = { levels: SIGNS, bits: 1 };
function signSelector(projection, scoring, tools, arrays = ONE_ARRAY) {
  const { bits } = projection;
  const { width } = tools;
  const codes = { bytes: bits / 8 };
  const scale2 = 1 / Math.sqrt(width);
  const meanOf = (site) => scoring.centreKeys ? tools.keyMean(site) : null;
  const shares2 = keyShares(arrays, tools.length);
  const maps = /* @__PURE__ */ new Map();
  const mapOf = (site, array) => {
    const head = site.layer * tools.keyValueHeads + site.keyValueHead;
    const key = head * shares2.length + array;
    const known5 = maps.get(key) ?? fitted(projection, tools, site, meanOf(site), array, arrays);
    maps.set(key, known5);
    return known5;
  };
  const isMapped = scoring.query === "map";
  return {
    encodeKeys(block, into) {
      const mean = meanOf(block);
      const keys = centred(block, mean);
      const { signs, arrayOf } = writtenSigns(projection, keys, block, mean, { shares: shares2, wear: arrays.wear });
      const lengths = /* @__PURE__ */ new Map();
      const estimateOf = (array, bytes) => {
        const lengthsOf = lengths.get(array) ?? estimateLengths(mapOf(block, array));
        lengths.set(array, lengthsOf);
        return lengthsOf(bytes) || 1;
      };
      writeCodes(codes, block, into, (t, bytes) => {
        bytes.set(signs.subarray(t * codes.bytes, (t + 1) * codes.bytes));
        const length = scoring.norm ? lengthOf(keys.data.subarray(t * width, (t + 1) * width)) : 1;
        return isMapped ? length / estimateOf(arrayOf[t], bytes) : length;
      });
    },
    begin(block) {
      const offset = meanOffset(block, meanOf(block));
      const first = { copy: 0, wear: arrays.wear };
      const byCodes = (queriesOf) => chooserByCodes(block, codes, SIGN_FIELDS, queriesOf, tools.scores, offset);
      if (isMapped)
        return byCodes(
          (n) => shares2.map(({ array, ...keys }) => ({
            query: mappedQuery(mapOf(block, array), block.data, n * width),
            scale: scale2,
            ...keys
          }))
        );
      if (scoring.query === "values") {
        const values = projection.values(centred(block, null), block, first);
        const all = {
          scale: scale2 * Math.sqrt(Math.PI / 2) / bits,
          from: 0,
          to: block.first + block.rows,
          step: 1
        };
        return byCodes((n) => [{ query: values.data.subarray(n * bits, (n + 1) * bits), ...all }]);
      }
      const signs = projection.signs(centred(block, null), block, "query", null, first);
      const tables2 = new ByteTables(codes);
      const estimate = (n, count, into) => {
        const query = Float64Array.from(block.data.subarray(n * width, (n + 1) * width));
        tables2.set(spread(signs.subarray(n * codes.bytes, (n + 1) * codes.bytes), bits), SIGNS, 1);
        const factor = lengthOf(query) * scale2;
        tables2.forEach(block, count, (j, sum, length) => {
          into[j] = Math.sin(Math.PI * sum / (2 * bits)) * length * factor;
        });
      };
      return chooserByScore(block, estimate, offset);
    }
  };
}
var signWords = (bits) => codeWords({ bytes: bits / 8 });
function writtenSigns(projection, keys, block, mean, { shares: shares2, wear }) {
  const bytes = projection.bits / 8;
  const signs = new Uint8Array(block.rows * bytes);
  const arrayOf = new Int32Array(block.rows);
  for (const share of shares2) {
    const rows = rowsOf(share, block);
    if (rows.length === 0) continue;
    const state = { copy: share.array, wear };
    const written = projection.signs(rowsAt(keys, rows), block, "key", mean, state);
    rows.forEach((t, n) => {
      signs.set(written.subarray(n * bytes, (n + 1) * bytes), t * bytes);
      arrayOf[t] = share.array;
    });
  }
  return { signs, arrayOf };
}
function rowsOf({ from, to, step }, { first, rows }) {
  const found = [];
  const start = from + Math.max(0, Math.ceil((first - from) / step)) * step;
  for (let j = start; j < Math.min(to, first + rows); j += step) found.push(j - first);
  return found;
}
function rowsAt({ columns, data }, rows) {
  const picked = dense(rows.length, columns);
  rows.forEach((t, n) => {
    picked.data.set(data.subarray(t * columns, (t + 1) * columns), n * columns);
  });
  return picked;
}
function fitted(projection, tools, site, mean, array, { probes, wear, isRecalibrated }) {
  const samples = centred(tools.keySamples(site), mean);
  const keys = probes === 0 ? samples : gaussianProbes(tools, site, probes, rootMeanSquare(samples));
  const { bits } = projection;
  const seen = { copy: array, wear: isRecalibrated ? wear : null };
  const signs = projection.signs(keys, { ...site, first: -1 }, "key", mean, seen);
  const all = new Float64Array(keys.rows * bits);
  for (let s = 0; s < keys.rows; s++)
    all.set(spread(signs.subarray(s * bits / 8, (s + 1) * bits / 8), bits), s * bits);
  return fitQueryMap(dense(keys.rows, bits, all), keys);
}
function gaussianProbes({ width, draws }, site, count, size) {
  const stream = draws.fork("probes").fork(site.layer).fork(site.keyValueHead);
  return dense(
    count,
    width,
    Float64Array.from({ length: count * width }, () => size * stream.normal())
  );
}
function spread(bytes, bits) {
  const signs = new Float64Array(bits);
  for (let b = 0; b < bits; b++) signs[b] = bytes[b >> 3] >> (b & 7) & 1 ? 1 : -1;
  return signs;
}

// src/attention/selectors/running-map.ts
var RUNNING_SAMPLES = 512;
var calibrationField = choice(
  ["text", "cache"],
  "where mean and map come from: another text, or the keys of the cache so far"
).prefault("text");
var isCalibrated = (params7) => params7.calibration === "text" || params7.query === "map" && params7.centreKeys;
var CALIBRATION_ERROR = {
  path: ["calibration"],
  error: 'expected "text" but for a map with centred keys: the cache gives both'
};
var SIGNS2 = Float64Array.of(-1, 1);
var epochOf = (j) => j < 1 ? 0 : 2 ** (epochNumber(j) - 1);
var epochNumber = (j) => 32 - Math.clz32(j);
function runningSignSelector(projection, { norm }, { width }) {
  const { bits } = projection;
  const codes = { bytes: bits / 8 };
  const words2 = codeWords(codes);
  const fitted3 = rememberedFits(bits);
  return {
    encodeKeys(block, into) {
      const means = epochMeans(block.keys, block.first + block.rows, width);
      for (let from = 0; from < block.rows; ) {
        const epoch = epochOf(block.first + from);
        let to = from + 1;
        while (to < block.rows && epochOf(block.first + to) === epoch) to++;
        const mean = means.get(epoch) ?? new Float64Array(width);
        const keys = dense(to - from, width);
        for (let n = 0; n < keys.data.length; n++)
          keys.data[n] = block.data[from * width + n] - mean[n % width];
        const site = { ...block, first: block.first + from };
        const signs = projection.signs(keys, site, "key", mean);
        writeCodes(
          codes,
          { ...site, rows: to - from },
          into.subarray(from * words2, to * words2),
          (t, bytes) => {
            bytes.set(signs.subarray(t * codes.bytes, (t + 1) * codes.bytes));
            return lengthOf(keys.data.subarray(t * width, (t + 1) * width));
          }
        );
        from = to;
      }
    },
    begin(block) {
      const { first, rows, keys } = block;
      const means = epochMeans(keys, first + rows, width);
      const meanAt = (j) => means.get(epochOf(j));
      const bytes = new Uint8Array(block.codes.buffer, block.codes.byteOffset, 4 * (first + rows) * words2);
      const codeOf2 = (j) => bytes.subarray(4 * j * words2, 4 * j * words2 + codes.bytes);
      const fitAt = (epoch) => {
        const samples = Math.min(epoch, RUNNING_SAMPLES);
        const sampled = new Uint8Array(samples * codes.bytes);
        const vectors = dense(samples, width);
        for (let s = 0; s < samples; s++) {
          const j = Math.floor(s * epoch / samples);
          const mean = meanAt(j);
          sampled.set(codeOf2(j), s * codes.bytes);
          for (let c = 0; c < width; c++)
            vectors.data[s * width + c] = keys[j * width + c] - (mean?.[c] ?? 0);
        }
        const map = fitted3(block, sampled, vectors);
        const lengths = new Float64Array(first + rows);
        const lengthsOf = estimateLengths(map);
        for (let j = 0; norm && j < lengths.length; j++) lengths[j] = lengthsOf(codeOf2(j)) || 1;
        return { map, lengths };
      };
      const fits = /* @__PURE__ */ new Map();
      const tables2 = new ByteTables(codes);
      const scale2 = 1 / Math.sqrt(width);
      return chooserByScore(block, (n, count, into) => {
        const epoch = Math.max(1, epochOf(first + n));
        const { map, lengths } = fits.get(epoch) ?? fitAt(epoch);
        fits.set(epoch, { map, lengths });
        tables2.set(mappedQuery(map, block.data, n * width), SIGNS2, 1);
        const offsets = meanProducts(means, block.data.subarray(n * width, (n + 1) * width));
        tables2.forEach(block, count, (j, sum, length) => {
          into[j] = scale2 * (sum * (norm ? length / lengths[j] : 1) + offsets[epochNumber(j)]);
        });
      });
    }
  };
}
function meanProducts(means, query) {
  const products = new Float64Array(33);
  for (const [epoch, mean] of means) {
    let product = 0;
    for (let c = 0; c < mean.length; c++) product += query[c] * mean[c];
    products[epochNumber(epoch)] = product;
  }
  return products;
}
var KEPT_FITS = 2;
function rememberedFits(bits) {
  const fits = /* @__PURE__ */ new Map();
  return ({ layer, keyValueHead }, codes, keys) => {
    const head = `${layer} ${keyValueHead}`;
    const kept = fits.get(head) ?? [];
    const known5 = kept.find((fit2) => isSame(fit2.codes, codes) && isSame(fit2.keys.data, keys.data));
    if (known5 !== void 0) return known5.map;
    const signs = dense(keys.rows, bits, spread(codes, bits * keys.rows));
    const fit = { codes, keys, map: fitQueryMap(signs, keys) };
    fits.set(head, [fit, ...kept].slice(0, KEPT_FITS));
    return fit.map;
  };
}
function isSame(a, b) {
  if (a.length !== b.length) return false;
  for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return false;
  return true;
}
function epochMeans(keys, count, width) {
  const means = /* @__PURE__ */ new Map();
  const sum = new Float64Array(width);
  for (let j = 0; j < count; j++) {
    for (let c = 0; c < width; c++) sum[c] += keys[j * width + c];
    if (epochOf(j + 1) === j + 1)
      means.set(
        j + 1,
        sum.map((x) => x / (j + 1))
      );
  }
  return means;
}

// src/attention/selectors/hadamard.ts
var paddedWidth = (width) => 2 ** Math.ceil(Math.log2(width));
function hadamardProjections(width, count, draws) {
  const padded = paddedWidth(width);
  const blocks2 = Math.ceil(count / padded);
  const signs = Array.from({ length: blocks2 }, (_, b) => {
    const stream = draws.fork("rotation").fork(b);
    return Float64Array.from({ length: padded }, () => stream.uniform() < 0.5 ? -1 : 1);
  });
  return (vector) => {
    const out = new Float64Array(blocks2 * padded);
    for (let b = 0; b < blocks2; b++) {
      const part = out.subarray(b * padded, (b + 1) * padded);
      for (let n = 0; n < width; n++) part[n] = signs[b][n] * vector[n];
      transform(part);
    }
    return out.subarray(0, count);
  };
}
function transform(values) {
  for (let half = 1; half < values.length; half *= 2)
    for (let from = 0; from < values.length; from += 2 * half)
      for (let n = from; n < from + half; n++) {
        const [a, b] = [values[n], values[n + half]];
        values[n] = a + b;
        values[n + half] = a - b;
      }
}
var hadamardSelector = defineSelector({
  name: "hadamard",
  title: "the keys of the best scores by signs of a randomised Hadamard transform",
  source: "ailon-2009",
  params: z10.strictObject({
    bits: multiple(8, { min: 8, max: 1024 }, "signs stored of a key").prefault(128),
    query: choice(
      ["map", "values", "signs"],
      "queries through a map fitted on a calibration text, as transformed, or as signs"
    ).prefault("map"),
    norm: flag("multiply scores by the key's stored length").prefault(true),
    centreKeys: flag("subtract the calibrated mean from keys before they are transformed").prefault(true),
    calibration: calibrationField,
    hashed: hashedField
  }).refine(isCalibrated, CALIBRATION_ERROR),
  budgets: ["fixed", "share", "mass", "threshold"],
  needsCalibration: true,
  hasHardware: true,
  keyWords: ({ bits }) => signWords(bits),
  prepare({ bits, calibration, hashed, ...scoring }, tools) {
    const project = hadamardProjections(tools.width, bits, tools.draws);
    const projection = {
      bits,
      values({ rows, columns, data }) {
        const values = dense(rows, bits);
        for (let t = 0; t < rows; t++)
          values.data.set(project(data.subarray(t * columns, (t + 1) * columns)), t * bits);
        return values;
      },
      signs({ rows, columns, data }) {
        const signs = new Uint8Array(rows * bits / 8);
        for (let t = 0; t < rows; t++) {
          const projected = project(data.subarray(t * columns, (t + 1) * columns));
          for (let b = 0; b < bits; b++)
            if (projected[b] >= 0) signs[t * bits / 8 + (b >> 3)] |= 1 << (b & 7);
        }
        return signs;
      }
    };
    return seenAs(
      hashed,
      tools,
      (seen) => calibration === "cache" ? runningSignSelector(projection, scoring, seen) : signSelector(projection, scoring, seen)
    );
  }
});

// src/attention/selectors/learned.ts
import { z as z11 } from "zod";

// src/base/rng.ts
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
var createRng = (seed) => named(`crosshash ${seed}`);
function named(name) {
  const digest = new DataView(sha256(utf8ToBytes(name)).buffer);
  const state = [0, 4, 8, 12].map((offset) => digest.getInt32(offset));
  const generator = xoroshiro128plusFromState([state[0] | 1, state[1], state[2], state[3]]);
  const uniform = () => uniformFloat64(generator);
  let spare = Number.NaN;
  const normal = () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    let u;
    let v;
    let s;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const factor = Math.sqrt(-2 * Math.log(s) / s);
    spare = v * factor;
    return u * factor;
  };
  return {
    uniform,
    normal,
    integer: (n) => Math.floor(uniform() * n),
    // The length prefix keeps ("a", "b/c") and ("a/b", "c") apart.
    fork: (label) => named(`${name}/${String(label).length}:${label}`)
  };
}
function normals(count, rng) {
  const draws = new Float64Array(count);
  for (let i = 0; i < count; i++) draws[i] = rng.normal();
  return draws;
}

// src/attention/learning/train-hash.ts
function attentionLoss({ rows, map }, { keys, queries, from, to, teacher }, batch, sharpness) {
  const width = keys.columns;
  const bits = rows.rows;
  const { codes, estimates, lengths, factors: factors2 } = encoded({ rows, map }, keys, sharpness);
  const scale2 = 1 / Math.sqrt(width);
  const pull = new Float64Array(keys.rows * width);
  const [exact, own] = [new Float64Array(keys.rows), new Float64Array(keys.rows)];
  let loss = 0;
  for (let n = 0; n < batch.length; n++) {
    const query = batch[n];
    const [first, count] = [from[query], to[query] - from[query]];
    const at = query * width;
    const taught = (teacher?.[query] ?? query) * width;
    const part = (of2) => of2.subarray(first * width, (first + count) * width);
    rowProducts(queries.data, taught, part(keys.data), count, width, scale2, exact, 0);
    rowProducts(queries.data, at, part(estimates), count, width, scale2, own, 0);
    loss += divergence(exact, own, count) / batch.length;
    for (let k = 0; k < count; k++)
      addTimes(pull, (first + k) * width, own[k] * scale2 / batch.length, queries.data, at, width);
  }
  const [byRows, byMap] = [dense(bits, width), dense(bits, width)];
  const down = new Float64Array(width);
  for (let j = 0; j < keys.rows; j++) {
    const [at, length] = [j * width, lengths[j]];
    if (length === 0) continue;
    const along = dot(pull, at, estimates, at, width) / length ** 2;
    const isIdle = along === 0 && dot(pull, at, pull, at, width) === 0;
    if (isIdle) continue;
    for (let c = 0; c < width; c++) down[c] = factors2[j] * (pull[at + c] - along * estimates[at + c]);
    backThrough({ rows, map }, { codes, keys, down, j, sharpness }, byRows, byMap);
  }
  const size = sharpness / coordinateSize(keys);
  for (let n = 0; n < byRows.data.length; n++) byRows.data[n] *= size;
  return { loss, rows: byRows, map: byMap };
}
function backThrough({ map }, key, byRows, byMap) {
  const { codes, keys, down, j } = key;
  const width = keys.columns;
  for (let b = 0; b < map.rows; b++) {
    const code = codes[j * map.rows + b];
    const slope = (1 - code * code) * dot(map.data, b * width, down, 0, width);
    addTimes(byMap.data, b * width, code, down, 0, width);
    addTimes(byRows.data, b * width, slope, keys.data, j * width, width);
  }
}
function addTimes(into, at, factor, of2, from, count) {
  for (let c = 0; c < count; c++) into[at + c] += factor * of2[from + c];
}
function encoded({ rows, map }, keys, sharpness) {
  const [width, bits] = [keys.columns, rows.rows];
  const codes = new Float64Array(keys.rows * bits);
  const estimates = new Float64Array(keys.rows * width);
  const [lengths, factors2] = [new Float64Array(keys.rows), new Float64Array(keys.rows)];
  const size = sharpness / coordinateSize(keys);
  for (let j = 0; j < keys.rows; j++) {
    rowProducts(keys.data, j * width, rows.data, bits, width, size, codes, j * bits);
    const estimate = estimates.subarray(j * width, (j + 1) * width);
    for (let b = 0; b < bits; b++) {
      const code = Math.tanh(codes[j * bits + b]);
      codes[j * bits + b] = code;
      addTimes(estimates, j * width, code, map.data, b * width, width);
    }
    lengths[j] = Math.sqrt(dot(keys.data, j * width, keys.data, j * width, width));
    factors2[j] = lengths[j] / (Math.sqrt(dot(estimate, 0, estimate, 0, width)) || 1);
    for (let c = 0; c < width; c++) estimate[c] *= factors2[j];
  }
  return { codes, estimates, lengths, factors: factors2 };
}
function divergence(exact, own, count) {
  const [exactSum, ownSum] = [logSum2(exact, count), logSum2(own, count)];
  let found = 0;
  for (let k = 0; k < count; k++) {
    const [p, q] = [exact[k] - exactSum, own[k] - ownSum];
    found += Math.exp(p) * (p - q);
    own[k] = Math.exp(q) - Math.exp(p);
  }
  return found;
}
function logSum2(values, count) {
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k++) largest = Math.max(largest, values[k]);
  let sum = 0;
  for (let k = 0; k < count; k++) sum += Math.exp(values[k] - largest);
  return largest + Math.log(sum);
}
var coordinateSize = (keys) => rootMeanSquare(keys) || 1;
var BATCH = 32;
var RATE = 0.05;
var SHARPNESS = { from: 1, to: 6 };
var DECAY = { mean: 0.9, square: 0.999 };
function trainHash(examples, { bits, steps: steps2, noise }, draws) {
  const { keys, queries } = examples;
  const rows = orthogonalRows(bits, keys.columns, draws.fork("rows"));
  if (steps2 === 0 || queries.rows === 0) return rows;
  const map = fitQueryMap(signsOf(rows, keys), keys);
  const [moveRows, moveMap] = [adam(rows.data), adam(map.data)];
  const picks = draws.fork("batches");
  const errors = draws.fork("errors");
  const mapRate = rms(map.data);
  for (let step = 0; step < steps2; step++) {
    const done = steps2 === 1 ? 0 : step / (steps2 - 1);
    const sharpness = SHARPNESS.from * Math.exp(done * Math.log(SHARPNESS.to / SHARPNESS.from));
    const batch = Int32Array.from(
      { length: Math.min(BATCH, queries.rows) },
      () => picks.integer(queries.rows)
    );
    const seen = { rows: withErrors(rows, noise, errors), map };
    const gradient = attentionLoss(seen, examples, batch, sharpness);
    const rate = RATE * Math.min(1, 2 - 1.9 * done - 0.1);
    moveRows(gradient.rows.data, rate, step);
    moveMap(gradient.map.data, rate * Math.sqrt(keys.columns) * mapRate, step);
    unitRows(rows);
  }
  return rows;
}
function orthogonalRows(bits, width, draws) {
  const rows = dense(bits, width);
  for (let b = 0; b < bits; b++) {
    const own = rows.data.subarray(b * width, (b + 1) * width);
    const block = b - b % width;
    for (let c = 0; c < width; c++) own[c] = draws.normal();
    for (let pass = 0; pass < 2; pass++)
      for (let a = block; a < b; a++) {
        const other = rows.data.subarray(a * width, (a + 1) * width);
        let along = 0;
        for (let c = 0; c < width; c++) along += own[c] * other[c];
        for (let c = 0; c < width; c++) own[c] -= along * other[c];
      }
    scaleTo(own, 1 / lengthOf2(own));
  }
  return rows;
}
function signsOf(rows, keys) {
  const signs = dense(keys.rows, rows.rows);
  for (let j = 0; j < keys.rows; j++)
    for (let b = 0; b < rows.rows; b++) {
      let sum = 0;
      for (let c = 0; c < rows.columns; c++)
        sum += rows.data[b * rows.columns + c] * keys.data[j * rows.columns + c];
      signs.data[j * rows.rows + b] = sum >= 0 ? 1 : -1;
    }
  return signs;
}
function withErrors(rows, noise, errors) {
  if (noise === 0) return rows;
  const seen = dense(rows.rows, rows.columns, rows.data.slice());
  for (let b = 0; b < rows.rows; b++) {
    const own = seen.data.subarray(b * rows.columns, (b + 1) * rows.columns);
    const size = noise * largestOf2(own);
    for (let c = 0; c < own.length; c++) own[c] += size * errors.normal();
  }
  return seen;
}
function unitRows({ rows, columns, data }) {
  for (let b = 0; b < rows; b++) {
    const own = data.subarray(b * columns, (b + 1) * columns);
    scaleTo(own, 1 / (lengthOf2(own) || 1));
  }
}
function adam(values) {
  const [mean, square] = [new Float64Array(values.length), new Float64Array(values.length)];
  let [meanLeft, squareLeft] = [1, 1];
  return (gradient, rate) => {
    meanLeft *= DECAY.mean;
    squareLeft *= DECAY.square;
    for (let n = 0; n < values.length; n++) {
      mean[n] += (1 - DECAY.mean) * (gradient[n] - mean[n]);
      square[n] += (1 - DECAY.square) * (gradient[n] ** 2 - square[n]);
      const size = Math.sqrt(square[n] / (1 - squareLeft));
      values[n] -= rate * mean[n] / (1 - meanLeft) / (size + 1e-12);
    }
  };
}
var scaleTo = (values, factor) => {
  for (let n = 0; n < values.length; n++) values[n] *= factor;
};
var lengthOf2 = (values) => Math.hypot(...values);
var rms = (values) => Math.hypot(...values) / Math.sqrt(values.length);
var largestOf2 = (values) => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

// src/attention/selectors/learned.ts
var NEAR2 = 16;
var SINK = 4;
var FEWEST = 8;
var LEAST_TEXT = SINK + FEWEST + NEAR2;
var MOST_WORK = 1 << 18;
var learnedSelector = defineSelector({
  name: "learned",
  title: "the keys of the best scores by signs of trained projections",
  source: "hata-2025",
  params: z11.strictObject({
    hash: choice(
      ["memristor", "software"],
      "what projects the keys: tuned arrays, or exact products"
    ).prefault("memristor"),
    bits: multiple(8, { min: 8, max: 1024 }, "signs stored of a key").prefault(128),
    steps: integer(
      { min: 0, max: 8192 },
      "steps of training; 0 keeps the random orthogonal rows it starts from"
    ).prefault(256),
    query: choice(["map"], "queries through a map fitted to what the arrays write").prefault("map"),
    noise: real(
      { min: 0, max: 1 },
      "error of each weight while training, standard deviation relative to the largest of its row (assumed: \u221A2 \xD7 5 %, what write-verify leaves of a pair)"
    ).prefault(0.07),
    seed: integer({ min: 0, max: 1 << 30 }, "seed of training; its rows are the same on every chip").prefault(
      0
    ),
    teacher: choice(
      ["own", "shuffled"],
      "whose attention a query is trained on: its own, or that of another query of the text, a control that must not help"
    ).prefault("own")
  }),
  budgets: ["fixed", "share", "mass", "threshold"],
  needsCalibration: true,
  leastCalibration: LEAST_TEXT,
  hasHardware: false,
  keyWords: ({ bits }) => signWords(bits),
  misfits({ hash, bits, steps: steps2 }, shape2) {
    const found = [...columnMisfits(hash, bits, "bits", shape2)];
    if (steps2 * bits > MOST_WORK)
      found.push({
        path: ["steps"],
        message: `expected at most ${Math.floor(MOST_WORK / bits)} steps of ${bits} bits, received ${steps2}`
      });
    return found;
  },
  prepare({ hash, seed, teacher, query, bits, steps: steps2, noise }, tools) {
    const training = { bits, steps: steps2, noise };
    const code = simHashCode(bits / 8, 8);
    const rowsOf4 = (site) => {
      const { layer, keyValueHead } = site;
      const { buffer } = tools.keySamples(site).data;
      const text2 = trained.get(buffer) ?? /* @__PURE__ */ new Map();
      trained.set(buffer, text2);
      const key = JSON.stringify([layer, keyValueHead, seed, teacher, training]);
      const known5 = text2.get(key);
      if (known5 !== void 0) return known5;
      const draws = createRng(seed).fork("learned hash").fork(layer).fork(keyValueHead);
      const examples = examplesOf(tools, site, teacher === "shuffled" ? draws.fork("teachers") : null);
      const rows = fullRange(trainHash(examples, training, draws));
      text2.set(key, rows);
      return rows;
    };
    const projection = {
      bits,
      values: (queries, site) => productsOf(rowsOf4(site), queries),
      signs(vectors, site, role, keyMean) {
        const signs = new Uint8Array(vectors.rows * code.rounds);
        const rows = rowsOf4(site);
        if (hash === "memristor") {
          const ids = tools.writtenHasherOf(rows, code, site, keyMean)(vectors, role);
          for (let r = 0; r < code.rounds; r++)
            for (let t = 0; t < vectors.rows; t++)
              signs[t * code.rounds + r] = grayWord(ids[r * vectors.rows + t]);
          return signs;
        }
        productsOf(rows, vectors).data.forEach((value, n) => {
          if (value >= 0) signs[n >> 3] |= 1 << (n & 7);
        });
        return signs;
      }
    };
    return signSelector(projection, { query, norm: true, centreKeys: true }, tools);
  }
});
var trained = /* @__PURE__ */ new WeakMap();
function productsOf(rows, { rows: count, columns, data }) {
  const products = dense(count, rows.rows);
  for (let t = 0; t < count; t++)
    rowProducts(data, t * columns, rows.data, rows.rows, columns, 1, products.data, t * rows.rows);
  return products;
}
function fullRange(rows) {
  const data = rows.data.slice();
  for (let b = 0; b < rows.rows; b++) {
    const own = data.subarray(b * rows.columns, (b + 1) * rows.columns);
    const largest = own.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
    for (let c = 0; c < own.length; c++) own[c] /= largest;
  }
  return dense(rows.rows, rows.columns, data);
}
function examplesOf(tools, site, shuffle) {
  const { queryHeads, keyValueHeads, width } = tools;
  const samples = tools.keySamples(site);
  const positions = Int32Array.from({ length: samples.rows }, (_, s) => samples.position(s));
  const first = positions.findIndex((position2) => position2 >= SINK);
  const endOf2 = (position2) => {
    const end = positions.findIndex((other) => other > position2 - NEAR2);
    return end < 0 ? positions.length : end;
  };
  const heads = Array.from({ length: queryHeads }, (_, h) => h).filter(
    (head) => Math.floor(head * keyValueHeads / queryHeads) === site.keyValueHead
  );
  const asked = heads.flatMap((head) => {
    const { rows, data, position: position2 } = tools.querySamples({ ...site, head });
    return Array.from({ length: rows }, (_, s) => ({
      query: data.subarray(s * width, (s + 1) * width),
      end: endOf2(position2(s))
    })).filter(({ end }) => first >= 0 && end - first >= Math.min(FEWEST, samples.rows / 2));
  });
  if (asked.length === 0)
    throw fault(
      "selection",
      "selector.name",
      `expected a calibration text of at least ${LEAST_TEXT} tokens, which learned is trained on, received ${samples.rows} samples of one`
    );
  const queries = dense(asked.length, width);
  for (const [n, { query }] of asked.entries()) queries.data.set(query, n * width);
  const from = new Int32Array(asked.length).fill(first);
  const to = Int32Array.from(asked, ({ end }) => end);
  const examples = { keys: centred(samples, tools.keyMean(site)), queries, from, to };
  if (shuffle === null) return examples;
  return {
    ...examples,
    teacher: Int32Array.from({ length: queries.rows }, () => shuffle.integer(queries.rows))
  };
}

// src/attention/selectors/low-bit-keys.ts
import { z as z12 } from "zod";
var LEVELS = {
  1: [-0.7979, 0.7979],
  2: [-1.51, -0.4528, 0.4528, 1.51],
  4: [
    -2.733,
    -2.069,
    -1.618,
    -1.256,
    -0.9424,
    -0.6568,
    -0.3881,
    -0.1284,
    0.1284,
    0.3881,
    0.6568,
    0.9424,
    1.256,
    1.618,
    2.069,
    2.733
  ]
};
var lowBitKeysSelector = defineSelector({
  name: "low-bit-keys",
  title: "the keys of the best dot products with keys of a few bits",
  source: "max-1960",
  params: z12.strictObject({
    bits: z12.union([z12.literal(1), z12.literal(2), z12.literal(4)]).meta({ doc: "bits of a coordinate: 1, 2 or 4" }).prefault(2),
    centreKeys: flag("subtract the calibrated mean from keys before they are rotated").prefault(true)
  }),
  budgets: ["fixed", "share", "mass", "threshold"],
  needsCalibration: true,
  hasHardware: true,
  keyWords: ({ bits }, width) => codeWords({ bytes: paddedWidth(width) * bits / 8 }),
  prepare({ bits, centreKeys }, tools) {
    const { width } = tools;
    const padded = paddedWidth(width);
    const codes = { bytes: padded * bits / 8 };
    const rotate = hadamardProjections(width, padded, tools.draws);
    const levels2 = Float64Array.from(LEVELS[bits]);
    const fields = 8 / bits;
    return {
      encodeKeys(block, into) {
        const keys = centred(block, centreKeys ? tools.keyMean(block) : null);
        writeCodes(codes, block, into, (t, bytes) => {
          const key = keys.data.subarray(t * width, (t + 1) * width);
          const length = lengthOf(key);
          const rotated = rotate(key);
          const estimate = new Float64Array(padded);
          bytes.fill(0);
          for (let c = 0; c < padded; c++) {
            const level2 = nearest2(levels2, length === 0 ? 0 : rotated[c] / length);
            bytes[Math.floor(c / fields)] |= level2 << bits * (c % fields);
            estimate[c] = levels2[level2];
          }
          return length / lengthOf(estimate);
        });
      },
      begin(block) {
        const factor = 1 / Math.sqrt(padded * width);
        const all = { scale: factor, from: 0, to: block.first + block.rows, step: 1 };
        return chooserByCodes(
          block,
          codes,
          { levels: levels2, bits },
          (n) => [
            { query: rotate(Float64Array.from(block.data.subarray(n * width, (n + 1) * width))), ...all }
          ],
          tools.scores,
          meanOffset(block, centreKeys ? tools.keyMean(block) : null)
        );
      }
    };
  }
});
function nearest2(levels2, value) {
  let best2 = 0;
  for (let n = 1; n < levels2.length; n++)
    if (Math.abs(levels2[n] - value) < Math.abs(levels2[best2] - value)) best2 = n;
  return best2;
}

// src/attention/selectors/magicpig.ts
import { z as z13 } from "zod";
var LEAST_PROBABILITY = 1e-4;
var magicpigSelector = defineSelector({
  name: "magicpig",
  title: "keys sampled by collisions in two hash tables, weighed by their probability",
  source: "magicpig-2024",
  params: z13.strictObject({
    hash: choice(HASH_WORDS, "what projects keys and queries").prefault("software"),
    bits: integer({ min: 1, max: 24 }, "signs of a table (K)").prefault(10),
    tables: integer({ min: 2, max: 512 }, "tables (T)").prefault(150),
    weights: flag("take the logarithm of the probability off the logits of sampled keys").prefault(true),
    centreKeys: flag("subtract the calibrated mean from keys before they are projected").prefault(true)
  }),
  budgets: ["design"],
  needsCalibration: true,
  hasHardware: false,
  isSample: true,
  misfits: ({ hash, bits, tables: tables2 }, shape2) => columnMisfits(hash, bits * tables2, "tables", shape2),
  keyWords: ({ tables: tables2 }) => tables2,
  prepare({ hash, bits, tables: tables2, weights, centreKeys }, tools) {
    const { width } = tools;
    const code = simHashCode(tables2, bits);
    const meanOf = (site) => centreKeys ? tools.keyMean(site) : null;
    return {
      encodeKeys(block, into) {
        const mean = meanOf(block);
        const ids = tools.hasherOf(hash, code, block, mean)(centred(block, mean), "key");
        for (let r = 0; r < tables2; r++)
          for (let t = 0; t < block.rows; t++) into[t * tables2 + r] = ids[r * block.rows + t];
      },
      begin(block) {
        const { rows, codes, data, keys } = block;
        const mean = meanOf(block);
        const asked = tools.hasherOf(hash, code, block, mean)(centred(block, null), "query");
        const own = new Int32Array(tables2);
        const shifts = new Float64Array(block.first + rows);
        let slots = 0;
        return {
          choose(n, { from, to }, into) {
            for (let r = 0; r < tables2; r++) own[r] = asked[r * rows + n];
            const query = data.subarray(n * width, (n + 1) * width);
            const length = lengthOf(query);
            let count = 0;
            slots = 0;
            for (let j = from; j < to; j++) {
              const at = j * tables2;
              let found = 0;
              for (let r = 0; r < tables2; r++) if (codes[at + r] === own[r]) found++;
              slots += found;
              if (found < 2) continue;
              shifts[count] = weights ? weightOf(query, length, keys, j, mean) : 0;
              into[count++] = j;
            }
            return count;
          },
          slots: () => slots,
          shift: (k) => shifts[k]
        };
      }
    };
    function weightOf(query, length, keys, j, mean) {
      let [product, square] = [0, 0];
      for (let c = 0; c < width; c++) {
        const x = keys[j * width + c] - (mean?.[c] ?? 0);
        product += query[c] * x;
        square += x * x;
      }
      const cosine = product / (length * Math.sqrt(square) || 1);
      return -Math.log(twoCollisions(cosine, bits, tables2) + LEAST_PROBABILITY);
    }
  }
});
function twoCollisions(cosine, bits, tables2) {
  const table = power(signCollision(cosine), bits);
  const apart3 = 1 - table;
  return Math.max(0, 1 - power(apart3, tables2) - tables2 * table * power(apart3, tables2 - 1));
}

// src/attention/selectors/quest.ts
import { z as z14 } from "zod";
var questSelector = defineSelector({
  name: "quest",
  title: "the pages of keys with the best bounds",
  source: "quest-2024",
  params: z14.strictObject({
    page: integer({ min: 1, max: 4096 }, "keys of a page").prefault(16)
  }),
  budgets: ["fixed", "share"],
  needsCalibration: false,
  hasHardware: false,
  // Pages cross the blocks in which keys are written, so bounds are computed when a query block begins.
  keyWords: () => 0,
  misfits: ({ page }, { length }) => page <= length ? [] : [
    {
      path: ["page"],
      message: `expected pages of at most the ${length} tokens of a sequence, received ${page}`
    }
  ],
  prepare: ({ page }, { width }) => ({
    encodeKeys: () => {
    },
    begin(block) {
      const { first, rows, keys: stored, data } = block;
      const length = first + rows;
      const pages = Math.ceil(length / page);
      const bounds = new Float32Array(2 * pages * width);
      for (let P = 0; P < pages; P++)
        setBounds(bounds, P, stored, P * page, Math.min(length, (P + 1) * page), width);
      const scores = new Float64Array(pages);
      const own = new Float32Array(2 * width);
      let slots = 0;
      return {
        choose(n, { from, to, keys }, into) {
          const wanted2 = Math.min(keys, to - from);
          slots = 0;
          if (wanted2 <= 0) return 0;
          const query = data.subarray(n * width, (n + 1) * width);
          const seen = first + n + 1;
          const [lowest, end] = [Math.floor(from / page), Math.ceil(to / page)];
          for (let P = lowest; P < end; P++) {
            if ((P + 1) * page <= seen) scores[P] = boundOf(query, bounds, P);
            else {
              setBounds(own, 0, stored, P * page, seen, width);
              scores[P] = boundOf(query, own, 0);
            }
          }
          slots = end - lowest;
          const order = Array.from({ length: slots }, (_, k) => lowest + k).sort(
            (a, b) => scores[b] - scores[a] || a - b
          );
          let count = 0;
          for (const P of order) {
            const low = Math.max(from, P * page);
            for (let j = Math.min(to, (P + 1) * page) - 1; j >= low && count < wanted2; j--) into[count++] = j;
            if (count === wanted2) break;
          }
          return count;
        },
        slots: () => slots
      };
    }
  })
});
function setBounds(bounds, place2, keys, from, to, width) {
  const at = 2 * place2 * width;
  for (let c = 0; c < width; c++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let j = from; j < to; j++) {
      const value = keys[j * width + c];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    bounds[at + 2 * c] = low;
    bounds[at + 2 * c + 1] = high;
  }
}
function boundOf(query, bounds, place2) {
  const at = 2 * place2 * query.length;
  let sum = 0;
  for (let c = 0; c < query.length; c++) sum += query[c] * bounds[at + 2 * c + (query[c] >= 0 ? 1 : 0)];
  return sum;
}

// src/attention/selectors/score.ts
import { z as z15 } from "zod";
var scoreSelector = defineSelector({
  name: "score",
  title: "the keys of the best scores by signs of random projections",
  source: "assumed",
  params: z15.strictObject({
    hash: choice(HASH_WORDS, "what projects the keys").prefault("memristor"),
    bits: multiple(8, { min: 8, max: 1024 }, "signs stored of a key").prefault(128),
    query: choice(
      ["map", "values", "signs"],
      "queries through a map fitted on a calibration text, or through the same projections: as values, which takes converters, or as signs"
    ).prefault("map"),
    norm: flag("multiply scores by the key's stored length").prefault(true),
    centreKeys: flag("subtract the calibrated mean from keys before they are projected").prefault(true),
    ...replicationFields,
    isControl: flag(
      "accept several arrays without maps: queries through the first, keys through all; a control that fails"
    ).prefault(false),
    calibration: calibrationField,
    hashed: hashedField
  }).refine(isCalibrated, CALIBRATION_ERROR).refine(
    ({ calibration, replicas, epoch, probes, age }) => calibration === "text" || replicas === 1 && epoch === 0 && probes === 0 && wearOf(age) === null,
    {
      path: ["calibration"],
      error: `expected "text" with several arrays, probes or an age: the cache gives one array's map`
    }
  ).refine(({ hash, age }) => hash === "memristor" || wearOf(age) === null, {
    path: ["age"],
    error: 'expected no age but of an array: hash "memristor"'
  }).refine(
    ({ hash, replicas, epoch }) => hash === "memristor" || hash === "software" || replicas === 1 && epoch === 0,
    { path: ["hash"], error: 'expected "memristor" or "software" where keys go through several arrays' }
  ).refine(({ query, probes }) => query === "map" || probes === 0, {
    path: ["probes"],
    error: 'expected probes only for a map: query "map"'
  }).refine(
    ({ query, replicas, epoch, isControl }) => query === "map" || isControl || replicas === 1 && epoch === 0,
    {
      path: ["query"],
      error: `expected "map" where keys go through several arrays: without a map for each, an untuned array knows no other's signs (isControl: true runs it as the failing control)`
    }
  ),
  budgets: ["fixed", "share", "mass", "threshold"],
  needsCalibration: true,
  hasHardware: true,
  keyWords: ({ bits }) => signWords(bits),
  programmed: ({ hash, bits, replicas, epoch, age }, length) => ({
    // Maps fitted before the wear belong to the unworn arrays, which are kept as well.
    sets: hash === "memristor" ? arraysFor({ replicas, epoch }, length) * (wearOf(age) === null || age.isRecalibrated ? 1 : 2) : 0,
    projections: bits
  }),
  misfits({ hash, bits, replicas, epoch, probes }, shape2) {
    const { width, length } = shape2;
    const found = [...columnMisfits(hash, bits, "bits", shape2)];
    if (replicas > length)
      found.push({
        path: ["replicas"],
        message: `expected at most as many arrays as the ${length} keys, received ${replicas}`
      });
    else if (arraysFor({ replicas, epoch }, length) > MOST_ARRAYS)
      found.push({
        path: ["epoch"],
        message: `expected at most ${MOST_ARRAYS} arrays a head, each drawn and calibrated: at least ${Math.ceil(length * replicas / MOST_ARRAYS)} keys an epoch for ${length} keys and ${replicas} arrays at a time, received ${epoch}`
      });
    if (probes > 0 && probes < width)
      found.push({
        path: ["probes"],
        message: `expected at least as many probes as a key has dimensions, ${width}: fewer leave directions that the map never saw; received ${probes}`
      });
    return found;
  },
  prepare: ({ hash, bits, age, replicas, epoch, probes, query, norm, centreKeys, calibration, hashed }, tools) => seenAs(hashed, tools, (seen) => {
    const signs = hashedSigns(hash, bits, seen);
    const scoring = { query, norm, centreKeys };
    return calibration === "cache" ? runningSignSelector(signs, scoring, seen) : signSelector(signs, scoring, seen, {
      replicas,
      epoch,
      probes,
      wear: wearOf(age),
      isRecalibrated: age.isRecalibrated
    });
  })
});
function hashedSigns(word2, bits, tools) {
  const code = simHashCode(bits / 8, 8);
  return {
    bits,
    values(queries, site, array) {
      const values = tools.valuesOf(word2, code, site, array)(queries, "query");
      for (let at = 0; at < values.data.length; at += 8) values.data.subarray(at, at + 8).reverse();
      return values;
    },
    signs(vectors, site, role, keyMean, array) {
      const ids = tools.hasherOf(word2, code, site, keyMean, array)(vectors, role);
      const signs = new Uint8Array(vectors.rows * code.rounds);
      for (let r = 0; r < code.rounds; r++)
        for (let t = 0; t < vectors.rows; t++)
          signs[t * code.rounds + r] = grayWord(ids[r * vectors.rows + t]);
      return signs;
    }
  };
}

// src/attention/selectors/socket.ts
import { z as z16 } from "zod";
var socketSelector = defineSelector({
  name: "socket",
  title: "the keys of the best soft collisions in hash tables",
  source: "socket-2026",
  params: z16.strictObject({
    hash: choice(HASH_WORDS, "what projects keys and queries").prefault("software"),
    tables: integer({ min: 1, max: 256 }, "tables (T)").prefault(60),
    bits: z16.union([z16.literal(1), z16.literal(2), z16.literal(4), z16.literal(8)]).meta({ doc: "signs of a table (P): 1, 2, 4 or 8" }).prefault(8),
    temperature: real({ min: 0.01, max: 100 }, "\u03C4 of the query's softmax over corners").prefault(0.3),
    valueNorm: flag("multiply scores by the length of the key's value").prefault(true),
    centreKeys: flag("subtract the calibrated mean from keys before they are projected").prefault(false)
  }),
  budgets: ["fixed", "share"],
  needsCalibration: true,
  hasHardware: false,
  misfits: ({ hash, bits, tables: tables2 }, shape2) => columnMisfits(hash, bits * tables2, "tables", shape2),
  keyWords: ({ tables: tables2, bits }) => codeWords({ bytes: Math.ceil(tables2 * bits / 8) }),
  prepare({ hash, tables: tables2, bits, temperature, valueNorm, centreKeys }, tools) {
    const { width } = tools;
    const code = simHashCode(tables2, bits);
    const fields = 8 / bits;
    const codes = { bytes: Math.ceil(tables2 / fields) };
    const meanOf = (site) => centreKeys ? tools.keyMean(site) : null;
    return {
      encodeKeys(block, into) {
        const mean = meanOf(block);
        const ids = tools.hasherOf(hash, code, block, mean)(centred(block, mean), "key");
        writeCodes(codes, block, into, (t, bytes) => {
          bytes.fill(0);
          for (let r = 0; r < tables2; r++)
            bytes[Math.floor(r / fields)] |= grayWord(ids[r * block.rows + t]) << bits * (r % fields);
          return valueNorm ? lengthOf(block.values.subarray(t * width, (t + 1) * width)) : 1;
        });
      },
      begin(block) {
        const projected = tools.valuesOf(hash, code, block)(centred(block, null), "query");
        const byteTables = new ByteTables(codes);
        const corners = new Float64Array(tables2 << bits);
        return chooserByScore(block, (n, count, into) => {
          for (let r = 0; r < tables2; r++)
            softCorners(projected.data, n * tables2 * bits + r * bits, bits, temperature, corners, r << bits);
          byteTables.fill((B, v) => {
            let sum = 0;
            for (let f = 0; f < fields && B * fields + f < tables2; f++)
              sum += corners[(B * fields + f << bits) + (v >> bits * f & (1 << bits) - 1)];
            return sum;
          });
          byteTables.products(block, count, 1, into);
        });
      }
    };
  }
});
function softCorners(z89, from, bits, temperature, into, at) {
  into[at] = 1;
  for (let b = 0; b < bits; b++) {
    const up = 1 / (1 + Math.exp(-2 * Math.tanh(z89[from + b]) / temperature));
    for (let corner = (1 << b) - 1; corner >= 0; corner--) {
      const share = into[at + corner];
      into[at + 2 * corner + 1] = share * up;
      into[at + 2 * corner] = share * (1 - up);
    }
  }
}

// src/attention/selectors/index.ts
var SELECTORS = [
  bucketsSelector,
  scoreSelector,
  hadamardSelector,
  learnedSelector,
  lowBitKeysSelector,
  questSelector,
  magicpigSelector,
  socketSelector,
  oracleSelector,
  windowSelector,
  randomSelector
];
var SELECTOR_NAMES = SELECTORS.map(({ name }) => name);
function selectorNamed(name, selectors = SELECTORS) {
  const selector = selectors.find((candidate) => candidate.name === name);
  if (selector !== void 0) return selector;
  const names = selectors.map((known5) => known5.name).join(", ");
  throw new RangeError(`selector: expected one of ${names}, received "${name}"`);
}

// src/design/key-codes.ts
import { z as z17 } from "zod";
var QUERIES = ["best", "map", "values", "signs"];
var SEARCHERS = ["query-head", "key-head"];
var BUDGETS = ["equal", "fixed", "share", "mass", "threshold"];
var LENGTH_BITS = 8;
var codesSchema = z17.strictObject({
  bits: multiple(8, { min: 8, max: 1024 }, "signs stored of a key").prefault(128),
  coordinateBits: integer(
    { min: 1, max: 4 },
    "bits of a coordinate of keys that are stored rotated and rounded"
  ).prefault(2),
  query: choice(
    QUERIES,
    "what codes are compared with: queries through a calibrated map, their projections as values, or the signs of these; best: a map for arrays and for a budget of mass or a threshold, else values"
  ).prefault("best"),
  queryBits: integer({ min: 1, max: 8 }, "bits of an entry of a mapped query or of its values").prefault(4),
  norm: flag("store the length of a key and multiply its score by it").prefault(true),
  searchers: choice(
    SEARCHERS,
    "who searches: each query head for itself, or the sum of the query heads of a key head for all of them"
  ).prefault("query-head")
}).prefault({});
var budgetSchema = z17.strictObject({
  kind: choice(
    BUDGETS,
    "keys attended by designs that search codes: as many as the memristor LSH design attends, so many, a share of the visible ones, the fewest that hold a share of the attention as it is estimated, or all of at least a share of it"
  ).prefault("equal"),
  keys: integer({ min: 1, max: 1 << 24 }, "keys of a query, sink and window included; for fixed").prefault(
    256
  ),
  share: real(
    { min: 1e-6, max: 1 },
    "share of the visible keys, sink and window included; for share"
  ).prefault(0.125),
  mass: real({ min: 1e-3, max: 0.9999 }, "share of the attention; for mass").prefault(0.98),
  tau: real(
    { min: 1e-9, max: 0.5 },
    "least share of a query's attention, as it is estimated, of a key that is attended; for threshold"
  ).prefault(USUAL_THRESHOLD.tau),
  tauExponent: real(
    { min: 0, max: MOST_EXPONENT },
    "fall of tau with the keys n that a query sees: tau \xB7 (2048 / n)^tauExponent; for threshold"
  ).prefault(USUAL_THRESHOLD.exponent),
  expected: real(
    { min: 1e-6, max: 1 },
    "share of the visible keys that a budget of mass or a threshold attends, sink and window included (default: measured on the activations)"
  ).optional()
}).prefault({});
var isScored = ({ kind }) => kind === "signs" || kind === "coordinates";
var entriesOf = ({ kind, codes }, headWidth) => kind === "coordinates" ? 2 ** Math.ceil(Math.log2(headWidth)) : codes.bits;
function keyCodeOf({ kind, codes, budget }, headWidth, { onArrays, answers }) {
  const entries2 = entriesOf({ kind, codes }, headWidth);
  const isRotated = kind === "coordinates";
  const isWeighed = budget.kind === "mass" || budget.kind === "threshold";
  const best2 = answers === "threshold" && budget.kind !== "threshold" ? "signs" : onArrays || isWeighed ? "map" : "values";
  const query = isRotated ? "values" : codes.query === "best" ? best2 : codes.query;
  const entryBits = isRotated ? codes.coordinateBits : 1;
  const lengthBits = isRotated || codes.norm ? LENGTH_BITS : 0;
  return {
    entries: entries2,
    entryBits,
    lengthBits,
    bits: entries2 * entryBits + lengthBits,
    query,
    queryBits: query === "signs" ? 1 : codes.queryBits
  };
}

// src/design/shape-presets.ts
var preset = ([[layers, heads, kvHeads, headWidth], [modelWidth, hiddenWidth], maxLength, source], { causal = true, gated = false, implies } = {}) => ({
  layers,
  heads,
  kvHeads,
  headWidth,
  modelWidth,
  hiddenWidth,
  gated,
  maxLength,
  causal,
  source,
  implies
});
var encoder = (...row2) => preset(row2, { causal: false });
var decoder = (...row2) => preset(row2);
var gatedDecoder = (...row2) => preset(row2, { gated: true });
var reformer = (rounds, chunk, causal, ...row2) => preset(row2, {
  causal,
  implies: {
    // One vector for query and key, unlike in the embedded model.
    source: "duplication",
    attention: {
      hash: crossPolytope.name,
      rounds,
      chunk,
      buckets: "2L/chunk",
      duplicates: "count",
      localWindow: 0,
      sink: 0,
      sharedQK: true
    }
  }
});
var SHAPE_PRESETS = {
  "recall-lm": gatedDecoder([2, 2, 2, 64], [128, 256], 4096, "crosshash-recall-lm"),
  "bert-base": encoder([12, 12, 12, 64], [768, 3072], 512, "assumed"),
  "bert-large": encoder([24, 16, 16, 64], [1024, 4096], 512, "assumed"),
  "vit-b-16": encoder([12, 12, 12, 64], [768, 3072], 197, "assumed"),
  "vit-l-16": encoder([24, 16, 16, 64], [1024, 4096], 197, "assumed"),
  "smollm2-135m": gatedDecoder([30, 9, 3, 64], [576, 1536], 8192, "assumed"),
  "gpt2-small": decoder([12, 12, 12, 64], [768, 3072], 1024, "assumed"),
  "gpt2-medium": decoder([24, 16, 16, 64], [1024, 4096], 1024, "assumed"),
  "gpt2-xl": decoder([48, 25, 25, 64], [1600, 6400], 1024, "assumed"),
  "opt-125m": decoder([12, 12, 12, 64], [768, 3072], 2048, "assumed"),
  "opt-1.3b": decoder([24, 32, 32, 64], [2048, 8192], 2048, "assumed"),
  "opt-6.7b": decoder([32, 32, 32, 128], [4096, 16384], 2048, "assumed"),
  "pythia-160m": decoder([12, 12, 12, 64], [768, 3072], 2048, "litgpt-2026"),
  "pythia-1.4b": decoder([24, 16, 16, 128], [2048, 8192], 2048, "litgpt-2026"),
  "tinyllama-1.1b": gatedDecoder([22, 32, 4, 64], [2048, 5632], 2048, "litgpt-2026"),
  "llama-2-7b": gatedDecoder([32, 32, 32, 128], [4096, 11008], 4096, "litgpt-2026"),
  "llama-2-70b": gatedDecoder([80, 64, 8, 128], [8192, 28672], 4096, "litgpt-2026"),
  "llama-3-8b": gatedDecoder([32, 32, 8, 128], [4096, 14336], 8192, "litgpt-2026"),
  "llama-3.1-8b": gatedDecoder([32, 32, 8, 128], [4096, 14336], 131072, "litgpt-2026"),
  "llama-3.2-1b": gatedDecoder([16, 32, 8, 64], [2048, 8192], 131072, "litgpt-2026"),
  "mistral-7b": gatedDecoder([32, 32, 8, 128], [4096, 14336], 32768, "litgpt-2026"),
  "mistral-7b-v0.1": gatedDecoder([32, 32, 8, 128], [4096, 14336], 32768, "litgpt-2026"),
  "mistral-7b-v0.3": gatedDecoder([32, 32, 8, 128], [4096, 14336], 32768, "litgpt-2026"),
  "gemma-2-9b": gatedDecoder([42, 16, 8, 256], [3584, 14336], 8192, "litgpt-2026"),
  "phi-3-mini-128k": gatedDecoder([32, 32, 32, 96], [3072, 8192], 131072, "litgpt-2026"),
  "qwen2.5-7b": gatedDecoder([28, 28, 4, 128], [3584, 18944], 131072, "litgpt-2026"),
  "qwen2.5-7b-1m": gatedDecoder([28, 28, 4, 128], [3584, 18944], 101e4, "litgpt-2026"),
  "reformer-enwik8": reformer(2, 256, true, [3, 8, 8, 64], [768, 2048], 65536, "trax-2021"),
  "reformer-imagenet64": reformer(2, 128, true, [6, 8, 8, 64], [1024, 4096], 12288, "trax-2021"),
  "reformer-hf": reformer(1, 64, false, [3, 12, 12, 64], [256, 512], 4096, "transformers-2026"),
  // Retrieval by many tables of few bits [magicpig-2024], each token a decode against the whole context. That
  // a key must collide twice is remembered; a list is taken whole.
  "magicpig-llama-3.1-8b": preset([[32, 32, 8, 128], [4096, 14336], 131072, "litgpt-2026"], {
    gated: true,
    implies: {
      phase: "decode",
      attention: {
        hash: simHash.name,
        rounds: 150,
        buckets: 1024,
        collisions: 2,
        listCap: 1 << 17,
        localWindow: 64,
        sink: 4
      }
    }
  })
};
var presetOf = (name) => typeof name === "string" && Object.hasOwn(SHAPE_PRESETS, name) ? SHAPE_PRESETS[name] : void 0;

// src/design/workload.ts
var presetNames = Object.keys(SHAPE_PRESETS);
var BUCKET_RULE = /^([1-9]\d{0,3})?L\/chunk$/;
var MOST_BUCKETS = 1 << 20;
var buckets = accept(
  (input) => {
    if (typeof input === "string") return BUCKET_RULE.test(input) ? input : void 0;
    const isEven = typeof input === "number" && Number.isSafeInteger(input) && input % 2 === 0;
    return isEven && input >= 2 && input <= MOST_BUCKETS ? input : void 0;
  },
  'a rule such as "2L/chunk" or an even number in [2, 1048576]',
  {
    doc: 'buckets of a round: "2L/chunk" or an even number; rounded down to what the hash can have',
    pattern: BUCKET_RULE.source,
    examples: ["2L/chunk", "L/chunk"],
    minimum: 2,
    maximum: MOST_BUCKETS,
    multipleOf: 2
  }
);
var SCALE_RULE = "1/sqrt(d)";
var UNIT_KEYS = "unit-keys";
var scale = accept(
  (input) => input === SCALE_RULE || input === UNIT_KEYS || typeof input === "number" && input > 0 && input <= 1e3 ? input : void 0,
  `"${SCALE_RULE}", "${UNIT_KEYS}" or a number in (0, 1000]`,
  {
    doc: `logits: "${SCALE_RULE}" \xB7 q\xB7k, a number \xB7 q\xB7k, or "${UNIT_KEYS}": q\xB7k / \u2016k\u2016`,
    pattern: "^(1/sqrt\\(d\\)|unit-keys)$",
    examples: [SCALE_RULE, UNIT_KEYS],
    exclusiveMinimum: 0,
    maximum: 1e3
  }
);
var PHASES = ["prefill", "decode"];
var PASSES = ["forward", "training"];
var LOOKUPS = ["table", "scan"];
var attentionSchema = z18.strictObject({
  kind: choice(["lsh", "exact"], "attention of the designs under study").prefault("lsh"),
  select: choice(
    SELECTOR_NAMES,
    `how the keys of a query are selected: by hash buckets, as the hardware does, or in another way that only language models are run with (default: ${SELECTOR_NAMES[0]})`
  ).optional(),
  hash: choice(HASH_NAMES, "hash family").prefault(HASH_NAMES[0]),
  ...hashFields(),
  rounds: integer({ min: 1, max: 256 }, "independent hash rounds; hash tables of a decode").prefault(8),
  chunk: integer({ min: 1, max: 1 << 20 }, "tokens of a chunk of the sorted sequence").prefault(32),
  lookBack: integer({ min: 0, max: 16 }, "chunks before its own that a query sees").prefault(1),
  buckets: buckets.prefault("2L/chunk"),
  candidates: choice(["chunk"], "what a query of a prefill is compared with").prefault("chunk"),
  lookup: choice(
    LOOKUPS,
    "how a decode finds the keys of a bucket: lists of positions, or a scan of the stored hashes of all keys"
  ).prefault("table"),
  collisions: integer(
    { min: 1, max: 256 },
    "rounds, of those that there are, in which a key must share the query's bucket to be attended by a decode"
  ).prefault(1),
  listCap: integer(
    { min: 1, max: 1 << 24 },
    "most recent keys that a decode takes from a bucket (default: (lookBack + 1) \xB7 chunk)"
  ).optional(),
  occupancy: real(
    { min: 1e-6, max: 1 << 20 },
    "keys in a query's bucket over those of a mean bucket, in a decode (default: measured on the activations)"
  ).optional(),
  duplicates: choice(["once", "count"], "weight of a pair that several rounds find").prefault("once"),
  scale: scale.prefault(SCALE_RULE),
  localWindow: integer(
    { min: 0, max: 1 << 20 },
    "near keys that every query sees, w in all: the latest where later positions are hidden, its own included, else the nearest on both sides"
  ).prefault(16),
  sink: integer({ min: 0, max: 1024 }, "first positions that every query sees").prefault(1),
  causal: flag("hide later positions; needed for a decode").prefault(true),
  sharedQK: flag("queries and keys are the same vectors, hashed once; needs kvHeads = heads").prefault(false),
  backwardHashes: priceOnly(
    choice(
      ["stored", "recomputed"],
      "order of a round's sort in a backward pass: kept from the forward pass, or hashed and sorted again"
    ).prefault("stored")
  ),
  centreKeys: flag("subtract a calibrated mean from the keys before they are hashed").prefault(false),
  codes: codesSchema,
  budget: budgetSchema
});
var workloadSchema = z18.strictObject({
  preset: choice(presetNames, "model whose attention shape is used").prefault("recall-lm"),
  // The heads to attend, and their number, come with the activations.
  layers: priceOnly(integer({ min: 1, max: 1024 }, "layers (default: the preset's)").optional()),
  heads: priceOnly(integer({ min: 1, max: 1024 }, "query heads a layer (default: the preset's)").optional()),
  kvHeads: priceOnly(
    integer(
      { min: 1, max: 1024 },
      "key/value heads a layer, a divisor of heads (default: the preset's)"
    ).optional()
  ),
  headWidth: integer({ min: 1, max: 1024 }, "width of a head (default: the preset's)").optional(),
  modelName: text(
    { max: 200 },
    "name of the model whose shape this is, where it is no preset (default: the preset's)"
  ).optional(),
  modelWidth: priceOnly(
    integer({ min: 1, max: 1 << 17 }, "width of the residual stream (default: the preset's)").optional()
  ),
  hiddenWidth: priceOnly(
    integer({ min: 1, max: 1 << 19 }, "width of the feed-forward layer (default: the preset's)").optional()
  ),
  gated: priceOnly(
    flag(
      "the feed-forward layer has a gate: three matrices in place of two (default: the preset's)"
    ).optional()
  ),
  length: integer(
    { min: 1, max: 1 << 24 },
    "tokens of a sequence, L (default: the longest of a named preset)"
  ).prefault(4096),
  phase: choice(
    PHASES,
    "prefill: all tokens of a sequence at once; decode: one more token after a context of that length"
  ).prefault("prefill"),
  pass: priceOnly(
    choice(
      PASSES,
      "forward: attention alone; training: the same and its gradients, one step over all layers"
    ).prefault("forward")
  ),
  batch: priceOnly(integer({ min: 1, max: 65536 }, "sequences at once").prefault(1)),
  attention: attentionSchema.prefault({})
});
function resolveWorkload(config) {
  const shape2 = SHAPE_PRESETS[config.preset];
  const { modelWidth, hiddenWidth, gated } = shape2;
  const own = [config.heads, config.kvHeads, config.headWidth].some((size) => size !== void 0);
  const isWhole = !own || config.modelWidth !== void 0 && config.hiddenWidth !== void 0;
  return {
    preset: config.modelName ?? config.preset,
    model: isWhole ? {
      modelWidth: config.modelWidth ?? modelWidth,
      hiddenWidth: config.hiddenWidth ?? hiddenWidth,
      gated: config.gated ?? gated
    } : null,
    layers: config.layers ?? shape2.layers,
    heads: config.heads ?? shape2.heads,
    kvHeads: config.kvHeads ?? (config.heads === void 0 ? shape2.kvHeads : config.heads),
    headWidth: config.headWidth ?? shape2.headWidth,
    length: config.length,
    phase: config.phase,
    pass: config.pass,
    batch: config.batch,
    attention: ownAttention(config.attention)
  };
}
function ownAttention(attention) {
  const other = HASHES.filter(({ name }) => name !== attention.hash).flatMap(
    ({ params: params7, stated: stated2 }) => Object.keys(params7.shape).filter((key) => !stated2.includes(key))
  );
  if (other.length === 0) return attention;
  return Object.fromEntries(
    Object.entries(attention).filter(([key]) => !other.includes(key))
  );
}
function wantedBuckets(attention, length) {
  if (typeof attention.buckets === "number") return attention.buckets;
  const factor = Number(BUCKET_RULE.exec(attention.buckets)?.[1] || 1);
  return Math.max(2, Math.floor(factor * length / attention.chunk));
}
var selectorOf = ({ select = SELECTOR_NAMES[0] }) => selectorNamed(select);
var hashOf = ({ hash }) => hashNamed(hash);
var hashCodeOf = (attention, length) => hashOf(attention).code({ ...attention, buckets: Math.min(wantedBuckets(attention, length), 1 << 30) });
var listsOf = (workload) => ({
  collisions: workload.attention.collisions,
  cap: workload.attention.listCap ?? windowOf(workload)
});
var windowOf = (workload) => windowSlots(workload.length, workload.attention);

// src/mapping/action-counts.ts
var BACKWARD = "backward-";
var isBackward = (operation) => operation.startsWith(BACKWARD);
var forwardTwin = (operation) => isBackward(operation) ? operation.slice(BACKWARD.length) : operation;
var isTwinOf = (operation, forward) => operation !== "leakage" && forwardTwin(operation) === forward;
var asBackward = (counts2) => counts2.map((entry) => ({ ...entry, operation: `backward-${forwardTwin(entry.operation)}` }));
function mergeCounts(counts2, times = 1) {
  const merged = [];
  for (const { operation, component, action, count } of counts2) {
    if (count === 0) continue;
    const known5 = merged.find(
      (entry) => entry.operation === operation && entry.component === component && entry.action === action
    );
    if (known5 === void 0) merged.push({ operation, component, action, count: count * times });
    else known5.count += count * times;
  }
  return merged;
}

// src/peripherals/mac/mac.ts
import { z as z19 } from "zod";

// src/peripherals/memory/sram-macro.ts
var MOST_ROWS = 512;
var FEWEST_COLUMNS = 64;
var FEWEST_COLUMNS_A_BIT = 4;
var FEWEST_WORDS = 64;
var WIDEST = 64;
var SRAM_MACRO = shared("sram", {
  read: {
    nominal: 1379e-15,
    low: 0.88 * 1379e-15,
    high: 1.12 * 1379e-15,
    source: "ihp-sram-2025",
    note: "J a read of a macro at 130 nm: clock and decoder"
  },
  readBit: {
    nominal: 1983e-16,
    low: 0.88 * 1983e-16,
    high: 1.12 * 1983e-16,
    source: "ihp-sram-2025",
    note: "J a read and bit of the word at 130 nm: amplifier and output"
  },
  readColumn: {
    nominal: 18871e-18,
    low: 0.88 * 18871e-18,
    high: 1.12 * 18871e-18,
    source: "ihp-sram-2025",
    note: "J a read, column and root of the rows at 130 nm"
  },
  write: {
    nominal: 3309e-15,
    low: 0.88 * 3309e-15,
    high: 1.12 * 3309e-15,
    source: "ihp-sram-2025",
    note: "J a write of a macro at 130 nm: clock and decoder"
  },
  writeBit: {
    nominal: 2968e-16,
    low: 0.88 * 2968e-16,
    high: 1.12 * 2968e-16,
    source: "ihp-sram-2025",
    note: "J a write and bit of the word at 130 nm"
  },
  writeColumn: {
    nominal: 20717e-18,
    low: 0.88 * 20717e-18,
    high: 1.12 * 20717e-18,
    source: "ihp-sram-2025",
    note: "J a write, column and root of the rows at 130 nm"
  },
  energyAt28: {
    nominal: 0.056,
    low: 0.03,
    high: 28 / 130 * (0.9 / 1.2) ** 2,
    source: "horowitz-2014",
    note: "energy at 28 nm over that at 130 nm: 10 pJ for 64 bits of 8 KiB at 45 nm, by the law of SRAM .51 of that at 28 nm; high: C V\xB2; low: [hwcomponents-2026], as `cacti-like`"
  },
  cell: {
    nominal: 127e-15,
    low: 12e-14,
    high: 155e-15,
    source: "wikichip-2017",
    note: "m\xB2, high-density 6T cell of one foundry at 28 nm; low: of two others; high: its cell of low voltage"
  },
  rowArea: {
    nominal: 90.75 / 3.1146,
    low: 0.88 * (90.75 / 3.1146),
    high: 1.12 * (90.75 / 3.1146),
    source: "ihp-sram-2025",
    note: "area of a row's periphery, in cells"
  },
  columnArea: {
    nominal: 135.55 / 3.1146,
    low: 0.88 * (135.55 / 3.1146),
    high: 1.12 * (135.55 / 3.1146),
    source: "ihp-sram-2025",
    note: "area of a column's periphery, in cells"
  },
  cellLeakage: {
    nominal: 12e-12,
    low: 1e-12,
    high: 1e-10,
    source: "ihp-sram-2025",
    note: "W a bit at 130 nm, taken at 28 nm as well; range: assumed"
  }
});
var { writeBit, writeColumn, energyAt28 } = SRAM_MACRO;
var SRAM_WRITE = { writeBit, writeColumn, energyAt28 };
var SRAM_TIME = shared("sram", {
  latency: {
    nominal: 1934e-12,
    low: 0.88 * 1934e-12,
    high: 1.12 * 1934e-12,
    source: "ihp-sram-2025",
    note: "s from clock to output at 130 nm, of a macro without rows"
  },
  latencyRow: {
    nominal: 159e-12,
    low: 0.88 * 159e-12,
    high: 1.12 * 159e-12,
    source: "ihp-sram-2025",
    note: "s a root of the rows at 130 nm"
  },
  timeAt28: {
    nominal: 28 / 130,
    low: 0.146 * 28 / 45,
    high: Math.sqrt(28 / 130),
    source: "openram-2026",
    note: "time at 28 nm over that at 130 nm: linear in the node, between what its simulations at 45 nm take of the macros' time, .146 in the middle of five sizes, linear from there (low), and the root of the node (high, assumed)"
  }
});
var SRAM_ASSEMBLY = shared("sram", {
  assembly: {
    nominal: 4.86,
    low: 1.5,
    high: 16,
    source: "accelforge-2026",
    note: "energy of a memory of many macros over that of a macro, wires of the floorplan apart: TPUv4i's 4 MiB at 7 nm; 2 MiB by [zigzag-2026]: 2.9; 1 MiB by the table with [horowitz-2014]: 11, which the high end leaves within 95 % of the draws"
  }
});
var MACRO_BITS = 64 * 1024;
function macroShape(words2, width) {
  const perBit2 = Math.max(FEWEST_COLUMNS_A_BIT, words2 / MOST_ROWS, FEWEST_COLUMNS / width);
  return { rows: words2 / perBit2, columns: width * perBit2, width };
}
function macroOf({ bits, word: word2, macro = MACRO_BITS }) {
  const width = Math.min(word2, WIDEST);
  const words2 = Math.max(FEWEST_WORDS, Math.min(bits, macro) / width);
  return { ...macroShape(words2, width), words: words2 };
}
function sramPrice(shape2, technology, k) {
  const { bits } = shape2;
  if (bits === 0) return { read: 0, write: 0, area: 0, leakage: 0, macros: 0 };
  const base = nanometres(28);
  const energy = k.energyAt28 * technology.energyFactor("sram", base);
  const { rows, columns, width, words: words2 } = macroOf(shape2);
  const swing = columns * Math.sqrt(rows);
  const macros = Math.max(1, bits / (words2 * width));
  const cells = rows * columns + k.rowArea * rows + k.columnArea * columns;
  return {
    read: (k.read + k.readBit * width + k.readColumn * swing) / width * energy,
    write: (k.write + k.writeBit * width + k.writeColumn * swing) / width * energy,
    area: macros * cells * k.cell * technology.areaFactor("sram", base),
    leakage: bits * k.cellLeakage * technology.energyFactor("sram", base),
    macros
  };
}
var writtenBit = (rows, technology, k) => (k.writeBit + k.writeColumn * Math.sqrt(Math.min(rows, MOST_ROWS))) * k.energyAt28 * technology.energyFactor("sram", nanometres(28));
var sramLatency = (shape2, technology, k) => (k.latency + k.latencyRow * Math.sqrt(macroOf(shape2).rows)) * k.timeAt28 * technology.delayFactor("sram", nanometres(28));
var assembled = ({ macros }, k) => 1 + (k.assembly - 1) * (1 - 1 / Math.max(1, macros));

// src/peripherals/number-formats.ts
var INT8 = { wordBits: 8, accumulatorBits: 16 };
var BFLOAT16 = { wordBits: 16, accumulatorBits: 32 };
function wrap(value, bits) {
  const span = 2 ** bits;
  const residue = (value % span + span) % span;
  return residue < span / 2 ? residue : residue - span;
}
function roundSignificand(value, bits) {
  if (value === 0 || !Number.isFinite(value)) return value;
  const step = 2 ** (Math.floor(Math.log2(Math.abs(value))) + 1 - bits);
  const scaled3 = value / step;
  const floor = Math.floor(scaled3);
  const rest = scaled3 - floor;
  const up = rest > 0.5 || rest === 0.5 && floor % 2 !== 0;
  return (up ? floor + 1 : floor) * step;
}
var LARGEST = 2 ** 127 * (2 - 2 ** -7);
var SMALLEST_STEP = 2 ** -133;
function roundBfloat16(value) {
  const magnitude = Math.abs(value);
  if (magnitude === 0 || Number.isNaN(value)) return value;
  if (magnitude >= LARGEST) return Math.sign(value) * LARGEST;
  const step = Math.max(SMALLEST_STEP, 2 ** (Math.floor(Math.log2(magnitude)) - 7));
  const scaled3 = value / step;
  const floor = Math.floor(scaled3);
  const rest = scaled3 - floor;
  const up = rest > 0.5 || rest === 0.5 && floor % 2 !== 0;
  return (up ? floor + 1 : floor) * step;
}

// src/peripherals/mac/mac.ts
function systolicCycles(dataflow, { m, n, k }, { rows, columns }, overlap = 0) {
  const [down, across, stream] = {
    "output-stationary": [m, n, k],
    "weight-stationary": [k, n, m],
    "input-stationary": [k, m, n]
  }[dataflow];
  const fill = (dataflow === "output-stationary" ? rows : 2 * rows) + columns - 2;
  return Math.ceil(down / rows) * Math.ceil(across / columns) * (stream + (1 - overlap) * fill);
}
var LOG_SUM_BITS = 32;
var blockWidthParam = priceOnly(
  integer(
    { min: 1, max: 4096 },
    "elements of a query for which the block's store is built; of wider heads it holds fewer rows, of narrower ones more"
  ).prefault(128)
);
var NARROWEST = 64;
var STORE_WORDS = 256;
function blockStore({ rows, width, stages, format: { wordBits, accumulatorBits }, summed }, technology, k) {
  const logSums = LOG_SUM_BITS * Math.max(1, width / NARROWEST);
  const bits = rows * (width * (wordBits * (stages ? 2 : 1) + accumulatorBits) + logSums);
  const { area, leakage: leakage2, read: read3, write } = sramPrice(
    { bits, word: 64, macro: 64 * STORE_WORDS },
    technology,
    k
  );
  const perMac = accumulatorBits / summed * (read3 + write) / 2;
  return { area, leakage: leakage2, perMac, read: wordBits * read3, write: wordBits * write };
}
function blockRowsOf(most, rows) {
  const whole = Math.floor(most / rows) * rows;
  const use = most / (Math.ceil(most / rows) * rows);
  return whole >= most * use ** 2 && whole > 0 ? whole : most;
}
var blockRowsAt = ({ blockRows, blockWidth }, width) => blockWidth === void 0 ? blockRows : Math.max(1, Math.floor(blockRows * Math.max(blockWidth, NARROWEST) / Math.max(width, NARROWEST)));
var idleOf = ({ interval }) => ({
  energy: joules(0),
  latency: seconds(0),
  interval
});
function blockUse(dataflow, { queries, keys, width }, array, overlap) {
  const cycles = systolicCycles(dataflow, { m: queries, n: keys, k: width }, array, overlap) + systolicCycles(dataflow, { m: queries, n: width, k: keys }, array, overlap);
  return 2 * queries * keys * width / (cycles * array.rows * array.columns);
}
function restreams(dataflow, { m, n, k }, { rows, columns }) {
  const first = { elements: m * k, passes: Math.ceil(n / columns) };
  const second = (across) => ({ elements: n * k, passes: Math.ceil(m / across) });
  const streamed = {
    "output-stationary": [first, second(rows)],
    "weight-stationary": [first],
    "input-stationary": [second(columns)]
  }[dataflow];
  let [staged, restreamed] = [0, 0];
  for (const { elements, passes } of streamed) {
    if (passes > 1) staged += elements;
    restreamed += (passes - 1) * elements;
  }
  return { staged, restreamed };
}
function blockStreams(dataflow, { queries, keys, width }, array) {
  const scores = restreams(dataflow, { m: queries, n: keys, k: width }, array);
  const outputs = restreams(dataflow, { m: queries, n: width, k: keys }, array);
  const macs = 2 * queries * keys * width;
  return {
    staged: (scores.staged + outputs.staged) / macs,
    restreamed: (scores.restreamed + outputs.restreamed) / macs
  };
}
var streamActions = ({ read: read3, write }) => ({
  stage: { energy: joules(write), latency: seconds(0), interval: seconds(0) },
  restream: { energy: joules(read3), latency: seconds(0), interval: seconds(0) }
});
var defineMac = (definition) => define({ ...definition, family: "mac" });
var INT8_ARITHMETIC = { ...MULTIPLIERS, ...ADDERS, ...REGISTERS, ...SRAM_MACRO };
var int8Area = (k) => k.multiplier8Area + 32 * k.adderArea;
var int8Energy = (k) => k.productGlitches * (k.multiply8 + 32 * k.adderBit);
var MAC_PARAMS = {
  units: priceOnly(integer({ min: 1, max: 1 << 24 }, "multiply-accumulate units").prefault(4096)),
  arrays: priceOnly(
    integer(
      { min: 1, max: 1 << 16 },
      "arrays that the units form, each with a store of its own and at work on its own block (default: as many as the blocks of each comparison design fill)"
    ).optional()
  ),
  lanes: priceOnly(
    integer({ min: 1, max: 4096 }, "units of a dot product, which share one sum").prefault(64)
  ),
  overlap: stated(
    priceOnly(fraction("share of fill and drain that hides behind the next fold").prefault(0.9))
  ),
  utilisation: stated(
    priceOnly(
      real(
        { min: 1e-3, max: 1 },
        "most of the cycles that do useful work, such as what a scheduler leaves (default: what the blocks of each comparison design fill)"
      ).optional()
    )
  ),
  blockRows: priceOnly(
    integer(
      { min: 1, max: 4096 },
      "rows of a query block, of `blockWidth` elements each, that stay in an array's store"
    ).prefault(128)
  ),
  blockWidth: blockWidthParam,
  clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"))
};
var idealMac = defineMac({
  model: "ideal",
  source: "assumed",
  params: z19.object({}),
  constants: {},
  behave: () => ({ ...INT8, operand: (matrix) => matrix, blockRows: 128, use: () => 1 }),
  cost: () => free(["mac", "add", "stall", "stage", "restream"])
});
var dotProductUse = ({ units: units3, arrays: stated2 = 1, lanes, overlap, utilisation = 1 }) => (block, arrays = stated2) => {
  if (block.queries === 1) return utilisation;
  const array = dotProductArray({ units: units3, arrays, lanes });
  return Math.min(utilisation, blockUse("input-stationary", block, array, overlap));
};
var dotProductStreams = (p) => (block) => blockStreams("input-stationary", block, dotProductArray(p));
function dotProductArray({
  units: units3,
  arrays = 1,
  lanes
}) {
  const rows = Math.min(lanes, Math.max(1, units3 / arrays));
  return { rows, columns: Math.max(1, units3 / arrays / rows) };
}
var dotProductSpatial = ({ units: units3, arrays = 1, lanes }) => {
  const inRow = Math.min(lanes, Math.max(1, Math.floor(units3 / arrays)));
  const rows = Math.max(1, Math.floor(units3 / arrays / inRow));
  return { arrays, rows, units: inRow, rowsOver: "m", unitsOver: "k" };
};
var clockedBits = (operand, lanes) => operand + 32 / lanes;
var registerBits = (operand, lanes) => 3 * operand + 32 / lanes;

// src/mapping/sizes.ts
var codeOf = ({ hashing, search: search2 }, { attention, headWidth }) => keyCodeOf(attention, headWidth, {
  onArrays: hashing.unit === "crossbar",
  answers: search2.behaviour.answers
});
var LOG_SUM_BITS2 = 32;
function sizesOf(design, workload) {
  const { attention, length, heads, kvHeads } = workload;
  const tokens = workload.phase === "decode" ? 1 : length;
  const code = hashCodeOf(attention, length);
  const keySequences = design.hashing.sharing === "query-head" ? heads : kvHeads;
  const queries = queriesHashed(design, workload);
  const sequences = attention.sharedQK && queries > 0 ? kvHeads : queries + keySequences;
  const { unit, folding } = design.hashing;
  const isFolded = unit === "crossbar" && folding !== "none";
  const { wordBits, accumulatorBits } = design.digital.mac.behaviour;
  const foldedBits = isFolded ? tokens * (workload.model?.modelWidth ?? 0) * wordBits : 0;
  return {
    length,
    tokens,
    heads,
    kvHeads,
    width: workload.headWidth,
    wordBits,
    accumulatorBits,
    rounds: attention.rounds,
    columns: code.columns,
    comparisons: hashOf(attention).comparisons(code),
    idBits: Math.ceil(Math.log2(code.buckets)),
    buckets: code.buckets,
    indexBits: Math.max(1, Math.ceil(Math.log2(length))),
    window: windowOf(workload),
    chunks: Math.ceil(length / attention.chunk),
    near: nearSlots(length, attention),
    keySequences: attention.sharedQK ? kvHeads : keySequences,
    hashInputBits: foldedBits || sequences * tokens * workload.headWidth * wordBits,
    foldedBits,
    hashedVectors: sequences * tokens,
    sortedSequences: sequences,
    blockRows: blockRowsAt(design.digital.mac.behaviour, workload.headWidth),
    duplicatesOnce: attention.duplicates === "once",
    normalises: design.digital.softmax.behaviour.unnormalised === void 0
  };
}
function queriesHashed(design, workload) {
  const { attention, heads, kvHeads } = workload;
  if (!isScored(attention)) return heads;
  if (codeOf(design, workload).query === "map") return 0;
  return attention.codes.searchers === "key-head" ? kvHeads : heads;
}
var partialBits = (s) => s.width * s.accumulatorBits + (s.normalises ? LOG_SUM_BITS2 : 0);
function workingSetBits(s, workload) {
  const row2 = s.width * s.wordBits;
  const exact = workload.attention.kind === "exact";
  if (workload.phase === "decode") {
    if (exact) return 2 * Math.min(s.length, s.blockRows) * row2 + partialBits(s);
    const { listed: listed2, distinct: distinct2 } = expectedLoad(workload);
    return s.rounds * listed2 * s.indexBits + 2 * (distinct2 + s.near) * row2 + partialBits(s);
  }
  if (exact) return s.length * 3 * row2 + Math.min(s.length, s.blockRows) * partialBits(s);
  return s.length * (3 * row2 + partialBits(s) + 2 * s.rounds * (s.idBits + s.indexBits));
}
function backwardWorkingSetBits(s, { attention }) {
  const sum = s.width * s.accumulatorBits;
  const operands = 4 * s.width * s.wordBits + (s.normalises ? 2 * LOG_SUM_BITS2 : 0);
  if (attention.kind === "exact")
    return s.length * (operands + sum) + Math.min(s.length, s.blockRows) * 2 * sum;
  const order = s.indexBits + (attention.backwardHashes === "stored" ? 0 : s.idBits);
  return s.length * (operands + 3 * sum + 2 * s.rounds * order);
}
function expectedLoad(workload) {
  const load = independentLoad(workload);
  const { agreement, length, attention } = workload;
  if (agreement === void 0) return load;
  const others = length - nearSlots(length, attention);
  const most = attention.duplicates === "count" ? Number.POSITIVE_INFINITY : others;
  const distinct2 = Math.min(most, load.distinct * agreement.distinct);
  return { ...load, distinct: distinct2, fetched: Math.max(distinct2, Math.min(most, load.fetched * agreement.fetched)) };
}
function independentLoad(workload) {
  const { attention, length, heads, kvHeads } = workload;
  const { rounds, occupancy = 1, duplicates } = attention;
  const { collisions, cap } = listsOf(workload);
  const mean = length / hashCodeOf(attention, length).buckets;
  const listed2 = Math.min(cap, occupancy * mean, length);
  const others = length - nearSlots(length, attention);
  const share = listed2 / length;
  const sharers = heads / kvHeads;
  if (duplicates === "count") {
    const found2 = others * rounds * share * binomialTail(rounds - 1, share, collisions - 1);
    return { listed: listed2, distinct: found2, fetched: sharers * found2 };
  }
  const found = binomialTail(rounds, share, collisions);
  return {
    listed: listed2,
    distinct: others * found,
    fetched: others * -Math.expm1(sharers * Math.log1p(-Math.min(found, 1 - 1e-15)))
  };
}
function binomialTail(trials, p, least) {
  if (least <= 0 || p >= 1) return trials >= least ? 1 : 0;
  if (p <= 0 || least > trials) return 0;
  let log = trials * Math.log1p(-p);
  for (let k = 1; k <= least; k++) log += Math.log((trials - k + 1) / k) + Math.log(p) - Math.log1p(-p);
  let term = Math.exp(log);
  let sum = 0;
  for (let k = least; k <= trials; k++) {
    sum += term;
    term *= (trials - k) / (k + 1) * p / (1 - p);
  }
  return Math.min(1, sum);
}
function attendedBy({ phase, length, attention: { causal } }) {
  if (phase === "decode")
    return { queries: 1, pairs: length, fresh: 1, blocks: (rows) => Math.ceil(length / rows) };
  return {
    queries: length,
    pairs: exactPairs(length, causal),
    fresh: length,
    blocks: (rows) => {
      if (!causal) return length * Math.ceil(length / rows);
      const whole = Math.floor(length / rows);
      return rows * whole * (whole + 1) / 2 + (length - rows * whole) * (whole + 1);
    }
  };
}
var BY_PLATFORM = {
  digital: ({ digital: digital2 }) => {
    const { wordBits } = digital2.mac.behaviour;
    return { query: wordBits, keyValue: wordBits };
  },
  analog: ({ baselines }) => ({
    query: baselines.analog.behaviour.queryBits,
    keyValue: baselines.analog.behaviour.keyBits
  }),
  gpu: ({ baselines }) => ({
    query: 8 * baselines.gpu.behaviour.bytes,
    keyValue: 8 * baselines.gpu.behaviour.bytes
  })
};
var precisionOf = (design) => BY_PLATFORM[design.platform](design);
var shortfallOf = ({ query, keyValue }, wordBits) => Math.max(0, wordBits - Math.min(query, keyValue));

// src/mapping/traffic.ts
var hierarchyOf = (buffer, memory, workingSetBits2) => ({
  buffer,
  memory,
  resident: Math.min(1, buffer.capacity * 8 / workingSetBits2)
});
function move(operation, action, bits, { buffer, memory, resident: resident2 }) {
  return [
    { operation, component: "buffer", action, count: bits * resident2 / buffer.bits },
    { operation, component: "memory", action, count: bits * (1 - resident2) / memory.bits }
  ];
}
function gather(operation, action, vectors, bits, { buffer, memory, resident: resident2 }) {
  const away = vectors * (1 - resident2);
  const wasted = bits / memory.gatherEfficiency;
  const { moved: moved2, occupied, activations } = memory.gatherOf?.(bits) ?? {
    moved: wasted,
    occupied: wasted,
    activations: 0
  };
  const here = vectors * Math.max(bits, buffer.bits) * resident2 / buffer.bits;
  return [
    { operation, component: "buffer", action, count: here },
    { operation, component: "buffer", action: "stall", count: here / buffer.gatherEfficiency - here },
    { operation, component: "memory", action, count: away * moved2 / memory.bits },
    { operation, component: "memory", action: "activate", count: away * activations },
    { operation, component: "memory", action: "stall", count: away * (occupied - moved2) / memory.bits }
  ];
}
var enter = (bits, { buffer, memory }) => [
  { operation: "input", component: "memory", action: "read", count: bits / memory.bits },
  { operation: "input", component: "buffer", action: "write", count: bits / buffer.bits }
];
var leave = (bits, { buffer, memory }) => [
  { operation: "output", component: "buffer", action: "read", count: bits / buffer.bits },
  { operation: "output", component: "memory", action: "write", count: bits / memory.bits }
];
var isTwoDies = (arrayNode, { logicNode }) => Math.abs(arrayNode - logicNode) > 1e-3 * logicNode;
var linkCensus = (arrayNode, design) => isTwoDies(arrayNode, design) ? { link: 1 } : {};
var linkCounts = (operation, bits, arrayNode, design) => {
  if (!isTwoDies(arrayNode, design)) return [];
  const { behaviour } = design.chipletLink;
  return [{ operation, component: "link", action: "transfer", count: bits / behaviour.bits }];
};

// src/mapping/exact.ts
function exactCounts(s, causal, buffer, memory) {
  const row2 = s.width * s.wordBits;
  const hierarchy = { buffer, memory, resident: 1 };
  return [
    ...enter(s.length * (s.heads + 2 * s.kvHeads) * row2, hierarchy),
    ...streamCounts(s, causal, buffer, memory),
    ...attendCounts(s, causal),
    ...leave(s.length * s.heads * row2, hierarchy)
  ];
}
function attendCounts(s, causal) {
  const pairs = s.heads * exactPairs(s.length, causal);
  return [
    { operation: "score", component: "mac", action: "mac", count: pairs * s.width },
    { operation: "softmax", component: "softmax", action: "exponent", count: pairs },
    { operation: "weigh", component: "mac", action: "mac", count: pairs * s.width },
    // Division by the sum, element by element.
    {
      operation: "combine",
      component: "mac",
      action: "mac",
      count: s.normalises ? s.heads * s.length * s.width : 0
    }
  ];
}
function streamCounts(s, causal, buffer, memory) {
  const row2 = s.width * s.wordBits;
  const streamed = s.heads * streamedKeys(s.length, s.blockRows, causal) * 2 * row2;
  const staying = row2 + partialBits(s);
  const refilled = s.heads * refilledRows(s, causal, buffer.capacity * 8, { passing: 2 * row2, staying }) * 2 * row2;
  return [
    ...move("gather", "read", streamed + s.heads * s.length * row2, { buffer, memory, resident: 1 }),
    { operation: "gather", component: "memory", action: "read", count: refilled / memory.bits },
    { operation: "gather", component: "buffer", action: "write", count: refilled / buffer.bits }
  ];
}
function refilledRows(s, causal, bufferBits, { passing, staying }, streamed = streamedKeys) {
  if (s.length * passing <= bufferBits) return 0;
  const blockRows = Math.max(s.blockRows, Math.floor(bufferBits / 2 / staying));
  return streamed(s.length, blockRows, causal);
}
function streamedKeys(length, blockRows, causal) {
  const blocks2 = Math.ceil(length / blockRows);
  return causal ? blockRows * blocks2 * (blocks2 - 1) / 2 + length : blocks2 * length;
}
function streamedQueries(length, blockRows, causal) {
  const blocks2 = Math.ceil(length / blockRows);
  return blocks2 * length - (causal ? blockRows * blocks2 * (blocks2 - 1) / 2 : 0);
}
var gradientBits = ({ width, accumulatorBits }) => width * accumulatorBits;
var keptBits = ({ normalises }) => normalises ? LOG_SUM_BITS2 : 0;
var queryScalarBits = (s) => 2 * keptBits(s);
var keepCounts = (s, others, hierarchy) => leave(s.heads * s.length * keptBits(s) + others, hierarchy);
function exactBackwardCounts(s, causal, buffer, memory) {
  const row2 = s.width * s.wordBits;
  const hierarchy = { buffer, memory, resident: 1 };
  const streamed = s.heads * streamedQueries(s.length, s.blockRows, causal);
  const rows = s.heads * s.length;
  const passing = 2 * row2 + queryScalarBits(s);
  const refilled = s.heads * refilledRows(s, causal, buffer.capacity * 8, stationary(s), streamedQueries);
  const sum = gradientBits(s);
  return asBackward([
    ...arriveCounts(s, 0, hierarchy),
    ...move("gather", "read", rows * 2 * row2 + streamed * passing, hierarchy),
    ...refill(refilled, passing + sum, sum, hierarchy),
    ...pairGradientCounts(s, s.heads * exactPairs(s.length, causal)),
    ...sumCounts(s, { queries: [streamed, rows], keys: [rows, s.kvHeads * s.length] }, hierarchy),
    ...leave(s.length * (s.heads + 2 * s.kvHeads) * row2, hierarchy)
  ]);
}
var stationary = (s) => ({
  passing: 2 * s.width * s.wordBits + queryScalarBits(s) + gradientBits(s),
  staying: 2 * s.width * s.wordBits + 2 * gradientBits(s)
});
var refill = (rows, read3, written, { buffer, memory }) => [
  { operation: "gather", component: "memory", action: "read", count: rows * read3 / memory.bits },
  { operation: "gather", component: "buffer", action: "write", count: rows * read3 / buffer.bits },
  { operation: "gather", component: "buffer", action: "read", count: rows * written / buffer.bits },
  { operation: "gather", component: "memory", action: "write", count: rows * written / memory.bits }
];
function arriveCounts(s, others, hierarchy) {
  const row2 = s.width * s.wordBits;
  const rows = s.heads * s.length;
  const vectors = (s.normalises ? 3 : 2) * rows + 2 * s.kvHeads * s.length;
  const summed = s.normalises ? rows : 0;
  return [
    ...enter(vectors * row2 + rows * keptBits(s) + others, hierarchy),
    // Inputs in transfer are in the buffer, whatever fits it later.
    ...move("input", "read", summed * 2 * row2, { ...hierarchy, resident: 1 }),
    { operation: "input", component: "mac", action: "mac", count: summed * s.width },
    ...move("input", "write", summed * keptBits(s), hierarchy)
  ];
}
var pairGradientCounts = (s, pairs) => [
  { operation: "score", component: "mac", action: "mac", count: 2 * pairs * s.width },
  { operation: "softmax", component: "softmax", action: "exponent", count: pairs },
  { operation: "softmax", component: "mac", action: "add", count: s.normalises ? pairs : 0 },
  { operation: "softmax", component: "mac", action: "mac", count: pairs },
  { operation: "weigh", component: "mac", action: "mac", count: 3 * pairs * s.width }
];
function sumCounts(s, { queries, keys }, hierarchy) {
  const added = addedRows({ queries, keys });
  return [
    ...move("combine", "read", added * gradientBits(s), hierarchy),
    { operation: "combine", component: "mac", action: "add", count: added * s.width },
    ...move("combine", "write", (queries[0] + 2 * keys[0]) * gradientBits(s), hierarchy)
  ];
}
var addedRows = ({ queries, keys }) => queries[0] - queries[1] + 2 * (keys[0] - keys[1]);

// src/arrays/programmed-array.ts
var PAIRINGS = ["differential", "dummy-column", "mean-centred", "single-ended"];
function columnPlan(pairing, columns) {
  const outputs = { differential: Math.floor(columns / 2), "dummy-column": columns - 1 }[pairing];
  const count = outputs ?? columns;
  if (count < 1) throw new RangeError(`column plan: expected at least 2 columns, received ${columns}`);
  switch (pairing) {
    case "differential":
      return { outputs: count, plus: (p) => 2 * p, minus: (p) => 2 * p + 1 };
    case "dummy-column":
      return { outputs: count, plus: (p) => p, minus: () => columns - 1 };
    default:
      return { outputs: count, plus: (p) => p, minus: () => null };
  }
}

// src/arrays/tile-circuit.ts
var driverSides = ({
  drive,
  driverEnds
}) => driverEnds === void 0 ? wordSides(drive) : driverEnds === "both" ? ["left", "right"] : ["left"];
var DRIVES = ["one", "both", "four-sides"];
var wordSides = (drive) => drive === "one" ? ["left"] : ["left", "right"];
var bitSides = (drive) => drive === "four-sides" ? ["top", "bottom"] : ["bottom"];

// src/design/array-design.ts
var rowBlocks = ({ rows }, width) => Math.ceil(width / rows);
var MOST_PITCH = 100;
var ARRAY_FIELDS = {
  rows: integer({ min: 1, max: 4096 }, "word lines of an array").prefault(64),
  columns: integer({ min: 2, max: 8192 }, "bit lines of an array, two a projection").prefault(128),
  tileRows: integer({ min: 1, max: 4096 }, "word lines of a passive tile").prefault(16),
  tileColumns: integer({ min: 1, max: 8192 }, "bit lines of a passive tile").prefault(16),
  pairing: choice(PAIRINGS, "how a signed weight is held").prefault("differential"),
  drive: choice(DRIVES, "ends of a tile's lines that are tied to drivers and readouts").prefault("both"),
  driverEnds: choice(
    ["one", "both"],
    "ends of a tiled array's global word lines that have a driver; those of `drive` where left out"
  ).optional(),
  rowSplit: choice(
    ["none", "analog", "digital"],
    "a projection longer than the array: refused; its parts' currents joined at one readout; or digitised and added"
  ).prefault("none"),
  spares: integer({ min: 0, max: 4096 }, "projections of an array kept for faulty bit lines").prefault(0),
  wires: choice(
    ["solved", "ideal"],
    "whether the array's circuit is solved, tiles on common global lines, or wires are ideal"
  ).prefault("solved"),
  pitchFactor: real(
    { min: 1, max: MOST_PITCH },
    "pitch of the lines over the node's least one (default: the least at which the lines bear their currents)"
  ).optional(),
  globalLayers: integer(
    { min: 1, max: 8 },
    "layers of metal over the array in either direction, which its global lines share (assumed)"
  ).prefault(2),
  electromigration: choice(
    ["enforced", "ignored"],
    "lines that carry more than metal bears for years: widened, or refused where pitchFactor says their width; or of the least pitch all the same"
  ).prefault("enforced"),
  segmentResistance: quantity(
    "ohm",
    { min: 0, max: 1e6 },
    "resistance of one cell's length of line (assumed)"
  ).optional(),
  openLines: real({ min: 0, max: 0.5 }, "share of lines that are open").prefault(0),
  shortedLines: real({ min: 0, max: 0.5 }, "share of neighbouring bit lines that touch").prefault(0)
};
var isTiled = ({
  rows,
  columns,
  tileRows,
  tileColumns
}) => tileRows < rows || tileColumns < columns;
var driversOfLine = (array) => {
  const { drive, driverEnds } = array;
  return isTiled(array) && driverEnds !== void 0 ? driverSides({ drive, driverEnds }).length : wordSides(drive).length;
};
var ELECTRICS_PRESETS = {
  "seed-group": {
    array: { segmentResistance: "20 ohm", drive: "one" },
    tileSwitch: { onResistance: "20 ohm" },
    driver: { outputResistance: "600 ohm" },
    inputStage: { inputResistance: "600 ohm" }
  }
};
var ELECTRICS = ["technology", "seed-group"];

// src/design/design.ts
import { z as z25 } from "zod";

// src/base/catalogue.ts
import { z as z20 } from "zod";
function catalogueOf(models) {
  const families = {};
  for (const model of models) {
    families[model.family] ??= [];
    const family = families[model.family];
    if (family.some((known5) => known5.model === model.model))
      throw new RangeError(`catalogue: the family ${model.family} has two models named ${model.model}`);
    family.push(model);
  }
  return { families };
}
var componentInput = () => z20.any();
function anyOf(catalogue, family, fallback, doc) {
  return componentInput().transform((input, context) => pick(catalogue, family, fallback, input, context)).meta({ doc, family, fallback }).prefault({});
}
function anyFamilyOf(catalogue, fallbacks, doc) {
  const families = Object.keys(fallbacks);
  return componentInput().transform((input, context) => {
    if (!isObject(input)) return pick(catalogue, families[0], fallbacks[families[0]], input, context);
    const { family = families[0], ...rest } = input;
    if (typeof family === "string" && families.includes(family))
      return pick(catalogue, family, fallbacks[family], rest, context);
    const hint = typeof family === "string" ? didYouMean(family, families) : "";
    const message = `expected a family, one of ${families.join(", ")}, received ${describe(family)}${hint}`;
    context.addIssue({ code: "custom", path: ["family"], message });
    return z20.NEVER;
  }).meta({ doc, families: fallbacks }).prefault({});
}
var isObject = (input) => typeof input === "object" && input !== null && !Array.isArray(input);
function pick(catalogue, family, fallback, input, context) {
  const issue = (path, message) => {
    context.addIssue({ code: "custom", path, message });
    return z20.NEVER;
  };
  if (!isObject(input))
    return issue([], `expected a ${family} such as { model: "${fallback}" }, received ${describe(input)}`);
  const { model: name = fallback } = input;
  const models = catalogue.families[family] ?? [];
  const names = models.map(({ model: model2 }) => model2);
  const model = models.find((candidate) => candidate.model === name);
  if (model === void 0) {
    const hint = typeof name === "string" ? didYouMean(name, names) : "";
    return issue(
      ["model"],
      `expected a ${family} model, one of ${names.join(", ")}, received ${describe(name)}${hint}`
    );
  }
  const parsed = model.schema.safeParse({ ...input, model: name });
  if (parsed.success) return parsed.data;
  for (const inner3 of parsed.error.issues)
    context.addIssue(
      inner3.code === "unrecognized_keys" ? unknownIn(model, inner3.keys) : inner3
    );
  return z20.NEVER;
}
function unknownIn({ params: params7 }, keys) {
  const unknown = { keys, known: Object.keys(params7.shape) };
  return { code: "custom", message: "unknown keys", params: { unknown } };
}

// src/peripherals/dac/input-encoding.ts
var ENCODINGS = ["amplitude", "pulse-width", "bit-serial"];
var POLARITIES = ["bipolar", "two-phase", "offset"];
var UPWARD = (x) => (1 + x) / 2;
var CONTINUOUS = { magnitude: 2 ** 12 - 1, offset: 2 ** 12 - 1 };
function inputEncoding(encoding, polarity, steps2, low = 0) {
  const signed = signedPhases(polarity, encoding === "bit-serial" ? 0 : low);
  const own = (steps2 ?? CONTINUOUS)[polarity === "offset" ? "offset" : "magnitude"];
  const common = {
    isTimed: encoding === "pulse-width",
    duration: encoding === "pulse-width" && steps2 !== null ? own : 1,
    addsDigitally: encoding === "bit-serial"
  };
  if (encoding !== "bit-serial") return { ...common, ...signed };
  const bits = Math.ceil(Math.log2(own + 1));
  const phases = signed.phases.flatMap(
    (phase, n) => Array.from({ length: bits }, (_, k) => ({
      phase: bitOf(phase, k, own),
      // A constant input of one half takes half of each bit's weight, except for the few unused codes.
      baseline: signed.baseline[n] * own / (2 ** bits - 1)
    }))
  );
  return {
    ...common,
    phases: phases.map(({ phase }) => phase),
    baseline: phases.map(({ baseline }) => baseline)
  };
}
var bitOf = ({ level: level2, weight }, k, steps2) => ({
  level: (x) => {
    const value = level2(x);
    return Math.sign(value) * (Math.floor(Math.round(Math.abs(value) * steps2) / 2 ** k) % 2);
  },
  weight: weight * 2 ** k / steps2
});
function signedPhases(polarity, low) {
  switch (polarity) {
    case "bipolar":
      return { phases: [{ level: (x) => x, weight: 1 }], baseline: [0] };
    case "two-phase":
      return {
        phases: [
          { level: (x) => Math.max(0, x), weight: 1 },
          { level: (x) => Math.max(0, -x), weight: -1 }
        ],
        baseline: [0, 0]
      };
    case "offset":
      return {
        phases: [{ level: (x) => low + (1 - low) * UPWARD(x), weight: 2 / (1 - low) }],
        baseline: [(1 + low) / 2]
      };
  }
}

// src/technology/calibration.ts
var CALIBRATED = ["energy", "latency", "area"];
var COMPONENT_CLASSES = {
  arrays: ["array", "tileSwitch", "driver", "mux", "dac", "inputStage", "readout"],
  logic: ["sorter", "softmax", "mac", "projection", "control", "clock", "network"],
  sram: ["buffer", "levels"],
  dram: ["memory", "link"],
  "dynamic arrays": ["dynamicArray", "dynamicDac", "dynamicAdc"],
  gpu: ["gpu", "gpuMemory"]
};
var CLASS_NAMES = Object.keys(COMPONENT_CLASSES);
var classOf = (component) => CLASS_NAMES.find((name) => COMPONENT_CLASSES[name].includes(component));
var isNumbers = (value, length) => Array.isArray(value) && value.length === length && value.every((x) => Number.isFinite(x));
function factorsOf(value) {
  if (typeof value !== "object" || value === null) return void 0;
  const { classes: classes2, mean, covariance, determined, noise } = value;
  const isClass = (name) => typeof name === "string" && CLASS_NAMES.includes(name);
  if (!Array.isArray(classes2) || classes2.length === 0 || !classes2.every(isClass)) return void 0;
  if (new Set(classes2).size < classes2.length || !isNumbers(mean, classes2.length)) return void 0;
  if (mean.some((x) => Math.abs(x) > 20)) return void 0;
  if (!Array.isArray(covariance) || covariance.length !== classes2.length) return void 0;
  if (!covariance.every((row2) => isNumbers(row2, classes2.length))) return void 0;
  if (!Array.isArray(determined) || !determined.every((name) => classes2.includes(name))) return void 0;
  if (typeof noise !== "number" || !(noise >= 0 && noise < 100)) return void 0;
  return { classes: classes2, mean, covariance, determined, noise };
}
function read(input) {
  if (typeof input !== "object" || input === null) return void 0;
  const { file, sha256: sha2563, metrics } = input;
  if (typeof file !== "string" || typeof sha2563 !== "string" || typeof metrics !== "object" || metrics === null)
    return void 0;
  const found = CALIBRATED.flatMap((metric) => {
    const own = metrics[metric];
    return own === void 0 ? [] : [[metric, factorsOf(own)]];
  });
  if (found.length === 0 || found.some(([, factors2]) => factors2 === void 0)) return void 0;
  return { file, sha256: sha2563, metrics: Object.fromEntries(found) };
}
var calibrationField2 = () => accept(read, 'the name of a file that crosshash import silicon wrote, such as "my-silicon.json"', {
  doc: "factors of component classes from measured silicon: a file that `import silicon` wrote",
  maxLength: 4096,
  affects: "price"
}).optional();

// src/technology/component-tables.ts
var COMPONENT_QUANTITIES = ["area", "leakage"];
var ACTION_QUANTITIES = ["energy", "latency", "interval"];
var MOST_TABLE_ROWS = 2e3;
var MOST_TABLE_FILES = 8;
function read2(input) {
  if (typeof input !== "object" || input === null) return void 0;
  const { files, rows, library } = input;
  if (!Array.isArray(files) || files.length === 0 || !Array.isArray(rows)) return void 0;
  if (rows.length > MOST_TABLE_ROWS || !rows.every(isRow)) return void 0;
  if (library === void 0) return { files, rows };
  return isLibrary(library) ? { files, rows, library } : void 0;
}
function isLibrary(input) {
  if (typeof input !== "object" || input === null) return false;
  const { file, node_nm, values } = input;
  if (typeof file !== "string" || typeof node_nm !== "number" || typeof values !== "object" || values === null)
    return false;
  return Object.values(values).every(
    (value) => typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY
  );
}
function isRow(input) {
  if (typeof input !== "object" || input === null) return false;
  const { place: place2, component, action, quantity: quantity2, value } = input;
  const known5 = action === void 0 ? COMPONENT_QUANTITIES : ACTION_QUANTITIES;
  return typeof place2 === "string" && typeof component === "string" && known5.includes(quantity2) && typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY;
}
var componentTablesField = () => accept(read2, 'the name of a table of component prices, such as "ERT.yaml", or a list of such names', {
  doc: "prices of components in the place of what their models say: files of an Accelergy ERT or ART, an AccelForge architecture, CSV, or the cells of a library (JSON of import cells)",
  maxLength: 4096,
  mostItems: MOST_TABLE_FILES,
  affects: "price"
}).optional();
var rowsOf2 = ({ rows }, component, model) => rows.filter((row2) => row2.component === component && (row2.model === void 0 || row2.model === model));

// src/technology/scaling.ts
var SCALING_DOMAIN_NM = { min: 7, max: 65 };
var LAW_CONSTANTS = {
  logicAt7: {
    nominal: 0.28,
    low: 0.097,
    high: 0.42,
    source: "accelforge-2026",
    note: "energy of an operation at 7 nm over that at 45 nm: TPUv4i's int8 multiply-accumulate over [horowitz-2014]; low: units of two open libraries [asap7-2016, nangate-2010], .097 to .151; high: fp32 additions, remembered"
  },
  leakageAt7: {
    nominal: 520 / 6400,
    low: 0.03,
    high: 1,
    source: "asap7-2016",
    note: "leakage of an area of logic at 7 nm over that at 28 nm: 520 W/m\xB2 of cells of regular threshold, synthesised from `rtl`; high: none of it by the node"
  },
  sramExponent: {
    nominal: 0.44,
    low: 0.1,
    high: 1.06,
    source: "assumed",
    note: "energy of an SRAM access by node below 28 nm; 0.1: TPUv4i's 4 MiB [accelforge-2026] over [zigzag-2026]; 0.16, 0.46, 1.06: 8 KiB, 32 KiB and 1 MiB from 45 to 7 nm, remembered"
  }
};
var NOMINAL_LAWS = {
  logicAt7: LAW_CONSTANTS.logicAt7.nominal,
  leakageAt7: LAW_CONSTANTS.leakageAt7.nominal,
  sramExponent: LAW_CONSTANTS.sramExponent.nominal
};
var LOGIC_AREA = [
  [7, 0.13],
  [10, 0.22],
  [14, 0.38],
  [16, 0.41],
  [20, 0.46],
  [32, 1],
  [45, 2.2],
  [65, 3.3]
];
var LOGIC_ENERGY_AT_0V8 = [
  [7, 0.1776, -0.09097, 0.02447],
  [10, 0.2068, -0.09311, 0.02375],
  [14, 0.2363, -0.09675, 0.02239],
  [16, 0.2958, -0.1241, 0.03024],
  [20, 0.373, -0.1582, 0.04104],
  [32, 0.9559, -0.7823, 0.471],
  [45, 1.103, -0.362, 0.2767],
  [65, 3.755, -4.398, 1.975]
].map(([node, a, b, c]) => [node, a * 0.8 ** 2 + b * 0.8 + c]);
var MEASURED_FROM = 28;
var stillmakerEnergy = (node) => linear(LOGIC_ENERGY_AT_0V8, node) / linear(LOGIC_ENERGY_AT_0V8, 32);
function logicEnergy(node, { logicAt7 }) {
  const table = (nm) => stillmakerEnergy(nm) / stillmakerEnergy(45);
  if (node >= MEASURED_FROM) return table(node);
  return logicAt7 * power(table(MEASURED_FROM) / logicAt7, Math.log(node / 7) / Math.log(MEASURED_FROM / 7));
}
var STATED = [7, 10, 14, 16, 20, 22, 28, 32, 40, 45, 65];
function smooth(law, node) {
  const above = STATED.findIndex((one) => one >= node);
  if (above <= 0 || STATED[above] === node) return law(node);
  const from = Math.max(0, above - 2);
  const x = STATED.slice(from, above + 2).map(Math.log);
  const y = STATED.slice(from, above + 2).map((one) => Math.log(law(one)));
  const at = above - 1 - from;
  const secant = (n) => (y[n + 1] - y[n]) / (x[n + 1] - x[n]);
  const slope = (n) => {
    if (n === 0 || n === x.length - 1) return secant(n === 0 ? 0 : n - 1);
    const [before, behind2] = [secant(n - 1), secant(n)];
    if (before * behind2 <= 0) return 0;
    const [left, right] = [x[n] - x[n - 1], x[n + 1] - x[n]];
    return 3 * (left + right) / ((2 * right + left) / before + (right + 2 * left) / behind2);
  };
  const h = x[at + 1] - x[at];
  const t = (Math.log(node) - x[at]) / h;
  return Math.exp(
    y[at] * (1 + 2 * t) * (1 - t) ** 2 + y[at + 1] * t ** 2 * (3 - 2 * t) + h * (slope(at) * t * (1 - t) ** 2 - slope(at + 1) * t ** 2 * (1 - t))
  );
}
var WINDOW = 0.1;
var WEIGHTS = [1, 4, 6, 4, 1];
function averaged(law, node) {
  const { min, max } = SCALING_DOMAIN_NM;
  const half = Math.min(WINDOW, Math.log(node / min), Math.log(max / node));
  if (!(half > 0)) return law(node);
  const logs = WEIGHTS.map((weight, n) => weight / 16 * Math.log(law(node * Math.exp((n / 2 - 1) * half))));
  return Math.exp(logs.reduce((sum, one) => sum + one, 0));
}
var SRAM_CELL = [
  [7, 0.027],
  [10, 0.027 / 0.64],
  [16, 0.07],
  [28, 0.127],
  [40, 0.242],
  [65, 0.242 / 0.46]
];
var SUPPLY = [
  [7, 0.7],
  [10, 0.75],
  [14, 0.8],
  [22, 0.85],
  [32, 0.9],
  [45, 1],
  [65, 1.1]
];
var LEAST_WIDTH = [
  [7, 20],
  [10, 22],
  [14, 32],
  [22, 40],
  [32, 56],
  [45, 80],
  [65, 105]
];
var supplyOf = (nodeNm) => smooth((nm) => linear(SUPPLY, nm), nodeNm);
function linear(table, node) {
  const upper = table.findIndex(([x]) => x >= node);
  const [x1, y1] = table[Math.max(upper, 0)];
  if (x1 === node || upper <= 0) return y1;
  const [x0, y0] = table[upper - 1];
  return y0 + (y1 - y0) * (node - x0) / (x1 - x0);
}
function logarithmic(table, node) {
  const logs = table.map(([x, y]) => [Math.log(x), Math.log(y)]);
  return Math.exp(linear(logs, Math.log(node)));
}
var byPower = (exponent) => (node) => power(node / 32, exponent);
var unity = () => 1;
var LEAKAGE_AT_45 = 15 / 6.4;
var leakageDensity = (node, { leakageAt7 } = NOMINAL_LAWS) => smooth((nm) => {
  const [at, to] = nm < MEASURED_FROM ? [7, leakageAt7] : [45, LEAKAGE_AT_45];
  return power(to, Math.log(Math.min(nm, 45) / MEASURED_FROM) / Math.log(at / MEASURED_FROM));
}, inDomain(node));
function sramEnergy(node, { sramExponent }) {
  if (node < MEASURED_FROM) return power(node / MEASURED_FROM, sramExponent);
  const square = (nm) => Math.sqrt(logarithmic(SRAM_CELL, nm)) * supplyOf(nm) ** 2;
  return square(node) / square(MEASURED_FROM);
}
var SCALING_LAWS = {
  logic: {
    source: "stillmaker-2017",
    note: "tables down to 28 nm; energy below by published arithmetic at 7 nm",
    energy: (node, laws) => averaged((at) => smooth((nm) => logicEnergy(nm, laws), at), node),
    area: (node) => averaged((at) => smooth((nm) => linear(LOGIC_AREA, nm), at), node),
    delay: byPower(1)
  },
  sram: {
    source: "wikichip-2017",
    note: "area of published cells; energy by their side and the square of the supply down to 28 nm, by published macros below; delay by the root of the node (assumed: bit lines gain less than gates)",
    energy: (node, laws) => smooth((nm) => sramEnergy(nm, laws), node),
    area: (node) => smooth((nm) => logarithmic(SRAM_CELL, nm), node),
    delay: byPower(0.5)
  },
  // Exponents of node in the survey regression of converter energy and area; delay as logic.
  analog: {
    source: "andrulis-2024",
    note: "exponents of the survey of published converters",
    energy: byPower(1.8800369206815004),
    area: byPower(0.9932794744745022),
    delay: byPower(1)
  },
  // C·V²: a capacitor set by noise or matching does not shrink with the node, only its supply does.
  charge: {
    source: "neurosim-v14",
    note: "square of the node's supply, assumed below 22 nm; area linear in the node: assumed",
    energy: (node) => supplyOf(node) ** 2,
    area: byPower(1),
    delay: byPower(1)
  },
  // A wire's capacitance a metre is the same at every node, so that its energy follows the supply.
  wire: {
    source: "neurosim-v14",
    note: "energy by the square of the node's supply at .2 fF/\xB5m, supply assumed below 22 nm; area by the square of the least pitch",
    energy: (node) => supplyOf(node) ** 2,
    area: (node) => smooth((nm) => linear(LEAST_WIDTH, nm) ** 2, node),
    delay: unity
  },
  // DRAM numbers are those of a standard, whatever the chip's node.
  dram: { source: "assumed", note: "", energy: unity, area: unity, delay: unity },
  // Cells follow the metal pitch, which the technology gives.
  memristor: { source: "assumed", note: "", energy: unity, area: unity, delay: unity }
};
function scalingFactor(scaling, term, base, node, laws = NOMINAL_LAWS) {
  const law = SCALING_LAWS[scaling];
  const from = inDomain(base);
  const to = inDomain(node);
  return from === to ? 1 : law[term](to, laws) / law[term](from, laws);
}
function inDomain(node) {
  const nm = Math.round(node * 1e12) / 1e3;
  if (nm >= SCALING_DOMAIN_NM.min && nm <= SCALING_DOMAIN_NM.max) return nm;
  throw new RangeError(
    `technology scaling: expected a node in [${SCALING_DOMAIN_NM.min}, ${SCALING_DOMAIN_NM.max}] nm, received ${nm} nm`
  );
}

// src/base/canonical.ts
import { sha256 as sha2562 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes as utf8ToBytes2 } from "@noble/hashes/utils.js";
function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const tree = value;
  const members = Object.keys(tree).filter((key) => tree[key] !== void 0).sort().map((key) => `${JSON.stringify(key)}:${canonicalJson(tree[key])}`);
  return `{${members.join(",")}}`;
}
function memoised(compute, keyOf3, most = 256) {
  const known5 = /* @__PURE__ */ new Map();
  return (...args) => {
    const key = keyOf3(...args);
    const found = known5.get(key);
    if (found !== void 0) return found;
    const result = compute(...args);
    if (known5.size >= most) known5.delete(known5.keys().next().value);
    known5.set(key, result);
    return result;
  };
}

// src/technology/clocking.ts
var GATE_LENGTH = [
  [7, 22],
  [10, 22],
  [14, 26],
  [22, 26],
  [32, 28],
  [45, 30],
  [65, 35]
];
var CLOCK_CONSTANTS = {
  inverter: {
    nominal: 36e-5,
    source: "assumed",
    note: "s a metre of gate length: delay of an inverter that drives four like it; the rule of thumb of 0.36 to 0.5 ns a \xB5m, remembered"
  },
  registerDelay: {
    nominal: 5,
    low: 3,
    high: 8,
    source: "assumed",
    note: "delay of a register with its set-up and skew, in inverters that drive four"
  },
  shortestCycle: {
    nominal: 25,
    source: "assumed",
    note: "least cycle of synthesised logic at the usual supply, in inverters that drive four"
  },
  stageEnergy: {
    nominal: 0.6,
    low: 0.3,
    high: 1,
    source: "assumed",
    note: "energy of a further stage's registers over that of the unit; a cut of 32 bits of [aladdin-2014] through the int8 multiply-accumulate takes .85"
  },
  stageArea: {
    nominal: 0.25,
    low: 0.1,
    high: 0.5,
    source: "assumed",
    note: "area of the same over that of the unit; the same cut takes .23"
  },
  highestSupply: {
    nominal: 1.2,
    source: "assumed",
    note: "highest supply over the node's usual one"
  },
  threshold: {
    nominal: 0.47,
    source: "neurosim-v14",
    note: "threshold over supply: .456 at 65 nm, .491 at 32 nm, .494 at 22 nm, low-power cards"
  },
  alpha: {
    nominal: 1.3,
    source: "assumed",
    note: "exponent of the alpha-power law: current \u221D (V \u2212 Vt)^\u03B1, so that delay \u221D V / (V \u2212 Vt)^\u03B1; remembered"
  },
  leakageBySupply: {
    nominal: 3,
    low: 2,
    high: 5,
    source: "assumed",
    note: "exponent of static power by the supply"
  }
};
var NOMINAL_CLOCKS = Object.fromEntries(
  Object.entries(CLOCK_CONSTANTS).map(([name, { nominal: nominal2 }]) => [name, nominal2])
);
function gateLength(node) {
  const nm = node * 1e9;
  const upper = GATE_LENGTH.findIndex(([x]) => x >= nm - 1e-6);
  const [x1, y1] = GATE_LENGTH[upper < 0 ? GATE_LENGTH.length - 1 : upper];
  if (upper <= 0) return y1 * 1e-9;
  const [x0, y0] = GATE_LENGTH[upper - 1];
  return (y0 + (y1 - y0) * (nm - x0) / (x1 - x0)) * 1e-9;
}
var inverterDelay = (node, k = NOMINAL_CLOCKS) => k.inverter * gateLength(node);
var speedAt = (supply, { threshold, alpha }) => power((supply - threshold) / (1 - threshold), alpha) / supply;
function largestClock(measured, node, k = NOMINAL_CLOCKS) {
  const cycle = Math.min(pathOf(measured, k), k.shortestCycle) * inverterDelay(node, k);
  return speedAt(k.highestSupply, k) / cycle;
}
var pathOf = ({ clock: clock2, node }, k) => 1 / (clock2 * inverterDelay(node, k));
function clockingOf(unit, clock2, measured, node, k = NOMINAL_CLOCKS) {
  const path = pathOf(measured, k);
  const cycle = 1 / (clock2 * inverterDelay(node, k));
  if (cycle >= path * (1 - 1e-12)) return { stages: 1, supply: 1 };
  const shortest = Math.min(path, k.shortestCycle);
  const stages = (path - k.registerDelay) / (Math.max(cycle, shortest) - k.registerDelay);
  if (cycle >= shortest) return { stages, supply: 1 };
  const speed = shortest / cycle;
  if (speed > speedAt(k.highestSupply, k) * (1 + 1e-9)) {
    const ghz = (hertz) => `${Number((hertz / 1e9).toPrecision(3))} GHz`;
    throw new InfeasibleError(
      `${unit}: expected a clock of at most ${ghz(largestClock(measured, node, k))} at ${Number((node * 1e9).toFixed(3))} nm (a cycle of ${shortest} inverter delays, FO4, at ${k.highestSupply} times the usual supply), received ${ghz(clock2)}`
    );
  }
  return { stages, supply: supplyFor(speed, k) };
}
function supplyFor(speed, k) {
  let low = 1;
  let high = k.highestSupply;
  for (let n = 0; n < 60; n++) {
    const middle = (low + high) / 2;
    if (speedAt(middle, k) < speed) low = middle;
    else high = middle;
  }
  return high;
}
var clockFactors = ({ stages, supply }, k = NOMINAL_CLOCKS) => ({
  logic: (1 + k.stageEnergy * (stages - 1)) * supply ** 2,
  memory: supply ** 2,
  area: 1 + k.stageArea * (stages - 1),
  leakage: power(supply, k.leakageBySupply)
});

// src/technology/technology.ts
var METAL = [
  [7, 20, 4.17, 2],
  [10, 22, 3.95, 2],
  [14, 32, 3.25, 2],
  [22, 40, 2.97, 1.9],
  [32, 56, 2.63, 1.8],
  [45, 80, 2.37, 1.7],
  [65, 105, 2.21, 1.7]
];
var wireCapacitance = 2e-10;
var metalPitch = (node) => nanometres(2 * metalAt(node, ([, width]) => width));
function lineResistance(node, pitch = metalPitch(node)) {
  const least = metalPitch(node);
  if (!(pitch >= least * (1 - 1e-9) && pitch < Infinity))
    throw new RangeError(
      `wires: expected a pitch of at least ${round(least * 1e9)} nm at ${round(node * 1e9)} nm, received ${round(pitch * 1e9)} nm`
    );
  const atLeastPitch = metalAt(node, ([, width, rho, aspect]) => 2 * rho * 10 / (width * aspect));
  return ohms(atLeastPitch * least / pitch);
}
var lineCrossSection = (node, pitch = metalPitch(node)) => (pitch / 2) ** 2 * metalAt(node, ([, , , aspect]) => aspect);
var ELECTROMIGRATION_LIMIT = 7e9;
var TEMPERATURE_COEFFICIENT = 451e-5;
var lineTemperatureFactor = (temperature) => 1 + TEMPERATURE_COEFFICIENT * (temperature - 300);
var round = (x) => Number(x.toPrecision(6));
function metalAt(node, value) {
  const nm = node * 1e9;
  const upper = METAL.findIndex(([x]) => x >= nm - 1e-6);
  const above = METAL[upper < 0 ? METAL.length - 1 : upper];
  if (upper <= 0 || Math.abs(above[0] - nm) < 1e-6) return value(above);
  const below = METAL[upper - 1];
  const share = (nm - below[0]) / (above[0] - below[0]);
  return value(below) + (value(above) - value(below)) * share;
}
var TEMPERATURE_DOMAIN = { min: 248, max: 400 };
var AMBIENT = 300;
var AT_300_K = 159e-10;
var AT_400_K = 251e-9;
function leakageFactor(temperature) {
  const { min, max } = TEMPERATURE_DOMAIN;
  if (!(temperature >= min && temperature <= max))
    throw new RangeError(
      `technology: expected a temperature in [${min}, ${max}] K, received ${temperature} K`
    );
  return power(AT_400_K / AT_300_K, (temperature - 300) / 100);
}
var createTechnology = (node, { temperature = kelvin(300), pitch = metalPitch(node), laws } = {}) => laws === void 0 ? technologyOf(node, temperature, pitch) : technologyBy(laws, node, temperature, pitch);
var technologyBy = (laws, node, temperature, pitch) => ({
  node,
  temperature,
  leakageFactor: leakageFactor(temperature),
  leakageDensity: leakageDensity(node, laws),
  pitch,
  wireCapacitance,
  lineResistance: ohms(lineResistance(node, pitch) * lineTemperatureFactor(temperature)),
  energyFactor: (scaling, base) => scalingFactor(scaling, "energy", base, node, laws),
  areaFactor: (scaling, base) => scalingFactor(scaling, "area", base, node, laws),
  delayFactor: (scaling, base) => scalingFactor(scaling, "delay", base, node, laws),
  stages: 1,
  clocked(unit, clock2, measured) {
    return clockedNode(this, unit, clock2, measured, { ...NOMINAL_CLOCKS, ...laws });
  }
});
function clockedNode(own, unit, clock2, measured, laws) {
  const clocking = clockingOf(unit, clock2, measured, own.node, laws);
  if (clocking.stages === 1 && clocking.supply === 1) return own;
  const { logic, memory, area, leakage: leakage2 } = clockFactors(clocking, laws);
  const energy = { logic, wire: logic, sram: memory };
  return {
    ...own,
    stages: clocking.stages,
    leakageFactor: own.leakageFactor * leakage2,
    energyFactor: (scaling, base) => own.energyFactor(scaling, base) * (energy[scaling] ?? 1),
    areaFactor: (scaling, base) => own.areaFactor(scaling, base) * (scaling === "logic" ? area : 1)
  };
}
var technologyOf = memoised(
  (node, temperature, pitch) => technologyBy(NOMINAL_LAWS, node, temperature, pitch),
  (node, temperature, pitch) => `${node} ${temperature} ${pitch}`
);
var CARDS = [
  [7, 0.7, 435e-6, 3e-10, 0.03],
  [22, 0.8, 435e-6, 3e-10, 0.121],
  [45, 1, 291e-6, 5e-10, 0.021],
  [65, 1.1, 297e-6, 56e-11, 0.056]
];
var transistorAt = memoised((node) => {
  const nm = Math.round(node * 1e12) / 1e3;
  const upper = CARDS.findIndex(([known5]) => known5 >= nm);
  if (!(nm >= CARDS[0][0]) || upper < 0)
    throw new RangeError(`transistor: expected a node in [7, 65] nm, received ${nm} nm`);
  const above = CARDS[upper];
  const below = CARDS[Math.max(0, upper - 1)];
  const share = above === below ? 0 : (nm - below[0]) / (above[0] - below[0]);
  const at = (column) => below[column] + (above[column] - below[column]) * share;
  return { supply: at(1), onResistance: at(2), gateCapacitance: at(3), offCurrent: at(4) };
}, String);

// src/technology/wafer.ts
import { z as z21 } from "zod";
var WAFER_PRICES = [
  [7, 9346],
  [10, 5992],
  [16, 3984],
  [20, 3677],
  [28, 2891],
  [40, 2274],
  [65, 1937]
];
function waferPrice(node) {
  const nm = node * 1e9;
  const upper = WAFER_PRICES.findIndex(([entry]) => entry >= nm);
  if (upper === 0) return WAFER_PRICES[0][1];
  if (upper < 0) return WAFER_PRICES[WAFER_PRICES.length - 1][1];
  const [[left, high], [right, low]] = WAFER_PRICES.slice(upper - 1, upper + 1);
  const share = Math.log(nm / left) / Math.log(right / left);
  return high * power(low / high, share);
}
var diesPerWafer = (area, diameter) => Math.max(
  0,
  Math.floor(Math.PI * diameter ** 2 / (4 * area) - Math.PI * diameter / Math.sqrt(2 * area))
);
var defectYield = (area, density, clustering) => Math.exp(-clustering * Math.log1p(area * density / clustering));
var waferSchema = priceOnly(
  z21.strictObject({
    price: real(
      { min: 1, max: 1e6 },
      "US$ of a processed wafer without arrays (default: that of the logic node)"
    ).optional(),
    arrayLayers: real(
      { min: 0, max: 10 },
      "what layers of arrays above the logic add to it, as a share"
    ).prefault(0.1),
    diameter: quantity("m", { min: 0.05, max: 0.5 }, "diameter of the wafer").prefault("300 mm"),
    edge: quantity("m", { min: 0, max: 0.02 }, "rim that holds no die").prefault("3 mm"),
    defects: real({ min: 0, max: 100 }, "defects a square centimetre that spoil a die").prefault(0.1),
    clustering: real({ min: 0.01, max: 1e6 }, "\u03B1 of the negative binomial law of defects").prefault(3)
  }).prefault({})
);

// src/design/array-replicas.ts
import { z as z22 } from "zod";
var arrayReplicasSchema = priceOnly(
  z22.strictObject({
    count: integer(
      { min: 1, max: 1024 },
      "untuned arrays in place of each one, which take turns at the keys; each needs a query map of its own"
    ).prefault(1),
    epoch: integer(
      { min: 0, max: 1 << 30 },
      "keys after which the arrays of a set are made random anew and calibrated; 0 for never"
    ).prefault(0),
    probes: integer({ min: 1, max: 1 << 20 }, "vectors that an array is calibrated on").prefault(512),
    mapBits: integer({ min: 1, max: 16 }, "bits of an entry of a stored query map").prefault(8),
    endurance: real(
      { min: 1, max: 1e18 },
      "times that a cell survives being made random anew (assumed: 1e6, published 1e4 to 1e9)"
    ).prefault(1e6),
    isControl: flag(
      "accept several arrays without query maps: the control whose hash is no better than random"
    ).prefault(false)
  }).prefault({})
);
var isReplicated = ({ count, epoch }) => count > 1 || epoch > 0;
function replicaIssues(replicas, { length, headWidth }) {
  if (!isReplicated(replicas)) return [];
  const { count, probes, isControl } = replicas;
  const issues = [];
  if (count > length)
    issues.push({
      key: "count",
      message: `expected at most as many arrays as the ${length} keys of a sequence, received ${count}`
    });
  if (probes < headWidth && !isControl)
    issues.push({
      key: "probes",
      message: `expected at least as many probes as a key has dimensions, ${headWidth}: fewer leave directions that the map never saw; received ${probes}`
    });
  return issues;
}

// src/design/floorplan.ts
import { z as z23 } from "zod";
function clockedFloorplan({
  digital: { softmax, mac },
  floorplan
}) {
  const { frequency } = floorplan.clock.behaviour;
  const clocks = [softmax, mac].map(({ params: params7 }) => Number(params7.clock ?? 0));
  const fastest = Math.max(...clocks);
  if (frequency === 0 || fastest <= frequency) return floorplan;
  return { ...floorplan, clock: floorplan.clock.with({ frequency: fastest }) };
}
var floorplanSchema = (catalogue) => z23.strictObject({
  network: anyOf(
    catalogue,
    "link",
    "wire",
    "what carries bits between blocks"
  ),
  clock: anyOf(catalogue, "clock", "gated-tree", "distribution of the clock"),
  control: anyOf(
    catalogue,
    "control",
    "sequencer",
    "what sequences a digital unit"
  ),
  pads: anyOf(catalogue, "pads", "interface", "interface to the memory")
}).prefault({});

// src/design/memory-levels.ts
import { z as z24 } from "zod";
var DATA = ["queries", "keys", "scores", "weights", "values", "outputs"];
var PER = ["array", "row", "unit"];
var BUFFER = "buffer";
var MOST_LEVELS = 6;
var MOST_HOMES = 2;
var keptData = accept(
  (input) => {
    const names = Array.isArray(input) ? input : [input];
    const known5 = names.filter((name) => DATA.includes(name));
    const isList = known5.length === names.length && known5.length > 0 && new Set(known5).size === known5.length;
    return isList ? known5 : void 0;
  },
  `data that live there, each once: some of ${DATA.join(", ")}`,
  {
    doc: "data that live there; what no level keeps is read from the buffer at every use",
    maxLength: 7,
    mostItems: DATA.length,
    pattern: `^(${DATA.join("|")})$`
  }
);
var levelsSchema = (memory) => priceOnly(
  z24.record(
    z24.string(),
    z24.strictObject({
      inside: text(
        { max: 40 },
        `level that it is filled from: the name of another, or "${BUFFER}"`
      ).prefault(BUFFER),
      per: choice(
        PER,
        "what there is one of: an array of multipliers, a row of it (lanes that share a sum), or a multiplier"
      ).prefault("array"),
      keeps: keptData.prefault([...DATA]),
      ports: choice(
        ["shared", "separate"],
        "whether reads and writes take turns at its bandwidth, or have it each"
      ).prefault("shared"),
      memory
    })
  )
).optional();
var levelsOf = ({ levels: levels2 }) => Object.entries(levels2 ?? {});

// src/design/unit-sizes.ts
var SIZED_UNITS = ["softmax", "sorter", "projection", "topK", "search"];
var sizesField = priceOnly(
  choice(
    ["searched", "stated"],
    "sizes of softmax, sorter, projection and top-k units and of stores of codes: enlarged part by part for as long as latency falls at the rate of 5 % for twice the size, the config's own being the least; or as the config states them"
  ).prefault("searched")
);

// src/design/design.ts
var ANALOG_ON = ["cheapest", "named"];
var PROJECT_ON = ["cheapest", "mac", "unit"];
var READOUT_OF = { signs: "comparator", largest: "wta", values: "adc" };
var digitises = ({ family }) => family === READOUT_OF.values;
var READOUT_FALLBACKS = {
  comparator: "charge",
  wta: "comparator-tree",
  adc: "low-resolution"
};
var READ_TIME = "10 ns";
var LOGIC_NODE = "28 nm";
var nodeRange = { min: nanometres(SCALING_DOMAIN_NM.min), max: nanometres(SCALING_DOMAIN_NM.max) };
var slotsOf2 = (catalogue) => (family, fallback, doc) => anyOf(catalogue, family, fallback, doc);
var digitalSchema = (slot) => z25.strictObject({
  sorter: slot("sorter", "counting", "sorter of bucket ids"),
  softmax: slot("softmax", "base2", "softmax unit"),
  mac: slot("mac", "int8", "multiply-accumulate array"),
  buffer: slot("sram", "banked", "on-chip buffer"),
  levels: levelsSchema(
    slot("sram", "register-file", "memory of a level between the buffer and the multipliers")
  ),
  projectOn: choice(
    PROJECT_ON,
    "what projects where no crossbar does: the MAC array's adders, the projection unit, or the one of least energy"
  ).prefault("cheapest"),
  projection: slot(
    "projection",
    "adder-tree",
    "unit of random projections; used where projectOn is unit, which naming one implies"
  ),
  sizes: sizesField,
  fetchBy: priceOnly(
    choice(
      ["cheapest", "gather", "stream"],
      "how keys that were chosen by their codes come: each in random order, or all of them past the queries; the one of least energy"
    ).prefault("cheapest")
  )
}).prefault({});
var searchSchema = (slot) => ({
  searchOn: priceOnly(
    choice(
      ["cheapest", "named"],
      "store of the memristor codes: the one of least energy, or the named one"
    ).prefault("cheapest")
  ),
  search: slot(
    "search",
    "cam-2t2r",
    "store of key codes; used where searchOn is named, which naming one implies"
  ),
  topKOn: priceOnly(
    choice(
      ["fitting", "named"],
      "unit that chooses the best keys: one for what the store answers, or the named one"
    ).prefault("fitting")
  ),
  topK: slot(
    "top-k",
    "counting",
    "unit that chooses the best keys; used where topKOn is named, which naming one implies"
  )
});
var baselinesSchema = (slot) => z25.strictObject({
  analogOn: priceOnly(
    choice(
      ANALOG_ON,
      "arrays of exact analog attention: those of least energy, or the ones that baselines.analog names"
    ).prefault("cheapest")
  ),
  analog: slot(
    "dynamic-array",
    "gain-cell",
    "arrays that keys and values are written to; used where analogOn is named, which naming one implies"
  ),
  analogNode: priceOnly(
    quantity("m", nodeRange, "node of these arrays (default: that of their publication)").optional()
  ),
  gpu: slot("gpu", "h100", "GPU of the roofline")
}).prefault({});
var PLACEMENT_FIELDS = {
  sharing: choice(
    ["query-head", "head", "layer", "global"],
    "scope of one set of projections; head: a key head and the query heads that read it"
  ).prefault("head"),
  folding: choice(
    ["none", "write-verified"],
    "weight folding: whether query and key projections are written into the arrays, which then hash a layer's input, before positions"
  ).prefault("none")
};
var hashingSchema = (catalogue, slot) => z25.strictObject({
  unit: choice(["crossbar", "digital"], "what computes the projections").prefault("crossbar"),
  ...PLACEMENT_FIELDS,
  electrics: choice(
    ELECTRICS,
    "resistances that nothing else states: of the node and its parts, or the seed group's (20 \u03A9 a cell, 600 \u03A9 at either end)"
  ).prefault("technology"),
  array: z25.strictObject(ARRAY_FIELDS).prefault({}),
  replicas: arrayReplicasSchema,
  memristor: slot("memristor", "lognormal", "device at a crosspoint"),
  dac: slot("dac", "capacitive", "converter of a word line"),
  driver: slot("row-driver", "line", "driver of a word line"),
  tileSwitch: slot("tile-switch", "transistor", "switch at the end of a tile's line"),
  mux: slot("mux", "ideal", "how outputs share a readout"),
  inputStage: slot("input-stage", "regulated-cascode", "what holds a bit line at its virtual ground"),
  readout: anyFamilyOf(
    catalogue,
    READOUT_FALLBACKS,
    "what turns the currents of pairs into bucket ids"
  ),
  readoutRange: real(
    { min: 0.1, max: 100 },
    "full scale of an ADC in standard deviations of the currents that it sees"
  ).prefault(3),
  readTime: quantity("s", { min: 1e-12, max: 1 }, "time that word lines are held for one read").prefault(
    READ_TIME
  ),
  settlingError: real(
    { min: 1e-9, max: 0.5 },
    "share of a step that may be left at the end of a read"
  ).prefault(0.01),
  settling: choice(
    ["required", "simulated"],
    "a read that is too short to settle: refused; or read as it is, with what is left of the one before"
  ).prefault("required"),
  encoding: choice(ENCODINGS, "how an input's magnitude reaches a word line").prefault("amplitude"),
  polarity: choice(POLARITIES, "how an input's sign does").prefault("bipolar"),
  lowLevel: real(
    { min: 0, max: 0.9 },
    "level of an offset input's lower end, of the read voltage"
  ).prefault(0)
}).prefault({});
function designSchema(catalogue) {
  const slot = slotsOf2(catalogue);
  return z25.strictObject({
    ...CORE_FIELDS,
    // Arrays follow it unless they have their own node, so it affects behaviour.
    logicNode: quantity("m", nodeRange, "node of the digital units").prefault(LOGIC_NODE),
    hashNode: quantity(
      "m",
      nodeRange,
      "node of the arrays and their periphery (default: the logic node, on one die)"
    ).optional(),
    chipletLink: slot("link", "die-to-die", "link to arrays of another node, which are a die of their own"),
    temperature: quantity(
      "K",
      { ...TEMPERATURE_DOMAIN, min: AMBIENT },
      "temperature of the package: of the silicon without its own heat; no less than that of the room, as no cooler is priced"
    ).prefault(`${AMBIENT} K`),
    thermalResistance: priceOnly(
      real(
        { min: 0, max: 1e3 },
        "rise of the silicon over its package in the steady state, K a W/mm\xB2 (assumed: a heat sink with a fan)"
      ).prefault(20)
    ),
    hashing: hashingSchema(catalogue, slot),
    digital: digitalSchema(slot),
    ...searchSchema(slot),
    memory: slot("dram", "lpddr4", "memory behind the chip"),
    floorplan: floorplanSchema(catalogue),
    mapping: mappingSchema,
    whiteSpace: slot("white-space", "ideal", "area of the chip that holds no circuit"),
    wafer: waferSchema,
    calibration: calibrationField2(),
    componentTables: componentTablesField(),
    baselines: baselinesSchema(slot)
  });
}

// src/design/line-width.ts
var DEVIATIONS = 5;
function lineCurrents({ hashing }) {
  const { array, driver, inputStage } = hashing;
  const { rows, columns, tileRows, tileColumns, drive } = array;
  const bitEnds = bitSides(drive).length;
  const bit = { all: rows, tile: Math.min(rows, tileRows), ties: bitEnds, ends: bitEnds };
  const word2 = { all: columns, tile: Math.min(columns, tileColumns), ties: wordSides(drive).length };
  const [bits, words2] = [
    conductances(hashing, { ...bit, end: inputStage.behaviour.inputResistance }),
    conductances(hashing, {
      ...word2,
      ends: driversOfLine(array),
      end: driver.behaviour.outputResistance
    })
  ];
  const volts2 = driver.behaviour.readVoltage;
  const pulled = volts2 * (1 + bits.lift);
  return {
    tile: Math.max(volts2 * bits.tile, pulled * words2.tile),
    global: Math.max(volts2 * bits.global, pulled * words2.global)
  };
}
function conductances({ array, memristor, tileSwitch }, { all, tile, ties, ends, end }) {
  const { meanConductance: mean, conductanceSpread: spread3 } = memristor.behaviour;
  const tiled = isTiled(array);
  const sum = (devices) => devices * mean + DEVIATIONS * spread3 * Math.sqrt(devices);
  const between2 = tiled ? tileSwitch.behaviour.onResistance / ties : 0;
  const own = sum(tile);
  const joined2 = 1 / (1 / sum(all) + between2 * tile / all);
  const whole = joined2 / (1 + joined2 * end / ends);
  return {
    // The drop at the ends of a global line depends on the other tiles; its lower bound, 0, is used.
    tile: 1 / (1 / own + (tiled ? between2 : end / ends)) / ties,
    global: tiled ? whole / ends : 0,
    lift: (own * between2 + whole * end / ends) / (1 + own * between2)
  };
}
var lineLimits = ({ hashNode, hashing }, pitchFactor) => {
  const tile = ELECTROMIGRATION_LIMIT * lineCrossSection(hashNode) * pitchFactor ** 2;
  return { tile, global: tile * hashing.array.globalLayers ** 2 };
};
function loadAt(design, pitchFactor) {
  const { unit, array } = design.hashing;
  if (unit === "digital" || array.wires === "ideal") return 0;
  const [current, limit] = [lineCurrents(design), lineLimits(design, pitchFactor)];
  return Math.max(current.tile / limit.tile, current.global / limit.global);
}
function pitchFactorOf(design) {
  const { pitchFactor, electromigration } = design.hashing.array;
  if (pitchFactor !== void 0) return pitchFactor;
  return electromigration === "ignored" ? 1 : Math.max(1, Math.sqrt(loadAt(design, 1)));
}
var SLACK = 1e-9;
function checkLines(design) {
  const { pitchFactor, electromigration } = design.hashing.array;
  if (electromigration === "ignored") return;
  const factor = pitchFactorOf(design);
  const needed = Math.sqrt(loadAt(design, 1));
  if (needed > MOST_PITCH)
    throw new InfeasibleError(
      `lines of the array would need ${round2(needed)} times the node's least pitch to bear their currents, expected ${MOST_PITCH} at most (use smaller tiles, fewer devices a line, a lower readVoltage or more resistance)`
    );
  if (needed <= factor * (1 + SLACK)) return;
  const [current, limit] = [lineCurrents(design), lineLimits(design, factor)];
  const isTile = current.tile / limit.tile >= current.global / limit.global;
  const [line, carried2, borne] = isTile ? ["a line of a tile", current.tile, limit.tile] : ["a global line", current.global, limit.global];
  throw new InfeasibleError(
    `${line} would carry up to ${microamperes(carried2)}, and bears ${microamperes(borne)} before metal migrates: expected design.hashing.array.pitchFactor of at least ${round2(needed)} or left out, received ${pitchFactor} (or design.hashing.array.electromigration "ignored")`
  );
}
var round2 = (value) => Math.ceil(value * 1e3) / 1e3;
var microamperes = (current) => `${Number((current * 1e6).toPrecision(3))} \xB5A`;

// src/design/electrics.ts
var hashTechnology = ({ hashNode, hashing, temperature }, laws) => createTechnology(hashNode, {
  temperature,
  laws,
  pitch: metalPitch(hashNode) * pitchFactorOf({ hashNode, hashing })
});
function electricsOf(design) {
  const { hashing } = design;
  const { array, driver, inputStage, tileSwitch } = hashing;
  const segment = array.segmentResistance ?? hashTechnology(design).lineResistance;
  return {
    wordSegment: segment,
    bitSegment: segment,
    driver: driver.behaviour.outputResistance,
    readout: inputStage.behaviour.inputResistance,
    tileSwitch: tileSwitch.behaviour.onResistance,
    // As many times wider and, on higher layers, thicker.
    globalSegment: segment / array.globalLayers ** 2,
    drive: array.drive,
    driverEnds: array.driverEnds
  };
}
var encodingOf = ({ hashing }) => encodingFor(hashing.encoding, hashing.polarity, hashing.dac.behaviour.steps, hashing.lowLevel);
var encodingFor = memoised(
  inputEncoding,
  (encoding, polarity, steps2, low) => `${encoding} ${polarity} ${steps2?.magnitude} ${steps2?.offset} ${low}`
);

// src/base/settling.ts
var APART = 1e-3;
function residueAfter(time, timeConstants) {
  const stages = apart(timeConstants);
  let left = 0;
  for (let i = 0; i < stages.length; i++) {
    const own = stages[i];
    let share = Math.exp(-time / own);
    for (let j = 0; j < stages.length; j++) if (j !== i) share *= own / (own - stages[j]);
    left += share;
  }
  return Math.min(1, Math.max(0, left));
}
function apart(timeConstants) {
  const slowest = Math.max(0, ...timeConstants);
  const stages = [];
  for (const own of timeConstants) {
    if (!(own > slowest * 1e-6)) continue;
    let at = stages.length;
    while (at > 0 && stages[at - 1] < own) at--;
    stages.splice(at, 0, own);
  }
  for (let i = 1; i < stages.length; i++) stages[i] = Math.min(stages[i], stages[i - 1] * (1 - APART));
  return stages;
}
function settlingTime(share, timeConstants) {
  const sum = timeConstants.reduce((total, own) => total + own, 0);
  if (sum === 0) return 0;
  let [low, high] = [0, sum];
  while (residueAfter(high, timeConstants) > share) high *= 2;
  for (let n = 0; n < 60; n++) {
    const middle = (low + high) / 2;
    if (residueAfter(middle, timeConstants) > share) low = middle;
    else high = middle;
  }
  return high;
}

// src/peripherals/input-stage/input-stage.ts
import { z as z26 } from "zod";

// src/peripherals/input-stage/amplifier.ts
var THERMAL_ENERGY = 1380649e-29 * 300;
var ELECTRON = 1602176634e-28;
var LOAD_ALONE = {
  capacitance: 24e-15,
  conductance: 1e-3,
  current: 5e-5,
  timeConstant: 1e-9,
  held: 1e-8,
  noiseBandwidth: 115e6
};
var AMPLIFIER_CONSTANTS = shared("amplifier", {
  efficiency: {
    nominal: 15,
    low: 8,
    high: 20,
    source: "ptm-2012",
    note: "g_m/I_D, 1/V: 14.6 to 17.6 at 0.35 to 0.4 V on the gate at 65 nm"
  },
  gain: {
    identity: "amplifier.length",
    nominal: 11,
    low: 5,
    high: 80,
    source: "freepdk45-run-2026",
    note: "voltage gain of the loop's one stage at least length; 8 by [ptm-2012]; high: twice the length"
  },
  transit: {
    // A longer device has more gain and is slower.
    identity: "amplifier.length",
    isOpposite: true,
    nominal: 65e9,
    low: 2e10,
    high: 26e10,
    source: "freepdk45-run-2026",
    note: "transit frequency of the same stage at 65 nm, Hz: 94 GHz at 45 nm; high: the gate alone [ptm-2012], with wires"
  },
  quiescent: {
    nominal: 0.2,
    low: 0.05,
    high: 1,
    source: "assumed",
    note: "bias of an output over the largest current that it gives; 1 is class A"
  }
});
var AMPLIFIER_NOMINAL = {
  efficiency: AMPLIFIER_CONSTANTS.efficiency.nominal,
  gain: AMPLIFIER_CONSTANTS.gain.nominal,
  transit: AMPLIFIER_CONSTANTS.transit.nominal,
  quiescent: AMPLIFIER_CONSTANTS.quiescent.nominal
};
var BASE_NODE = 65e-9;
var transitAt = (transit, node) => 2 * Math.PI * transit * (BASE_NODE / node);
var fastestAmplifier = (node, transit = AMPLIFIER_NOMINAL.transit) => 2 / transitAt(transit, node);
var CHANNEL_NOISE = 1;
var SOURCE_EFFICIENCY = 6;
function holdingAmplifier(resistance, noise, load, node, k) {
  const timeConstant = Math.max(load.timeConstant, fastestAmplifier(node, k.transit));
  const output = Math.max(
    1 / (Math.max(resistance, LEAST_RESISTANCE) * (1 + k.gain)),
    4 * load.capacitance / timeConstant
  );
  const own = 1 / (transitAt(k.transit, node) * timeConstant);
  const quiet = 4 * THERMAL_ENERGY * CHANNEL_NOISE * load.conductance ** 2 * load.noiseBandwidth / noise ** 2;
  const input = Math.max(output * own / (1 - own), quiet);
  const bias = Math.max(output / k.efficiency, k.quiescent * load.current) + input / k.efficiency;
  return { output, input, bias };
}
function quietAmplifier(resistance, noise, load, node, k) {
  const conductance = Math.max(0, load.conductance);
  const least = 4 * THERMAL_ENERGY * CHANNEL_NOISE * conductance * load.noiseBandwidth / Math.sqrt(k.efficiency / SOURCE_EFFICIENCY);
  return holdingAmplifier(resistance, Math.max(noise, Math.sqrt(least)), load, node, k);
}
var LEAST_RESISTANCE = 0.01;
var noiseDensity = ({ input, bias }, load) => 4 * THERMAL_ENERGY * CHANNEL_NOISE * (load.conductance ** 2 / input + SOURCE_EFFICIENCY * bias) + 4 * THERMAL_ENERGY * load.conductance + 2 * ELECTRON * load.current;
var DENSITY = 600;
var LAYOUT = 5;
var amplifierArea = (transconductance, pitch) => transconductance / DENSITY * pitch * LAYOUT;
function heldPrice({ output, input, bias }, further, held, technology, k) {
  const { node } = technology;
  const area = further + amplifierArea(output + input, metalPitch(node));
  return {
    area: squareMetres(area),
    leakage: watts(leakingAt(area, technology, k)),
    actions: {
      hold: {
        energy: joules(bias * transistorAt(node).supply * held),
        latency: seconds(0),
        interval: seconds(0)
      }
    }
  };
}

// src/peripherals/input-stage/input-stage.ts
var defineInputStage = (definition) => define({ ...definition, family: "input-stage" });
var idealInputStage = defineInputStage({
  model: "ideal",
  source: "assumed",
  params: z26.object({}),
  constants: {},
  behave: () => ({ inputResistance: ohms(0), stated: {}, fastest: () => 0, noise: () => 0 }),
  cost: () => free(["hold"])
});
var LOAD_PARAMS = {
  bandwidth: quantity(
    "Hz",
    { min: 1, max: 1e13 },
    "bandwidth that it is built for (default: what the read time leaves beside the lines; 10 ns where no design says)"
  ).optional(),
  lineCapacitance: quantity(
    "F",
    { min: 0, max: 1e-6 },
    "capacitance of the line that it holds (default: the array's; 24 fF)"
  ).optional(),
  lineConductance: quantity(
    "S",
    { min: 0, max: 10 },
    "conductance of the line that it holds (default: the array's; 1 mS)"
  ).optional(),
  peakCurrent: quantity(
    "A",
    { min: 0, max: 1 },
    "largest current of the line (default: three deviations of the array's; 50 \xB5A)"
  ).optional(),
  held: quantity(
    "s",
    { min: 1e-13, max: 1 },
    "time for which it is on in one read (default: the read time; 10 ns)"
  ).optional()
};
var STAGE_PARAMS = {
  inputResistance: quantity("ohm", { min: 0, max: 1e6 }, "resistance to the virtual ground").prefault(
    "300 ohm"
  ),
  noise: quantity(
    "A",
    { min: 1e-12, max: 1e-3 },
    "deviation that the amplifier's own noise may add to a line's current at a read; below what its bias source allows, the quietest that there is"
  ).prefault("50 nA"),
  ...LOAD_PARAMS
};
var statedLoad = (params7) => ({
  ...params7.bandwidth === void 0 ? {} : { timeConstant: 1 / (2 * Math.PI * params7.bandwidth) },
  ...params7.lineCapacitance === void 0 ? {} : { capacitance: params7.lineCapacitance },
  ...params7.lineConductance === void 0 ? {} : { conductance: params7.lineConductance },
  ...params7.peakCurrent === void 0 ? {} : { current: params7.peakCurrent },
  ...params7.held === void 0 ? {} : { held: params7.held },
  ...params7.noiseBandwidth === void 0 ? {} : { noiseBandwidth: params7.noiseBandwidth }
});
var loadOf = (params7) => ({ ...LOAD_ALONE, ...statedLoad(params7) });
var paramsOfLoad = (load) => ({
  bandwidth: 1 / (2 * Math.PI * load.timeConstant),
  lineCapacitance: load.capacitance,
  lineConductance: load.conductance,
  peakCurrent: load.current,
  held: load.held,
  noiseBandwidth: load.noiseBandwidth
});

// src/peripherals/lines/row-driver.ts
import { z as z27 } from "zod";
var CROSSING_CAPACITANCE = 33e-17;
var defineRowDriver = (definition) => define({ ...definition, family: "row-driver" });
var idealRowDriver = defineRowDriver({
  model: "ideal",
  source: "assumed",
  params: z27.object({
    readVoltage: quantity("V", { min: 1e-6, max: 2 }, "word-line voltage at full scale").prefault("0.2 V")
  }),
  constants: {},
  behave: ({ readVoltage }) => ({
    readVoltage,
    outputResistance: ohms(0),
    supply: "read",
    stated: {},
    fastest: () => 0
  }),
  cost: () => free(["charge", "hold"])
});
var VOLTAGE_NOISE = 1e-3;
var lineRowDriver = defineRowDriver({
  model: "line",
  source: "zigzag-2026",
  params: z27.object({
    readVoltage: quantity("V", { min: 1e-6, max: 2 }, "word-line voltage at full scale").prefault("0.2 V"),
    outputResistance: quantity(
      "ohm",
      { min: 0, max: 1e6 },
      "between the driver's source and its word line"
    ).prefault("300 ohm"),
    supply: choice(
      ["chip", "read"],
      "where the currents of a read come from: the chip's supply, or one at the read voltage without a loss"
    ).prefault("chip"),
    ...LOAD_PARAMS
  }),
  constants: {
    ...AMPLIFIER_CONSTANTS,
    device: {
      nominal: CROSSING_CAPACITANCE,
      low: 5e-17,
      high: 1e-15,
      source: "zigzag-2026",
      note: "F a crosspoint, whatever the node: 0.35 fF a cell at 28 nm less its line"
    },
    area: {
      nominal: 474e-12 / 128,
      low: 209e-12 / 64,
      high: 115e-11,
      source: "neurosim-v14",
      note: "m\xB2 a row at 32 nm in addition to its amplifier: row switches of a passive array of 128 rows, 474 \xB5m\xB2; low: of 64 rows, 209 \xB5m\xB2; high: MNSIM"
    },
    leakage: LOGIC_LEAKAGE
  },
  behave: ({ readVoltage, outputResistance, supply, ...load }) => ({
    readVoltage,
    outputResistance,
    supply,
    stated: statedLoad(load),
    fastest: (node) => fastestAmplifier(node)
  }),
  cost: ({ readVoltage, outputResistance, supply: _, ...own }, technology, k) => {
    const load = loadOf(own);
    const { node, wireCapacitance: wireCapacitance2, pitch } = technology;
    const noise = VOLTAGE_NOISE * Math.max(load.conductance, 1e-12);
    const { output, input, bias } = holdingAmplifier(outputResistance, noise, load, node, k);
    const now = seconds(0);
    const area = k.area * technology.areaFactor("charge", nanometres(32)) + amplifierArea(output + input, metalPitch(node));
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        charge: {
          energy: joules((wireCapacitance2 * pitch + k.device) * readVoltage ** 2),
          latency: now,
          interval: now
        },
        hold: {
          energy: joules(bias * transistorAt(node).supply * load.held),
          latency: now,
          interval: now
        }
      }
    };
  }
});

// src/design/front-end.ts
var NOISE_READ = 1e-8;
var NOISE_BANDWIDTH = settlingTime(0.01, [1, 1]) / (8 * NOISE_READ);
var byDesign = /* @__PURE__ */ new WeakMap();
var byKey = /* @__PURE__ */ new Map();
var MOST_KEPT = 4096;
function frontEndOf(design, used = design.hashing.array) {
  const { hashing, hashNode, temperature } = design;
  const found = byDesign.get(hashing);
  const isSame2 = found?.used.rows === used.rows && found.used.columns === used.columns;
  if (isSame2 && found.node === hashNode && found.temperature === temperature) return found.frontEnd;
  const key = keyOf(design, used);
  const frontEnd = byKey.get(key) ?? workOut(design, used);
  if (byKey.size >= MOST_KEPT) byKey.clear();
  byKey.set(key, frontEnd);
  byDesign.set(hashing, { node: hashNode, temperature, used, frontEnd });
  return frontEnd;
}
var numbers = /* @__PURE__ */ new WeakMap();
var next = 0;
function numberOf(part) {
  const known5 = numbers.get(part) ?? next++;
  numbers.set(part, known5);
  return known5;
}
function keyOf({ hashNode, hashing, temperature }, used) {
  const { array, memristor, driver, inputStage, tileSwitch, dac, readTime, settlingError } = hashing;
  const { rows, columns, tileRows, tileColumns, pairing, drive, wires, globalLayers, segmentResistance } = array;
  const ends = driversOfLine(array);
  return [
    hashNode,
    temperature,
    ...[memristor, driver, inputStage, tileSwitch, dac].map(numberOf),
    ...[readTime, settlingError, hashing.encoding, hashing.polarity, hashing.lowLevel],
    ...[rows, columns, tileRows, tileColumns, pairing, drive, ends, wires, globalLayers, segmentResistance],
    pitchFactorOf({ hashNode, hashing }),
    ...[used.rows, used.columns]
  ].join(" ");
}
function workOut(design, used) {
  const { hashing, hashNode } = design;
  const { readTime, settlingError } = hashing;
  const driver = hashing.driver.behaviour;
  const stage2 = hashing.inputStage.behaviour;
  const array = arrayLoads(design, used);
  const lines = array.timeConstants;
  const least = { driver: driver.fastest(hashNode), stage: stage2.fastest(array.stage, hashNode) };
  const own = { driver: driver.stated.timeConstant, stage: stage2.stated.timeConstant };
  const timesAt = (slow) => ({
    driver: own.driver ?? (least.driver === 0 ? 0 : Math.max(least.driver, slow)),
    stage: own.stage ?? (least.stage === 0 ? 0 : Math.max(least.stage, slow))
  });
  const all = (times2) => [
    lines.word,
    lines.bit,
    times2.driver,
    times2.stage
  ];
  const isOpen2 = own.driver === void 0 && least.driver > 0 || own.stage === void 0 && least.stage > 0;
  const leftAt = (slow) => residueAfter(readTime, all(timesAt(slow)));
  const times = timesAt(isOpen2 ? slowestWithin(settlingError, readTime, leftAt) : 0);
  const sum = all(times).reduce((total, time) => total + time, 0);
  const bandwidth = sum > 0 ? 1 / (4 * sum) : NOISE_BANDWIDTH * (NOISE_READ / readTime);
  const common = { held: readTime * encodingOf(design).duration, noiseBandwidth: bandwidth };
  const stageLoad = { ...array.stage, ...stage2.stated, ...common, timeConstant: times.stage };
  const { pairing } = hashing.array;
  const linesOfOutput = pairing === "differential" || pairing === "dummy-column" ? 2 : 1;
  return {
    lines,
    ...times,
    timeConstants: all(times),
    shortest: all(timesAt(0)),
    residue: sum > 0 ? residueAfter(readTime, all(times)) : 0,
    bandwidth,
    noise: Math.sqrt(linesOfOutput) * stage2.noise(stageLoad, hashNode),
    driverLoad: { ...array.driver, ...driver.stated, ...common, timeConstant: times.driver },
    stageLoad
  };
}
function slowestWithin(share, most, leftAt) {
  const over = (inverse) => Math.log(Math.max(leftAt(1 / inverse), 1e-300) / share);
  let [slow, fast] = [1 / most, 64 / most];
  let [aboveSlow, aboveFast] = [over(slow), over(fast)];
  while (aboveFast > 0 && fast < 1e6 / most)
    [slow, aboveSlow, fast, aboveFast] = [fast, aboveFast, 8 * fast, over(8 * fast)];
  if (aboveFast > 0) return 0;
  if (aboveSlow <= 0) return most;
  for (let n = 0; n < 100 && fast - slow > 1e-10 * fast; n++) {
    const secant = slow + (fast - slow) * aboveSlow / (aboveSlow - aboveFast);
    const at = n % 4 === 3 ? (slow + fast) / 2 : secant;
    const above = over(at);
    if (above > 0) {
      [slow, aboveSlow] = [at, above];
      aboveFast /= 2;
    } else {
      [fast, aboveFast] = [at, above];
      if (above > -1e-7) break;
      aboveSlow /= 2;
    }
  }
  return 1 / fast;
}
var LEVEL = 0.5;
var DEVIATIONS2 = 3;
function arrayLoads(design, { rows, columns }) {
  const { hashing } = design;
  const { array, memristor, driver, polarity } = hashing;
  const electrics = electricsOf(design);
  const technology = hashTechnology(design);
  const ends = { word: driversOfLine(array), bit: bitSides(array.drive).length };
  const ties = { word: wordSides(array.drive).length, bit: bitSides(array.drive).length };
  const tileRows = Math.min(rows, array.tileRows);
  const tileColumns = Math.min(columns, array.tileColumns);
  const hasGlobal = isTiled(array);
  const tileSwitch = hasGlobal ? electrics.tileSwitch : 0;
  const cell = technology.wireCapacitance * technology.pitch + CROSSING_CAPACITANCE;
  const over = hasGlobal ? technology.wireCapacitance * technology.pitch : 0;
  const lineOf = (cells, tile, end, segment, axis) => ({
    capacitance: cells * (cell + over),
    /** Elmore: each resistance times the capacitance behind it; a line held at both ends is two halves. */
    timeConstant: end / ends[axis] * cells * (cell + over) + tileSwitch / ties[axis] * tile * cell + segment * tile * tile * cell / 2 / ties[axis] ** 2 + (hasGlobal ? electrics.globalSegment * cells * cells * (cell + over) / 2 / ends[axis] ** 2 : 0),
    resistance: cells * end / ends[axis] + tile * tileSwitch / ties[axis]
  });
  const word2 = lineOf(columns, tileColumns, electrics.driver, electrics.wordSegment, "word");
  const bit = lineOf(rows, tileRows, electrics.readout, electrics.bitSegment, "bit");
  const mean = memristor.behaviour.meanConductance;
  const conductance = mean / (1 + mean * (word2.resistance + bit.resistance));
  const { readVoltage } = driver.behaviour;
  const whole = readVoltage * conductance;
  const sum = polarity === "bipolar" ? DEVIATIONS2 * LEVEL * Math.sqrt(rows) : rows;
  const isIdeal = array.wires === "ideal";
  return {
    timeConstants: isIdeal ? { word: 0, bit: 0 } : { word: word2.timeConstant, bit: bit.timeConstant },
    driver: {
      capacitance: word2.capacitance / ends.word,
      conductance: columns * conductance / ends.word,
      current: columns * whole / ends.word
    },
    stage: {
      capacitance: bit.capacitance / ends.bit,
      conductance: rows * conductance / ends.bit,
      current: sum * whole / ends.bit
    }
  };
}
function unsettledShare(design, used) {
  const { residue } = frontEndOf(design, used);
  return residue <= design.hashing.settlingError * (1 + SLACK2) ? 0 : residue;
}
var SLACK2 = 1e-6;
function currentNoise(design, used) {
  const { readout } = design.hashing;
  const { noise, bandwidth } = frontEndOf(design, used);
  const own = readout.behaviour.scale === "amperes" ? readout.behaviour.noise : 0;
  return Math.hypot(own * Math.sqrt(bandwidth / NOISE_BANDWIDTH), noise);
}
var scaleNoise = ({ hashing: { readout } }) => readout.behaviour.scale === "full-scale" ? readout.behaviour.noise : 0;
var shortestRead = (design, used) => settlingTime(design.hashing.settlingError, frontEndOf(design, used).shortest);
function checkSettling(design, used) {
  const { readTime, settlingError, settling } = design.hashing;
  if (settling === "simulated" || unsettledShare(design, used) === 0) return;
  const { lines } = frontEndOf(design, used);
  const nanoseconds2 = (time) => `${Number((time * 1e9).toPrecision(3))} ns`;
  throw new InfeasibleError(
    `a read has to settle to ${settlingError} of its step (design.hashing.settlingError): word lines (${nanoseconds2(lines.word)}), bit lines (${nanoseconds2(lines.bit)}) and amplifiers take ${nanoseconds2(shortestRead(design, used))} or more, received a readTime of ${nanoseconds2(readTime)} (use a longer one, less resistance, or design.hashing.settling "simulated")`
  );
}
var loaded = (instance, load) => instance.with({ ...paramsOfLoad(load) });
var heldBy = /* @__PURE__ */ new WeakMap();
function sizedFrontEnd(design, used) {
  const frontEnd = frontEndOf(design, used);
  const found = heldBy.get(frontEnd);
  if (found !== void 0) return found;
  const { driver, inputStage } = design.hashing;
  const sized2 = {
    driver: loaded(driver, frontEnd.driverLoad),
    inputStage: loaded(inputStage, frontEnd.stageLoad)
  };
  heldBy.set(frontEnd, sized2);
  return sized2;
}

// src/design/lines-in-use.ts
function pairsOfSet({ hashing }, workload) {
  const { heads, kvHeads, attention } = workload;
  const { rounds, columns } = hashCodeOf(attention, workload.length);
  const sharing = attention.sharedQK ? kvHeads : heads + kvHeads;
  return rounds * columns * (hashing.folding === "none" ? 1 : sharing);
}
var pairsOfArray = ({ pairing, columns, spares }) => columnPlan(pairing, columns).outputs - spares;
function connectedColumns(array, pairs) {
  const { columns, tileColumns, pairing } = array;
  if (!isTiled(array)) return columns;
  const used = pairing === "differential" ? 2 * pairs : pairs;
  const joined2 = Math.min(columns, Math.ceil(used / tileColumns) * tileColumns);
  const last = columns - Math.floor((columns - 1) / tileColumns) * tileColumns;
  return pairing === "dummy-column" && joined2 < columns ? Math.min(columns, joined2 + last) : joined2;
}
function linesInUse({ hashing }, workload) {
  const { array } = hashing;
  const { rows, columns, tileRows } = array;
  if (!isTiled(array)) return { rows, columns };
  const width = hashing.folding === "none" ? workload.headWidth : workload.model?.modelWidth ?? workload.headWidth;
  const pairs = Math.min(pairsOfArray(array), pairsOfSet({ hashing }, workload));
  return {
    rows: Math.min(rows, Math.ceil(width / tileRows) * tileRows),
    columns: array.pairing === "dummy-column" ? columns : connectedColumns(array, pairs)
  };
}

// src/mapping/placement.ts
function checkReplicas({ hashing: { replicas, folding } }, queries) {
  if (!isReplicated(replicas)) return;
  const { count, epoch, isControl } = replicas;
  const replaced = epoch > 0 ? `, replaced every ${epoch} keys` : "";
  const what = `${count} ${count === 1 ? "array" : "arrays"} for one set of projections${replaced}`;
  if (folding !== "none")
    throw new InfeasibleError(
      `${what}: copies of written arrays are not modelled (use design.hashing.folding "none")`
    );
  if (queries === "map" || isControl) return;
  const reason = queries === "buckets" ? "one vector falls into unrelated buckets of two arrays, so queries would miss the keys of all arrays but one" : "signs of one array say nothing of a query that went through another";
  throw new InfeasibleError(
    `${what}: an untuned array is one random matrix, and ${reason} (score keys through a query map of each array, or use design.hashing.replicas.count 1 and epoch 0; design.hashing.replicas.isControl true prices the control all the same)`
  );
}
function turnsOf({ hashing: { replicas } }, workload) {
  const { phase, length, heads, kvHeads } = workload;
  const { count } = replicas;
  const vectors = phase === "decode" ? 1 : Math.max(1, Math.floor(length * kvHeads / heads));
  if (vectors < count) return { together: vectors, servers: Math.floor(count / vectors) };
  return { together: vectors / Math.ceil(vectors / count), servers: 1 };
}
function placeProjections(design, workload, queries = "buckets") {
  const { array, sharing } = design.hashing;
  const { layers, heads, kvHeads } = workload;
  const folded = design.hashing.folding !== "none";
  const rows = folded ? inputWidth(workload) : workload.headWidth;
  checkReplicas(design, queries);
  checkRows(design, rows);
  checkLines(design);
  checkSettling(design, linesInUse(design, workload));
  const { outputs } = columnPlan(array.pairing, array.columns);
  const pairsPerArray = pairsOfArray(array);
  if (pairsPerArray < 1)
    throw new InfeasibleError(
      `the array: expected fewer spares than its ${outputs} projections (design.hashing.array.spares), received ${array.spares}`
    );
  const { addsDigitally } = encodingOf(design);
  if (addsDigitally && !digitises(design.hashing.readout))
    throw new InfeasibleError(
      `bit-serial inputs are added after conversion and a ${design.hashing.readout.family} converts nothing: signs do not add (use readout family "adc", or another encoding)`
    );
  const pairsPerGroup = pairsOfSet(design, workload);
  const linesPerPair = array.pairing === "differential" ? 2 : 1;
  const blocks2 = rowBlocks(array, rows);
  const arraysPerGroup = blocks2 * Math.ceil(pairsPerGroup / pairsPerArray);
  const sets = { "query-head": layers * heads, head: layers * kvHeads, layer: layers, global: 1 }[sharing];
  const groups = folded ? layers : sets;
  const good = arrayYield(outputs, array.spares, array.pairing, array);
  const replicas = design.hashing.replicas.count;
  const { together, servers } = turnsOf(design, workload);
  const setsOfLayer = folded ? 1 : { "query-head": heads, head: kvHeads, layer: 1, global: 1 }[sharing];
  return {
    setsOfLayer: setsOfLayer * servers,
    ...replicas > 1 ? { replicas, together } : {},
    groups,
    arraysPerGroup,
    rowBlocks: blocks2,
    pairsPerGroup,
    rows,
    written: folded ? groups * pairsPerGroup * linesPerPair * rows : 0,
    fill: linesPerPair * pairsPerGroup * rows / (arraysPerGroup * array.rows * array.columns),
    arrayYield: good,
    chipYield: power(good, groups * arraysPerGroup * replicas)
  };
}
function inputWidth({ model, preset: preset2 }) {
  if (model !== null) return model.modelWidth;
  throw new InfeasibleError(
    `folding writes a model's projections, and the shape of ${preset2} was changed: its layers have no known input (leave heads, kvHeads and headWidth to the preset)`
  );
}
function checkRows({ hashing: { array, readout } }, width) {
  if (width <= array.rows) return;
  if (array.rowSplit === "none")
    throw new InfeasibleError(
      `a projection needs ${width} rows and the array has ${array.rows}: a readout decides on a whole projection (use more rows, or design.hashing.array.rowSplit "analog" or, with ADCs, "digital")`
    );
  if (array.rowSplit === "digital" && !digitises(readout))
    throw new InfeasibleError(
      `a projection needs ${width} rows, the array has ${array.rows}, and a ${readout.family} converts nothing that could be added: signs do not add (use readout family "adc", or design.hashing.array.rowSplit "analog")`
    );
}
function arrayYield(outputs, spares, pairing, { openLines, shortedLines }) {
  if (openLines === 0 && shortedLines === 0) return 1;
  const lines = pairing === "differential" ? 2 : 1;
  const connected = power(1 - openLines, lines);
  const untouched = power(1 - shortedLines, lines - 1);
  let clear = new Float64Array(spares + 2);
  let bridged = new Float64Array(spares + 2);
  clear[0] = 1;
  for (let p = 0; p < outputs; p++) {
    const next3 = { clear: new Float64Array(spares + 2), bridged: new Float64Array(spares + 2) };
    const bridgeRight = p < outputs - 1 ? shortedLines : 0;
    for (let bad = 0; bad <= spares; bad++) {
      const good = clear[bad] * connected * untouched;
      const faulty = clear[bad] + bridged[bad] - good;
      next3.clear[bad] += good * (1 - bridgeRight);
      next3.clear[bad + 1] += faulty * (1 - bridgeRight);
      next3.bridged[bad + 1] += (good + faulty) * bridgeRight;
    }
    clear = next3.clear;
    bridged = next3.bridged;
  }
  let sum = 0;
  for (let bad = 0; bad <= spares; bad++) sum += clear[bad];
  return pairing === "dummy-column" ? sum * (1 - openLines) * (1 - shortedLines) : sum;
}
function tileSwitches(array) {
  const { rows, columns, tileRows, tileColumns, drive } = array;
  if (!isTiled(array)) return 0;
  const [down, across] = [Math.ceil(rows / tileRows), Math.ceil(columns / tileColumns)];
  const wordEnds = tileColumns > 1 ? wordSides(drive).length : 1;
  const bitEnds = tileRows > 1 ? bitSides(drive).length : 1;
  return rows * across * wordEnds + columns * down * bitEnds;
}
function chargedColumns(design, { pairsPerGroup }) {
  const { array } = design.hashing;
  const most = pairsOfArray(array);
  const full = Math.floor(pairsPerGroup / most);
  const rest = pairsPerGroup - full * most;
  return full * connectedColumns(array, most) + (rest === 0 ? 0 : connectedColumns(array, rest));
}
function arrayCensus(design, placement) {
  const { rows, columns, pairing } = design.hashing.array;
  const { share } = design.hashing.mux.behaviour;
  const readouts = Math.ceil(columnPlan(pairing, columns).outputs / share);
  const arrays = placement.groups * placement.arraysPerGroup * (placement.replicas ?? 1);
  const ends = arrays / placement.rowBlocks * conversionsOf(design, placement);
  return {
    array: arrays * rows * columns,
    dac: arrays * rows,
    driver: arrays * rows * driversOfLine(design.hashing.array),
    tileSwitch: arrays * tileSwitches(design.hashing.array),
    inputStage: ends * readouts * stagesOf(design),
    readout: ends * readouts,
    ...share > 1 ? { mux: ends * readouts } : {}
  };
}
var bitLinesOf = (pairing) => pairing === "differential" ? 2 : 1;
var stagesOf = ({ hashing: { array } }) => bitLinesOf(array.pairing) * bitSides(array.drive).length;
var conversionsOf = ({ hashing }, { rowBlocks: rowBlocks2 }) => hashing.array.rowSplit === "digital" ? rowBlocks2 : 1;
function coreCensus(cores, units3, packages) {
  const census = {};
  for (const unit of units3) census[unit] = cores;
  census.memory = packages;
  return census;
}
function arrayParallelism(design, placement) {
  const { share } = design.hashing.mux.behaviour;
  const together = placement.together ?? 1;
  const readouts = together * Math.ceil(placement.pairsPerGroup / share) * conversionsOf(design, placement);
  const columnArrays = together * placement.arraysPerGroup / placement.rowBlocks;
  return {
    array: together * placement.pairsPerGroup,
    readout: readouts,
    mux: readouts,
    inputStage: readouts * stagesOf(design),
    dac: placement.rows * columnArrays,
    driver: together * placement.rows * chargedColumns(design, placement)
  };
}

// src/mapping/lsh.ts
function lshCounts(s, sorter, hierarchy) {
  const row2 = s.width * s.wordBits;
  return [
    ...enter(s.length * (s.heads + 2 * s.kvHeads) * row2 + s.foldedBits, hierarchy),
    ...hashMoveCounts(s, hierarchy),
    ...sortCounts(s, sorter, hierarchy),
    ...gatherCounts(s, hierarchy),
    ...pairCounts(s),
    ...mergeRoundCounts(s, hierarchy),
    ...leave(s.length * s.heads * row2, hierarchy)
  ];
}
var hashMoveCounts = (s, hierarchy) => [
  ...move("hash", "read", s.hashInputBits, hierarchy),
  ...move("hash", "write", s.hashedVectors * s.rounds * s.idBits, hierarchy)
];
var chunkNumberBits = (s) => s.duplicatesOnce && s.rounds > 1 ? s.rounds * Math.ceil(Math.log2(Math.max(2, s.chunks))) : 0;
var computedPairsOf = (s) => s.heads * s.length * (s.rounds * s.window + s.near);
var comparisonsOf = (s) => s.duplicatesOnce ? s.heads * s.length * s.window * (s.rounds * (s.rounds - 1) / 2) : 0;
var mergesOf = (s) => s.rounds + (s.near > 0 ? 1 : 0);
function gatherCounts(s, hierarchy) {
  const row2 = s.width * s.wordBits;
  const rows = s.heads * s.length * s.rounds;
  return [
    ...move("gather", "read", rows * 2 * s.indexBits, hierarchy),
    ...gather("gather", "read", 2 * rows, row2 + chunkNumberBits(s), hierarchy),
    ...gather("gather", "read", rows, row2, hierarchy),
    ...move("gather", "read", s.near === 0 ? 0 : s.heads * s.length * 3 * row2, hierarchy)
  ];
}
function pairCounts(s) {
  const pairs = computedPairsOf(s);
  return [
    { operation: "score", component: "mac", action: "mac", count: pairs * s.width },
    { operation: "score", component: "mac", action: "add", count: comparisonsOf(s) },
    { operation: "softmax", component: "softmax", action: "exponent", count: pairs },
    { operation: "weigh", component: "mac", action: "mac", count: pairs * s.width }
  ];
}
function mergeRoundCounts(s, hierarchy) {
  const merges = mergesOf(s);
  const rows = s.heads * s.length;
  const partial = partialBits(s);
  return [
    ...gather("unsort", "write", rows * merges, partial, hierarchy),
    ...gather("combine", "read", rows * (merges - 1), partial, hierarchy),
    ...mergedCounts(s, rows * merges)
  ];
}
var mergedCounts = ({ normalises, width }, merges, passes = 1) => normalises ? [
  { operation: "combine", component: "softmax", action: "exponent", count: merges * 2 * passes },
  { operation: "combine", component: "mac", action: "mac", count: merges * 2 * width }
] : [{ operation: "combine", component: "mac", action: "add", count: merges * width }];
var orderBits = (s, hashes) => hashes === "stored" ? s.sortedSequences * s.length * s.rounds * s.indexBits : 0;
var lshKeepCounts = (s, hashes, hierarchy) => keepCounts(s, orderBits(s, hashes), hierarchy);
function lshBackwardCounts(s, hashes, projections, sorter, hierarchy) {
  const row2 = s.width * s.wordBits;
  const again = hashes === "stored" ? [] : [...hashMoveCounts(s, hierarchy), ...projections, ...sortCounts(s, sorter, hierarchy)];
  const folded = hashes === "stored" ? 0 : s.foldedBits;
  return asBackward([
    ...arriveCounts(s, orderBits(s, hashes) + folded, hierarchy),
    ...again,
    ...gatherBackwardCounts(s, hierarchy),
    ...pairGradientCounts(s, computedPairsOf(s)),
    { operation: "score", component: "mac", action: "add", count: comparisonsOf(s) },
    ...scatterCounts(s, hierarchy),
    ...leave(s.length * (s.heads + 2 * s.kvHeads) * row2, hierarchy)
  ]);
}
function gatherBackwardCounts(s, hierarchy) {
  const row2 = s.width * s.wordBits;
  const rows = s.heads * s.length * s.rounds;
  const near = s.near === 0 ? 0 : s.heads * s.length;
  return [
    ...move("gather", "read", rows * 2 * s.indexBits, hierarchy),
    ...gather("gather", "read", 2 * rows, row2 + chunkNumberBits(s), hierarchy),
    ...gather("gather", "read", rows, row2, hierarchy),
    ...gather("gather", "read", rows, row2 + queryScalarBits(s), hierarchy),
    ...move("gather", "read", near * (4 * row2 + queryScalarBits(s)), hierarchy)
  ];
}
function scatterCounts(s, hierarchy) {
  const visits2 = s.heads * s.length * mergesOf(s);
  const added = addedRows({ queries: [visits2, s.heads * s.length], keys: [visits2, s.kvHeads * s.length] });
  return [
    ...gather("unsort", "write", 3 * visits2, gradientBits(s), hierarchy),
    ...gather("combine", "read", added, gradientBits(s), hierarchy),
    { operation: "combine", component: "mac", action: "add", count: added * s.width }
  ];
}
function sortCounts(s, sorter, hierarchy) {
  const sorts = s.sortedSequences * s.rounds;
  const { place: place2, scan: scan2, reads, writes } = sorter.work(s.length, s.buckets);
  return [
    { operation: "sort", component: "sorter", action: "place", count: sorts * place2 },
    { operation: "sort", component: "sorter", action: "scan", count: sorts * scan2 },
    ...move("sort", "read", sorts * reads * s.idBits, hierarchy),
    ...move("sort", "write", sorts * writes * s.indexBits, hierarchy)
  ];
}
function checkSort(sorter, length, buckets2) {
  const { longest = Number.POSITIVE_INFINITY, keyBits = Number.POSITIVE_INFINITY } = sorter;
  if (length > longest)
    throw new InfeasibleError(
      `the sorter: expected at most ${longest} keys a sequence (design.digital.sorter.block), received ${length}`
    );
  const needed = compositeKeyBits(buckets2, length);
  if (needed > keyBits)
    throw new InfeasibleError(
      `the sorter: expected keys of at most ${keyBits} bits (design.digital.sorter.keyBits), received ${buckets2} buckets \xD7 ${length} positions: ${needed} bits`
    );
}
function crossbarHashCounts(s, design, placement) {
  const { array, readout, mux } = design.hashing;
  const { phases, addsDigitally } = encodingOf(design);
  const { share } = mux.behaviour;
  const { bits } = readout.behaviour;
  const reads = phases.length * share;
  const inputs = design.hashing.folding === "none" ? s.hashedVectors : s.tokens;
  const drives = inputs * placement.rows * placement.arraysPerGroup / placement.rowBlocks * reads;
  const charged = inputs * placement.rows * chargedColumns(design, placement) * reads;
  const pairs = s.hashedVectors * s.rounds * s.columns;
  const isDigital = digitises(readout);
  const parts = (addsDigitally ? phases.length : 1) * conversionsOf(design, placement);
  const conversions = pairs * parts;
  const additions = pairs * (parts - 1) + (isDigital ? s.hashedVectors * s.rounds * s.comparisons : 0) + (array.pairing === "mean-centred" ? 2 * inputs * placement.rows : 0);
  return [
    { operation: "hash", component: "dac", action: "drive", count: drives },
    { operation: "hash", component: "driver", action: "charge", count: charged },
    { operation: "hash", component: "driver", action: "hold", count: drives * driversOfLine(array) },
    { operation: "hash", component: "array", action: "read", count: pairs * reads },
    {
      operation: "hash",
      component: "inputStage",
      action: "hold",
      count: pairs * phases.length * conversionsOf(design, placement) * stagesOf(design)
    },
    { operation: "hash", component: "mux", action: "select", count: share > 1 ? conversions : 0 },
    { operation: "hash", component: "readout", action: readout.behaviour.action, count: conversions },
    { operation: "hash", component: "mac", action: "add", count: additions },
    // Vectors are sent to the arrays' die; ids or codes return.
    ...linkCounts(
      "hash",
      s.hashInputBits + (bits === void 0 ? s.hashedVectors * s.rounds * s.idBits : conversions * bits),
      design.hashNode,
      design
    )
  ];
}
function digitalHashCounts(s, unit) {
  const comparisons = s.hashedVectors * s.rounds * s.comparisons;
  if (unit === null) {
    const additions = s.hashedVectors * s.rounds * s.columns * s.width;
    return [{ operation: "hash", component: "mac", action: "add", count: additions + comparisons }];
  }
  if (s.width > unit.width)
    throw new InfeasibleError(
      `the projection unit: expected vectors of at most ${unit.width} elements (design.digital.projection.width), received a head width of ${s.width}`
    );
  const together = unit.together(s.width);
  const projected = Math.ceil(s.rounds * s.columns / together) * together;
  return [
    { operation: "hash", component: "projection", action: "project", count: s.hashedVectors * projected },
    { operation: "hash", component: "mac", action: "add", count: comparisons }
  ];
}

// src/peripherals/search/search.ts
import { z as z28 } from "zod";
function deviationOf(line, mismatches, bits) {
  const matches = bits - mismatches;
  const cells = line.spread ** 2 * (line.shared ? mismatches * matches / bits : mismatches + matches * line.leak ** 2);
  return Math.sqrt(cells + bits ** 2 * (line.offset ** 2 + line.noise ** 2));
}
var spanOf = (reach) => reach > 0 ? reach : 1;
var exactInquiry = (scores, reach) => inquiryOf(reach, scores.length, {
  read: () => scores,
  readable: true
});
function matchLineInquiry(scores, reach, { bits, answers }, line, rng) {
  const still = rng.fork("still");
  const fresh = rng.fork("fresh");
  const span = spanOf(reach);
  const fixed = scores.map((score) => {
    const mismatches = bits * (1 - score / span) / 2;
    return mismatches + deviationOf({ ...line, noise: 0 }, mismatches, bits) * still.normal();
  });
  const lines = () => fixed.map((mismatches) => {
    const seen = mismatches + bits * line.noise * fresh.normal();
    return Math.min(bits, Math.max(0, seen));
  });
  const read3 = () => lines().map((seen) => span * (1 - 2 * rounded(seen, bits, line.levels) / bits));
  return inquiryOf(reach, scores.length, { read: read3, readable: answers === "scores", lines });
}
function rounded(mismatches, bits, levels2) {
  if (levels2 === void 0) return mismatches;
  const step = bits / (levels2 - 1);
  return Math.round(mismatches / step) * step;
}
function inquiryOf(reach, keys, { read: read3, readable, lines }) {
  let searches = 0;
  const search2 = (answer) => {
    searches++;
    return answer();
  };
  return {
    keys,
    reach: spanOf(reach),
    get searches() {
      return searches;
    },
    report: () => {
      if (readable) return search2(read3);
      throw new InfeasibleError(
        "search: the store compares codes with a threshold and reports no scores; use a top-k unit that asks thresholds"
      );
    },
    race: () => {
      if (lines !== void 0) return search2(lines);
      throw new InfeasibleError("search: the store compares codes by logic and has no match lines that race");
    },
    atLeast: (thresholds) => {
      const least = (n) => typeof thresholds === "number" ? thresholds : thresholds[n];
      return Uint8Array.from(search2(read3), (score, n) => score >= least(n) ? 1 : 0);
    }
  };
}
var defineSearch = (definition) => define({ ...definition, family: "search" });
var STORE_PARAMS = {
  bits: integer({ min: 1, max: 4096 }, "bits of a key's code, or elements of a key").prefault(128),
  keys: integer({ min: 1, max: 1 << 24 }, "keys of a macro").prefault(1024),
  macros: priceOnly(
    integer({ min: 1, max: 1 << 24 }, "macros (default: as many as the codes take)").optional()
  )
};
var WORD_PARAMS = {
  keyBits: integer({ min: 1, max: 8 }, "bits of an element of a key").prefault(1),
  queryBits: integer({ min: 1, max: 8 }, "bits of an element of a query; 1: its signs").prefault(1)
};
var WRITE_PARAMS = {
  pulse: stated(
    quantity("s", { min: 1e-12, max: 0.01 }, "time of a pulse that writes a row").prefault("100 ns")
  ),
  endurance: stated(real({ min: 1, max: 1e18 }, "writes that a row survives (assumed)").prefault(1e6))
};
var storeOf = ({ bits, keys, macros }, queryBits = 1, keyBits = 1) => ({
  bits,
  keyBits,
  queryBits,
  macroKeys: keys,
  capacity: macros === void 0 ? Number.POSITIVE_INFINITY : macros * keys,
  ask: (query) => roundQuery(query, queryBits)
});
var macrosOf = ({ macros }) => macros ?? 1;
var exactStore = (sizes, queryBits, keyBits) => ({
  ...storeOf(sizes, queryBits, keyBits),
  answers: "scores",
  endurance: Number.POSITIVE_INFINITY,
  inquire: (scores, reach) => exactInquiry(scores, reach)
});
function roundQuery(query, bits) {
  if (bits === 1) return query.map((x) => x < 0 ? -1 : 1);
  const most = 2 ** (bits - 1) - 1;
  const largest = query.reduce((least, x) => Math.max(least, Math.abs(x)), 0);
  if (largest === 0) return query;
  return query.map((x) => Math.round(x / largest * most) / most * largest);
}
function sizedFor(store, keys, bits) {
  const { behaviour, params: params7 } = store;
  if (bits > behaviour.bits)
    throw new InfeasibleError(
      `search ${store.model}: codes are ${bits} bits and a row holds ${behaviour.bits} (use bits ${bits})`
    );
  const needed = Math.max(1, Math.ceil(keys / behaviour.macroKeys));
  if (params7.macros === void 0) return store.with({ macros: needed });
  if (keys <= behaviour.capacity) return store;
  throw new InfeasibleError(
    `search ${store.model}: ${keys} keys to be held, and ${String(params7.macros)} macros of ${behaviour.macroKeys} hold ${behaviour.capacity} (use macros ${needed})`
  );
}
var idealSearch = defineSearch({
  model: "ideal",
  source: "assumed",
  params: z28.object({
    ...STORE_PARAMS,
    ...WORD_PARAMS,
    queryBits: integer({ min: 1, max: 52 }, "bits of an element of a query; 1: its signs").prefault(1)
  }),
  constants: {},
  behave: (p) => exactStore(p, p.queryBits, p.keyBits),
  cost: () => free(["search", "write"])
});

// src/peripherals/top-k/top-k.ts
import { z as z30 } from "zod";

// src/peripherals/ideal.ts
import { z as z29 } from "zod";
var ideal = { model: "ideal", source: "assumed", constants: {} };
var unsized = z29.object({});
var idealUnit = { model: "ideal", source: "assumed", constants: {}, params: z29.object({}) };

// src/peripherals/top-k/top-k.ts
var defineTopK = (definition) => define({ ...definition, family: "top-k" });
var inSteps = (candidates, width) => Math.ceil(candidates / width) * width;
var kindOf = (budget) => "k" in budget ? "k" : "p" in budget ? "p" : "threshold";
function checkSelection({ model, behaviour }, store, { candidates, budget, weighted: weighted2 }) {
  const refuse = (what) => {
    throw new InfeasibleError(`top-k ${model}: ${what}`);
  };
  const { asks, weights, budgets, largest = Infinity, longest = Infinity } = behaviour;
  if (asks === "scores" && store.answers === "threshold")
    refuse("needs scores, and the store only compares with a threshold (use a unit that asks thresholds)");
  if (asks === "lines" && store.line === void 0)
    refuse("reads match lines in time, and the store compares codes by logic");
  if (weighted2 && !weights) refuse("cannot weight scores by the norms of keys");
  if (!budgets.includes(kindOf(budget)))
    refuse(`meets budgets of ${budgets.join(" and ")}, not of ${kindOf(budget)}`);
  if (candidates > longest) refuse(`takes ${longest} candidates, received ${candidates}`);
  if ("k" in budget && budget.k > candidates) refuse(`${budget.k} to be chosen of ${candidates} candidates`);
  if ("k" in budget && budget.k > largest) refuse(`returns at most ${largest}, received k ${budget.k}`);
}
var weighted = (scores, weights) => weights === void 0 ? scores : scores.map((score, n) => score * weights[n]);
var ranked = (scores) => Int32Array.from([...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b));
function takenOf(falling, budget) {
  if ("k" in budget) return Math.min(budget.k, falling.length);
  if ("least" in budget) return falling.filter((score) => score >= budget.least).length;
  const masses = falling.map((score) => Math.exp(budget.slope * (score - falling[0])));
  const wanted2 = budget.p * masses.reduce((sum, mass) => sum + mass, 0);
  let held = 0;
  const last = masses.findIndex((mass) => {
    held += mass;
    return held >= wanted2;
  });
  return last < 0 ? falling.length : last + 1;
}
function best(scores, budget) {
  const falling = scores.toSorted().reverse();
  const taken = takenOf(falling, budget);
  const threshold = taken === 0 ? Number.POSITIVE_INFINITY : falling[taken - 1];
  const positions = new Int32Array(taken);
  let equals = taken - falling.subarray(0, taken).indexOf(threshold);
  let found = 0;
  for (let n = 0; n < scores.length && found < taken; n++)
    if (scores[n] > threshold || scores[n] === threshold && equals-- > 0) positions[found++] = n;
  return { positions, threshold };
}
function roundScores(scores, most, bits) {
  const step = 2 * most / (2 ** bits - 1);
  return step === 0 ? scores : scores.map((score) => Math.round((score + most) / step) * step - most);
}
var reachOf = ({ inquiry, weights }) => inquiry.reach * (weights === void 0 ? 1 : weights.reduce((most, w) => Math.max(most, w), 0));
var idealTopK = defineTopK({
  ...ideal,
  params: z30.object({}),
  behave: () => ({
    asks: "scores",
    weights: true,
    budgets: ["k", "p", "threshold"],
    select: ({ inquiry, weights }, budget) => {
      const scores = weighted(inquiry.report(), weights);
      const order = ranked(scores);
      const taken = takenOf(
        Float64Array.from(order, (n) => scores[n]),
        budget
      );
      return {
        positions: order.slice(0, taken).sort(),
        threshold: taken === 0 ? Number.POSITIVE_INFINITY : scores[order[taken - 1]],
        ...sorted(scores.length, kindOf(budget))
      };
    },
    work: (candidates, _, kind) => sorted(candidates, kind)
  }),
  cost: () => free(["select", "scan", "weigh"])
});
var sorted = (candidates, kind) => ({
  searches: 1,
  select: candidates,
  scan: 0,
  weigh: kind === "p" ? candidates : 0
});
var TOP_K_PARTS = { ...REGISTERS, ...COMPARATORS, ...ADDERS };
var WEIGHING = { ...EXPONENTIAL, ...MULTIPLIERS, ...ADDERS };
function weighingAt(technology, k) {
  const [table, factor] = [nanometres(16), logicAt(technology, k)];
  return {
    energy: k.exponential * technology.energyFactor("logic", table) + k.productGlitches * (4 * k.multiply8 + 32 * k.adderBit) * factor.energy,
    area: k.exponentialArea * technology.areaFactor("logic", table) + (4 * k.multiplier8Area + 32 * k.adderArea) * factor.area
  };
}
var COUNTER = 24;
var bitsFor = (values) => Math.ceil(Math.log2(Math.max(2, values)));

// src/mapping/selection.ts
function wantedKeys(workload) {
  const { attention, length, phase, selected } = workload;
  const { kind, keys, share, expected } = attention.budget;
  if (kind === "equal")
    return {
      chosen: phase === "decode" ? expectedLoad(workload).distinct : Math.min(length, attention.rounds * windowOf(workload))
    };
  if (kind === "share") return { share };
  if (kind === "fixed") {
    if (keys > length)
      throw new InfeasibleError(
        `a query is to attend ${keys} keys (workload.attention.budget.keys) and there are ${length}`
      );
    return { chosen: Math.max(0, keys - nearSlots(length, attention)) };
  }
  const measured = expected ?? selected?.attended;
  if (measured === void 0)
    throw new InfeasibleError(
      "how many keys have or hold a share of the attention depends on the text, and nothing was measured on it (use workload.attention.budget.expected)"
    );
  return { share: measured };
}
function selectedKeys(workload) {
  const known5 = counted.get(workload) ?? countKeys(workload);
  counted.set(workload, known5);
  return known5;
}
var counted = /* @__PURE__ */ new WeakMap();
function countKeys(workload) {
  const { attention, length, phase, wanted: wanted2 } = workload;
  if (wanted2 === void 0) throw new RangeError("selectedKeys: expected a workload with wanted keys");
  const near = nearSlots(length, attention);
  const chooses = chosenOf(wanted2, near);
  const fetches = fetchedOf(workload, near);
  if (phase === "decode" || !attention.causal) {
    const tokens = phase === "decode" ? 1 : length;
    const chosen = chooses(length);
    return {
      searched: tokens * length,
      near: tokens * near,
      chosen: tokens * chosen,
      fetched: tokens * fetches(length, chosen),
      most: chosen
    };
  }
  const reached = "chosen" in wanted2 ? near + wanted2.chosen : near / wanted2.share;
  const kinks = [near, reached];
  return {
    searched: exactPairs(length, true),
    near: near * (near + 1) / 2 + (length - near) * near,
    chosen: sumTo(length, chooses, kinks),
    fetched: sumTo(length, (seen) => fetches(seen, chooses(seen)), kinks),
    most: chooses(length)
  };
}
var chosenOf = (wanted2, near) => (seen) => {
  const far = Math.max(0, seen - near);
  const most = "chosen" in wanted2 ? wanted2.chosen : wanted2.share * seen - near;
  return Math.max(0, Math.min(far, most));
};
function fetchedOf({ attention, heads, kvHeads, selected, agreement: buckets2 }, near) {
  const sharers = attention.codes.searchers === "key-head" ? 1 : heads / kvHeads;
  const agreement = selected?.fetched ?? (buckets2 === void 0 ? 1 : buckets2.fetched / buckets2.distinct);
  return (seen, chosen) => {
    const far = seen - near;
    if (sharers === 1 || chosen <= 0 || chosen >= far) return chosen;
    const independent = far * -Math.expm1(sharers * Math.log1p(-chosen / far));
    return Math.max(chosen, Math.min(far, agreement * independent));
  };
}
var ADDED = 512;
function sumTo(last, f, kinks) {
  const edges = kinks.map(Math.floor).filter((edge) => edge > 0 && edge < last);
  const ends = [.../* @__PURE__ */ new Set([...edges, last])].sort((a, b) => a - b);
  let [sum, from] = [0, 1];
  for (const end of ends) {
    const added = Math.min(end, from + ADDED);
    for (let v = from; v <= added; v++) sum += f(v);
    if (end > added) sum += smoothSum(added + 1, end, f);
    from = end + 1;
  }
  return sum;
}
var GAUSS = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763]
];
function smoothSum(from, to, f) {
  const [low, high] = [from - 0.5, to + 0.5];
  let integral = 0;
  for (let left = low; left < high; ) {
    const right = Math.min(high, 1.5 * left);
    const [middle, half] = [(left + right) / 2, (right - left) / 2];
    for (const [node, weight] of GAUSS)
      integral += half * weight * (f(middle - half * node) + f(middle + half * node));
    left = right;
  }
  const bend2 = f(to) - f(to - 1) - (f(from + 1) - f(from));
  return integral - bend2 / 24;
}
function touchedBlocks(workload, blockKeys) {
  const { attention, length, phase, wanted: wanted2 } = workload;
  if (wanted2 === void 0) throw new RangeError("touchedBlocks: expected a workload with wanted keys");
  const near = nearSlots(length, attention);
  const chooses = chosenOf(wanted2, near);
  const { localWindow, sink: sink2 } = attention;
  const nearBlocks = Math.ceil(sink2 / blockKeys) + (localWindow > 0 ? (localWindow + blockKeys - 1) / blockKeys : 0);
  const touched = (seen, all) => {
    const far = seen - Math.min(seen, near);
    const chosen = chooses(seen);
    if (chosen >= far) return all;
    const close = Math.min(all, nearBlocks);
    return close - (all - close) * Math.expm1(blockKeys * Math.log1p(-chosen / far));
  };
  if (phase === "decode" || !attention.causal) {
    const queries = phase === "decode" ? 1 : length;
    const all = Math.ceil(length / blockKeys);
    const own = touched(length, all);
    return { blocks: queries * own, keys: queries * length * own / all };
  }
  const meanBlocks = (seen) => (seen + (blockKeys - 1) / 2) / blockKeys;
  const reached = "chosen" in wanted2 ? near + wanted2.chosen : near / wanted2.share;
  const kinks = [near, reached, nearBlocks * blockKeys - (blockKeys - 1) / 2];
  const blocksAt = (seen) => touched(seen, meanBlocks(seen));
  return {
    blocks: sumTo(length, blocksAt, kinks),
    keys: sumTo(length, (seen) => seen * blocksAt(seen) / meanBlocks(seen), kinks)
  };
}

// src/mapping/code-store.ts
var PREFILL_STORES = 2;
var searchersOf = ({
  attention,
  heads,
  kvHeads
}) => attention.codes.searchers === "key-head" ? kvHeads : heads;
var setsOf = ({ hashing }, { heads, kvHeads }) => hashing.sharing === "query-head" ? heads : kvHeads;
function storesOf(design, workload) {
  const all = workload.layers * workload.batch * setsOf(design, workload);
  return workload.phase === "decode" ? all : Math.min(PREFILL_STORES * design.cores, all);
}
var planesOf = ({ search: search2 }, { queryBits }) => Math.ceil(queryBits / search2.behaviour.queryBits);
function codeChoices(design, workload) {
  if (!isScored(workload.attention)) return [design];
  const { searches = [{ search: design.search, topK: design.topK }] } = design.open ?? {};
  const fetches = design.digital.fetchBy === "cheapest" ? likelyFetches(design, workload) : [design.digital.fetchBy];
  let refusal;
  const choices = [];
  const kind = kindOfBudget(workload);
  const serving = searches.filter(({ topK }) => topK.behaviour.budgets.includes(kind));
  for (const own of serving.length > 0 ? serving : searches)
    try {
      const sized2 = sizedDesign({ ...design, ...own }, workload);
      for (const fetchBy of fetches) choices.push({ ...sized2, digital: { ...sized2.digital, fetchBy } });
    } catch (error) {
      if (!(error instanceof InfeasibleError)) throw error;
      refusal ??= error;
    }
  if (choices.length === 0)
    throw refusal ?? new InfeasibleError("no store of key codes serves this workload");
  return choices;
}
var kindOfBudget = ({ attention: { budget } }) => budget.kind === "mass" ? "p" : budget.kind === "threshold" ? "threshold" : "k";
var FAR_APART = 8;
function likelyFetches(design, workload) {
  const { heads, kvHeads, length, phase, attention } = workload;
  const blockRows = blockRowsAt(design.digital.mac.behaviour, workload.headWidth);
  const gathered = kvHeads * selectedKeys(workload).fetched;
  const streamed = phase === "decode" ? kvHeads * length : heads * streamedKeys(length, blockRows, attention.causal);
  return streamed > FAR_APART * gathered ? ["gather"] : ["gather", "stream"];
}
function sizedDesign(design, workload) {
  const { search: search2, topK } = design;
  const { length, heads, phase, attention } = workload;
  const code = codeOf(design, workload);
  if (design.hashing.unit === "crossbar" && code.query === "values" && !readsValues(design))
    throw new InfeasibleError(
      `queries as values of arrays are converted, and a ${design.hashing.readout.family} reads signs (use readout family "adc", or workload.attention.codes.query "map" or "signs")`
    );
  if (kindOfBudget(workload) === "threshold" && code.query === "signs")
    throw new InfeasibleError(
      'a threshold of weight needs estimates of logits, and signs of queries give none (use workload.attention.codes.query "map" or "values")'
    );
  const { behaviour, params: params7 } = search2;
  const takes = (key) => Object.hasOwn(params7, key);
  if (code.entryBits > 1 && !takes("keyBits"))
    throw new InfeasibleError(
      `search ${search2.model}: its cells hold one bit of an entry, and coordinates have ${code.entryBits} (use a store of words, or workload.attention.codes.coordinateBits 1)`
    );
  sizedFor(search2, storesOf(design, workload) * length, code.entries);
  const shared2 = phase === "decode" ? heads / setsOf(design, workload) : blockRowsAt(design.digital.mac.behaviour, workload.headWidth);
  const wide = withParams(search2, {
    bits: code.entries + Math.ceil(code.lengthBits / code.entryBits),
    macros: Math.ceil(length / behaviour.macroKeys),
    ...takes("keyBits") ? { keyBits: code.entryBits } : {},
    ...takes("queryBits") ? { queryBits: code.queryBits } : {},
    // Codes in the memory behind the chip arrive no faster than it delivers them.
    ...takes("bandwidth") ? { bandwidth: Math.min(Number(params7.bandwidth), memoryRate(design)) } : {},
    ...takes("sharing") ? { sharing: attention.codes.searchers === "key-head" ? 1 : shared2 } : {}
  });
  const inPlanes = planesOf({ search: wide }, code) > 1;
  if (inPlanes && (behaviour.answers === "threshold" || topK.behaviour.asks === "lines"))
    throw new InfeasibleError(
      `search ${search2.model}: queries of ${code.queryBits} bits are compared plane by plane and their scores added, and no scores are read out of it (use workload.attention.codes.query "signs")`
    );
  const unit = withParams(topK, {
    ...Object.hasOwn(topK.params, "levels") && code.query === "signs" ? { levels: code.entries + 1 } : {},
    ...Object.hasOwn(topK.params, "longest") ? { longest: design.topKOn === "named" ? Math.max(length, Number(topK.params.longest)) : length } : {},
    ...Object.hasOwn(topK.params, "positionBits") ? { positionBits: Math.max(Math.ceil(Math.log2(length)), Number(topK.params.positionBits)) } : {}
  });
  const { most } = selectedKeys(workload);
  const k = Math.max(1, Math.round(most));
  const budget = kindOfBudget(workload) === "p" ? { p: attention.budget.mass, slope: 1 } : kindOfBudget(workload) === "threshold" ? { least: 0 } : { k };
  checkSelection(unit, wide.behaviour, { candidates: length, budget, weighted: code.lengthBits > 0 });
  return {
    ...design,
    search: wide,
    topK: unit,
    open: params7.macros === void 0 ? {} : { macros: Number(params7.macros) }
  };
}
var memoryRate = ({ memory }) => Number(memory.params.bandwidth ?? Number.POSITIVE_INFINITY);
var readsValues = ({ hashing }) => hashing.readout.behaviour.reads === "values";
var knownSizes = /* @__PURE__ */ new WeakMap();
function withParams(instance, changed) {
  const sizes = knownSizes.get(instance) ?? /* @__PURE__ */ new Map();
  knownSizes.set(instance, sizes);
  const key = JSON.stringify(changed);
  const known5 = sizes.get(key) ?? instance.with(changed);
  sizes.set(key, known5);
  return known5;
}

// src/mapping/scored.ts
var of = (operation, component, action, count) => ({ operation, component, action, count });
var attendedPairsOf = ({ s, keys }) => s.heads * (keys.near + keys.chosen);
function searchedCodes({ length, blockRows }, { phase, attention }) {
  if (phase === "decode") return length;
  if (!attention.causal) return length * length;
  const whole = Math.floor(length / blockRows);
  const rest = length - whole * blockRows;
  return blockRows * blockRows * whole * (whole + 1) / 2 + rest * length;
}
function scoredCounts(own, design) {
  const { s, workload, hierarchy } = own;
  const row2 = s.width * s.wordBits;
  const isDecode = workload.phase === "decode";
  return [
    ...enter(s.tokens * (s.heads + 2 * s.kvHeads) * row2 + mapBits(own, !isDecode), hierarchy),
    // A decode's key and value are cached, and its vectors are still on the chip when they are hashed.
    ...move("input", "write", isDecode ? 2 * s.kvHeads * row2 : 0, hierarchy),
    ...move("hash", "read", s.hashInputBits, isDecode ? { ...hierarchy, resident: 1 } : hierarchy),
    ...encodeCounts(own),
    ...mapCounts(own),
    ...fetchCounts(own, design),
    ...pairCounts2(own),
    ...leave(s.tokens * s.heads * row2, hierarchy)
  ];
}
var mapBits = ({ s, code }, wanted2 = true) => wanted2 && code.query === "map" ? s.keySequences * s.width * code.entries * s.wordBits : 0;
var keptBits2 = (own) => {
  const { s, workload } = own;
  const cache = s.length * s.kvHeads * 2 * s.width * s.wordBits;
  return workload.layers * (workload.batch * cache + mapBits(own));
};
function encodeCounts({ s, code }) {
  const keys = s.tokens * s.keySequences;
  const { entries: entries2, entryBits, lengthBits, query } = code;
  const rounded2 = entryBits > 1 ? entries2 : 0;
  const estimated = lengthBits > 0 && query === "map" ? 1 : 0;
  const lengths = lengthBits > 0 ? s.width * (1 + estimated) : 0;
  return [
    of("hash", "mac", "mac", keys * (lengths + 2 * rounded2)),
    of("hash", "mac", "add", keys * (rounded2 * entryBits + estimated * entries2 * s.width)),
    of("code", "search", "write", keys)
  ];
}
function mapCounts({
  s,
  code,
  workload,
  hierarchy
}) {
  const searchers = searchersOf(workload);
  const queries = s.tokens * searchers;
  const added = of("map", "mac", "add", s.tokens * (s.heads - searchers) * s.width);
  if (code.query !== "map") return [added];
  const weights = s.width * code.entries * s.wordBits;
  return [
    added,
    of("map", "mac", "mac", queries * s.width * code.entries),
    ...move("map", "read", (workload.phase === "decode" ? s.keySequences : searchers) * weights, hierarchy)
  ];
}
var MOST_STEPS = 256;
function searchCounts(own, design) {
  const { s, code, keys, workload } = own;
  const searchers = searchersOf(workload);
  const { attention, phase } = workload;
  const kind = kindOfBudget(workload);
  const work = { searched: 0, select: 0, scan: 0, weigh: 0 };
  const add = (queries, candidates) => {
    const chosen = Math.min(candidates, keys.most);
    const one = design.topK.behaviour.work(candidates, chosen, kind);
    work.searched += queries * one.searches * candidates;
    work.select += queries * one.select;
    work.scan += queries * one.scan;
    work.weigh += queries * one.weigh;
  };
  const step = s.blockRows * Math.ceil(s.length / s.blockRows / MOST_STEPS);
  if (phase === "decode") add(1, s.length);
  else if (!attention.causal) add(s.length, s.length);
  else if (step === s.blockRows)
    for (let from = 0; from < s.length; from += step)
      add(Math.min(step, s.length - from), Math.min(s.length, from + step));
  else
    for (let from = 0; from < s.length; from += step) {
      const queries = Math.min(step, s.length - from);
      add(queries, Math.min(s.length, from + (queries + s.blockRows) / 2));
    }
  const planes = planesOf(design, code);
  return [
    of("search", "search", "search", searchers * work.searched * planes),
    of("search", "mac", "add", searchers * work.searched * (planes - 1)),
    of("top-k", "topK", "select", searchers * work.select),
    of("top-k", "topK", "scan", searchers * work.scan),
    of("top-k", "topK", "weigh", searchers * work.weigh)
  ];
}
var listBits = ({ s, keys, workload }) => searchersOf(workload) * keys.chosen * s.indexBits;
function fetchCounts(own, { digital: digital2, memory }) {
  const { s, keys, workload, hierarchy, fetch } = own;
  const row2 = s.width * s.wordBits;
  if (fetch === "stream") {
    const bits = searchersOf(workload) * keys.searched;
    const streamed = workload.phase === "decode" ? move("gather", "read", s.kvHeads * s.length * 2 * row2, hierarchy) : streamCounts(s, workload.attention.causal, digital2.buffer.behaviour, memory.behaviour);
    return [
      ...move("top-k", "write", bits, hierarchy),
      ...move("gather", "read", bits, hierarchy),
      ...streamed,
      // Units idle during pairs that are not attended.
      ...["score", "weigh"].map(
        (operation) => of(operation, "mac", "stall", (s.heads * keys.searched - attendedPairsOf(own)) * s.width)
      )
    ];
  }
  const isDecode = workload.phase === "decode";
  const queries = isDecode ? 0 : s.heads * s.length * row2;
  return [
    ...move("top-k", "write", listBits(own), hierarchy),
    ...move("gather", "read", listBits(own) + queries, hierarchy),
    ...move("gather", "read", nearRows(own) * 2 * row2, hierarchy),
    ...gather("gather", "read", 2 * s.kvHeads * keys.fetched, row2, hierarchy)
  ];
}
var nearRows = ({ s, keys, workload }) => {
  if (keys.near === 0) return 0;
  return workload.phase === "decode" ? s.kvHeads * keys.near : s.heads * s.length;
};
function fetchedBytes(own) {
  const { s, keys, workload, fetch } = own;
  const rows = fetch === "gather" ? s.kvHeads * keys.fetched + nearRows(own) : workload.phase === "decode" ? s.kvHeads * s.length : s.heads * streamedKeys(s.length, s.blockRows, workload.attention.causal);
  return rows * 2 * s.width * s.wordBits / 8;
}
function pairCounts2(own) {
  const { s } = own;
  const pairs = attendedPairsOf(own);
  return [
    of("score", "mac", "mac", pairs * s.width),
    of("softmax", "softmax", "exponent", pairs),
    of("weigh", "mac", "mac", pairs * s.width),
    of("combine", "mac", "mac", s.normalises ? s.heads * s.tokens * s.width : 0)
  ];
}

// src/mapping/mac-blocks.ts
var blockOf = (s, workload, tiling = WHOLE) => blocksOf(s, workload)(tiling);
function blocksOf({ width, blockRows }, workload) {
  const { phase, length, attention } = workload;
  if (phase === "decode") return () => null;
  if (attention.kind === "exact") return () => exactBlock({ length, width, blockRows });
  const [chunk, window] = [Math.min(length, attention.chunk), Math.min(length, windowOf(workload))];
  return ({ queryTiles, keyTiles, valuePasses }) => ({
    queries: Math.ceil(chunk / queryTiles),
    keys: Math.ceil(window / keyTiles),
    width: Math.ceil(width / valuePasses)
  });
}
function exactBlock({ length, width, blockRows }) {
  const rows = Math.min(length, blockRows);
  return { queries: rows, keys: rows, width };
}
var blockArrayOf = ({
  mac: { behaviour },
  levels: levels2
}) => levels2 === void 0 ? behaviour : { use: behaviour.use };
function withIdleUnits(counts2, { use, streams }, block) {
  if (block === null || use === void 0) return [...counts2];
  const idle2 = 1 / use(block) - 1;
  const { staged, restreamed } = streams?.(block) ?? { staged: 0, restreamed: 0 };
  const all = [];
  for (const entry of counts2) {
    all.push(entry);
    const { operation, component, action, count } = entry;
    if (component !== "mac" || action !== "mac") continue;
    if (!isTwinOf(operation, "score") && !isTwinOf(operation, "weigh")) continue;
    all.push({ operation, component, action: "stall", count: count * idle2 });
    if (restreamed === 0) continue;
    all.push({ operation, component, action: "stage", count: count * staged });
    all.push({ operation, component, action: "restream", count: count * restreamed });
  }
  return all;
}
function withIdleScored({ s, workload, fetch }, counts2, mac) {
  if (fetch === "gather" || workload.phase === "decode") return [...counts2];
  const block = exactBlock(s);
  const use = mac.use?.(block) ?? 1;
  const slowed = counts2.map(
    (entry) => entry.component === "mac" && entry.action === "stall" ? { ...entry, count: entry.count / use } : entry
  );
  return withIdleUnits(slowed, mac, block);
}
function useOf({ digital: digital2 }, workload, s) {
  const { use } = digital2.mac.behaviour;
  if (use === void 0 || workload.attention.kind !== "lsh" || workload.phase === "decode") return () => 1;
  const known5 = /* @__PURE__ */ new Map();
  const cut2 = blocksOf(s, workload);
  const window = windowOf(workload);
  const at = (queryTiles, keyTiles, valuePasses) => {
    const block = cut2({ queryTiles, keyTiles, valuePasses });
    if (block === null) return 1;
    const key = `${block.queries} ${block.keys} ${block.width}`;
    const own = known5.get(key) ?? use(block);
    known5.set(key, own);
    return own;
  };
  const { chunk } = workload.attention;
  const best2 = /* @__PURE__ */ new Map();
  return ({ queryTiles, keyTiles, valuePasses }) => {
    const range = `${queryTiles[0]} ${queryTiles[1]} ${keyTiles[0]} ${keyTiles[1]} ${valuePasses}`;
    let most = best2.get(range);
    if (most !== void 0) return most;
    most = 0;
    for (const queries of cuts(chunk, queryTiles))
      for (const keys of cuts(window, keyTiles)) most = Math.max(most, at(queries, keys, valuePasses));
    if (best2.size >= MOST_RANGES) best2.clear();
    best2.set(range, most);
    return most;
  };
}
var MOST_RANGES = 4096;
function cuts(size, [from, to]) {
  const different = [];
  for (let tiles = from; tiles <= to; ) {
    different.push(tiles);
    const rows = Math.ceil(size / tiles);
    if (rows === 1) break;
    tiles = Math.ceil(size / (rows - 1));
  }
  return different;
}
var MOST_KEY_BLOCKS = 16;
var blocks = ({ queries, keys, scored, weighed }) => ({
  scores: {
    sizes: { m: queries, n: keys, k: scored.width },
    count: scored.times,
    fed: scored.fed,
    left: 0
  },
  outputs: {
    sizes: { m: queries, n: weighed.width, k: keys },
    count: weighed.times,
    fed: weighed.fed,
    left: weighed.left
  }
});
function keysTogether(mean, rows) {
  if (mean <= rows) return Math.ceil(mean);
  let together = 1;
  while (2 * together * rows <= mean && together < MOST_KEY_BLOCKS) together *= 2;
  return together * rows;
}
function streamedBlocks(s, { phase, attention }) {
  const row2 = s.width * s.wordBits;
  const isDecode = phase === "decode";
  const queries = isDecode ? s.heads / s.kvHeads : Math.min(s.length, s.blockRows);
  const heads = isDecode ? s.kvHeads : s.heads;
  const passed = isDecode ? s.length : streamedKeys(s.length, s.blockRows, attention.causal);
  const met2 = isDecode ? 1 : Math.ceil(s.length / s.blockRows);
  const keys = keysTogether(passed / met2, s.blockRows);
  const times = heads * passed / keys;
  const fed = heads * passed * row2;
  return blocks({
    queries,
    keys,
    scored: { times, width: s.width, fed: fed + (isDecode ? 0 : s.heads * s.length * row2) },
    weighed: { times, width: s.width, fed, left: 0 }
  });
}
function windowBlocks(s, workload, tiling = WHOLE) {
  const block = blockOf(s, workload, tiling);
  if (block === null) throw new RangeError("windowBlocks: expected a whole sequence, received a decode");
  const { queryTiles, keyTiles, valuePasses } = tiling;
  const row2 = s.width * s.wordBits;
  const rows = s.heads * s.length;
  const near = s.near === 0 ? 0 : rows;
  const pairs = computedPairsOf(s);
  const { queries, keys, width } = block;
  const weighed = pairs * s.width / (queries * keys * width);
  return blocks({
    queries,
    keys,
    scored: {
      times: pairs * valuePasses / (queries * keys),
      width: s.width,
      fed: (rows * s.rounds * (queryTiles + keyTiles) + 2 * near) * valuePasses * row2
    },
    weighed: {
      times: weighed,
      width,
      fed: (rows * s.rounds * queryTiles + near) * row2,
      // Every partial result is scattered to its token.
      left: weighed * queries * width * s.accumulatorBits
    }
  });
}
function singleBlocks(s, pairs, fed, queriesFed) {
  const keys = Math.max(1, Math.ceil(pairs / (s.heads * s.tokens)));
  const times = pairs / keys;
  return blocks({
    queries: 1,
    keys,
    scored: { times, width: s.width, fed: fed + queriesFed },
    weighed: { times, width: s.width, fed, left: 0 }
  });
}
var listedBlocks = (s, { distinct: distinct2, fetched }) => singleBlocks(s, s.heads * (distinct2 + s.near), s.kvHeads * (fetched + s.near) * s.width * s.wordBits, 0);
function chosenBlocks(own, { keyTiles } = WHOLE) {
  const { s, workload, keys, fetch } = own;
  if (fetch === "stream") return streamedBlocks(s, workload);
  const row2 = s.width * s.wordBits;
  const isDecode = workload.phase === "decode";
  return singleBlocks(
    s,
    attendedPairsOf(own),
    (s.kvHeads * keys.fetched + nearRows(own)) * row2,
    isDecode ? 0 : s.heads * s.length * keyTiles * row2
  );
}

// src/design/model-weights.ts
var layerWeights = ({ heads, kvHeads, headWidth }, { modelWidth, hiddenWidth, gated }) => ({
  projections: 2 * modelWidth * (heads + kvHeads) * headWidth,
  feedForward: (gated ? 3 : 2) * modelWidth * hiddenWidth
});
function modelWeights(workload) {
  if (workload.model === null) return 0;
  const { projections, feedForward } = layerWeights(workload, workload.model);
  return workload.layers * (projections + feedForward);
}

// src/mapping/model-share.ts
function restOfModel(workload, widths) {
  const { layers, batch, length, phase, pass } = workload;
  const { projections, feedForward } = layerWeights(workload, widths);
  const passes = pass === "training" ? 3 : 1;
  const tokens = passes * batch * (phase === "decode" ? 1 : length);
  return {
    projectionMacs: layers * tokens * projections,
    feedForwardMacs: layers * tokens * feedForward,
    weights: passes * layers * (projections + feedForward)
  };
}
var shareOfAttention = (attention, rest) => attention / (attention + rest.projectionMacs + rest.feedForwardMacs);

// src/base/remembered-reads.ts
var NOTHING2 = /* @__PURE__ */ Symbol("nothing named");
var nothingNoted = () => ({
  inner: /* @__PURE__ */ new Map(),
  isListed: false,
  names: /* @__PURE__ */ new Map(),
  last: NOTHING2,
  lastName: ""
});
var watchedTrees = /* @__PURE__ */ new WeakSet();
var isTree = (value) => typeof value === "object" && value !== null && (watchedTrees.has(value) || isPlain(value));
var isPlain = (value) => Object.getPrototypeOf(value) === Object.prototype && !("keyWithout" in value);
var namesOfObjects = /* @__PURE__ */ new WeakMap();
var next2 = 0;
function identityOf(value) {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value !== "object" && typeof value !== "function" || value === null)
    return Object.is(value, -0) ? "-0" : String(value);
  let name = namesOfObjects.get(value);
  if (name === void 0) {
    name = `#${next2++}`;
    namesOfObjects.set(value, name);
  }
  return name;
}
function nameOf(value, noted) {
  if (Object.is(noted.last, value)) return noted.lastName;
  noted.lastName = isTree(value) ? nameOfTree(value, noted) : identityOf(value);
  noted.last = value;
  return noted.lastName;
}
function nameOfTree(tree, noted) {
  let text2 = noted.isListed ? Object.keys(tree).join() : "";
  for (const [key, inner3] of noted.inner) text2 += ` ${nameOf(tree[key], inner3)}`;
  let name = noted.names.get(text2);
  if (name === void 0) {
    name = `@${noted.names.size}`;
    noted.names.set(text2, name);
  }
  return name;
}
function forgetNames(noted) {
  noted.names.clear();
  noted.last = NOTHING2;
  for (const inner3 of noted.inner.values()) forgetNames(inner3);
}
var Watch = class {
  /** Whether something was read that no earlier call had read. */
  hasGrown = false;
  #isOver = false;
  #seen = /* @__PURE__ */ new Map();
  end() {
    this.#isOver = true;
  }
  of(target, noted) {
    const known5 = this.#seen.get(noted);
    if (known5 !== void 0) return known5;
    const open = this.#openOf(target, noted);
    if (open !== null) {
      this.#seen.set(noted, open);
      return open;
    }
    const listed2 = () => {
      this.#check();
      if (!noted.isListed) this.hasGrown = noted.isListed = true;
    };
    const watched = new Proxy(target, {
      get: (of2, key) => {
        const value = Reflect.get(of2, key);
        if (typeof key !== "string") return value;
        const inner3 = this.#note(noted, key);
        return isTree(value) ? this.of(value, inner3) : value;
      },
      has: (of2, key) => {
        listed2();
        return Reflect.has(of2, key);
      },
      ownKeys: (of2) => {
        listed2();
        return Reflect.ownKeys(of2);
      },
      getOwnPropertyDescriptor: (of2, key) => {
        listed2();
        const own = Reflect.getOwnPropertyDescriptor(of2, key);
        return own === void 0 ? own : { ...own, value: typeof key === "string" ? watched[key] : own.value };
      }
    });
    this.#seen.set(noted, watched);
    watchedTrees.add(watched);
    return watched;
  }
  /** The tree, parts wrapped, if its key list and keys were all noted: only parts add reads. Else null. */
  #openOf(tree, { inner: inner3, isListed }) {
    if (!isListed) return null;
    const parts = [];
    for (const key of Object.keys(tree)) {
      const noted = inner3.get(key);
      if (noted === void 0) return null;
      const value = tree[key];
      if (isTree(value)) parts.push([key, this.of(value, noted)]);
    }
    return parts.every(([key, watched]) => watched === tree[key]) ? tree : { ...tree, ...Object.fromEntries(parts) };
  }
  #note(noted, key) {
    this.#check();
    let inner3 = noted.inner.get(key);
    if (inner3 === void 0) {
      inner3 = nothingNoted();
      noted.inner.set(key, inner3);
      this.hasGrown = true;
    }
    return inner3;
  }
  #check() {
    if (this.#isOver)
      throw new RangeError(
        "a remembered result: expected it to hold no argument, received a late read of one"
      );
  }
};
function rememberedReads(compute, most) {
  const roots2 = [];
  const known5 = /* @__PURE__ */ new Map();
  const keyOf3 = (args) => {
    let key = "";
    for (let n = 0; n < roots2.length; n++) key += ` ${nameOf(args[n], roots2[n])}`;
    return key;
  };
  return (...args) => {
    while (roots2.length < args.length) roots2.push(nothingNoted());
    let found = known5.get(keyOf3(args));
    if (found === void 0) {
      const watch = new Watch();
      const watched = args.map((own, n) => watch.of(own, roots2[n]));
      try {
        found = { result: compute(...watched) };
      } catch (error) {
        found = { error };
      }
      watch.end();
      if (watch.hasGrown || known5.size >= most) {
        known5.clear();
        roots2.forEach(forgetNames);
      }
      known5.set(keyOf3(args), found);
    }
    if ("error" in found) throw found.error;
    return found.result;
  };
}

// src/peripherals/projection/projection.ts
import { z as z31 } from "zod";
var defineProjection = (definition) => define({ ...definition, family: "projection" });
function projectRows(vectors, width, count, project) {
  if (vectors.columns !== width)
    throw new RangeError(`projection: expected vectors of ${width} elements, received ${vectors.columns}`);
  const data = new Float64Array(vectors.rows * count);
  for (let i = 0; i < vectors.rows; i++)
    project(vectors.data.subarray(i * width, (i + 1) * width), data.subarray(i * count, (i + 1) * count));
  return { rows: vectors.rows, columns: count, data };
}
var randomSigns = (count, rng) => Int8Array.from({ length: count }, () => rng.integer(2) === 0 ? -1 : 1);
var matrixProjector = (weights, width, count) => (vectors) => projectRows(vectors, width, count, (x, out) => {
  for (let c = 0; c < count; c++) {
    let sum = 0;
    for (let r = 0; r < width; r++) sum += weights[c * width + r] * x[r];
    out[c] = sum;
  }
});
var idealProjection = defineProjection({
  ...idealUnit,
  behave: () => ({
    width: Number.POSITIVE_INFINITY,
    together: () => 1,
    projector: (width, count, rng) => {
      const weights = normals(width * count, rng);
      return matrixProjector(weights, width, count);
    }
  }),
  cost: () => free(["project"])
});
var REGISTERED_ADDERS = { ...ADDERS, ...REGISTERS };
var addEnergy = (k, bits) => bits * (k.adderBit + k.registerBit);
var addArea = (k, bits) => bits * (k.adderArea + k.registerArea);
var denseInt8Projection = defineProjection({
  model: "dense-int8",
  source: "horowitz-2014",
  params: z31.object({
    width: integer({ min: 1, max: 4096 }, "elements of a vector").prefault(64),
    units: priceOnly(integer({ min: 1, max: 1 << 20 }, "multiply-accumulates a cycle").prefault(1024)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"))
  }),
  measured: ARITHMETIC,
  constants: { ...MULTIPLIERS, ...REGISTERED_ADDERS },
  behave: ({ width: longest }) => ({
    width: longest,
    together: () => 1,
    projector: (width, count, rng) => {
      const weights = Int8Array.from(
        { length: width * count },
        () => Math.max(-127, Math.min(127, Math.round(rng.normal() * 127 / 3)))
      );
      return matrixProjector(weights, width, count);
    }
  }),
  cost: ({ width, units: units3, clock: clock2 }, technology, k) => {
    const factor = logicAt(technology, k);
    const area = units3 * (int8Area(k) + registerBits(8, width) * k.registerArea) * factor.area;
    const energy = width * (int8Energy(k) + clockedBits(8, width) * k.registerBit) * factor.energy;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        project: {
          energy: joules(energy),
          latency: seconds((3 + Math.ceil(width / units3)) / clock2),
          interval: seconds(width / (units3 * clock2))
        }
      }
    };
  }
});
var adderTreeProjection = defineProjection({
  model: "adder-tree",
  source: "horowitz-2014",
  params: z31.object({
    width: integer({ min: 2, max: 4096 }, "elements of a vector").prefault(64),
    inputBits: integer({ min: 8, max: 16 }, "bits of an element").prefault(8),
    units: priceOnly(integer({ min: 1, max: 65536 }, "projections a cycle").prefault(16)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"))
  }),
  measured: ARITHMETIC,
  constants: REGISTERED_ADDERS,
  behave: ({ width: longest }) => ({
    width: longest,
    together: () => 1,
    projector: (width, count, rng) => {
      const signs = randomSigns(width * count, rng);
      return matrixProjector(signs, width, count);
    }
  }),
  cost: ({ width, inputBits, units: units3, clock: clock2 }, technology, k) => {
    let energy = 0;
    let tree = 0;
    let level2 = 0;
    for (let left = width; left > 1; left = Math.ceil(left / 2)) {
      level2++;
      const adders = Math.floor(left / 2);
      energy += adders * addEnergy(k, inputBits + level2);
      tree += adders * addArea(k, inputBits + level2);
    }
    const factor = logicAt(technology, k);
    const area = units3 * tree * factor.area;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        project: {
          energy: joules(energy * factor.energy),
          latency: seconds(level2 / clock2),
          interval: seconds(1 / (units3 * clock2))
        }
      }
    };
  }
});
var hadamardSize = (width) => 2 ** Math.ceil(Math.log2(width));
var fastHadamardProjection = defineProjection({
  model: "fast-hadamard",
  source: "horowitz-2014",
  params: z31.object({
    width: integer({ min: 2, max: 4096 }, "elements of a vector").prefault(64),
    inputBits: integer({ min: 8, max: 16 }, "bits of an element").prefault(8),
    units: priceOnly(integer({ min: 1, max: 65536 }, "butterfly additions a stage and cycle").prefault(16)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"))
  }),
  measured: ARITHMETIC,
  constants: REGISTERED_ADDERS,
  behave: ({ width }) => ({ width, projector: hadamardProjector, together: hadamardSize }),
  cost: ({ width, inputBits, units: units3, clock: clock2 }, technology, k) => {
    const stages = Math.log2(hadamardSize(width));
    let energy = 0;
    let lane = 0;
    for (let stage2 = 1; stage2 <= stages; stage2++) {
      energy += addEnergy(k, inputBits + stage2);
      lane += addArea(k, inputBits + stage2);
    }
    const factor = logicAt(technology, k);
    const area = units3 * lane * factor.area;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        project: {
          energy: joules(energy * factor.energy),
          latency: seconds(stages / clock2),
          interval: seconds(1 / (units3 * clock2))
        }
      }
    };
  }
});
var hadamardProjector = (width, count, rng) => {
  const size = hadamardSize(width);
  const transforms = Math.ceil(count / size);
  const signs = Array.from({ length: transforms }, () => randomSigns(width, rng));
  const work = new Float64Array(size);
  return (vectors) => projectRows(vectors, width, count, (x, out) => {
    for (let t = 0; t < transforms; t++) {
      work.fill(0);
      for (let r = 0; r < width; r++) work[r] = signs[t][r] * x[r];
      hadamardTransform(work);
      out.set(work.subarray(0, Math.min(size, count - t * size)), t * size);
    }
  });
};
function hadamardTransform(x) {
  for (let half = 1; half < x.length; half *= 2)
    for (let start = 0; start < x.length; start += 2 * half)
      for (let i = start; i < start + half; i++) {
        const [a, b] = [x[i], x[i + half]];
        x[i] = a + b;
        x[i + half] = a - b;
      }
}

// src/design/digital-projection.ts
var UNITS2 = [adderTreeProjection, fastHadamardProjection];
var projectionUnitOf = ({ digital: digital2 }) => digital2.projectOn === "unit" ? digital2.projection : null;
var projectionNameOf = (design) => projectionUnitOf(design)?.model ?? "mac";
function projectionChoices(design, workload) {
  const isOpen2 = design.digital.projectOn === "cheapest" && design.hashing.unit === "digital" && workload.attention.kind !== "exact";
  if (!isOpen2) return [design];
  const names = ["mac", ...UNITS2.map(({ model }) => model)];
  return names.map((name) => projectingOn(design, name, workload.headWidth));
}
function projectingOn(design, name, width) {
  if (design.digital.projectOn !== "cheapest") return design;
  if (name === "mac") return { ...design, digital: { ...design.digital, projectOn: "mac" } };
  return { ...design, digital: { ...design.digital, projectOn: "unit", projection: unitOf(name, width) } };
}
var unitOf = memoised(
  (name, width) => {
    const unit = UNITS2.find(({ model }) => model === name);
    if (unit === void 0) throw new RangeError(`projection: expected a unit's name, received "${name}"`);
    const lanes = Math.max(2, width);
    return unit.schema.parse({ model: name, width: lanes, units: lanes });
  },
  (name, width) => `${name} ${width}`
);

// src/mapping/capacity.ts
var numberBytes = ({ platform, digital: digital2, baselines }) => platform === "gpu" ? baselines.gpu.behaviour.bytes : digital2.mac.behaviour.wordBits / 8;
var weightBytes = (design, workload) => numberBytes(design) * modelWeights(workload);
var cacheBytes = (design, { layers, batch, length, kvHeads, headWidth }) => numberBytes(design) * layers * batch * length * kvHeads * 2 * headWidth;
function memoryPackages(design, workload) {
  const { capacity, packageBytes } = design.memory.behaviour;
  const needed = weightBytes(design, workload) + cacheBytes(design, workload);
  if (packageBytes !== void 0) return Math.max(1, Math.ceil(needed / packageBytes));
  if (needed <= capacity) return 1;
  throw new InfeasibleError(
    `weights, keys and values are ${inBytes(needed)} and the memory holds ${inBytes(capacity)} (design.memory.capacity)`
  );
}
function checkCards(design, workload) {
  const { capacity, cards } = design.baselines.gpu.behaviour;
  const needed = weightBytes(design, workload) + cacheBytes(design, workload);
  if (needed <= capacity) return;
  const least = Math.ceil(needed * cards / capacity);
  throw new InfeasibleError(
    `weights, keys and values are ${inBytes(needed)} and ${cards === 1 ? "a card holds" : `${cards} cards hold`} ${inBytes(capacity)} (use design.baselines.gpu.cards ${least})`
  );
}
var UNITS3 = ["B", "kB", "MB", "GB", "TB", "PB"];
function inBytes(bytes) {
  const thousands = Math.min(UNITS3.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${Number((bytes / power(1e3, thousands)).toPrecision(3))} ${UNITS3[thousands]}`;
}

// src/mapping/decode.ts
function cacheBits(s, workload) {
  const { attention, layers, batch } = workload;
  const found = attention.kind === "lsh" ? s.keySequences * indexBitsOf(s, attention.lookup) : 0;
  return layers * batch * s.length * (s.kvHeads * 2 * s.width * s.wordBits + found);
}
var indexBitsOf = (s, lookup) => s.rounds * (lookup === "table" ? s.indexBits : s.idBits);
var decodeHierarchy = (s, workload, buffer, memory) => hierarchyOf(buffer, memory, cacheBits(s, workload));
function exactDecodeCounts(s, hierarchy) {
  const row2 = s.width * s.wordBits;
  return [
    ...arrive(s, hierarchy),
    ...move("gather", "read", s.kvHeads * s.length * 2 * row2, hierarchy),
    ...weighCounts(s, s.heads * s.length),
    ...leave(s.heads * row2, hierarchy)
  ];
}
function lshDecodeCounts(s, attention, load, hierarchy) {
  const row2 = s.width * s.wordBits;
  const near = s.kvHeads * s.near * 2 * row2;
  return [
    ...arrive(s, hierarchy),
    ...move("hash", "read", s.hashInputBits, onChip(hierarchy)),
    ...insertCounts(s, attention.lookup, hierarchy),
    ...lookupCounts(s, attention, load, hierarchy),
    ...gather("gather", "read", 2 * s.kvHeads * load.fetched, row2, hierarchy),
    ...move("gather", "read", near, hierarchy),
    ...weighCounts(s, s.heads * (load.distinct + s.near)),
    ...leave(s.heads * row2, hierarchy)
  ];
}
var arrive = (s, hierarchy) => [
  ...enter((s.heads + 2 * s.kvHeads) * s.width * s.wordBits + s.foldedBits, hierarchy),
  ...move("input", "write", 2 * s.kvHeads * s.width * s.wordBits, hierarchy)
];
var onChip = (hierarchy) => ({ ...hierarchy, resident: 1 });
function insertCounts(s, lookup, hierarchy) {
  const entries2 = s.keySequences * s.rounds;
  if (lookup === "scan") return move("insert", "write", entries2 * s.idBits, hierarchy);
  return [
    ...gather("insert", "read", entries2, s.indexBits, hierarchy),
    ...gather("insert", "write", 2 * entries2, s.indexBits, hierarchy),
    { operation: "insert", component: "mac", action: "add", count: entries2 }
  ];
}
function lookupCounts(s, { lookup, duplicates, collisions }, load, hierarchy) {
  const lists = s.heads * s.rounds;
  const marks = duplicates === "once" || collisions > 1 ? lists * load.listed : 0;
  if (lookup === "scan")
    return [
      ...move("lookup", "read", s.keySequences * s.length * s.rounds * s.idBits, hierarchy),
      { operation: "lookup", component: "mac", action: "add", count: lists * s.length }
    ];
  return [
    ...gather("lookup", "read", lists, (load.listed + 1) * s.indexBits, hierarchy),
    { operation: "lookup", component: "mac", action: "add", count: marks }
  ];
}
var weighCounts = (s, pairs) => [
  { operation: "score", component: "mac", action: "mac", count: pairs * s.width },
  { operation: "softmax", component: "softmax", action: "exponent", count: pairs },
  { operation: "weigh", component: "mac", action: "mac", count: pairs * s.width },
  { operation: "combine", component: "mac", action: "mac", count: s.normalises ? s.heads * s.width : 0 }
];

// src/design/memory-tree.ts
var OPERANDS = ["A", "B", "O"];
var DIMENSIONS = ["m", "n", "k"];
var INDICES = {
  A: ["m", "k"],
  B: ["k", "n"],
  O: ["m", "n"]
};
var isPassing = (operand, { passing = [] }) => passing.includes(operand);
var isPositive = (value) => value > 0 && !Number.isNaN(value);
function checkTree(tree, product) {
  const issues = [];
  const complain = (path, message) => {
    issues.push({ place: "memory tree", path, message });
  };
  checkNumbers(tree, product, complain);
  const parents = chains(tree.levels, complain);
  if (issues.length > 0) throw new ConfigError(issues);
  const spread3 = leafSpread(tree.levels, parents);
  const found = OPERANDS.map((operand) => [
    operand,
    homesOf(operand, tree.levels, parents, spread3, complain)
  ]);
  const homes = Object.fromEntries(found);
  if (issues.length === 0) checkLeastTile(tree.levels, homes, product, complain);
  if (issues.length > 0) throw new ConfigError(issues);
  return { tree, homes, spread: spread3 };
}
function checkNumbers({ levels: levels2, mac }, product, complain) {
  for (const dimension of DIMENSIONS)
    if (!Number.isSafeInteger(product[dimension]) || product[dimension] < 1)
      complain(dimension, `expected a whole number of at least 1, received ${product[dimension]}`);
  if (!(mac >= 0 && mac < Number.POSITIVE_INFINITY))
    complain("mac", `expected an energy of at least 0 J, received ${mac}`);
  for (const { name, capacity, read: read3, write, bandwidth, spread: spread3 = {} } of levels2) {
    if (!isPositive(capacity))
      complain(`${name}.capacity`, `expected more than 0 bits, received ${capacity}`);
    for (const [key, value] of Object.entries({ read: read3, write }))
      if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
        complain(`${name}.${key}`, `expected an energy of at least 0 J, received ${value}`);
    const rates = typeof bandwidth === "object" ? Object.values(bandwidth) : [bandwidth ?? 1];
    for (const rate of rates)
      if (!isPositive(rate))
        complain(`${name}.bandwidth`, `expected more than 0 bits a cycle, received ${rate}`);
    for (const [key, value] of Object.entries(spread3))
      if (!Number.isSafeInteger(value) || value < 1)
        complain(`${name}.spread.${key}`, `expected a whole number of at least 1, received ${value}`);
  }
}
function chains(levels2, complain) {
  const known5 = new Map(levels2.map((level2) => [level2.name, level2]));
  const ways = /* @__PURE__ */ new Map();
  levels2.forEach(({ name }, n) => {
    if (levels2.findIndex((one) => one.name === name) < n)
      complain(name, "expected each name once, received it twice");
  });
  const roots2 = levels2.filter(({ inside }) => inside === void 0);
  if (levels2.length === 0) complain("levels", "expected at least one memory, received none");
  for (const level2 of levels2) {
    const way = [];
    for (let at = level2; at !== void 0; ) {
      if (way.includes(at)) {
        const ring = [...way.slice(way.indexOf(at)), at].map(({ name: name2 }) => name2).join(" in ");
        complain(`${level2.name}.inside`, `expected a way to the root, received a cycle: ${ring}`);
        break;
      }
      way.push(at);
      const { inside, name } = at;
      if (inside === void 0) break;
      at = known5.get(inside);
      if (at === void 0)
        complain(
          `${name}.inside`,
          `expected the name of a memory, received "${inside}"${didYouMean(inside, [...known5.keys()])}`
        );
    }
    ways.set(level2.name, way.reverse());
  }
  if (roots2.length > 1)
    complain("levels", `expected one root, received ${roots2.map(({ name }) => name).join(", ")}`);
  return ways;
}
var ONES = { m: 1, n: 1, k: 1 };
var spreadOf = (levels2) => levels2.reduce(
  (whole, { spread: spread3 = {} }) => ({
    m: whole.m * (spread3.m ?? 1),
    n: whole.n * (spread3.n ?? 1),
    k: whole.k * (spread3.k ?? 1)
  }),
  { ...ONES }
);
function leafSpread(levels2, parents) {
  const deepest = levels2.map(({ name }) => parents.get(name)).reduce((best2, way) => sizeOf(spreadOf(way)) > sizeOf(spreadOf(best2)) ? way : best2);
  return spreadOf(deepest);
}
var sizeOf = ({ m, n, k }) => m * n * k;
function homesOf(operand, levels2, parents, spread3, complain) {
  const own = levels2.filter(({ keeps }) => keeps.includes(operand)).sort((a, b) => (parents.get(a.name)?.length ?? 0) - (parents.get(b.name)?.length ?? 0));
  const root = levels2.find(({ inside }) => inside === void 0);
  if (own.length === 0 || own[0] !== root) {
    complain(
      operand,
      `expected a home for it in ${root?.name ?? "the root"}, where it comes from, received ${own.map(({ name }) => name).join(", ") || "none"}`
    );
    return [];
  }
  const way = parents.get(own[own.length - 1].name);
  const beside = own.find((level2) => !way.includes(level2));
  if (beside !== void 0)
    complain(
      operand,
      `expected homes inside each other, received ${beside.name} beside ${own[own.length - 1].name}`
    );
  return own.map((level2) => {
    const above = parents.get(level2.name).slice(0, -1);
    const outside = spreadOf(above);
    const below = { m: spread3.m / outside.m, n: spread3.n / outside.n, k: spread3.k / outside.k };
    return { level: level2, instances: sizeOf(outside), below };
  });
}
var leastTile = (operand, { below }) => INDICES[operand].reduce((size, dimension) => size * below[dimension], 1);
var bitsOf = (operand, { bits }) => operand === "O" ? bits.partial : bits[operand];
function checkLeastTile(levels2, homes, product, complain) {
  for (const level2 of levels2) {
    let least = 0;
    for (const operand of OPERANDS) {
      const home = homes[operand].find((one) => one.level === level2);
      if (home !== void 0) least += leastTile(operand, home) * bitsOf(operand, product);
    }
    if (least > level2.capacity)
      complain(
        `${level2.name}.capacity`,
        `expected at least the ${least} bits of one tile of ${level2.keeps.join(", ")}, received ${level2.capacity}`
      );
  }
}

// src/design/level-tree.ts
var PRODUCTS = ["scores", "outputs"];
var DATA_OF = {
  scores: { A: "queries", B: "keys", O: "scores" },
  outputs: { A: "weights", B: "values", O: "outputs" }
};
var PASSING = { scores: ["O"], outputs: ["A"] };
var SUM_BITS = 32;
var productOf = ({ digital: digital2 }, name, { m, n, k }) => ({
  m,
  n,
  k,
  bits: {
    A: digital2.mac.behaviour.wordBits,
    B: digital2.mac.behaviour.wordBits,
    partial: SUM_BITS,
    final: digital2.mac.behaviour.accumulatorBits
  },
  passing: PASSING[name]
});
function spreadsOf({ rows, units: units3, rowsOver, unitsOver }, sizes) {
  const own = Math.min(rows, sizes[rowsOver]);
  const others = rowsOver === "m" && unitsOver !== "n" ? Math.min(Math.floor(rows / own), sizes.n) : 1;
  return {
    row: { [rowsOver]: own, ...others > 1 ? { n: others } : {} },
    unit: { [unitsOver]: Math.min(units3, sizes[unitsOver]) }
  };
}
var FINENESS = { array: 0, row: 1, unit: 2 };
var ONE2 = { arrays: 1, rows: 1, units: 1, rowsOver: "m", unitsOver: "k" };
var spatialOf = ({ digital: digital2 }) => digital2.mac.behaviour.spatial ?? ONE2;
function instancesOf({ per: per2 }, { arrays, rows, units: units3 }) {
  return arrays * { array: 1, row: rows, unit: rows * units3 }[per2];
}
var perBit = (bits, access) => (access?.energy ?? 0) / bits;
function treeOf(design, name, sizes) {
  const { buffer, mac } = design.digital;
  const technology = createTechnology(design.logicNode);
  const spatial = spatialOf(design);
  const { interval } = mac.cost(technology).actions.mac;
  const cycle = interval * spatial.arrays * spatial.rows * spatial.units;
  const spreads = spreadsOf(spatial, sizes);
  const { bits } = buffer.behaviour;
  const { read: read3, write } = buffer.cost(technology).actions;
  const own = levelsOf(design.digital).map(([level2, { inside, per: per2, keeps, ports, memory }]) => {
    const { actions } = memory.cost(technology);
    const wide = memory.behaviour.bits;
    const rate = (access) => access.interval > 0 && cycle > 0 ? wide * cycle / access.interval : Number.POSITIVE_INFINITY;
    const rates = { read: rate(actions.read), write: rate(actions.write) };
    return {
      per: per2,
      level: {
        name: level2,
        inside,
        capacity: memory.behaviour.capacity * 8,
        keeps: OPERANDS.filter((operand) => keeps.includes(DATA_OF[name][operand])),
        read: perBit(wide, actions.read),
        write: perBit(wide, actions.write),
        bandwidth: ports === "separate" ? rates : Math.min(rates.read, rates.write)
      }
    };
  });
  const root = {
    name: BUFFER,
    capacity: Number.POSITIVE_INFINITY,
    keeps: OPERANDS,
    read: perBit(bits, read3),
    write: perBit(bits, write)
  };
  return {
    mac: 0,
    levels: [root, ...spread2(own, spreads), ...between(BUFFER, "array", "unit", "units", spreads)]
  };
}
var spread2 = (own, spreads) => own.flatMap(({ level: level2, per: per2 }) => {
  const parent = own.find((other) => other.level.name === level2.inside)?.per ?? "array";
  const inside = level2.inside;
  const copies2 = between(inside, parent, per2, level2.name, spreads);
  return [...copies2, copies2.length === 0 ? level2 : { ...level2, inside: copies2[copies2.length - 1].name }];
});
function between(inside, from, to, what, spreads) {
  const steps2 = ["row", "unit"].filter(
    (step) => FINENESS[step] > FINENESS[from] && FINENESS[step] <= FINENESS[to]
  );
  return steps2.map((step, n) => ({
    name: `${step}s of ${what}`,
    inside: n === 0 ? inside : `${steps2[n - 1]}s of ${what}`,
    capacity: Number.POSITIVE_INFINITY,
    keeps: [],
    read: 0,
    write: 0,
    spread: spreads[step]
  }));
}
var NAME = /^[a-z][a-zA-Z0-9-]*$/;
function levelIssues(design) {
  const levels2 = levelsOf(design.digital);
  if (design.digital.levels === void 0) return [];
  const named2 = nameIssues(levels2);
  if (named2.length > 0) return named2;
  const shaped = shapeIssues(levels2);
  if (shaped.length > 0) return shaped;
  return productIssues(design);
}
function nameIssues(levels2) {
  if (levels2.length < 1 || levels2.length > MOST_LEVELS)
    return [["", `expected 1 to ${MOST_LEVELS} levels, received ${levels2.length}`]];
  const names = [...levels2.map(([name]) => name), BUFFER];
  return levels2.flatMap(([name, { inside, memory }]) => {
    if (name === BUFFER)
      return [[name, `expected another name than that of design.digital.${BUFFER}, received "${name}"`]];
    if (!NAME.test(name))
      return [[name, `expected a name of letters, digits and hyphens, received ${JSON.stringify(name)}`]];
    if (!names.includes(inside))
      return [
        [
          `${name}.inside`,
          `expected the name of a level or "${BUFFER}", received "${inside}"${didYouMean(inside, names)}`
        ]
      ];
    const { lacks } = memory.behaviour;
    if (lacks !== void 0)
      return [[`${name}.memory.${lacks}`, "expected a quantity with its unit, received nothing"]];
    return [];
  });
}
function shapeIssues(levels2) {
  const known5 = new Map(levels2);
  const wayOf2 = (name) => {
    const way = [name];
    for (let at = known5.get(name)?.inside; at !== void 0 && at !== BUFFER; at = known5.get(at)?.inside) {
      way.push(at);
      if (way.indexOf(at) < way.length - 1) break;
    }
    return way;
  };
  for (const [name] of levels2) {
    const way = wayOf2(name);
    const last = way[way.length - 1];
    if (way.indexOf(last) < way.length - 1)
      return [
        [
          `${last}.inside`,
          `expected a way to the ${BUFFER}, received a cycle: ${way.slice(way.indexOf(last)).join(" in ")}`
        ]
      ];
  }
  for (const [name, { inside, per: per2 }] of levels2) {
    const outer = known5.get(inside)?.per ?? "array";
    if (FINENESS[per2] < FINENESS[outer])
      return [
        [`${name}.per`, `expected "${outer}" or finer, as ${inside} has one per ${outer}, received "${per2}"`]
      ];
  }
  for (const datum of DATA) {
    const homes = levels2.filter(([, { keeps }]) => keeps.includes(datum)).map(([name]) => name);
    if (homes.length > MOST_HOMES)
      return [
        ["", `${datum}: expected at most ${MOST_HOMES} levels that keep them, received ${homes.join(", ")}`]
      ];
    if (homes.length === 0 && (datum === "scores" || datum === "weights"))
      return [
        [
          "",
          `${datum}: expected a level that keeps them, received none: they go between the multipliers and the softmax unit, and the ${BUFFER} is no home of theirs`
        ]
      ];
  }
  return [];
}
function productIssues(design) {
  const { rows, units: units3, rowsOver, unitsOver } = spatialOf(design);
  const least = { m: 1, n: 1, k: 1, [rowsOver]: rows, [unitsOver]: units3 };
  const found = /* @__PURE__ */ new Map();
  for (const name of PRODUCTS)
    for (const { path, message } of treeFaults(treeOf(design, name, least), productOf(design, name, least))) {
      const isOperand = OPERANDS.includes(path);
      const at = isOperand ? "" : path.replace(/\.capacity$/, ".memory.capacity");
      const said = message.replace(/\b[ABO]\b/g, (word2) => DATA_OF[name][word2]);
      if (!found.has(at)) found.set(at, isOperand ? `${DATA_OF[name][path]}: ${said}` : said);
    }
  return [...found];
}
function treeFaults(tree, product) {
  try {
    checkTree(tree, product);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
}
var turnsOf2 = (tree, product) => {
  const { spread: own } = checkTree(tree, product);
  return Object.fromEntries(DIMENSIONS.map((d) => [d, Math.ceil(product[d] / own[d])]));
};

// src/design/pinned-nest.ts
var AXES_OF = {
  scores: { m: "queries", n: "keys", k: "width" },
  outputs: { m: "queries", n: "width", k: "keys" }
};
function pinnedNest(name, said, design) {
  const axes = AXES_OF[name];
  const loops = [];
  const marks = [];
  const levels2 = levelsOf(design.digital).map(([level2]) => level2);
  for (const word2 of said.split(">").map((part) => part.trim())) {
    if (word2.startsWith("at once:")) continue;
    const [, axis, times] = /^([a-z]+) +([1-9][0-9]{0,8})$/.exec(word2) ?? [];
    const over = DIMENSIONS.find((dimension) => axes[dimension] === axis);
    const [, level2 = word2, data] = /^([^\s()]+)\(([^()]*)\)$/.exec(word2) ?? [];
    if (over !== void 0) loops.push({ over, times: Number(times) });
    else if (levels2.includes(level2))
      marks.push({ level: level2, data: data?.split(",").map((datum) => datum.trim()) ?? null, depth: loops.length });
    else
      return `expected a loop (${Object.values(axes).join(", ")}, with its turns) or a level, received ${JSON.stringify(word2.slice(0, 40))}${didYouMean(level2, levels2)}`;
  }
  const outside = {};
  const { homes } = checkTree(...nominal(name, design, loops));
  for (const operand of OPERANDS) {
    const datum = DATA_OF[name][operand];
    const depths2 = [];
    for (const { level: level2 } of homes[operand].slice(1)) {
      const own = marks.filter(
        (mark) => mark.level === level2.name && (mark.data === null || mark.data.includes(datum))
      );
      if (own.length !== 1)
        return `expected one place for the ${datum} of ${level2.name}, received ${own.length}`;
      depths2.push(own[0].depth);
    }
    if (depths2.some((depth2, n) => depth2 < (depths2[n - 1] ?? 0)))
      return `expected the ${datum} of outer levels before those of inner ones`;
    outside[operand] = depths2;
  }
  return { loops, outside };
}
function nominal(name, design, loops) {
  const { rows, units: units3, rowsOver, unitsOver } = spatialOf(design);
  const sizes = { m: 1, n: 1, k: 1, [rowsOver]: rows, [unitsOver]: units3 };
  for (const { over, times } of loops) sizes[over] *= times;
  return [treeOf(design, name, sizes), productOf(design, name, sizes)];
}
function nestFault(name, said, design) {
  const nest = pinnedNest(name, said, design);
  if (typeof nest === "string") return nest;
  const [tree, product] = nominal(name, design, nest.loops);
  const { homes } = checkTree(tree, product);
  for (const level2 of tree.levels) {
    let needed = 0;
    const kept = [];
    for (const operand of OPERANDS) {
      const h = homes[operand].findIndex((home) => home.level === level2);
      if (h < 1) continue;
      const inside = nest.loops.slice(nest.outside[operand][h - 1]);
      const own = inside.filter(({ over }) => INDICES[operand].includes(over));
      const elements = own.reduce((all, { times }) => all * times, leastTile(operand, homes[operand][h]));
      needed += elements * bitsOf(operand, product);
      kept.push(DATA_OF[name][operand]);
    }
    if (needed > level2.capacity)
      return `expected tiles of ${kept.join(", ")} within the ${level2.capacity / 8} B of ${level2.name}, received ${needed / 8} B`;
  }
  return null;
}
var nestIssues = (design) => PRODUCTS.flatMap((name) => {
  const said = design.mapping.nests[name];
  if (said === void 0) return [];
  if (design.digital.levels === void 0)
    return [[`nests.${name}`, "expected design.digital.levels, which it is a nest on, received none"]];
  const fault2 = nestFault(name, said, design);
  return fault2 === null ? [] : [[`nests.${name}`, fault2]];
});

// src/mapping/tree/operand-edges.ts
function energyOfEdge(edge, repeats) {
  const { down, isOutput: isOutput2, finished, partial, once } = edge;
  if (repeats === 1) return isOutput2 ? finished : down;
  if (once) return Number.POSITIVE_INFINITY;
  return isOutput2 ? repeats * partial + (repeats - 1) * down : repeats * down;
}
var ownSpread = (indices, parent, child) => indices.reduce((size, dimension) => size * (parent.below[dimension] / child.below[dimension]), 1);
function edgesOf(operand, { homes, spread: spread3 }, product) {
  const own = homes[operand];
  const counts2 = (dimension) => Math.ceil(product[dimension] / spread3[dimension]);
  const elements = INDICES[operand].reduce((all, dimension) => all * counts2(dimension), 1);
  const turns = DIMENSIONS.reduce((all, dimension) => all * counts2(dimension), 1);
  const passes = isPassing(operand, product);
  const inner3 = bitsOf(operand, product);
  const edge = (h, child, least, prices) => {
    const { level: level2, instances, below } = own[h - 1];
    const once = passes && h === 1;
    const outer = once ? { read: 0, write: 0 } : level2;
    const moved2 = elements * least * instances * ownSpread(INDICES[operand], { below }, child);
    const kept = elements * least * child.instances;
    const up = (bits) => bits * (moved2 * outer.write + kept * prices.read);
    const isOutput2 = operand === "O";
    return {
      down: inner3 * (moved2 * outer.read + kept * prices.write),
      isOutput: isOutput2,
      finished: isOutput2 ? up(product.bits.final) : 0,
      partial: isOutput2 ? up(inner3) : 0,
      once,
      tileBits: least * inner3,
      capacity: own[h]?.level.capacity ?? Number.POSITIVE_INFINITY
    };
  };
  const edges = own.slice(1).map((home, n) => edge(n + 1, home, leastTile(operand, home), home.level));
  const unit = edge(own.length, { instances: sizeOf(spread3), below: { m: 1, n: 1, k: 1 } }, 1, {
    read: 0,
    write: 0
  });
  return {
    operand,
    indexed: DIMENSIONS.map((dimension) => INDICES[operand].includes(dimension)),
    elements,
    edges,
    // Multipliers keep nothing: their outputs are never finished.
    units: energyOfEdge({ ...unit, finished: unit.partial }, turns / elements)
  };
}
var NONE = [];
function outermost(own) {
  const none = { repeats: 1, distinct: 1, pending: 1 };
  return { ...none, kept: own.edges.map((edge) => withTile(NONE, edge, own, none)) };
}
function under(prefix, own, dimension, times) {
  const { repeats, distinct: distinct2, pending, kept } = prefix;
  if (!own.indexed[dimension]) return { repeats, distinct: distinct2, pending: pending * times, kept };
  const inner3 = { repeats: repeats * pending, distinct: distinct2 * times, pending: 1 };
  return { ...inner3, kept: own.edges.map((edge, h) => withTile(kept[h], edge, own, inner3)) };
}
function withTile(others, edge, { elements }, { repeats, distinct: distinct2 }) {
  const bits = edge.tileBits * (elements / distinct2);
  const energy = energyOfEdge(edge, repeats);
  if (bits > edge.capacity || energy === Number.POSITIVE_INFINITY) return others;
  const last = others[others.length - 1];
  if (last !== void 0 && last.energy >= energy) return [...others.slice(0, -1), { bits, energy }];
  return [...others, { bits, energy }];
}
function createBound(operands, { tree, homes }) {
  const memories2 = tree.levels.map(({ name, capacity }) => ({
    capacity,
    ways: operands.flatMap(({ operand }, i) => {
      const h = homes[operand].findIndex(({ level: level2 }) => level2.name === name) - 1;
      return h < 0 ? [] : [{ i, h }];
    })
  }));
  const choicesOf = (prefixes, rest, i, h) => {
    const { kept, repeats, pending } = prefixes[i];
    const own = operands[i];
    if (!DIMENSIONS.some((_, d) => own.indexed[d] && rest[d] > 1)) return kept[h];
    const further = energyOfEdge(own.edges[h], repeats * pending);
    return further === Number.POSITIVE_INFINITY ? kept[h] : [...kept[h], { bits: 0, energy: further }];
  };
  return (prefixes, rest) => {
    let bound = 0;
    for (const { capacity, ways } of memories2) {
      if (ways.length === 0) continue;
      const choices = ways.map(({ i, h }) => choicesOf(prefixes, rest, i, h));
      bound += leastThatFits(choices, 0, capacity, Number.POSITIVE_INFINITY);
    }
    return bound;
  };
}
function leastThatFits(choices, n, capacity, known5) {
  if (n === choices.length) return 0;
  let least = known5;
  for (const { bits, energy } of choices[n]) {
    if (energy >= least || bits > capacity) continue;
    least = Math.min(least, energy + leastThatFits(choices, n + 1, capacity - bits, least - energy));
  }
  return least;
}

// src/mapping/tree/product-map.ts
function accessesOf(operand, { homes, spread: spread3 }, product, loops, outside) {
  const own = homes[operand];
  const indices = INDICES[operand];
  const isOwn = (loop) => indices.includes(loop.over);
  const inner3 = bitsOf(operand, product);
  const reads = own.map(() => 0);
  const writes = own.map(() => 0);
  const tiles = own.map(() => 0);
  const passes = isPassing(operand, product);
  let again = false;
  for (let h = 0; h <= own.length; h++) {
    const isUnit = h === own.length;
    const cut2 = h === 0 ? 0 : isUnit ? loops.length : outside[h - 1];
    let tile = isUnit ? 1 : leastTile(operand, own[h]);
    for (const loop of loops.slice(cut2)) if (isOwn(loop)) tile *= loop.times;
    if (!isUnit) tiles[h] = tile * inner3;
    if (h === 0) continue;
    const { fills, distinct: distinct2 } = turnsOf3(loops.slice(0, cut2), isOwn, !isUnit);
    if (passes && h === 1 && fills > distinct2) again = true;
    const parent = own[h - 1];
    const child = isUnit ? { instances: sizeOf(spread3), below: { m: 1, n: 1, k: 1 } } : own[h];
    const moved2 = tile * parent.instances * ownSpread(indices, parent, child);
    const kept = tile * child.instances;
    if (operand !== "O") {
      reads[h - 1] += fills * moved2 * inner3;
      if (!isUnit) writes[h] += fills * kept * inner3;
      continue;
    }
    const up = !isUnit && fills === distinct2 ? product.bits.final : inner3;
    writes[h - 1] += fills * moved2 * up;
    reads[h - 1] += (fills - distinct2) * moved2 * inner3;
    if (!isUnit) {
      reads[h] += fills * kept * up;
      writes[h] += (fills - distinct2) * kept * inner3;
    }
  }
  if (passes) {
    reads[0] = again ? Number.POSITIVE_INFINITY : 0;
    writes[0] = 0;
    tiles[0] = 0;
  }
  return own.map(({ level: level2 }, h) => ({
    operand,
    memory: level2.name,
    reads: reads[h],
    writes: writes[h],
    tile: tiles[h]
  }));
}
function turnsOf3(around, isOwn, stays) {
  let [fills, distinct2] = [1, 1];
  let hasOwn = !stays;
  for (let n = around.length - 1; n >= 0; n--) {
    const { times } = around[n];
    if (isOwn(around[n])) {
      hasOwn ||= times > 1;
      distinct2 *= times;
      fills *= times;
    } else if (hasOwn) fills *= times;
  }
  return { fills, distinct: distinct2 };
}
var accessEnergy = ({ homes }, accesses) => accesses.reduce((sum, { operand, reads, writes }, n) => {
  const { level: level2 } = homes[operand][n];
  return sum + reads * level2.read + writes * level2.write;
}, 0);
var cyclesOf = ({ spread: spread3 }, product) => DIMENSIONS.reduce((cycles, dimension) => cycles * Math.ceil(product[dimension] / spread3[dimension]), 1);
function mapped(checked3, product, mapping) {
  const { homes, tree } = checked3;
  const accesses = OPERANDS.flatMap(
    (operand) => accessesOf(operand, checked3, product, mapping.loops, mapping.outside[operand])
  );
  const macs = cyclesOf(checked3, product) * sizeOf(checked3.spread);
  let energy = macs * tree.mac;
  for (const operand of OPERANDS)
    energy += accessEnergy(
      checked3,
      accesses.filter((one) => one.operand === operand)
    );
  let cycles = cyclesOf(checked3, product);
  for (const { name, bandwidth } of tree.levels) {
    if (bandwidth === void 0) continue;
    const own = accesses.filter(({ memory }) => memory === name);
    const home = OPERANDS.flatMap((operand) => homes[operand]).find(({ level: level2 }) => level2.name === name);
    const bits = (key) => own.reduce((sum, access) => sum + access[key], 0) / (home?.instances ?? 1);
    const busy = typeof bandwidth === "number" ? (bits("reads") + bits("writes")) / bandwidth : Math.max(bits("reads") / bandwidth.read, bits("writes") / bandwidth.write);
    cycles = Math.max(cycles, busy);
  }
  return { mapping, accesses, energy, cycles };
}
function checkMapping(checked3, product, mapping) {
  const fail = (path, message) => raise("mapping", path, message);
  for (const dimension of DIMENSIONS) {
    const times = mapping.loops.filter(({ over }) => over === dimension).reduce((whole, loop) => whole * loop.times, 1);
    const needed = Math.ceil(product[dimension] / checked3.spread[dimension]);
    if (times !== needed)
      fail("loops", `expected loops over ${dimension} of ${needed} together, received ${times}`);
  }
  for (const operand of OPERANDS) {
    const cuts3 = mapping.outside[operand];
    const most = mapping.loops.length;
    if (cuts3.length !== checked3.homes[operand].length - 1)
      fail(
        `outside.${operand}`,
        `expected ${checked3.homes[operand].length - 1} depths, received ${cuts3.length}`
      );
    if (cuts3.some((cut2, n) => !Number.isSafeInteger(cut2) || cut2 < (cuts3[n - 1] ?? 0) || cut2 > most))
      fail(`outside.${operand}`, `expected rising depths of 0 to ${most}, received ${cuts3.join(", ")}`);
  }
  const { accesses } = mapped(checked3, product, mapping);
  for (const { name, capacity } of checked3.tree.levels) {
    const own = accesses.filter(({ memory }) => memory === name);
    const needed = own.reduce((sum, { tile }) => sum + tile, 0);
    if (needed > capacity)
      fail(
        `${name}.capacity`,
        `expected at least the ${needed} bits of the tiles of ${own.map(({ operand }) => operand).join(", ")}, received ${capacity}`
      );
  }
}

// src/mapping/tree/product-search.ts
var ordersOf = (blocks2) => Math.round(power(6, blocks2));
var MOST_NESTS = 2e7;
var ROUNDING = 1e-12;
function mapProduct(tree, product, pinned2) {
  const checked3 = checkTree(tree, product);
  if (pinned2 !== void 0) {
    checkMapping(checked3, product, pinned2);
    return mapped(checked3, product, pinned2);
  }
  const blocks2 = Math.max(2, ...OPERANDS.map((operand) => checked3.homes[operand].length));
  const counts2 = DIMENSIONS.map((dimension) => Math.ceil(product[dimension] / checked3.spread[dimension]));
  const nests = counts2.reduce((all, count) => all * splitsOf(count, blocks2), 1) * ordersOf(blocks2);
  if (nests > MOST_NESTS)
    throw new InfeasibleError(`mapping search: expected at most ${MOST_NESTS} loop nests, received ${nests}`);
  const best2 = createSearch(checked3, product, blocks2).run(counts2);
  if (best2 === null) throw new InfeasibleError("mapping search: no tile fits");
  return best2;
}
function splitsOf(count, parts) {
  let all = 1;
  let rest = count;
  for (let prime = 2; rest > 1; prime++) {
    if (prime * prime > rest) prime = rest;
    let times = 0;
    for (; rest % prime === 0; rest /= prime) times++;
    for (let n = 1; n <= times; n++) all *= (parts - 1 + n) / n;
  }
  return Math.round(all);
}
var factors = /* @__PURE__ */ new Map();
function factorsOf2(count) {
  const known5 = factors.get(count);
  if (known5 !== void 0) return known5;
  const found = [];
  for (let factor = count; factor > 1; factor--) if (count % factor === 0) found.push(factor);
  factors.set(count, found);
  return found;
}
function createSearch(checked3, product, blocks2) {
  const operands = OPERANDS.map((operand) => edgesOf(operand, checked3, product));
  const fixed = operands.reduce((sum, { units: units3 }) => sum + units3, macEnergy(checked3, product));
  const boundOf2 = createBound(operands, checked3);
  const isTimed = checked3.tree.levels.some(({ bandwidth }) => bandwidth !== void 0);
  let best2 = null;
  const isWorse = (energy) => best2 !== null && (isTimed ? energy > best2.energy * (1 + ROUNDING) : energy >= best2.energy * (1 - ROUNDING));
  const finish = () => {
    const known5 = best2 === null ? Number.POSITIVE_INFINITY : best2.energy - fixed;
    const outside = jointDepths(operands, prefixes, checked3, known5);
    if (outside === null) return;
    const found = mapped(checked3, product, { loops: [...loops], outside });
    if (best2 === null || found.energy < best2.energy * (1 - ROUNDING) || found.cycles < best2.cycles)
      best2 = found;
  };
  const loops = [];
  const rest = [];
  const prefixes = [];
  const nest = (block, inBlock) => {
    if (rest.every((count) => count === 1)) {
      finish();
      return;
    }
    const here = prefixes[prefixes.length - 1];
    const steps2 = [];
    for (let d = 0; d < DIMENSIONS.length; d++) {
      const isNew = (inBlock & 1 << d) !== 0;
      if (rest[d] === 1 || isNew && block === blocks2 - 1) continue;
      for (const times of factorsOf2(rest[d])) {
        const prefix = here.map((own, i) => under(own, operands[i], d, times));
        rest[d] /= times;
        const bound = fixed + boundOf2(prefix, rest);
        rest[d] *= times;
        if (!isWorse(bound)) steps2.push({ d, times, isNew, prefix, bound });
      }
    }
    steps2.sort((one, other) => one.bound - other.bound);
    for (const { d, times, isNew, prefix, bound } of steps2) {
      if (isWorse(bound)) continue;
      loops.push({ over: DIMENSIONS[d], times });
      rest[d] /= times;
      prefixes.push(prefix);
      nest(isNew ? block + 1 : block, isNew ? 1 << d : inBlock | 1 << d);
      prefixes.pop();
      rest[d] *= times;
      loops.pop();
    }
  };
  return {
    run(counts2) {
      rest.push(...counts2);
      prefixes.push(operands.map(outermost));
      if (operands.every(({ units: units3 }) => units3 < Number.POSITIVE_INFINITY)) nest(0, 0);
      return best2;
    }
  };
}
var macEnergy = (checked3, product) => cyclesOf(checked3, product) * DIMENSIONS.reduce((all, dimension) => all * checked3.spread[dimension], 1) * checked3.tree.mac;
function jointDepths(operands, prefixes, { tree, homes }, known5) {
  const numbers3 = new Map(tree.levels.map(({ name }, n) => [name, n]));
  const limits = tree.levels.map(({ capacity }) => capacity);
  const kept = operands.map((own, i) => {
    const at = homes[own.operand].slice(1).map(({ level: level2 }) => numbers3.get(level2.name));
    const turns = prefixes.map((prefix) => prefix[i]);
    return waysToKeep(own, turns, at, limits.length);
  });
  const cheapest = kept.map((ways2) => ways2[0]?.energy ?? Number.POSITIVE_INFINITY);
  let least = known5 * (1 + 1e-12);
  let found = null;
  for (const a of kept[0]) {
    if (a.energy + cheapest[1] + cheapest[2] > least) break;
    for (const b of kept[1]) {
      if (a.energy + b.energy + cheapest[2] > least) break;
      for (const o of kept[2]) {
        const energy = a.energy + b.energy + o.energy;
        if (energy > least || found !== null && energy === least) break;
        if (!limits.every((limit, n) => a.tiles[n] + b.tiles[n] + o.tiles[n] <= limit)) continue;
        [found, least] = [[a, b, o], energy];
        break;
      }
    }
  }
  if (found === null) return null;
  const ways = found;
  return Object.fromEntries(
    OPERANDS.map((operand, n) => [operand, ways[n].outside])
  );
}
function waysToKeep({ edges, elements }, turns, at, levels2) {
  let ways = [{ outside: [], tiles: Array.from({ length: levels2 }, () => 0), energy: 0 }];
  edges.forEach((edge, h) => {
    ways = ways.flatMap(({ outside, tiles, energy }) => {
      const further = [];
      for (let depth2 = outside[h - 1] ?? 0; depth2 < turns.length; depth2++) {
        const { repeats, distinct: distinct2 } = turns[depth2];
        const bits = edge.tileBits * (elements / distinct2);
        const own = energyOfEdge(edge, repeats);
        if (bits > edge.capacity || own === Number.POSITIVE_INFINITY) continue;
        const held = tiles.map((before, n) => n === at[h] ? before + bits : before);
        further.push({ outside: [...outside, depth2], tiles: held, energy: energy + own });
      }
      return further;
    });
  });
  ways.sort((one, other) => one.energy - other.energy);
  return notDominated(ways);
}
function notDominated(ways) {
  const kept = [];
  for (const way of ways)
    if (!kept.some(({ tiles }) => tiles.every((bits, n) => bits <= way.tiles[n]))) kept.push(way);
  return kept;
}

// src/mapping/level-traffic.ts
var search = memoised(
  (tree, product) => mapProduct(tree, product),
  (tree, product) => canonicalJson([tree.levels.map((level2) => ({ ...level2, capacity: String(level2.capacity) })), product]),
  4096
);
var OPERATION = { scores: "score", outputs: "weigh" };
function levelCounts(design, blocksOf2, counts2) {
  const added = [];
  const products = [];
  if (design.digital.levels === void 0) return { counts: added, products };
  const blocks2 = blocksOf2();
  for (const name of PRODUCTS) {
    const { sizes, count, fed, left } = blocks2[name];
    if (count === 0) continue;
    const tree = treeOf(design, name, sizes);
    const product = productOf(design, name, sizes);
    const pinned2 = nestOf(design, name, tree, product);
    const found = feasible(
      () => pinned2 === null ? search(tree, product) : mapProduct(tree, product, pinned2)
    );
    const bound = found.cycles > cyclesOf(checkTree(tree, product), product) ? found.cycles : 0;
    const operation = OPERATION[name];
    const total = (memory, key) => count * found.accesses.reduce((sum, one) => sum + (one.memory === memory ? one[key] : 0), 0);
    const { bits } = design.digital.buffer.behaviour;
    const again = { read: total(BUFFER, "reads") - fed, write: total(BUFFER, "writes") - left };
    for (const action of ["read", "write"])
      added.push({ operation, component: "buffer", action, count: Math.max(0, again[action]) / bits });
    for (const [level2, { memory }] of levelsOf(design.digital))
      for (const [action, key] of [
        ["read", "reads"],
        ["write", "writes"]
      ])
        added.push({
          operation,
          component: "levels",
          action: `${level2} ${action}`,
          count: total(level2, key) / memory.behaviour.bits
        });
    added.push({
      operation,
      component: "mac",
      action: "stall",
      count: bound === 0 ? 0 : waits(design, name, bound, count, counts2)
    });
    products.push({
      name,
      ...sizes,
      count,
      nest: nestWords(name, tree, product, found.mapping),
      isPinned: pinned2 !== null,
      energy: found.energy,
      cycles: found.cycles
    });
  }
  return { counts: added, products };
}
function feasible(map) {
  try {
    return map();
  } catch (error) {
    if (error instanceof ConfigError) throw new InfeasibleError(`design.digital.levels: ${error.message}`);
    throw error;
  }
}
function nestOf(design, name, tree, product) {
  const said = design.mapping.nests[name];
  if (said === void 0) return null;
  const nest = pinnedNest(name, said, design);
  if (typeof nest === "string") return null;
  const turns = turnsOf2(tree, product);
  for (const { over, times } of nest.loops) turns[over] /= times;
  return Object.values(turns).every((left) => left === 1) ? nest : null;
}
function waits(design, name, cycles, count, counts2) {
  const { rows, units: units3 } = spatialOf(design);
  let busy = 0;
  for (const { operation, component, action, count: own } of counts2)
    if (component === "mac" && action !== "add" && operation === OPERATION[name]) busy += own;
  return Math.max(0, count * cycles * rows * units3 - busy);
}
function withLevels(design, { layers, batch }, blocksOf2, counts2) {
  const repeats = layers * batch;
  if (design.digital.levels === void 0) return { counts: mergeCounts(counts2, repeats) };
  const own = levelCounts(design, blocksOf2, counts2);
  return {
    counts: mergeCounts([...counts2, ...own.counts], repeats),
    levels: own.products.map((product) => ({ ...product, count: product.count * repeats }))
  };
}
var levelUnits = ({ digital: digital2 }) => digital2.levels === void 0 ? [] : ["levels"];
function nestWords(name, tree, product, { loops, outside }) {
  const { homes, spread: spread3 } = checkTree(tree, product);
  const axes = AXES_OF[name];
  const marksAt = (depth2) => tree.levels.flatMap((level2) => {
    const kept = OPERANDS.filter((operand) => homes[operand].slice(1).some((home) => home.level === level2));
    const here = kept.filter((operand) => {
      const h = homes[operand].findIndex((home) => home.level === level2) - 1;
      return outside[operand][h] === depth2;
    });
    if (here.length === 0) return [];
    return here.length === kept.length ? [level2.name] : [`${level2.name}(${here.map((operand) => DATA_OF[name][operand]).join(", ")})`];
  });
  const words2 = loops.flatMap(({ over, times }, depth2) => [...marksAt(depth2), `${axes[over]} ${times}`]);
  const atOnce = DIMENSIONS.filter((dimension) => spread3[dimension] > 1).map(
    (dimension) => `${axes[dimension]} ${spread3[dimension]}`
  );
  return [
    ...words2,
    ...marksAt(loops.length),
    ...atOnce.length === 0 ? [] : [`at once: ${atOnce.join(", ")}`]
  ].join(" > ");
}

// src/mapping/schedule.ts
var MOST_PARTS = 64;
var stage = (name, operations, parts = 1, next3 = "barrier", grows = false) => ({ name, operations, parts, next: next3, grows });
var ATTEND = ["gather", "score", "softmax", "weigh", "unsort", "combine"];
var partsOf = (length, block) => Math.min(MOST_PARTS, Math.max(1, Math.ceil(length / block)));
var exactStages = memoised(
  (parts, causal) => [
    stage("load", ["input"], parts, causal ? "stream" : "barrier"),
    stage("attend", ATTEND, parts, "stream", causal),
    stage("store", ["output"], parts)
  ],
  (parts, causal) => `${parts} ${causal}`
);
var lshStages = memoised(
  (parts, rounds) => [
    stage("load", ["input"], parts, "stream"),
    stage("hash", ["hash"], parts),
    stage("sort", ["sort"], rounds, "stream"),
    stage("attend", ATTEND, rounds),
    stage("store", ["output"], parts)
  ],
  (parts, rounds) => `${parts} ${rounds}`,
  4096
);
var scoredStages = memoised(
  (parts, causal) => [
    stage("load", ["input"], parts, "stream"),
    stage("hash", ["hash", "map", "code"], parts, causal ? "stream" : "barrier"),
    stage("search", ["search", "top-k"], parts, "stream", causal),
    stage("attend", ATTEND, parts, "stream"),
    stage("store", ["output"], parts)
  ],
  (parts, causal) => `${parts} ${causal}`
);
var EXACT_DECODE = [
  stage("load", ["input"]),
  stage("attend", ATTEND),
  stage("store", ["output"])
];
var LSH_DECODE = [
  stage("load", ["input"]),
  stage("hash", ["hash"]),
  stage("insert", ["insert"]),
  stage("lookup", ["lookup"]),
  stage("attend", ATTEND),
  stage("store", ["output"])
];
var SCORED_DECODE = [
  stage("load", ["input"]),
  stage("hash", ["hash", "map", "code"]),
  stage("search", ["search", "top-k"]),
  stage("attend", ATTEND),
  stage("store", ["output"])
];
var backward = (name, operations, parts = 1, next3 = "barrier") => stage(
  `backward-${name}`,
  operations.map((operation) => `backward-${operation}`),
  parts,
  next3
);
var exactBackwardStages = memoised(
  (parts) => [
    backward("load", ["input"]),
    backward("attend", ATTEND, parts, "stream"),
    backward("store", ["output"], parts)
  ],
  String
);
var lshBackwardStages = memoised(
  (parts, rounds) => [
    backward("load", ["input"], parts, "stream"),
    backward("hash", ["hash"], parts),
    backward("sort", ["sort"], rounds, "stream"),
    backward("attend", ATTEND, rounds),
    backward("store", ["output"], parts)
  ],
  (parts, rounds) => `${parts} ${rounds}`,
  4096
);
function backwardStagesOf({ attention, length }, blockRows) {
  const parts = partsOf(length, blockRows);
  return attention.kind === "exact" ? exactBackwardStages(parts) : lshBackwardStages(parts, attention.rounds);
}
var ANALOG_STAGES = [
  stage("load", ["input"]),
  stage("write", ["write"]),
  stage("attend", ATTEND),
  stage("store", ["output"])
];
var analogSelectionStages = memoised(
  (blocks2, causal) => {
    const parts = Math.min(MOST_PARTS, blocks2);
    return [
      stage("load", ["input"]),
      stage("write", ["write"]),
      stage("hash", ["hash", "map", "code"], parts, causal ? "stream" : "barrier"),
      stage("search", ["search", "top-k"], parts, "stream", causal && parts > 1),
      stage("attend", ATTEND, parts, "stream"),
      stage("store", ["output"], parts)
    ];
  },
  (blocks2, causal) => `${blocks2} ${causal}`
);
var KERNEL_STAGES = [stage("attend", ATTEND)];
var BACKWARD_KERNEL_STAGES = [backward("attend", ATTEND)];
function stagesOf2({ attention, phase, length }, blockRows) {
  const exact = attention.kind === "exact";
  const scored = isScored(attention);
  if (phase === "decode") return scored ? SCORED_DECODE : exact ? EXACT_DECODE : LSH_DECODE;
  const parts = partsOf(length, blockRows);
  if (scored) return scoredStages(parts, attention.causal);
  return exact ? exactStages(parts, attention.causal) : lshStages(parts, attention.rounds);
}
var slotsOf3 = (bufferBits, workingSetBits2, contexts) => Math.max(1, Math.min(contexts, Math.floor(bufferBits / Math.max(1, workingSetBits2))));
var chipBuffer = ({ cores, digital: digital2 }) => {
  const { behaviour } = digital2.buffer;
  return { ...behaviour, capacity: behaviour.capacity * cores };
};
function schedulesOf(design, workload, sizes, placement, workingSet2 = workingSetBits(sizes, workload)) {
  const { cores, digital: digital2, contexts } = design;
  const { blockRows } = sizes;
  const sets = placement?.setsOfLayer ?? cores;
  const bufferBits = digital2.buffer.behaviour.capacity * 8;
  const scheduleOf3 = (stages2, bits) => ({
    layers: workload.layers,
    heads: workload.heads * workload.batch,
    cores,
    slots: design.plan?.headsInFlight ?? slotsOf3(bufferBits, bits, contexts),
    ...design.plan === void 0 && workload.phase === "prefill" ? { held: Math.min(1, bufferBits / bits) } : {},
    stages: stages2,
    // A set of arrays is one random matrix: cores take turns at it, or at its replicas.
    shared: {
      memory: 1,
      link: 1,
      ...placement === null ? {} : { array: sets, dac: sets, driver: sets, readout: sets, mux: sets }
    },
    autoregressive: workload.phase === "decode"
  });
  const schedule = scheduleOf3(stagesOf2(workload, blockRows), workingSet2);
  if (workload.pass === "forward") return { schedule };
  const stages = backwardStagesOf(workload, blockRows);
  return { schedule, backward: scheduleOf3(stages, backwardWorkingSetBits(sizes, workload)) };
}

// src/mapping/flows/flow.ts
var flowCounts = ({ tensors, others }, { buffer, memory }, resident2) => [
  ...others,
  ...tensors.flatMap(({ name, counts: counts2 }) => counts2({ buffer, memory, resident: resident2[name] ?? 0 }))
];
function reload(rows, bits, { buffer, memory, resident: resident2 }, written = false) {
  const moved2 = rows * bits * resident2;
  const come = [
    { operation: "gather", component: "memory", action: "read", count: moved2 / memory.bits },
    { operation: "gather", component: "buffer", action: "write", count: moved2 / buffer.bits }
  ];
  if (!written) return come;
  return [
    ...come,
    { operation: "combine", component: "buffer", action: "read", count: moved2 / buffer.bits },
    { operation: "combine", component: "memory", action: "write", count: moved2 / memory.bits }
  ];
}
var visits = (outer, own) => own > 1 ? outer : 1;

// src/mapping/flows/exact-flow.ts
var met = (tiles, causal) => causal ? (tiles + 1) / (2 * tiles) : 1;
function exactFlow(s, causal, memories2, tiling) {
  const stream = streamFlow(s, causal, memories2, tiling);
  return { ...stream, others: [...pairCounts3(s, causal, memories2), ...stream.others] };
}
function streamFlow(s, causal, memories2, tiling) {
  const row2 = s.width * s.wordBits;
  const rows = s.heads * s.length;
  const staged = { ...memories2, resident: 1 };
  const streamed = s.heads * streamedKeys(s.length, s.blockRows, causal);
  const others = move("gather", "read", (streamed * 2 + rows) * row2, staged);
  const stream = 2 * Math.min(s.length, s.blockRows) * 2 * row2;
  return tiling.outer === "queries" ? {
    tensors: passingKeys(s, causal, tiling),
    held: s.length / tiling.queryTiles * (row2 + partialBits(s)) + stream,
    others
  } : { ...passingQueries(s, causal, tiling), others: [...others, ...carried(s, causal, staged, tiling)] };
}
function passingKeys(s, causal, { queryTiles }) {
  const row2 = s.width * s.wordBits;
  const visited = s.heads * s.length * queryTiles * met(queryTiles, causal);
  const again = visited - s.kvHeads * s.length;
  return ["keys", "values"].map((name) => ({
    name,
    bits: s.length * row2,
    counts: (h) => reload(again, row2, { ...h, resident: 1 - h.resident })
  }));
}
function passingQueries(s, causal, { keyTiles }) {
  const row2 = s.width * s.wordBits;
  const again = s.heads * s.length * (keyTiles * met(keyTiles, causal) - 1);
  const tensor = (name, bits, written) => ({
    name,
    bits: s.length * bits,
    counts: (h) => reload(again, bits, { ...h, resident: 1 - h.resident }, written)
  });
  const block = Math.min(s.length, s.blockRows) * (row2 + partialBits(s));
  return {
    tensors: [tensor("queries", row2, false), tensor("outputs", partialBits(s), true)],
    held: s.length / keyTiles * 2 * row2 + 2 * block
  };
}
function carried(s, causal, staged, { keyTiles }) {
  const between2 = s.heads * s.length * (keyTiles * met(keyTiles, causal) - 1) * partialBits(s);
  return [...move("combine", "write", between2, staged), ...move("combine", "read", between2, staged)];
}
function pairCounts3(s, causal, memories2) {
  const staged = { ...memories2, resident: 1 };
  const row2 = s.width * s.wordBits;
  return [
    ...enter(s.length * (s.heads + 2 * s.kvHeads) * row2, staged),
    ...attendCounts(s, causal),
    ...leave(s.length * s.heads * row2, staged)
  ];
}

// src/mapping/flows/scored-flow.ts
function scoredFlow(own, memories2, tiling) {
  const { s, workload, fetch } = own;
  const staged = { ...memories2, resident: 1 };
  const row2 = s.width * s.wordBits;
  const common = [
    ...enter(s.length * (s.heads + 2 * s.kvHeads) * row2 + mapBits(own), staged),
    ...move("hash", "read", s.hashInputBits, staged),
    ...encodeCounts(own),
    ...mapCounts({ ...own, hierarchy: staged }).filter(({ component }) => component === "mac"),
    ...pairCounts2(own),
    ...leave(s.length * s.heads * row2, staged)
  ];
  const { causal } = workload.attention;
  const flow = fetch === "stream" ? streamFlow(s, causal, memories2, tiling) : gatherFlow(own, staged, tiling);
  const idle2 = fetch === "stream" ? idleCounts(own) : [];
  return {
    ...flow,
    tensors: [...flow.tensors, listTensor(own, tiling), ...mapTensors(own)],
    others: [...common, ...flow.others, ...idle2]
  };
}
var idleCounts = (own) => ["score", "weigh"].map((operation) => ({
  operation,
  component: "mac",
  action: "stall",
  count: (own.s.heads * own.keys.searched - attendedPairsOf(own)) * own.s.width
}));
function listTensor(own, { queryTiles, keyTiles }) {
  const { s, keys, workload, fetch } = own;
  const block = Math.min(s.length, s.blockRows);
  const staying = fetch === "stream" || keyTiles > 1 ? Math.max(block, s.length / queryTiles) : block;
  const bits = fetch === "stream" ? searchersOf(workload) * keys.searched : listBits(own);
  return {
    name: "lists",
    bits: staying * (fetch === "stream" ? s.length : keys.most * s.indexBits),
    counts: (h) => [...move("top-k", "write", bits, h), ...move("gather", "read", bits, h)]
  };
}
function mapTensors(own) {
  const { s, code } = own;
  if (code.query !== "map") return [];
  return [
    {
      name: "query map",
      bits: s.width * code.entries * s.wordBits,
      counts: (hierarchy) => mapCounts({ ...own, hierarchy }).filter(({ component }) => component !== "mac")
    }
  ];
}
function gatherFlow(own, staged, { queryTiles, keyTiles }) {
  const { s, keys, workload } = own;
  const row2 = s.width * s.wordBits;
  const rows = s.heads * s.length;
  const block = Math.min(s.length, s.blockRows);
  const staying = keyTiles > 1 ? Math.max(block, s.length / queryTiles) : block;
  const passes = workload.attention.causal ? (queryTiles + 1) / 2 : queryTiles;
  const visited = keyTiles > 1 ? visits(passes, keyTiles) * rows : s.kvHeads * s.length;
  const again = Math.max(0, visited - s.kvHeads * s.length);
  const between2 = rows * (keyTiles - 1);
  const tensors = ["keys", "values"].map(
    (name) => ({
      name,
      bits: s.length / keyTiles * row2,
      counts: (h) => [
        ...gather("gather", "read", s.kvHeads * keys.fetched, row2, h),
        ...move("gather", "read", nearRows(own) * row2, h),
        ...reload(again, row2, h)
      ]
    })
  );
  return {
    tensors,
    held: staying * (row2 + partialBits(s)),
    others: [
      ...move("gather", "read", rows * row2 * keyTiles, staged),
      ...move("combine", "write", between2 * partialBits(s), staged),
      ...move("combine", "read", between2 * partialBits(s), staged),
      ...mergedCounts(s, between2)
    ]
  };
}

// src/mapping/flows/decode-flow.ts
function lshDecodeFlow(s, workload, load, memories2) {
  const { attention } = workload;
  const staged = { ...memories2, resident: 1 };
  const row2 = s.width * s.wordBits;
  return {
    tensors: [
      nearTensor(s, workload, s.near),
      {
        name: "bucket lists",
        bits: copies(workload) * s.length * s.keySequences * indexBitsOf(s, attention.lookup),
        counts: (h) => [...insertCounts(s, attention.lookup, h), ...lookupCounts(s, attention, load, h)]
      },
      ...rowTensors(s, workload, (h) => gather("gather", "read", s.kvHeads * load.fetched, row2, h))
    ],
    held: 0,
    others: [
      ...enter((s.heads + 2 * s.kvHeads) * row2 + s.foldedBits, staged),
      ...move("hash", "read", s.hashInputBits, staged),
      ...weighCounts(s, s.heads * (load.distinct + s.near)),
      ...leave(s.heads * row2, staged)
    ]
  };
}
function scoredDecodeFlow(own, memories2) {
  const { s, keys, workload, fetch } = own;
  const staged = { ...memories2, resident: 1 };
  const row2 = s.width * s.wordBits;
  const listed2 = fetch === "stream" ? s.heads * s.length : listBits(own);
  const others = [
    ...enter((s.heads + 2 * s.kvHeads) * row2, staged),
    ...move("hash", "read", s.hashInputBits, staged),
    ...encodeCounts(own),
    ...move("top-k", "write", listed2, staged),
    ...move("gather", "read", listed2, staged),
    ...fetch === "stream" ? idleCounts(own) : [],
    ...pairCounts2(own),
    ...leave(s.heads * row2, staged)
  ];
  return {
    tensors: [
      nearTensor(s, workload, fetch === "stream" ? 0 : keys.near),
      {
        name: "query map",
        bits: workload.layers * mapBits(own),
        counts: (hierarchy) => mapCounts({ ...own, hierarchy })
      },
      ...rowTensors(
        s,
        workload,
        (h) => fetch === "stream" ? move("gather", "read", s.kvHeads * s.length * row2, h) : gather("gather", "read", s.kvHeads * keys.fetched, row2, h)
      )
    ],
    held: listed2,
    others
  };
}
var copies = ({ layers, batch }) => layers * batch;
var nearTensor = (s, workload, near) => ({
  name: "near keys and values",
  bits: copies(workload) * s.kvHeads * near * 2 * s.width * s.wordBits,
  counts: (h) => {
    const row2 = s.kvHeads * 2 * s.width * s.wordBits;
    const leaves = row2 * h.resident;
    return [
      ...move("input", "write", row2, h),
      { operation: "input", component: "buffer", action: "read", count: leaves / h.buffer.bits },
      { operation: "input", component: "memory", action: "write", count: leaves / h.memory.bits },
      ...move("gather", "read", near * row2, h)
    ];
  }
});
var rowTensors = (s, workload, counts2) => ["keys", "values"].map((name) => ({
  name,
  bits: copies(workload) * s.kvHeads * s.length * s.width * s.wordBits,
  counts: counts2
}));

// src/mapping/flows/lsh-flow.ts
function lshFlow(s, sorter, chunk, memories2, tiling) {
  const { queryTiles, keyTiles, valuePasses } = tiling;
  const row2 = s.width * s.wordBits;
  const rows = s.heads * s.length;
  const near = s.near === 0 ? 0 : rows;
  const keysPass = tiling.outer === "queries";
  const perQuery = s.rounds * keyTiles * valuePasses;
  const perKey = s.rounds * queryTiles * valuePasses;
  const brought = row2 + chunkNumberBits(s);
  const keyRows = keysPass ? visits(queryTiles, keyTiles) * (keyTiles > 1 ? rows : s.kvHeads * s.length) : s.kvHeads * s.length;
  const queryRows = rows * (keysPass ? 1 : visits(keyTiles, queryTiles));
  const again = (visited, tiles, first, passes) => (tiles > 1 ? visited * passes : visited) - first;
  const tensors = [
    {
      name: "queries",
      bits: s.length / queryTiles * row2,
      counts: (h) => [
        ...gather("gather", "read", rows * perQuery, brought, h),
        ...move("gather", "read", near * row2 * valuePasses, h),
        ...reload(again(queryRows, queryTiles, rows, valuePasses), row2, h)
      ]
    },
    {
      name: "keys",
      bits: s.length / keyTiles * row2,
      counts: (h) => [
        ...gather("gather", "read", rows * perKey, brought, h),
        ...move("gather", "read", near * row2 * valuePasses, h),
        ...reload(again(keyRows, keyTiles, s.kvHeads * s.length, valuePasses), row2, h)
      ]
    },
    {
      name: "values",
      bits: s.length / keyTiles * row2 / valuePasses,
      counts: (h) => [
        ...gather("gather", "read", rows * perKey, row2 / valuePasses, h),
        ...move("gather", "read", near * row2, h),
        ...reload(keyRows - s.kvHeads * s.length, row2, h)
      ]
    },
    outputTensor(s, tiling, queryRows - rows),
    ...orderTensors(s, sorter, chunk, tiling)
  ];
  return { tensors, held: 0, others: fixedCounts(s, sorter, memories2, tiling) };
}
function outputTensor(s, { queryTiles, keyTiles, valuePasses }, reloaded) {
  const partial = s.width * s.accumulatorBits / valuePasses + (s.normalises ? LOG_SUM_BITS2 : 0);
  const merges = mergesOf(s) + s.rounds * (keyTiles - 1);
  const rows = s.heads * s.length * valuePasses;
  return {
    name: "outputs",
    bits: s.length / queryTiles * partial,
    counts: (h) => [
      ...gather("unsort", "write", rows * merges, partial, h),
      ...gather("combine", "read", rows * (merges - 1), partial, h),
      ...reload(reloaded * valuePasses, partial, h, true)
    ]
  };
}
function orderTensors(s, sorter, chunk, tiling) {
  const { queryTiles, keyTiles, valuePasses, orders } = tiling;
  const sorts = s.sortedSequences * s.rounds * (orders === "one" ? valuePasses : 1);
  const { reads, writes } = sorter.work(s.length, s.buckets);
  const isTiled2 = queryTiles * keyTiles > 1;
  const starts = isTiled2 ? 1 + (queryTiles + keyTiles) / (2 * chunk) : 1;
  const dealt = isTiled2 ? s.sortedSequences * s.rounds * s.length * s.indexBits : 0;
  const listed2 = s.heads * s.length * s.rounds * s.indexBits * valuePasses;
  return [
    {
      name: "bucket ids",
      bits: s.length * 2 * s.rounds * s.idBits,
      counts: (h) => [
        ...move("hash", "write", s.hashedVectors * s.rounds * s.idBits, h),
        ...move("sort", "read", sorts * reads * s.idBits, h)
      ]
    },
    {
      name: "orders",
      bits: s.length * 2 * (orders === "one" ? 1 : s.rounds) * s.indexBits * starts,
      counts: (h) => [
        ...move("sort", "write", sorts * writes * s.indexBits + dealt * starts, h),
        ...move("sort", "read", dealt, h),
        ...move("gather", "read", listed2 * (queryTiles + keyTiles) * starts, h)
      ]
    }
  ];
}
function fixedCounts(s, sorter, memories2, { keyTiles, valuePasses, orders }) {
  const row2 = s.width * s.wordBits;
  const staged = { ...memories2, resident: 1 };
  const { place: place2, scan: scan2 } = sorter.work(s.length, s.buckets);
  const sorts = s.sortedSequences * s.rounds * (orders === "one" ? valuePasses : 1);
  const pairs = computedPairsOf(s);
  const merged = s.heads * s.length * (mergesOf(s) + s.rounds * (keyTiles - 1));
  return [
    ...enter(s.length * (s.heads + 2 * s.kvHeads) * row2 + s.foldedBits, staged),
    ...move("hash", "read", s.hashInputBits, staged),
    { operation: "sort", component: "sorter", action: "place", count: sorts * place2 },
    { operation: "sort", component: "sorter", action: "scan", count: sorts * scan2 },
    { operation: "score", component: "mac", action: "mac", count: pairs * s.width * valuePasses },
    { operation: "score", component: "mac", action: "add", count: comparisonsOf(s) * valuePasses },
    { operation: "softmax", component: "softmax", action: "exponent", count: pairs * valuePasses },
    { operation: "weigh", component: "mac", action: "mac", count: pairs * s.width },
    ...mergedCounts(s, merged, valuePasses),
    ...leave(s.length * s.heads * row2, staged)
  ];
}

// src/mapping/flows/plan-space.ts
function planSpaceOf(design, workload, load = expectedLoad(workload)) {
  const { attention, phase, pass } = workload;
  if (design.platform !== "digital" || pass === "training") return null;
  if (phase === "decode") return attention.kind === "exact" ? null : decodeSpace(design, workload, load);
  const hasLevels = design.digital.levels !== void 0;
  const spaces = hasLevels ? made : remembered;
  const buffer = design.digital.buffer.behaviour;
  const kind = isScored(attention) ? "scored" : attention.kind === "exact" ? "exact" : "lsh";
  const space = { ...spaces[kind](flowDesignOf(design), workload, buffer), buffer };
  return hasLevels ? { ...space, levels: levelsOf2(design, workload, null) } : space;
}
var flowDesignOf = ({ hashing, mapping, memory, search: search2, digital: digital2 }) => ({
  hashing,
  mapping,
  memory,
  search: { behaviour: search2.behaviour },
  digital: {
    mac: digital2.mac,
    softmax: { behaviour: digital2.softmax.behaviour },
    sorter: digital2.sorter,
    fetchBy: digital2.fetchBy,
    levels: digital2.levels
  }
});
var accessesOf2 = ({ memory }, { bits, gatherEfficiency }) => ({
  buffer: { bits, gatherEfficiency },
  memory: memory.behaviour
});
function exactFlows(design, workload, buffer) {
  const s = sizesOf(design, workload);
  const { causal } = workload.attention;
  const memories2 = accessesOf2(design, buffer);
  return openSpace(design, workload, s, {
    ...memories2,
    ranges: streamRanges(s, true),
    flow: (tiling) => exactFlow(s, causal, memories2, tiling),
    idle: idleOf2(design, workload, s, null)
  });
}
function lshFlows(design, workload, buffer) {
  const s = sizesOf(design, workload);
  const { chunk } = workload.attention;
  const sorter = design.digital.sorter.behaviour;
  const memories2 = accessesOf2(design, buffer);
  return openSpace(design, workload, s, {
    ...memories2,
    ranges: lshRanges(s, chunk),
    flow: (tiling) => lshFlow(s, sorter, chunk, memories2, tiling),
    idle: idleOf2(design, workload, s, null)
  });
}
function scoredFlows(design, workload, buffer) {
  const s = sizesOf(design, workload);
  const scored = scoredSource(design, workload, s);
  const memories2 = accessesOf2(design, buffer);
  return openSpace(design, workload, s, {
    ...memories2,
    ranges: scored.fetch === "stream" ? streamRanges(s, false) : gatherRanges(s),
    flow: (tiling) => scoredFlow(scored, memories2, tiling),
    idle: idleOf2(design, workload, s, scored)
  });
}
var MOST_SPACES = 32;
var made = { exact: exactFlows, lsh: lshFlows, scored: scoredFlows };
var remembered = {
  exact: rememberedReads(exactFlows, MOST_SPACES),
  lsh: rememberedReads(lshFlows, MOST_SPACES),
  scored: rememberedReads(scoredFlows, MOST_SPACES)
};
function openSpace(design, workload, s, { ranges, ...own }) {
  return {
    ...own,
    ranges: ranges.flatMap((range) => pinned(range, loopsOf(ranges, design.mapping))),
    levels: () => [],
    use: useOf(design, workload, s)
  };
}
function decodeSpace(design, workload, load) {
  const s = sizesOf(design, workload);
  const memories2 = { buffer: chipBuffer(design), memory: design.memory.behaviour };
  const scored = isScored(workload.attention) ? { ...scoredSource(design, workload, s), workload } : null;
  const flow = scored === null ? lshDecodeFlow(s, workload, load, memories2) : scoredDecodeFlow(scored, memories2);
  return {
    ...memories2,
    ranges: [{ ...WHOLE, queryTiles: [1, 1], keyTiles: [1, 1] }],
    flow: () => flow,
    idle: idleOf2(design, workload, s, scored),
    levels: design.digital.levels === void 0 ? () => [] : levelsOf2(design, workload, load),
    use: useOf(design, workload, s)
  };
}
function idleOf2({ digital: digital2 }, workload, s, scored) {
  const mac = blockArrayOf(digital2);
  if (scored !== null) return (counts2) => withIdleScored(scored, counts2, mac);
  const cut2 = blocksOf(s, workload);
  return (counts2, tiling) => withIdleUnits(counts2, mac, cut2(tiling));
}
function levelsOf2(design, workload, load) {
  const s = sizesOf(design, workload);
  const blocks2 = (tiling) => {
    if (isScored(workload.attention))
      return chosenBlocks({ ...scoredSource(design, workload, s), workload }, tiling);
    if (workload.attention.kind === "exact") return streamedBlocks(s, workload);
    return load === null ? windowBlocks(s, workload, tiling) : listedBlocks(s, load);
  };
  return (counts2, tiling) => levelCounts(design, () => blocks2(tiling), counts2).counts;
}
function scoredSource(design, workload, s) {
  const { phase, heads, kvHeads, attention } = workload;
  return {
    s,
    code: codeOf(design, workload),
    keys: selectedKeys(workload),
    workload: {
      phase,
      heads,
      kvHeads,
      attention: { causal: attention.causal, codes: { searchers: attention.codes.searchers } }
    },
    fetch: design.digital.fetchBy === "stream" ? "stream" : "gather"
  };
}
var mostTiles = (s, rows) => Math.max(1, Math.ceil(s.length / rows));
function streamRanges(s, both) {
  const most = mostTiles(s, s.blockRows);
  const byQueries = { ...WHOLE, queryTiles: [1, most], keyTiles: [1, 1] };
  return both ? [byQueries, { ...WHOLE, outer: "keys", queryTiles: [1, 1], keyTiles: [1, most] }] : [byQueries];
}
var gatherRanges = (s) => {
  const most = mostTiles(s, s.blockRows);
  return [
    { ...WHOLE, queryTiles: [1, 1], keyTiles: [1, 1] },
    ...most > 1 ? [{ ...WHOLE, queryTiles: [1, most], keyTiles: [2, most] }] : []
  ];
};
var MOST_PASSES = 4;
function lshRanges(s, chunk) {
  const most = mostTiles(s, chunk);
  const parts = most > 1 ? [
    [1, 1],
    [2, most]
  ] : [[1, 1]];
  const ranges = [];
  for (let valuePasses = 1; valuePasses <= MOST_PASSES && s.width % valuePasses === 0; valuePasses *= 2)
    for (const queryTiles of parts)
      for (const keyTiles of parts) {
        const isTiled2 = queryTiles[1] > 1 && keyTiles[1] > 1;
        const isWhole = queryTiles[1] === 1 && keyTiles[1] === 1;
        for (const outer of isTiled2 ? LOOP_ORDERS : [WHOLE.outer])
          for (const orders of isWhole && s.rounds > 1 ? ["all", "one"] : ["all"])
            ranges.push({ outer, queryTiles, keyTiles, valuePasses, orders });
      }
  return ranges;
}
function loopsOf(ranges, { outer, queryTiles, keyTiles, valuePasses }) {
  const loops = (of2) => ranges.some((range) => of2(range) > 1);
  return {
    outer,
    ...loops((range) => range.queryTiles[1]) ? { queryTiles } : {},
    ...loops((range) => range.keyTiles[1]) ? { keyTiles } : {},
    ...loops((range) => range.valuePasses) ? { valuePasses } : {}
  };
}
function pinned(range, { outer, queryTiles, keyTiles, valuePasses }) {
  if (outer !== void 0 && range.outer !== outer && !isIndifferent(range)) return [];
  if (valuePasses !== void 0 && range.valuePasses !== valuePasses) return [];
  const rows = within(range.queryTiles, queryTiles);
  const columns = within(range.keyTiles, keyTiles);
  return rows === null || columns === null ? [] : [{ ...range, queryTiles: rows, keyTiles: columns }];
}
var isIndifferent = ({ queryTiles, keyTiles }) => queryTiles[1] === 1 || keyTiles[1] === 1;
function within([from, to], wanted2) {
  if (wanted2 === void 0) return [from, to];
  return wanted2 < from || wanted2 > to ? null : [wanted2, wanted2];
}
function plannedCounts(design, workload, load) {
  const { plan } = design;
  if (plan === void 0) return null;
  const space = planSpaceOf(design, workload, load);
  return space === null ? null : flowCounts(space.flow(plan), space, plan.resident);
}
var contextsOf = ({ contexts }, { phase }) => phase === "decode" ? null : contexts;
function planFits(design, workload) {
  const { plan } = design;
  const space = plan === void 0 ? null : planSpaceOf(design, workload);
  if (plan === void 0 || space === null) return true;
  const { headsInFlight, resident: resident2 } = plan;
  if (headsInFlight !== null && headsInFlight > (contextsOf(design, workload) ?? 1)) return false;
  const { held, tensors } = space.flow(plan);
  const kept = tensors.reduce((sum, { name, bits }) => sum + bits * (resident2[name] ?? 0), held);
  return kept * (headsInFlight ?? 1) <= space.buffer.capacity * 8 * (1 + 1e-9);
}

// src/arrays/dynamic/dynamic-array.ts
import { z as z32 } from "zod";
var BOLTZMANN2 = 1380649e-29;
var ELECTRON2 = 1602176634e-28;
function readVariance({ current, voltage, time }, rows, charge, temperature) {
  const full = current * time;
  return (charge * ELECTRON2 + rows * BOLTZMANN2 * temperature / voltage) / full;
}
var EDGE = 5e-11;
function leastRead(array, pitch, technology) {
  const { rows, columns, inputBits, outputBits, readout, readTime, cell } = array;
  if (readTime === null) return null;
  const ofLine = (cells, bits) => Math.LN2 * (bits + 1) * (technology.lineResistance / technology.pitch) * technology.wireCapacitance * (cells * pitch) ** 2 / 2;
  const lines = ofLine(columns, inputBits) + ofLine(rows, outputBits);
  const pulses = readout === "charge-to-pulse" ? 2 ** inputBits - 1 : 1;
  const steps2 = pulses * EDGE * technology.delayFactor("logic", nanometres(28));
  const charge = cell === null ? 0 : 4 ** outputBits * cell.time * readVariance(cell, rows, rows, technology.temperature) / rows ** 2;
  return {
    least: seconds(Math.max(steps2 + lines, charge)),
    lines: seconds(lines),
    steps: seconds(steps2),
    charge: seconds(charge)
  };
}
var defineDynamicArray = (definition) => define({ affects: "price", ...definition, family: "dynamic-array" });
var dynamicParams = (defaults) => ({
  rows: integer({ min: 1, max: 4096 }, "word lines of an array").prefault(defaults.side),
  columns: integer({ min: 1, max: 4096 }, "bit lines of an array").prefault(defaults.side),
  keyBits: integer({ min: 1, max: 16 }, "bits of a stored key or value").prefault(defaults.keyBits),
  queryBits: integer({ min: 1, max: 16 }, "bits of a query and of a weight").prefault(defaults.queryBits),
  inputBits: integer({ min: 1, max: 8 }, "bits that a word line carries at once").prefault(
    defaults.inputBits
  ),
  outputBits: integer({ min: 4, max: 8 }, "resolution of a column's converter").prefault(defaults.outputBits),
  pairing: choice(["single", "differential"], "bit lines of a signed element").prefault(defaults.pairing),
  columnsPerConverter: integer({ min: 1, max: 4096 }, "columns that take turns at a converter").prefault(
    defaults.columnsPerConverter
  ),
  readout: choice(
    ["adc", "charge-to-pulse"],
    "what a column ends in: a converter, or pulses that drive the next array and replace the softmax by a hard sigmoid"
  ).prefault(defaults.readout),
  readTime: readTimeField(defaults.readTime),
  retention: quantity(
    "s",
    { min: 1e-6, max: 1e9 },
    "time in which a level decays to 1/e, and after which a cell is refreshed"
  ).prefault(defaults.retention)
});
var readTimeField = (published) => {
  const field = quantity(
    "s",
    { min: 1e-12, max: 1 },
    published === null ? "time of one phase of a product (default: 1 ns a level of the longest pulse)" : "time of one phase of a product"
  );
  return published === null ? field.optional() : field.prefault(published).optional();
};
var carriedBits = ({ inputBits, queryBits }) => Math.min(inputBits, queryBits);
var phaseTime = (p) => p.readTime ?? nanoseconds(2 ** carriedBits(p) - 1);
var shape = z32.object(
  dynamicParams({
    side: 1,
    keyBits: 1,
    queryBits: 1,
    inputBits: 1,
    outputBits: 4,
    pairing: "single",
    columnsPerConverter: 1,
    readout: "adc",
    readTime: "1 ns",
    retention: "1 s"
  })
);
var dynamicArray = (p, cellBits, endurance, node, cellOf = () => null) => ({
  node,
  readTime: phaseTime(p),
  cell: cellOf(phaseTime(p)),
  readout: p.readout,
  rows: p.rows,
  columns: p.columns,
  slices: Math.ceil(p.keyBits / cellBits),
  lines: p.pairing === "differential" ? 2 : 1,
  phases: Math.ceil(p.queryBits / p.inputBits),
  inputBits: carriedBits(p),
  outputBits: p.outputBits,
  columnsPerConverter: p.columnsPerConverter,
  keyBits: p.keyBits,
  queryBits: p.queryBits,
  endurance,
  retention: p.retention,
  stored: (matrix, range) => levelled(matrix, 2 ** p.keyBits, range),
  driven: (matrix, range) => levelled(matrix, 2 ** p.queryBits, range)
});
var dynamicPrice = (p, { area, write, read: read3, lineTime }) => {
  const time = phaseTime(p);
  return {
    area: squareMetres(area),
    leakage: watts(write / p.retention),
    actions: {
      write: { energy: joules(write), latency: seconds(lineTime), interval: seconds(lineTime * p.rows) },
      read: { energy: joules(read3), latency: time, interval: time },
      stall: { energy: joules(0), latency: seconds(0), interval: time }
    }
  };
};
function levelled(matrix, levels2, range = largestMagnitude(matrix)) {
  if (range === 0) return matrix;
  const step = 2 * range / (levels2 - 1);
  return dense(
    matrix.rows,
    matrix.columns,
    matrix.data.map((x) => Math.round((Math.min(range, Math.max(-range, x)) + range) / step) * step - range)
  );
}
var largestMagnitude = ({ data }) => data.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
var idealDynamicArray = defineDynamicArray({
  model: "ideal",
  source: "assumed",
  params: z32.object({}),
  constants: {},
  behave: () => ({
    rows: 128,
    columns: 128,
    slices: 1,
    lines: 1,
    phases: 1,
    inputBits: Number.POSITIVE_INFINITY,
    outputBits: Number.POSITIVE_INFINITY,
    columnsPerConverter: 1,
    node: null,
    readout: "adc",
    keyBits: 8,
    queryBits: 8,
    endurance: Number.POSITIVE_INFINITY,
    retention: seconds(Number.POSITIVE_INFINITY),
    readTime: null,
    cell: null,
    stored: (matrix) => matrix,
    driven: (matrix) => matrix
  }),
  cost: () => free(["write", "read", "stall"])
});

// src/arrays/dynamic/models.ts
import { z as z33 } from "zod";
var GAIN_CELL_SUPPLY = volts(0.9);
var gainCellParams = z33.object({
  ...dynamicParams({
    side: 64,
    keyBits: 3,
    queryBits: 4,
    inputBits: 4,
    outputBits: 5,
    pairing: "single",
    columnsPerConverter: 1,
    readout: "charge-to-pulse",
    readTime: null,
    retention: "5 ms"
  }),
  cellCurrent: quantity(
    "A",
    { min: 1e-9, max: 1e-4 },
    "current of a cell at its highest level (assumed: half of the cheaper product's energy, from 0.9 V)"
  ).prefault("0.4 uA"),
  variation: fraction("standard deviation of a cell's gain, frozen when it is written (assumed)").prefault(
    0.03
  ),
  response: choice(
    ["cubic", "linear"],
    "current of a level: the published polynomial of third order, or in proportion"
  ).prefault("cubic")
});
function cubicResponse(level2) {
  const [c0, c1, c2, c3] = CUBIC;
  const v = 0.45 * level2;
  const scale2 = c0 + 0.45 * (c1 + 0.45 * (c2 + 0.45 * c3));
  return (c0 + v * (c1 + v * (c2 + v * c3))) / scale2;
}
var CUBIC = [
  [0.17393044, 0.15653739, 0.14088365, 0.12679529],
  [5.51975209, 4.96777688, 4.4709992],
  [-1.44776001, -1.30298401],
  [46.05483778]
].map((row2) => row2.reduce((sum, c, j) => sum + c * power(0.9, j), 0));
var MATCHED = 0.5;
var growth = (bits) => 1 - MATCHED + MATCHED * 4 ** (bits - 3);
var gainCell = defineDynamicArray({
  model: "gain-cell",
  source: "leroux-2025",
  params: gainCellParams,
  constants: {
    write: {
      nominal: 1e-14,
      low: 1e-15,
      high: 1e-13,
      source: "assumed",
      note: "J at 28 nm, some fF to 0.9 V with their line"
    },
    lineTime: {
      nominal: 4 / 8e8,
      low: 1 / 8e8,
      high: 1e-7,
      source: "giterman-2018",
      note: "s to write a line: gain cells at 28 nm run at 800 MHz from 0.9 V (low); one of 8 levels settles to a sixteenth, in four times the time of half; high: assumed"
    },
    area: { nominal: 1e-12, low: 1e-13, high: 5e-12, source: "assumed", note: "m\xB2 of a cell at 28 nm" }
  },
  behave: (p) => dynamicArray(p, GAIN_CELL_BITS, Number.POSITIVE_INFINITY, nanometres(28), (time) => ({
    current: p.cellCurrent,
    voltage: GAIN_CELL_SUPPLY,
    time,
    variation: p.variation,
    response: p.response === "cubic" ? cubicResponse : (level2) => level2
  })),
  cost: (p, technology, k) => {
    const base = nanometres(28);
    const energy = technology.energyFactor("sram", base);
    const cell = growth(p.keyBits / Math.ceil(p.keyBits / GAIN_CELL_BITS));
    const price2 = dynamicPrice(p, {
      area: k.area * cell * technology.areaFactor("sram", base),
      write: k.write * cell * energy,
      read: 0,
      lineTime: k.lineTime
    });
    const { read: read3 } = price2.actions;
    const drawn = p.cellCurrent * read3.latency * GAIN_CELL_SUPPLY;
    return {
      ...price2,
      actions: { ...price2.actions, read: { ...read3, energy: joules(drawn * energy) } }
    };
  }
});
var GAIN_CELL_BITS = 3;
var oneSelectorParams = z33.object({
  ...dynamicParams({
    side: 32,
    keyBits: 8,
    queryBits: 8,
    inputBits: 1,
    outputBits: 5,
    pairing: "differential",
    columnsPerConverter: 32,
    readout: "adc",
    readTime: "10 ns",
    retention: "10000 s"
  }),
  endurance: real({ min: 1, max: 1e18 }, "writes that a cell survives").prefault(1e10)
});
var oneSelector = defineDynamicArray({
  model: "one-selector",
  source: "one-selector-2022",
  params: oneSelectorParams,
  constants: {
    set: { nominal: 175e-16, source: "one-selector-2022", note: "J a SET" },
    reset: { nominal: 538e-15, source: "one-selector-2022", note: "J a RESET" },
    readOn: { nominal: 23e-17, source: "one-selector-2022", note: "J a read in the low-resistance state" },
    readOff: {
      nominal: 13e-18,
      source: "one-selector-2022",
      note: "J a read in the high-resistance state"
    },
    lineTime: { nominal: 1e-7, low: 2e-8, high: 1e-6, source: "assumed", note: "s to write a line" },
    pitches: {
      nominal: 1,
      low: 1,
      high: 4,
      source: "assumed",
      note: "cell in squares of the pitch; the selector is stacked on the device"
    }
  },
  behave: (p) => dynamicArray(p, 1, p.endurance, null),
  // Both states are equally likely before and after a write, and unchanged cells are written too.
  cost: (p, technology, k) => dynamicPrice(p, {
    area: k.pitches * technology.pitch ** 2,
    write: (k.set + k.reset) / 2,
    read: (k.readOn + k.readOff) / 2,
    lineTime: k.lineTime
  })
});
var PUBLISHED_LINES = 128;
var oneTransistorParams = z33.object({
  ...dynamicParams({
    side: 128,
    keyBits: 8,
    queryBits: 8,
    inputBits: 1,
    outputBits: 8,
    pairing: "single",
    columnsPerConverter: 128,
    readout: "adc",
    readTime: "100 ns",
    retention: "1e6 s"
  }),
  endurance: real({ min: 1, max: 1e18 }, "writes that a cell survives (assumed)").prefault(1e8)
});
var oneTransistor = defineDynamicArray({
  model: "one-transistor",
  source: "isaac-2016",
  params: oneTransistorParams,
  constants: {
    write: {
      nominal: 2e-11,
      low: 8e-12,
      high: 12e-11,
      source: "assumed",
      note: "J; 2 V for 40 ns on 20 to 1.3 k\u03A9, derived"
    },
    read: {
      nominal: 3e-4 * 1e-7 / PUBLISHED_LINES ** 2,
      source: "isaac-2016",
      exact: "of the published chip",
      note: "J a cell; 0.3 mW a crossbar over 100 ns and 128 \xD7 128 cells"
    },
    arrayTime: { nominal: 351e-6 / 32, source: "puma-2019", note: "s to write 128 lines" },
    pitches: {
      nominal: 4,
      low: 1,
      high: 12,
      source: "assumed",
      note: "cell with its transistor in squares of the pitch"
    }
  },
  behave: (p) => dynamicArray(p, 2, p.endurance, nanometres(32)),
  cost: (p, technology, k) => dynamicPrice(p, {
    area: k.pitches * technology.pitch ** 2,
    write: k.write,
    read: k.read,
    lineTime: k.arrayTime / PUBLISHED_LINES
  })
});
var dynamicArrays = [
  idealDynamicArray,
  gainCell,
  oneSelector,
  oneTransistor
];

// src/peripherals/adc/adc.ts
import { z as z34 } from "zod";
var defineAdc = (definition) => define({ ...definition, family: "adc" });
var OFFSET_PARAMS = {
  offset: fraction("standard deviation of the offset before trimming, of full scale").prefault(0.01),
  trimBits: integer({ min: 0, max: 10 }, "bits of the trim that takes the offset out").prefault(4)
};
var ENOB_LOSS = {
  enobLoss: real({ min: 0, max: 3 }, "bits lost to noise and nonlinearity: bits \u2212 ENOB").prefault(0.5)
};
function converter(bits, enob, offset, trimBits) {
  const levels2 = 2 ** bits;
  const lost = Math.max(0, power(4, -enob) - power(4, -bits));
  return {
    reads: "values",
    action: "convert",
    scale: "full-scale",
    comparesOpposites: false,
    bits,
    levels: levels2,
    quantise: (value, fullScale) => midRise(value, fullScale, levels2),
    noise: Math.sqrt(lost / 3),
    offsets: (count, rng) => trimmedOffsets(count, offset, trimBits, rng)
  };
}
function midRise(value, fullScale, levels2) {
  if (!(fullScale > 0 && fullScale < Infinity))
    throw new RangeError(`quantiser: expected a full scale above 0, received ${fullScale}`);
  if (Number.isNaN(value)) throw new RangeError("quantiser: expected a number, received NaN");
  const step = 2 * fullScale / levels2;
  const index = Math.min(levels2 - 1, Math.max(0, Math.floor(value / step + levels2 / 2)));
  return (index + 0.5 - levels2 / 2) * step;
}
var TRIM_REACH = 3;
function trimmedOffsets(count, deviation, trimBits, rng) {
  if (deviation === 0) return new Float64Array(count);
  const levels2 = 2 ** trimBits;
  return normals(count, rng).map((z89) => {
    const offset = z89 * deviation;
    return offset - midRise(offset, TRIM_REACH * deviation, levels2);
  });
}
var idealAdc = defineAdc({
  model: "ideal",
  source: "assumed",
  params: z34.object({ bits: integer({ min: 1, max: 16 }, "resolution").prefault(8) }),
  constants: {},
  behave: ({ bits }) => converter(bits, bits, 0, 0),
  cost: () => free(["convert"])
});

// src/peripherals/adc/charge-to-pulse.ts
import { z as z36 } from "zod";

// src/peripherals/readout/input-pair.ts
var REFERENCE_OFFSET = 5e-8;
var READ = 1e-8;
var offsetParam = (doc) => quantity("A", { min: 1e-12, max: 1e-3 }, doc).prefault("50 nA");
var GATE_CAPACITANCE = {
  identity: "inputPair.gate",
  nominal: 0.023,
  low: 0.011,
  high: 0.03,
  source: "freepdk45-run-2026",
  note: "F/m\xB2 of an input device: 1.16 fF/\xB5m at 50 nm; low: [ptm-2012]; high: assumed"
};
var [A_VT_28, A_VT_130] = [22e-10, Math.SQRT2 * 39e-10];
var INPUT_PAIR_CONSTANTS = shared("inputPair", {
  matching: {
    nominal: A_VT_28 + (A_VT_130 - A_VT_28) * (65 - 28) / (130 - 28),
    low: A_VT_28,
    high: A_VT_130,
    source: "ihp-2023",
    note: "Pelgrom's A_vt of an n-channel pair, V\xB7m, at 65 nm on the line from 2.2 mV\xB7\xB5m at 28 nm (low) [razavi-2020] to \u221A2 \xB7 3.9 at 130 nm (high), models sg13g2_lv_nmos"
  },
  gate: GATE_CAPACITANCE
});
function inputPair(offset, capacitance, { node }, k, read3 = READ) {
  const deviceAt = (matching, amperes2) => (matching * capacitance / read3 / amperes2) ** 2;
  const reference = deviceAt(INPUT_PAIR_CONSTANTS.matching.nominal, REFERENCE_OFFSET);
  const area = 2 * Math.max(0, deviceAt(k.matching, offset) - reference);
  return { area, energy: area * k.gate * transistorAt(node).supply ** 2 };
}
var REFERENCE_NOISE = 1e-8;
var [LEAST, MOST] = [0.05, 100];
var decisionEnergy = (noise) => Math.min(MOST, Math.max(LEAST, (REFERENCE_NOISE / Math.max(noise, 1e-15)) ** 2));
var sharper = (window, usual) => Math.max(1, (usual / window) ** 2);

// src/peripherals/adc/flash.ts
import { z as z35 } from "zod";

// src/peripherals/supply.ts
var SUPPLY2 = shared("supply", {
  at28: {
    nominal: 0.88,
    low: 0.8,
    high: 1,
    source: "neurosim-v14",
    note: "V at 28 nm, between its 22 and 32 nm"
  },
  at32: {
    nominal: 0.9,
    low: 0.8,
    high: 1,
    source: "neurosim-v14",
    note: "V at 32 nm; low: [stillmaker-2017]; high: as at 45 nm"
  },
  at65: { nominal: 1.1, source: "neurosim-v14", note: "V at 65 nm" }
});

// src/peripherals/adc/flash.ts
var FLASH_CONSTANTS = shared("flash", {
  comparator: {
    nominal: 35e-16,
    low: 30875e-19,
    high: 37e-16,
    source: "neurosim-v14",
    note: "J a comparator, one level at 32 nm; low: 3.09 \xB5W for 1 ns; high: voltage mode"
  },
  comparatorArea: {
    nominal: 24e-13,
    low: 19e-13,
    high: 32e-13,
    source: "neurosim-v14",
    note: "m\xB2 a comparator at 32 nm inside a subarray of 128 columns, whose converters share the reference levels"
  },
  reference: {
    nominal: 224e-13,
    low: 5e-12,
    high: 34e-12,
    source: "neurosim-v14",
    note: "m\xB2 a reference level at 32 nm: a dummy column; 24.8 \xB5m\xB2 of a converter alone less its comparator; high: 8 bits"
  },
  ladder: {
    nominal: 1e4,
    low: 2e3,
    high: 1e5,
    source: "assumed",
    note: "ohm from the supply to ground of the ladder of a converter, which draws for the time of a decision"
  },
  ladderSupply: SUPPLY2.at32,
  ...COUNTING_TREE,
  decision: { nominal: 1e-9, source: "neurosim-v14", note: "s a decision at 32 nm" },
  comparatorLeakage: {
    nominal: 1e-10,
    low: 1e-11,
    high: 1e-8,
    source: "assumed",
    note: "W a comparator at 32 nm"
  }
});
var SHARED_LEVELS = {
  sharedLevels: stated(
    priceOnly(
      integer({ min: 1, max: 65536 }, "converters that share one set of reference levels").prefault(32)
    )
  )
};
function flashPrice(bits, { sharedLevels, levels: levels2 }, technology, k) {
  const base = nanometres(32);
  const factor = logicAt(technology, k);
  const comparators = 2 ** bits - 1;
  const adders = levels2 === "columns" ? 0 : comparators - bits;
  const energyFactor = technology.energyFactor("charge", base);
  const decision = k.decision * technology.delayFactor("charge", base);
  const drawn = bits === 1 || levels2 === "columns" ? 0 : k.ladderSupply ** 2 / k.ladder * energyFactor * decision;
  const bank = comparators * (k.comparatorArea + k.reference / sharedLevels);
  return {
    area: squareMetres(bank * technology.areaFactor("charge", base) + adders * k.adderArea * factor.area),
    leakage: watts(comparators * k.comparatorLeakage * energyFactor),
    actions: {
      convert: {
        energy: joules(
          comparators * k.comparator * energyFactor + drawn + adders * k.treeGlitches * k.adderBit * factor.energy
        ),
        latency: seconds(decision),
        interval: seconds(decision)
      }
    }
  };
}
var flashAdc = defineAdc({
  model: "flash",
  source: "neurosim-v14",
  params: z35.object({
    bits: integer({ min: 1, max: 8 }, "resolution").prefault(3),
    levels: priceOnly(
      choice(["columns", "ladder"], "thresholds of dummy columns, or of a ladder of resistors").prefault(
        "columns"
      )
    ),
    ...SHARED_LEVELS,
    ...ENOB_LOSS,
    ...OFFSET_PARAMS
  }),
  constants: FLASH_CONSTANTS,
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits, levels: levels2, sharedLevels }, technology, k) => flashPrice(bits, { levels: levels2, sharedLevels }, technology, k)
});

// src/peripherals/adc/charge-to-pulse.ts
var PUBLISHED_BITS = 5;
var pulseColumn = { rows: 64, charge: 4e-7 * 15e-9, voltage: 0.9 };
var HELD = pulseColumn.rows * pulseColumn.charge;
var [FIRST, SECOND] = [112e-11 / 1024, 7e-10 / 1024];
var leftOf = (product) => Math.max(0, product - 2 * HELD * pulseColumn.voltage);
var steps = (bits) => Math.max(1, 2 ** (bits - 1) - 1);
var chargeToPulseAdc = defineAdc({
  model: "charge-to-pulse",
  source: "leroux-2025",
  params: z36.object({
    bits: integer({ min: 1, max: 8 }, "resolution of the counted pulse").prefault(PUBLISHED_BITS),
    charge: priceOnly(
      real(
        { min: 1e-9, max: 1e9 },
        "charge that its capacitor holds, in that of 64 published cells"
      ).prefault(1)
    ),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS
  }),
  constants: {
    comparator: {
      nominal: leftOf((FIRST + SECOND) / 2),
      low: leftOf(SECOND),
      high: leftOf(FIRST),
      source: "gain-cell-attention-2025",
      note: "J at 28 nm and 5 bits: the mean of both products, 1120 and 700 pJ over 1024 conversions each, less the charge of 64 cells of 0.4 \xB5A (assumed) from 0.9 V, once for them and once for the capacitor; low: of the second; high: of the first"
    },
    control: {
      nominal: 4e-9 / 2048,
      low: 0,
      high: 4e-9 / 2048,
      source: "gain-cell-attention-2025",
      note: "J at 28 nm: 4 nJ of digital control and routing a token and head over 2048 conversions; low: nothing beside this program's own control, adders and network"
    },
    registerArea: LOGIC.registerArea,
    adderArea: LOGIC.adderArea,
    comparatorArea: FLASH_CONSTANTS.comparatorArea,
    gate: GATE_CAPACITANCE,
    step: {
      nominal: 1e-9,
      source: "leroux-2025",
      exact: "of the published chip",
      note: "s a step: 15 ns of 16 levels"
    }
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits, charge }, technology, k) => {
    const base = nanometres(28);
    const time = seconds(steps(bits) * k.step);
    const longer = steps(bits) / steps(PUBLISHED_BITS);
    const counter = bits * (k.registerArea + k.adderArea / 2) * technology.areaFactor("logic", nanometres(40));
    const comparator = k.comparatorArea * technology.areaFactor("charge", nanometres(32));
    const held = charge * HELD;
    const capacitor = held / pulseColumn.voltage / k.gate * technology.areaFactor("charge", base);
    const discharge = held * pulseColumn.voltage;
    return {
      area: squareMetres(counter + comparator + capacitor),
      leakage: watts(0),
      actions: {
        convert: {
          energy: joules(
            (k.comparator * longer + discharge) * technology.energyFactor("charge", base) + k.control * technology.energyFactor("logic", base)
          ),
          latency: time,
          interval: time
        }
      }
    };
  }
});

// src/peripherals/adc/published.ts
import { z as z37 } from "zod";
var TABLE = [
  [4, 0.79, 361],
  [5, 0.99, 477],
  [6, 1.2, 627],
  [7, 1.42, 845],
  [8, 1.667, 1200],
  [9, 1.97, 1828],
  [10, 2.38, 3002]
];
var EIGHT = 4;
var isaacAdc = defineAdc({
  model: "isaac",
  source: "isaac-2016",
  params: z37.object({
    bits: integer({ min: TABLE[0][0], max: TABLE[TABLE.length - 1][0] }, "resolution").prefault(8),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS
  }),
  constants: {
    energy: {
      nominal: 1667e-15,
      source: "isaac-2016",
      exact: "of the published chip",
      note: "J at 8 bits, 32 nm; the others by the table"
    },
    area: {
      nominal: 12e-10,
      source: "isaac-2016",
      exact: "of the published chip",
      note: "m\xB2 at 8 bits, 32 nm; the others by the table"
    },
    rate: { nominal: 12e8, low: 12e8, high: 128e7, source: "isaac-2016", note: "S/s at 32 nm" },
    cycles: { nominal: 1, low: 1, high: 10, source: "assumed", note: "conversions between sample and code" }
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(32);
    const [, pico, micro] = TABLE[bits - TABLE[0][0]];
    const [, pico8, micro8] = TABLE[EIGHT];
    const interval = technology.delayFactor("analog", base) / k.rate;
    return {
      area: squareMetres(k.area * micro / micro8 * technology.areaFactor("analog", base)),
      // The published 2 mW is energy × rate: leakage is included in the energy.
      leakage: watts(0),
      actions: {
        convert: {
          energy: joules(k.energy * pico / pico8 * technology.energyFactor("analog", base)),
          latency: seconds(k.cycles * interval),
          interval: seconds(interval)
        }
      }
    };
  }
});
var COLUMNS = 128;
var pumaAdc = defineAdc({
  model: "puma",
  source: "puma-2019",
  params: z37.object({
    bits: integer({ min: 1, max: 16 }, "resolution").prefault(8),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS
  }),
  constants: {
    power: { nominal: 25e-5, source: "puma-2019", note: "W a bit" },
    pass: { nominal: 125e-10, source: "puma-2019", note: "s a bit for 128 columns" },
    area: {
      nominal: 12e-10,
      source: "puma-2019",
      exact: "of the published chip",
      note: "m\xB2 at every resolution"
    }
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(32);
    const time = k.pass * bits / COLUMNS;
    const conversion = seconds(time * technology.delayFactor("analog", base));
    return {
      area: squareMetres(k.area * technology.areaFactor("analog", base)),
      leakage: watts(0),
      actions: {
        convert: {
          energy: joules(k.power * bits * time * technology.energyFactor("analog", base)),
          latency: conversion,
          interval: conversion
        }
      }
    };
  }
});
var zigzagAdc = defineAdc({
  model: "zigzag",
  source: "zigzag-2026",
  params: z37.object({
    bits: integer({ min: 1, max: 12 }, "resolution").prefault(8),
    rows: stated(
      priceOnly(integer({ min: 1, max: 65536 }, "cells on the bit line that it reads").prefault(64))
    ),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS
  }),
  constants: {
    perBit: { nominal: 1e-13, source: "zigzag-2026", note: "F a bit" },
    thermal: { nominal: 1e-18, source: "zigzag-2026", note: "F at no bits, times 4 a bit" },
    supply: { nominal: 0.9, source: "zigzag-2026", note: "V" },
    area: { nominal: 1.206, source: "zigzag-2026", note: "log10 \xB5m\xB2 at no bits" },
    areaSlope: {
      nominal: 0.0369,
      source: "zigzag-2026",
      note: "fall of log10 a bit, in addition to the 2^b"
    },
    delay: { nominal: 64e-11, source: "zigzag-2026", note: "s a bit" },
    delayByRow: { nominal: 653e-14, source: "zigzag-2026", note: "s a bit and row" }
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits, rows }, technology, k) => {
    const base = nanometres(28);
    const energy = (k.perBit * bits + k.thermal * 4 ** bits) * k.supply ** 2;
    const micro = bits === 1 ? 0 : power(10, k.area - k.areaSlope * bits) * 2 ** bits;
    const time = seconds(bits * (k.delay + k.delayByRow * rows) * technology.delayFactor("analog", base));
    return {
      area: squareMetres(micro / 1e12 * technology.areaFactor("analog", base)),
      leakage: watts(0),
      actions: {
        convert: {
          energy: joules(energy * technology.energyFactor("charge", base)),
          latency: time,
          interval: time
        }
      }
    };
  }
});
var PUBLISHED_BITS2 = 8;
var timeDomainAdc = defineAdc({
  model: "time-domain",
  source: "timely-2020",
  params: z37.object({
    bits: integer({ min: 1, max: 10 }, "resolution").prefault(8),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS
  }),
  constants: {
    energy: { nominal: 145e-15, source: "timely-2020", note: "J at 8 bits, 65 nm" },
    area: { nominal: 31e-11, source: "timely-2020", note: "m\xB2 at 8 bits, 65 nm" },
    step: { nominal: 5e-11, low: 1e-11, high: 2e-10, source: "assumed", note: "s a step at 65 nm" },
    leakage: { nominal: 1e-9, low: 0, high: 1e-8, source: "assumed", note: "W at 8 bits, 65 nm" }
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(65);
    const share = bits / PUBLISHED_BITS2;
    const energyFactor = technology.energyFactor("analog", base);
    const time = seconds(2 ** bits * k.step * technology.delayFactor("analog", base));
    return {
      area: squareMetres(k.area * share * technology.areaFactor("analog", base)),
      leakage: watts(k.leakage * share * energyFactor),
      actions: {
        convert: {
          energy: joules(k.energy * 2 ** (bits - PUBLISHED_BITS2) * energyFactor),
          latency: time,
          interval: time
        }
      }
    };
  }
});

// src/peripherals/dac/dac.ts
import { z as z38 } from "zod";
var defineDac = (definition) => define({ ...definition, family: "dac" });
var DAC_SUPPLY = {
  identity: "dac.supply",
  nominal: 0.9,
  low: 0.8,
  high: 1,
  source: "zigzag-2026",
  note: "V; AIMC model, 28 nm"
};
function largestMagnitude2(matrix) {
  let largest = 0;
  for (const x of matrix.data) largest = Math.max(largest, Math.abs(x));
  return largest === 0 ? 1 : largest;
}
var BIPOLAR_PARAMS = {
  code: choice(
    ["sign-magnitude", "offset-binary"],
    "a sign and a magnitude: 2^bits \u2212 1 levels, zero among them; or 2^bits levels, none of them zero"
  ).prefault("sign-magnitude"),
  range: choice(["clip", "max-abs"], "full scale: a multiple of the rms, or the largest magnitude").prefault(
    "clip"
  ),
  clip: real({ min: 0.5, max: 10 }, "full scale in rms of the signal when range is clip").prefault(2.5)
};
function bipolarDac({ bits, code, range, clip: clip3 }) {
  const hasZero = code === "sign-magnitude" && bits > 1;
  const steps2 = hasZero ? 2 ** bits - 2 : 2 ** bits - 1;
  return {
    steps: { magnitude: hasZero ? steps2 / 2 : steps2, offset: steps2 },
    fullScale(signal) {
      const rms2 = rootMeanSquare(signal);
      return range === "clip" && rms2 > 0 ? clip3 * rms2 : largestMagnitude2(signal);
    },
    level(input, fullScale) {
      const unit = Math.min(1, Math.max(0, (input / fullScale + 1) / 2));
      return 2 * Math.round(unit * steps2) / steps2 - 1;
    }
  };
}
var idealDac = defineDac({
  model: "ideal",
  source: "assumed",
  params: z38.object({}),
  constants: {},
  behave: () => ({
    steps: null,
    fullScale: largestMagnitude2,
    level: (input, fullScale) => input / fullScale
  }),
  cost: () => free(["drive"])
});
var THERMAL_ENERGY2 = 1380649e-29 * 300;
var NOISE_SHARE = 1 / 12;
var MATCHING_SHARE = 1 / 6;
function leastCapacitance(bits, supply, mismatch) {
  const step = supply / 2 ** bits;
  const thermal = THERMAL_ENERGY2 / (NOISE_SHARE * step ** 2);
  const unit = (mismatch / MATCHING_SHARE) ** 2 * 2 ** bits * 1e-15;
  return Math.max(thermal, unit * 2 ** bits);
}
var capacitiveDac = defineDac({
  model: "capacitive",
  source: "zigzag-2026",
  params: z38.object({
    bits: integer({ min: 1, max: 12 }, "resolution").prefault(4),
    ...BIPOLAR_PARAMS
  }),
  constants: {
    capacitance: {
      nominal: 5e-14,
      low: 1e-14,
      high: 1e-13,
      source: "zigzag-2026",
      note: "F per bit; AIMC model, 28 nm; range: assumed"
    },
    supply: DAC_SUPPLY,
    mismatch: {
      nominal: 0.01 * Math.sqrt(1.5),
      low: 3e-3,
      high: 0.03,
      source: "ihp-2023",
      note: "deviation of a unit capacitor of 1 fF, a share that falls as 1/\u221AC: 1 % at 1 \xB5m\xB2 and 1.5 fF/\xB5m\xB2 of a metal capacitor at 130 nm; range: assumed"
    },
    area8: {
      nominal: 438e-12,
      low: 114e-12,
      high: 876e-12,
      source: "hwcomponents-2026",
      note: "m\xB2, 8-bit DAC of BRAHMS at 40 nm; low: as `r2r`; high: assumed"
    },
    settling: {
      nominal: 17e-11,
      low: 1e-10,
      high: 1e-9,
      source: "freepdk45-run-2026",
      note: "s at 28 nm: 0.27 ns at 45 nm with 200 fF; range: assumed"
    }
  },
  behave: bipolarDac,
  cost: ({ bits }, technology, k) => {
    const base = nanometres(28);
    const settling = k.settling * technology.delayFactor("charge", base);
    const supply = k.supply * Math.sqrt(technology.energyFactor("charge", base));
    const capacitance = Math.max(k.capacitance * bits, leastCapacitance(bits, supply, k.mismatch));
    return {
      area: squareMetres(k.area8 * 2 ** (bits - 8) * technology.areaFactor("charge", nanometres(40))),
      leakage: watts(0),
      actions: {
        drive: {
          energy: joules(capacitance * supply ** 2),
          latency: seconds(settling),
          interval: seconds(settling)
        }
      }
    };
  }
});
var oneBitDac = defineDac({
  model: "one-bit",
  source: "isaac-2016",
  params: z38.object({}),
  constants: {
    energy: {
      nominal: 417e-15,
      low: 1e-15,
      high: 417e-15,
      source: "isaac-2016",
      note: "J a drive at 32 nm; low: an inverter and its line"
    },
    area: { nominal: 166e-15, source: "isaac-2016", note: "m\xB2 at 32 nm" },
    settling: { nominal: 1e-10, low: 2e-11, high: 1e-9, source: "assumed", note: "s to settle at 32 nm" }
  },
  behave: () => ({
    steps: { magnitude: 1, offset: 1 },
    fullScale: largestMagnitude2,
    level: (input) => input < 0 ? -1 : 1
  }),
  cost: (_, technology, k) => {
    const base = nanometres(32);
    const settling = seconds(k.settling * technology.delayFactor("charge", base));
    return {
      area: squareMetres(k.area * technology.areaFactor("charge", base)),
      leakage: watts(0),
      actions: {
        drive: {
          energy: joules(k.energy * technology.energyFactor("charge", base)),
          latency: settling,
          interval: settling
        }
      }
    };
  }
});
var r2rDac = defineDac({
  model: "r2r",
  source: "assumed",
  params: z38.object({
    bits: integer({ min: 1, max: 12 }, "resolution").prefault(4),
    resistance: quantity("ohm", { min: 100, max: 1e8 }, "R of the ladder").prefault("20 kohm"),
    ...BIPOLAR_PARAMS
  }),
  constants: {
    supply: DAC_SUPPLY,
    load: { nominal: 2e-14, low: 5e-15, high: 1e-13, source: "assumed", note: "F at the output" },
    area: {
      nominal: 1e-11,
      low: 3e-12,
      high: 4e-11,
      source: "assumed",
      note: "m\xB2 a bit at 28 nm: three unit resistors and a switch"
    },
    leakage: { nominal: 1e-10, low: 0, high: 1e-9, source: "assumed", note: "W a bit at 28 nm" }
  },
  behave: bipolarDac,
  cost: ({ bits, resistance }, technology, k) => {
    const base = nanometres(28);
    const settling = Math.LN2 * (bits + 1) * resistance * k.load;
    const time = seconds(settling * technology.delayFactor("charge", base));
    const energy = bits * k.supply ** 2 / (6 * resistance) * settling;
    return {
      area: squareMetres(bits * k.area * technology.areaFactor("charge", base)),
      leakage: watts(bits * k.leakage * technology.energyFactor("charge", base)),
      actions: {
        drive: {
          energy: joules(energy * technology.energyFactor("charge", base)),
          latency: time,
          interval: time
        }
      }
    };
  }
});

// src/design/analog-baseline.ts
var PUBLISHED = [gainCell, oneSelector, oneTransistor];
function analogChoices(design) {
  if (design.platform !== "analog" || design.baselines.analogOn === "named") return [design];
  return publishedArrays().map((analog) => ({
    ...design,
    baselines: { ...design.baselines, analogOn: "named", analog }
  }));
}
var publishedArrays = memoised(
  () => PUBLISHED.map(({ model, schema }) => schema.parse({ model })),
  () => ""
);
var analogNodeOf = ({ baselines, logicNode }) => baselines.analogNode ?? logicNode;
function checkAnalogRead(design) {
  const { analog } = design.baselines;
  const technology = createTechnology(analogNodeOf(design), { temperature: design.temperature });
  const found = leastRead(analog.behaviour, Math.sqrt(analog.cost(technology).area), technology);
  const time = analog.behaviour.readTime ?? 0;
  if (found === null || time >= found.least) return found;
  const shown = (value) => `${Number((value * 1e9).toPrecision(3))} ns`;
  throw new InfeasibleError(
    `expected a read of ${analog.model} arrays of ${shown(found.least)} or more (design.baselines.analog.readTime): lines settle in ${shown(found.lines)}, the steps of the longest pulse take ${shown(found.steps)} and a charge above its noise ${shown(found.charge)}; received ${shown(time)}`
  );
}
var converterPair = memoised(
  ({
    inputBits,
    ...column
  }) => ({ dac: dacOf(inputBits, column.readout), adc: adcOf(column) }),
  ({ inputBits, ...column }) => `${inputBits} ${column.outputBits} ${column.readout} ${chargeOf(column)}`
);
var chargeOf = ({ rows, cell }) => rows / pulseColumn.rows * (cell === null ? 1 : cell.current * cell.time / pulseColumn.charge);
function adcOf(column) {
  const { outputBits: bits, readout } = column;
  if (!Number.isFinite(bits)) return idealAdc.schema.parse({ model: "ideal" });
  return readout === "adc" ? isaacAdc.schema.parse({ model: "isaac", bits }) : chargeToPulseAdc.schema.parse({ model: "charge-to-pulse", bits, charge: chargeOf(column) });
}
function dacOf(bits, readout) {
  if (!Number.isFinite(bits)) return idealDac.schema.parse({ model: "ideal" });
  if (bits === 1 && readout === "adc") return oneBitDac.schema.parse({ model: "one-bit" });
  return capacitiveDac.schema.parse({ model: "capacitive", bits });
}

// src/mapping/rivals.ts
var NO_ANALOG_GRADIENTS = 'arrays that hold keys and values are driven along their word lines alone: gradients of queries and weights read them the other way (dP = dO\xB7V\u1D40, dQ = dS\xB7K), those of keys and values are sums of outer products over queries (dV = P\u1D40\xB7dO, dK = dS\u1D40\xB7Q), and no model of such an array here publishes either (use workload.pass "forward")';
var PREFILL_SETS = 2;
function mapAnalog(design, workload) {
  if (workload.pass === "training") throw new InfeasibleError(NO_ANALOG_GRADIENTS);
  checkAnalogRead(design);
  const sizes = sizesOf(design, workload);
  const repeats = workload.layers * workload.batch;
  const heads = repeats * workload.kvHeads;
  const sets = workload.phase === "decode" ? heads : Math.min(PREFILL_SETS * design.cores, heads);
  const arrays = arraysOf(sizes, design);
  return {
    census: {
      ...dynamicCensus(design, sets * (arrays.keys + arrays.values), memoryPackages(design, workload)),
      ...linkCensus(analogNodeOf(design), design)
    },
    parallel: parallelism(sizes, design, workload),
    placement: null,
    counts: mergeCounts(analogCounts(sizes, design, workload), repeats),
    schedule: scheduleOf(design, workload),
    gatherEfficiency: design.digital.buffer.behaviour.gatherEfficiency,
    // In a decode, a cell is rewritten after as many tokens as the context has.
    rewrites: workload.phase === "decode" ? 1 / workload.length : heads / sets
  };
}
function scheduleOf({ contexts, cores }, { layers, heads, batch, phase }) {
  return {
    layers,
    heads: heads * batch,
    cores,
    slots: phase === "decode" ? contexts : Math.min(contexts, PREFILL_SETS),
    stages: ANALOG_STAGES,
    shared: { memory: 1, link: 1 },
    autoregressive: phase === "decode"
  };
}
function arraysOf({ length, width }, design) {
  const { rows, columns, slices, lines } = design.baselines.analog.behaviour;
  const across = (elements) => Math.ceil(elements * slices * lines / columns);
  return {
    keys: Math.ceil(width / rows) * across(length),
    values: Math.ceil(length / rows) * across(width)
  };
}
function arrayShape({ width }, { baselines }) {
  const { columns, slices, lines } = baselines.analog.behaviour;
  return {
    keys: Math.max(1, Math.floor(columns / (slices * lines))),
    across: Math.ceil(width * slices * lines / columns)
  };
}
var convertersOf = ({ baselines }) => {
  const { columns, lines, columnsPerConverter } = baselines.analog.behaviour;
  return Math.ceil(columns / lines / columnsPerConverter);
};
function dynamicCensus(design, arrays, packages) {
  const { rows, columns } = design.baselines.analog.behaviour;
  return {
    ...coreCensus(design.cores, ["mac", "softmax", "buffer"], packages),
    dynamicArray: arrays * rows * columns,
    dynamicDac: arrays * rows,
    dynamicAdc: arrays * convertersOf(design)
  };
}
function parallelism(s, design, workload) {
  const { slices, lines } = design.baselines.analog.behaviour;
  const { queries, pairs, blocks: blocks2 } = attendedBy(workload);
  const seen = pairs / queries;
  const { keys, values } = arraysOf(s, design);
  const shape2 = arrayShape(s, design);
  const converters2 = (keys + values) * convertersOf(design);
  return {
    dynamicArray: 2 * s.length * s.width * slices * lines,
    dynamicDac: s.width * blocks2(shape2.keys) / queries + seen * shape2.across,
    dynamicAdc: Math.max(1, converters2 * seen / s.length)
  };
}
function analogCounts(s, design, workload) {
  const { rows, slices, lines, phases } = design.baselines.analog.behaviour;
  const { queries, pairs, fresh, blocks: blocks2 } = attendedBy(workload);
  const hierarchy = {
    buffer: design.digital.buffer.behaviour,
    memory: design.memory.behaviour,
    resident: 1
  };
  const row2 = s.width * s.wordBits;
  const cells = s.width * slices * lines;
  const reads = s.heads * pairs * cells * phases;
  const parts = slices * phases;
  const scores = s.heads * pairs * Math.ceil(s.width / rows) * parts;
  const outputs = s.heads * s.width * blocks2(rows) * parts;
  const elements = s.heads * queries * s.width;
  const { readout } = design.baselines.analog.behaviour;
  const shape2 = arrayShape(s, design);
  const pulses = readout === "charge-to-pulse";
  const onArray = (operation, drives, conversions) => [
    { operation, component: "dynamicDac", action: "drive", count: drives * phases },
    { operation, component: "dynamicArray", action: "read", count: reads },
    {
      operation,
      component: "dynamicArray",
      action: "stall",
      count: s.heads * queries * s.length * cells * phases - reads
    },
    // A converter to pulses saturates, so it also acts as the softmax.
    {
      operation: pulses && operation === "score" ? "softmax" : operation,
      component: "dynamicAdc",
      action: "convert",
      count: conversions
    }
  ];
  const crossing = fresh * 2 * s.kvHeads * row2 + s.heads * queries * row2 + elements * s.accumulatorBits;
  const codes = pulses ? 0 : s.heads * pairs * (s.accumulatorBits + s.wordBits);
  return [
    ...enter(fresh * (s.heads + 2 * s.kvHeads) * row2, hierarchy),
    ...move("write", "read", fresh * 2 * s.kvHeads * row2, hierarchy),
    {
      operation: "write",
      component: "dynamicArray",
      action: "write",
      count: fresh * 2 * s.kvHeads * cells
    },
    ...move("gather", "read", s.heads * queries * row2, hierarchy),
    ...onArray("score", s.heads * s.width * blocks2(shape2.keys), scores),
    { operation: "score", component: "mac", action: "add", count: scores - s.heads * pairs },
    { operation: "softmax", component: "softmax", action: "exponent", count: pulses ? 0 : s.heads * pairs },
    ...onArray("weigh", pulses ? 0 : s.heads * pairs * shape2.across, outputs),
    ...linkCounts("gather", crossing + codes, analogNodeOf(design), design),
    { operation: "weigh", component: "mac", action: "add", count: outputs - elements },
    { operation: "combine", component: "mac", action: "mac", count: s.normalises && !pulses ? elements : 0 },
    ...leave(queries * s.heads * row2, hierarchy)
  ];
}
function mapGpu(design, workload) {
  checkCards(design, workload);
  const gpu2 = design.baselines.gpu.behaviour;
  const { layers, batch } = workload;
  const training = workload.pass === "training";
  const kernel = (sequence) => [
    ...mergeCounts(sequence, batch),
    LAUNCH
  ];
  const kept = training ? [logSumBytes(workload)] : [];
  const forward = kernel([...sequenceCounts(gpu2, workload), ...kept]);
  const gradients = training ? asBackward(kernel([...gradientCounts(gpu2, workload), ...kept])) : [];
  const schedule = {
    layers,
    // All heads form one kernel.
    heads: 1,
    cores: 1,
    slots: 1,
    stages: KERNEL_STAGES,
    shared: {},
    autoregressive: workload.phase === "decode"
  };
  return {
    census: { gpu: 1 },
    parallel: {},
    placement: null,
    counts: mergeCounts([...forward, ...gradients], layers),
    schedule,
    ...training ? { backward: { ...schedule, stages: BACKWARD_KERNEL_STAGES } } : {},
    gatherEfficiency: 1
  };
}
var LAUNCH = { operation: "score", component: "gpu", action: "launch", count: 1 };
var BACKWARD_PRODUCTS = 5 / 2;
var logSumBytes = ({ heads, length }) => ({
  operation: "score",
  component: "gpuMemory",
  action: "byte",
  count: heads * length * LOG_SUM_BITS2 / 8
});
function gradientCounts(gpu2, workload) {
  const { heads, kvHeads, headWidth, length } = workload;
  const bytes = gpu2.bytes * length * headWidth * (4 * heads + 4 * kvHeads);
  return [
    ...productCounts(gpu2, workload, BACKWARD_PRODUCTS),
    { operation: "score", component: "gpuMemory", action: "byte", count: bytes }
  ];
}
function sequenceCounts(gpu2, workload) {
  const { heads, kvHeads, headWidth, length, phase } = workload;
  const rows = phase === "decode" ? 2 * kvHeads : 2 * heads + 2 * kvHeads;
  return [
    ...productCounts(gpu2, workload, 1),
    {
      operation: "score",
      component: "gpuMemory",
      action: "byte",
      count: gpu2.bytes * length * headWidth * rows
    }
  ];
}
function productCounts(gpu2, workload, times) {
  const { heads, headWidth, length, attention } = workload;
  const flops = times * 4 * heads * attendedBy(workload).pairs * headWidth;
  const share = gpu2.utilisation(headWidth, length, attention.causal);
  return [
    { operation: "score", component: "gpu", action: "flop", count: flops },
    { operation: "score", component: "gpu", action: "stall", count: flops * (1 / share - 1) }
  ];
}

// src/mapping/scored-mapping.ts
var NO_CHOICE_GRADIENTS = 'the keys of the best scores are chosen anew for every query, and a backward pass through the choice is not modelled (use workload.pass "forward")';
function mapScored(design, workload) {
  if (workload.pass === "training") throw new InfeasibleError(NO_CHOICE_GRADIENTS);
  const s = sizesOf(design, workload);
  const own = scoredOf(design, workload, s);
  const placement = design.hashing.unit === "crossbar" ? placeProjections(design, workload) : null;
  const unit = placement === null ? projectionUnitOf(design) : null;
  const projections = placement === null ? digitalHashCounts(s, unit?.behaviour ?? null) : crossbarHashCounts(s, design, placement);
  const counts2 = [
    ...plannedCounts(design, workload) ?? scoredCounts(own, design),
    ...projections,
    ...searchCounts(own, design)
  ];
  const repeats = workload.layers * workload.batch;
  return {
    census: {
      ...coreCensus(
        design.cores,
        [
          "mac",
          "softmax",
          "buffer",
          "topK",
          ...levelUnits(design),
          ...unit === null ? [] : ["projection"]
        ],
        memoryPackages(design, workload)
      ),
      search: Math.max(storesOf(design, workload), statedStores(design)),
      ...arraysOf2(design, placement)
    },
    parallel: {
      ...placement === null ? {} : arrayParallelism(design, placement),
      // Units choose for different queries in parallel; a decode has one query per searcher.
      topK: workload.phase === "decode" ? Math.min(1, searchersOf(workload) * workload.batch / unitsOf(design)) : 1
    },
    placement,
    ...withLevels(
      design,
      workload,
      () => chosenBlocks(own, design.plan),
      withIdleScored(own, counts2, blockArrayOf(design.digital))
    ),
    ...schedulesOf(design, workload, s, placement, workingSet(own)),
    gatherEfficiency: design.digital.buffer.behaviour.gatherEfficiency,
    pairs: {
      searched: repeats * searchersOf(workload) * searchedCodes(s, workload),
      attended: repeats * attendedPairsOf(own),
      fetchedBytes: repeats * fetchedBytes(own)
    }
  };
}
var arraysOf2 = (design, placement) => placement === null ? {} : { ...arrayCensus(design, placement), ...linkCensus(design.hashNode, design) };
var statedStores = ({ search: search2, open }) => (open?.macros ?? 0) / Number(search2.params.macros ?? 1);
var unitsOf = ({ topK }) => Number(topK.params.units ?? 1);
function scoredOf(design, workload, s) {
  const [buffer, memory] = [design.digital.buffer.behaviour, design.memory.behaviour];
  const own = {
    s,
    code: codeOf(design, workload),
    keys: selectedKeys(workload),
    workload,
    fetch: design.digital.fetchBy === "stream" ? "stream" : "gather"
  };
  return {
    ...own,
    hierarchy: workload.phase === "decode" ? hierarchyOf(chipBuffer(design), memory, keptBits2(own)) : hierarchyOf(buffer, memory, workingSet(own))
  };
}
function workingSet({ s, keys, workload, fetch }) {
  const row2 = s.width * s.wordBits;
  const block = Math.min(s.length, s.blockRows);
  if (workload.phase === "decode")
    return fetch === "stream" ? 2 * block * row2 + s.length + partialBits(s) : keys.most * s.indexBits + 2 * (keys.most + s.near) * row2 + partialBits(s);
  const chosen = fetch === "stream" ? block * s.length : block * keys.most * s.indexBits;
  return s.length * 3 * row2 + block * partialBits(s) + chosen;
}

// src/mapping/scored-analog.ts
function mapScoredAnalog(design, workload) {
  if (workload.pass === "training") throw new InfeasibleError(NO_ANALOG_GRADIENTS);
  checkAnalogRead(design);
  const s = sizesOf(design, workload);
  const own = scoredOf2(design, workload, s);
  const touched = touchedArrays(design, workload);
  const placement = placeProjections(design, workload);
  const repeats = workload.layers * workload.batch;
  const heads = repeats * workload.kvHeads;
  const isDecode = workload.phase === "decode";
  const sets = isDecode ? heads : Math.min(PREFILL_SETS * design.cores, heads);
  const arrays = arraysOf(s, design);
  return {
    census: {
      ...dynamicCensus(design, sets * (arrays.keys + arrays.values), memoryPackages(design, workload)),
      topK: design.cores,
      search: Math.max(storesOf(design, workload), statedStores(design)),
      ...arrayCensus(design, placement),
      ...linksOf(design)
    },
    parallel: {
      ...arrayParallelism(design, placement),
      ...parallelism2(own, touched, design),
      topK: isDecode ? Math.min(1, searchersOf(workload) * workload.batch / unitsOf(design)) : 1
    },
    placement,
    counts: mergeCounts(
      [
        ...prepareCounts(own, design),
        ...crossbarHashCounts(s, design, placement),
        ...searchCounts(own, design),
        ...readCounts(own, touched, design)
      ],
      repeats
    ),
    schedule: scheduleOf2(design, workload, placement),
    gatherEfficiency: design.digital.buffer.behaviour.gatherEfficiency,
    rewrites: isDecode ? 1 / workload.length : heads / sets,
    pairs: {
      searched: repeats * searchersOf(workload) * searchedCodes(s, workload),
      attended: repeats * attendedOf(own),
      // Keys and values stay where they were written.
      fetchedBytes: 0
    }
  };
}
function linksOf(design) {
  const nodes = [design.hashNode, analogNodeOf(design)].filter((node) => isTwoDies(node, design));
  return nodes.length === 0 ? {} : { link: new Set(nodes).size };
}
function scheduleOf2(design, { layers, heads, batch, phase, length, headWidth, attention }, placement) {
  const sets = placement.setsOfLayer;
  const parts = phase === "decode" ? 1 : length / blockRowsAt(design.digital.mac.behaviour, headWidth);
  return {
    layers,
    heads: heads * batch,
    cores: design.cores,
    slots: phase === "decode" ? design.contexts : Math.min(design.contexts, PREFILL_SETS),
    stages: analogSelectionStages(Math.max(1, Math.ceil(parts)), attention.causal),
    shared: { memory: 1, link: 1, array: sets, dac: sets, driver: sets, readout: sets, mux: sets },
    autoregressive: phase === "decode"
  };
}
function scoredOf2(design, workload, s) {
  const own = {
    s,
    code: codeOf(design, workload),
    keys: selectedKeys(workload),
    workload,
    fetch: "gather"
  };
  const { behaviour: memory } = design.memory;
  const kept = mapBits(own);
  const [buffer, bits] = workload.phase === "decode" ? [chipBuffer(design), workload.layers * workload.batch * kept] : [design.digital.buffer.behaviour, s.length * s.width * s.wordBits + kept];
  return {
    ...own,
    hierarchy: bits > 0 ? hierarchyOf(buffer, memory, bits) : { buffer, memory, resident: 1 }
  };
}
var attendedOf = ({ s, keys }) => s.heads * (keys.near + keys.chosen);
function touchedArrays(design, workload) {
  const { rows } = design.baselines.analog.behaviour;
  return {
    keys: touchedBlocks(workload, arrayShape(sizesOf(design, workload), design).keys),
    values: touchedBlocks(workload, rows)
  };
}
function parallelism2({ s, keys }, touched, design) {
  const { rows, slices, lines } = design.baselines.analog.behaviour;
  const { across } = arrayShape(s, design);
  const arrays = touched.keys.blocks * Math.ceil(s.width / rows) + touched.values.blocks * across;
  return {
    dynamicArray: 2 * s.length * s.width * slices * lines,
    dynamicDac: (s.width * touched.keys.blocks + (keys.near + keys.chosen) * across) / s.tokens,
    dynamicAdc: Math.max(1, arrays / s.tokens * convertersOf(design))
  };
}
function prepareCounts(own, design) {
  const { s, workload, hierarchy } = own;
  const { slices, lines } = design.baselines.analog.behaviour;
  const row2 = s.width * s.wordBits;
  const here = { ...hierarchy, resident: 1 };
  const vectors = s.tokens * 2 * s.kvHeads * row2;
  return [
    ...enter(vectors + s.tokens * s.heads * row2 + mapBits(own, workload.phase !== "decode"), hierarchy),
    ...move("write", "read", vectors, here),
    {
      operation: "write",
      component: "dynamicArray",
      action: "write",
      count: s.tokens * 2 * s.kvHeads * s.width * slices * lines
    },
    ...linkCounts("write", vectors, analogNodeOf(design), design),
    ...move("hash", "read", s.hashInputBits, here),
    ...encodeCounts(own),
    ...mapCounts(own)
  ];
}
function readCounts({ s, keys, workload }, touched, design) {
  const { rows, slices, lines, phases, readout } = design.baselines.analog.behaviour;
  const { queries } = attendedBy(workload);
  const pairs = attendedOf({ s, keys });
  const parts = slices * phases;
  const cells = s.width * parts * lines;
  const elements = s.heads * queries * s.width;
  const pulses = readout === "charge-to-pulse";
  const scores = pairs * Math.ceil(s.width / rows) * parts;
  const outputs = s.heads * s.width * touched.values.blocks * parts;
  const onArray = (operation, drives, read3, conversions) => [
    { operation, component: "dynamicDac", action: "drive", count: drives * phases },
    { operation, component: "dynamicArray", action: "read", count: read3 * cells },
    {
      operation,
      component: "dynamicArray",
      action: "stall",
      count: (s.heads * queries * s.length - read3) * cells
    },
    {
      operation: pulses && operation === "score" ? "softmax" : operation,
      component: "dynamicAdc",
      action: "convert",
      count: conversions
    }
  ];
  const list2 = listBits({ s, keys, workload });
  const here = { buffer: design.digital.buffer.behaviour, memory: design.memory.behaviour, resident: 1 };
  const row2 = s.width * s.wordBits;
  const codes = pulses ? 0 : pairs * (s.accumulatorBits + s.wordBits);
  return [
    ...move("top-k", "write", list2, here),
    ...move("gather", "read", list2 + s.heads * queries * row2, here),
    ...onArray("score", s.heads * s.width * touched.keys.blocks, s.heads * touched.keys.keys, scores),
    { operation: "score", component: "mac", action: "add", count: scores - pairs },
    { operation: "softmax", component: "softmax", action: "exponent", count: pulses ? 0 : pairs },
    ...onArray("weigh", pulses ? 0 : pairs * arrayShape(s, design).across, pairs, outputs),
    ...linkCounts(
      "gather",
      list2 + s.heads * queries * row2 + elements * s.accumulatorBits + codes,
      analogNodeOf(design),
      design
    ),
    { operation: "weigh", component: "mac", action: "add", count: outputs - elements },
    { operation: "combine", component: "mac", action: "mac", count: s.normalises && !pulses ? elements : 0 },
    ...leave(queries * s.heads * row2, here)
  ];
}

// src/mapping/mapping.ts
var mapWorkload = (design, workload, load = expectedLoad(workload)) => MAPPERS[design.platform](design, workload, load);
var mapInArrays = (design, workload) => isScored(workload.attention) ? mapScoredAnalog(design, workload) : mapAnalog(design, workload);
var MAPPERS = { digital: mapDigital, analog: mapInArrays, gpu: mapGpu };
function mapDigital(design, workload, load) {
  const sizes = sizesOf(design, workload);
  if (isScored(workload.attention)) return mapScored(design, workload);
  return workload.attention.kind === "exact" ? mapExact(design, workload, sizes) : mapLsh(design, workload, sizes, load);
}
function mapExact(design, workload, sizes) {
  const [buffer, memory] = [design.digital.buffer.behaviour, design.memory.behaviour];
  const { causal } = workload.attention;
  const counts2 = plannedCounts(design, workload) ?? (workload.phase === "decode" ? exactDecodeCounts(sizes, decodeHierarchy(sizes, workload, chipBuffer(design), memory)) : exactCounts(sizes, causal, buffer, memory));
  const gradients = workload.pass === "training" ? [
    ...keepCounts(sizes, 0, { buffer, memory, resident: 1 }),
    ...exactBackwardCounts(sizes, causal, buffer, memory)
  ] : [];
  const done = withIdleUnits(
    [...counts2, ...gradients],
    blockArrayOf(design.digital),
    blockOf(sizes, workload)
  );
  return {
    census: coreCensus(
      design.cores,
      ["mac", "softmax", "buffer", ...levelUnits(design)],
      memoryPackages(design, workload)
    ),
    parallel: {},
    placement: null,
    ...withLevels(design, workload, () => streamedBlocks(sizes, workload), done),
    ...schedulesOf(design, workload, sizes, null),
    gatherEfficiency: buffer.gatherEfficiency
  };
}
function mapLsh(design, workload, sizes, load) {
  const placement = design.hashing.unit === "crossbar" ? placeProjections(design, workload) : null;
  const workOf3 = design.digital.levels === void 0 ? rememberedWork[design.hashing.unit] : lshWork;
  const unit = placement === null ? projectionUnitOf(design) : null;
  const units3 = [
    ...["mac", "softmax", "buffer", "sorter"],
    ...levelUnits(design),
    ...unit === null ? [] : ["projection"]
  ];
  return {
    census: {
      ...coreCensus(design.cores, units3, memoryPackages(design, workload)),
      ...placement === null ? {} : { ...arrayCensus(design, placement), ...linkCensus(design.hashNode, design) }
    },
    parallel: placement === null ? {} : arrayParallelism(design, placement),
    placement,
    // Only the numbers of a placement are read, not the time of a read that it was checked for.
    ...workOf3(design, workload, sizes, load, { placement }),
    ...schedulesOf(design, workload, sizes, placement),
    gatherEfficiency: design.digital.buffer.behaviour.gatherEfficiency
  };
}
function lshWork(design, workload, sizes, load, { placement }) {
  const hash = placement === null ? digitalHashCounts(sizes, projectionUnitOf(design)?.behaviour ?? null) : crossbarHashCounts(sizes, design, placement);
  const counts2 = [
    ...attendCounts2(design, workload, sizes, load),
    ...hash,
    ...gradientCounts2(design, workload, sizes, hash)
  ];
  return withLevels(
    design,
    workload,
    () => workload.phase === "decode" ? listedBlocks(sizes, load) : windowBlocks(sizes, workload, design.plan),
    withIdleUnits(counts2, blockArrayOf(design.digital), blockOf(sizes, workload, design.plan))
  );
}
var MOST_KEPT2 = 8192;
var rememberedWork = {
  crossbar: rememberedReads(lshWork, MOST_KEPT2),
  digital: rememberedReads(lshWork, MOST_KEPT2)
};
function gradientCounts2(design, workload, sizes, hash) {
  if (workload.pass === "forward") return [];
  const { backwardHashes } = workload.attention;
  if (backwardHashes === "recomputed") checkRepeatable(design);
  const [buffer, memory] = [design.digital.buffer.behaviour, design.memory.behaviour];
  const hierarchy = hierarchyOf(buffer, memory, backwardWorkingSetBits(sizes, workload));
  const sorter = design.digital.sorter.behaviour;
  return [
    ...lshKeepCounts(sizes, backwardHashes, hierarchy),
    ...lshBackwardCounts(sizes, backwardHashes, hash, sorter, hierarchy)
  ];
}
function checkRepeatable(design) {
  const { unit, memristor } = design.hashing;
  const isQuiet = currentNoise(design) === 0 && scaleNoise(design) === 0 && memristor.behaviour.readNoise === 0;
  if (unit === "digital" || isQuiet) return;
  throw new InfeasibleError(
    'hashes of noisy arrays are not repeatable: a backward pass that hashes again meets other pairs than the forward pass, to which the kept log-sum-exps do not belong (use workload.attention.backwardHashes "stored")'
  );
}
function attendCounts2(design, workload, sizes, load) {
  const { attention } = workload;
  const [buffer, memory] = [design.digital.buffer.behaviour, design.memory.behaviour];
  if (workload.phase !== "decode") checkSort(design.digital.sorter.behaviour, sizes.length, sizes.buckets);
  const planned = plannedCounts(design, workload, load);
  if (planned !== null) return planned;
  if (workload.phase === "decode") {
    const hierarchy = decodeHierarchy(sizes, workload, chipBuffer(design), memory);
    return lshDecodeCounts(sizes, attention, load, hierarchy);
  }
  return lshCounts(
    sizes,
    design.digital.sorter.behaviour,
    hierarchyOf(buffer, memory, workingSetBits(sizes, workload))
  );
}
function passesOf(mapping) {
  const { backward: backward2, ...forward } = mapping;
  if (backward2 === void 0) return [mapping];
  const countsOf2 = (wanted2) => mapping.counts.filter(({ operation }) => isBackward(operation) === wanted2);
  return [
    { ...forward, counts: countsOf2(false) },
    { ...forward, counts: countsOf2(true), schedule: backward2 }
  ];
}

// src/peripherals/parts/link.ts
import { z as z39 } from "zod";

// src/peripherals/inverter.ts
var INVERTER = shared("inverter", {
  parasitic: {
    nominal: 0.83,
    low: 0.6,
    high: 1.04,
    source: "skywater-2020",
    note: "p, capacitance of an inverter's output over that of its input: inv_8 of sky130hd, between INVx8 of [asap7-2016], .60, and [freepdk45-run-2026], 1.04"
  },
  gateArea: {
    nominal: 132,
    low: 126,
    high: 138,
    source: "asap7-2016",
    note: "m\xB2 a farad of gates at 28 nm, linear in the node: INVx8 has .0316 \xB5m\xB2/fF at 7 nm, which is .126 at 28 nm; inv_8 of [skywater-2020] .638 at 130 nm, which is .137"
  }
});
var INVERTER_TIME = shared("inverter", {
  time: {
    nominal: 425e-14,
    low: 425e-14,
    high: 38e-12,
    source: "freepdk45-run-2026",
    note: "s at 45 nm, linear in the node: its transistors alone, so that there is no less; 28.6 ps of inv_8 at 130 nm [skywater-2020] would be 9.9 ps; high: 5.9 ps of INVx8 at 7 nm [asap7-2016]"
  }
});
function leastAt(value, low, high) {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [from, to] = [low, high];
  for (let step = 0; step < 60; step++) {
    const [left, right] = [to - golden * (to - from), from + golden * (to - from)];
    if (value(left) < value(right)) to = right;
    else from = left;
  }
  return (from + to) / 2;
}
function repeatedWire({ parasitic }) {
  const delay = (size2, distance2) => Math.LN2 * ((1 + parasitic) / distance2 + 1 / size2 + size2) + 0.38 * distance2;
  const capacitance = (size2, distance2) => 1 + (1 + parasitic) * size2 / distance2;
  const product = (size2, distance2) => delay(size2, distance2) * capacitance(size2, distance2);
  const sizeFor = (distance2) => leastAt((size2) => product(size2, distance2), 0.05, 1.5);
  const distance = leastAt((at) => product(sizeFor(at), at), 0.5, 12);
  const size = sizeFor(distance);
  return { capacitance: capacitance(size, distance), delay: delay(size, distance) };
}
var fanOut = ({ parasitic }) => leastAt((n) => (n + parasitic) / Math.log(n) * (1 + (1 + parasitic) / (n - 1)), 2, 30);
var driven = (k) => 1 + (1 + k.parasitic) / (fanOut(k) - 1);
var inverterArea = (capacitance, { node }, k) => capacitance * k.gateArea * node / nanometres(28);

// src/peripherals/parts/link.ts
var defineLink = (definition) => define({ affects: "price", ...definition, family: "link" });
var linkOf = (width) => ({
  bits: width,
  transfers: (bits) => Math.ceil(bits / width)
});
var idealLink = defineLink({
  model: "ideal",
  source: "assumed",
  params: z39.object({ bits: integer({ min: 1, max: 65536 }, "bits of a flit").prefault(256) }),
  constants: {},
  behave: ({ bits }) => linkOf(bits),
  cost: () => free(["transfer"])
});
var busLink = defineLink({
  model: "bus",
  source: "isaac-2016",
  params: z39.object({
    bits: integer({ min: 1, max: 65536 }, "lines, and bits of a flit").prefault(384),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "flits a second").prefault("1 GHz")
  }),
  measured: AT_32_NM,
  constants: {
    energy: { nominal: 54e-15, source: "isaac-2016", note: "J a bit at 32 nm" },
    area: {
      nominal: 9e-8 / 384,
      low: 293e-13,
      high: 9e-8 / 384,
      source: "isaac-2016",
      note: "m\xB2 a line at 32 nm; low: that of [hwcomponents-2026]"
    },
    leakage: LOGIC_LEAKAGE
  },
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, clock: clock2 }, technology, k) => {
    const base = nanometres(32);
    const area = bits * k.area * technology.areaFactor("wire", base);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        transfer: {
          energy: joules(bits * k.energy * technology.energyFactor("wire", base)),
          latency: seconds(1 / clock2),
          interval: seconds(1 / clock2)
        }
      }
    };
  }
});
var FLIT = 256;
var routerLink = defineLink({
  model: "router",
  source: "isaac-2016",
  params: z39.object({
    bits: integer({ min: 1, max: 65536 }, "bits of a flit").prefault(256),
    hops: integer({ min: 1, max: 1024 }, "routers that a flit passes").prefault(1),
    routers: integer({ min: 1, max: 1 << 20 }, "routers on the chip").prefault(1),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "flits a second").prefault("1 GHz")
  }),
  measured: AT_32_NM,
  constants: {
    energy: { nominal: 2074e-14 / FLIT, source: "isaac-2016", note: "J a bit and router at 32 nm" },
    area: { nominal: 15e-8 / FLIT, source: "isaac-2016", note: "m\xB2 a bit of a router at 32 nm" },
    cycles: { nominal: 3, low: 1, high: 5, source: "assumed", note: "cycles from one router to the next" },
    leakage: LOGIC_LEAKAGE
  },
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, hops, routers, clock: clock2 }, technology, k) => {
    const base = nanometres(32);
    const area = routers * bits * k.area * technology.areaFactor("logic", base);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        transfer: {
          energy: joules(hops * bits * k.energy * technology.energyFactor("logic", base)),
          latency: seconds(hops * k.cycles / clock2),
          interval: seconds(1 / clock2)
        }
      }
    };
  }
});
function hTreePath(levels2) {
  let path = 0;
  for (let level2 = 1; level2 <= levels2; level2++) path += 2 ** -(1 + Math.ceil(level2 / 2));
  return path;
}
function hTreeWire(levels2) {
  let wire = 0;
  for (let level2 = 1; level2 <= levels2; level2++) wire += 2 ** level2 * 2 ** -(1 + Math.ceil(level2 / 2));
  return wire;
}
var WIRE_ACTIVITY = {
  identity: "wire.activity",
  nominal: 0.25,
  low: 0.15,
  high: 0.4,
  source: "neurosim-v14",
  note: "\xBD C V\xB2 a transition, half of the bits toggle; range: .3 and .8 of them, assumed"
};
var REPEATED_WIRE = shared("wire", {
  supply: SUPPLY2.at32,
  activity: WIRE_ACTIVITY,
  metal: {
    nominal: 0.28,
    low: 0.137,
    high: 1,
    source: "asap7-2016",
    note: "resistance a metre of the metal of long wires over that of the least pitch: M8 and M9 over M2 and M3, 8.67 over 30.5 \u03A9/\xB5m; low: met3 over met1 of [skywater-2020]; high: at the least pitch, as [neurosim-v14]"
  },
  ...INVERTER,
  ...INVERTER_TIME,
  leakage: LOGIC_LEAKAGE
});
var REGISTERED = { clock: 1e9, node: nanometres(65) };
function repeatedWires(lines, technology, k) {
  const { bits, clock: clock2, path, wire } = lines;
  const { node, wireCapacitance: wireCapacitance2 } = technology;
  const { capacitance, delay } = repeatedWire(k);
  const gates = bits * wire * wireCapacitance2 * (capacitance - 1) / (1 + k.parasitic);
  const area = inverterArea(gates, technology, k);
  const energyOfLength = k.activity * wireCapacitance2 * capacitance * k.supply ** 2;
  const resistance = k.metal * lineResistance(node) / metalPitch(node);
  const time = k.time * technology.delayFactor("logic", nanometres(45));
  return {
    area: squareMetres(area),
    leakage: watts(leakingAt(area, technology, k)),
    actions: {
      transfer: {
        energy: joules(bits * path * energyOfLength * technology.energyFactor("wire", nanometres(32))),
        latency: seconds(path * delay * Math.sqrt(time * resistance * wireCapacitance2)),
        interval: seconds(1 / clock2)
      }
    }
  };
}
var hTreeLink = defineLink({
  model: "h-tree",
  source: "neurosim-v14",
  params: z39.object({
    bits: integer({ min: 1, max: 65536 }, "lines, and bits of a flit").prefault(256),
    side: quantity("m", { min: 1e-6, max: 0.1 }, "side of the square that the tree serves").prefault("1 mm"),
    levels: integer({ min: 1, max: 20 }, "halvings of the square").prefault(6),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "flits a second").prefault("1 GHz")
  }),
  measured: REGISTERED,
  constants: REPEATED_WIRE,
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, side, levels: levels2, clock: clock2 }, technology, k) => repeatedWires(
    { bits, clock: clock2, path: side * hTreePath(levels2), wire: side * hTreeWire(levels2) },
    technology,
    k
  )
});
var wireLink = defineLink({
  model: "wire",
  source: "neurosim-v14",
  params: z39.object({
    bits: integer({ min: 1, max: 65536 }, "lines, and bits of a flit").prefault(256),
    length: quantity("m", { min: 1e-6, max: 0.1 }, "length of the lines that the price is for").prefault(
      "1 mm"
    ),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "flits a second").prefault("1 GHz")
  }),
  measured: REGISTERED,
  constants: REPEATED_WIRE,
  behave: ({ bits, length }) => ({ ...linkOf(bits), reach: length }),
  cost: ({ bits, length, clock: clock2 }, technology, k) => repeatedWires({ bits, clock: clock2, path: length, wire: length }, technology, k)
});
var OFF_CHIP_FLIT = 128;
var OFF_CHIP_BANDWIDTH = 256e8;
var offChipLink = defineLink({
  model: "off-chip",
  source: "isaac-2016",
  params: z39.object({
    bits: integer({ min: 1, max: 65536 }, "bits of a flit").prefault(128),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second").prefault("25.6 GB/s")
  }),
  constants: {
    energy: { nominal: 26e-12 / OFF_CHIP_FLIT, source: "isaac-2016", note: "J a bit at 65 nm" },
    area: { nominal: 23e-6, low: 2288e-8, high: 23e-6, source: "isaac-2016", note: "m\xB2 at 65 nm" },
    latency: { nominal: 5e-8, low: 2e-8, high: 2e-7, source: "assumed", note: "s from chip to chip" },
    leakage: { nominal: 0.01, low: 1e-3, high: 0.1, source: "assumed", note: "W idle at 65 nm" }
  },
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, bandwidth }, technology, k) => {
    const base = nanometres(65);
    const links = Math.max(1, bandwidth / OFF_CHIP_BANDWIDTH);
    return {
      area: squareMetres(links * k.area * technology.areaFactor("charge", base)),
      leakage: watts(links * k.leakage * technology.energyFactor("charge", base)),
      actions: {
        transfer: {
          energy: joules(bits * k.energy * technology.energyFactor("charge", base)),
          latency: seconds(k.latency),
          interval: seconds(bits / 8 / bandwidth)
        }
      }
    };
  }
});
var ASSUMED_BANDWIDTH = 64e9;
var dieToDieLink = defineLink({
  model: "die-to-die",
  source: "assumed",
  params: z39.object({
    bits: integer({ min: 1, max: 65536 }, "bits of a flit").prefault(256),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second").prefault("64 GB/s")
  }),
  constants: {
    energy: { nominal: 5e-13, low: 25e-14, high: 2e-12, source: "assumed", note: "J a bit, both ends" },
    area: { nominal: 5e-7, low: 1e-7, high: 2e-6, source: "assumed", note: "m\xB2 of both ends with bumps" },
    latency: { nominal: 4e-9, low: 2e-9, high: 2e-8, source: "assumed", note: "s from die to die" },
    idle: { nominal: 2e-3, low: 5e-4, high: 0.02, source: "assumed", note: "W while nothing moves" }
  },
  behave: ({ bits }) => linkOf(bits),
  cost: ({ bits, bandwidth }, _, k) => ({
    // More bandwidth takes more lanes, each with its bumps and its idle power.
    area: squareMetres(k.area * Math.max(1, bandwidth / ASSUMED_BANDWIDTH)),
    leakage: watts(k.idle * Math.max(1, bandwidth / ASSUMED_BANDWIDTH)),
    actions: {
      transfer: {
        energy: joules(bits * k.energy),
        latency: seconds(k.latency),
        interval: seconds(bits / 8 / bandwidth)
      }
    }
  })
});

// src/cost/floorplan/die.ts
var CORE_BLOCKS = ["buffer", "mac", "softmax", "sorter"];
var SHARED_BLOCKS = [
  "search",
  "topK",
  "arrays",
  "dynamicArrays",
  "queryKeyValue",
  "outputProjection",
  "up",
  "down",
  "link"
];
var APART2 = ["arrays", "dynamicArrays"];
var WIDEST2 = 2;
var columnsOf = (cores) => Math.max(1, Math.round(Math.sqrt(cores)));
function dieOf(areas, cores) {
  const columns = columnsOf(cores);
  const own = {};
  for (const block of [...CORE_BLOCKS, "projection"])
    if ((areas[block] ?? 0) > 0) own[block] = (areas[block] ?? 0) / cores;
  const square = Math.sqrt(cores * CORE_BLOCKS.reduce((sum, block) => sum + (own[block] ?? 0), 0));
  const hash = cores * (own.projection ?? 0);
  const side = square > 0 ? square : Math.sqrt(hash);
  const region = { width: side > 0 ? (square * square + hash) / side : 0, height: side };
  const isApart = (areas.link ?? 0) > 0;
  const there = (blocks2) => blocks2.filter((block) => (areas[block] ?? 0) > 0);
  const here = there(SHARED_BLOCKS).filter((block) => !isApart || !APART2.includes(block));
  const sharedArea = here.reduce((sum, block) => sum + (areas[block] ?? 0), 0);
  const total = region.width * region.height + sharedArea;
  const height = Math.max(region.height, Math.sqrt(total / WIDEST2));
  const width = total > 0 ? total / height : 0;
  const apart3 = isApart ? there(APART2).map((block) => ({ block, area: areas[block] ?? 0 })) : [];
  const around = (width + height) / 2;
  return {
    width,
    height,
    ring: (Math.sqrt(around * around + (areas.pads ?? 0)) - around) / 2,
    cores,
    columns,
    region: { x: 0, y: (height - region.height) / 2, ...region },
    core: { width: square / columns, height: side * columns / cores },
    strip: side > 0 ? hash / side / columns : 0,
    own,
    shared: slicesOf(here, areas, region, height),
    apart: apart3,
    secondSide: Math.sqrt(apart3.reduce((sum, { area }) => sum + area, 0))
  };
}
function slicesOf(blocks2, areas, region, height) {
  const free2 = height - region.height;
  const around = free2 * region.width;
  const at = (area) => area < around ? area / free2 : region.width + (area - around) / height;
  let from = 0;
  return blocks2.map((block) => {
    const area = areas[block] ?? 0;
    const [left, right] = [at(from), at(from + area)];
    from += area;
    const bend2 = Math.min(right, Math.max(left, region.width));
    const [above, beyond] = [(bend2 - left) * free2, (right - bend2) * height];
    const x = (above * (left + bend2) + beyond * (bend2 + right)) / (2 * (above + beyond));
    return { block, area, x, rectangles: rectanglesOf(left, bend2, right, free2, height) };
  });
}
function rectanglesOf(left, bend2, right, free2, height) {
  const beside = { x: left, width: bend2 - left, height: free2 / 2 };
  return [
    { ...beside, y: 0 },
    { ...beside, y: height - free2 / 2 },
    { x: bend2, y: 0, width: right - bend2, height }
  ].filter((one) => one.width > 0 && one.height > 0);
}

// src/cost/floorplan/distances.ts
var setOf = (cut2) => typeof cut2 === "number" ? 1 << cut2 : cut2.set;
var known = /* @__PURE__ */ new Map();
function arrangementsOf(blocks2) {
  const found = known.get(blocks2) ?? distinct(cuts2(numbers2(blocks2))).map(arrangementOf);
  known.set(blocks2, found);
  return found;
}
var numbers2 = (count) => Array.from({ length: count }, (_, n) => n);
var cuts2 = (blocks2) => blocks2.length <= 1 ? [...blocks2] : [...cutsAlong("x", blocks2), ...cutsAlong("y", blocks2)];
function cutsAlong(along, blocks2) {
  const across = along === "x" ? "y" : "x";
  const sequences = (left) => left.length === 0 ? [[]] : subsets(left).flatMap((first) => {
    if (first.length === blocks2.length) return [];
    const rest = sequences(left.filter((one) => !first.includes(one)));
    const own = first.length === 1 ? first : cutsAlong(across, first);
    return own.flatMap((part) => rest.map((others) => [part, ...others]));
  });
  const set = blocks2.reduce((sum, block) => sum + (1 << block), 0);
  return sequences(blocks2).map((parts) => ({ along, parts, set }));
}
var subsets = (of2) => numbers2(2 ** of2.length - 1).map((n) => of2.filter((_, bit) => n + 1 >> bit & 1));
function distinct(all) {
  const seen = /* @__PURE__ */ new Set();
  return all.filter((cut2) => {
    if (seen.has(JSON.stringify(upsideDown(cut2)))) return false;
    seen.add(JSON.stringify(cut2));
    return true;
  });
}
function upsideDown(cut2) {
  if (typeof cut2 === "number") return cut2;
  const parts = cut2.parts.map(upsideDown);
  return { ...cut2, parts: cut2.along === "y" ? parts.reverse() : parts };
}
function areaSums(areas) {
  const sums = new Float64Array(2 ** areas.length);
  for (let set = 1; set < sums.length; set++)
    for (let block = 0; block < areas.length; block++) if (set >> block & 1) sums[set] += areas[block];
  return sums;
}
var arrangementOf = (cut2) => ({
  rectangles: (sums, within2) => {
    const found = [];
    place(cut2, sums, within2, found);
    return found;
  },
  middles: (sums, width, height, into, at) => placeMiddles(cut2, sums, 0, 0, width, height, into, at)
});
function place(cut2, sums, within2, found) {
  if (typeof cut2 === "number") {
    found[cut2] = within2;
    return;
  }
  let { x, y } = within2;
  for (const part of cut2.parts) {
    const share = sums[setOf(part)] / sums[cut2.set];
    const width = cut2.along === "x" ? share * within2.width : within2.width;
    const height = cut2.along === "y" ? share * within2.height : within2.height;
    place(part, sums, { x, y, width, height }, found);
    if (cut2.along === "x") x += width;
    else y += height;
  }
}
function placeMiddles(cut2, sums, x, y, width, height, into, at) {
  if (typeof cut2 === "number") {
    into[cut2].x[at] = x + width / 2;
    into[cut2].y[at] = y + height / 2;
    return;
  }
  const { parts, along, set } = cut2;
  let done = 0;
  for (let n = 0; n < parts.length; n++) {
    const share = sums[setOf(parts[n])] / sums[set];
    if (along === "x") placeMiddles(parts[n], sums, x + done * width, y, share * width, height, into, at);
    else placeMiddles(parts[n], sums, x, y + done * height, width, share * height, into, at);
    done += share;
  }
}
var coreMiddles = memoised(
  (width, height, areas) => {
    const all = arrangementsOf(areas.length);
    const middles = areas.map(() => {
      return { x: new Float64Array(all.length), y: new Float64Array(all.length) };
    });
    const sums = areaSums(areas);
    for (const [at, one] of all.entries()) one.middles(sums, width, height, middles, at);
    return middles;
  },
  (width, height, areas) => `${width} ${height} ${areas.join(" ")}`
);
function floorplanOf(die) {
  const blocks2 = CORE_BLOCKS.filter((block) => (die.own[block] ?? 0) > 0);
  const count = Math.max(1, arrangementsOf(blocks2.length).length);
  const areas = blocks2.map((block) => die.own[block] ?? 0);
  const middles = coreMiddles(die.core.width, die.core.height, areas);
  const spotOf = memoised((block) => {
    const own = blocks2.indexOf(block);
    return own >= 0 ? coreSpot(die, die.own[blocks2[own]] ?? 0, middles[own]) : otherSpot(die, block, count);
  }, String);
  return {
    die,
    lengths: memoised(
      (from, to) => lengthsBetween(die, from, to, spotOf, count),
      (from, to) => `${from} ${to}`,
      Number.POSITIVE_INFINITY
    )
  };
}
function lengthsBetween(die, from, to, spotOf, count) {
  const isApart = (name) => die.apart.some(({ block }) => block === name);
  const [first, last] = [from, to].map((name) => isApart(name) ? "link" : name);
  const away = [from, to].filter(isApart).length * (die.secondSide / 2);
  const lengths = new Float64Array(count);
  if (first === "pads" || last === "pads") {
    const spot = spotOf(first === "pads" ? last : first);
    if (spot === null || die.ring === 0) return lengths;
    if (spot.isFixed) return lengths.fill(away + fromRing(die, spot, 0));
    for (let at = 0; at < count; at++) lengths[at] = away + fromRing(die, spot, at);
    return lengths;
  }
  const [a, b] = [spotOf(first), spotOf(last)];
  if (a === null || b === null) return lengths;
  const least = touching(a.area, b.area);
  const isFixed = a.isFixed && b.isFixed && (a.inCore === null || b.inCore === null);
  if (isFixed) return lengths.fill(away + Math.max(apart2(a, b, 0), least));
  for (let at = 0; at < count; at++) lengths[at] = away + Math.max(apart2(a, b, at), least);
  return lengths;
}
function coreSpot({ cores, region }, area, inCore) {
  if (cores === 1)
    return {
      area,
      inCore,
      isFixed: false,
      across: 0,
      up: 0,
      x: inCore.x.map((x) => region.x + x),
      y: inCore.y.map((y) => region.y + y)
    };
  const everywhere = (value) => new Float64Array(inCore.x.length).fill(value);
  return {
    area,
    inCore,
    isFixed: true,
    across: region.width,
    up: region.height,
    x: everywhere(region.x + region.width / 2),
    y: everywhere(region.y + region.height / 2)
  };
}
function otherSpot(die, block, count) {
  const everywhere = (value) => new Float64Array(count).fill(value);
  if (block === "projection") {
    const { core, own, strip } = die;
    if (own.projection === void 0) return null;
    return coreSpot(die, own.projection, {
      x: everywhere(core.width + strip / 2),
      y: everywhere(core.height / 2)
    });
  }
  const slice = die.shared.find((one) => one.block === block);
  if (slice === void 0) return null;
  const { area, x } = slice;
  return {
    area,
    inCore: null,
    isFixed: true,
    across: 0,
    up: 0,
    x: everywhere(x),
    y: everywhere(die.height / 2)
  };
}
function apart2(a, b, at) {
  if (a.inCore !== null && b.inCore !== null)
    return Math.abs(a.inCore.x[at] - b.inCore.x[at]) + Math.abs(a.inCore.y[at] - b.inCore.y[at]);
  const [spread3, point] = a.inCore === null ? [b, a] : [a, b];
  return meanDistance(spread3.x[at] - spread3.across / 2, spread3.across, point.x[at]) + meanDistance(spread3.y[at] - spread3.up / 2, spread3.up, point.y[at]);
}
var touching = (area, other) => (Math.sqrt(area) + Math.sqrt(other)) / 2;
function meanDistance(from, width, p) {
  const to = from + width;
  if (p <= from || p >= to || width === 0) return Math.abs(from + width / 2 - p);
  return ((p - from) ** 2 + (to - p) ** 2) / (2 * width);
}
function fromRing({ width, height, ring }, { area, x, y, across, up }, n) {
  const [wide, high] = [width + ring, height + ring];
  const along = (at, spread3, side) => ((at + ring / 2) ** 2 + spread3 ** 2 / 12) / side - (at + ring / 2) + side / 2;
  const horizontal = along(x[n], across, wide) + high / 2;
  const vertical = along(y[n], up, high) + wide / 2;
  return Math.max((wide * horizontal + high * vertical) / (wide + high), Math.sqrt(area) / 2);
}

// src/cost/floorplan/flows.ts
var CODE_SCORE_BITS = 8;
var BLOCK_OF = {
  array: "arrays",
  dac: "arrays",
  driver: "arrays",
  tileSwitch: "arrays",
  mux: "arrays",
  inputStage: "arrays",
  readout: "arrays",
  dynamicArray: "dynamicArrays",
  dynamicDac: "dynamicArrays",
  dynamicAdc: "dynamicArrays",
  search: "search",
  pads: "pads",
  link: "link",
  buffer: "buffer",
  mac: "mac",
  levels: "mac",
  softmax: "softmax",
  topK: "topK",
  sorter: "sorter",
  projection: "projection"
};
function unitOf2(operation, { census }) {
  switch (forwardTwin(operation)) {
    case "hash":
      return census.array !== void 0 ? "arrays" : census.projection !== void 0 ? "projection" : "mac";
    case "sort":
    case "insert":
    case "lookup":
      return census.sorter !== void 0 ? "sorter" : "mac";
    case "search":
      return "search";
    case "top-k":
      return "topK";
    case "write":
    case "gather":
      return census.dynamicArray !== void 0 ? "dynamicArrays" : "mac";
    default:
      return "mac";
  }
}
var isInput = (operation) => forwardTwin(operation) === "input";
var isOutput = (operation) => forwardTwin(operation) === "output";
var isOfHash = (operation) => forwardTwin(operation) === "hash";
function wayOf(entry, mapping, prices) {
  const { operation, component, action } = entry;
  const { bufferBits, memoryBits, words: words2 } = prices.floorplan;
  if (component === "memory") {
    if (action !== "read" && action !== "write") return null;
    const unit = unitOf2(operation, mapping);
    const end = isInput(operation) || isOutput(operation) ? "buffer" : unit;
    return action === "read" ? ["pads", end, memoryBits] : [end, "pads", memoryBits];
  }
  if (component === "buffer") {
    if (action !== "read" && action !== "write") return null;
    const unit = unitOf2(operation, mapping);
    if (isOutput(operation)) return action === "read" ? [unit, "buffer", bufferBits] : null;
    if (action === "read") return ["buffer", unit, bufferBits];
    const isFromMemory = isInput(operation) || forwardTwin(operation) === "gather";
    return isFromMemory ? null : [unit, "buffer", bufferBits];
  }
  if (component === "softmax") {
    const scores = mapping.census.dynamicArray !== void 0 ? "dynamicArrays" : "mac";
    return [scores, "softmax", words2.accumulatorBits + words2.wordBits];
  }
  if (component === "search" && action === "search") return ["search", "topK", CODE_SCORE_BITS];
  return null;
}
function flowsOf(mapping, prices) {
  const flows = [];
  for (const entry of mapping.counts) {
    const way = wayOf(entry, mapping, prices);
    if (way === null) continue;
    const [from, to, bits] = way;
    const { interval } = prices[entry.component].actions[entry.action];
    flows.push({
      operation: entry.operation,
      from,
      to,
      route: `${from} to ${to}`,
      bits: entry.count * bits,
      port: entry.component,
      rate: interval > 0 ? bits / interval : Number.POSITIVE_INFINITY
    });
  }
  return flows;
}

// src/cost/floorplan/chip.ts
var SQUARE_MILLIMETRE = 1e-6;
var CLOCKED_UNITS = [
  "mac",
  "softmax",
  "buffer",
  "sorter",
  "projection",
  "search",
  "topK"
];
var CLOCKED = new Set(CLOCKED_UNITS);
var MEMORIES = ["buffer", "search", "topK"];
var knownPlan = memoised(
  (areas, cores) => floorplanOf(dieOf(areas, cores)),
  (areas, cores) => {
    let key = `${cores}`;
    for (const block in areas) key += ` ${block} ${areas[block]}`;
    return key;
  },
  256
);
var isControlled = ({ control }) => control.area > 0 || control.actions.issue.energy > 0;
var clockedShare = (component, { floorplan }) => MEMORIES.includes(component) ? floorplan.memoryShare : 1;
var clockedArea = (component, prices) => prices[component].area * clockedShare(component, prices) / SQUARE_MILLIMETRE;
function busyCycles({ component, action, count }, prices) {
  const { area, actions } = prices[component];
  if (area === 0 || action === "stall" || !CLOCKED.has(component)) return 0;
  return count * actions[action].interval * (prices.floorplan.frequency || 1e9);
}
function partsCensus(census, prices) {
  const { frequency, padRate, memoryBits } = prices.floorplan;
  let clocked = 0;
  let units3 = 0;
  for (const component of CLOCKED_UNITS) {
    const count = census[component] ?? 0;
    const { area } = prices[component];
    if (area === 0) continue;
    clocked += count * clockedArea(component, prices);
    units3 += count;
  }
  const { interval } = prices.memory.actions.read;
  const lines = interval > 0 && Number.isFinite(padRate) ? Math.ceil(memoryBits / interval / padRate) : 0;
  return {
    ...frequency > 0 && clocked > 0 ? { clock: clocked } : {},
    ...isControlled(prices) && units3 > 0 ? { control: units3 } : {},
    ...lines > 0 ? { pads: lines } : {}
  };
}
function blockAreas(census, areaOf) {
  const areas = {};
  for (const component in census) {
    const block = BLOCK_OF[component];
    if (block !== void 0) areas[block] = (areas[block] ?? 0) + areaOf(component);
  }
  return areas;
}
function groundOf({ census, schedule }, prices) {
  const { clock: clock2, control, whiteSpace, floorplan } = prices;
  const isTicked = (census.clock ?? 0) > 0;
  const isSequenced = (census.control ?? 0) > 0;
  const own = blockAreas(census, (name) => {
    const { area } = prices[name];
    if (area === 0 || !CLOCKED.has(name)) return (census[name] ?? 0) * area;
    const added = (isTicked ? clock2.area * clockedArea(name, prices) : 0) + (isSequenced ? control.area : 0);
    return (census[name] ?? 0) * (area + added);
  });
  const areas = {};
  for (const [block, area] of Object.entries({ ...own, ...floorplan.otherBlocks }))
    areas[block] = area + whiteSpace.beside(squareMetres(area));
  return { areas, plan: knownPlan(areas, schedule.cores) };
}
var lanesOf = (rate, { floorplan, network }) => Math.max(1, Math.ceil(rate * network.actions.transfer.interval / floorplan.linkBits));
function routeLengths({ plan, areas }, { from, to }, mapping, { floorplan: { cells } }) {
  const between2 = plan.lengths(from, to);
  const block = [from, to].find((name) => name === "arrays" || name === "dynamicArrays");
  if (between2[0] === 0 || block === void 0) return between2;
  const isHash = block === "arrays";
  const count = isHash ? (mapping.census.array ?? 0) / cells.array : (mapping.census.dynamicArray ?? 0) / cells.dynamicArray;
  const { placement } = mapping;
  const taking = to === "arrays" && placement !== null ? placement.arraysPerGroup / placement.rowBlocks : 1;
  const tree = Math.sqrt(areas[block] ?? 0) * treeLength(count, taking);
  return between2.map((length) => length + tree);
}
function treeLength(arrays, taking) {
  const levels2 = Math.ceil(Math.log2(Math.max(1, arrays)) - 1e-9);
  const own = Math.min(levels2, Math.ceil(Math.log2(Math.max(1, taking)) - 1e-9));
  return hTreePath(levels2 - own) + 2 ** (-(levels2 - own) / 2) * hTreeWire(own);
}

// src/cost/floorplan/lay-out.ts
var known2 = /* @__PURE__ */ new WeakMap();
function layOut(mapping, prices) {
  if (mapping.census.gpu !== void 0) return { mapping, prices, floorplan: null };
  const found = known2.get(mapping);
  if (found?.given === prices) return found.laid;
  const laid = joined(mapping, prices);
  known2.set(mapping, { given: prices, laid });
  return laid;
}
function joined(mapping, prices) {
  const parts = partsOf2(mapping, prices);
  const census = { ...mapping.census, ...parts.census };
  const ground = groundOf({ ...mapping, census }, prices);
  const flows = flowsOf(mapping, prices);
  const arrangement = leastWire(flows, mapping, ground, prices);
  const network = networkOf(flows, arrangement, mapping, ground, prices);
  return {
    mapping: {
      ...mapping,
      census: network === null ? census : { ...census, network: network.instances },
      counts: [...mapping.counts, ...parts.counts, ...network?.counts ?? []]
    },
    prices: network === null ? prices : { ...prices, network: network.price },
    floorplan: { die: ground.plan.die, arrangement, plan: ground.plan }
  };
}
function leastWire(flows, mapping, ground, prices) {
  const wires = new Float64Array(ground.plan.lengths("buffer", "buffer").length);
  for (const flow of flows) {
    if (isOfHash(flow.operation)) continue;
    const lengths = routeLengths(ground, flow, mapping, prices);
    for (let at = 0; at < wires.length; at++) wires[at] += flow.bits * lengths[at];
  }
  return leastAt2(wires);
}
function leastAt2(values) {
  let best2 = 0;
  for (let at = 1; at < values.length; at++) if (values[at] < values[best2]) best2 = at;
  return best2;
}
function partsOf2(mapping, prices) {
  const ticks = /* @__PURE__ */ new Map();
  const issues = /* @__PURE__ */ new Map();
  for (const entry of mapping.counts) {
    const { operation } = entry;
    const busy = busyCycles(entry, prices);
    if (busy === 0) continue;
    issues.set(operation, (issues.get(operation) ?? 0) + busy);
    ticks.set(operation, (ticks.get(operation) ?? 0) + busy * clockedArea(entry.component, prices));
  }
  const census = partsCensus(mapping.census, prices);
  return {
    census,
    counts: [
      ...census.clock === void 0 ? [] : entries(ticks, "clock", "tick"),
      ...isControlled(prices) ? entries(issues, "control", "issue") : []
    ]
  };
}
var entries = (counts2, component, action) => [...counts2].map(([operation, count]) => ({ operation, component, action, count }));
function networkOf(flows, arrangement, mapping, ground, prices) {
  const { linkBits, reach } = prices.floorplan;
  const { transfer } = prices.network.actions;
  if (transfer.energy === 0 && transfer.latency === 0 && prices.network.area === 0) return null;
  const routes = /* @__PURE__ */ new Map();
  const moved2 = bitsByPort(flows);
  for (const flow of flows) {
    const name = flow.route;
    const route = routes.get(name);
    const share = Number.isFinite(flow.rate) ? flow.rate * flow.bits / moved2.get(flow.port) : 0;
    if (route !== void 0) route.rate += share;
    else {
      const length = routeLengths(ground, flow, mapping, prices)[arrangement];
      if (length > 0) routes.set(name, { rate: share, length });
    }
  }
  if (routes.size === 0) return null;
  const counts2 = countsOf(flows, routes, linkBits);
  const { cores } = mapping.schedule;
  if (reach === void 0) {
    const actions2 = Object.fromEntries([...routes.keys()].map((name) => [name, transfer]));
    return { instances: cores, counts: counts2, price: { ...prices.network, actions: actions2 } };
  }
  let laneLength = 0;
  for (const route of routes.values()) laneLength += cores * lanesOf(route.rate, prices) * route.length;
  const actions = {};
  for (const [name, { length }] of routes) {
    const way = length / reach;
    actions[name] = {
      energy: joules(transfer.energy * way),
      latency: seconds(transfer.latency * way),
      interval: seconds(0)
    };
  }
  const wires = laneLength / reach;
  return {
    instances: 1,
    counts: counts2,
    price: {
      ...prices.network,
      area: squareMetres(prices.network.area * wires),
      leakage: watts(prices.network.leakage * wires),
      actions
    }
  };
}
function bitsByPort(flows) {
  const bits = /* @__PURE__ */ new Map();
  for (const flow of flows) bits.set(flow.port, (bits.get(flow.port) ?? 0) + flow.bits);
  return bits;
}
function countsOf(flows, routes, bits) {
  const counts2 = [];
  for (const flow of flows) {
    const action = flow.route;
    if (flow.bits === 0 || !routes.has(action)) continue;
    const { operation } = flow;
    const same = counts2.find((entry) => entry.operation === operation && entry.action === action);
    if (same === void 0) counts2.push({ operation, component: "network", action, count: flow.bits / bits });
    else same.count += flow.bits / bits;
  }
  return counts2;
}

// src/cost/heat.ts
var COOL = { leakage: 1, isTooHot: false };
var OUTSIDE = /* @__PURE__ */ new Set(["memory", "gpu", "gpuMemory"]);
var isInside = (component) => !OUTSIDE.has(component);
var SQUARE_MILLIMETRE2 = 1e-6;
var STEPS = 100;
function heatOf({ census, counts: counts2 }, prices, { latency, area }) {
  if (census.gpu !== void 0) return { temperature: prices.thermal.temperature, ...COOL };
  let dynamic = 0;
  for (const { component, action, count } of counts2)
    if (isInside(component)) dynamic += count * prices[component].actions[action].energy;
  let [leaking, idling] = [0, 0];
  for (const component in census) {
    const name = component;
    const power2 = (census[name] ?? 0) * prices[name].leakage;
    if (prices[name].staticPower === void 0) leaking += power2;
    else if (isInside(name)) idling += power2;
  }
  return steadyState(prices.thermal, { dynamic, leaking, idling, latency, area });
}
function steadyState({ temperature: package_, resistance }, { dynamic, leaking, idling, latency, area }) {
  if (resistance === 0 || latency === 0 || area === 0) return { temperature: package_, ...COOL };
  const rise = resistance * SQUARE_MILLIMETRE2 / area;
  const known5 = leakageFactor(package_);
  let temperature = package_;
  for (let step = 0; step < STEPS; step++) {
    const next3 = package_ + rise * (dynamic / latency + idling + leaking * leakageFactor(kelvin(temperature)) / known5);
    if (!(next3 <= TEMPERATURE_DOMAIN.max)) {
      const hottest = kelvin(TEMPERATURE_DOMAIN.max);
      return { temperature: hottest, leakage: leakageFactor(hottest) / known5, isTooHot: true };
    }
    if (Math.abs(next3 - temperature) < 1e-6) break;
    temperature = next3;
  }
  return {
    temperature: kelvin(temperature),
    leakage: leakageFactor(kelvin(temperature)) / known5,
    isTooHot: false
  };
}

// src/cost/latency.ts
function timing(demands, schedule) {
  const { layers, heads, cores, slots, shared: shared2 } = schedule;
  const active = Math.min(cores, heads);
  const crowd = (component) => Math.max(1, active / (shared2[component] ?? active));
  const stages = demands.map((demand) => ({ demand, time: stageTime(demand, crowd) }));
  const headLatency = runs(stages).reduce((sum, run) => sum + runTime(run, contention(run, crowd)), 0);
  const total = totalBusy(demands);
  let own = Math.max(0, ...stages.map(({ demand, time }) => time - (time > 0 ? demand.fill : 0)));
  let common = 0;
  let full = headLatency / slots;
  for (const [component, time] of total) {
    const crowded = time * crowd(component);
    if (shared2[component] === void 0) own = Math.max(own, time);
    else common = Math.max(common, crowded);
    if (isVisitedAgain(component, demands)) full = Math.max(full, intervalAt(slots, crowded, headLatency));
  }
  const waves = Math.ceil(heads / active);
  const latency = latencyAt(schedule, headLatency, { own, common, full });
  const headInterval = Math.max(own, common, full);
  const paced = waves * Math.max(own, full);
  return {
    latency,
    interval: schedule.autoregressive ? latency : Math.min(latency, layers * Math.max(paced, heads / active * common)),
    headLatency,
    headInterval,
    stages: stages.map(({ demand, time }) => ({ name: demand.stage.name, time })),
    busy: scaled2(total, layers * heads),
    bottleneck: heads > active ? bottleneckOf(headInterval, total, crowd) : null
  };
}
function latencyAt({ layers, heads, cores, slots }, headLatency, { own, common, full }) {
  const active = Math.min(cores, heads);
  const waves = Math.ceil(heads / active);
  const followers = Math.max(behind(waves - 1, own, full, slots), (heads / active - 1) * common);
  return layers * (headLatency + followers);
}
function inSequence(first, second) {
  const busy = { ...first.busy };
  for (const component in second.busy) {
    const name = component;
    busy[name] = (busy[name] ?? 0) + (second.busy[name] ?? 0);
  }
  return {
    latency: first.latency + second.latency,
    interval: first.interval + second.interval,
    headLatency: first.headLatency + second.headLatency,
    headInterval: first.headInterval + second.headInterval,
    stages: [...first.stages, ...second.stages],
    busy,
    bottleneck: (second.latency > first.latency ? second : first).bottleneck
  };
}
var behind = (count, own, full, slots) => Math.floor(count / slots) * slots * Math.max(full, own) + count % slots * own;
var isVisitedAgain = (component, demands) => demands.filter(({ busy }) => (busy.get(component) ?? 0) > 0).length > 1;
function intervalAt(slots, busy, latency) {
  const elsewhere2 = Math.max(0, latency - busy);
  let ahead = 0;
  let interval = latency;
  for (let n = 1; n <= slots; n++) {
    const there = busy * (1 + ahead);
    interval = (elsewhere2 + there) / n;
    ahead = Math.max(0, there / interval - busy / interval / 2);
  }
  return interval;
}
function bottleneckOf(interval, total, crowd) {
  for (const [component, time] of total)
    if (time * crowd(component) >= interval * (1 - 1e-9)) return component;
  return "slots";
}
function scaled2(times, factor) {
  const result = {};
  for (const [component, time] of times) result[component] = time * factor;
  return result;
}
function totalBusy(demands) {
  const total = /* @__PURE__ */ new Map();
  for (const { busy } of demands)
    for (const [component, time] of busy) total.set(component, (total.get(component) ?? 0) + time);
  return total;
}
function stageTime({ busy, fill }, crowd) {
  let longest = 0;
  for (const [component, time] of busy) longest = Math.max(longest, time * crowd(component));
  return longest === 0 ? 0 : longest + fill;
}
function runs(stages) {
  const grouped = [];
  let joins = false;
  for (const stage2 of stages) {
    if (stage2.time === 0) continue;
    if (joins) grouped[grouped.length - 1].push(stage2);
    else grouped.push([stage2]);
    joins = stage2.demand.stage.next === "stream";
  }
  return grouped;
}
function contention(run, crowd) {
  if (run.length === 1) return 0;
  let contended = 0;
  for (const [component, time] of totalBusy(run.map(({ demand }) => demand)))
    contended = Math.max(contended, time * crowd(component));
  return contended;
}
function runTime(run, contended) {
  if (run.length === 1) return run[0].time;
  const longest = run.reduce((a, b) => b.time > a.time ? b : a);
  let exposed = 0;
  for (const stage2 of run)
    if (stage2 !== longest)
      exposed += stage2.time / Math.min(stage2.demand.stage.parts, longest.demand.stage.parts);
  const growing = run.findIndex(({ demand }) => demand.stage.grows);
  const streamed = growing > 0 ? growingTime(run, growing) : longest.time + exposed;
  const fill = run.reduce((sum, { demand }) => sum + demand.fill, 0);
  return Math.max(streamed, contended + fill);
}
function growingTime(run, at) {
  const own = run[at].time;
  const parts = run[at].demand.stage.parts;
  const before = Math.max(...run.slice(0, at).map(({ time }) => time));
  const steady = Math.max(before, ...run.slice(at + 1).map(({ time }) => time));
  const meeting = steady < 2 * own ? own + steady ** 2 / (4 * own) : steady;
  const after = run.slice(at + 1).reduce((sum, { time }) => sum + time / parts, 0);
  return meeting + before / parts + after;
}
function stageDemands({ counts: counts2, parallel, schedule, gatherEfficiency }, prices) {
  const jobs = schedule.layers * schedule.heads;
  const stageOf = stageNumbers(schedule.stages);
  const demands = schedule.stages.map((stage2) => ({
    stage: stage2,
    busy: /* @__PURE__ */ new Map(),
    fill: 0,
    energy: 0,
    gathered: null
  }));
  for (const { operation, component, action, count } of counts2) {
    const demand = demands[stageOf[operation]];
    const price2 = prices[component].actions[action];
    const time = count * price2.interval / (parallel[component] ?? 1) / jobs;
    demand.busy.set(component, (demand.busy.get(component) ?? 0) + time);
    demand.fill += price2.latency;
    demand.energy += count * price2.energy / jobs;
    if (component === "buffer" && action === "stall")
      demand.gathered = gatheredOf(count / jobs, price2.interval, gatherEfficiency, demand.gathered);
  }
  return demands;
}
var knownNumbers = /* @__PURE__ */ new WeakMap();
function stageNumbers(stages) {
  const known5 = knownNumbers.get(stages);
  if (known5 !== void 0) return known5;
  const numbers3 = {};
  stages.forEach(({ operations }, n) => {
    for (const operation of operations) numbers3[operation] = n;
  });
  knownNumbers.set(stages, numbers3);
  return numbers3;
}
function gatheredOf(stalls, interval, efficiency, others) {
  const accesses = stalls * efficiency / (1 - efficiency) + (others?.accesses ?? 0);
  return { accesses, interval, time: accesses * interval / efficiency };
}

// src/cost/cost-report.ts
function timed(bare, listed2) {
  const { mapping, prices } = layOut(bare, listed2);
  const passes = passesOf(mapping).map((pass) => {
    const demands = stageDemands(pass, prices);
    return { demands, schedule: pass.schedule, time: timing(demands, pass.schedule) };
  });
  return { passes, time: passes.map(({ time }) => time).reduce(inSequence) };
}
function dynamicEnergy(mapping, listed2) {
  const {
    mapping: { counts: counts2 },
    prices
  } = layOut(mapping, listed2);
  let energy = 0;
  for (const { component, action, count } of counts2)
    energy += count * prices[component].actions[action].energy;
  return energy;
}
function totalEnergy(bare, listed2, { time: { latency } }, dynamic) {
  const { mapping, prices } = layOut(bare, listed2);
  const { census } = mapping;
  const heat = heatOf(mapping, prices, { latency, area: areaOfAll(census, prices) });
  let energy = dynamic;
  for (const component in census) {
    const name = component;
    energy += (census[name] ?? 0) * staticPowerOf(prices, name, heat) * latency;
  }
  return energy;
}
var staticPowerOf = (prices, component, { leakage: leakage2 }) => prices[component].leakage * (prices[component].staticPower === void 0 ? leakage2 : 1);
function areaOfAll(census, prices) {
  let used = 0;
  for (const component in census) {
    const name = component;
    used += (census[name] ?? 0) * prices[name].area;
  }
  return used + prices.whiteSpace.beside(squareMetres(used));
}
function rollUp(bare, listed2, { passes, time } = timed(bare, listed2)) {
  const { mapping, prices, floorplan } = layOut(bare, listed2);
  const dynamic = mapping.counts.map(
    ({ operation, component, action, count }) => ({
      component,
      operation,
      action,
      count,
      energy: count * prices[component].actions[action].energy
    })
  );
  const census = Object.entries(mapping.census);
  const areas = areaItems(census, prices);
  const area = areas.reduce((sum, item) => sum + item.area, 0);
  const heat = heatOf(mapping, prices, { latency: time.latency, area });
  const leakage2 = census.filter(([component]) => prices[component].leakage > 0).map(
    ([component, count]) => ({
      component,
      operation: "leakage",
      action: prices[component].staticPower ?? "leak",
      count,
      energy: count * staticPowerOf(prices, component, heat) * time.latency
    })
  );
  const breakdown = [...dynamic, ...leakage2];
  const energy = breakdown.reduce((sum, item) => sum + item.energy, 0);
  return {
    area,
    energy,
    timing: time,
    power: powerOf(bare, listed2, { passes, time }, energy),
    breakdown,
    areas,
    heat,
    utilisation: utilisationOf(time, mapping),
    floorplan: floorplan && { die: floorplan.die, arrangement: floorplan.arrangement }
  };
}
function powerOf(bare, listed2, { passes, time: { latency } }, energy) {
  const { mapping, prices } = layOut(bare, listed2);
  const { census } = mapping;
  const heat = heatOf(mapping, prices, { latency, area: areaOfAll(census, prices) });
  let idle2 = 0;
  for (const component in census) {
    const name = component;
    idle2 += (census[name] ?? 0) * staticPowerOf(prices, name, heat);
  }
  return {
    average: latency > 0 ? energy / latency : 0,
    peak: idle2 + Math.max(...passes.map(pipelinePower)),
    idle: idle2
  };
}
function areaItems(census, prices) {
  const circuits = census.map(
    ([component, count]) => ({ component, count, area: count * prices[component].area })
  );
  const used = circuits.reduce((sum, item) => sum + item.area, 0);
  const area = prices.whiteSpace.beside(squareMetres(used));
  return area > 0 ? [...circuits, { component: "whiteSpace", count: 1, area }] : circuits;
}
function pipelinePower({ demands, time: { stages }, schedule: { cores, heads, slots } }) {
  const powers = runs(demands.map((demand, n) => ({ demand, time: stages[n].time }))).map((run) => run.reduce((sum, { demand, time }) => sum + demand.energy / time, 0)).sort((a, b) => b - a);
  const active = Math.min(cores, heads);
  const inFlight = Math.min(slots, Math.ceil(heads / active));
  return active * powers.slice(0, Math.max(1, inFlight)).reduce((sum, power2) => sum + power2, 0);
}
function utilisationOf({ busy, latency }, { schedule }) {
  const { cores, shared: shared2 } = schedule;
  const shares2 = {};
  for (const component in busy) {
    const name = component;
    shares2[name] = latency > 0 ? (busy[name] ?? 0) / (latency * (shared2[name] ?? cores)) : 0;
  }
  return shares2;
}

// src/cost/attention-share.ts
function attentionShare({ design, mapping, cost }, workload, prices) {
  if (workload.model === null) return null;
  const rest = restOfModel(workload, workload.model);
  const { energy, time } = restCost({ design, mapping, cost }, workload, prices, rest);
  const share = (own, others) => own + others > 0 ? own / (own + others) : 0;
  return {
    macs: shareOfAttention(attentionMacs(mapping, workload.headWidth), rest),
    energy: share(cost.energy, energy),
    latency: share(cost.timing.latency, time)
  };
}
function restCost({ design, mapping, cost }, workload, prices, rest) {
  const counts2 = design.platform === "gpu" ? onGpu(rest, design, workload) : onChip2(rest, design, workload);
  const busy = /* @__PURE__ */ new Map();
  for (const { component, action, count } of counts2)
    busy.set(component, (busy.get(component) ?? 0) + count * prices[component].actions[action].interval);
  const time = Math.max(...busy.values());
  return { energy: dynamicEnergy({ ...mapping, counts: counts2 }, prices) + cost.power.idle * time, time };
}
function attentionMacs({ counts: counts2 }, width) {
  const of2 = (operation, action) => counts2.filter((entry) => entry.operation === operation && entry.action === action).reduce((sum, { count }) => sum + count, 0);
  return width * (2 * (of2("softmax", "exponent") + of2("softmax", "convert")) + 5 * of2("backward-softmax", "exponent")) + (of2("score", "flop") + of2("backward-score", "flop")) / 2;
}
function onChip2(rest, { memory, digital: digital2 }, workload) {
  const { wordBits } = digital2.mac.behaviour;
  const blockRows = blockRowsAt(digital2.mac.behaviour, workload.headWidth);
  const exact = { ...workload, attention: { ...workload.attention, kind: "exact" } };
  const products = {
    operation: "score",
    component: "mac",
    action: "mac",
    count: rest.projectionMacs + rest.feedForwardMacs
  };
  const block = blockOf({ width: workload.headWidth, blockRows }, exact);
  return [
    ...withIdleUnits([products], blockArrayOf(digital2), block),
    {
      operation: "input",
      component: "memory",
      action: "read",
      count: rest.weights * wordBits / memory.behaviour.bits
    }
  ];
}
function onGpu(rest, { baselines }, workload) {
  const { bytes, utilisation } = baselines.gpu.behaviour;
  const { headWidth, length, attention } = workload;
  const flops = 2 * (rest.projectionMacs + rest.feedForwardMacs);
  return [
    {
      operation: "input",
      component: "gpu",
      action: "flop",
      count: flops / utilisation(headWidth, length, attention.causal)
    },
    { operation: "input", component: "gpuMemory", action: "byte", count: rest.weights * bytes }
  ];
}

// src/cost/lifetime.ts
var SECONDS_A_YEAR = 365.25 * 24 * 3600;
function rewritingOf(design, mapping, cost) {
  if (mapping.rewrites === void 0) return null;
  const { endurance, retention } = design.baselines.analog.behaviour;
  const energy = cost.breakdown.filter(({ component, action }) => component === "dynamicArray" && action === "write").reduce((sum, item) => sum + item.energy, 0);
  const { interval, stages } = cost.timing;
  const rate = (interval > 0 ? mapping.rewrites / interval : 0) + 1 / retention;
  return {
    energy,
    share: cost.energy > 0 ? energy / cost.energy : 0,
    latency: stages.find(({ name }) => name === "write")?.time ?? 0,
    rate,
    years: yearsUntilWorn(endurance, rate)
  };
}
var yearsUntilWorn = (endurance, rate) => rate > 0 && Number.isFinite(endurance) ? endurance / rate / SECONDS_A_YEAR : "Infinity";

// src/cost/calibration.ts
var probesOf = ({ hashing: { replicas } }) => replicas.count * replicas.probes;
var sizesOfProbes = (s, placement, vectors) => ({
  ...s,
  rounds: 1,
  columns: placement.pairsPerGroup,
  comparisons: 0,
  idBits: placement.pairsPerGroup,
  hashedVectors: vectors,
  hashInputBits: vectors * placement.rows * s.wordBits
});
var probeCounts = (s, design, placement, vectors) => crossbarHashCounts(sizesOfProbes(s, placement, vectors), design, placement);
var fitOperations = (probes, n, d) => ({
  additions: probes * (n * (n + 1) / 2 + n * d),
  products: cube(n) / 6 + n * n * d
});
var mapsOf = ({ hashing: { replicas } }, length) => replicas.count * (replicas.epoch === 0 ? 1 : Math.ceil(length / replicas.epoch));
var mapProducts = (design, placement, length) => mapsOf(design, length) * placement.pairsPerGroup * placement.rows;
function calibrationCost(design, workload, placement, prices, { interval }) {
  const { replicas } = design.hashing;
  const s = sizesOf(design, workload);
  const [n, d] = [placement.pairsPerGroup, placement.rows];
  const arrays = placement.groups * replicas.count;
  const one = probeCounts(s, design, placement, replicas.probes);
  const fit = fitOperations(replicas.probes, n, d);
  const { mac } = prices;
  const mapBits2 = n * d * replicas.mapBits;
  const keysOfSet = s.tokens * s.keySequences * workload.layers * workload.batch / placement.groups;
  const replaced = replicas.epoch > 0 && interval > 0 ? keysOfSet / replicas.epoch / interval : 0;
  const probes = probesOf(design);
  return {
    probes: replicas.probes,
    arrays,
    time: timeOf(one, design, placement, prices),
    energy: arrays * energyOf(one, prices),
    fitEnergy: arrays * (fit.additions * mac.actions.add.energy + fit.products * mac.actions.mac.energy),
    mapBits: mapBits2,
    storedBits: placement.groups * mapsOf(design, s.length) * mapBits2,
    queryProducts: mapProducts(design, placement, s.length),
    timeShare: replicas.epoch === 0 ? 0 : probes / (probes + replicas.epoch),
    years: yearsUntilWorn(replicas.endurance, replaced)
  };
}
var energyOf = (counts2, prices) => counts2.reduce(
  (sum, { component, action, count }) => sum + count * prices[component].actions[action].energy,
  0
);
function timeOf(counts2, design, placement, prices) {
  const parallel = arrayParallelism(design, placement);
  const together = placement.together ?? 1;
  const busy = /* @__PURE__ */ new Map();
  let fill = 0;
  for (const { component, action, count } of counts2) {
    if (count === 0) continue;
    const price2 = prices[component].actions[action];
    const instances = (parallel[component] ?? together) / together;
    busy.set(component, (busy.get(component) ?? 0) + count * price2.interval / instances);
    fill += price2.latency;
  }
  return Math.max(0, ...busy.values()) + fill;
}

// src/cost/die-cost.ts
var RETICLE = 858e-6;
var SQUARE_CENTIMETRE = 1e-4;
var BY_ARRAYS = /* @__PURE__ */ new Set([
  "array",
  "dac",
  "driver",
  "tileSwitch",
  "mux",
  "inputStage",
  "readout",
  "dynamicArray",
  "dynamicDac",
  "dynamicAdc"
]);
function dieCost(design, mapping, { area, areas }) {
  if (design.platform === "gpu" || area === 0) return null;
  const parts = partsOf3(design, mapping, area, areas);
  const priced = parts.map((part) => goodDies(part, design));
  const main = priced[0];
  const goodDie = priced.reduce((sum, part) => sum + part.price, 0);
  if (!Number.isFinite(goodDie)) return null;
  return {
    dies: priced.reduce((sum, { count }) => sum + count, 0),
    dieArea: Math.max(...priced.map(({ dieArea }) => dieArea)),
    uncutArea: Math.max(...parts.map((part) => part.area)),
    waferPrice: main.waferPrice,
    diesPerWafer: main.diesPerWafer,
    defectYield: main.defectYield,
    arrayYield: mapping.placement?.chipYield ?? 1,
    goodDie
  };
}
function partsOf3(design, { census, placement }, area, areas) {
  const layered = census.array !== void 0 || census.dynamicArray !== void 0;
  const arrays = placement?.chipYield ?? 1;
  const node = design.logicNode;
  if (census.link === void 0) return [{ node, area, layered, arrays }];
  const beside = areas.filter(({ component }) => BY_ARRAYS.has(component)).reduce((sum, item) => sum + item.area, 0);
  return [
    { node, area: area - beside, layered: false, arrays: 1 },
    {
      node: census.dynamicArray === void 0 ? design.hashNode : analogNodeOf(design),
      area: beside,
      layered: true,
      arrays
    }
  ];
}
function goodDies({ node, area, layered, arrays }, { wafer }) {
  const count = Math.max(1, Math.ceil(area / RETICLE));
  const die = squareMetres(area / count);
  const price2 = (wafer.price ?? waferPrice(node)) * (layered ? 1 + wafer.arrayLayers : 1);
  const dies = diesPerWafer(die, wafer.diameter - 2 * wafer.edge);
  const working = defectYield(die, wafer.defects / SQUARE_CENTIMETRE, wafer.clustering);
  const good = dies * working * arrays;
  return {
    count,
    dieArea: die,
    waferPrice: price2,
    diesPerWafer: dies,
    defectYield: working,
    price: good > 0 ? count * price2 / good : Number.POSITIVE_INFINITY
  };
}

// src/design/slots.ts
var CHIP_PARTS = ["network", "clock", "control", "pads"];
var slotsOf4 = (design) => {
  const { hashing, digital: digital2, memory, chipletLink, whiteSpace, baselines } = design;
  return [
    ["array", hashing.memristor],
    ["dac", hashing.dac],
    ["driver", hashing.driver],
    ["tileSwitch", hashing.tileSwitch],
    ["mux", hashing.mux],
    ["inputStage", hashing.inputStage],
    ["readout", hashing.readout],
    ["sorter", digital2.sorter],
    ["softmax", digital2.softmax],
    ["mac", digital2.mac],
    ["projection", digital2.projection],
    ["search", design.search],
    ["topK", design.topK],
    ["buffer", digital2.buffer],
    ...levelsOf(digital2).map(([, level2]) => ["levels", level2.memory]),
    ["memory", memory],
    ["link", chipletLink],
    ["whiteSpace", whiteSpace],
    ["dynamicArray", baselines.analog],
    ["dynamicDac", converterPair(baselines.analog.behaviour).dac],
    ["dynamicAdc", converterPair(baselines.analog.behaviour).adc],
    ["gpu", baselines.gpu],
    ...CHIP_PARTS.map((part) => [part, design.floorplan[part]])
  ];
};

// src/cost/calibrated.ts
import { CholeskyDecomposition as CholeskyDecomposition2, Matrix as Matrix2 } from "ml-matrix";
var factorKey = (metric, name) => `calibration:${metric}.${name}`;
function factorOf(calibration, metric, component, overrides) {
  const name = classOf(component);
  if (name === void 0) return 1;
  const drawn = overrides[factorKey(metric, name)];
  if (drawn !== void 0) return drawn;
  const own = calibration?.metrics[metric];
  const at = own?.classes.indexOf(name) ?? -1;
  return own === void 0 || at < 0 ? 1 : Math.exp(own.mean[at]);
}
function calibratedCost(component, cost, calibration, overrides) {
  const [energy, latency, area] = CALIBRATED.map(
    (metric) => factorOf(calibration, metric, component, overrides)
  );
  if (energy === 1 && latency === 1 && area === 1) return cost;
  return {
    ...cost,
    area: squareMetres(cost.area * area),
    leakage: watts(cost.leakage * energy),
    actions: Object.fromEntries(
      Object.entries(cost.actions).map(([name, action]) => [
        name,
        {
          energy: joules(action.energy * energy),
          latency: seconds(action.latency * latency),
          interval: seconds(action.interval * latency)
        }
      ])
    )
  };
}
var isCalibrated2 = (calibration, overrides) => calibration !== void 0 || Object.keys(overrides).some((key) => key.startsWith("calibration:"));

// src/cost/floorplan/terms.ts
function padsOf({ floorplan: { pads }, memory }) {
  const { attachment } = memory.behaviour;
  return attachment === void 0 || pads.params.attachment !== void 0 ? pads : pads.with({ attachment });
}
function chipTerms({ floorplan, digital: digital2, memory, baselines }, pads, arrayCells) {
  const { rows, columns } = baselines.analog.behaviour;
  const { wordBits, accumulatorBits } = digital2.mac.behaviour;
  return {
    bufferBits: digital2.buffer.behaviour.bits,
    memoryBits: memory.behaviour.bits,
    linkBits: floorplan.network.behaviour.bits,
    words: { wordBits, accumulatorBits },
    reach: floorplan.network.behaviour.reach,
    ...floorplan.clock.behaviour,
    padRate: pads.behaviour.rate,
    cells: { array: arrayCells, dynamicArray: rows * columns }
  };
}

// src/cost/overrides.ts
var instanceName = ({ family, model }) => `${family}:${model}`;
var constantKey = (instance, constant) => `${instanceName(instance)}.${constant}`;
var ownOf = (overrides, library) => (instance) => {
  const drawn = Object.keys(overrides).length === 0 ? void 0 : overridesOf(instance, overrides);
  const given = library === void 0 ? void 0 : libraryValues(instance, library);
  return given === void 0 ? drawn : { ...given, ...drawn };
};
function libraryValues(instance, { values }) {
  const own = Object.entries(instance.constants).flatMap(([name, { identity }]) => {
    const value = values[identity ?? constantKey(instance, name)];
    return value === void 0 ? [] : [[name, value]];
  });
  return own.length === 0 ? void 0 : Object.fromEntries(own);
}
var LAWS = {
  stated: [],
  family: "technology",
  model: "laws",
  source: "assumed",
  constants: LAW_CONSTANTS
};
var CLOCKING = { ...LAWS, model: "clocking", constants: CLOCK_CONSTANTS };
function lawsOf(overrides) {
  const own = { ...overridesOf(LAWS, overrides), ...overridesOf(CLOCKING, overrides) };
  return Object.keys(own).length === 0 ? void 0 : { ...NOMINAL_LAWS, ...own };
}
var sorted2 = /* @__PURE__ */ new WeakMap();
function overridesOf(instance, overrides) {
  let byModel = sorted2.get(overrides);
  if (byModel === void 0) {
    byModel = /* @__PURE__ */ new Map();
    for (const [key, value] of Object.entries(overrides)) {
      const end = key.lastIndexOf(".") + 1;
      const own = byModel.get(key.slice(0, end)) ?? {};
      own[key.slice(end)] = value;
      byModel.set(key.slice(0, end), own);
    }
    sorted2.set(overrides, byModel);
  }
  return byModel.get(constantKey(instance, "")) ?? {};
}

// src/cost/tabled.ts
var slotOf = (component) => component === "gpuMemory" ? "gpu" : component;
function tabledCost(component, models, cost, tables2) {
  const slot = slotOf(component);
  const isPart = slot !== component;
  const rows = rowsOf2(tables2, slot, models.get(slot));
  if (rows.length === 0) return cost;
  const actions = { ...cost.actions };
  let { area, leakage: leakage2 } = cost;
  const general = (model) => model === void 0 ? 0 : 1;
  for (const { action, quantity: quantity2, value } of [...rows].sort((a, b) => general(a.model) - general(b.model))) {
    if (action === void 0) {
      if (isPart) continue;
      if (quantity2 === "area") area = squareMetres(value);
      else leakage2 = watts(value);
      continue;
    }
    const own = actions[action];
    if (own === void 0) continue;
    actions[action] = {
      energy: quantity2 === "energy" ? joules(value) : own.energy,
      latency: quantity2 === "latency" ? seconds(value) : own.latency,
      interval: quantity2 === "interval" ? seconds(value) : own.interval
    };
  }
  return { ...cost, area, leakage: leakage2, actions };
}

// src/cost/price-list.ts
function arrayPrice(design, point, technology, settle2, overrides) {
  const { memristor, readTime, driver } = design.hashing;
  const { supply, readVoltage } = driver.behaviour;
  const cell = memristor.cost(technology, overrides);
  const held = readTime * encodingOf(design).duration;
  const cycle = seconds(settle2 + held);
  const { pairPower, pairCurrent = pairPower / readVoltage } = point;
  const fromChip = pairCurrent * Math.max(readVoltage, transistorAt(design.hashNode).supply);
  return {
    area: squareMetres(cell.area),
    leakage: watts(cell.leakage),
    actions: {
      read: {
        energy: joules((supply === "chip" ? fromChip : pairPower) * held),
        latency: cycle,
        interval: cycle
      }
    }
  };
}
var OWN_REGISTERS = { registerBit: 0, registerArea: 0 };
function macPrice(design, logic, own) {
  const { mac, levels: levels2 } = design.digital;
  const whole = mac.cost(logic, own);
  if (levels2 === void 0 || design.platform !== "digital") return whole;
  const bare = mac.cost(logic, { ...own, ...OWN_REGISTERS });
  return { ...bare, actions: { ...whole.actions, mac: bare.actions.mac } };
}
function levelsPrice(design, logic, own) {
  const price2 = {
    area: 0,
    leakage: 0,
    actions: {}
  };
  for (const [name, level2] of levelsOf(design.digital)) {
    const memory = level2.memory;
    const { area, leakage: leakage2, actions } = memory.cost(logic, own(memory));
    const count = instancesOf(level2, spatialOf(design));
    price2.area += count * area;
    price2.leakage += count * leakage2;
    for (const action of ["read", "write"])
      price2.actions[`${name} ${action}`] = { ...actions[action], interval: seconds(0) };
  }
  return { ...price2, area: squareMetres(price2.area), leakage: watts(price2.leakage) };
}
function priceList(design, point, overrides = {}) {
  const prices = uncalibrated(design, point, overrides);
  const { calibration, componentTables } = design;
  const calibrated = !isCalibrated2(calibration, overrides) ? prices : withEach(prices, (name, cost) => calibratedCost(name, cost, calibration, overrides));
  if (componentTables === void 0) return calibrated;
  const models = new Map(slotsOf4(design).map(([name, { model }]) => [name, model]));
  return withEach(calibrated, (name, cost) => tabledCost(name, models, cost, componentTables));
}
function withEach({ whiteSpace, floorplan, thermal, ...components }, priced) {
  const each = Object.entries(components).map(([name, cost]) => [name, priced(name, cost)]);
  return { ...Object.fromEntries(each), whiteSpace, floorplan, thermal };
}
function digitalPriceList(design) {
  const { calibration, componentTables } = design;
  const bare = digitalPrices(design, {}, 0);
  const prices = !isCalibrated2(calibration, {}) ? bare : withEach(bare, (name, cost) => calibratedCost(name, cost, calibration, {}));
  if (componentTables === void 0) return prices;
  const models = new Map(slotsOf4(design).map(([name, { model }]) => [name, model]));
  return withEach(prices, (name, cost) => tabledCost(name, models, cost, componentTables));
}
var isHashRefused = ({ hashing, hashNode }) => {
  const { dac, driver, memristor, tileSwitch, mux, inputStage, readout } = hashing;
  return [dac, driver, memristor, tileSwitch, mux, inputStage, readout].some(
    (one) => isOutOfDomain(one, hashNode)
  );
};
function uncalibrated(design, point, overrides) {
  const { hashing } = design;
  const own = ownOf(overrides, design.componentTables?.library);
  const hash = hashTechnology(design, lawsOf(overrides));
  const dac = hashing.dac.cost(hash, own(hashing.dac));
  const sized2 = sizedFrontEnd(design, point.linesInUse);
  const driver = sized2.driver.cost(hash, own(hashing.driver));
  const settle2 = dac.actions.drive.latency + driver.actions.charge.latency;
  return {
    dac,
    driver,
    array: arrayPrice(design, point, hash, settle2, own(hashing.memristor)),
    tileSwitch: hashing.tileSwitch.cost(hash, own(hashing.tileSwitch)),
    mux: hashing.mux.cost(hash, own(hashing.mux)),
    inputStage: sized2.inputStage.cost(hash, own(hashing.inputStage)),
    readout: hashing.readout.cost(hash, own(hashing.readout)),
    ...digitalPrices(design, overrides, hashing.array.rows * hashing.array.columns)
  };
}
function digitalPrices(design, overrides, cells) {
  const { temperature, digital: digital2, floorplan } = design;
  const own = ownOf(overrides, design.componentTables?.library);
  const laws = lawsOf(overrides);
  const conditions = { temperature, laws };
  const logic = createTechnology(design.logicNode, conditions);
  const dynamic = createTechnology(analogNodeOf(design), conditions);
  const { analog, gpu: gpu2 } = design.baselines;
  const converters2 = converterPair(analog.behaviour);
  const pads = padsOf(design);
  const gpuPrice = gpu2.cost(logic, own(gpu2));
  return {
    sorter: digital2.sorter.cost(logic, own(digital2.sorter)),
    softmax: digital2.softmax.cost(logic, own(digital2.softmax)),
    mac: macPrice(design, logic, own(digital2.mac)),
    projection: digital2.projection.cost(logic, own(digital2.projection)),
    search: design.search.cost(logic, own(design.search)),
    topK: design.topK.cost(logic, own(design.topK)),
    buffer: digital2.buffer.cost(logic, own(digital2.buffer)),
    levels: levelsPrice(design, logic, own),
    memory: design.memory.cost(logic, own(design.memory)),
    dynamicArray: analog.cost(dynamic, own(analog)),
    dynamicDac: converters2.dac.cost(dynamic, own(converters2.dac)),
    dynamicAdc: converters2.adc.cost(dynamic, own(converters2.adc)),
    link: design.chipletLink.cost(logic, own(design.chipletLink)),
    gpu: gpuPrice,
    // The memory part of the same kernel: it moves bytes while the cores compute.
    gpuMemory: { ...gpuPrice, area: squareMetres(0), leakage: watts(0) },
    network: floorplan.network.cost(logic, own(floorplan.network)),
    clock: floorplan.clock.cost(logic, own(floorplan.clock)),
    control: floorplan.control.cost(logic, own(floorplan.control)),
    pads: pads.cost(logic, own(pads)),
    floorplan: chipTerms(design, pads, cells),
    whiteSpace: design.whiteSpace.behaviour,
    thermal: { temperature, resistance: design.thermalResistance }
  };
}

// src/cost/floorplan/overhead.ts
var withParts = (mapping, prices) => ({
  ...mapping,
  census: { ...mapping.census, ...partsCensus(mapping.census, prices) }
});
function lengthsOn(laid, prices) {
  const ground = groundOf(laid, prices);
  const known5 = /* @__PURE__ */ new Map();
  return ({ from, to }) => {
    const own = inner(known5, from);
    const lengths = own.get(to) ?? routeLengths(ground, { from, to }, laid, prices);
    own.set(to, lengths);
    return lengths;
  };
}
function overheadOn(laid, prices, lengthOf3) {
  const isClocked = (laid.census.clock ?? 0) > 0;
  const tick = isClocked ? prices.clock.actions.tick.energy : 0;
  const issue = isControlled(prices) ? prices.control.actions.issue.energy : 0;
  const { linkBits, reach } = prices.floorplan;
  const { transfer } = prices.network.actions;
  const known5 = /* @__PURE__ */ new Map();
  const leastOf2 = (lengths) => {
    const least = known5.get(lengths) ?? lengths[leastAt2(lengths)];
    known5.set(lengths, least);
    return least;
  };
  const moved2 = (entry) => {
    const way = transfer.energy === 0 ? null : wayOf(entry, laid, prices);
    if (way === null) return 0;
    const [from, to, bits] = way;
    const length = leastOf2(lengthOf3({ from, to }));
    if (length === 0) return 0;
    return bits / linkBits * transfer.energy * (reach === void 0 ? 1 : length / reach);
  };
  return (entry) => {
    const { operation, component, action } = entry;
    const busy = busyCycles({ operation, component, action, count: 1 }, prices);
    const cycle = busy === 0 ? 0 : issue + tick * clockedArea(component, prices);
    return busy * cycle + moved2(entry);
  };
}
function inner(map, key) {
  const own = map.get(key) ?? /* @__PURE__ */ new Map();
  map.set(key, own);
  return own;
}
function leastStaticPower({ census }, prices) {
  let power2 = 0;
  for (const component in census) {
    const name = component;
    power2 += (census[name] ?? 0) * prices[name].leakage;
  }
  return power2;
}

// src/cost/flow-table.ts
var CountedTensor = class {
  name;
  bits;
  #countsAt;
  #idle;
  #listed;
  #away;
  #here;
  #idleAway;
  #idleHere;
  constructor({ name, bits, counts: counts2 }, space, tiling, listed2) {
    const { buffer, memory, idle: idle2 } = space;
    this.name = name;
    this.bits = bits;
    this.#countsAt = (resident2) => counts2({ buffer, memory, resident: resident2 });
    this.#idle = (own) => idle2(own, tiling);
    this.#listed = listed2;
  }
  /** Accesses where the buffer keeps none of it. */
  get away() {
    this.#away ??= this.#listed(this.#countsAt(0));
    return this.#away;
  }
  /** Accesses where the buffer keeps all of it. */
  get here() {
    this.#here ??= this.#listed(this.#countsAt(1));
    return this.#here;
  }
  /** Accesses where the buffer keeps a share of it, with the idle time of MAC array units. */
  idledAt(share) {
    if (share === 0) {
      this.#idleAway ??= this.#idled(0);
      return this.#idleAway;
    }
    if (share === 1) {
      this.#idleHere ??= this.#idled(1);
      return this.#idleHere;
    }
    return this.#idled(share);
  }
  #idled(share) {
    return this.#listed(this.#idle(this.#countsAt(share)));
  }
};
var CountedFlow = class {
  held;
  tensors;
  #space;
  #tiling;
  #others;
  #listed;
  #rest;
  #idledRest;
  constructor(space, tiling, listed2) {
    const { held, tensors, others } = space.flow(tiling);
    this.held = held;
    this.tensors = tensors.map((tensor) => new CountedTensor(tensor, space, tiling, listed2));
    this.#space = space;
    this.#tiling = tiling;
    this.#others = others;
    this.#listed = listed2;
  }
  /** Counts that belong to no tensor. */
  get rest() {
    this.#rest ??= this.#listed(this.#others);
    return this.#rest;
  }
  /** The rest with the idle time of MAC array units and the counts that declared levels add. */
  get idledRest() {
    this.#idledRest ??= this.#counted();
    return this.#idledRest;
  }
  #counted() {
    const { idle: idle2, levels: levels2 } = this.#space;
    const done = idle2(this.#others, this.#tiling);
    return this.#listed([...done, ...levels2(done, this.#tiling)]);
  }
};
var MOST_FLOWS = 1024;
var tables = /* @__PURE__ */ new WeakMap();
function flowTableOf(flows) {
  const table = tables.get(flows.flow) ?? new FlowTable(flows);
  tables.set(flows.flow, table);
  return table;
}
var FlowTable = class {
  /** Kinds in the order of their first use. */
  kinds = [];
  steps = [];
  parts = [];
  #space;
  #numbers = /* @__PURE__ */ new Map();
  #flows = /* @__PURE__ */ new Map();
  /** For each kind, the one that followed it last time. */
  #after = [];
  constructor(space) {
    this.#space = space;
  }
  entries(given) {
    const [kinds, counts2] = [[], []];
    let last = 0;
    for (const entry of given) {
      let kind = this.#after[last];
      if (kind === void 0 || !isOf(this.kinds[kind], entry)) {
        kind = this.numberOf(entry);
        this.#after[last] = kind;
      }
      kinds.push(kind);
      counts2.push(entry.count);
      last = kind;
    }
    return { kinds, counts: counts2 };
  }
  part(component) {
    return indexIn(this.parts, component);
  }
  flow(tiling) {
    const key = keyOf2(tiling);
    const known5 = this.#flows.get(key);
    if (known5 !== void 0) return known5;
    const counted3 = new CountedFlow(this.#space, tiling, (counts2) => this.entries(counts2));
    if (this.#flows.size >= MOST_FLOWS) this.#flows.clear();
    this.#flows.set(key, counted3);
    return counted3;
  }
  /** Returns the number of a kind; numbers a new one. */
  numberOf({ operation, component, action }) {
    const actions = inner2(inner2(this.#numbers, operation), component);
    const known5 = actions.get(action);
    if (known5 !== void 0) return known5;
    const [step, part] = [indexIn(this.steps, operation), this.part(component)];
    actions.set(action, this.kinds.length);
    return this.kinds.push({ operation, component, action, step, part }) - 1;
  }
};
var plannedEntries = ({ idledRest, tensors }, resident2) => [idledRest, ...tensors.map((tensor) => tensor.idledAt(resident2[tensor.name] ?? 0))];
function keyOf2({ outer, orders, valuePasses, queryTiles, keyTiles }) {
  const loops = 4 * valuePasses + (outer === "queries" ? 2 : 0) + (orders === "all" ? 1 : 0);
  return (loops * TILES + queryTiles) * TILES + keyTiles;
}
var TILES = 2 ** 22;
var isOf = (kind, { operation, component, action }) => kind.operation === operation && kind.component === component && kind.action === action;
function indexIn(list2, value) {
  const at = list2.indexOf(value);
  return at < 0 ? list2.push(value) - 1 : at;
}
function inner2(map, key) {
  const own = map.get(key) ?? /* @__PURE__ */ new Map();
  map.set(key, own);
  return own;
}
var NOTHING3 = { energy: 0, interval: 0, latency: 0 };
var UNKNOWN = { energy: Number.NaN, interval: Number.NaN, latency: Number.NaN };
var KindPrices = class {
  energy = [];
  interval = [];
  latency = [];
  /** Area that the clock reaches while the kind's unit is busy, mm²; −1 for a unit without clock. */
  clocked = [];
  inside = [];
  ways = [];
  routes = [];
  #leastEnergy = [];
  #laid;
  #prices;
  #table;
  #lengthOf;
  #overhead;
  /** `laid` has all parts of its chip except the network. */
  constructor(laid, prices, table) {
    this.#laid = laid;
    this.#prices = prices;
    this.#table = table;
    this.#lengthOf = lengthsOn(laid, prices);
    this.#overhead = overheadOn(laid, prices, this.#lengthOf);
  }
  /** Prices the kinds that were added to the table since the last call. */
  fill() {
    const { kinds } = this.#table;
    for (let n = this.energy.length; n < kinds.length; n++) this.#price(kinds[n]);
  }
  /** Energy of an action with the chip's least overhead, J. */
  leastEnergy(kind) {
    this.#leastEnergy[kind] ??= this.energy[kind] + this.#overhead(this.#table.kinds[kind]);
    return this.#leastEnergy[kind];
  }
  #price(kind) {
    const { component, action } = kind;
    const prices = this.#prices;
    const { energy, interval, latency } = component === "network" ? NOTHING3 : prices[component]?.actions[action] ?? UNKNOWN;
    const isClocked = prices[component]?.area !== 0 && action !== "stall" && CLOCKED.has(component);
    this.energy.push(energy);
    this.interval.push(interval);
    this.latency.push(latency);
    this.clocked.push(isClocked ? clockedArea(component, prices) : -1);
    this.inside.push(isInside(component));
    this.ways.push(this.#wayOf(kind, interval));
  }
  #wayOf(kind, interval) {
    const way = wayOf(kind, this.#laid, this.#prices);
    if (way === null) return null;
    const [from, to, bits] = way;
    const name = `${from} to ${to}`;
    let route = this.routes.findIndex((own) => own.name === name);
    if (route < 0) route = this.routes.push({ name, lengths: this.#lengthOf({ from, to }) }) - 1;
    return { route, bits, rate: interval > 0 ? bits / interval : Number.POSITIVE_INFINITY };
  }
};

// src/cost/plan-bounds.ts
var Node = class {
  part;
  flight;
  bound;
  #room;
  #shares;
  /** `room` is the buffer space that its tensors may fill, bits. */
  constructor(part, flight, bound, room) {
    this.part = part;
    this.flight = flight;
    this.bound = bound;
    this.#room = room;
  }
  /** Residencies of least energy and of least memory time, one if equal; lazy, as most parts need none. */
  get shares() {
    this.#shares ??= sharesIn(this.part.worth, this.#room);
    return this.#shares;
  }
};
function sharesIn({ byEnergy, byTime }, room) {
  const [saving, fast] = [sharesOf(byEnergy, room), sharesOf(byTime, room)];
  return byEnergy.every(({ name }) => saving[name] === fast[name]) ? [fast] : [saving, fast];
}
function tilingOf(range, end) {
  const { outer, orders, valuePasses, queryTiles, keyTiles } = range;
  return { outer, orders, valuePasses, queryTiles: queryTiles[end], keyTiles: keyTiles[end] };
}
function halvesOf(range) {
  const ratio = ([from2, to2]) => to2 / from2;
  const axis = ratio(range.queryTiles) >= ratio(range.keyTiles) ? "queryTiles" : "keyTiles";
  const [from, to] = range[axis];
  if (from === to) return null;
  const middle = Math.max(from, Math.min(to - 1, Math.floor(Math.sqrt(from * to))));
  return [
    { ...range, [axis]: [from, middle] },
    { ...range, [axis]: [middle + 1, to] }
  ];
}
var TilingPart = class _TilingPart {
  range;
  #table;
  #space;
  #tollsOf;
  #use;
  #least;
  #smallest;
  #worth;
  #halves;
  constructor(range, table, space, tollsOf) {
    this.range = range;
    this.#table = table;
    this.#space = space;
    this.#tollsOf = tollsOf;
  }
  /** Largest share of the MAC units at work among its tilings. */
  get use() {
    this.#use ??= this.#space.use(this.range);
    return this.#use;
  }
  /** The tiling of the fewest tiles. */
  get tiling() {
    return tilingOf(this.range, 0);
  }
  /** Whether it is the tiling without tiles. */
  get isWhole() {
    const { queryTiles, keyTiles, valuePasses } = this.range;
    return queryTiles[1] === 1 && keyTiles[1] === 1 && valuePasses === 1;
  }
  /** Flow of the fewest tiles, whose counts are the least. */
  get least() {
    this.#least ??= this.#table.flow(this.tiling);
    return this.#least;
  }
  /** Flow of the most tiles, whose sizes are the smallest. */
  get smallest() {
    this.#smallest ??= this.#table.flow(tilingOf(this.range, 1));
    return this.#smallest;
  }
  /** Its tolls and sizes, from which all its bounds are computed. */
  get worth() {
    this.#worth ??= worthOf(this.#tollsOf(this.least), this.smallest);
    return this.#worth;
  }
  /** Null for a single tiling. */
  get halves() {
    if (this.#halves === void 0) {
      const cut2 = halvesOf(this.range);
      const own = (range) => new _TilingPart(range, this.#table, this.#space, this.#tollsOf);
      this.#halves = cut2 === null ? null : [own(cut2[0]), own(cut2[1])];
    }
    return this.#halves;
  }
};
function partsOf4(space, table, { kinds }) {
  const tollsOf = createFlowTolls(createTolls(table, kinds));
  return space.ranges.map((range) => new TilingPart(range, table, space, tollsOf));
}
function createBounds({ space, repeats, otherEnergy, cores, pricer: pricer2 }, value) {
  const { staticPower } = pricer2;
  let made2 = 0;
  return {
    made: () => made2,
    of: (part, flight) => {
      made2++;
      const room = space.buffer.capacity * 8 / (flight.heads ?? 1) - part.smallest.held;
      if (room < 0) return null;
      const { rest, buffer, byEnergy, byTime } = part.worth;
      const idle2 = (1 / part.use - 1) * rest.products;
      const served = Math.max(buffer, rest.mac + idle2) / cores;
      const latency = Math.max(
        flight.latency(part.range),
        repeats * Math.max(rest.time + leastTaken(byTime, room), served)
      );
      const dynamic = otherEnergy + repeats * (rest.energy + leastTaken(byEnergy, room));
      const cost = { energy: dynamic + staticPower * latency, latency };
      return new Node(part, flight, value(cost), room);
    }
  };
}
function worthOf({ rest, buffer, tensors }, { tensors: sizes }) {
  const byEnergy = [];
  const byTime = [];
  for (let n = 0; n < tensors.length; n++) {
    const { away, here } = tensors[n];
    const { name, bits } = sizes[n];
    insert(byEnergy, { name, bits, away: away.energy, saved: away.energy - here.energy });
    insert(byTime, { name, bits, away: away.time, saved: away.time - here.time });
  }
  return { rest, buffer, byEnergy, byTime };
}
function insert(ranked2, own) {
  let at = ranked2.length;
  while (at > 0 && ranked2[at - 1].saved * own.bits < own.saved * ranked2[at - 1].bits) at--;
  ranked2.splice(at, 0, own);
}
function createFlowTolls(tollOf) {
  const known5 = /* @__PURE__ */ new Map();
  return (flow) => {
    let own = known5.get(flow);
    if (own === void 0) {
      const rest = tollOf(flow.rest);
      const tensors = flow.tensors.map(({ away, here }) => ({ away: tollOf(away), here: tollOf(here) }));
      own = { rest, buffer: bufferTime(tensors, rest), tensors };
      known5.set(flow, own);
    }
    return own;
  };
}
function takerOf({ operation, component, action }) {
  if (component === "memory" || component === "buffer") return component;
  if (component !== "mac") return "none";
  return action === "mac" && (operation === "score" || operation === "weigh") ? "products" : "mac";
}
function createTolls(table, prices) {
  const takers = [];
  const learn = () => {
    prices.fill();
    for (let kind = takers.length; kind < table.kinds.length; kind++) takers.push(takerOf(table.kinds[kind]));
  };
  return ({ kinds, counts: counts2 }) => {
    if (takers.length < table.kinds.length) learn();
    let [energy, time, buffer, mac, products] = [0, 0, 0, 0, 0];
    for (let n = 0; n < kinds.length; n++) {
      const kind = kinds[n];
      const own = counts2[n] * prices.interval[kind];
      energy += counts2[n] * prices.leastEnergy(kind);
      switch (takers[kind]) {
        case "memory":
          time += own;
          break;
        case "buffer":
          buffer += own;
          break;
        case "products":
          products += own;
          mac += own;
          break;
        case "mac":
          mac += own;
          break;
      }
    }
    return { energy, time, buffer, mac, products };
  };
}
function bufferTime(tensors, rest) {
  let [sum, worst] = [rest.buffer, 0];
  for (const { here, away } of tensors) {
    const [own, other] = [here.buffer - away.buffer, away.time - here.time];
    sum += Math.min(here.buffer, away.buffer);
    if (own <= 0 || other <= 0) continue;
    sum += own;
    worst = Math.max(worst, own / other);
  }
  return sum / (1 + worst);
}
var shareIn = ({ bits, saved }, left) => saved <= 0 ? 0 : bits <= left ? 1 : left / bits;
function leastTaken(tensors, room) {
  let [left, sum] = [room, 0];
  for (const tensor of tensors) {
    const share = shareIn(tensor, left);
    left -= share * tensor.bits;
    sum += tensor.away - share * tensor.saved;
  }
  return sum;
}
function sharesOf(tensors, room) {
  const shares2 = {};
  let left = room;
  for (const tensor of tensors) {
    const share = shareIn(tensor, left);
    left -= share * tensor.bits;
    shares2[tensor.name] = share;
  }
  return shares2;
}

// src/cost/plan-network.ts
function createNetwork(table, kinds, cores, prices) {
  const { linkBits, reach } = prices.floorplan;
  const { transfer } = prices.network.actions;
  const { area, leakage: leakage2 } = prices.network;
  if (transfer.energy === 0 && transfer.latency === 0 && area === 0) return () => null;
  const moved2 = [];
  const rates = [];
  const met2 = [];
  const isMet = [];
  const weighed = [];
  const meet = ({ kinds: own, counts: counts2 }) => {
    for (const sums of [moved2, rates, weighed]) sums.fill(0);
    isMet.fill(false);
    met2.length = 0;
    for (let n = 0; n < own.length; n++) {
      const way = kinds.ways[own[n]];
      if (way === null) continue;
      const { part, operation } = table.kinds[own[n]];
      moved2[part] = (moved2[part] ?? 0) + counts2[n] * way.bits;
      if (!isOfHash(operation)) weighed[way.route] = (weighed[way.route] ?? 0) + counts2[n] * way.bits;
    }
    for (let n = 0; n < own.length; n++) {
      const way = kinds.ways[own[n]];
      if (way === null) continue;
      const { route, rate, bits } = way;
      if (!(kinds.routes[route].lengths[0] > 0)) continue;
      const { part } = table.kinds[own[n]];
      const share = Number.isFinite(rate) ? rate * (counts2[n] * bits) / moved2[part] : 0;
      if (isMet[route] !== true) {
        met2.push(route);
        isMet[route] = true;
      }
      rates[route] = (rates[route] ?? 0) + share;
    }
  };
  return (list2) => {
    meet(list2);
    if (met2.length === 0) return null;
    const at = leastWire2(weighed, kinds);
    let laneLength = 0;
    if (reach !== void 0)
      for (const route of met2)
        laneLength += cores * lanesOf(rates[route], prices) * kinds.routes[route].lengths[at];
    addCounts(list2, table, kinds, linkBits, (kind, route) => {
      const way = reach === void 0 ? 1 : kinds.routes[route].lengths[at] / reach;
      kinds.energy[kind] = transfer.energy * way;
      kinds.latency[kind] = transfer.latency * way;
      kinds.interval[kind] = reach === void 0 ? transfer.interval : 0;
    });
    if (reach === void 0) return { instances: cores, area, leakage: leakage2 };
    const wires = laneLength / reach;
    return { instances: 1, area: area * wires, leakage: leakage2 * wires };
  };
}
function leastWire2(weighed, { routes }) {
  const wires = new Float64Array(routes[0]?.lengths.length ?? 1);
  for (let route = 0; route < weighed.length; route++) {
    const bits = weighed[route];
    if (!bits) continue;
    const { lengths } = routes[route];
    for (let at = 0; at < wires.length; at++) wires[at] += bits * lengths[at];
  }
  return leastAt2(wires);
}
function addCounts({ kinds: own, counts: counts2 }, table, kinds, linkBits, price2) {
  const size = own.length;
  for (let n = 0; n < size; n++) {
    const way = kinds.ways[own[n]];
    const bits = way === null ? 0 : counts2[n] * way.bits;
    if (way === null || bits === 0) continue;
    const { name, lengths } = kinds.routes[way.route];
    if (!(lengths[0] > 0)) continue;
    const kind = table.numberOf({
      operation: table.kinds[own[n]].operation,
      component: "network",
      action: name
    });
    const at = own.indexOf(kind, size);
    if (at >= 0) counts2[at] += bits / linkBits;
    else {
      kinds.fill();
      own.push(kind);
      counts2.push(bits / linkBits);
      price2(kind, way.route);
    }
  }
}

// src/cost/plan-pricer.ts
var PlanPricer = class {
  kinds;
  /** Static power of all instances except the network's, at the lowest temperature, W. */
  staticPower;
  #prices;
  #table;
  #repeats;
  #others;
  #standing;
  #isTicked;
  #isControlled;
  #addNetwork;
  #latency;
  /** Place of each kind in the list merged last; checked before use, as it may be stale. */
  #places = [];
  /** `base` has the counts of everything but the flow, whose counts are performed `repeats` times. */
  constructor(base, prices, table, repeats) {
    const laid = withParts(base, prices);
    this.#prices = prices;
    this.#table = table;
    this.#repeats = repeats;
    this.#others = table.entries(base.counts);
    this.kinds = new KindPrices(laid, prices, table);
    this.kinds.fill();
    this.staticPower = leastStaticPower(laid, prices);
    this.#standing = Object.keys(laid.census).map((name) => ({
      count: laid.census[name] ?? 0,
      area: prices[name].area,
      leakage: prices[name].leakage,
      leaks: prices[name].staticPower === void 0,
      isInside: isInside(name)
    }));
    this.#isTicked = laid.census.clock !== void 0;
    this.#isControlled = isControlled(prices);
    this.#addNetwork = createNetwork(table, this.kinds, base.schedule.cores, prices);
    this.#latency = createTimer(base, table, this.kinds);
  }
  /** Least energy of counts, J. */
  leastEnergy({ kinds, counts: counts2 }) {
    this.kinds.fill();
    return kinds.reduce((sum, kind, n) => sum + counts2[n] * this.kinds.leastEnergy(kind), 0);
  }
  price(flow, { resident: resident2, headsInFlight }) {
    const list2 = this.#listed(plannedEntries(flow, resident2));
    const network = this.#join(list2);
    const latency = this.#latency(list2, headsInFlight);
    return { energy: this.#energy(list2, network, latency), latency };
  }
  /** Latency, s, of the counts that belong to no tensor; without idle MAC time where `busy`. */
  latency({ idledRest }, heads, busy) {
    const list2 = this.#listed([idledRest]);
    const { kinds } = this.#table;
    const kept = busy ? list2.kinds.flatMap(
      (kind, n) => kinds[kind].component === "mac" && kinds[kind].action === "stall" ? [] : [n]
    ) : null;
    const own = kept === null ? list2 : { kinds: kept.map((n) => list2.kinds[n]), counts: kept.map((n) => list2.counts[n]) };
    this.#join(own);
    return this.#latency(own, heads);
  }
  /** Lists the other counts, then those of the flow, summed by kind and times `repeats`. */
  #listed(parts) {
    const list2 = { kinds: [...this.#others.kinds], counts: [...this.#others.counts] };
    const from = list2.kinds.length;
    const places = this.#places;
    for (const { kinds, counts: counts2 } of parts)
      for (let n = 0; n < kinds.length; n++) {
        const [kind, count] = [kinds[n], counts2[n]];
        if (count === 0) continue;
        const at = places[kind] ?? 0;
        if (at >= from && list2.kinds[at] === kind) list2.counts[at] += count * this.#repeats;
        else {
          places[kind] = list2.kinds.push(kind) - 1;
          list2.counts.push(count * this.#repeats);
        }
      }
    this.kinds.fill();
    return list2;
  }
  /** Adds clock, control and network to the counts of a plan. */
  #join(list2) {
    const { clocked, interval } = this.kinds;
    const frequency = this.#prices.floorplan.frequency || 1e9;
    const [ticks, issues] = [/* @__PURE__ */ new Map(), /* @__PURE__ */ new Map()];
    for (let n = 0; n < list2.kinds.length; n++) {
      const kind = list2.kinds[n];
      if (clocked[kind] < 0) continue;
      const busy = list2.counts[n] * interval[kind] * frequency;
      if (busy === 0) continue;
      const { operation } = this.#table.kinds[kind];
      issues.set(operation, (issues.get(operation) ?? 0) + busy);
      ticks.set(operation, (ticks.get(operation) ?? 0) + busy * clocked[kind]);
    }
    const size = list2.kinds.length;
    const network = this.#addNetwork(list2);
    const own = { kinds: [], counts: [] };
    const add = (counts2, component, action) => {
      for (const [operation, count] of counts2) {
        own.kinds.push(this.#table.numberOf({ operation, component, action }));
        own.counts.push(count);
      }
    };
    if (this.#isTicked) add(ticks, "clock", "tick");
    if (this.#isControlled) add(issues, "control", "issue");
    list2.kinds.splice(size, 0, ...own.kinds);
    list2.counts.splice(size, 0, ...own.counts);
    this.kinds.fill();
    return network;
  }
  #energy({ kinds, counts: counts2 }, network, latency) {
    const { energy: each, inside } = this.kinds;
    let [dynamic, inner3] = [0, 0];
    for (let n = 0; n < kinds.length; n++) {
      const energy2 = counts2[n] * each[kinds[n]];
      dynamic += energy2;
      if (inside[kinds[n]]) inner3 += energy2;
    }
    const leaks = this.#prices.network.staticPower === void 0;
    let [used, leaking, idling] = [0, 0, 0];
    for (const { count, area: area2, leakage: leakage2, leaks: own, isInside: isInside2 } of this.#standing) {
      used += count * area2;
      if (own) leaking += count * leakage2;
      else if (isInside2) idling += count * leakage2;
    }
    if (network !== null) {
      const power2 = network.instances * network.leakage;
      used += network.instances * network.area;
      if (leaks) leaking += power2;
      else idling += power2;
    }
    const { thermal, whiteSpace } = this.#prices;
    const area = used + whiteSpace.beside(squareMetres(used));
    const { leakage: warm } = steadyState(thermal, { dynamic: inner3, leaking, idling, latency, area });
    let energy = dynamic;
    for (const { count, leakage: leakage2, leaks: own } of this.#standing)
      energy += count * (leakage2 * (own ? warm : 1)) * latency;
    if (network !== null) energy += network.instances * (network.leakage * (leaks ? warm : 1)) * latency;
    return energy;
  }
};
function createTimer({ schedule: given, parallel }, table, kinds) {
  const { stages, cores, shared: shared2, layers } = given;
  const jobs = layers * given.heads;
  const numbers3 = stageNumbers(stages);
  const active = Math.min(cores, given.heads);
  const timedStages = stages.map((stage2, at) => ({ demand: { stage: stage2, fill: 0 }, at, time: 0 }));
  const busy = stages.map(() => []);
  const crowd = [];
  const own = [];
  const learn = () => {
    for (let part = crowd.length; part < table.parts.length; part++) {
      const served = shared2[table.parts[part]];
      crowd.push(Math.max(1, active / (served ?? active)));
      own.push(served === void 0);
    }
    for (const row2 of busy) {
      row2.length = 0;
      for (let part = 0; part < crowd.length; part++) row2.push(0);
    }
    for (const { demand: demand2 } of timedStages) demand2.fill = 0;
  };
  const demand = ({ kinds: of2, counts: counts2 }) => {
    for (let n = 0; n < of2.length; n++) {
      const { operation, component, part } = table.kinds[of2[n]];
      const stage2 = numbers3[operation];
      busy[stage2][part] += counts2[n] * kinds.interval[of2[n]] / (parallel[component] ?? 1) / jobs;
      timedStages[stage2].demand.fill += kinds.latency[of2[n]];
    }
  };
  const contention2 = (run) => {
    let contended = 0;
    for (let part = 0; part < crowd.length; part++) {
      let time = 0;
      for (const { at } of run) time += busy[at][part];
      contended = Math.max(contended, time * crowd[part]);
    }
    return contended;
  };
  return (list2, heads) => {
    learn();
    demand(list2);
    const schedule = heads === null ? given : { ...given, slots: heads };
    let core = 0;
    for (const stage2 of timedStages) {
      let longest = 0;
      for (let part = 0; part < crowd.length; part++)
        longest = Math.max(longest, busy[stage2.at][part] * crowd[part]);
      stage2.time = longest === 0 ? 0 : longest + stage2.demand.fill;
      core = Math.max(core, stage2.time - (stage2.time > 0 ? stage2.demand.fill : 0));
    }
    const headLatency = runs(timedStages).reduce(
      (sum, run) => sum + runTime(run, run.length === 1 ? 0 : contention2(run)),
      0
    );
    let common = 0;
    let full = headLatency / schedule.slots;
    for (let part = 0; part < crowd.length; part++) {
      let [time, visits2] = [0, 0];
      for (const row2 of busy) {
        time += row2[part];
        if (row2[part] > 0) visits2++;
      }
      const crowded = time * crowd[part];
      if (own[part]) core = Math.max(core, time);
      else common = Math.max(common, crowded);
      if (visits2 > 1) full = Math.max(full, intervalAt(schedule.slots, crowded, headLatency));
    }
    return latencyAt(schedule, headLatency, { own: core, common, full });
  };
}

// src/cost/plan-search.ts
var MOST_BOUNDED = 400;
var CLOSE = 5e-3;
function searchPlans(problem, value, start) {
  const bounds = createBounds(problem, value);
  let least = start === null ? Number.POSITIVE_INFINITY : value(start);
  let plan = null;
  const tryAll = ({ part, flight, shares: shares2 }) => {
    for (const resident2 of shares2) {
      const tried = { ...part.tiling, headsInFlight: flight.heads, resident: resident2 };
      const cost = value(problem.pricer.price(part.least, tried));
      if (cost < least) [least, plan] = [cost, tried];
    }
  };
  const { parts } = problem;
  const open = problem.flights.flatMap((flight) => roots(parts, flight, bounds));
  for (const node of open) if (node.part.isWhole && node.bound < least) tryAll(node);
  let floor = Number.POSITIVE_INFINITY;
  const gapTo = (bound) => least === Number.POSITIVE_INFINITY ? 0 : Math.max(0, least / bound - 1);
  while (open.length > 0) {
    let node = takeLeast(open);
    const isKnown = least < Number.POSITIVE_INFINITY;
    const isEnough = bounds.made() >= (isKnown ? MOST_BOUNDED : 4 * MOST_BOUNDED);
    if (isEnough || node.bound === Number.POSITIVE_INFINITY || isKnown && gapTo(node.bound) <= CLOSE)
      return { plan, gap: gapTo(Math.min(floor, node.bound)) };
    while (node !== void 0) {
      const at = node;
      const { part, flight } = at;
      node = void 0;
      if (part.halves === null) {
        floor = Math.min(floor, at.bound);
        tryAll(at);
      } else {
        const better = part.halves.flatMap((half) => bounds.of(half, flight) ?? []).filter((half) => half.bound < least).sort((one, other) => one.bound - other.bound);
        node = better[0];
        open.push(...better.slice(1));
      }
    }
  }
  return { plan, gap: gapTo(floor) };
}
function roots(parts, flight, bounds) {
  const uncut = new Map(
    parts.filter(({ isWhole }) => isWhole).map((part) => [part, bounds.of(part, flight)])
  );
  for (const node of uncut.values())
    if (node !== null && Object.values(node.shares[0]).every((share) => share === 1)) return [node];
  return parts.flatMap((part) => (uncut.has(part) ? uncut.get(part) : bounds.of(part, flight)) ?? []);
}
function takeLeast(open) {
  let first = 0;
  for (let n = 1; n < open.length; n++) if (open[n].bound < open[first].bound) first = n;
  const node = open[first];
  open[first] = open[open.length - 1];
  open.pop();
  return node;
}

// src/cost/plan-value.ts
var SLACK3 = 0.01;
var FIRST2 = {
  "energy-squared-delay": ({ energy, latency }) => energy * energy * latency,
  "energy-delay": ({ energy, latency }) => energy * latency,
  "energy-in-time": ({ latency }) => latency,
  energy: ({ energy }) => energy,
  latency: ({ latency }) => latency
};
var TOLERANCE = {
  "energy-in-time": 0.01,
  energy: 5e-3,
  latency: 5e-3
};
var firstValue = (objective) => FIRST2[objective];
function secondValue(objective, least) {
  const tolerance = TOLERANCE[objective];
  if (tolerance === void 0) return null;
  const second = objective === "energy" ? "latency" : "energy";
  const limit = least * (1 + tolerance) * (1 + 1e-9);
  return (cost) => FIRST2[objective](cost) <= limit ? cost[second] : Number.POSITIVE_INFINITY;
}

// src/cost/best-plan.ts
function withPlan(chosen, { plan, planned }, workload) {
  if (planned === void 0) return chosen;
  if (plan === null) return { ...chosen, planned };
  const { latency: _, ...settled } = pricedPlan({ ...chosen.design, plan }, workload, chosen.prices);
  return { ...settled, planned };
}
var OWN_PLAN_SAVES = 0.1;
function withBestPlan(chosen, candidates, workload, shared2) {
  const { mapping } = chosen.design;
  if (planSpaceOf(chosen.design, workload) === null) return chosen;
  const { design: units3, mapping: own, prices, when, energy } = chosen;
  const fixed = { design: units3, mapping: own, prices, when, energy, latency: when.time.latency };
  const problems = problemsOf(candidates, fixed, workload);
  const first = firstValue(mapping.objective);
  const twins = shared2 === null ? null : sharedPlan(fixed, shared2, workload);
  const { best: found, gap } = bestOf(problems, mapping.objective, workload, prices, twins ?? void 0);
  if (found === void 0) throw new InfeasibleError(tooTight(chosen.design));
  const isOwn = twins === null || first(found) < (1 - OWN_PLAN_SAVES) * first(twins) && found.energy >= twins.energy * (1 - 1e-9);
  const { latency: _, ...settled } = isOwn ? found : twins;
  return {
    ...settled,
    planned: {
      // The closed form of the latency is not quite monotone, so its bounds hold to a hundredth.
      gap: isOwn ? Math.max(gap, SLACK3) : Math.max(gap, first(twins) / first(found) - 1, SLACK3),
      fixed: { energy: fixed.energy, latency: fixed.latency },
      ...twins === null ? {} : { isShared: !isOwn }
    }
  };
}
function sharedPlan(fixed, { plan }, workload) {
  if (plan === null) return isSpilled(fixed) ? null : fixed;
  const design = { ...fixed.design, plan };
  return planFits(design, workload) ? pricedPlan(design, workload, fixed.prices) : null;
}
function problemsOf(candidates, fixed, workload) {
  const { design: units3, prices } = fixed;
  const isPinned = Object.keys(pinsOf(units3.mapping)).length > 0;
  return candidates.filter((one) => sameUnits(one.design, units3)).flatMap(({ design, mapping: bare }) => {
    const start = design === units3 ? fixed : pricedMapping(design, bare, prices);
    const problem = problemOf(design, workload, start);
    return problem === null ? [] : [{ design, problem, start: isPinned || isSpilled(start) ? null : start }];
  });
}
function bestOf(problems, objective, workload, prices, from) {
  const first = firstValue(objective);
  const found = leastOfAll(problems, first, workload, prices, from);
  if (found.best === void 0) return found;
  const second = secondValue(objective, first(found.best));
  return second === null ? found : leastOfAll(problems, second, workload, prices, found.best);
}
var isSpilled = ({ mapping: { schedule } }) => (schedule.held ?? 1) < 1;
function leastOfAll(problems, value, workload, prices, from) {
  let best2 = from;
  let gap = 0;
  for (const { design, problem, start } of problems) {
    if (start !== null && (best2 === void 0 || value(start) < value(best2))) best2 = start;
    const search2 = searchPlans(problem, value, best2 ?? null);
    if (search2.plan !== null) best2 = pricedPlan({ ...design, plan: search2.plan }, workload, prices);
    gap = Math.max(gap, search2.gap);
  }
  return { best: best2, gap };
}
var NO_PLAN = "no plan with";
function tooTight({ mapping, digital: digital2 }) {
  const pins = Object.entries(pinsOf(mapping)).map(([key, pin]) => `design.mapping.${key} ${pin}`);
  const { capacity } = digital2.buffer.behaviour;
  return pins.length > 0 ? `${NO_PLAN} ${pins.join(", ")} fits ${capacity} B of buffer (leave keys of design.mapping out, or use a larger design.digital.buffer.capacity)` : `no plan fits ${capacity} B of buffer (use a larger design.digital.buffer.capacity, or smaller blocks: design.digital.mac.blockRows)`;
}
var sameUnits = (one, other) => one.search === other.search && one.topK === other.topK && one.digital.projection === other.digital.projection && one.digital.projectOn === other.digital.projectOn && one.baselines.analog === other.baselines.analog;
var pricedPlan = (design, workload, prices) => pricedMapping(design, mapWorkload(design, workload), prices);
function pricedMapping(design, mapping, prices) {
  const when = timed(mapping, prices);
  const energy = totalEnergy(mapping, prices, when, dynamicEnergy(mapping, prices));
  return { design, mapping, prices, when, energy, latency: when.time.latency };
}
function problemOf(design, workload, { prices }) {
  const space = planSpaceOf(design, workload);
  if (space === null) return null;
  const repeats = workload.layers * workload.batch;
  const base = withoutFlow(design, workload, space, repeats);
  const table = flowTableOf(space);
  const pricer2 = new PlanPricer(base, prices, table, repeats);
  const parts = partsOf4(space, table, pricer2);
  return {
    space,
    parts,
    repeats,
    // Tiles split the array's products, and the parts access its levels no less than the whole product.
    otherEnergy: pricer2.leastEnergy(table.entries(base.counts)) + pricer2.leastEnergy(table.entries(mergeCounts(levelsWhole(space), repeats))),
    cores: Math.min(base.schedule.cores, base.schedule.heads),
    flights: flightsOf(design, contextsOf(design, workload)).map((heads) => ({
      heads,
      latency: leastLatency(pricer2, table, heads, workload)
    })),
    pricer: pricer2
  };
}
var knownOthers = /* @__PURE__ */ new WeakMap();
var WHOLE_AWAY = { ...WHOLE, headsInFlight: null, resident: {} };
function withoutFlow(design, workload, space, repeats) {
  const whole = mapWorkload({ ...design, plan: WHOLE_AWAY }, workload);
  const known5 = knownOthers.get(whole.counts) ?? /* @__PURE__ */ new WeakMap();
  knownOthers.set(whole.counts, known5);
  const counts2 = known5.get(space.flow) ?? othersOf(whole, space, repeats);
  known5.set(space.flow, counts2);
  return { ...whole, counts: counts2 };
}
var levelsWhole = (space) => space.levels([], WHOLE).filter(({ action }) => action !== "stall");
function othersOf(whole, space, repeats) {
  const flow = negated(space.idle(flowCounts(space.flow(WHOLE), space, {}), WHOLE), repeats);
  return mergeCounts([...whole.counts, ...flow, ...negated(levelsWhole(space), repeats)]).filter(
    (entry) => entry.action !== "stall" && !isRounding(entry, whole.counts)
  );
}
function leastLatency(pricer2, table, heads, { attention }) {
  const whole = pricer2.latency(table.flow(WHOLE), heads, false);
  if (attention.kind !== "lsh") return () => whole;
  let tiled;
  return ({ queryTiles, keyTiles, valuePasses }) => {
    if (queryTiles[1] * keyTiles[1] * valuePasses === 1) return whole;
    tiled ??= pricer2.latency(table.flow(WHOLE), heads, true);
    return tiled;
  };
}
var isRounding = (left, whole) => {
  const of2 = whole.find(
    ({ operation, component, action }) => operation === left.operation && component === left.component && action === left.action
  );
  return left.count <= 1e-9 * (of2?.count ?? 0);
};
var negated = (counts2, times) => counts2.map((entry) => ({ ...entry, count: -times * entry.count }));
var MOST_IN_FLIGHT = 4;
function flightsOf({ mapping: { headsInFlight } }, contexts) {
  if (contexts === null) return [null];
  if (headsInFlight !== void 0) return [headsInFlight];
  const flights = [];
  for (let heads = 1; heads <= Math.min(contexts, MOST_IN_FLIGHT); heads *= 2) flights.push(heads);
  return flights;
}

// src/cost/unit-sizes.ts
var LEAST_EXPONENT = -Math.log2(0.95);
var LEAST_SHARE = LEAST_EXPONENT;
var LARGEST2 = 1024;
var LEAST_GAIN = 1e-4;
function sizesFor({ design, mapping: bare, prices: listed2, when }, finest = FINEST) {
  const { mapping, prices } = layOut(bare, listed2);
  const { busy, latency } = when.time;
  const open = SIZED_UNITS.filter(
    (unit) => (mapping.census[unit] ?? 0) > 0 && isSizable(design, unit) && (busy[unit] ?? 0) > LEAST_SHARE * latency
  );
  if (open.length === 0) return null;
  const passes = passesOf(mapping).map((pass) => {
    const demands = stageDemands(pass, prices).map((demand) => ({ ...demand, busy: new Map(demand.busy) }));
    return { schedule: pass.schedule, demands };
  });
  const busyOf = open.map((unit) => sizedTimes(unit, passes, fixedShare(design, mapping, prices, unit)));
  const latencyAt2 = (sizes) => {
    for (const set of busyOf) set(sizes);
    return passes.map(({ demands, schedule }) => timing(demands, schedule)).reduce(inSequence).latency;
  };
  const start = latencyAt2({});
  const parts = open.map((unit) => ({ unit, parts: partsOf5(design, unit) }));
  const best2 = leastOver(parts, latencyAt2, start, finest);
  if (best2.value > (1 - LEAST_GAIN) * start) return null;
  const before = design.sizes ?? {};
  const grown = Object.entries(best2.sizes).filter(([, size]) => size > 1);
  return {
    ...before,
    ...Object.fromEntries(grown.map(([unit, size]) => [unit, (before[unit] ?? 1) * size]))
  };
}
var COARSE = 1;
var FINEST = 1 / 64;
function leastOver(open, latencyAt2, start, finest) {
  const valued = (sizes) => ({
    sizes,
    value: latencyAt2(sizes) * Object.values(sizes).reduce((all, size) => all * power(size, LEAST_EXPONENT), 1)
  });
  let best2 = { sizes: {}, value: start };
  const sets = setsOf2(open);
  for (let octaves = 1; octaves >= finest; octaves /= 2) {
    const step = power(2, octaves);
    for (; ; ) {
      const near = sets.flatMap((units3) => [moved(best2.sizes, units3, step), moved(best2.sizes, units3, 1 / step)]).flatMap((sizes) => sizes === null ? [] : [valued(sizes)]).reduce((least, one) => one.value < least.value * (1 - 1e-12) ? one : least, best2);
      if (near === best2) break;
      best2 = near;
    }
  }
  return best2;
}
var setsOf2 = (units3) => Array.from(
  { length: 2 ** units3.length - 1 },
  (_, n) => units3.filter((__, bit) => n + 1 >> bit & 1)
).sort((a, b) => a.length - b.length);
function moved(sizes, units3, factor) {
  const next3 = { ...sizes };
  for (const { unit, parts } of units3) {
    const size = movedSize(parts, sizes[unit] ?? 1, factor);
    if (size === null || size < 1 || size > LARGEST2) return null;
    next3[unit] = size;
  }
  return next3;
}
function fixedShare(design, { counts: counts2 }, prices, unit) {
  const technology = createTechnology(design.logicNode, { temperature: design.temperature });
  const own = unitOf3(design, unit);
  const [once, twice] = [own, grownUnit(own, 2)].map((one) => one.cost(technology).actions);
  let [fixed, all] = [0, 0];
  for (const { component, action, count } of counts2) {
    if (component !== unit) continue;
    const time = count * prices[unit].actions[action].interval;
    all += time;
    if (twice[action].interval > 0.75 * once[action].interval) fixed += time;
  }
  return all > 0 ? fixed / all : 0;
}
function sizedTimes(unit, passes, fixed) {
  const stages = passes.flatMap(
    ({ demands }) => demands.flatMap(({ busy }) => {
      const time = busy.get(unit);
      return time === void 0 ? [] : [{ busy, time }];
    })
  );
  return ({ [unit]: size = 1 }) => {
    for (const { busy, time } of stages) busy.set(unit, time * (fixed + (1 - fixed) / size));
  };
}
var isSized = ({ digital: digital2 }) => digital2.sizes === "searched";
var GROWTHS = [
  ["units", "units", "more"],
  ["lines", "lines", "more"],
  ["lanes", "lanes", "more"],
  ["comparisons", "comparisons", "more"],
  ["rows", "rows", "fewer"],
  ["macros", "keys", "fewer"]
];
function partsOfInstance({ params: params7 }) {
  const found = GROWTHS.find(([marker]) => typeof params7[marker] === "number");
  if (found === void 0) return void 0;
  const [, key, growsBy] = found;
  return { key, now: Number(params7[key]), growsBy };
}
var partsOf5 = (design, unit) => partsOfInstance(unitOf3(design, unit));
var partsAt = ({ now, growsBy }, times) => Math.ceil((growsBy === "more" ? now * times : now / times) - 1e-6);
function movedSize(parts, size, factor) {
  const isMore = parts.growsBy === "more";
  const at = partsAt(parts, size);
  const near = Math.round(isMore ? at * factor : at / factor);
  const next3 = near === at ? at + (factor > 1 === isMore ? 1 : -1) : near;
  if (next3 < 1) return null;
  return isMore ? next3 / parts.now : parts.now / next3;
}
function grownParams({ params: params7 }, parts, times) {
  const count = partsAt(parts, times);
  if (parts.key !== "keys") return { [parts.key]: count };
  return { keys: count, macros: Math.ceil(parts.now * Number(params7.macros) / count) };
}
var isSizable = (design, unit) => partsOfInstance(unitOf3(design, unit)) !== void 0;
var unitOf3 = ({ digital: digital2, topK, search: search2 }, unit) => ({ ...digital2, topK, search: search2 })[unit];
function sizedUnits(design) {
  const { sizes, digital: digital2 } = design;
  if (sizes === void 0) return design;
  const grown = (unit, own) => sizes[unit] === void 0 ? own : grownUnit(own, sizes[unit]);
  return {
    ...design,
    topK: grown("topK", design.topK),
    search: grown("search", design.search),
    digital: {
      ...digital2,
      softmax: grown("softmax", digital2.softmax),
      sorter: grown("sorter", digital2.sorter),
      projection: grown("projection", digital2.projection)
    }
  };
}
var known3 = /* @__PURE__ */ new WeakMap();
function grownUnit(unit, times) {
  const parts = partsOfInstance(unit);
  if (parts === void 0) return unit;
  const own = known3.get(unit) ?? /* @__PURE__ */ new Map();
  known3.set(unit, own);
  const found = own.get(times) ?? unit.with(grownParams(unit, parts, times));
  own.set(times, found);
  return found;
}

// src/cost/mac-arrays.ts
var known4 = /* @__PURE__ */ new WeakMap();
var isOpen = (design) => design.digital.mac.behaviour.useOf !== void 0 && isSized(design);
var rowsOf3 = ({ digital: digital2 }) => digital2.mac.behaviour.spatial?.rows ?? 1;
function dividedInto(design, arrays) {
  const { mac } = design.digital;
  if (arrays === 1 || !isOpen(design)) return design;
  const own = known4.get(mac) ?? /* @__PURE__ */ new Map();
  known4.set(mac, own);
  const divided = own.get(arrays) ?? mac.with({ arrays });
  own.set(arrays, divided);
  return { ...design, digital: { ...design.digital, mac: divided } };
}
function arraysFor2(design, workload) {
  const { useOf: useOf2 } = design.digital.mac.behaviour;
  if (useOf2 === void 0 || !isOpen(design)) return 1;
  const { kind } = workload.attention;
  const block = kind === "lsh" || kind === "exact" ? blockOf(sizesOf(design, workload), workload) : null;
  if (block === null) return 1;
  let [best2, least] = [1, 1 / useOf2(block, 1)];
  for (let arrays = 2; arrays <= rowsOf3(design); arrays *= 2) {
    const value = power(arrays, LEAST_EXPONENT) / useOf2(block, arrays);
    if (value < least) [best2, least] = [arrays, value];
  }
  return best2;
}
var withOwnArrays = (design, workload) => dividedInto(design, arraysFor2(design, workload));
var MOST_DOUBLINGS = 3;
var isRoomy = (plan) => plan !== void 0 && plan.queryTiles === 1 && Object.values(plan.resident).every((share) => share === 1);
function withPlannedArrays(design, workload, settled, worth) {
  const exponent = design.mapping.objective === "energy" ? 0 : LEAST_EXPONENT;
  const tried = (arrays) => {
    const best2 = settled(dividedInto(design, arrays));
    return { best: best2, arrays, value: worth(best2) * power(arrays, exponent) };
  };
  const first = tried(arraysFor2(design, workload));
  if (!isOpen(design) || isRoomy(first.best.design.plan)) return first;
  let least = first;
  for (let n = 1; n <= MOST_DOUBLINGS && first.arrays * 2 ** n <= rowsOf3(design); n++) {
    const next3 = tried(first.arrays * 2 ** n);
    if (next3.value < least.value) least = next3;
  }
  return least;
}

// src/cost/least-energy.ts
function leastEnergy(design, workload, point) {
  const { design: chosen, mapping, prices, when, planned } = settle(design, workload, point);
  const priced = { design: chosen, mapping, cost: rollUp(mapping, prices, when) };
  return planned === void 0 ? priced : { ...priced, planned };
}
var settle = (design, workload, point) => settledOn(design, workload, (choice2) => priceList(choice2, point));
function settledOn(design, workload, pricesOf) {
  if (workload.attention.kind !== "lsh" || !design.mapping.search)
    return withOwnSizes(withOwnArrays(design, workload), workload, pricesOf);
  const isTwin = !hashesOnArrays(design);
  const found = isTwin ? digitalPlan(design, workload) : planOfTwin(design, workload);
  if (found === null) return withOwnSizes(withOwnArrays(design, workload), workload, pricesOf);
  const candidates = candidatesOf(alike(design, found, workload), workload, pricesOf);
  const chosen = leastOf(candidates, design.mapping.objective);
  return isTwin ? withPlan(chosen, found, workload) : withBestPlan(chosen, candidates, workload, found);
}
var alike = (design, { sizes, arrays, projection }, { headWidth }) => ({ ...projectingOn(dividedInto(design, arrays), projection, headWidth), sizes });
function withOwnSizes(design, workload, pricesOf) {
  const { search: isSearched, objective } = design.mapping;
  const chooser = (own) => createChooser(own, workload, pricesOf);
  if (!isSized(design)) return sizedOnce(chooser(design), isSearched);
  const worth = worthBy(objective);
  const withProjection = (own) => {
    const choosers = projectionChoices(own, workload).map(chooser);
    const tried = feasibleOf(choosers, (one) => worth(sizedOnce(one, false, COARSE)));
    return ["mac", "unit", "cheapest"].flatMap((on) => {
      const those = tried.filter(({ choice: choice2 }) => choice2.design.digital.projectOn === on);
      return those.length === 0 ? [] : [those.reduce((least, one) => one.found < least.found ? one : least)];
    });
  };
  const byStore = (own) => {
    const stores = feasibleOf(storeChoices(own), withProjection).flatMap(({ found }) => found);
    const most = NEAR3 * Math.min(...stores.map(({ found }) => found));
    const near = stores.filter(({ found }) => found <= most).map(({ choice: choice2 }) => choice2);
    return bestBy(worth, near, (one) => sizedOnce(one, isSearched));
  };
  const isFetchOpen = isScored(workload.attention);
  return bestBy(worth, isFetchOpen ? fetchChoices(design, workload) : [design], byStore);
}
function worthBy(objective) {
  const value = firstValue(objective);
  return ({ energy, when }) => value({ energy, latency: when.time.latency });
}
var bestBy = (worth, choices, find2) => feasibleOf(choices, find2).map(({ found }) => found).reduce((least, one) => worth(one) < worth(least) ? one : least);
var NEAR3 = 1.25;
var fetchChoices = (design, workload) => design.digital.fetchBy === "cheapest" ? likelyFetches(design, workload).map((fetchBy) => ({
  ...design,
  digital: { ...design.digital, fetchBy }
})) : [design];
var storeChoices = (design) => design.open?.searches?.map((own) => ({ ...design, open: { ...design.open, searches: [own] } })) ?? [design];
function feasibleOf(choices, find2) {
  let refusal;
  const feasible2 = choices.flatMap((choice2) => {
    try {
      return [{ choice: choice2, found: find2(choice2) }];
    } catch (error) {
      if (!(error instanceof InfeasibleError)) throw error;
      refusal ??= error;
      return [];
    }
  });
  if (feasible2.length === 0) throw refusal ?? new InfeasibleError("no choice of the design is feasible");
  return feasible2;
}
function createChooser(design, workload, pricesOf) {
  const known5 = /* @__PURE__ */ new Map();
  const chosenWith = (sizes) => {
    const key = JSON.stringify(sizes);
    let own = known5.get(key);
    if (own === void 0) {
      const candidates = candidatesOf(sizes === null ? design : { ...design, sizes }, workload, pricesOf);
      own = { candidates, chosen: leastOf(candidates, design.mapping.objective) };
      known5.set(key, own);
    }
    return own;
  };
  return { design, workload, chosenWith };
}
function sizedOnce({ design, workload, chosenWith }, isPlanned, finest) {
  const planned = (sizes) => {
    const { candidates, chosen } = chosenWith(sizes);
    return isPlanned ? withBestPlan(chosen, candidates, workload, null) : chosen;
  };
  let settled = planned(null);
  if (!isSized(design)) return settled;
  for (let round3 = 0; round3 < (finest === COARSE ? 1 : MOST_SIZINGS); round3++) {
    const sizes = sizesFor(settled, finest);
    if (sizes === null) break;
    const next3 = planned(sizes);
    if (next3.when.time.latency >= settled.when.time.latency) break;
    settled = next3;
  }
  return settled;
}
var MOST_SIZINGS = 6;
function candidatesOf(design, workload, pricesOf) {
  const choices = analogChoices(design).flatMap((choice2) => projectionChoices(choice2, workload)).flatMap((choice2) => codeChoices(choice2, workload)).map(sizedUnits);
  return feasibleOf(choices, (choice2) => {
    const mapping = mapWorkload(choice2, workload);
    const prices = pricesOf(choice2);
    return { mapping, prices, dynamic: dynamicEnergy(mapping, prices) };
  }).map(({ choice: choice2, found }, order) => ({ design: choice2, order, ...found }));
}
var hashesOnArrays = (design) => design.platform !== "digital" || design.hashing.unit !== "digital" || isHashRefused(design);
var MOST_PLANS = 256;
var digitalPlan = rememberedReads((design, workload) => {
  const { best: best2, arrays } = withPlannedArrays(
    design,
    workload,
    (divided) => withOwnSizes(divided, workload, digitalPriceList),
    worthBy(design.mapping.objective)
  );
  const { planned } = best2;
  const { plan = null, sizes = {} } = best2.design;
  return {
    plan: plan && plainPlan(plan),
    sizes: { ...sizes },
    arrays,
    projection: projectionNameOf(best2.design),
    planned
  };
}, MOST_PLANS);
var plainPlan = (plan) => ({ ...plan, resident: { ...plan.resident } });
function planOfTwin({ twin }, workload) {
  if (twin === void 0 || hashesOnArrays(twin)) return null;
  try {
    return digitalPlan(twin, workload);
  } catch (error) {
    if (error instanceof InfeasibleError) return null;
    throw error;
  }
}
function leastOf(candidates, objective) {
  candidates.sort((a, b) => a.dynamic - b.dynamic);
  const value = firstValue(objective);
  let best2;
  let least = Number.POSITIVE_INFINITY;
  for (const { design, mapping, prices, order, dynamic } of candidates) {
    if (best2 !== void 0 && objective === "energy" && dynamic > least) break;
    const when = timed(mapping, prices);
    const energy = totalEnergy(mapping, prices, when, dynamic);
    const own = value({ energy, latency: when.time.latency });
    if (best2 !== void 0 && (own > least || own === least && order > best2.order)) continue;
    best2 = { design, mapping, prices, when, energy, order };
    least = own;
  }
  return best2;
}

// src/devices/memristor.ts
var defineMemristor = (definition) => define({ ...definition, family: "memristor" });
var linearCells = (conductance) => ({ conductance, cubic: null });
var sinhCells = (sharpness) => (conductance) => ({
  conductance,
  cubic: conductance.map((g) => g * sharpness ** 2 / 6)
});
var noneStuck = (count) => new Uint8Array(count);
function checkPulse(state, voltage, duration) {
  if (voltage.length !== state.variable.length)
    throw new RangeError(`pulse: expected ${state.variable.length} voltages, received ${voltage.length}`);
  if (!(duration >= 0 && duration < Number.POSITIVE_INFINITY))
    throw new RangeError(`pulse: expected a finite duration \u2265 0, received ${duration}`);
  const wrong = voltage.findIndex((v) => !Number.isFinite(v));
  if (wrong >= 0) throw new RangeError(`pulse: expected finite voltages, received ${voltage[wrong]}`);
}
function noiseOf(law, { telegraphShare, telegraphAmplitude }) {
  const telegraph = telegraphShare * (telegraphAmplitude / 2) ** 2;
  return (conductance) => conductance <= 0 ? 0 : Math.sqrt((law.amount * (conductance / law.reference) ** law.exponent) ** 2 + telegraph);
}
function effectiveNoise(devices, noise) {
  let [variance, square] = [0, 0];
  for (const { conductance, share } of devices) {
    variance += share * (conductance * noise(conductance)) ** 2;
    square += share * conductance ** 2;
  }
  return square === 0 ? 0 : Math.sqrt(variance / square);
}
var withNoise = (cells, noise, effective) => effective === 0 ? cells : { ...cells, noise: cells.conductance.map((g) => noise(g) / effective) };

// src/devices/normal-scores.ts
var REACH2 = 8;
function normalProbability(x) {
  if (x <= -REACH2) return 0;
  if (x >= REACH2) return 1;
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) {
    term *= x * x / n;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}
function normalQuantile(p) {
  let low = -REACH2;
  let high = REACH2;
  while (high - low > 1e-13) {
    const middle = (low + high) / 2;
    if (normalProbability(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
var normalDensity = (x) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
var scoreLevels = (count) => Float64Array.from({ length: count }, (_, i) => normalQuantile((i + 0.5) / count));
function scoreToLevel(count) {
  if (count === 0) return (score) => score;
  const levels2 = scoreLevels(count);
  const edges = Float64Array.from({ length: count - 1 }, (_, i) => normalQuantile((i + 1) / count));
  return (score) => {
    let at = 0;
    while (at < edges.length && score > edges[at]) at++;
    return levels2[at];
  };
}
function momentsOverScores(value, count, square = (score) => value(score) ** 2) {
  let mean = 0;
  let meanSquare = 0;
  const add = (score, weight) => {
    mean += weight * value(score);
    meanSquare += weight * square(score);
  };
  if (count > 0) {
    for (const score of scoreLevels(count)) add(score, 1 / count);
    return { mean, meanSquare };
  }
  const intervals = 3200;
  const step = 2 * REACH2 / intervals;
  for (let n = 0; n <= intervals; n++) {
    const score = -REACH2 + n * step;
    const simpson = n === 0 || n === intervals ? 1 : n % 2 === 1 ? 4 : 2;
    add(score, simpson * step * normalDensity(score) / 3);
  }
  return { mean, meanSquare };
}

// src/devices/non-idealities.ts
var CELSIUS = { min: 25, max: 85 };
var conductanceRange = { min: 0, max: 1 };
var nonIdealityFields = (window) => ({
  readNoise: readOnly(
    real({ min: 0, max: 1 }, "c2c noise of one read relative to the device's current").prefault(0.02)
  ),
  stuckOn: fraction("share of cells stuck at `on`").prefault(5e-3),
  stuckOff: fraction("share of cells stuck at `off`").prefault(5e-3),
  on: quantity("S", { ...conductanceRange, min: 1e-9 }, "conductance of a cell stuck on").prefault(window.on),
  off: quantity("S", conductanceRange, "conductance of a cell stuck off").prefault(window.off),
  telegraphShare: readOnly(fraction("share of cells with random telegraph noise").prefault(0)),
  telegraphAmplitude: readOnly(
    real(
      { min: 0, max: 1 },
      "distance of the two telegraph levels relative to the device's current"
    ).prefault(0)
  ),
  levels: integer({ min: 0, max: 4096 }, "states a device can take; 0 for a continuum").prefault(0),
  programmingError: real(
    { min: 0, max: 1 },
    "error of a written conductance relative to its target, standard deviation"
  ).prefault(0.05),
  programmingTolerance: real(
    { above: 0, max: 10 },
    "largest relative error that write-verify lets pass"
  ).prefault(0.15),
  drift: real({ min: 0, max: 1 }, "drift exponent \u03BD of G = G0 \xB7 (t / t0)^\u2212\u03BD").prefault(0),
  driftSpread: real({ min: 0, max: 1 }, "d2d standard deviation of the drift exponent").prefault(0),
  driftReference: quantity("s", { min: 1e-9, max: 1e6 }, "time t0 from which a device drifts").prefault(
    "1 s"
  ),
  retentionLoss: real(
    { min: 0, max: 0.999 },
    "share of the distance to `off` that is lost in ten years at 85 \xB0C"
  ).prefault(0),
  retentionActivation: real({ min: 0, max: 3 }, "activation energy of that loss, eV").prefault(1),
  readDisturb: real({ min: 0, max: 1 }, "share of the distance to `on` that one read takes").prefault(0),
  temperatureCelsius: real(CELSIUS, "temperature of the array, \xB0C").prefault(40)
});
var NO_NON_IDEALITIES = {
  readNoise: 0,
  telegraphShare: 0,
  telegraphAmplitude: 0,
  programmingError: 0,
  programmingTolerance: 1,
  levels: 0,
  drift: 0,
  driftSpread: 0,
  driftReference: 1,
  retentionLoss: 0,
  retentionActivation: 0,
  readDisturb: 0,
  stuckOn: 0,
  stuckOff: 0,
  on: siemens(Number.POSITIVE_INFINITY),
  off: siemens(0),
  temperatureCelsius: 25
};
var NON_IDEALITY_CONSTANTS = shared("memristor", {
  readNoise: {
    nominal: 0.02,
    low: 0.01,
    high: 0.1,
    source: "aihwkit-2026",
    note: "of a cell's own current: short-term read noise of ReRAM is about 1 % of the greatest conductance, so 2 % of its half; low: at the greatest; high: at a tenth of it"
  },
  stuck: {
    nominal: 0.01,
    low: 0.01,
    high: 0.1,
    source: "kim-2021",
    note: "\u2248 99 % functional; halves assumed"
  },
  programmingError: {
    nominal: 0.05,
    low: 0.01,
    high: 0.1,
    source: "kim-2021",
    note: "mean tuning error below 4 % over 4K cells; a Gaussian's \u03C3 is \u221A(\u03C0/2) times its mean magnitude"
  }
});
var checkedCelsius = (celsius) => {
  if (!(celsius >= CELSIUS.min && celsius <= CELSIUS.max))
    throw new RangeError(`memristor: expected a temperature in [25, 85] \xB0C, received ${celsius}`);
  return celsius;
};
function memristorOf(device, flaws = NO_NON_IDEALITIES) {
  const { telegraphShare, telegraphAmplitude } = flaws;
  const gaussian = device.thermalNoise === void 0 ? flaws.readNoise : Math.hypot(flaws.readNoise, device.thermalNoise);
  const readNoiseParts = { gaussian, telegraphShare, telegraphAmplitude };
  const cellsOf = device.cellsOf ?? linearCells;
  const { atTemperature, stateNoise } = device;
  const noisy = (cells) => stateNoise === void 0 ? cells : withNoise(cells, stateNoise.noise, stateNoise.effective);
  const age = cellAging(flaws);
  const memristor = {
    meanConductance: device.meanConductance,
    conductanceSpread: device.conductanceSpread,
    initialise: (targets, rng, block) => noisy(device.initialise(targets, rng, block)),
    write: (targets, rng) => noisy(cellsOf(writtenConductance(targets, flaws, rng), rng.fork("device"))),
    age: (cells, elapsed, reads, rng) => {
      const aged = age(cells, elapsed, reads, rng);
      return aged === cells ? cells : noisy(aged);
    },
    atTemperature: atTemperature === void 0 ? null : (celsius) => atTemperature(checkedCelsius(celsius)),
    law: device.law ?? (() => ({ model: "linear" })),
    readNoise: stateNoise?.effective ?? totalReadNoise(readNoiseParts),
    readNoiseParts,
    worn: (wear) => wornMemristor(memristor, flaws, wear),
    dynamics: device.dynamics ?? null,
    lacks: device.lacks
  };
  return memristor;
}
var WINDOW_SPREADS = 2;
function wornMemristor(memristor, { on, off }, wear) {
  const { drift, stuck, readNoise: factor } = wear;
  if (!(drift >= 0 && stuck >= 0 && stuck <= 1 && factor >= 0))
    throw new RangeError(
      `worn: expected a drift \u2265 0, a stuck share in [0, 1] and a noise factor \u2265 0, received ${drift}, ${stuck} and ${factor}`
    );
  const { meanConductance: mean, conductanceSpread: spread3, readNoiseParts: parts } = memristor;
  const window = Number.isFinite(on) ? { spread: spread3, on, off } : { spread: spread3, on: mean + WINDOW_SPREADS * spread3, off: Math.max(0, mean - WINDOW_SPREADS * spread3) };
  return {
    memristor: {
      ...memristor,
      readNoise: factor * memristor.readNoise,
      readNoiseParts: {
        ...parts,
        gaussian: factor * parts.gaussian,
        telegraphAmplitude: factor * parts.telegraphAmplitude
      }
    },
    window,
    cells: (cells, rng) => wornCells(window, cells, wear, rng)
  };
}
var totalReadNoise = ({ gaussian, telegraphShare, telegraphAmplitude }) => telegraphShare * telegraphAmplitude === 0 ? gaussian : Math.hypot(gaussian, Math.sqrt(telegraphShare) * (telegraphAmplitude / 2));
function writtenConductance(targets, flaws, rng) {
  const { stuckOn, stuckOff, on, off, programmingError: sigma, programmingTolerance } = flaws;
  const wrong = targets.findIndex((g) => !(g >= 0 && g < Number.POSITIVE_INFINITY));
  if (wrong >= 0) throw new RangeError(`write: expected finite targets \u2265 0 S, received ${targets[wrong]}`);
  const fates = rng.fork("stuck");
  const errors = rng.fork("error");
  const level2 = nearestLevel(flaws);
  return targets.map((target) => {
    const fate = fates.uniform();
    const error = sigma === 0 ? 0 : residualError(sigma, programmingTolerance, errors);
    if (fate < stuckOn) return on;
    if (fate < stuckOn + stuckOff) return off;
    return Math.min(on, Math.max(off, level2(target) * (1 + error)));
  });
}
function nearestLevel({ levels: levels2, on, off }) {
  if (levels2 === 0) return (target) => target;
  const spacing = (on - off) / Math.max(1, levels2 - 1);
  return (target) => {
    const index = Math.max(0, Math.min(levels2 - 1, Math.round((target - off) / spacing)));
    return off + index * spacing;
  };
}
function residualError(sigma, tolerance, rng) {
  if (tolerance < sigma / 4) return tolerance * (2 * rng.uniform() - 1);
  let error;
  do
    error = sigma * rng.normal();
  while (Math.abs(error) > tolerance);
  return error;
}
function untuned(ofScore, flaws, continuum) {
  const { stuckOn, stuckOff, on, off, levels: levels2 } = flaws;
  const moments = continuum !== void 0 && levels2 === 0 ? continuum : momentsOverScores(ofScore, levels2);
  const toLevel = scoreToLevel(levels2);
  return {
    ...withStuck(moments, flaws),
    drawConductance: (rng) => {
      const fate = rng.uniform();
      if (fate < stuckOn) return on;
      if (fate < stuckOn + stuckOff) return off;
      return ofScore(toLevel(rng.normal()));
    }
  };
}
function withStuck({ mean, meanSquare }, { stuckOn, stuckOff, on, off }) {
  const working = Math.max(0, 1 - stuckOn - stuckOff);
  const average = working * mean + stuckOn * on + stuckOff * off;
  const square = working * meanSquare + stuckOn * on ** 2 + stuckOff * off ** 2;
  return {
    meanConductance: siemens(average),
    conductanceSpread: siemens(Math.sqrt(Math.max(0, square - average ** 2)))
  };
}

// src/evaluate.ts
function price(design, workload, point) {
  const priced = leastEnergy(design, workload, point);
  if (priced.cost.heat.isTooHot) throw new InfeasibleError(tooHot(design, priced.cost));
  return priced;
}
var tooHot = ({ temperature, thermalResistance }, { area, power: power2 }) => `its own power heats the silicon beyond ${TEMPERATURE_DOMAIN.max} K: ${(power2.average / area / 1e6).toPrecision(3)} W/mm\xB2, memory within, over a package at ${temperature} K (design.temperature) with ${thermalResistance} K a W/mm\xB2 (design.thermalResistance)`;

// src/comparison/comparison-design.ts
function defineComparison(record) {
  const { id, letter, style, against, rivalOf = [], inRatios } = record;
  const fail = (expected) => {
    throw new RangeError(`comparison design "${id}": expected ${expected}`);
  };
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) fail("a kebab-case id");
  if (!/^[A-Z]$/.test(letter)) fail(`one capital letter, received "${letter}"`);
  if (!/^#[0-9A-Fa-f]{6}$/.test(style.colour)) fail(`a colour such as "#D55E00", received "${style.colour}"`);
  const paired = [...against, ...rivalOf];
  if (!inRatios && paired.length > 0) fail("no pairs, as it is left out of the ratios");
  if (paired.some((other) => !other.inRatios)) fail("pairs with designs that are in ratios");
  return record;
}
var titleOf = ({ letter, title }, design) => `${letter}  ${title(design)}`;
var bitsOf2 = ({ precision = precisionOf }, design) => precision(design);
var pairName = (above, below) => `${above.id}/${below.id}`;
var NO_RATIO = { energy: null, latency: null, area: null };
var ratioOf = (ratios, above, below) => ratios[pairName(above, below)] ?? NO_RATIO;
function feasibleOf2(contenders, { id }) {
  const contender = contenders.find((candidate) => candidate.id === id);
  return contender?.feasible ? contender : null;
}

// src/comparison/judgement.ts
var TIE = 5e-3;
var OUTCOME_WORD = {
  wins: "beats",
  loses: "loses to",
  ties: "ties with",
  trades: "trades with"
};
function judge(...quotients) {
  if (quotients.some(Number.isNaN)) throw new RangeError("judge: expected quotients, received NaN");
  const isLower = quotients.some((quotient2) => quotient2 * (1 + TIE) <= 1);
  const isHigher = quotients.some((quotient2) => quotient2 >= 1 + TIE);
  if (isLower) return isHigher ? "trades" : "wins";
  return isHigher ? "loses" : "ties";
}
var judgeRatio = ({ energy, latency }) => energy === null || latency === null ? null : judge(energy, latency);
function verdictText(subject, rival, ratio, { factor }) {
  const outcome = judgeRatio(ratio);
  return outcome === null ? "" : `${subject} ${OUTCOME_WORD[outcome]} ${rival}: ${quotientsText(ratio, { factor })}`;
}
var quotientsText = ({ energy, latency, area }, { factor }) => `${factor(energy)} energy, ${factor(latency)} latency, ${factor(area)} area`;

// src/peripherals/readout/comparators.ts
import { z as z41 } from "zod";

// src/peripherals/readout/readout.ts
import { z as z40 } from "zod";
var COMPARATOR = {
  reads: "signs",
  action: "decide",
  scale: "amperes",
  comparesOpposites: false
};
var defineComparator = (definition) => define({ ...definition, family: "comparator" });
var defineWta = (definition) => define({ ...definition, family: "wta" });
var idealComparator = defineComparator({
  model: "ideal",
  source: "assumed",
  params: z40.object({}),
  constants: {},
  behave: () => ({
    ...COMPARATOR,
    offsets: (count) => new Float64Array(count),
    noise: amperes(0)
  }),
  cost: () => free(["decide"])
});
var idealWta = defineWta({
  model: "ideal",
  source: "assumed",
  params: z40.object({}),
  constants: {},
  behave: () => ({
    reads: "largest",
    action: "compete",
    scale: "amperes",
    comparesOpposites: false,
    offsets: (count) => new Float64Array(count),
    noise: amperes(0)
  }),
  cost: () => free(["compete"])
});

// src/peripherals/readout/comparators.ts
var SQUARE_MICROMETRE = 1e-12;
var senseAmplifier = defineComparator({
  model: "sense-amplifier",
  source: "neurosim-v14",
  params: z41.object({
    inputArea: quantity("m2", { min: 1e-16, max: 1e-9 }, "W\xB7L of one input device").prefault("0.5 \xB5m2"),
    matching: quantity(
      "V",
      { min: 0, max: 1 },
      "deviation of the offset of a pair of 1 \xB5m\xB2 devices: Pelgrom's A_vt over 1 \xB5m"
    ).prefault("3.5 mV"),
    transconductance: quantity(
      "S",
      { min: 1e-12, max: 1 },
      "input current a volt of offset: one over the resistance that the current is sensed on"
    ).prefault("10 \xB5S"),
    trimBits: integer({ min: 0, max: 10 }, "bits of the trim that takes the offset out").prefault(0),
    noise: quantity(
      "A",
      { min: 0, max: 1e-3 },
      "standard deviation of the noise of one decision, at a read of 10 ns"
    ).prefault("10 nA")
  }),
  constants: {
    energy: {
      identity: "senseAmplifier.energy",
      nominal: 35e-16,
      low: 16e-16,
      high: 417e-16,
      source: "neurosim-v14",
      note: "J a decision at 32 nm; low: MNSIM at 28 nm; high: charge comparator at 65 nm"
    },
    area: {
      identity: "senseAmplifier.area",
      nominal: 25e-12,
      low: 1e-12,
      high: 4e-11,
      source: "neurosim-v14",
      note: "m\xB2 at 32 nm; low: MNSIM at 28 nm; high: charge comparator at 65 nm"
    },
    supply: SUPPLY2.at32,
    gate: GATE_CAPACITANCE,
    trimEnergy: {
      nominal: 2e-16,
      low: 5e-17,
      high: 1e-15,
      source: "assumed",
      note: "J a decision and trim bit at 32 nm"
    },
    trimArea: { nominal: 3e-12, low: 1e-12, high: 1e-11, source: "assumed", note: "m\xB2 a trim bit at 32 nm" },
    delay: {
      nominal: 33e-12,
      low: 1e-11,
      high: 1e-9,
      source: "freepdk45-run-2026",
      note: "s a decision at 32 nm: 46 ps at 45 nm and 10 mV; low: 15 ps of a latch; high: assumed"
    },
    leakage: { nominal: 1e-10, low: 1e-11, high: 1e-8, source: "assumed", note: "W at 32 nm" }
  },
  behave({ inputArea, matching, transconductance, trimBits, noise }) {
    const deviation = matching / Math.sqrt(inputArea / SQUARE_MICROMETRE) * transconductance;
    return {
      ...COMPARATOR,
      offsets: (count, rng) => trimmedOffsets(count, deviation, trimBits, rng),
      noise
    };
  },
  cost: ({ inputArea, trimBits, noise }, technology, k) => {
    const base = nanometres(32);
    const energyFactor = technology.energyFactor("charge", base);
    const scaled3 = (k.area + k.trimArea * trimBits) * technology.areaFactor("charge", base);
    const delay = seconds(k.delay * technology.delayFactor("charge", base));
    const gates = 2 * k.gate * inputArea * k.supply ** 2;
    return {
      area: squareMetres(scaled3 + 2 * inputArea),
      leakage: watts(k.leakage * energyFactor),
      actions: {
        decide: {
          energy: joules((k.energy * decisionEnergy(noise) + k.trimEnergy * trimBits) * energyFactor + gates),
          latency: delay,
          interval: delay
        }
      }
    };
  }
});
var chargeComparator = defineComparator({
  model: "charge",
  source: "timely-2020",
  params: z41.object({
    offset: offsetParam("standard deviation of the input offset over a chip"),
    noise: quantity(
      "A",
      { min: 0, max: 1e-3 },
      "standard deviation of the noise of one decision, at a read of 10 ns"
    ).prefault("10 nA")
  }),
  constants: {
    ...INPUT_PAIR_CONSTANTS,
    energy: {
      nominal: 417e-16,
      low: 2e-15,
      high: 3e-13,
      source: "timely-2020",
      note: "J a decision at 65 nm and the default noise"
    },
    area: { nominal: 4e-11, low: 1e-12, high: 4e-10, source: "timely-2020", note: "m\xB2 at 65 nm" },
    supply: SUPPLY2.at65,
    delay: {
      nominal: 66e-12,
      low: 4e-11,
      high: 1e-9,
      source: "freepdk45-run-2026",
      note: "s a decision at 65 nm: 46 ps at 45 nm and 10 mV; low: at 100 mV; high: assumed"
    },
    leakage: LOGIC_LEAKAGE
  },
  behave: ({ offset, noise }) => ({
    ...COMPARATOR,
    offsets: (count, rng) => normals(count, rng).map((z89) => z89 * offset),
    noise
  }),
  cost: ({ offset, noise }, technology, k) => {
    const base = nanometres(65);
    const pair = inputPair(offset, k.energy / k.supply ** 2, technology, k);
    const delay = seconds(k.delay * technology.delayFactor("charge", base));
    const decision = k.energy * decisionEnergy(noise) * technology.energyFactor("charge", base);
    const energy = joules(decision + pair.energy);
    const area = k.area * technology.areaFactor("charge", base) + pair.area;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: { decide: { energy, latency: delay, interval: delay } }
    };
  }
});

// src/peripherals/search/cam-charge.ts
import { z as z42 } from "zod";

// src/peripherals/search/cam.ts
var REFERENCE_SUPPLY = 0.9;
var LINE_PARAMS = {
  swing: real(
    { min: 0.02, max: 1 },
    "share of the supply by which a line of mismatches alone has fallen when it is compared"
  ).prefault(0.5),
  offset: quantity("V", { min: 0, max: 1 }, "standard deviation of an amplifier's offset").prefault("5 mV"),
  noise: quantity("V", { min: 0, max: 1 }, "standard deviation of the noise of a comparison").prefault(
    "2 mV"
  )
};
var CAM_CONSTANTS = shared("cam", {
  supply: SUPPLY2.at28,
  activity: WIRE_ACTIVITY,
  parasitic: INVERTER.parasitic,
  sense: {
    identity: "senseAmplifier.energy",
    nominal: 35e-16,
    low: 16e-16,
    high: 417e-16,
    source: "neurosim-v14",
    note: "J a row and search at 32 nm, as comparator sense-amplifier"
  },
  senseArea: {
    identity: "senseAmplifier.area",
    nominal: 25e-12,
    low: 1e-12,
    high: 4e-11,
    source: "neurosim-v14",
    note: "m\xB2 a row at 32 nm, as comparator sense-amplifier"
  },
  efficiency: {
    nominal: 0.7,
    low: 0.5,
    high: 0.88,
    source: "eva-cam-run-2026",
    note: "cells over the area of a macro of 1024 rows without amplifiers; half of the rest is drivers of columns, which each macro has (assumed): .66 and .71 by 512 rows of 64 and 128 bits at 32 nm; high: 64 rows of 64; low: cells over all of 512 rows of 64"
  }
});
var CAM_CELLS = shared("cam", {
  gate: {
    nominal: 53e-18,
    low: 5e-17,
    high: 2e-16,
    source: "freepdk45-run-2026",
    note: "F of a gate on a search line at 28 nm, linear in the node: .95 fF/\xB5m of the least width, 90 nm, at 45 nm; range: wider transistors, assumed"
  },
  leakage: { nominal: 2e-11, low: 2e-12, high: 2e-10, source: "assumed", note: "W a bit at 28 nm" }
});
var REFERENCE_ROWS = 1024;
var lineErrors = ({ swing, offset, noise }) => ({
  offset: offset / (swing * REFERENCE_SUPPLY),
  noise: noise / (swing * REFERENCE_SUPPLY)
});
var camStore = (sizes, line, answers, endurance) => {
  const store = storeOf(sizes);
  return {
    ...store,
    answers,
    endurance,
    line,
    inquire: (scores, reach, rng) => matchLineInquiry(scores, reach, { bits: sizes.bits, answers }, line, rng)
  };
};
var supplyAt = (technology, supply) => supply * Math.sqrt(technology.energyFactor("charge", nanometres(28)));
var lengthFactor = ({ node }) => node / nanometres(28);
function dischargePrice(sizes, technology, cell, time, k) {
  const at32 = nanometres(32);
  const wire = technology.wireCapacitance * Math.sqrt(cell.area);
  const supply = supplyAt(technology, k.supply);
  const toggle = 2 * k.activity;
  const lines = driven(k) * ((wire + cell.match) * supply ** 2 * sizes.swing + (wire + cell.search) * supply ** 2 * toggle);
  const sense = k.sense * technology.energyFactor("charge", at32);
  const senseArea = k.senseArea * technology.areaFactor("charge", at32);
  return storePrice(sizes, {
    cell,
    search: sizes.bits * lines + sense,
    time,
    cycle: 2 * time,
    area: cell.area * (1 + (1 / k.efficiency - 1) * (0.5 + 0.5 * REFERENCE_ROWS / sizes.keys)),
    row: senseArea
  });
}
function storePrice({ bits, keys, macros }, {
  cell,
  search: search2,
  time,
  cycle,
  area,
  row: row2
}) {
  const count = macrosOf({ macros });
  const rows = count * keys;
  return {
    area: squareMetres(rows * (bits * area + row2)),
    leakage: watts(rows * bits * cell.leakage),
    actions: {
      search: { energy: joules(search2), latency: seconds(time), interval: seconds(cycle / rows) },
      write: {
        energy: joules(bits * cell.write),
        latency: seconds(cell.writeTime),
        interval: seconds(cell.writeTime / count)
      }
    }
  };
}

// src/peripherals/search/cam-charge.ts
var BOLTZMANN3 = 1380649e-29;
var REFERENCE_CAPACITOR = 12e-16;
var REFERENCE_SUPPLY2 = 0.9;
var camCharge = defineSearch({
  model: "cam-charge",
  source: "camformer-2025",
  params: z42.object({
    ...STORE_PARAMS,
    capacitor: quantity("F", { min: 1e-17, max: 1e-12 }, "capacitor of a cell").prefault("1.2 fF"),
    mismatch: real(
      { min: 0, max: 1 },
      "relative deviation of a capacitor of 1.2 fF; with the inverse root of its size at others"
    ).prefault(0.01),
    noise: real(
      { min: 0, max: 1 },
      "standard deviation of a row's error over process, voltage and temperature, of full scale; the same for all searches of a query"
    ).prefault(0.014),
    readout: choice(
      ["converter", "comparator"],
      "what reads a row: a converter, which reports distances, or a comparator, which answers thresholds"
    ).prefault("converter"),
    converterBits: integer({ min: 1, max: 10 }, "bits of the converter").prefault(6),
    share: priceOnly(integer({ min: 1, max: 4096 }, "rows that share a converter").prefault(16))
  }),
  constants: {
    supply: CAM_CONSTANTS.supply,
    sense: CAM_CONSTANTS.sense,
    senseArea: CAM_CONSTANTS.senseArea,
    array: {
      nominal: 246e-16,
      low: 15e-16,
      high: 246e-16,
      source: "camformer-2025",
      note: "J a bit and search at 65 nm, 100.8 mW for 64 \xD7 64 bits in 1 ns; low: capacitor and one line, assumed"
    },
    cell: {
      nominal: 135168e-13 / 4096,
      low: 15e-13,
      high: 135168e-13 / 4096,
      source: "camformer-2025",
      note: "m\xB2 a bit at 65 nm with its share of the array; low: assumed"
    },
    converter: {
      nominal: 95e-5 / 7e8 / 6,
      low: 5e-14 / 6,
      high: 19e-13 / 6,
      source: "chen-2017",
      note: "J a conversion and bit at 40 nm, 0.95 mW at 700 MS/s and 6 bits; low: adc sar, assumed; high: as run at 500 MS/s"
    },
    converterArea: {
      nominal: 4e-9 / 6,
      low: 3e-10 / 6,
      high: 4e-9 / 6,
      source: "chen-2017",
      note: "m\xB2 a converter and bit at 40 nm, as [camformer-2025] has it; low: adc sar, assumed"
    },
    write: {
      nominal: 246e-16,
      low: 5e-15,
      high: 5e-14,
      source: "assumed",
      note: "J a bit at 65 nm: as much as a search"
    },
    leakage: CAM_CELLS.leakage,
    time: { nominal: 1e-9, source: "camformer-2025", note: "s a search before its conversion, 65 nm" },
    conversion: { nominal: 1 / 7e8, source: "chen-2017", note: "s a conversion at 40 nm" }
  },
  behave: (p) => {
    const thermal = Math.sqrt(BOLTZMANN3 * 300 / (p.bits * p.capacitor)) / REFERENCE_SUPPLY2;
    const spread3 = p.mismatch * Math.sqrt(REFERENCE_CAPACITOR / p.capacitor);
    const reads = p.readout === "converter";
    const line = { spread: spread3, leak: 0, shared: true, offset: p.noise, noise: thermal };
    return camStore(
      p,
      reads ? { ...line, levels: 2 ** p.converterBits } : line,
      reads ? "scores" : "threshold",
      Number.POSITIVE_INFINITY
    );
  },
  cost: (p, technology, k) => {
    const [at28, at32, at40, at65] = [28, 32, 40, 65].map(nanometres);
    const charge = technology.energyFactor("charge", at65);
    const supply = supplyAt(technology, k.supply);
    const more = (p.capacitor - REFERENCE_CAPACITOR) * supply ** 2 / 4;
    const bit = Math.max(0, k.array * charge + more);
    const converts = p.readout === "converter";
    const read3 = converts ? k.converter * p.converterBits * technology.energyFactor("charge", at40) : k.sense * technology.energyFactor("charge", at32);
    const readArea = converts ? k.converterArea * p.converterBits * technology.areaFactor("charge", at40) / p.share : k.senseArea * technology.areaFactor("charge", at32);
    const time = k.time * technology.delayFactor("charge", at65);
    const conversion = converts ? p.share * k.conversion * technology.delayFactor("charge", at40) : time;
    return storePrice(p, {
      cell: {
        leakage: k.leakage * technology.energyFactor("sram", at28),
        write: k.write * charge,
        writeTime: time
      },
      search: p.bits * bit + read3,
      time: time + conversion,
      cycle: time + conversion,
      area: k.cell * technology.areaFactor("charge", at65),
      row: readArea
    });
  }
});

// src/peripherals/search/cam-models.ts
import { z as z43 } from "zod";
var cam16t = defineSearch({
  model: "cam-16t",
  source: "assumed",
  params: z43.object({
    ...STORE_PARAMS,
    ...LINE_PARAMS,
    spread: real({ min: 0, max: 2 }, "relative deviation of the current of a cell").prefault(0.1)
  }),
  constants: {
    ...CAM_CONSTANTS,
    cell: { nominal: 93e-14, low: 5e-13, high: 13e-13, source: "assumed", note: "m\xB2 at 28 nm" },
    drain: {
      nominal: 16e-17,
      low: 5e-17,
      high: 3e-16,
      source: "assumed",
      note: "F of two drains on the match line at 28 nm"
    },
    gate: CAM_CELLS.gate,
    ...SRAM_WRITE,
    leakage: CAM_CELLS.leakage,
    time: { nominal: 1e-9, low: 3e-10, high: 3e-9, source: "assumed", note: "s a search at 28 nm" }
  },
  behave: (p) => camStore(p, { spread: p.spread, leak: 0, ...lineErrors(p) }, "threshold", Number.POSITIVE_INFINITY),
  cost: (p, technology, k) => {
    const base = nanometres(28);
    const memory = technology.energyFactor("sram", base);
    const time = k.time * technology.delayFactor("sram", base);
    const cell = {
      area: squareMetres(k.cell * technology.areaFactor("sram", base)),
      match: k.drain * lengthFactor(technology),
      search: k.gate * lengthFactor(technology),
      leakage: k.leakage * memory,
      write: writtenBit(p.keys, technology, k),
      writeTime: time
    };
    return dischargePrice(p, technology, cell, time, k);
  }
});
var cam2t2r = defineSearch({
  model: "cam-2t2r",
  source: "li-2014",
  params: z43.object({
    ...STORE_PARAMS,
    ...LINE_PARAMS,
    spread: real({ min: 0, max: 2 }, "relative deviation of a cell's low resistance").prefault(0.2),
    ratio: real({ min: 1, max: 1e9 }, "high over low resistance").prefault(100),
    ...WRITE_PARAMS
  }),
  constants: {
    ...CAM_CONSTANTS,
    squares: {
      nominal: 41e-14 / 9e-8 ** 2,
      low: 30,
      high: 41e-14 / 9e-8 ** 2,
      source: "li-2014",
      note: "area of a cell over the node squared: 0.41 \xB5m\xB2 at 90 nm; low: assumed"
    },
    gate: CAM_CELLS.gate,
    write: {
      nominal: 2 * 6e-13 * 100 / 10,
      low: 2 * 6e-13,
      high: 5e-11,
      source: "nvmexplorer-2026",
      note: "J a bit, two cells in pulses of 100 ns: 0.6 pJ in 10 ns at 2 V a cell; low: in 10 ns; high: assumed"
    },
    time: {
      nominal: 19e-10,
      low: 3e-10,
      high: 3e-9,
      source: "li-2014",
      note: "s a search, of 90 nm at every node; low: arrays of 64 rows at 65 nm [eva-cam-run-2026]; high: assumed"
    }
  },
  behave: (p) => camStore(p, { spread: p.spread, leak: 1 / p.ratio, ...lineErrors(p) }, "threshold", p.endurance),
  cost: (p, technology, k) => {
    const cell = {
      area: squareMetres(k.squares * technology.node ** 2),
      // Its transistor's drain, as that of an inverter.
      match: k.parasitic * k.gate * lengthFactor(technology),
      search: k.gate * lengthFactor(technology),
      leakage: 0,
      write: k.write,
      // One polarity of a row after the other.
      writeTime: 2 * p.pulse
    };
    return dischargePrice(p, technology, cell, k.time, k);
  }
});
var camFefet = defineSearch({
  model: "cam-fefet",
  source: "qian-2021",
  params: z43.object({
    ...STORE_PARAMS,
    ...LINE_PARAMS,
    spread: real({ min: 0, max: 2 }, "relative deviation of the current of a cell").prefault(0.15),
    ratio: real({ min: 1, max: 1e9 }, "current of a mismatch over that of a match").prefault(1e4),
    ...WRITE_PARAMS
  }),
  constants: {
    ...CAM_CONSTANTS,
    squares: {
      nominal: 36e-14 / 45e-9 ** 2,
      low: 75,
      high: 350,
      source: "qian-2021",
      note: "area of a cell over the node squared: 0.36 \xB5m\xB2 at 45 nm; range: assumed"
    },
    drain: {
      nominal: 8e-17,
      low: 3e-17,
      high: 2e-16,
      source: "assumed",
      note: "F on the match line at 28 nm: one drain of the transistor between cell and line"
    },
    gate: {
      nominal: 1e-16,
      low: 5e-17,
      high: 2e-16,
      source: "assumed",
      note: "F of a ferroelectric gate on a search line at 28 nm"
    },
    write: {
      nominal: 5e-15,
      low: 1e-15,
      high: 5e-14,
      source: "assumed",
      note: "J a bit at 28 nm: two gates and their lines at 3 to 4 V"
    },
    time: {
      nominal: 2528e-13,
      source: "qian-2021",
      note: "s a search at 45 nm"
    }
  },
  behave: (p) => camStore(p, { spread: p.spread, leak: 1 / p.ratio, ...lineErrors(p) }, "threshold", p.endurance),
  cost: (p, technology, k) => {
    const cell = {
      area: squareMetres(k.squares * technology.node ** 2),
      match: k.drain * lengthFactor(technology),
      search: k.gate * lengthFactor(technology),
      leakage: 0,
      write: k.write * lengthFactor(technology),
      // Erases a row, then writes it.
      writeTime: 2 * p.pulse
    };
    const time = k.time * technology.delayFactor("logic", nanometres(45));
    return dischargePrice(p, technology, cell, time, k);
  }
});

// src/peripherals/search/digital-stores.ts
import { z as z47 } from "zod";

// src/peripherals/memory/dram.ts
import { z as z45 } from "zod";

// src/peripherals/memory/memory.ts
import { z as z44 } from "zod";
function vectorGather(bits, timing2) {
  const moved2 = Math.ceil(bits / timing2.burstBits) * timing2.burstBits;
  const opened = (1 - timing2.rowHits) * (1 + (moved2 - timing2.burstBits) / timing2.rowBits);
  const activation = opened * timing2.rowCycle / timing2.banks;
  return {
    moved: moved2,
    occupied: Math.max(moved2, activation * timing2.bitRate),
    activations: Math.max(0, opened - moved2 / timing2.rowBits)
  };
}
var defineMemory = (family) => (definition) => define({ affects: "price", ...definition, family });
var stallOf = ({ interval }) => ({
  energy: joules(0),
  latency: seconds(0),
  interval
});
var ideal2 = {
  model: "ideal",
  source: "assumed",
  params: z44.object({ bits: integer({ min: 1, max: 65536 }, "bits of one access").prefault(512) }),
  constants: {},
  behave: ({ bits }) => ({
    bits,
    capacity: Number.POSITIVE_INFINITY,
    gatherEfficiency: 1
  })
};
var idealSram = defineMemory("sram")({ ...ideal2, cost: () => free(["read", "write", "stall"]) });
var idealDram = defineMemory("dram")({
  ...ideal2,
  cost: () => free(["read", "write", "activate", "stall"])
});

// src/peripherals/memory/dram.ts
var GIB = 2 ** 30;
var CAPACITY = quantity(
  "B",
  { min: 1024, max: 2 ** 50 },
  "bytes that it holds (default: as many packages of its standard as the workload takes)"
).optional();
var capacityOf = (stated2, standard) => stated2 !== void 0 ? { capacity: stated2 } : {
  capacity: Number.POSITIVE_INFINITY,
  ...standard === void 0 ? {} : { packageBytes: standard }
};
var ROW_CYCLE = quantity(
  "s",
  { min: 1e-12, max: 1e-3 },
  "from one activation of a bank to its next"
).prefault("45 ns");
var paramsOf = (standard) => z45.object({
  bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(512),
  capacity: CAPACITY,
  bandwidth: quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second").prefault(standard.bandwidth),
  burstBits: stated(
    integer({ min: 8, max: 65536 }, "bits that one burst moves, wanted or not").prefault(
      standard.burstBits
    )
  ),
  row: stated(quantity("B", { min: 16, max: 1 << 20 }, "bytes of an open row").prefault(standard.row)),
  rowCycle: stated(ROW_CYCLE),
  banks: stated(
    integer({ min: 1, max: 65536 }, "banks whose activations overlap").prefault(standard.banks)
  ),
  rowHits: stated(fraction("share of gathered vectors that meet their row open").prefault(0))
});
var LPDDR4_CLOCK = 16e8;
var [T_RP, T_RCD, T_RL, T_DQSCK] = [29, 29, 28, 3];
var CONTROLLER = 2e-8;
var DRAM = shared("dram", {
  activation: {
    nominal: 11e-14,
    low: 3e-14,
    high: 3e-13,
    source: "assumed",
    note: "J a bit of an opened row, 0.9 nJ for 1 KiB"
  },
  latency: {
    nominal: (T_RP + T_RCD + T_RL + T_DQSCK) / LPDDR4_CLOCK + CONTROLLER,
    low: (T_RCD + T_RL + T_DQSCK) / LPDDR4_CLOCK,
    high: 2e-7,
    source: "drampower-2026",
    note: "s to the first bit: precharge, activation and read of LPDDR4-3200, 89 cycles of 1.6 GHz, and 20 ns of controller and PHY [gem-simulator-2026]; low: the device alone, its bank closed; high: assumed, with a queue"
  }
});
var idle = (nominal2, low, high) => ({
  identity: `dram.standby of ${nominal2} W`,
  nominal: nominal2,
  low,
  high,
  source: "assumed",
  note: "W, device, PHY and controller idle"
});
var defineBurstDram = (standard) => defineMemory("dram")({
  model: standard.model,
  source: standard.source,
  staticPower: "standby",
  params: paramsOf(standard),
  constants: {
    energy: standard.energy,
    activation: DRAM.activation,
    latency: DRAM.latency,
    standby: standard.standby ?? idle(0.02, 5e-3, 1)
  },
  behave: (p) => {
    const gatherOf = (bits) => vectorGather(bits, { ...p, rowBits: p.row * 8, bitRate: p.bandwidth * 8 });
    return {
      bits: p.bits,
      attachment: standard.attachment,
      ...capacityOf(p.capacity, standard.packageBytes),
      gatherEfficiency: p.bits / gatherOf(p.bits).occupied,
      gatherOf
    };
  },
  cost: ({ bits, bandwidth, row: row2 }, _, k) => {
    const access = {
      energy: joules(k.energy * bits),
      latency: seconds(k.latency),
      interval: seconds(bits / 8 / bandwidth)
    };
    const activate = {
      energy: joules(k.activation * row2 * 8),
      latency: seconds(0),
      interval: seconds(0)
    };
    return {
      area: squareMetres(0),
      leakage: watts(k.standby),
      actions: { read: access, write: access, activate, stall: stallOf(access) }
    };
  }
});
var lpddr1Dram = defineBurstDram({
  model: "lpddr1",
  source: "hwcomponents-2026",
  energy: { nominal: 4e-11, source: "hwcomponents-2026", note: "J a bit" },
  bandwidth: "3.2 GB/s",
  burstBits: 256,
  row: "2 KiB",
  banks: 4,
  standby: idle(0.02, 5e-3, 0.1),
  packageBytes: GIB / 4
});
var LPDDR4_ENERGY = {
  identity: "lpddr4.energy",
  nominal: 6e-12,
  low: 4e-12,
  high: 8e-12,
  source: "hwcomponents-2026",
  note: "J a bit; high: the source's; low: the device alone, assumed; between them: assumed"
};
var LPDDR4_CHANNELS = 4;
var lpddr4Power = (core, others) => LPDDR4_CHANNELS * (1.8 * core + 1.1 * others) * 1e-3;
var LPDDR4_STANDBY = {
  identity: "lpddr4.standby",
  nominal: lpddr4Power(1.2, 3 + 0.75),
  low: lpddr4Power(0.3, 0.5 + 0.1),
  high: lpddr4Power(2, 27 + 0.75),
  source: "drampower-2026",
  note: "W, four channels in power-down, IDD2P of LPDDR4-3200; low: self-refresh, IDD6; high: standby, IDD2N; controller and PHY are off"
};
var lpddr4Dram = defineMemory("dram")({
  model: "lpddr4",
  source: "hwcomponents-2026",
  staticPower: "standby",
  params: z45.object({
    bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(512),
    capacity: CAPACITY,
    bandwidth: quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second").prefault("25.6 GB/s"),
    gatherEfficiency: stated(
      real({ min: 1e-3, max: 1 }, "share of a burst that a random gather uses").prefault(0.5)
    )
  }),
  constants: {
    energy: LPDDR4_ENERGY,
    latency: DRAM.latency,
    standby: LPDDR4_STANDBY
  },
  behave: ({ bits, capacity, gatherEfficiency }) => ({
    bits,
    ...capacityOf(capacity, 8 * GIB),
    gatherEfficiency
  }),
  cost: ({ bits, bandwidth }, _, k) => {
    const access = {
      energy: joules(k.energy * bits),
      latency: seconds(k.latency),
      interval: seconds(bits / 8 / bandwidth)
    };
    return {
      area: squareMetres(0),
      leakage: watts(k.standby),
      // A gather's waste is all in its accesses.
      actions: { ...free(["activate", "stall"]).actions, read: access, write: access }
    };
  }
});
var ddr3Dram = defineBurstDram({
  model: "ddr3",
  source: "hwcomponents-2026",
  energy: { nominal: 7e-11, source: "hwcomponents-2026", note: "J a bit" },
  bandwidth: "12.8 GB/s",
  burstBits: 512,
  row: "8 KiB",
  banks: 8,
  standby: idle(0.3, 0.1, 1),
  packageBytes: 4 * GIB
});
var ddr4Dram = defineBurstDram({
  model: "ddr4",
  source: "assumed",
  energy: { nominal: 2e-11, low: 1e-11, high: 4e-11, source: "assumed", note: "J a bit" },
  bandwidth: "25.6 GB/s",
  burstBits: 512,
  row: "8 KiB",
  banks: 16,
  standby: idle(0.4, 0.15, 1.2),
  packageBytes: 16 * GIB
});
var hbm2Dram = defineBurstDram({
  model: "hbm2",
  attachment: "micro-bumps",
  source: "hwcomponents-2026",
  energy: {
    nominal: 625e-14,
    low: 39e-13,
    high: 703e-14,
    source: "hwcomponents-2026",
    note: "J a bit; low: the device alone, remembered; high: with PHY and controller"
  },
  bandwidth: "307 GB/s",
  burstBits: 256,
  row: "1 KiB",
  banks: 128,
  standby: idle(1, 0.5, 2),
  packageBytes: 8 * GIB
});
var hbm3Dram = defineBurstDram({
  model: "hbm3",
  attachment: "micro-bumps",
  source: "hwcomponents-2026",
  energy: { nominal: 405e-14, source: "hwcomponents-2026", note: "J a bit" },
  bandwidth: "819 GB/s",
  burstBits: 256,
  row: "1 KiB",
  banks: 256,
  standby: idle(1.2, 0.5, 2.5),
  packageBytes: 16 * GIB
});
var hbm4Dram = defineBurstDram({
  model: "hbm4",
  attachment: "micro-bumps",
  source: "hwcomponents-2026",
  energy: { nominal: 32e-13, source: "hwcomponents-2026", note: "J a bit" },
  bandwidth: "2 TB/s",
  burstBits: 256,
  row: "1 KiB",
  banks: 512,
  standby: idle(1.5, 0.6, 3),
  packageBytes: 36 * GIB
});
var stackedDram = defineBurstDram({
  model: "stacked",
  attachment: "bonds",
  source: "assumed",
  energy: { nominal: 66e-14, low: 3e-13, high: 15e-13, source: "assumed", note: "J a bit" },
  bandwidth: "10 TB/s",
  burstBits: 128,
  row: "1 KiB",
  banks: 1024,
  standby: { nominal: 0.5, low: 0.1, high: 1.5, source: "assumed", note: "W, device and controller idle" },
  packageBytes: 8 * GIB
});

// src/peripherals/parts/popcount.ts
import { z as z46 } from "zod";
var definePopcount = (definition) => define({ ...definition, family: "popcount" });
function checkCode(code, bits) {
  if (code.length !== bits)
    throw new RangeError(`popcount: expected a code of ${bits} bits, received ${code.length}`);
  for (const bit of code)
    if (bit > 1) throw new RangeError(`popcount: expected bits of 0 or 1, received ${bit}`);
}
var idealPopcount = definePopcount({
  ...ideal,
  params: z46.object({ bits: integer({ min: 1, max: 4096 }, "bits of a code").prefault(64) }),
  behave: ({ bits }) => ({
    bits,
    count: (code) => {
      checkCode(code, bits);
      return code.reduce((sum, bit) => sum + bit, 0);
    }
  }),
  cost: () => free(["count"])
});
var adderTreePopcount = definePopcount({
  model: "adder-tree",
  source: "zigzag-2026",
  params: z46.object({
    bits: integer({ min: 2, max: 4096 }, "bits of a code").prefault(64),
    units: integer({ min: 1, max: 65536 }, "codes a cycle").prefault(1),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")
  }),
  measured: { clock: 1e9, node: nanometres(28) },
  constants: {
    ...COUNTING_TREE,
    adderDelay: {
      nominal: 4 * 478e-13,
      low: 2 * 478e-13,
      high: 6 * 478e-13,
      source: "assumed",
      note: "s at 28 nm: four delays of the NAND2 of ZigZag, 47.8 ps"
    },
    leakage: LOGIC.leakage
  },
  behave: ({ bits }) => ({
    bits,
    count: (code) => {
      checkCode(code, bits);
      return reduce(Array.from(code)).value;
    }
  }),
  cost: ({ bits, units: units3, clock: clock2 }, technology, k) => {
    const base = nanometres(28);
    const { fullAdders, halfAdders, depth: depth2 } = counterTree(bits);
    const adders = fullAdders + halfAdders / 2;
    const factor = logicAt(technology, k);
    const area = units3 * adders * k.adderArea * factor.area;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        count: {
          energy: joules(adders * k.treeGlitches * k.adderBit * factor.energy),
          latency: seconds(depth2 * k.adderDelay * technology.delayFactor("logic", base)),
          interval: seconds(1 / (clock2 * units3))
        }
      }
    };
  }
});
var counterTree = (bits) => reduce(new Array(bits).fill(0)).tree;
function reduce(code) {
  let value = 0;
  let fullAdders = 0;
  let halfAdders = 0;
  let depth2 = 0;
  let column = code.map((bit) => ({ bit, level: 0 }));
  for (let weight = 1; column.length > 0; weight *= 2) {
    const carries = [];
    while (column.length > 1) {
      const inputs = column.splice(0, 3);
      if (inputs.length === 3) fullAdders++;
      else halfAdders++;
      const sum = inputs.reduce((total, { bit }) => total + bit, 0);
      const level2 = Math.max(...inputs.map((input) => input.level)) + 1;
      depth2 = Math.max(depth2, level2);
      column.push({ bit: sum & 1, level: level2 });
      carries.push({ bit: sum >> 1, level: level2 });
    }
    value += column[0].bit * weight;
    column = carries;
  }
  return { value, tree: { fullAdders, halfAdders, depth: depth2 } };
}

// src/peripherals/search/digital-stores.ts
var { xnor, xnorArea } = LOGIC;
var COMPARE = { xnor, xnorArea, ...COUNTING_TREE, ...REGISTERS };
var scoreBits = ({ bits, keyBits, queryBits }) => Math.floor(Math.log2(bits)) + keyBits + queryBits;
function compareUnit(words2, technology, k) {
  const { bits, keyBits, queryBits } = words2;
  const { fullAdders, halfAdders } = counterTree(bits);
  const adders = fullAdders + halfAdders / 2;
  const width = scoreBits(words2);
  const passes = keyBits * queryBits;
  const accumulate = passes === 1 ? 0 : width;
  const at28 = nanometres(28);
  const factor = logicAt(technology, k);
  const products = passes * bits * k.xnor * technology.energyFactor("logic", at28);
  const counted3 = passes * (adders * k.treeGlitches + accumulate) * k.adderBit + queryBits * width * k.registerBit;
  return {
    energy: products + counted3 * factor.energy,
    area: keyBits * bits * k.xnorArea * technology.areaFactor("logic", at28) + ((keyBits * adders + accumulate) * k.adderArea + width * k.registerArea) * factor.area
  };
}
var SCAN_PARAMS = {
  ...STORE_PARAMS,
  ...WORD_PARAMS,
  sharing: priceOnly(
    integer({ min: 1, max: 4096 }, "queries that one read of a code serves, such as a K/V head's").prefault(
      1
    )
  ),
  comparisons: priceOnly(
    integer({ min: 1, max: 1 << 16 }, "comparisons of a code with a query a cycle and macro").prefault(16)
  ),
  clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"))
};
function scanPrice(p, technology, bit, k) {
  const stored = p.bits * p.keyBits;
  const unit = compareUnit(p, technology, k);
  const macros = macrosOf(p);
  const logic = p.comparisons * unit.area;
  const writeTime = Math.max(1 / p.clock, bit.writeTime);
  return {
    area: squareMetres(macros * (p.keys * stored * bit.area + logic)),
    leakage: watts(macros * (p.keys * stored * bit.leakage + leakingAt(logic, technology, k))),
    actions: {
      search: {
        energy: joules(stored * bit.read / p.sharing + unit.energy),
        // The comparison's cycles are pipelined, a memory read is not.
        latency: seconds(bit.latency / technology.stages + p.queryBits / p.clock),
        interval: seconds(p.queryBits / (p.comparisons * p.clock * macros))
      },
      write: {
        energy: joules(stored * bit.write),
        latency: seconds(writeTime),
        interval: seconds(writeTime / macros)
      }
    }
  };
}
var sramScan = defineSearch({
  model: "sram-scan",
  source: "zigzag-2026",
  params: z47.object(SCAN_PARAMS),
  measured: SYNTHESISED,
  constants: { ...SRAM_MACRO, ...SRAM_TIME, ...COMPARE },
  behave: (p) => exactStore(p, p.queryBits, p.keyBits),
  cost: (p, technology, k) => {
    const stored = p.keys * p.bits * p.keyBits;
    const shape2 = { bits: stored, word: p.bits * p.keyBits };
    const { read: read3, write, area, leakage: leakage2 } = sramPrice(shape2, technology, k);
    const bit = {
      read: read3,
      write,
      area: area / stored,
      leakage: leakage2 / stored,
      latency: sramLatency(shape2, technology, k),
      writeTime: 0
    };
    return scanPrice(p, technology, bit, k);
  }
});
var dramScan = defineSearch({
  model: "dram-scan",
  source: "hwcomponents-2026",
  params: z47.object({
    ...SCAN_PARAMS,
    bandwidth: priceOnly(
      quantity("B/s", { min: 1e3, max: 1e14 }, "bytes a second, of all macros together").prefault(
        "25.6 GB/s"
      )
    )
  }),
  measured: SYNTHESISED,
  constants: {
    ...COMPARE,
    energy: LPDDR4_ENERGY,
    latency: DRAM.latency
  },
  behave: (p) => exactStore(p, p.queryBits, p.keyBits),
  cost: (p, technology, k) => {
    const bit = { read: k.energy, write: k.energy, area: 0, leakage: 0, latency: k.latency, writeTime: 0 };
    const price2 = scanPrice(p, technology, bit, k);
    const code = p.bits * p.keyBits / 8 / p.bandwidth;
    const { search: search2, write } = price2.actions;
    return {
      ...price2,
      actions: {
        search: { ...search2, interval: seconds(Math.max(search2.interval, code / p.sharing)) },
        write: { ...write, interval: seconds(Math.max(write.interval, code)) }
      }
    };
  }
});
var RESISTIVE = {
  read: {
    nominal: 5e-13,
    low: 1e-13,
    high: 2e-12,
    source: "assumed",
    note: "J a bit read, with its amplifier and lines"
  },
  write: {
    nominal: 1e-11,
    low: 1e-12,
    high: 5e-11,
    source: "assumed",
    note: "J a bit: 2 V, 50 \xB5A, 100 ns"
  },
  squares: {
    nominal: 53,
    low: 12,
    high: 100,
    source: "hwcomponents-2026",
    note: "area of a cell over the node squared, its RRAM example; range: assumed"
  },
  efficiency: {
    nominal: 0.5,
    low: 0.3,
    high: 0.7,
    source: "assumed",
    note: "cells over the area of a macro of resistive cells"
  },
  latency: { nominal: 1e-8, low: 3e-9, high: 5e-8, source: "assumed", note: "s a read" }
};
var nonVolatileScan = defineSearch({
  model: "non-volatile-scan",
  source: "assumed",
  params: z47.object({
    ...SCAN_PARAMS,
    ...WRITE_PARAMS
  }),
  measured: SYNTHESISED,
  constants: { ...COMPARE, ...RESISTIVE },
  behave: (p) => ({ ...exactStore(p, p.queryBits, p.keyBits), endurance: p.endurance }),
  cost: (p, technology, k) => scanPrice(
    p,
    technology,
    {
      read: k.read,
      write: k.write,
      area: k.squares * technology.node ** 2 / k.efficiency,
      leakage: 0,
      latency: k.latency,
      // One polarity of a row after the other.
      writeTime: 2 * p.pulse
    },
    k
  )
});
var digitalCim = defineSearch({
  model: "digital-cim",
  source: "imc-survey-2024",
  params: z47.object({
    ...STORE_PARAMS,
    ...WORD_PARAMS,
    rows: priceOnly(integer({ min: 1, max: 1024 }, "keys that share one adder tree").prefault(16)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("500 MHz"))
  }),
  measured: { clock: 5e8, node: nanometres(28) },
  constants: {
    ...COMPARE,
    treeGlitches: {
      nominal: 0.76,
      low: 0.23,
      high: 3.1,
      source: "imc-survey-2024",
      note: "energy of a full adder next to its cells, with the access of its bit, over a bit of an addition: with its product 1.5 fJ a product of two bits at 28 nm, the middle of ten chips; low: .6 fJ, the least but one; high: as synthesised"
    },
    ...SRAM_WRITE,
    cell: {
      nominal: 6e-13,
      low: 2e-13,
      high: 17e-13,
      source: "yan-isscc-2022",
      note: "m\xB2 at 28 nm: what the trees of 16 rows, .31 \xB5m\xB2 a bit, leave of a macro with 1.041 Mb/mm\xB2, .92 \xB5m\xB2 a bit; high: of 2569 F\xB2 a bit [wang-isscc-2022]; low: 8 transistors like those of a cell of 6, assumed"
    },
    cellLeakage: SRAM_MACRO.cellLeakage
  },
  behave: (p) => exactStore(p, p.queryBits, p.keyBits),
  cost: (p, technology, k) => {
    const base = nanometres(28);
    const stored = p.bits * p.keyBits;
    const macros = macrosOf(p);
    const unit = compareUnit(p, technology, k);
    const units3 = Math.ceil(p.keys / p.rows);
    const memory = technology.energyFactor("sram", base);
    const cells = p.keys * stored * k.cell * technology.areaFactor("sram", base);
    const cycle = 1 / p.clock;
    const query = p.rows * p.queryBits * cycle;
    return {
      area: squareMetres(macros * (cells + units3 * unit.area)),
      leakage: watts(
        macros * (p.keys * stored * k.cellLeakage * memory + leakingAt(units3 * unit.area, technology, k))
      ),
      actions: {
        search: {
          energy: joules(unit.energy),
          latency: seconds(query),
          interval: seconds(query / (p.keys * macros))
        },
        write: {
          energy: joules(stored * writtenBit(p.keys, technology, k)),
          latency: seconds(cycle),
          interval: seconds(cycle / macros)
        }
      }
    };
  }
});

// src/peripherals/top-k/compare.ts
import { z as z49 } from "zod";

// src/peripherals/top-k/counting.ts
import { z as z48 } from "zod";
function classesOf({ inquiry, weights }, classes2) {
  const plain = { of: new Uint16Array(inquiry.keys), weights: Float64Array.of(1) };
  if (weights === void 0) return plain;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const weight of weights) {
    if (weight > 0) least = Math.min(least, weight);
    most = Math.max(most, weight);
  }
  if (most === 0) return { ...plain, weights: Float64Array.of(0) };
  const span = Math.log(most / least);
  const place2 = (weight) => span === 0 || weight <= least ? 0 : Math.min(classes2 - 1, Math.floor(Math.log(weight / least) / span * classes2));
  return {
    of: Uint16Array.from(weights, place2),
    weights: Float64Array.from({ length: classes2 }, (_, n) => least * Math.exp(span * (n + 0.5) / classes2))
  };
}
var levelOf = (score, reach, levels2) => Math.min(levels2 - 1, Math.max(0, Math.round((score / reach + 1) / 2 * (levels2 - 1))));
function binsOf(scores, reach, { of: of2 }, { levels: levels2 }) {
  return Int32Array.from(scores, (score, n) => levelOf(score, reach, levels2) + levels2 * of2[n]);
}
function cutOf(bins, reach, { weights }, { levels: levels2 }, budget) {
  const counts2 = new Int32Array(levels2 * weights.length);
  for (const bin of bins) counts2[bin]++;
  const value = Float64Array.from(
    counts2,
    (_, bin) => (2 * (bin % levels2) / (levels2 - 1) - 1) * reach * weights[Math.floor(bin / levels2)]
  );
  const order = Int32Array.from([...counts2.keys()].sort((a, b) => value[b] - value[a] || a - b));
  const rank = new Int32Array(order.length);
  order.forEach((bin, n) => {
    rank[bin] = n;
  });
  const taken = "k" in budget ? Math.min(budget.k, bins.length) : massCount(order, counts2, value, budget);
  let before = 0;
  let whole = 0;
  while (whole < order.length && before + counts2[order[whole]] <= taken) before += counts2[order[whole++]];
  const last = taken > before ? whole : lastFull(order, counts2, whole);
  return { taken, rank, whole, rest: taken - before, threshold: last < 0 ? Infinity : value[order[last]] };
}
function lastFull(order, counts2, end) {
  let n = end - 1;
  while (n >= 0 && counts2[order[n]] === 0) n--;
  return n;
}
function massCount(order, counts2, value, budget) {
  const falling = [];
  for (const bin of order) for (let n = 0; n < counts2[bin]; n++) falling.push(value[bin]);
  return takenOf(Float64Array.from(falling), budget);
}
function collect(bins, { rank, whole, rest, taken }) {
  const positions = [];
  let partial = rest;
  for (let n = 0; n < bins.length && positions.length < taken; n++) {
    const place2 = rank[bins[n]];
    if (place2 < whole) positions.push(n);
    else if (place2 === whole && partial > 0) {
      partial--;
      positions.push(n);
    }
  }
  return Int32Array.from(positions);
}
var countingTopK = defineTopK({
  model: "counting",
  source: "aladdin-2014",
  params: z48.object({
    levels: integer({ min: 2, max: 4097 }, "levels of a score").prefault(129),
    classes: integer({ min: 1, max: 256 }, "classes of weight, such as of a key's norm").prefault(8),
    pass: choice(
      ["buffer", "search"],
      "where the second pass has its levels: buffered in the first, or of a second search"
    ).prefault("buffer"),
    longest: integer(
      { min: 1, max: 1 << 24 },
      "most candidates of a selection, which counters and buffer are sized for"
    ).prefault(32768),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
    units: priceOnly(
      integer({ min: 1, max: 65536 }, "units, a candidate a cycle each, at work on their own heads").prefault(
        16
      )
    )
  }),
  measured: SYNTHESISED,
  constants: {
    ...TOP_K_PARTS,
    ...WEIGHING,
    ...SRAM_MACRO
  },
  behave: ({ levels: levels2, classes: classes2, pass, longest }) => {
    const buffered = pass === "buffer";
    const work = (candidates, kind) => ({
      searches: buffered ? 1 : 2,
      select: candidates,
      scan: levels2 * classes2,
      weigh: kind === "p" ? levels2 * classes2 : 0
    });
    return {
      asks: "scores",
      weights: true,
      budgets: ["k", "p"],
      longest,
      select: (candidates, budget) => {
        const { inquiry } = candidates;
        const grouped = classesOf(candidates, classes2);
        const seen = () => binsOf(inquiry.report(), inquiry.reach, grouped, { levels: levels2, classes: classes2 });
        const first = seen();
        const cut2 = cutOf(first, inquiry.reach, grouped, { levels: levels2, classes: classes2 }, budget);
        return {
          positions: collect(buffered ? first : seen(), cut2),
          threshold: cut2.threshold,
          ...work(inquiry.keys, kindOf(budget))
        };
      },
      work: (candidates, _, kind) => work(candidates, kind)
    };
  },
  cost: ({ levels: levels2, classes: classes2, pass, longest, clock: clock2, units: units3 }, technology, k) => {
    const factor = logicAt(technology, k);
    const weighing = weighingAt(technology, k);
    const bin = bitsFor(levels2) + bitsFor(classes2);
    const counter = bitsFor(longest + 1);
    const held = pass === "buffer" ? longest * bin : 0;
    const buffer = sramPrice({ bits: held, word: 64 }, technology, k);
    const memory = bin * (buffer.read + buffer.write);
    const table = levels2 * classes2 * counter;
    const logic = (table * k.registerArea + classes2 * bin * (k.registerArea + k.comparatorArea) + counter * k.adderArea) * factor.area + weighing.area;
    const cycle = 1 / clock2;
    const step = (perUnit, cycles, extra = 0) => ({
      energy: joules(perUnit * factor.energy + extra),
      latency: seconds(cycles * cycle),
      interval: seconds(cycles * cycle / units3)
    });
    const count = counter * (k.adderBit + 2 * k.registerBit);
    return {
      area: squareMetres(units3 * (logic + buffer.area)),
      leakage: watts(units3 * (leakingAt(logic, technology, k) + buffer.leakage)),
      actions: {
        select: step(count + bin * (k.registerBit + k.comparatorBit), 2, memory),
        scan: step(counter * (k.adderBit + k.registerBit) + classes2 * bin * k.comparatorBit, 1),
        weigh: step(0, 1, weighing.energy)
      }
    };
  }
});

// src/peripherals/top-k/compare.ts
var workOf = (candidates, chosen) => ({
  searches: 1,
  select: candidates,
  scan: chosen,
  weigh: 0
});
var { levels, classes, clock, units } = countingTopK.params.shape;
var compareTopK = defineTopK({
  model: "compare",
  source: "aladdin-2014",
  params: z49.object({
    levels,
    classes,
    longest: integer(
      { min: 1, max: 1 << 24 },
      "most candidates of a selection, which the queue is sized for"
    ).prefault(32768),
    clock,
    units
  }),
  measured: SYNTHESISED,
  constants: { ...TOP_K_PARTS, ...MULTIPLEXERS, ...SRAM_MACRO },
  behave: ({ classes: classes2, longest }) => ({
    asks: "threshold",
    weights: true,
    budgets: ["threshold"],
    longest,
    select: (candidates, budget) => {
      const { inquiry } = candidates;
      const least = "least" in budget ? budget.least : Number.POSITIVE_INFINITY;
      const { of: of2, weights } = classesOf(candidates, classes2);
      const levels2 = weights.map((weight) => weight > 0 ? least / weight : Number.POSITIVE_INFINITY);
      const matches = inquiry.atLeast(Float64Array.from(of2, (own) => levels2[own]));
      const positions = Int32Array.from([...matches.keys()].filter((n) => matches[n] === 1));
      return { positions, threshold: least, ...workOf(inquiry.keys, positions.length) };
    },
    work: workOf
  }),
  cost: ({ levels: levels2, classes: classes2, longest, clock: clock2, units: units3 }, technology, k) => {
    const factor = logicAt(technology, k);
    const [score, position2] = [bitsFor(levels2), bitsFor(longest)];
    const queue = sramPrice({ bits: longest * position2, word: 64 }, technology, k);
    const logic = (classes2 * score * k.registerArea + (classes2 - 1) * score * k.multiplexerArea + score * k.comparatorArea + position2 * (k.registerArea + k.adderArea)) * factor.area;
    const cycle = 1 / clock2;
    const step = (bits, extra) => ({
      energy: joules(bits * factor.energy + extra),
      latency: seconds(cycle),
      interval: seconds(cycle / units3)
    });
    return {
      area: squareMetres(units3 * (logic + queue.area)),
      leakage: watts(units3 * (leakingAt(logic, technology, k) + queue.leakage)),
      actions: {
        select: step(
          score * (k.comparatorBit + (classes2 - 1) * k.multiplexerBit) + position2 * (k.registerBit + k.adderBit),
          0
        ),
        scan: step(0, position2 * (queue.write + queue.read)),
        weigh: step(0, 0)
      }
    };
  }
});

// src/peripherals/top-k/thresholds.ts
import { z as z50 } from "zod";
var THRESHOLD_PARAMS = {
  levels: integer(
    { min: 2, max: 1 << 16 },
    "thresholds that can be set, from the least score to the largest"
  ).prefault(129),
  clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  lines: priceOnly(integer({ min: 1, max: 1 << 24 }, "match lines that are counted a cycle").prefault(1024))
};
var CONSTANTS = { ...TOP_K_PARTS, ...COUNTING_TREE };
function thresholdPrice({ clock: clock2, lines }, technology, k) {
  const factor = logicAt(technology, k);
  const area = (lines * (k.adderArea + k.registerArea) + COUNTER * (k.adderArea + 3 * k.registerArea + 2 * k.comparatorArea)) * factor.area;
  const cycle = seconds(1 / clock2);
  return {
    area: squareMetres(area),
    leakage: watts(leakingAt(area, technology, k)),
    actions: {
      select: {
        energy: joules((k.registerBit + k.treeGlitches * k.adderBit) * factor.energy),
        latency: cycle,
        interval: seconds(1 / (clock2 * lines))
      },
      scan: {
        energy: joules(COUNTER * (k.adderBit + 2 * k.comparatorBit + k.registerBit) * factor.energy),
        latency: cycle,
        interval: cycle
      },
      weigh: { energy: joules(0), latency: cycle, interval: cycle }
    }
  };
}
var workOf2 = (searches, keys) => ({
  searches,
  select: searches * keys,
  scan: searches,
  weigh: 0
});
function bracketOf(candidates, k, levels2) {
  const { inquiry, weights } = candidates;
  const most = reachOf(candidates);
  const step = 2 * most / (levels2 - 1);
  let low = { level: 0, matches: new Uint8Array(inquiry.keys).fill(1) };
  let high = { level: levels2, matches: new Uint8Array(inquiry.keys) };
  let searches = 0;
  const thresholdOf = (level2) => level2 * step - most;
  const selection = (positions, level2) => ({
    positions: Int32Array.from(positions),
    threshold: thresholdOf(level2),
    ...workOf2(searches, inquiry.keys)
  });
  return {
    get low() {
      return low.level;
    },
    get high() {
      return high.level;
    },
    levelOf: (threshold) => Number.isFinite(threshold) && step > 0 ? Math.min(levels2 - 1, Math.max(1, Math.round((threshold + most) / step))) : levels2 >> 1,
    ask: (level2) => {
      const threshold = thresholdOf(level2) - 1e-6 * step;
      const matches = inquiry.atLeast(
        weights === void 0 ? threshold : weights.map((w) => w > 0 ? threshold / w : Infinity)
      );
      searches++;
      const count = matches.reduce((sum, match) => sum + match, 0);
      if (count >= k) low = { level: level2, matches };
      else high = { level: level2, matches };
      return count;
    },
    matchesAt: (level2) => {
      const { matches } = level2 === low.level ? low : high;
      return selection(
        [...matches.keys()].filter((n) => matches[n] === 1),
        level2
      );
    },
    filled: () => {
      let rest = k - high.matches.reduce((sum, match) => sum + match, 0);
      const positions = [...low.matches.keys()].filter(
        (n) => high.matches[n] === 1 || low.matches[n] === 1 && rest-- > 0
      );
      return selection(positions, low.level);
    }
  };
}
function bisect(bracket, does) {
  while (bracket.high - bracket.low > 1) {
    const level2 = bracket.low + bracket.high >> 1;
    if (does(bracket.ask(level2))) return bracket.matchesAt(level2);
  }
  return bracket.filled();
}
var wanted = (budget) => "k" in budget ? budget.k : 0;
var bisectionTopK = defineTopK({
  model: "bisection",
  source: "aladdin-2014",
  params: z50.object(THRESHOLD_PARAMS),
  measured: SYNTHESISED,
  constants: CONSTANTS,
  behave: ({ levels: levels2 }) => ({
    asks: "threshold",
    weights: true,
    budgets: ["k"],
    select: (candidates, budget) => {
      const k = wanted(budget);
      return bisect(bracketOf(candidates, k, levels2), (count) => count === k);
    },
    work: (candidates) => workOf2(Math.ceil(Math.log2(levels2)), candidates)
  }),
  cost: thresholdPrice
});
var carriedTopK = defineTopK({
  model: "carried",
  source: "aladdin-2014",
  params: z50.object({
    ...THRESHOLD_PARAMS,
    tolerance: fraction("share of k by which the number of chosen may differ").prefault(0.1),
    corrections: stated(
      priceOnly(
        real(
          { min: 0, max: 64 },
          "searches beyond the first that a price expects (assumed; a simulated selection counts its own)"
        ).prefault(2)
      )
    )
  }),
  measured: SYNTHESISED,
  constants: CONSTANTS,
  behave: ({ levels: levels2, tolerance, corrections }) => ({
    asks: "threshold",
    weights: true,
    budgets: ["k"],
    select: (candidates, budget, _rng, before) => carry(candidates, wanted(budget), levels2, tolerance, before),
    work: (candidates) => workOf2(1 + corrections, candidates)
  }),
  cost: thresholdPrice
});
function carry(candidates, k, levels2, tolerance, before) {
  const bracket = bracketOf(candidates, k, levels2);
  const does = (count) => Math.abs(count - k) <= tolerance * k;
  let level2 = before === void 0 ? levels2 >> 1 : bracket.levelOf(before);
  for (let step = 1; bracket.low < level2 && level2 < bracket.high; step *= 2) {
    const count = bracket.ask(level2);
    if (does(count)) return bracket.matchesAt(level2);
    level2 = count >= k ? level2 + step : level2 - step;
  }
  return bisect(bracket, does);
}

// src/comparison/designs/transforms.ts
var attendBy = (kind) => (workload) => ({ ...workload, attention: { ...workload.attention, kind } });
var scoreBy = (kind) => (workload) => {
  const attention = { ...workload.attention, kind };
  const entries2 = entriesOf(attention, workload.headWidth);
  const rounds = Math.max(1, entries2 / SIGNS3);
  return {
    ...workload,
    wanted: wantedKeys(workload),
    attention: { ...attention, hash: simHash.name, rounds, buckets: 2 ** Math.min(SIGNS3, entries2) }
  };
};
var SIGNS3 = 8;
var searchIn = (open) => (design) => ({
  ...design,
  open: open(design),
  hashing: { ...design.hashing, folding: "none", ...signReadout(design) }
});
var signReadout = ({ hashing }) => hashing.readout.behaviour.reads === "largest" ? {
  readout: chargeComparator.schema.parse({
    model: chargeComparator.model
  })
} : {};
var hashOn = (unit) => (design) => ({ ...design, platform: "digital", hashing: { ...design.hashing, unit } });
var runOn = (platform) => (design) => ({ ...design, platform, hashing: { ...design.hashing, unit: "digital" } });
var attendInArrays = (design) => ({
  ...design,
  platform: "analog",
  hashing: { ...design.hashing, unit: "crossbar" },
  digital: { ...design.digital, fetchBy: "gather" }
});
var WIDEST3 = 4096;
var memories = memoised(
  () => [cam2t2r, camCharge].map(({ model, schema }) => schema.parse({ model, bits: WIDEST3 })),
  () => ""
);
var digital = memoised(
  () => [sramScan, digitalCim].map(({ model, schema }) => schema.parse({ model, bits: WIDEST3 })),
  () => ""
);
var units2 = memoised(
  () => ({
    scores: countingTopK.schema.parse({ model: countingTopK.model }),
    threshold: carriedTopK.schema.parse({ model: carriedTopK.model }),
    compare: compareTopK.schema.parse({ model: compareTopK.model })
  }),
  () => ""
);
var withUnits = ({ topK, topKOn }, stores) => stores.flatMap(
  (search2) => topKOn === "named" ? [{ search: search2, topK }] : [units2()[search2.behaviour.answers], units2().compare].map((own) => ({ search: search2, topK: own }))
);
var memoriesOf = ({ search: search2, searchOn }) => searchOn === "named" ? [search2] : memories();
var digitalOf = ({ search: search2, searchOn }) => searchOn === "named" && Object.hasOwn(search2.params, "keyBits") ? [...digital().filter(({ model }) => model !== search2.model), search2] : digital();
var inMemories = (design) => ({
  searches: withUnits(design, memoriesOf(design))
});
var inAny = (design) => ({
  searches: withUnits(design, [.../* @__PURE__ */ new Set([...digitalOf(design), ...memoriesOf(design)])])
});
var inDigital = (design) => ({
  searches: withUnits(design, digitalOf(design))
});

// src/comparison/designs/exact-digital.ts
var exactDigital = defineComparison({
  id: "exact-digital",
  letter: "A",
  called: "exact attention",
  column: "exact",
  title: () => "exact attention, O(L\xB2), digital",
  design: hashOn("digital"),
  workload: attendBy("exact"),
  against: [],
  inRatios: true,
  style: { colour: "#333333", dash: [] },
  variant: "exact"
});

// src/comparison/designs/lsh-digital.ts
var lshDigital = defineComparison({
  id: "lsh-digital",
  letter: "B",
  called: "all-digital LSH attention",
  title: () => "LSH attention, hash on digital adders",
  design: hashOn("digital"),
  workload: attendBy("lsh"),
  against: [exactDigital],
  inRatios: true,
  style: { colour: "#0072B2", dash: [] },
  variant: "digital"
});

// src/comparison/designs/lsh-memristor.ts
var lshMemristor = defineComparison({
  id: "lsh-memristor",
  letter: "C",
  called: "the memristor design",
  title: () => "LSH attention, hash on memristor arrays",
  design: (design) => ({ ...hashOn("crossbar")(design), twin: lshDigital.design(design) }),
  workload: attendBy("lsh"),
  against: [lshDigital, exactDigital],
  inRatios: true,
  style: { colour: "#D55E00", dash: [2, 4] },
  variant: "memristor"
});

// src/comparison/designs/exact-analog.ts
var exactAnalog = defineComparison({
  id: "exact-analog",
  letter: "D",
  called: "exact attention in analog arrays",
  title: ({ baselines }) => `exact attention, K and V in ${baselines.analog.model} arrays`,
  design: runOn("analog"),
  workload: attendBy("exact"),
  against: [exactDigital],
  rivalOf: [lshMemristor],
  inRatios: true,
  style: { colour: "#5E2F13", dash: [8, 4] },
  isAnalog: true,
  ownParts: ({ baselines: { analog } }) => [analog, converterPair(analog.behaviour).adc],
  variant: null,
  sentence: (own, { ratios, equalNodes = [] }, say) => {
    const name = `exact attention in ${own.design.baselines.analog.model} arrays (D)`;
    const text2 = verdictText(
      "The memristor design (C)",
      name,
      ratioOf(ratios, lshMemristor, exactAnalog),
      say
    );
    const against = text2 === "" ? [] : [`${text2}.`, ...nodeSentence(equalNodes, say)];
    return [...against, ...writing(own, say), ...shortfall(own)];
  }
});
function nodeSentence(nodes = [], { factor }) {
  const known5 = nodes.flatMap(({ node, analog }) => analog === null ? [] : [{ node, ratio: analog }]);
  if (new Set(known5.map(({ ratio }) => judge(ratio))).size < 2) return [];
  const all = known5.map(({ node, ratio }) => `${factor(ratio)} at ${node} nm`).join(", ");
  return [
    `Whether the memristor design (C) takes less energy than exact attention in analog arrays (D) depends on the node: ${all}, all of both at that node.`
  ];
}
function writing({ rewriting }, say) {
  if (rewriting === null) return [];
  return [
    `Writing K and V takes ${say.percent(rewriting.share)} of D's energy (${say.engineering(rewriting.energy, "J")}) and ${say.engineering(rewriting.latency, "s")} a head; at this rate its cells ${lifetime(rewriting.years, say)}.`
  ];
}
function lifetime(years, { digits }) {
  if (years === "Infinity") return "do not wear out";
  return years >= 1 ? `live ${digits(years)} years` : `live ${digits(years * 365.25)} days`;
}
function shortfall({ precision, design }) {
  const { wordBits } = design.digital.mac.behaviour;
  if (shortfallOf(precision, wordBits) === 0) return [];
  return [
    `D is not directly comparable: ${precision.query}-bit queries and ${precision.keyValue}-bit keys and values against ${wordBits} bits in A to C, ${design.baselines.analog.behaviour.readout === "charge-to-pulse" ? "a hard sigmoid in place of the softmax, " : ""}and no network retrained for it; its recall is the share of the exact weights that its own ones reproduce.`
  ];
}

// src/comparison/designs/gpu.ts
var gpu = defineComparison({
  id: "gpu",
  letter: "E",
  called: "a GPU",
  title: ({ baselines }) => `exact attention on a GPU, ${baselines.gpu.model}`,
  design: runOn("gpu"),
  workload: attendBy("exact"),
  against: [],
  inRatios: false,
  style: { colour: "#6314EA", dash: [8, 4, 2, 4] },
  variant: null,
  sentence: ({ design, cost, precision }, _, say) => [
    `A GPU (${design.baselines.gpu.model}, its own node, ${precision.query} bits, utilisation measured at full occupancy) takes ${say.engineering(cost.energy, "J")} and ${say.engineering(cost.timing.latency, "s")}; it is shown for reference and left out of the ratios.`
  ]
});

// src/comparison/designs/score-memristor.ts
var scoreMemristor = defineComparison({
  id: "score-memristor",
  letter: "F",
  called: "the search of memristor codes",
  title: ({ search: search2, topK }) => `keys of the best scores, codes of memristor arrays (${search2.model}, ${topK.model})`,
  design: (design) => searchIn(inMemories)(hashOn("crossbar")(design)),
  workload: scoreBy("signs"),
  against: [exactDigital, lshMemristor],
  inRatios: true,
  select: scoreSelector,
  style: { colour: "#009999", dash: [6, 3] },
  variant: null
});

// src/comparison/designs/score-digital.ts
var scoreDigital = defineComparison({
  id: "score-digital",
  letter: "G",
  called: "the search of digital codes",
  title: ({ search: search2, topK }) => `keys of the best scores, digital codes (${search2.model}, ${topK.model})`,
  design: (design) => searchIn(inAny)(hashOn("digital")(design)),
  workload: scoreBy("signs"),
  against: [exactDigital],
  rivalOf: [scoreMemristor],
  inRatios: true,
  select: hadamardSelector,
  style: { colour: "#889966", dash: [6, 3, 2, 3] },
  variant: null
});

// src/comparison/designs/low-bit-keys.ts
var lowBitKeys = defineComparison({
  id: "low-bit-keys",
  letter: "H",
  called: "the search of low-bit keys",
  title: ({ search: search2, topK }) => `keys of the best scores, rotated keys of few bits (${search2.model}, ${topK.model})`,
  design: (design) => searchIn(inDigital)(hashOn("digital")(design)),
  workload: scoreBy("coordinates"),
  against: [exactDigital],
  rivalOf: [scoreMemristor, scoreDigital],
  inRatios: true,
  select: lowBitKeysSelector,
  style: { colour: "#000077", dash: [2, 3] },
  variant: null
});

// src/comparison/designs/selected-analog.ts
var selectedAnalog = defineComparison({
  id: "selected-analog",
  letter: "P",
  called: "the search of memristor codes before analog arrays",
  title: ({ baselines, search: search2, topK }) => `keys of the best scores, K and V in ${baselines.analog.model} arrays (${search2.model}, ${topK.model})`,
  design: (design) => searchIn(inMemories)(attendInArrays(design)),
  workload: scoreBy("signs"),
  against: [exactDigital, exactAnalog, scoreMemristor],
  inRatios: true,
  searches: true,
  style: { colour: "#7A0177", dash: [8, 4, 2, 4, 2, 4] },
  variant: null,
  sentence: (own, view, say) => [...overArrays(own, view, say), ...overDigital(view, say)]
});
function overArrays(own, { contenders, ratios }, say) {
  const ratio = ratioOf(ratios, selectedAnalog, exactAnalog);
  const bare = feasibleOf2(contenders, exactAnalog);
  if (bare === null || ratio.energy === null) return [];
  const verdict = judge(ratio.energy) === "wins" ? "pays" : "does not pay";
  const share = ({ cost }, sum) => say.percent(sum / cost.energy);
  const converted = (contender) => countOf(contender, ({ component }) => component === "dynamicAdc");
  const selecting = energyOf2(own, (operation) => SELECTING.has(operation));
  const same = own.design.baselines.analog.model === bare.design.baselines.analog.model ? "" : `, in ${own.design.baselines.analog.model} arrays for ${bare.design.baselines.analog.model}`;
  return [
    `In energy a selection ${verdict} before analog arrays (P over D): ${quotientsText(ratio, say)}${same}. It leaves ${say.percent(converted(own) / converted(bare))} of the conversions; hash, search and choice take ${share(own, selecting)} of P's energy. All keys and values are written as before (${share(own, own.rewriting?.energy ?? 0)} of P's energy, ${share(bare, bare.rewriting?.energy ?? 0)} of D's), and no array is saved.`
  ];
}
function overDigital({ ratios }, say) {
  const text2 = verdictText(
    "The same selection before analog arrays (P)",
    "that before digital attention (F)",
    ratioOf(ratios, selectedAnalog, scoreMemristor),
    say
  );
  return text2 === "" ? [] : [`${text2}; the accuracy of the arrays is not evaluated.`];
}
var SELECTING = /* @__PURE__ */ new Set(["hash", "map", "code", "search", "top-k"]);
var energyOf2 = ({ cost }, isOwn) => cost.breakdown.filter(({ operation }) => isOwn(operation)).reduce((sum, { energy }) => sum + energy, 0);
var countOf = ({ mapping }, isOwn) => mapping.counts.filter(isOwn).reduce((sum, { count }) => sum + count, 0);

// src/comparison/comparison-designs.ts
var COMPARISON_DESIGNS = [
  exactDigital,
  lshDigital,
  lshMemristor,
  exactAnalog,
  gpu,
  scoreMemristor,
  scoreDigital,
  lowBitKeys,
  selectedAnalog
];
var SEARCHED = COMPARISON_DESIGNS.filter(
  ({ select }) => select !== void 0
);
var ANALOG = COMPARISON_DESIGNS.filter(
  ({ isAnalog }) => isAnalog === true
);
var SEARCHING = COMPARISON_DESIGNS.filter(
  (contender) => contender.searches === true || SEARCHED.includes(contender)
);
var byId = new Map(COMPARISON_DESIGNS.map((contender) => [contender.id, contender]));
var PAIRS = COMPARISON_DESIGNS.flatMap((contender) => [
  ...contender.against.map((below) => [contender, below]),
  ...(contender.rivalOf ?? []).map((above) => [above, contender])
]);

// src/comparison/priced-comparison.ts
var priceAll = (design, workload, point) => COMPARISON_DESIGNS.map((contender) => priceContender(contender, design, workload, point));
function priceContender(contender, design, workload, point) {
  const { id } = contender;
  try {
    const seen = contender.workload(workload);
    const priced = price(contender.design(design), seen, point);
    const prices = priceList(priced.design, point);
    const { placement } = priced.mapping;
    return {
      id,
      title: titleOf(contender, priced.design),
      feasible: true,
      ...priced,
      precision: bitsOf2(contender, priced.design),
      rewriting: rewritingOf(priced.design, priced.mapping, priced.cost),
      die: dieCost(priced.design, priced.mapping, priced.cost),
      attentionShare: attentionShare(priced, seen, prices),
      calibration: placement !== null && isReplicated(priced.design.hashing.replicas) ? calibrationCost(priced.design, seen, placement, prices, priced.cost.timing) : null
    };
  } catch (error) {
    if (error instanceof InfeasibleError)
      return { id, title: titleOf(contender, design), feasible: false, reason: error.message };
    throw error;
  }
}

// src/base/document.ts
import { parse } from "@humanwhocodes/momoa";
var DOCUMENT_LIMITS = { bytes: 1 << 18, depth: 64 };
var FORBIDDEN_KEYS = /* @__PURE__ */ new Set(["__proto__", "prototype", "constructor"]);
function parseDocument(text2, file, limits = DOCUMENT_LIMITS) {
  const found = scan(text2, limits);
  if (found !== null) throw new ConfigError([{ ...found, place: `${file}:${found.place}` }]);
  const tree = parseTree(text2, file);
  const issues = [];
  const value = build(tree.body, [], file, issues);
  if (issues.length > 0) throw new ConfigError(issues);
  return {
    file,
    value,
    place: (path) => `${file}:${position(find(tree.body, path))}`,
    keyPlace: (path) => `${file}:${position(findKey(tree.body, path))}`
  };
}
function scan(text2, limits) {
  if (text2.length > limits.bytes)
    return {
      place: "1:1",
      path: "(root)",
      message: `expected at most ${limits.bytes} characters, received ${text2.length}`
    };
  let depth2 = 0;
  for (let i = 0; i < text2.length; i++) {
    const c = text2[i];
    if (c === '"' || c === "'") {
      const end = endOfString(text2, i);
      if (end >= text2.length) return faultAt(text2, i, "not JSON5: the string that begins here has no end");
      i = end;
    } else if (c === "/" && text2[i + 1] === "/") {
      const end = endOfLine(text2, i);
      const mark = text2.slice(i, end).search(/[\u2028\u2029]/);
      if (mark >= 0)
        return faultAt(text2, i + mark, "expected a comment without U+2028 and U+2029, received one");
      i = end;
    } else if (c === "/" && text2[i + 1] === "*") i = endOf(text2, "*/", i + 2) + 1;
    else if (c === "{" || c === "[") depth2++;
    else if (c === "}" || c === "]") depth2--;
    if (depth2 > limits.depth)
      return {
        place: lineAndColumn(text2, i),
        path: "(root)",
        message: `expected at most ${limits.depth} levels of nesting, received more`
      };
  }
  return null;
}
function endOfString(text2, start) {
  let i = start + 1;
  while (i < text2.length && text2[i] !== text2[start]) i += text2[i] === "\\" ? 2 : 1;
  return i;
}
function endOfLine(text2, start) {
  let i = start;
  while (i < text2.length && text2[i] !== "\n" && text2[i] !== "\r") i++;
  return i;
}
var faultAt = (text2, offset, message) => ({
  place: lineAndColumn(text2, offset),
  path: "(text)",
  message
});
function endOf(text2, mark, start) {
  const end = text2.indexOf(mark, start);
  return end < 0 ? text2.length : end;
}
function lineAndColumn(text2, offset) {
  const before = text2.slice(0, offset).split(/\r\n|\n|\r/);
  return `${before.length}:${before[before.length - 1].length + 1}`;
}
function parseTree(text2, file) {
  try {
    return parse(text2.replace(/^\uFEFF/, ""), { mode: "json5" });
  } catch (error) {
    const { line, column, message } = error;
    const reason = line === void 0 ? "it cannot be read" : message.replace(/\s*\(\d+:\d+\)\s*$/, "").replace(/\.$/, "");
    throw fault(`${file}:${line ?? 1}:${column ?? 1}`, "(text)", `not JSON5: ${reason}`);
  }
}
function build(node, path, file, issues) {
  const complain = (at, where, message) => {
    issues.push({ place: `${file}:${position(at)}`, path: where.join(".") || "(root)", message });
  };
  switch (node.type) {
    case "Object":
      return buildObject(node, path, file, issues, complain);
    case "Array":
      return node.elements.map((element, i) => build(element.value, [...path, String(i)], file, issues));
    case "String":
    case "Boolean":
      return node.value;
    case "Null":
      return null;
    case "Number":
      if (!Number.isFinite(node.value))
        complain(node, path, `expected a finite number, received ${node.value}`);
      return node.value;
    case "NaN":
    case "Infinity":
      complain(
        node,
        path,
        `expected a finite number, received ${"sign" in node ? node.sign ?? "" : ""}${node.type}`
      );
      return null;
    default:
      complain(node, path, `unexpected ${node.type}`);
      return null;
  }
}
function buildObject(node, path, file, issues, complain) {
  const object = {};
  for (const member of node.members) {
    const key = member.name.type === "String" ? member.name.value : member.name.name;
    const where = [...path, key];
    if (FORBIDDEN_KEYS.has(key)) complain(member.name, where, `the key ${key} is not allowed`);
    else if (Object.hasOwn(object, key))
      complain(member.name, where, "expected each key once, received it twice");
    else object[key] = build(member.value, where, file, issues);
  }
  return object;
}
function position(node) {
  return `${node.loc.start.line}:${node.loc.start.column}`;
}
function findKey(root, path) {
  const parent = find(root, path.slice(0, -1));
  return (parent.type === "Object" ? memberOf(parent, path[path.length - 1])?.name : void 0) ?? find(root, path);
}
var memberOf = (node, key) => node.members.find(
  (member) => (member.name.type === "String" ? member.name.value : member.name.name) === key
);
function find(root, path) {
  let node = root;
  for (const step of path) {
    if (node.type === "Object") {
      const member = node.members.find(
        (m) => (m.name.type === "String" ? m.name.value : m.name.name) === step
      );
      if (member === void 0) return node;
      node = member.value;
    } else if (node.type === "Array" && typeof step === "number" && step < node.elements.length) {
      node = node.elements[step].value;
    } else return node;
  }
  return node;
}

// src/devices/data-driven.ts
import { z as z51 } from "zod";
var WINDOW2 = { low: 1280, high: 17e3 };
var CURRENT = { a: 0.24, b: 3 };
var POSITIVE = { rate: 743.47, steepness: 6.51, window: 511e-6, edge: [16719, 0] };
var NEGATIVE = {
  rate: -68012.28374,
  steepness: 0.31645,
  window: 117e-5,
  edge: [29304.82557, 23692.77225]
};
function resistanceAfter(resistance, voltage, duration) {
  const { rate, steepness, window, edge } = voltage > 0 ? POSITIVE : NEGATIVE;
  const sign = voltage > 0 ? 1 : -1;
  const target = edge[0] + edge[1] * voltage;
  const distance = (target - resistance) * sign;
  if (voltage === 0 || distance <= 0) return resistance;
  const speed = Math.abs(rate) * Math.expm1(steepness * Math.abs(voltage));
  const left = -Math.expm1(-window * distance) * Math.exp(-window * speed * duration);
  const moved2 = target + sign * Math.log1p(-left) / window;
  return Math.min(WINDOW2.high, Math.max(WINDOW2.low, moved2));
}
var dataDrivenDynamics = {
  setPolarity: -1,
  threshold: { set: 0, reset: 0 },
  fresh: (conductance) => ({
    variable: conductance.map(
      (g) => Math.min(WINDOW2.high, Math.max(WINDOW2.low, CURRENT.a * CURRENT.b / g))
    ),
    traits: [],
    stuck: noneStuck(conductance.length)
  }),
  pulse: (state, voltage, duration) => {
    checkPulse(state, voltage, duration);
    const variable = state.variable.map(
      (r, k) => state.stuck[k] === 1 ? r : resistanceAfter(r, voltage[k], duration)
    );
    return { ...state, variable };
  },
  cells: ({ variable }) => sinhCells(CURRENT.b)(variable.map((r) => CURRENT.a * CURRENT.b / r)),
  current: ({ variable }, voltage) => voltage.map((v, k) => CURRENT.a / variable[k] * Math.sinh(CURRENT.b * v))
};
var dataDrivenMemristor = defineMemristor({
  model: "data-driven",
  source: "memtorch-2021",
  params: z51.object({
    resistance: quantity(
      "ohm",
      { min: 1280, max: 17e3 },
      "mean R of an untuned device before clipping"
    ).prefault("9 k\u03A9"),
    spread: real({ min: 0, max: 2 }, "coefficient of variation of R before clipping").prefault(0.25),
    ...nonIdealityFields({ on: "562.5 \xB5S", off: "42.4 \xB5S" })
  }),
  constants: {
    ...NON_IDEALITY_CONSTANTS,
    spread: { nominal: 0.25, source: "assumed", note: "d2d spread of R in an untuned array" }
  },
  behave: ({ resistance, spread: spread3, ...flaws }) => {
    const cellsOf = sinhCells(CURRENT.b);
    const { drawConductance, ...moments } = untuned((score) => {
      const r = Math.min(WINDOW2.high, Math.max(WINDOW2.low, resistance * (1 + spread3 * score)));
      return CURRENT.a * CURRENT.b / r;
    }, flaws);
    return memristorOf(
      {
        ...moments,
        initialise: (targets, rng) => cellsOf(targets.map(() => drawConductance(rng))),
        cellsOf,
        law: () => ({ model: "sinh", sharpness: CURRENT.b }),
        dynamics: dataDrivenDynamics
      },
      flaws
    );
  },
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} })
});

// src/devices/empirical.ts
import { z as z52 } from "zod";

// src/base/measured.ts
var MOST_MEASURED = 2 ** 20;
var Measured = class {
  file;
  /** SHA-256 of the file's bytes, hexadecimal. */
  sha256;
  rows;
  columns;
  values;
  constructor(file, sha2563, rows, columns, values) {
    this.file = file;
    this.sha256 = sha2563;
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }
  toJSON() {
    const { file, sha256: sha2563, rows, columns } = this;
    return { file, sha256: sha2563, rows, columns };
  }
};
function revived(input) {
  if (input instanceof Measured) return input;
  if (typeof input !== "object" || input === null) return void 0;
  const { file, sha256: sha2563, rows, columns, values } = input;
  if (typeof file !== "string" || typeof sha2563 !== "string" || !(values instanceof Float64Array))
    return void 0;
  if (typeof rows !== "number" || typeof columns !== "number" || rows * columns !== values.length)
    return void 0;
  return new Measured(file, sha2563, rows, columns, values);
}
var measuredFile = (doc) => accept(revived, 'the name of a file that can be read here, such as "my-device.csv"', {
  doc,
  maxLength: 4096
});

// src/devices/measured-law.ts
var measuredFields = () => {
  const flaws = nonIdealityFields({ on: "316 \xB5S", off: "3.16 \xB5S" });
  return {
    law: choice(["linear", "sinh", "cubic"], "I = G\xB7V, (G/a)\xB7sinh(a\xB7V) or G\xB7(V + k\xB7V\xB3)").prefault("linear"),
    sharpness: real({ min: 0, max: 100 }, "a of a sinh law, 1/V").prefault(0),
    curvature: real({ min: -10, max: 1e4 }, "k of a cubic law, 1/V\xB2").prefault(0),
    ...flaws,
    readNoise: readOnly(
      real(
        { min: 0, max: 1 },
        "noise of one read relative to the current, of a device of noiseReference"
      ).prefault(0)
    ),
    noiseReference: readOnly(
      quantity("S", { min: 1e-12, max: 1 }, "conductance at which readNoise is stated").prefault("61.7 \xB5S")
    ),
    noiseExponent: readOnly(
      real({ min: -5, max: 5 }, "p of \u03C3(G)/G = readNoise \xB7 (G / noiseReference)^p").prefault(0)
    ),
    stuckOn: flaws.stuckOn.unwrap().prefault(0),
    stuckOff: flaws.stuckOff.unwrap().prefault(0)
  };
};
var LEAST_CURVATURE = -0.9 / (3 * 0.8 ** 2);
function measuredDevice(own, devices) {
  const { law, sharpness, noiseExponent, noiseReference, readNoise } = own;
  const curvature = Math.max(LEAST_CURVATURE, own.curvature);
  const cubicCells = (conductance) => ({
    conductance,
    cubic: conductance.map((g) => g * curvature)
  });
  const isSinh = law === "sinh" && sharpness > 0;
  const isCubic = law === "cubic" && curvature !== 0;
  const cellsOf = isSinh ? sinhCells(sharpness) : isCubic ? cubicCells : linearCells;
  const noise = noiseOf({ amount: readNoise, reference: noiseReference, exponent: noiseExponent }, own);
  return {
    cellsOf: (conductance) => cellsOf(conductance),
    law: ({ conductance, cubic }) => {
      if (isSinh) return { model: "sinh", sharpness };
      return isCubic ? { model: "cubic", cubic: cubic ?? new Float64Array(conductance.length) } : { model: "linear" };
    },
    ...noiseExponent === 0 ? {} : { stateNoise: { noise, effective: effectiveNoise(devices, noise) } }
  };
}

// src/devices/empirical.ts
var params = z52.object({
  file: measuredFile(
    "conductances of measured devices: CSV with units in its header, or .npy in S"
  ).optional(),
  use: choice(
    ["bootstrap", "map"],
    "each cell drawn from the values with replacement, or the file's cells as those of the arrays, side by side"
  ).prefault("bootstrap"),
  ...measuredFields()
});
var STAND_IN = new Measured(
  "(none)",
  "",
  1e3,
  1,
  scoreLevels(1e3).map((score) => Math.max(316e-8, 617e-7 * (1 + 0.329 * score)))
);
function behave({ file = STAND_IN, use, ...flaws }) {
  const values = flaws.levels > 0 && use === "bootstrap" ? levelsOf3(file.values, flaws.levels) : file.values;
  const share = 1 / values.length;
  let [mean, square] = [0, 0];
  for (const g of values) {
    mean += g * share;
    square += g * g * share;
  }
  const { stuckOn, stuckOff, on, off } = flaws;
  const live = Math.max(0, 1 - stuckOn - stuckOff);
  const average = live * mean + stuckOn * on + stuckOff * off;
  const averageSquare = live * square + stuckOn * on ** 2 + stuckOff * off ** 2;
  const device = measuredDevice(
    flaws,
    flaws.noiseExponent === 0 ? [] : Array.from(values, (conductance) => ({ conductance, share }))
  );
  const drawn = (rng) => {
    const fate = stuckOn + stuckOff > 0 ? rng.uniform() : 1;
    if (fate < stuckOn) return on;
    if (fate < stuckOn + stuckOff) return off;
    return values[rng.integer(values.length)];
  };
  return memristorOf(
    {
      meanConductance: siemens(average),
      conductanceSpread: siemens(Math.sqrt(Math.max(0, averageSquare - average ** 2))),
      ...device,
      ...file === STAND_IN ? { lacks: "file" } : {},
      initialise: (targets, rng, block) => device.cellsOf(
        use === "map" && block !== void 0 ? cut(file, block) : targets.map(() => drawn(rng))
      )
    },
    flaws
  );
}
function levelsOf3(values, count) {
  const sorted3 = values.slice().sort();
  return Float64Array.from(
    { length: count },
    (_, n) => sorted3[Math.floor((n + 0.5) / count * sorted3.length)]
  );
}
function cut({ file, rows, columns, values }, block) {
  const first = block.index * block.columns;
  if (block.rows > rows || first + block.columns > columns)
    throw new RangeError(
      `${file}: expected a map of at least ${block.rows} rows \xD7 ${first + block.columns} columns, as the arrays of a head take, received ${rows} \xD7 ${columns}`
    );
  const cells = new Float64Array(block.rows * block.columns);
  for (let i = 0; i < block.rows; i++)
    cells.set(values.subarray(i * columns + first, i * columns + first + block.columns), i * block.columns);
  return cells;
}
var empiricalMemristor = defineMemristor({
  model: "empirical",
  source: "assumed",
  params,
  constants: {},
  behave,
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} })
});

// src/devices/fitted.ts
import { z as z53 } from "zod";
var QUANTILES = 1e3;
var LEAST2 = 1e-9;
var MEAN = { min: 1e-9, max: 0.01 };
var params2 = z53.object({
  shape: choice(["lognormal", "normal"], "distribution of working devices").prefault("lognormal"),
  mean: quantity("S", MEAN, "mean conductance of a working device").prefault("61.7 \xB5S"),
  spread: real({ min: 0, max: 4 }, "d2d coefficient of variation, \u03C3 / \xB5").prefault(0.329),
  secondShare: fraction("share of working devices in a second population").prefault(0),
  secondMean: quantity("S", MEAN, "mean conductance of the second population").prefault("61.7 \xB5S"),
  secondSpread: real({ min: 0, max: 4 }, "coefficient of variation of the second population").prefault(0.329),
  ...measuredFields()
});
function population(shape2, mean, spread3) {
  if (shape2 === "normal") return (score) => Math.max(LEAST2, mean * (1 + spread3 * score));
  const sigma = Math.sqrt(Math.log1p(spread3 ** 2));
  const median2 = mean * Math.exp(-(sigma ** 2) / 2);
  return (score) => median2 * Math.exp(sigma * score);
}
function behave2(own) {
  const { shape: shape2, mean, spread: spread3, secondShare, secondMean, secondSpread, ...flaws } = own;
  const first = population(shape2, mean, spread3);
  const second = population(shape2, secondMean, secondSpread);
  const { levels: levels2, stuckOn, stuckOff, on, off } = flaws;
  const scores = scoreLevels(levels2 === 0 ? QUANTILES : levels2);
  const working = (of2, share) => Array.from(scores, (score) => ({ conductance: of2(score), share: share / scores.length }));
  const devices = [
    ...working(first, 1 - secondShare),
    ...secondShare > 0 ? working(second, secondShare) : []
  ];
  const exact = levels2 === 0 && (shape2 === "lognormal" || Math.max(spread3, secondSpread) < 0.2);
  const momentOf = (m, cv) => ({ mean: m, meanSquare: m ** 2 * (1 + cv ** 2) });
  const [a, b] = [momentOf(mean, spread3), momentOf(secondMean, secondSpread)];
  const moments = exact ? {
    mean: (1 - secondShare) * a.mean + secondShare * b.mean,
    meanSquare: (1 - secondShare) * a.meanSquare + secondShare * b.meanSquare
  } : {
    mean: devices.reduce((sum, { conductance, share }) => sum + share * conductance, 0),
    meanSquare: devices.reduce((sum, { conductance, share }) => sum + share * conductance ** 2, 0)
  };
  const toLevel = scoreToLevel(levels2);
  const draw = (rng) => {
    const fate = rng.uniform();
    if (fate < stuckOn) return on;
    if (fate < stuckOn + stuckOff) return off;
    const of2 = secondShare > 0 && rng.uniform() < secondShare ? second : first;
    return of2(toLevel(rng.normal()));
  };
  const live = Math.max(0, 1 - stuckOn - stuckOff);
  const device = measuredDevice(flaws, [
    ...devices.map(({ conductance, share }) => ({ conductance, share: live * share })),
    { conductance: on, share: stuckOn },
    { conductance: off, share: stuckOff }
  ]);
  return memristorOf(
    {
      ...withStuck(moments, flaws),
      ...device,
      initialise: (targets, rng) => device.cellsOf(targets.map(() => draw(rng)))
    },
    flaws
  );
}
var fittedMemristor = defineMemristor({
  model: "fitted",
  source: "cai-crossbar-2023",
  params: params2,
  constants: {},
  behave: behave2,
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} })
});

// src/devices/stanford-pku.ts
import { z as z54 } from "zod";
var LAW = { current: 1e-3, gapScale: 25e-11, voltageScale: 0.25 };
var MOTION = {
  speed: 10,
  activation: 0.6,
  spacing: 25e-11,
  thickness: 12e-9,
  enhancement: 16,
  enhancementLoss: 0.8,
  leastField: 14e8,
  thermalResistance: 2100
};
var THERMAL_VOLTAGE = 8617333262e-14;
var gapOf = (resistance) => LAW.gapScale * Math.log(LAW.current * Math.sinh(0.1 / LAW.voltageScale) * resistance / 0.1);
var RANGE = { low: gapOf(542), high: gapOf(218586) };
var conductanceOf = (gap) => LAW.current / LAW.voltageScale * Math.exp(-gap / LAW.gapScale);
var gapAt = (conductance) => LAW.gapScale * Math.log(LAW.current / LAW.voltageScale / conductance);
var clip2 = (gap) => Math.min(RANGE.high, Math.max(RANGE.low, gap));
function gapSpeed(gap, voltage, ambient) {
  const { enhancement, enhancementLoss, thickness, leastField } = MOTION;
  const gamma = enhancement - enhancementLoss * cube(gap / 1e-9);
  if (gamma * Math.abs(voltage) / thickness < leastField) return 0;
  const current = LAW.current * Math.exp(-gap / LAW.gapScale) * Math.sinh(voltage / LAW.voltageScale);
  const thermal = THERMAL_VOLTAGE * (ambient + Math.abs(voltage * current) * MOTION.thermalResistance);
  return -MOTION.speed * Math.exp(-MOTION.activation / thermal) * Math.sinh(gamma * MOTION.spacing * voltage / (thickness * thermal));
}
var LONGEST_MOVE = 5e-12;
function gapAfter(gap, voltage, duration, ambient) {
  const speed = (g) => gapSpeed(clip2(g), voltage, ambient);
  let at = gap;
  let left = duration;
  while (left > 0) {
    const k1 = speed(at);
    if (k1 === 0 || k1 < 0 && at <= RANGE.low || k1 > 0 && at >= RANGE.high) break;
    const step = Math.min(left, LONGEST_MOVE / Math.abs(k1));
    const k2 = speed(at + 0.5 * step * k1);
    const k3 = speed(at + 0.5 * step * k2);
    const k4 = speed(at + step * k3);
    at = clip2(at + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4));
    left -= step;
  }
  return at;
}
var stanfordDynamics = (ambient) => ({
  setPolarity: 1,
  // Even the smallest gap, with the largest γ, needs this voltage for the least field.
  threshold: {
    set: MOTION.leastField * MOTION.thickness / MOTION.enhancement,
    reset: MOTION.leastField * MOTION.thickness / MOTION.enhancement
  },
  fresh: (conductance) => ({
    variable: conductance.map((g) => clip2(gapAt(g))),
    traits: [],
    stuck: noneStuck(conductance.length)
  }),
  pulse: (state, voltage, duration) => {
    checkPulse(state, voltage, duration);
    const variable = state.variable.map(
      (gap, k) => state.stuck[k] === 1 ? gap : gapAfter(gap, voltage[k], duration, ambient)
    );
    return { ...state, variable };
  },
  cells: ({ variable }) => sinhCells(1 / LAW.voltageScale)(variable.map(conductanceOf)),
  current: ({ variable }, voltage) => voltage.map(
    (v, k) => LAW.current * Math.exp(-variable[k] / LAW.gapScale) * Math.sinh(v / LAW.voltageScale)
  )
});
var stanfordMemristor = defineMemristor({
  model: "stanford-pku",
  source: "memtorch-2021",
  params: z54.object({
    gap: quantity("m", { min: 1e-10, max: 2e-9 }, "mean gap of an untuned device before clipping").prefault(
      "1 nm"
    ),
    spread: real({ min: 0, max: 1 }, "coefficient of variation of the gap before clipping").prefault(0.08),
    ...nonIdealityFields({ on: "1.796 mS", off: "4.46 \xB5S" })
  }),
  constants: {
    ...NON_IDEALITY_CONSTANTS,
    spread: { nominal: 0.08, source: "assumed", note: "d2d spread of the gap in an untuned array" }
  },
  behave: ({ gap, spread: spread3, ...flaws }) => {
    const cellsOf = sinhCells(1 / LAW.voltageScale);
    const { drawConductance, ...moments } = untuned(
      (score) => conductanceOf(clip2(gap * (1 + spread3 * score))),
      flaws
    );
    return memristorOf(
      {
        ...moments,
        initialise: (targets, rng) => cellsOf(targets.map(() => drawConductance(rng))),
        cellsOf,
        law: () => ({ model: "sinh", sharpness: 1 / LAW.voltageScale }),
        dynamics: stanfordDynamics(flaws.temperatureCelsius + 273.15)
      },
      flaws
    );
  },
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} })
});

// src/devices/static-models.ts
import { z as z55 } from "zod";
var idealMemristor = defineMemristor({
  model: "ideal",
  source: "assumed",
  params: z55.object({
    mean: quantity("S", { min: 1e-9, max: 0.01 }, "conductance of a weight of zero").prefault("50 \xB5S")
  }),
  constants: {},
  behave: ({ mean }) => memristorOf({
    meanConductance: mean,
    // Pairs are written as mean · (1 ± w / 2W) with W the largest weight, about 4 for Gaussian weights.
    conductanceSpread: siemens(mean / 8),
    initialise: (targets) => linearCells(targets.slice())
  }),
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} })
});
var normalMemristor = defineMemristor({
  model: "normal",
  source: "cai-crossbar-2023",
  params: z55.object({
    mean: quantity("S", { min: 1e-9, max: 0.01 }, "mean conductance before clipping").prefault("61.7 \xB5S"),
    spread: real({ min: 0, max: 2 }, "d2d coefficient of variation before clipping, \u03C3 / \xB5").prefault(0.329),
    ...nonIdealityFields({ on: "316 \xB5S", off: "3.16 \xB5S" })
  }),
  constants: NON_IDEALITY_CONSTANTS,
  behave: ({ mean, spread: spread3, ...flaws }) => {
    const { drawConductance, ...moments } = untuned(
      (score) => Math.min(flaws.on, Math.max(flaws.off, mean * (1 + spread3 * score))),
      flaws
    );
    return memristorOf(
      { ...moments, initialise: (targets, rng) => linearCells(targets.map(() => drawConductance(rng))) },
      flaws
    );
  },
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} })
});
var params3 = z55.object({
  mean: quantity("S", { min: 1e-9, max: 0.01 }, "mean conductance of a working device").prefault("61.7 \xB5S"),
  spread: real({ min: 0, max: 2 }, "d2d coefficient of variation, \u03C3 / \xB5").prefault(0.329),
  temperatureCoefficient: real(
    { min: -0.02, max: 0.02 },
    "\u03B1 of G = G(40 \xB0C) \xB7 e^(\u03B1 \xB7 (T \u2212 40 \xB0C)), 1/K"
  ).prefault(0),
  temperatureSpread: real({ min: 0, max: 0.02 }, "d2d standard deviation of \u03B1, 1/K").prefault(0),
  ...nonIdealityFields({ on: "316 \xB5S", off: "3.16 \xB5S" })
});
var REFERENCE = 40;
function behave3(own) {
  const { mean, spread: spread3, temperatureCoefficient, temperatureSpread, ...flaws } = own;
  const sigma = Math.sqrt(Math.log1p(spread3 ** 2));
  const median2 = mean * Math.exp(-(sigma ** 2) / 2);
  const heat = flaws.temperatureCelsius - REFERENCE;
  const [shift, blur] = [temperatureCoefficient * heat, temperatureSpread * heat];
  const factors2 = (count, rng) => {
    const scores = temperatureSpread === 0 ? new Float64Array(count) : normals(count, rng.fork("temperature"));
    return scores.map((score) => Math.exp(shift + blur * score));
  };
  const { drawConductance, ...moments } = untuned((score) => median2 * Math.exp(sigma * score), flaws, {
    mean,
    meanSquare: mean ** 2 * (1 + spread3 ** 2)
  });
  const grown = (power2) => Math.exp(power2 * shift + (power2 * blur) ** 2 / 2);
  const { meanConductance, conductanceSpread } = moments;
  const square = (meanConductance ** 2 + conductanceSpread ** 2) * grown(2);
  const average = meanConductance * grown(1);
  return memristorOf(
    {
      meanConductance: siemens(average),
      conductanceSpread: heat === 0 ? conductanceSpread : siemens(Math.sqrt(Math.max(0, square - average ** 2))),
      initialise: (targets, rng) => {
        const drawn = targets.map(() => drawConductance(rng));
        if (shift === 0 && blur === 0) return linearCells(drawn);
        const warmed = factors2(targets.length, rng);
        return linearCells(drawn.map((g, k) => g * warmed[k]));
      },
      ...temperatureCoefficient === 0 && temperatureSpread === 0 ? {} : { atTemperature: (temperature) => behave3({ ...own, temperatureCelsius: temperature }) }
    },
    flaws
  );
}
var lognormalMemristor = defineMemristor({
  model: "lognormal",
  source: "cai-crossbar-2023",
  params: params3,
  constants: NON_IDEALITY_CONSTANTS,
  behave: behave3,
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} })
});
var sinhMemristor = defineMemristor({
  model: "sinh",
  source: "memtorch-2021",
  params: z55.object({
    mean: quantity("S", { min: 1e-9, max: 0.01 }, "mean conductance of a working device").prefault("61.7 \xB5S"),
    spread: real({ min: 0, max: 2 }, "d2d coefficient of variation, \u03C3 / \xB5").prefault(0.329),
    sharpness: real({ above: 0, max: 100 }, "a of I = (G/a)\xB7sinh(a\xB7V), 1/V").prefault(3),
    ...nonIdealityFields({ on: "316 \xB5S", off: "3.16 \xB5S" })
  }),
  constants: {
    ...NON_IDEALITY_CONSTANTS,
    sharpness: { nominal: 3, low: 2.7, high: 4, source: "memtorch-2021", note: "b of its data-driven model" }
  },
  behave: ({ mean, spread: spread3, sharpness, ...flaws }) => {
    const sigma = Math.sqrt(Math.log1p(spread3 ** 2));
    const median2 = mean * Math.exp(-(sigma ** 2) / 2);
    const { drawConductance, ...moments } = untuned((score) => median2 * Math.exp(sigma * score), flaws, {
      mean,
      meanSquare: mean ** 2 * (1 + spread3 ** 2)
    });
    const cellsOf = sinhCells(sharpness);
    return memristorOf(
      {
        ...moments,
        initialise: (targets, rng) => cellsOf(targets.map(() => drawConductance(rng))),
        cellsOf,
        law: () => ({ model: "sinh", sharpness })
      },
      flaws
    );
  },
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} })
});

// src/devices/tiox.ts
import { z as z56 } from "zod";
var TIOX_WINDOW = { low: 316e-8, high: 316e-6 };
function tioxStatic(celsius, compat) {
  const t = compat ? 273 + celsius : celsius;
  const ofTemperature = 1605e-6 * power(t, -1.33);
  return {
    linear: (g0) => -258e-8 + 0.977 * checked2(g0) + 1166e-10 * t,
    cubic: (g0) => 1.18 * checked2(g0) + 6596 * g0 ** 2 + ofTemperature,
    linearSpread: (g0) => {
      const spread3 = -107e-8 + 0.25 * checked2(g0) + 22e-9 * t - 1300 * g0 ** 2;
      return compat ? spread3 : Math.max(0, spread3);
    },
    cubicSpread: (g0) => 117e-7 + 1.3 * checked2(g0) - 1e-7 * t - 6500 * g0 ** 2 - 25e-4 * g0 * t
  };
}
function nominalConductance(celsius, compat, conductance) {
  const t = compat ? 273 + celsius : celsius;
  return clipToWindow((conductance + 258e-8 - 1166e-10 * t) / 0.977);
}
var clipToWindow = (g0) => Math.min(TIOX_WINDOW.high, Math.max(TIOX_WINDOW.low, g0));
function checked2(g0) {
  if (!(g0 >= TIOX_WINDOW.low && g0 <= TIOX_WINDOW.high))
    throw new RangeError(`tiox: expected a conductance in [3.16, 316] \xB5S, received ${g0 * 1e6} \xB5S`);
  return g0;
}
var BOLTZMANN4 = 1380649e-29;
var thermalNoise = (celsius, bandwidth, conductance, voltage) => Math.sqrt(4 * BOLTZMANN4 * (celsius + 273.15) * bandwidth / conductance) / voltage;
var THRESHOLD = 0.8;
var ROWS = [
  {
    upTo: 562e-8,
    set: [155e-6, -0.47, -3.851, 9.369, 10.4, -1.26, -0.02, 0.82, -0.57, 0.94],
    reset: [-89e-6, 0.89, 8.96, 6.2, -10.9, 0.04, 2e-4, 0.02, 5e-3, 0.03]
  },
  {
    upTo: 1e-5,
    set: [155e-6, -0.47, -3.769, 7.512, 8.419, -1.22, -0.02, 0.84, -0.57, 0.81],
    reset: [-89e-6, 0.51, 6.88, 6.2, -8.61, -5e-3, -4e-4, -2e-3, -0.01, 0.02]
  },
  {
    upTo: 178e-7,
    set: [155e-6, -0.47, -3.729, 6.801, 7.582, -1.03, -0.02, 0.72, -0.47, 0.63],
    reset: [-89e-6, 0.34, 4.93, 6.2, -8.14, -0.07, -3e-3, -0.07, -0.05, -0.02]
  },
  {
    upTo: 316e-7,
    set: [155e-6, -0.47, -3.517, 6.18, 6.851, -0.78, -0.01, 0.53, -0.33, 0.45],
    reset: [-89e-6, 0.25, 3.63, 6.2, -7.77, -0.11, -4e-3, -0.11, -0.09, -0.03]
  },
  {
    upTo: 562e-7,
    set: [155e-6, -0.47, -3.426, 5.946, 6.558, -0.37, 5e-3, 0.15, -0.01, 0.11],
    reset: [-89e-6, 0.23, 2.91, 6.2, -7.42, -0.15, -6e-3, -0.17, -0.13, -0.06]
  },
  {
    upTo: 1e-4,
    set: [155e-6, -0.47, -3.373, 5.005, 5.792, 0.14, 0.01, -0.29, 0.31, -0.21],
    reset: [-89e-6, 0.21, 2.33, 6.2, -7.3, -0.12, -5e-3, -0.16, -0.13, -0.06]
  },
  {
    upTo: 178e-6,
    set: [155e-6, -0.47, -3.422, 4.936, 5.84, 0.34, 0.01, -0.41, 0.37, -0.29],
    reset: [-89e-6, 0.22, 1.93, 6.2, -7.1, -0.04, -2e-3, -0.1, -0.11, -0.04]
  },
  {
    upTo: Number.POSITIVE_INFINITY,
    set: [155e-6, -0.47, -3.572, 4.864, 5.785, 0.26, 0.01, -0.29, 0.25, -0.2],
    reset: [-89e-6, 0.28, 1.68, 6.2, -7, 0.1, 3e-3, 0.02, -0.05, -4e-3]
  }
];
function tioxStep(g0, voltage, duration, score) {
  if (Math.abs(voltage) <= THRESHOLD || duration === 0) return 0;
  const row2 = ROWS.find(({ upTo }) => g0 <= upTo);
  const [c0, c1, c2, c3, c4, d0, d1, d2, d3, d4] = voltage > 0 ? row2.set : row2.reset;
  const sign = voltage > 0 ? 1 : -1;
  const x = Math.log(duration);
  const mean = c0 * (sign - Math.tanh(c1 * (x - c2))) * (Math.tanh(c3 * voltage - c4) + sign);
  const spread3 = d0 + d1 * x * x + (d2 + d3 * voltage) * voltage * x + d4 * cube(voltage);
  return mean * (1 + score * spread3);
}
function tioxDynamics(law, { sticksAtLimit, compat }) {
  const limits = compat ? { low: 317e-8, high: 315e-6 } : TIOX_WINDOW;
  const coefficients = ({ variable, traits: [z89] }) => ({
    conductance: variable.map((g0, k) => law.linear(g0) + z89[k] * law.linearSpread(g0)),
    cubic: variable.map((g0, k) => law.cubic(g0) + z89[k] * law.cubicSpread(g0))
  });
  return {
    recipe: "cai-crossbar-2023",
    setPolarity: 1,
    threshold: { set: THRESHOLD, reset: THRESHOLD },
    fresh: (conductance, rng) => ({
      variable: conductance.map(clipToWindow),
      traits: ["static", "dynamic"].map((name) => normals(conductance.length, rng.fork(name))),
      stuck: noneStuck(conductance.length)
    }),
    pulse: (state, voltage, duration) => {
      checkPulse(state, voltage, duration);
      const stuck = state.stuck.slice();
      const variable = state.variable.map((g0, k) => {
        if (stuck[k] === 1) return g0;
        const moved2 = g0 + tioxStep(g0, voltage[k], duration, state.traits[1][k]);
        if (moved2 >= TIOX_WINDOW.low && moved2 <= TIOX_WINDOW.high) return moved2;
        if (sticksAtLimit) stuck[k] = 1;
        return moved2 < TIOX_WINDOW.low ? limits.low : limits.high;
      });
      return { ...state, variable, stuck };
    },
    cells: coefficients,
    current: (state, voltage) => {
      const { conductance, cubic } = coefficients(state);
      return voltage.map((v, k) => (conductance[k] + cubic[k] * v * v) * v);
    }
  };
}
var LEAST3 = 1e-9;
var READ_SPAN = 0.8;
var bend = (conductance, cubic) => Math.max(cubic, -0.9 * conductance / (3 * READ_SPAN ** 2));
var READ_VOLTAGE = 0.2;
var params4 = z56.object({
  mean: quantity("S", { min: 316e-8, max: 316e-6 }, "mean g0 before clipping").prefault("61.7 \xB5S"),
  spread: real({ min: 0, max: 2 }, "coefficient of variation of g0 before clipping, \u03C3 / \xB5").prefault(0.329),
  bandwidth: quantity("Hz", { min: 0, max: 1e12 }, "bandwidth of thermal noise").prefault("100 MHz"),
  limit: choice(["clamp", "stuck"], "what pulses do to a cell at the end of the window").prefault("clamp"),
  compat: flag("follow the published code, errors included").prefault(false),
  ...nonIdealityFields({ on: "316 \xB5S", off: "3.16 \xB5S" })
});
function behave4(own) {
  const { mean, spread: spread3, bandwidth, limit, compat, ...flaws } = own;
  const { temperatureCelsius: celsius, stuckOn, stuckOff, on, off } = flaws;
  const law = tioxStatic(celsius, compat);
  const toLevel = scoreToLevel(flaws.levels);
  const g0Of = (score) => clipToWindow(mean * (1 + spread3 * score));
  const moments = withStuck(
    momentsOverScores(
      (score) => law.linear(g0Of(score)),
      flaws.levels,
      (score) => law.linear(g0Of(score)) ** 2 + law.linearSpread(g0Of(score)) ** 2
    ),
    flaws
  );
  const bentCells = (conductance, scores) => ({
    conductance,
    cubic: conductance.map((g, k) => {
      const g0 = nominalConductance(celsius, compat, g);
      return bend(g, law.cubic(g0) + scores[k] * law.cubicSpread(g0));
    })
  });
  const initialise = (targets, rng) => {
    const conductance = new Float64Array(targets.length);
    const cubic = new Float64Array(targets.length);
    for (let k = 0; k < targets.length; k++) {
      const fate = rng.uniform();
      const isStuck = fate < stuckOn + stuckOff;
      const g0 = isStuck ? nominalConductance(celsius, compat, fate < stuckOn ? on : off) : g0Of(toLevel(rng.normal()));
      const score = isStuck ? 0 : rng.normal();
      const g = law.linear(g0) + score * law.linearSpread(g0);
      conductance[k] = isStuck ? fate < stuckOn ? on : off : Math.max(LEAST3, g);
      cubic[k] = bend(conductance[k], law.cubic(g0) + score * law.cubicSpread(g0));
    }
    return { conductance, cubic };
  };
  return memristorOf(
    {
      ...moments,
      initialise,
      cellsOf: (conductance, rng) => bentCells(
        conductance,
        conductance.map(() => rng.normal())
      ),
      law: ({ conductance, cubic }) => ({
        model: "cubic",
        cubic: cubic ?? new Float64Array(conductance.length)
      }),
      thermalNoise: compat ? 0 : thermalNoise(celsius, bandwidth, moments.meanConductance, READ_VOLTAGE),
      // g0, both scores and stuck cells are the same draws at every temperature.
      atTemperature: (temperature) => behave4({ ...own, temperatureCelsius: temperature }),
      dynamics: tioxDynamics(law, { sticksAtLimit: limit === "stuck", compat })
    },
    flaws
  );
}
var tioxMemristor = defineMemristor({
  model: "tiox",
  source: "cai-crossbar-2023",
  params: params4,
  constants: NON_IDEALITY_CONSTANTS,
  behave: behave4,
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} })
});

// src/devices/vteam.ts
import { z as z57 } from "zod";
function vteamSpeed(law, voltage) {
  if (voltage >= law.offVoltage) return law.offSpeed * power(voltage / law.offVoltage - 1, law.offExponent);
  if (voltage <= law.onVoltage) return law.onSpeed * power(voltage / law.onVoltage - 1, law.onExponent);
  return 0;
}
function vteamDynamics(law) {
  const { onResistance, offResistance, thickness } = law;
  const range = offResistance - onResistance;
  const clip3 = (x) => Math.min(thickness, Math.max(0, x));
  const conductanceAt = (x) => 1 / (onResistance + range * x / thickness);
  return {
    setPolarity: -1,
    threshold: { set: -law.onVoltage, reset: law.offVoltage },
    fresh: (conductance) => ({
      variable: conductance.map((g) => clip3(thickness * (1 / g - onResistance) / range)),
      traits: [],
      stuck: noneStuck(conductance.length)
    }),
    pulse: (state, voltage, duration) => {
      checkPulse(state, voltage, duration);
      const variable = state.variable.map(
        (x, k) => state.stuck[k] === 1 ? x : clip3(x + vteamSpeed(law, voltage[k]) * duration)
      );
      return { ...state, variable };
    },
    cells: ({ variable }) => linearCells(variable.map(conductanceAt)),
    current: ({ variable }, voltage) => voltage.map((v, k) => conductanceAt(variable[k]) * v)
  };
}
var vteamMemristor = defineMemristor({
  model: "vteam",
  source: "memtorch-2021",
  params: z57.object({
    offResistance: quantity("ohm", { min: 1, max: 1e12 }, "resistance in the off state").prefault("1 k\u03A9"),
    ratio: real({ min: 1.01, max: 1e9 }, "off resistance over on resistance").prefault(20),
    thickness: quantity("m", { min: 1e-10, max: 1e-6 }, "length d that the state moves on").prefault("3 nm"),
    onVoltage: quantity("V", { min: -10, max: -1e-3 }, "threshold toward the on state").prefault("-0.2 V"),
    offVoltage: quantity("V", { min: 1e-3, max: 10 }, "threshold toward the off state").prefault("0.02 V"),
    onSpeed: real({ min: -1e6, max: 0 }, "k_on, m/s").prefault(-10),
    offSpeed: real({ min: 0, max: 1e6 }, "k_off, m/s").prefault(5e-4),
    onExponent: real({ min: 0, max: 10 }, "\u03B1_on").prefault(3),
    offExponent: real({ min: 0, max: 10 }, "\u03B1_off").prefault(1),
    state: real({ min: 0, max: 1 }, "mean x/d of an untuned device before clipping").prefault(0.5),
    stateSpread: real({ min: 0, max: 1 }, "d2d standard deviation of x/d before clipping").prefault(0.15),
    ...nonIdealityFields({ on: "20 mS", off: "1 mS" })
  }),
  constants: {
    ...NON_IDEALITY_CONSTANTS,
    stateSpread: { nominal: 0.15, source: "assumed", note: "d2d spread of x/d in an untuned array" }
  },
  behave: ({ state, stateSpread, ratio, ...rest }) => {
    const law = { ...rest, onResistance: rest.offResistance / ratio };
    const { drawConductance, ...moments } = untuned((score) => {
      const share = Math.min(1, Math.max(0, state + stateSpread * score));
      return 1 / (law.onResistance + (law.offResistance - law.onResistance) * share);
    }, rest);
    return memristorOf(
      {
        ...moments,
        initialise: (targets, rng) => linearCells(targets.map(() => drawConductance(rng))),
        dynamics: vteamDynamics(law)
      },
      rest
    );
  },
  cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} })
});

// src/devices/index.ts
var memristors = [
  idealMemristor,
  lognormalMemristor,
  normalMemristor,
  sinhMemristor,
  tioxMemristor,
  vteamMemristor,
  stanfordMemristor,
  dataDrivenMemristor,
  fittedMemristor,
  empiricalMemristor
];

// src/peripherals/adc/low-resolution.ts
import { z as z60 } from "zod";

// src/peripherals/adc/sar.ts
import { z as z58 } from "zod";
var POWER = [
  [7, 0.1061, 0.8847],
  [22, 0.538, 4.3753],
  [32, 1.1294, 8.8998],
  [65, 3.7506, 25.844]
];
function powerFactor(nm, column) {
  const upper = Math.max(
    1,
    POWER.findIndex(([node]) => node >= nm - 1e-6)
  );
  const [below, above] = [POWER[upper - 1], POWER[upper]];
  const share = Math.log(nm / below[0]) / Math.log(above[0] / below[0]);
  return below[column] * power(above[column] / below[column], share) / POWER[2][column];
}
var sarAdc = defineAdc({
  model: "sar",
  source: "neurosim-v14",
  params: z58.object({
    bits: integer({ min: 1, max: 12 }, "resolution").prefault(8),
    columnResistance: stated(
      priceOnly(
        quantity(
          "ohm",
          { min: 1, max: 1e12 },
          "resistance of the column that its input reads, against the reference"
        ).prefault("1 Gohm")
      )
    ),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS
  }),
  constants: {
    perBit: { nominal: 11294e-10, source: "neurosim-v14", note: "W a bit at 32 nm" },
    fixed: { nominal: 88998e-10, source: "neurosim-v14", note: "W at 32 nm" },
    column: { nominal: 0.0794, source: "neurosim-v14", note: "W \xB7 ohm, nearly; 32 nm (0.0723 at 22 nm)" },
    columnSlope: { nominal: 2.297, source: "neurosim-v14", note: "ln a decade of the column's resistance" },
    cycle: { nominal: 1e-9, source: "neurosim-v14", note: "s a bit, and one to sample" },
    area: {
      nominal: 1042e-13,
      low: 6e-11,
      high: 18e-11,
      source: "neurosim-v14",
      note: "m\xB2 at 1 bit, 32 nm; range: assumed"
    },
    areaPerBit: {
      nominal: 3966e-14,
      low: 2e-11,
      high: 12e-11,
      source: "neurosim-v14",
      note: "m\xB2 a further bit, 32 nm; range: assumed; 8 bits of [isaac-2016] take 1 200 \xB5m\xB2"
    },
    warming: { nominal: 13e-4, source: "neurosim-v14", note: "rise of the power a kelvin over 300 K" },
    leakage: { nominal: 0.02, low: 1e-3, high: 0.1, source: "assumed", note: "leakage over active power" }
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits, columnResistance }, technology, k) => {
    const base = nanometres(32);
    const nm = technology.node * 1e9;
    const own = k.perBit * bits * powerFactor(nm, 1) + k.fixed * powerFactor(nm, 2);
    const warm = 1 + k.warming * (technology.temperature - 300);
    const column = k.column * Math.exp(-k.columnSlope * Math.log10(columnResistance));
    const time = (bits + 1) * k.cycle;
    const conversion = seconds(time * technology.delayFactor("analog", base));
    return {
      area: squareMetres((k.area + k.areaPerBit * (bits - 1)) * technology.areaFactor("analog", base)),
      leakage: watts(k.leakage * own),
      actions: {
        convert: { energy: joules((own + column) * warm * time), latency: conversion, interval: conversion }
      }
    };
  }
});

// src/peripherals/adc/survey.ts
import { z as z59 } from "zod";
var SURVEY_DOMAIN = { min: nanometres(22), max: nanometres(65) };
var SURVEY_RATE = quantity("S/s", { min: 1e6, max: 1e10 }, "conversions a second").prefault(
  "1 GS/s"
);
var fitted2 = (nominal2, note) => ({ nominal: nominal2, source: "andrulis-2024", note });
var SURVEY_CONSTANTS = shared("survey", {
  meritAtRate: fitted2(213.7806687348118, "dB; figure of merit at 1 S/s along the rate-bound edge"),
  meritByRate: fitted2(2.8719030399529957, "dB a factor e of the rate"),
  meritAtBits: fitted2(128.3068287398817, "dB; figure of merit at 0 bits along the resolution-bound edge"),
  meritByBits: fitted2(3.2205115109775, "dB a bit"),
  energyIntercept: fitted2(26.0496215686518, "ln of the ratio to the bound"),
  energyByNode: fitted2(1.8800369206815004, "exponent of the node in nm"),
  energyByBits: fitted2(2.8291256050594527, "negative exponent of the bits"),
  energyQuantile: {
    nominal: 1.4702022133784405,
    low: 0.22,
    high: 1.63,
    source: "andrulis-2024",
    note: "ln by which the best 20 % lie below the mean; range: the middle and the best twentieth of 72 converters of 4 to 8.5 bits, 22 to 65 nm [adc-survey-2025]"
  },
  areaIntercept: fitted2(1.3461916439910742, "ln \xB5m\xB2; the best 10 %"),
  areaByNode: fitted2(0.9932794744745022, "exponent of the node in nm"),
  areaByRate: fitted2(0.18071538424508238, "exponent of the rate in S/s"),
  areaByEnergy: fitted2(0.29912426192653485, "exponent of the energy in pJ"),
  leakage: {
    nominal: 0.2,
    source: "hwcomponents-2026",
    note: "leakage over the power at full rate"
  }
});
var SNDR_BY_BITS = 20 * Math.log10(2);
var SNDR_AT_NONE = 10 * Math.log10(1.5);
function surveyPrice(enob, rate, { node }, k) {
  const nm = node * 1e9;
  const sndr = SNDR_BY_BITS * enob + SNDR_AT_NONE;
  const merit = Math.min(
    k.meritAtRate - k.meritByRate * Math.log(rate),
    k.meritAtBits + k.meritByBits * Math.ceil(enob)
  );
  const overBound = Math.exp(k.energyIntercept - k.energyQuantile) * power(nm, k.energyByNode) * power(enob, -k.energyByBits);
  const pico = 0.5 * power(10, (sndr - merit) / 10) * overBound;
  const micro = Math.exp(k.areaIntercept) * power(nm, k.areaByNode) * power(rate, k.areaByRate) * power(pico, k.areaByEnergy);
  const interval = seconds(1 / rate);
  return {
    area: squareMetres(micro / 1e12),
    leakage: watts(k.leakage * pico * rate / 1e12),
    actions: { convert: { energy: joules(pico / 1e12), latency: interval, interval } }
  };
}
var surveyAdc = defineAdc({
  model: "survey",
  source: "andrulis-2024",
  domain: SURVEY_DOMAIN,
  params: z59.object({
    bits: real(
      { min: 4, max: 14 },
      "effective number of bits (ENOB); below 5 the regression rests on few converters"
    ).prefault(8),
    rate: priceOnly(SURVEY_RATE),
    ...OFFSET_PARAMS
  }),
  constants: SURVEY_CONSTANTS,
  behave: ({ bits, offset, trimBits }) => converter(Math.ceil(bits), bits, offset, trimBits),
  cost: ({ bits, rate }, technology, k) => surveyPrice(bits, rate, technology, k)
});

// src/peripherals/adc/low-resolution.ts
var FLASH_TO = 3;
var SURVEY_FROM = 7;
var BLEND_CONSTANTS = {
  spread: {
    nominal: 1,
    low: 0.25,
    high: 3,
    source: "assumed",
    note: "energy of 4 to 6 bits over the middle of three published converters; low: SAR of [neurosim-v14]; high: ISAAC's"
  },
  idle: {
    nominal: 0.05,
    low: 0.01,
    high: 1,
    source: "assumed",
    note: "static power that is left when a converter is switched off between reads"
  }
};
var CONSTANTS2 = { ...FLASH_CONSTANTS, ...SURVEY_CONSTANTS, ...BLEND_CONSTANTS };
function publishedMiddle(bits, banks, technology) {
  const costs = [sarAdc, isaacAdc, zigzagAdc].map(
    ({ schema, model }) => schema.parse({ model, bits }).cost(technology)
  );
  const mean = (of2) => Math.exp(costs.reduce((sum, cost) => sum + Math.log(of2(cost)), 0) / costs.length);
  return {
    energy: mean((cost) => cost.actions.convert.energy),
    // Converters alternate if one comparator is too slow for the rate.
    area: banks * mean((cost) => cost.area)
  };
}
function blended(bits, rate, banks, technology, k) {
  const survey = surveyPrice(bits, rate, technology, k);
  const own = { energy: survey.actions.convert.energy, area: survey.area };
  if (bits >= SURVEY_FROM) return own;
  const share = (bits - FLASH_TO - 1) / (SURVEY_FROM - FLASH_TO - 1);
  const middle = publishedMiddle(bits, banks, technology);
  const between2 = (a, b) => power(a, 1 - share) * power(b, share);
  return { energy: between2(middle.energy * k.spread, own.energy), area: between2(middle.area, own.area) };
}
var lowResolutionAdc = defineAdc({
  model: "low-resolution",
  source: "andrulis-2024",
  domain: SURVEY_DOMAIN,
  params: z60.object({
    bits: integer({ min: 1, max: 14 }, "resolution").prefault(3),
    rate: priceOnly(SURVEY_RATE),
    ...SHARED_LEVELS,
    ...ENOB_LOSS,
    ...OFFSET_PARAMS
  }),
  constants: CONSTANTS2,
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits, rate, sharedLevels }, technology, k) => {
    const bank = flashPrice(bits, { levels: "ladder", sharedLevels }, technology, k);
    const decision = bank.actions.convert.latency;
    const interval = seconds(1 / rate);
    const convert = (energy2) => ({
      convert: { energy: joules(energy2), latency: seconds(Math.max(decision, interval)), interval }
    });
    const banks = Math.ceil(rate * decision);
    if (bits <= FLASH_TO) {
      return {
        area: squareMetres(bank.area * banks),
        leakage: watts(bank.leakage * banks),
        actions: convert(bank.actions.convert.energy)
      };
    }
    const { energy, area } = blended(bits, rate, banks, technology, k);
    return {
      area: squareMetres(area),
      leakage: watts(k.idle * k.leakage * energy * rate),
      actions: convert(energy)
    };
  }
});

// src/peripherals/chip/clock.ts
import { z as z61 } from "zod";
var defineClock = (definition) => define({ affects: "price", ...definition, family: "clock" });
var idealClock = defineClock({
  model: "ideal",
  source: "assumed",
  params: z61.object({}),
  constants: {},
  behave: () => ({ frequency: 0, memoryShare: 0 }),
  cost: () => free(["tick"])
});
var SQUARE_MILLIMETRE3 = 1e-6;
var REGISTERED2 = shared("clock", {
  registers: {
    nominal: 0.18,
    low: 0.03,
    high: 0.56,
    source: "asap7-2016",
    note: "share of the area of logic that is registers: the dot product of 16 lanes, .19 here and .17 in [skywater-2020]; low: popcount of 128 bits; high: counting sorter"
  },
  pin: {
    nominal: 9e-16,
    low: 47e-17,
    high: 18e-16,
    source: "asap7-2016",
    note: "F of a register's clock pin, at every node: .475 fF at 7 nm (DFFHQNx1) and 1.79 fF at 130 nm (dfxtp_1 of [skywater-2020]), at 28 nm by the power of the node between them"
  }
});
var TREE = 0.79;
function clockTree(technology, k) {
  const density = k.registers / (k.registerArea * technology.areaFactor("logic", nanometres(40)));
  const wire = TREE * technology.wireCapacitance * Math.sqrt(density);
  const net = density * k.pin + wire;
  const n = fanOut(k);
  const cluster = density * n ** 2 * k.pin / net;
  const above = wire / (Math.sqrt(cluster) - 1);
  const inputs = (net + above) / (n - 1);
  return { inputs, load: above + (1 + k.parasitic) * inputs };
}
var GATED_TREE = {
  ...REGISTERED2,
  registerArea: LOGIC.registerArea,
  ...INVERTER,
  supply: SUPPLY2.at32,
  ungated: {
    nominal: 0.1,
    low: 0.02,
    high: 0.4,
    source: "assumed",
    note: "share of the load above the gates: none if each unit has one gate, .3 if each last buffer is a gate"
  }
};
var gatedClock = defineClock({
  model: "gated-tree",
  source: "asap7-2016",
  params: z61.object({
    frequency: quantity(
      "Hz",
      { min: 1e3, max: 5e9 },
      "cycles a second; those of MAC array and softmax at least"
    ).prefault("1 GHz"),
    memoryShare: stated(
      fraction("share of the area of what stores that loads the clock as logic does (assumed)").prefault(0.1)
    )
  }),
  constants: GATED_TREE,
  staticPower: "standby",
  behave: ({ frequency, memoryShare }) => ({ frequency, memoryShare }),
  cost: ({ frequency }, technology, k) => {
    const { inputs, load } = clockTree(technology, k);
    const square = k.supply ** 2 * technology.energyFactor("wire", nanometres(32));
    const cycle = load * SQUARE_MILLIMETRE3 * square;
    return {
      area: squareMetres(SQUARE_MILLIMETRE3 * inverterArea(inputs, technology, k)),
      leakage: watts(k.ungated * cycle * frequency),
      actions: {
        tick: { energy: joules((1 - k.ungated) * cycle), latency: seconds(0), interval: seconds(0) }
      }
    };
  }
});

// src/peripherals/chip/control.ts
import { z as z62 } from "zod";
var defineControl = (definition) => define({ affects: "price", ...definition, family: "control" });
var idealControl = defineControl({
  model: "ideal",
  source: "assumed",
  params: z62.object({}),
  constants: {},
  behave: () => null,
  cost: () => free(["issue"])
});
var sequencerControl = defineControl({
  model: "sequencer",
  source: "assumed",
  params: z62.object({}),
  constants: {
    energy: {
      nominal: 5e-13,
      low: 26e-14,
      high: 9e-13,
      source: "asap7-2016",
      note: "J a cycle at 28 nm: low and high are a synthesised sequencer whose registers have the clock when they change, and always"
    },
    area: {
      nominal: 16e-10,
      low: 13e-10,
      high: 2e-9,
      source: "asap7-2016",
      note: "m\xB2 at 28 nm; low: [nangate-2010]; high: assumed"
    },
    leakage: LOGIC_LEAKAGE
  },
  behave: () => null,
  cost: (_, technology, k) => {
    const base = nanometres(28);
    const area = k.area * technology.areaFactor("logic", base);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        issue: {
          energy: joules(k.energy * technology.energyFactor("logic", base)),
          latency: seconds(0),
          interval: seconds(0)
        }
      }
    };
  }
});

// src/peripherals/chip/pads.ts
import { z as z63 } from "zod";
var definePads = (definition) => define({ affects: "price", ...definition, family: "pads" });
var idealPads = definePads({
  model: "ideal",
  source: "assumed",
  params: z63.object({}),
  constants: {},
  behave: () => ({ rate: Number.POSITIVE_INFINITY }),
  cost: () => free([])
});
var ATTACHMENTS = ["pins", "micro-bumps", "bonds"];
var RATES = { pins: 4266e6, "micro-bumps": 24e8, bonds: 1e9 };
var interfacePads = definePads({
  model: "interface",
  source: "assumed",
  params: z63.object({
    attachment: choice(ATTACHMENTS, "how the memory is attached (default: as its standard is)").optional(),
    lineRate: quantity(
      "B/s",
      { min: 1e5, max: 1e11 },
      "bytes a second of one data line (default: as its attachment has)"
    ).optional()
  }),
  constants: {
    pins: {
      nominal: 13e-7 / 16,
      low: 23e-9,
      high: 149e-9,
      source: "mcpat-2015",
      note: "m\xB2 a data line with pads: a PHY for 16 lines of DDR3 at 2133 Mb/s, 1.3 mm\xB2 with IOs at 40 nm; its fit to photographs of two processors gives .149 mm\xB2 a line at 90 nm (high), of which it takes half, .0743, and .023 if that shrinks to 28 nm (low)"
    },
    microBumps: {
      nominal: 12e-9,
      low: 8e-9,
      high: 2e-8,
      source: "assumed",
      note: "m\xB2 a data line of a stack"
    },
    bonds: { nominal: 25e-11, low: 25e-12, high: 1e-9, source: "assumed", note: "m\xB2 a data line, bonded" }
  },
  behave: ({ attachment = "pins", lineRate }) => ({
    rate: lineRate === void 0 ? RATES[attachment] : 8 * lineRate
  }),
  cost: ({ attachment = "pins", lineRate = 0 }, _, k) => ({
    // A faster line takes as many PHY slices and pads as lines of the default rate would.
    area: squareMetres(
      { pins: k.pins, "micro-bumps": k.microBumps, bonds: k.bonds }[attachment] * Math.max(1, 8 * lineRate / RATES[attachment])
    ),
    leakage: watts(0),
    actions: {}
  })
});

// src/peripherals/gpu.ts
import { z as z64 } from "zod";
var [SHORT, LONG] = [512, 16384];
var TRIAD = { h200: 3534 / 4800, h100Pcie: 1832 / 2039 };
var KERNEL = shared("gpu", {
  bandwidthUse: {
    nominal: (TRIAD.h200 + TRIAD.h100Pcie) / 2,
    low: TRIAD.h200,
    high: TRIAD.h100Pcie,
    source: "gpu-benches-2026",
    note: "share of the data sheet's bandwidth: triad of gpu-stream and cuda-stream at full occupancy, between 3534 of 4800 GB/s on H200 (low) and 1832 of 2039 on H100 PCIe (high); .86 on A100"
  },
  powerUse: {
    nominal: 572 / 700,
    low: 396 / 700,
    high: 675 / 700,
    source: "gpu-benches-2026",
    note: "share of the thermal design power: 572 of 700 W while H200 streams (gpu-roofline); its least, 396, at 100 FLOP a byte, its most, 675, at 6"
  },
  launch: {
    nominal: 65536 / 26e9,
    low: 65536 / 3e10,
    high: 65536 / 15e9,
    source: "gpu-benches-2026",
    note: "s a kernel: 64 KiB at 26 GB/s, one of 10 000 queued on H200 (gpu-small-kernels); low: in a graph; high: on A100"
  }
});
var sheetConstants = (sheet) => ({
  peak: {
    nominal: sheet.peak,
    source: "nvidia-2023",
    exact: "data sheet",
    note: "FLOP/s, dense 16-bit products"
  },
  bandwidth: {
    nominal: sheet.bandwidth,
    source: "nvidia-2023",
    exact: "data sheet",
    note: "B/s of the memory"
  },
  bandwidthUse: KERNEL.bandwidthUse,
  power: {
    nominal: sheet.power,
    source: "nvidia-2023",
    exact: "data sheet",
    note: "W, thermal design power"
  },
  powerUse: KERNEL.powerUse,
  launch: KERNEL.launch,
  die: {
    nominal: sheet.die,
    source: "nvidia-hopper-2022",
    exact: "data sheet",
    note: "m\xB2 of the die, memory apart"
  }
});
var defineGpu = (sheet) => define({
  family: "gpu",
  affects: "price",
  staticPower: "board power \xD7 time",
  model: sheet.model,
  source: "nvidia-2023",
  params: z64.object({
    cards: priceOnly(
      integer({ min: 1, max: 1 << 16 }, "cards that share heads and context evenly, at no loss").prefault(
        1
      )
    )
  }),
  constants: sheetConstants(sheet),
  behave: ({ cards }) => ({
    bytes: 2,
    capacity: cards * sheet.memory,
    cards,
    utilisation: (width, length, causal) => rateOf(sheet, width, length, causal) / sheet.peak
  }),
  cost: ({ cards }, _, k) => {
    const action = (interval, latency = 0) => ({
      energy: joules(0),
      latency: seconds(latency),
      interval: seconds(interval)
    });
    return {
      area: squareMetres(cards * k.die),
      leakage: watts(cards * k.power * k.powerUse),
      actions: {
        flop: action(1 / k.peak / cards),
        stall: action(1 / k.peak / cards),
        byte: action(1 / (k.bandwidth * k.bandwidthUse) / cards),
        // A kernel must start before it computes, so its launch is not hidden.
        launch: action(0, k.launch)
      }
    };
  }
});
function rateOf({ rates }, width, length, causal) {
  const long = atWidth(rates.long, width);
  const mask = causal ? atWidth(rates.longCausal, width) / long : 1;
  const place2 = Math.log(Math.min(LONG, Math.max(SHORT, length)) / SHORT) / Math.log(LONG / SHORT);
  return mask * (place2 * long + (1 - place2) * atWidth(rates.short, width));
}
function atWidth(rates, width) {
  const after = rates.findIndex(([measured]) => measured >= width);
  if (after < 0) return rates[rates.length - 1][1];
  const [wide, high] = rates[after];
  const [narrow, low] = after === 0 ? [0, 0] : rates[after - 1];
  return low + (high - low) * (width - narrow) / (wide - narrow);
}
var idealGpu = define({
  affects: "price",
  family: "gpu",
  model: "ideal",
  source: "assumed",
  params: z64.object({}),
  constants: {},
  behave: () => ({
    bytes: 2,
    capacity: Number.POSITIVE_INFINITY,
    cards: 1,
    utilisation: () => 1
  }),
  cost: () => free(["flop", "stall", "byte", "launch"])
});
var a100Gpu = defineGpu({
  model: "a100",
  peak: 312e12,
  bandwidth: 2039e9,
  power: 400,
  memory: 8e10,
  die: 826e-6,
  rates: {
    long: [
      [64, 176e12],
      [128, 203e12]
    ],
    longCausal: [
      [64, 171e12],
      [128, 189e12]
    ],
    short: [
      [64, 132e12],
      [128, 203e12 * 132 / 176]
    ]
  }
});
var h100Gpu = defineGpu({
  model: "h100",
  peak: 9894e11,
  bandwidth: 335e10,
  power: 700,
  memory: 8e10,
  die: 814e-6,
  rates: {
    long: [
      [64, 497e12],
      [128, 648e12],
      [256, 756e12]
    ],
    longCausal: [
      [64, 473e12],
      [128, 616e12],
      [256, 756e12 * 616 / 648]
    ],
    short: [
      [64, 333e12],
      [128, 467e12]
    ]
  }
});

// src/peripherals/input-stage/models.ts
import { z as z65 } from "zod";
var STAGE = shared("inputStage", {
  area: {
    nominal: 432e-12 / 128 * 65 / 32,
    low: 1e-12,
    high: 5e-11,
    source: "neurosim-v14",
    note: "m\xB2 in addition to its amplifier at 65 nm: the line's switch, of 432 \xB5m\xB2 for the 128 columns of a passive array at 32 nm; range: assumed"
  }
});
var innerTimeConstant = (feedback, { capacitance, timeConstant }) => Math.min(timeConstant, timeConstant ** 2 / Math.max(4 * feedback * capacitance, 1e-30));
var sized = ({ inputResistance, noise, feedback }, load, node, k) => quietAmplifier(
  inputResistance,
  noise,
  { ...load, timeConstant: innerTimeConstant(feedback, load) },
  node,
  k
);
var transimpedanceStage = defineInputStage({
  model: "transimpedance",
  source: "assumed",
  params: z65.object({
    ...STAGE_PARAMS,
    feedback: quantity("ohm", { min: 1, max: 1e9 }, "feedback resistor").prefault("10 kohm")
  }),
  constants: {
    ...AMPLIFIER_CONSTANTS,
    area: {
      nominal: 2e-11,
      low: 5e-12,
      high: 1e-10,
      source: "assumed",
      note: "m\xB2 at 65 nm, its resistor included"
    },
    leakage: LOGIC_LEAKAGE
  },
  behave: (params7) => ({
    inputResistance: params7.inputResistance,
    stated: statedLoad(params7),
    fastest: ({ capacitance }, node) => Math.max(fastestAmplifier(node), Math.sqrt(4 * params7.feedback * capacitance * fastestAmplifier(node))),
    noise: (load, node) => {
      const own = noiseDensity(sized(params7, load, node, AMPLIFIER_NOMINAL), load);
      return Math.sqrt((own + 4 * THERMAL_ENERGY / params7.feedback) * load.noiseBandwidth);
    }
  }),
  cost: (params7, technology, k) => {
    const load = loadOf(params7);
    const amplifier = sized(params7, load, technology.node, k);
    const area = k.area * technology.areaFactor("charge", nanometres(65));
    return heldPrice(amplifier, area, load.held, technology, k);
  }
});
var integratorStage = defineInputStage({
  model: "integrator",
  source: "assumed",
  params: z65.object({
    ...STAGE_PARAMS,
    capacitance: quantity("F", { min: 1e-16, max: 1e-9 }, "capacitor that holds a read's charge").prefault(
      "1 pF"
    )
  }),
  constants: {
    ...AMPLIFIER_CONSTANTS,
    density: { nominal: 2e-3, low: 1e-3, high: 0.01, source: "assumed", note: "F/m\xB2 of metal capacitor" },
    area: STAGE.area,
    leakage: LOGIC_LEAKAGE
  },
  behave: (params7) => ({
    inputResistance: params7.inputResistance,
    stated: statedLoad(params7),
    fastest: (_, node) => fastestAmplifier(node),
    noise: (load, node) => {
      const own = quietAmplifier(params7.inputResistance, params7.noise, load, node, AMPLIFIER_NOMINAL);
      const reset = Math.sqrt(THERMAL_ENERGY * params7.capacitance) / load.held;
      return Math.hypot(Math.sqrt(noiseDensity(own, load) / (2 * load.held)), reset);
    }
  }),
  cost: (params7, technology, k) => {
    const load = loadOf(params7);
    const amplifier = quietAmplifier(params7.inputResistance, params7.noise, load, technology.node, k);
    const area = k.area * technology.areaFactor("charge", nanometres(65)) + params7.capacitance / k.density;
    return heldPrice(amplifier, area, load.held, technology, k);
  }
});
var regulatedCascode = defineInputStage({
  model: "regulated-cascode",
  source: "sackinger-1990",
  params: z65.object(STAGE_PARAMS),
  constants: {
    ...AMPLIFIER_CONSTANTS,
    area: STAGE.area,
    leakage: LOGIC_LEAKAGE
  },
  behave: (params7) => ({
    inputResistance: params7.inputResistance,
    stated: statedLoad(params7),
    fastest: (_, node) => fastestAmplifier(node),
    noise: (load, node) => {
      const own = quietAmplifier(params7.inputResistance, params7.noise, load, node, AMPLIFIER_NOMINAL);
      return Math.sqrt(noiseDensity(own, load) * load.noiseBandwidth);
    }
  }),
  cost: (params7, technology, k) => {
    const load = loadOf(params7);
    const amplifier = quietAmplifier(params7.inputResistance, params7.noise, load, technology.node, k);
    const area = k.area * technology.areaFactor("charge", nanometres(65));
    return heldPrice(amplifier, area, load.held, technology, k);
  }
});

// src/peripherals/lines/mux.ts
import { z as z66 } from "zod";
var defineMux = (definition) => define({ ...definition, family: "mux" });
var idealMux = defineMux({
  model: "ideal",
  source: "assumed",
  params: z66.object({ inputs: integer({ min: 1, max: 4096 }, "columns of one converter").prefault(1) }),
  constants: {},
  behave: ({ inputs }) => ({ share: inputs }),
  cost: () => free(["select"])
});
var COLUMN_SHARE = 1 / (32 * (1 + 1 / 17));
var COLUMNS2 = 128;
var WEAK = 1e5 * COLUMN_SHARE;
var STRONG = 5e3 * COLUMN_SHARE;
var [BASE, LEAST4] = [32, 22];
var BY_NODE = { energy: [0.605, 3.88], area: [0.58, 3.99] };
function byNode({ node }, [low, high], below) {
  const nm = Math.max(LEAST4, node * 1e9);
  const [end, factor] = nm < BASE ? [LEAST4, low] : [65, high];
  const share = Math.log(nm / BASE) / Math.log(end / BASE);
  return power(factor, share) * (node < nanometres(LEAST4) ? below : 1);
}
var passGateMux = defineMux({
  model: "pass-gate",
  source: "neurosim-v14",
  params: z66.object({
    inputs: integer({ min: 1, max: 4096 }, "columns of one converter").prefault(8),
    columnResistance: stated(
      priceOnly(
        quantity("ohm", { min: 1, max: 1e12 }, "resistance of a column, all its cells in parallel").prefault(
          "3 kohm"
        )
      )
    )
  }),
  constants: {
    weakArea: { nominal: 228e-12, source: "neurosim-v14", note: "m\xB2 of 128 columns, 100 k\u03A9 cells, 32 nm" },
    strongArea: { nominal: 4381e-12, source: "neurosim-v14", note: "m\xB2 of 128 columns, 5 k\u03A9 cells, 32 nm" },
    energy: {
      nominal: 297e-17,
      low: 1e-15,
      high: 1e-14,
      source: "neurosim-v14",
      note: "J a selection at 100 k\u03A9, 32 nm: 0.38 pJ over 128 selections, decoder included"
    },
    delay: { nominal: 2e-10, low: 5e-11, high: 1e-9, source: "assumed", note: "s a selection at 32 nm" },
    leakage: { nominal: 1e-11, low: 0, high: 1e-10, source: "assumed", note: "W a column at 32 nm" }
  },
  behave: ({ inputs }) => ({ share: inputs }),
  cost: ({ inputs, columnResistance }, technology, k) => {
    const base = nanometres(BASE);
    const least = nanometres(LEAST4);
    const [weak, strong] = [k.weakArea / COLUMNS2, k.strongArea / COLUMNS2];
    const byConductance = (strong - weak) / (1 / STRONG - 1 / WEAK);
    const column = Math.max(0, weak - byConductance / WEAK) + byConductance / columnResistance;
    const delay = seconds(k.delay * technology.delayFactor("charge", base));
    const factor = {
      energy: byNode(technology, BY_NODE.energy, technology.energyFactor("charge", least)),
      area: byNode(technology, BY_NODE.area, technology.areaFactor("charge", least))
    };
    return {
      area: squareMetres(inputs * column * factor.area),
      leakage: watts(inputs * k.leakage * technology.energyFactor("charge", base)),
      actions: {
        select: {
          energy: joules(k.energy * column / weak * factor.energy),
          latency: delay,
          interval: delay
        }
      }
    };
  }
});

// src/peripherals/lines/tile-switch.ts
import { z as z67 } from "zod";
var defineTileSwitch = (definition) => define({ ...definition, family: "tile-switch" });
var idealTileSwitch = defineTileSwitch({
  model: "ideal",
  source: "assumed",
  params: z67.object({}),
  constants: {},
  behave: () => ({ onResistance: ohms(0) }),
  cost: () => free(["connect"])
});
var BASE2 = nanometres(65);
var overBase = ({ node }, of2) => of2(transistorAt(node)) / of2(transistorAt(BASE2));
var transistorTileSwitch = defineTileSwitch({
  model: "transistor",
  source: "ptm-2012",
  params: z67.object({
    onResistance: quantity("ohm", { min: 1, max: 1e6 }, "series resistance of a closed switch").prefault(
      "2 kohm"
    )
  }),
  constants: {
    resistance: {
      nominal: 297e-6,
      low: 213e-6,
      high: 14e-4,
      source: "ptm-2012",
      note: "R_on\xB7W at 65 nm, \u03A9\xB7m; low: square law at 0.65 V overdrive; high: a low-power device"
    },
    minimum: {
      nominal: 90 / 45,
      low: 150 / 130,
      high: 360 / 130,
      source: "freepdk45-run-2026",
      note: "width of a minimal device over the node: 90 nm at 45 nm by the design rules; low: 150 nm at 130 nm [ihp-2023]; high: 360 nm at 130 nm, rules of sky130 in the same package"
    },
    pitch: {
      nominal: (190 / 160 + 54 / 40) / 2,
      low: 190 / 160,
      high: 54 / 40,
      source: "asap7-2016",
      note: "pitch of contacted gates over the least pitch of metal of this table, between 190 of 160 nm at 45 nm (low: rules of [freepdk45-run-2026]: gate 50, contact 65, twice 37.5 between them) and 54 of 40 nm at 7 nm (high: widths of cells)"
    },
    gate: {
      nominal: 56e-11,
      low: 4e-10,
      high: 12e-10,
      source: "ptm-2012",
      note: "F a metre of gate at 65 nm"
    },
    offCurrent: {
      nominal: 0.056,
      low: 1e-4,
      high: 0.2,
      source: "ptm-2012",
      note: "A a metre of open switch at 65 nm; low: a low-power device"
    },
    delay: {
      nominal: 33e-12,
      low: 8e-12,
      high: 1e-10,
      source: "freepdk45-run-2026",
      note: "s to open or close at 32 nm: 46 ps at 45 nm, 64 switches of 2 k\u03A9 behind three inverters, each four times the last; low: the last inverter, 11 ps; high: assumed, through a decoder"
    }
  },
  behave: ({ onResistance }) => ({ onResistance }),
  cost: ({ onResistance }, technology, k) => {
    const needed = k.resistance * overBase(technology, (own) => own.onResistance) / onResistance;
    const width = Math.max(k.minimum * technology.node, needed);
    const { supply } = transistorAt(technology.node);
    const gate = k.gate * overBase(technology, (own) => own.gateCapacitance) * width;
    const leaking = k.offCurrent * overBase(technology, (own) => own.offCurrent) * width;
    const delay = seconds(k.delay * technology.delayFactor("charge", nanometres(32)));
    return {
      area: squareMetres(width * gatePitch(technology.node, k.pitch)),
      leakage: watts(leaking * supply),
      actions: { connect: { energy: joules(gate * supply ** 2), latency: delay, interval: delay } }
    };
  }
});
var gatePitch = (node, overMetal) => overMetal * metalPitch(node);

// src/peripherals/mac/models.ts
import { z as z68 } from "zod";
var int8Mac = defineMac({
  model: "int8",
  source: "horowitz-2014",
  params: z68.object(MAC_PARAMS),
  measured: ARITHMETIC,
  constants: INT8_ARITHMETIC,
  behave: (p) => ({
    ...INT8,
    operand: quantiseInt8,
    ...blockOf2(p),
    spatial: dotProductSpatial(p),
    use: dotProductUse(p),
    useOf: p.arrays === void 0 ? dotProductUse(p) : void 0,
    streams: dotProductStreams(p)
  }),
  cost: (p, technology, k) => {
    const { units: units3, lanes, clock: clock2 } = p;
    const factor = logicAt(technology, k);
    const unit = int8Area(k) + registerBits(INT8.wordBits, lanes) * k.registerArea;
    const logic = units3 * unit * factor.area;
    const store = storeOf2(p, INT8, technology, k);
    const area = logic + (p.arrays ?? 1) * store.area;
    const interval = seconds(1 / (units3 * clock2));
    const latency = seconds(4 / clock2);
    const macEnergy2 = (int8Energy(k) + clockedBits(INT8.wordBits, lanes) * k.registerBit) * factor.energy + store.perMac;
    const mac = { energy: joules(macEnergy2), latency, interval };
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(logic, technology, k) + (p.arrays ?? 1) * store.leakage),
      actions: {
        mac,
        stall: idleOf(mac),
        ...streamActions(store),
        add: { energy: joules(16 * (k.adderBit + k.registerBit) * factor.energy), latency, interval }
      }
    };
  }
});
var blockOf2 = (p) => ({
  blockRows: blockRowsOf(p.blockRows, dotProductSpatial(p).rows),
  blockWidth: p.blockWidth
});
var storeOf2 = (p, format, technology, k) => blockStore(
  {
    rows: p.blockRows,
    width: p.blockWidth,
    stages: isStaged(dotProductStreams(p), p.blockRows, p.blockWidth),
    format,
    summed: p.lanes
  },
  technology,
  k
);
var isStaged = (streams, rows, width) => streams({ queries: rows, keys: rows, width }).staged > 0;
function quantiseInt8(matrix) {
  let largest = 0;
  for (const x of matrix.data) largest = Math.max(largest, Math.abs(x));
  if (largest === 0) return matrix;
  const step = largest / 127;
  return dense(
    matrix.rows,
    matrix.columns,
    matrix.data.map((x) => Math.round(x / step) * step)
  );
}
var bf16Mac = defineMac({
  model: "bf16",
  source: "horowitz-2014",
  params: z68.object(MAC_PARAMS),
  measured: ARITHMETIC,
  constants: {
    multiply: {
      nominal: 11e-13,
      low: 58e-14,
      high: 11e-13,
      source: "horowitz-2014",
      note: "J an fp16 multiply at 45 nm; low: \xD7 (8/11)\xB2"
    },
    add: { nominal: 9e-13, source: "horowitz-2014", note: "J an fp32 add at 45 nm" },
    multiplier8Area: LOGIC.multiplier8Area,
    adderArea: LOGIC.adderArea,
    floating: { nominal: 3, low: 2, high: 5, source: "assumed", note: "floating over integer area" },
    ...REGISTERS,
    ...SRAM_MACRO
  },
  behave: (p) => ({
    ...BFLOAT16,
    operand: (matrix) => dense(matrix.rows, matrix.columns, matrix.data.map(roundBfloat16)),
    ...blockOf2(p),
    spatial: dotProductSpatial(p),
    use: dotProductUse(p),
    useOf: p.arrays === void 0 ? dotProductUse(p) : void 0,
    streams: dotProductStreams(p)
  }),
  cost: (p, technology, k) => {
    const { units: units3, lanes, clock: clock2 } = p;
    const factor = logicAt(technology, k);
    const unit = int8Area(k) * k.floating + registerBits(BFLOAT16.wordBits, lanes) * k.registerArea;
    const logic = units3 * unit * factor.area;
    const store = storeOf2(p, BFLOAT16, technology, k);
    const area = logic + (p.arrays ?? 1) * store.area;
    const interval = seconds(1 / (units3 * clock2));
    const latency = seconds(6 / clock2);
    const macEnergy2 = (k.multiply + k.add + clockedBits(BFLOAT16.wordBits, lanes) * k.registerBit) * factor.energy + store.perMac;
    const mac = { energy: joules(macEnergy2), latency, interval };
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(logic, technology, k) + (p.arrays ?? 1) * store.leakage),
      actions: {
        mac,
        stall: idleOf(mac),
        ...streamActions(store),
        add: { energy: joules((k.add + 32 * k.registerBit) * factor.energy), latency, interval }
      }
    };
  }
});
var DIVIDED = {
  "output-stationary": { rowsOver: "m", unitsOver: "n" },
  "weight-stationary": { rowsOver: "k", unitsOver: "n" },
  "input-stationary": { rowsOver: "k", unitsOver: "m" }
};
var params5 = z68.object({
  rows: priceOnly(integer({ min: 1, max: 4096 }, "rows of the array").prefault(64)),
  columns: priceOnly(integer({ min: 1, max: 4096 }, "columns of the array").prefault(64)),
  dataflow: priceOnly(
    choice(
      ["output-stationary", "weight-stationary", "input-stationary"],
      "operand that stays in the array"
    ).prefault("output-stationary")
  ),
  queries: priceOnly(
    integer({ min: 1, max: 1 << 24 }, "rows of a query block that stay in the array").prefault(128)
  ),
  blockWidth: blockWidthParam,
  keys: stated(
    priceOnly(
      integer(
        { min: 1, max: 1 << 24 },
        "keys of a product (default: of each comparison design's own blocks)"
      ).optional()
    )
  ),
  overlap: stated(
    priceOnly(fraction("share of fill and drain that hides behind the next fold").prefault(0.9))
  ),
  clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"))
});
var systolicMac = defineMac({
  model: "systolic",
  source: "horowitz-2014",
  params: params5,
  measured: ARITHMETIC,
  constants: INT8_ARITHMETIC,
  behave: ({ rows, columns, dataflow, queries, keys, overlap, blockWidth }) => ({
    ...INT8,
    operand: quantiseInt8,
    blockRows: queries,
    blockWidth,
    spatial: { arrays: 1, rows, units: columns, ...DIVIDED[dataflow] },
    use: (block) => blockUse(dataflow, keys === void 0 ? block : { ...block, keys }, { rows, columns }, overlap),
    streams: (block) => blockStreams(dataflow, keys === void 0 ? block : { ...block, keys }, { rows, columns })
  }),
  cost: (p, technology, k) => {
    const factor = logicAt(technology, k);
    const registerBits2 = 2 * INT8.wordBits + 32;
    const units3 = p.rows * p.columns;
    const stages = isStaged((block) => blockStreams(p.dataflow, block, p), p.queries, p.blockWidth);
    const store = blockStore(
      { rows: p.queries, width: p.blockWidth, stages, format: INT8, summed: p.rows },
      technology,
      k
    );
    const circuits = units3 * (int8Area(k) + registerBits2 * k.registerArea) * factor.area;
    const area = circuits + store.area;
    const registers = registerBits2 * k.registerBit;
    const interval = seconds(1 / (units3 * p.clock));
    const latency = seconds((p.rows + p.columns) / p.clock);
    const mac = {
      energy: joules((int8Energy(k) + registers) * factor.energy + store.perMac),
      latency,
      interval
    };
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(circuits, technology, k) + store.leakage),
      actions: {
        mac,
        stall: idleOf(mac),
        ...streamActions(store),
        add: { energy: joules((32 * k.adderBit + registers) * factor.energy), latency, interval }
      }
    };
  }
});

// src/peripherals/memory/sram.ts
import { z as z69 } from "zod";
var REFERENCE_BANK = 128 * 1024;
var SUBARRAY = 32 * 1024;
var PORT = { registerArea: LOGIC.registerArea, multiplexerArea: LOGIC.multiplexerArea };
var portArea = (banks, bits, technology, k) => Math.max(0, banks) * bits * 2 * (k.registerArea + k.multiplexerArea) * technology.areaFactor("logic", nanometres(40));
var accessInterval = (bits, bandwidth, cycle, banks) => seconds(Math.max(bits / 8 / bandwidth, cycle / banks));
var macroParam = quantity(
  "B",
  { min: 64, max: 65536 },
  "bytes of a macro of which the memory consists: smaller ones take less energy and more area"
).prefault("8 KiB");
var bankedSram = defineMemory("sram")({
  model: "banked",
  source: "ihp-sram-2025",
  params: z69.object({
    capacity: quantity("B", { min: 1024, max: 2 ** 40 }, "bytes on chip").prefault("2 MiB"),
    bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(512),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e15 }, "bytes a second over all banks").prefault("1 TB/s"),
    banks: integer({ min: 1, max: 4096 }, "banks that serve accesses at the same time").prefault(16),
    macro: macroParam,
    outstanding: stated(
      integer({ min: 1, max: 65536 }, "accesses of a gather that are on their way at once").prefault(64)
    )
  }),
  constants: { ...SRAM_MACRO, ...SRAM_TIME, ...SRAM_ASSEMBLY, ...PORT },
  behave: ({ capacity, bits, banks, outstanding }) => ({
    bits,
    capacity,
    gatherEfficiency: bankEfficiency(banks, outstanding),
    banks: { count: banks, outstanding }
  }),
  cost: ({ capacity, bits, bandwidth, banks, macro }, technology, k) => {
    const ports = portArea(banks - capacity / REFERENCE_BANK, bits, technology, k);
    const shape2 = { bits: capacity * 8, word: bits, macro: macro * 8 };
    const memory = sramPrice(shape2, technology, k);
    const around = assembled(memory, k);
    const latency = sramLatency(shape2, technology, k);
    const access = (perBit2) => ({
      energy: joules(perBit2 * bits * around),
      latency: seconds(latency),
      // A macro takes its next access when the one before it has ended.
      interval: accessInterval(bits, bandwidth, latency, banks)
    });
    return {
      area: squareMetres(memory.area + ports),
      leakage: watts(memory.leakage),
      actions: { read: access(memory.read), write: access(memory.write), stall: stallOf(access(0)) }
    };
  }
});
var compiledSram = defineMemory("sram")({
  model: "compiled",
  source: "ihp-sram-2025",
  params: z69.object({
    words: integer({ min: 1, max: 1 << 20 }, "words").prefault(1024),
    bits: integer({ min: 1, max: 64 }, "bits of a word").prefault(64)
  }),
  constants: { ...SRAM_MACRO, ...SRAM_TIME },
  behave: ({ words: words2, bits }) => ({ bits, capacity: words2 * bits / 8, gatherEfficiency: 1 }),
  cost: ({ words: words2, bits }, technology, k) => {
    const shape2 = { bits: words2 * bits, word: bits, macro: Number.POSITIVE_INFINITY };
    const { read: read3, write, area, leakage: leakage2 } = sramPrice(shape2, technology, k);
    const latency = sramLatency(shape2, technology, k);
    const access = (perBit2) => ({
      energy: joules(perBit2 * bits),
      latency: seconds(latency),
      interval: seconds(latency)
    });
    return {
      area: squareMetres(area),
      leakage: watts(leakage2),
      actions: { read: access(read3), write: access(write), stall: stallOf(access(0)) }
    };
  }
});
function bankEfficiency(banks, outstanding) {
  if (banks === 1) return 1;
  const sum = banks + outstanding - 0.5;
  const busy = sum - Math.sqrt(Math.max(0, sum ** 2 - 2 * banks * outstanding));
  return Math.min(1, busy / banks);
}
var registerFileSram = defineMemory("sram")({
  model: "register-file",
  source: "aladdin-2014",
  params: z69.object({
    capacity: quantity("B", { min: 1, max: 1 << 24 }, "bytes held").prefault("2 KiB"),
    bits: integer({ min: 1, max: 65536 }, "bits of one access").prefault(64),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock; one access a cycle").prefault("1 GHz")
  }),
  measured: SYNTHESISED,
  constants: { ...REGISTERS, ...MULTIPLEXERS },
  behave: ({ capacity, bits }) => ({ bits, capacity, gatherEfficiency: 1 }),
  cost: ({ capacity, bits, clock: clock2 }, technology, k) => {
    const factor = logicAt(technology, k);
    const stored = capacity * 8;
    const words2 = Math.max(1, Math.ceil(stored / bits));
    const area = (stored * k.registerArea + (words2 - 1) * bits * k.multiplexerArea) * factor.area;
    const access = (perBit2) => ({
      energy: joules(bits * perBit2 * factor.energy),
      latency: seconds(1 / clock2),
      interval: seconds(1 / clock2)
    });
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        read: access(Math.ceil(Math.log2(words2)) * k.multiplexerBit + k.registerBit),
        write: access(k.registerBit),
        stall: stallOf(access(0))
      }
    };
  }
});
var BASE_BITS = 2048;
var BASE_DEPTH = 2 * 1024 * 1024 * 8 / BASE_BITS;
var cactiLikeSram = defineMemory("sram")({
  model: "cacti-like",
  source: "hwcomponents-2026",
  params: z69.object({
    capacity: quantity("B", { min: 64, max: 2 ** 40 }, "bytes on chip").prefault("2 MiB"),
    bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(512),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e15 }, "bytes a second over all banks").prefault("1 TB/s"),
    banks: integer({ min: 1, max: 4096 }, "banks; one of them is accessed").prefault(1)
  }),
  constants: {
    read: { nominal: 416e-12, source: "zigzag-2026", note: "J a read at the base" },
    write: { nominal: 378e-12, source: "zigzag-2026", note: "J a write at the base" },
    widthShare: {
      nominal: 0.7,
      source: "hwcomponents-2026",
      note: "share of an access's energy that is linear in the width"
    },
    depthPower: { nominal: 0.78, source: "hwcomponents-2026", note: "exponent of the depth" },
    cell: SRAM_MACRO.cell,
    efficiency: { nominal: 0.5, low: 0.4, high: 0.7, source: "assumed", note: "6T cells over macro area" },
    latency: { nominal: 2e-9, low: 1e-9, high: 5e-9, source: "assumed", note: "s an access at 28 nm" },
    cellLeakage: SRAM_MACRO.cellLeakage,
    ...PORT
  },
  behave: ({ capacity, bits }) => ({ bits, capacity, gatherEfficiency: 1 }),
  cost: ({ capacity, bits, bandwidth, banks }, technology, k) => {
    const base = nanometres(28);
    const latency = k.latency * technology.delayFactor("sram", base);
    const width = k.widthShare * (bits / BASE_BITS) + (1 - Math.min(1, k.widthShare));
    const depth2 = Math.max(1, capacity * 8 / (bits * banks)) / BASE_DEPTH;
    const size = width * power(depth2, k.depthPower) * technology.energyFactor("sram", base);
    const access = (energy) => ({
      energy: joules(energy * size),
      latency: seconds(latency),
      interval: accessInterval(bits, bandwidth, latency, Math.max(banks, capacity / SUBARRAY))
    });
    return {
      area: squareMetres(
        capacity * 8 * k.cell / k.efficiency * technology.areaFactor("sram", base) + portArea(banks - 1, bits, technology, k)
      ),
      leakage: watts(capacity * 8 * k.cellLeakage * technology.energyFactor("sram", base)),
      actions: { read: access(k.read), write: access(k.write), stall: stallOf(access(0)) }
    };
  }
});
var BANK = 64 * 1024;
var BANK_WORD = 256;
var EDRAM_DOMAIN = { min: nanometres(14), max: nanometres(SCALING_DOMAIN_NM.max) };
var edramSram = defineMemory("sram")({
  model: "edram",
  source: "isaac-2016",
  domain: EDRAM_DOMAIN,
  params: z69.object({
    capacity: quantity("B", { min: 1024, max: 2 ** 40 }, "bytes on chip").prefault("2 MiB"),
    bits: integer({ min: 8, max: 65536 }, "bits of one access").prefault(256),
    bandwidth: quantity("B/s", { min: 1e3, max: 1e15 }, "bytes a second over all banks").prefault("1 TB/s")
  }),
  constants: {
    access: {
      nominal: 2045e-14 / BANK_WORD,
      source: "isaac-2016",
      exact: "of the published chip",
      note: "J a bit, read or write, at 32 nm"
    },
    bankArea: {
      nominal: 83e-9,
      source: "isaac-2016",
      exact: "of the published chip",
      note: "m\xB2 a bank of 64 KiB at 32 nm"
    },
    retention: { nominal: 4e-5, low: 1e-5, high: 1e-3, source: "assumed", note: "s between refreshes" },
    latency: { nominal: 2e-9, low: 1e-9, high: 5e-9, source: "assumed", note: "s an access at 32 nm" },
    cycle: {
      nominal: 1e-9,
      low: 7e-10,
      high: 2e-9,
      source: "assumed",
      note: "s from one access of a bank to its next at 32 nm"
    }
  },
  behave: ({ capacity, bits }) => ({ bits, capacity, gatherEfficiency: 1 }),
  cost: ({ capacity, bits, bandwidth }, technology, k) => {
    const base = nanometres(32);
    const perBit2 = k.access * technology.energyFactor("sram", base);
    const access = {
      energy: joules(bits * perBit2),
      latency: seconds(k.latency * technology.delayFactor("sram", base)),
      interval: accessInterval(
        bits,
        bandwidth,
        k.cycle * technology.delayFactor("sram", base),
        Math.max(1, capacity / BANK) * BANK_WORD / bits
      )
    };
    return {
      area: squareMetres(Math.ceil(capacity / BANK) * k.bankArea * technology.areaFactor("sram", base)),
      leakage: watts(capacity * 8 * perBit2 / k.retention),
      actions: { read: access, write: access, stall: stallOf(access) }
    };
  }
});
var statedSram = defineMemory("sram")({
  model: "stated",
  source: "assumed",
  params: z69.object({
    capacity: quantity("B", { min: 1, max: 2 ** 40 }, "bytes of one instance").prefault("2 KiB"),
    bits: integer({ min: 1, max: 65536 }, "bits of one access").prefault(64),
    read: stated(
      quantity("J", { min: 0, max: 1e-6 }, "energy of a bit that is read (to be stated)").optional()
    ),
    write: stated(
      quantity("J", { min: 0, max: 1e-6 }, "energy of a bit that is written (to be stated)").optional()
    ),
    area: stated(quantity("m2", { min: 0, max: 1 }, "area of one instance (to be stated)").optional()),
    leakage: stated(
      quantity("W", { min: 0, max: 1e3 }, "static power of one instance at 300 K").prefault("0 W")
    ),
    bandwidth: stated(
      quantity("B/s", { min: 1e3, max: 1e18 }, "bytes a second of one instance").prefault("1 TB/s")
    )
  }),
  constants: {},
  behave: ({ capacity, bits, read: read3, write, area }) => {
    const lacks = Object.entries({ read: read3, write, area }).find(([, stated2]) => stated2 === void 0)?.[0];
    return { bits, capacity, gatherEfficiency: 1, lacks };
  },
  cost: ({ bits, read: read3 = 0, write = 0, area = 0, leakage: leakage2, bandwidth }) => {
    const access = (perBit2) => ({
      energy: joules(bits * perBit2),
      latency: seconds(bits / 8 / bandwidth),
      interval: seconds(bits / 8 / bandwidth)
    });
    return {
      area: squareMetres(area),
      leakage: watts(leakage2),
      actions: { read: access(read3), write: access(write), stall: stallOf(access(0)) }
    };
  }
});

// src/peripherals/parts/adder.ts
import { z as z70 } from "zod";
var defineAdder = (definition) => define({ ...definition, family: "adder" });
var idealAdder = defineAdder({
  ...ideal,
  params: unsized,
  behave: () => ({ sum: (a, b) => a + b }),
  cost: () => free(["add"])
});
var rippleAdder = defineAdder({
  model: "ripple",
  source: "neurosim-v14",
  params: z70.object({ bits: integer({ min: 1, max: 52 }, "bits of a word").prefault(16) }),
  constants: {
    energy: { nominal: 648e-16 / 32, source: "neurosim-v14", note: "J a bit at 32 nm, 15 % activity" },
    area: { nominal: 941e-13 / 32, source: "neurosim-v14", note: "m\xB2 a bit at 32 nm" },
    delay: { nominal: 35e-10 / 32, source: "neurosim-v14", note: "s a bit at 32 nm" },
    leakage: LOGIC_LEAKAGE
  },
  behave: ({ bits }) => ({ sum: (a, b) => wrap(a + b, bits) }),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(32);
    const area = bits * k.area * technology.areaFactor("logic", base);
    const delay = seconds(bits * k.delay * technology.delayFactor("logic", base));
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        add: {
          energy: joules(bits * k.energy * technology.energyFactor("logic", base)),
          latency: delay,
          interval: delay
        }
      }
    };
  }
});
var pipelinedAdder = defineAdder({
  model: "pipelined",
  source: "aladdin-2014",
  params: z70.object({
    bits: integer({ min: 1, max: 52 }, "bits of a word").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")
  }),
  measured: SYNTHESISED,
  constants: { level: LOGIC.level, energy: LOGIC.adderBit, area: LOGIC.adderArea, leakage: LOGIC.leakage },
  behave: ({ bits }) => ({ sum: (a, b) => wrap(a + b, bits) }),
  cost: linearInBits("add", 45, 40)
});

// src/peripherals/parts/argmax.ts
import { z as z72 } from "zod";

// src/peripherals/sorter/network.ts
import { z as z71 } from "zod";
var params6 = z71.object({
  block: integer(
    { min: 2, max: 1 << 20 },
    "keys of the longest sequence; its network is paid whole"
  ).prefault(4096),
  keyBits: integer({ min: 2, max: 52 }, "bits of a key: bucket id and position").prefault(32),
  lanes: priceOnly(integer({ min: 1, max: 1 << 20 }, "compare-exchanges a cycle").prefault(256)),
  clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
  units: priceOnly(
    integer({ min: 1, max: 4096 }, "sorters that work on different rounds or heads").prefault(1)
  )
});
var defineNetworkSorter = (model, network) => defineSorter({
  model,
  source: "aladdin-2014",
  params: params6,
  measured: SYNTHESISED,
  constants: COMPARE_EXCHANGE,
  behave: ({ block, keyBits }) => ({
    work: resident,
    longest: block,
    keyBits,
    order: (ids, buckets2) => networkOrder(network, compositeKeys(ids, buckets2, block, keyBits))
  }),
  cost: ({ block, keyBits, lanes, clock: clock2, units: units3 }, technology, k) => {
    const factor = logicAt(technology, k);
    const size = networkSize(block);
    const comparators = network.comparators(size);
    const cycles = Math.max(network.depth(size), Math.ceil(comparators / lanes));
    const registers = Math.max(size, 2 * lanes) * keyBits * k.registerArea;
    const area = units3 * (registers + lanes * compareExchangeArea(k, keyBits)) * factor.area;
    const place2 = comparators / block * compareExchangeEnergy(k, keyBits);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        place: {
          energy: joules(place2 * factor.energy),
          latency: seconds(network.depth(size) / clock2),
          interval: seconds(cycles / (block * units3 * clock2))
        },
        scan: { energy: joules(0), latency: seconds(0), interval: seconds(0) }
      }
    };
  }
});
function networkOrder(network, keys) {
  const length = keys.length;
  if (length < 2) return Int32Array.from({ length }, (_, i) => i);
  const padded = new Float64Array(networkSize(length)).fill(Number.POSITIVE_INFINITY);
  padded.set(keys);
  for (const stage2 of network.stages(padded.length)) compareExchange(stage2, padded);
  return positionsOf(padded, length);
}
var depth = (keys) => {
  const k = exponentOf(keys);
  return k * (k + 1) / 2;
};
var bitonicNetwork = {
  stages: bitonicStages,
  comparators: (keys) => keys * depth(keys) / 2,
  depth
};
var oddEvenMergeNetwork = {
  stages: oddEvenMergeStages,
  comparators: (keys) => {
    const k = exponentOf(keys);
    return (k * k - k + 4) * 2 ** (k - 2) - 1;
  },
  depth
};
function compareExchange(stage2, keys) {
  for (let n = 0; n < stage2.length; n += 2) {
    const low = keys[stage2[n]];
    const high = keys[stage2[n + 1]];
    if (low > high) {
      keys[stage2[n]] = high;
      keys[stage2[n + 1]] = low;
    }
  }
}
function networkSize(count) {
  let size = 2;
  while (size < count) size *= 2;
  return size;
}
function* bitonicStages(keys) {
  exponentOf(keys);
  for (let run = 2; run <= keys; run *= 2)
    for (let distance = run / 2; distance >= 1; distance /= 2) {
      const stage2 = [];
      for (let i = 0; i < keys; i++) {
        const partner = i ^ distance;
        if (partner > i) stage2.push(...(i & run) === 0 ? [i, partner] : [partner, i]);
      }
      yield Int32Array.from(stage2);
    }
}
function* oddEvenMergeStages(keys) {
  exponentOf(keys);
  for (let run = 1; run < keys; run *= 2)
    for (let distance = run; distance >= 1; distance /= 2) {
      const stage2 = [];
      for (let start = distance % run; start + distance < keys; start += 2 * distance)
        for (let i = start; i < Math.min(start + distance, keys - distance); i++)
          if (Math.floor(i / (2 * run)) === Math.floor((i + distance) / (2 * run)))
            stage2.push(i, i + distance);
      yield Int32Array.from(stage2);
    }
}
function exponentOf(keys) {
  const k = Math.round(Math.log2(keys));
  if (!(Number.isSafeInteger(keys) && keys >= 2 && 2 ** k === keys))
    throw new RangeError(`sorting network: expected a power of two of at least 2 keys, received ${keys}`);
  return k;
}
var COMPARE_EXCHANGE = { ...COMPARATORS, ...MULTIPLEXERS, ...REGISTERS };
var compareExchangeEnergy = (k, bits) => bits * (k.comparatorBit + 2 * (k.multiplexerBit + k.registerBit));
var compareExchangeArea = (k, bits) => bits * (k.comparatorArea + 2 * k.multiplexerArea);
var bitonicSorter = defineNetworkSorter("bitonic", bitonicNetwork);
var oddEvenMergeSorter = defineNetworkSorter("odd-even-merge", oddEvenMergeNetwork);

// src/peripherals/parts/argmax.ts
var defineArgmax = (definition) => define({ ...definition, family: "argmax" });
function checkProjections(y, inputs) {
  if (y.length !== inputs)
    throw new RangeError(`argmax: expected ${inputs} projections, received ${y.length}`);
}
var idealArgmax = defineArgmax({
  ...ideal,
  params: z72.object({ inputs: integer({ min: 1, max: 1 << 16 }, "projections compared").prefault(64) }),
  behave: ({ inputs }) => ({
    inputs,
    largest: (y) => {
      checkProjections(y, inputs);
      const winner = y.reduce((best2, x, i) => Math.abs(x) > Math.abs(y[best2]) ? i : best2, 0);
      return y[winner] >= 0 ? winner : inputs + winner;
    }
  }),
  cost: () => free(["choose"])
});
var argmaxComparisons = (rot, mode) => mode === "candidates" ? 2 * rot - 1 : rot - 1;
var comparatorTreeArgmax = defineArgmax({
  model: "comparator-tree",
  source: "aladdin-2014",
  params: z72.object({
    inputs: integer({ min: 1, max: 1 << 16 }, "projections of a token and round").prefault(64),
    bits: integer({ min: 2, max: 32 }, "bits of a projection").prefault(16),
    mode: choice(["absolute", "candidates"], "magnitudes and a sign, or both signs of each").prefault(
      "absolute"
    ),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")
  }),
  measured: SYNTHESISED,
  constants: { ...COMPARE_EXCHANGE, ...ADDERS },
  behave: ({ inputs, mode }) => ({
    inputs,
    largest: (y) => {
      checkProjections(y, inputs);
      if (mode === "candidates") return knockOut([...y, ...y.map((x) => -x)]);
      const winner = knockOut([...y.map(Math.abs)]);
      return y[winner] >= 0 ? winner : inputs + winner;
    }
  }),
  cost: ({ inputs, bits, mode, clock: clock2 }, technology, k) => {
    const factor = logicAt(technology, k);
    const comparisons = argmaxComparisons(inputs, mode);
    const index = Math.ceil(Math.log2(2 * inputs));
    const word2 = bits + index;
    const node = {
      energy: k.comparatorBit * bits + word2 * (k.multiplexerBit + k.registerBit),
      area: k.comparatorArea * bits + word2 * (k.multiplexerArea + k.registerArea)
    };
    const area = (comparisons * node.area + inputs * bits * k.adderArea) * factor.area;
    const levels2 = Math.ceil(Math.log2(mode === "candidates" ? 2 * inputs : inputs));
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        choose: {
          energy: joules((comparisons * node.energy + inputs * bits * k.adderBit) * factor.energy),
          latency: seconds((levels2 + 1) / clock2),
          interval: seconds(1 / clock2)
        }
      }
    };
  }
});
function knockOut(values) {
  let round3 = values.map((_, index) => index);
  while (round3.length > 1) {
    const next3 = [];
    for (let n = 0; n < round3.length; n += 2) {
      const [a, b = a] = [round3[n], round3[n + 1]];
      next3.push(values[b] > values[a] ? b : a);
    }
    round3 = next3;
  }
  return round3[0];
}

// src/peripherals/parts/combine.ts
import { z as z73 } from "zod";
var defineCombine = (definition) => define({ ...definition, family: "combine" });
var combineWith = (arithmetic) => ({
  start: (width) => ({
    numerators: new Float64Array(width),
    sum: 0,
    largest: Number.NEGATIVE_INFINITY
  }),
  merge: (state, partial, log) => mergeInto(arithmetic, state, partial, log),
  output: ({ numerators, sum }) => {
    if (sum === 0) throw new RangeError("combine: expected at least one merged round, received none");
    return numerators.map((x) => arithmetic.element(x / sum));
  }
});
function mergeInto(arithmetic, state, partial, log) {
  const { numerators } = state;
  if (partial.length !== numerators.length)
    throw new RangeError(
      `combine: expected an output of ${numerators.length} elements, received ${partial.length}`
    );
  if (log === Number.NEGATIVE_INFINITY) return;
  const incoming = arithmetic.log(log);
  const { element } = arithmetic;
  const rises = incoming > state.largest;
  const keep = rises ? decay(arithmetic, state.largest - incoming) : 1;
  const take = rises ? 1 : decay(arithmetic, incoming - state.largest);
  for (let c = 0; c < partial.length; c++)
    numerators[c] = element(keep * numerators[c] + take * element(partial[c]));
  state.sum = element(keep * state.sum + take);
  if (rises) state.largest = incoming;
}
var decay = (arithmetic, difference) => difference === Number.NEGATIVE_INFINITY ? 0 : arithmetic.weight(Math.exp(difference));
var idealCombine = defineCombine({
  ...idealUnit,
  behave: () => combineWith({ log: (x) => x, weight: (x) => x, element: (x) => x }),
  cost: () => free(["merge"])
});
var runningCombine = defineCombine({
  model: "running",
  source: "horowitz-2014",
  params: z73.object({
    width: integer({ min: 1, max: 4096 }, "elements of an output").prefault(64),
    logFractionBits: integer({ min: 2, max: 24 }, "fraction bits of a log-sum-exp").prefault(12),
    weightBits: integer({ min: 2, max: 24 }, "fraction bits of e^x").prefault(12),
    significandBits: integer({ min: 4, max: 24 }, "significant bits of an element").prefault(11),
    lanes: integer({ min: 1, max: 4096 }, "multiply-adds a cycle").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")
  }),
  measured: ARITHMETIC,
  constants: {
    ...EXPONENTIAL,
    multiply: { nominal: 11e-13, source: "horowitz-2014", note: "J an fp16 multiply at 45 nm" },
    add: { nominal: 4e-13, source: "horowitz-2014", note: "J an fp16 add at 45 nm" },
    multiplier8Area: LOGIC.multiplier8Area,
    adderArea: LOGIC.adderArea,
    leakage: LOGIC.leakage
  },
  behave: ({ logFractionBits, weightBits, significandBits }) => combineWith({
    log: (value) => Math.round(value * 2 ** logFractionBits) / 2 ** logFractionBits,
    weight: (value) => Math.round(value * 2 ** weightBits) / 2 ** weightBits,
    element: (value) => roundSignificand(value, significandBits)
  }),
  cost: ({ width, lanes, clock: clock2 }, technology, k) => {
    const [exponentialNode, arithmeticNode, areaNode] = [nanometres(16), nanometres(45), nanometres(40)];
    const area = k.exponentialArea * technology.areaFactor("logic", exponentialNode) + lanes * (4 * k.multiplier8Area + 32 * k.adderArea) * technology.areaFactor("logic", areaNode);
    const operations = width + 1;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        merge: {
          energy: joules(
            k.exponential * technology.energyFactor("logic", exponentialNode) + operations * (k.multiply + k.add) * technology.energyFactor("logic", arithmeticNode)
          ),
          latency: seconds((4 + Math.ceil(operations / lanes)) / clock2),
          interval: seconds(operations / (lanes * clock2))
        }
      }
    };
  }
});

// src/peripherals/parts/decoder.ts
import { z as z74 } from "zod";
var defineDecoder = (definition) => define({ ...definition, family: "decoder" });
var idealDecoder = defineDecoder({
  model: "ideal",
  source: "assumed",
  params: z74.object({ bits: integer({ min: 1, max: 14 }, "bits of an address").prefault(6) }),
  constants: {},
  behave: ({ bits }) => ({ outputs: 2 ** bits }),
  cost: () => free(["decode"])
});
var staticDecoder = defineDecoder({
  model: "static",
  source: "zigzag-2026",
  params: z74.object({ bits: integer({ min: 1, max: 14 }, "bits of an address").prefault(6) }),
  constants: {
    delay: { nominal: 478e-13, source: "zigzag-2026", note: "s a two-input gate at 28 nm" },
    area: { nominal: 5e-13, low: 3e-13, high: 1e-12, source: "assumed", note: "m\xB2 a gate at 28 nm" },
    energy: { nominal: 2e-16, low: 5e-17, high: 5e-16, source: "assumed", note: "J a gate, 28 nm" },
    inputEnergy: {
      nominal: 5e-17,
      low: 1e-17,
      high: 2e-16,
      source: "assumed",
      note: "J a gate's input that toggles, 28 nm"
    },
    leakage: { nominal: 1e-12, low: 0, high: 1e-10, source: "assumed", note: "W a gate at 28 nm" }
  },
  behave: ({ bits }) => ({ outputs: 2 ** bits }),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(28);
    const gates = bits * 2 ** bits;
    const energyFactor = technology.energyFactor("logic", base);
    const time = seconds((Math.ceil(Math.log2(bits)) + 1) * k.delay * technology.delayFactor("logic", base));
    const energy = bits / 2 * 2 ** bits * k.inputEnergy + 2 * bits * k.energy;
    return {
      area: squareMetres(gates * k.area * technology.areaFactor("logic", base)),
      leakage: watts(gates * k.leakage * energyFactor),
      actions: { decode: { energy: joules(energy * energyFactor), latency: time, interval: time } }
    };
  }
});

// src/peripherals/parts/divider.ts
import { z as z75 } from "zod";
var defineDivider = (definition) => define({ ...definition, family: "divider" });
function checkOperands(numerator, denominator) {
  if (!(denominator > 0 && numerator >= 0 && numerator <= denominator))
    throw new RangeError(
      `divide: expected 0 \u2264 numerator \u2264 denominator and a denominator above 0, received ${numerator} / ${denominator}`
    );
}
var idealDivider = defineDivider({
  ...ideal,
  params: unsized,
  behave: () => ({
    quotient: (numerator, denominator) => {
      checkOperands(numerator, denominator);
      return numerator / denominator;
    }
  }),
  cost: () => free(["divide"])
});
var serialDivider = defineDivider({
  model: "serial",
  source: "aladdin-2014",
  params: z75.object({
    bits: integer({ min: 2, max: 32 }, "bits of numerator and denominator").prefault(20),
    fractionBits: integer({ min: 1, max: 32 }, "bits of the quotient behind the point").prefault(16),
    units: integer({ min: 1, max: 4096 }, "dividers").prefault(1),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")
  }),
  measured: SYNTHESISED,
  constants: { ...ADDERS, ...REGISTERS },
  behave: ({ fractionBits }) => ({
    quotient: (numerator, denominator) => restoringQuotient(numerator, denominator, fractionBits)
  }),
  cost: ({ bits, fractionBits, units: units3, clock: clock2 }, technology, k) => {
    const factor = logicAt(technology, k);
    const steps2 = fractionBits + 1;
    const stored = bits + 1 + bits + steps2;
    const area = units3 * ((bits + 1) * k.adderArea + stored * k.registerArea) * factor.area;
    const step = (bits + 1) * k.adderBit + (bits + 1 + steps2) * k.registerBit;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        divide: {
          energy: joules(steps2 * step * factor.energy),
          latency: seconds(steps2 / clock2),
          interval: seconds(steps2 / (clock2 * units3))
        }
      }
    };
  }
});
function restoringQuotient(numerator, denominator, fractionBits) {
  checkOperands(numerator, denominator);
  let remainder = numerator;
  let quotient2 = 0;
  for (let step = 0; step <= fractionBits; step++) {
    const fits = remainder >= denominator;
    if (fits) remainder -= denominator;
    quotient2 = 2 * quotient2 + (fits ? 1 : 0);
    remainder *= 2;
  }
  return quotient2 / 2 ** fractionBits;
}

// src/peripherals/parts/gather.ts
import { z as z76 } from "zod";
var defineGather = (definition) => define({ ...definition, family: "gather" });
var MOVES = {
  gather: (rows, order) => {
    checkPermutation(order, rows.rows);
    const moved2 = new Float64Array(rows.data.length);
    order.forEach((from, to) => {
      moved2.set(row(rows, from), to * rows.columns);
    });
    return { ...rows, data: moved2 };
  },
  scatter: (rows, order) => {
    checkPermutation(order, rows.rows);
    const moved2 = new Float64Array(rows.data.length);
    order.forEach((to, from) => {
      moved2.set(row(rows, from), to * rows.columns);
    });
    return { ...rows, data: moved2 };
  }
};
function checkPermutation(order, count) {
  if (order.length !== count)
    throw new RangeError(`gather: expected ${count} indices, one a row, received ${order.length}`);
  const seen = new Uint8Array(count);
  for (const index of order) {
    if (index < 0 || index >= count || seen[index] === 1)
      throw new RangeError(
        `gather: expected each index of [0, ${count}) once, received ${index}${seen[index] === 1 ? " twice" : ""}`
      );
    seen[index] = 1;
  }
}
var idealGather = defineGather({ ...idealUnit, behave: () => MOVES, cost: () => free(["move"]) });
var indexedGather = defineGather({
  model: "indexed",
  source: "aladdin-2014",
  params: z76.object({
    rowBits: integer({ min: 1, max: 1 << 20 }, "bits of a row").prefault(512),
    indexBits: integer({ min: 1, max: 52 }, "bits of an index").prefault(16),
    portBits: integer({ min: 1, max: 65536 }, "bits moved a cycle").prefault(512),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")
  }),
  measured: SYNTHESISED,
  constants: {
    crossbar: { nominal: 68e-14 / 32, source: "aladdin-2014", note: "J a bit through 1\u21924 at 40 nm" },
    crossbarArea: { nominal: 57e-11 / 32, source: "aladdin-2014", note: "m\xB2 a bit through 1\u21924 at 40 nm" },
    ...ADDERS,
    ...REGISTERS
  },
  behave: () => MOVES,
  cost: ({ rowBits, indexBits, portBits, clock: clock2 }, technology, k) => {
    const factor = logicAt(technology, k);
    const area = (portBits * (k.crossbarArea + k.registerArea) + indexBits * (k.adderArea + k.registerArea)) * factor.area;
    const routed = rowBits * k.crossbar * technology.energyFactor("logic", nanometres(40));
    const moved2 = (rowBits * k.registerBit + indexBits * (k.adderBit + k.registerBit)) * factor.energy;
    const cycles = Math.ceil(rowBits / portBits);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        move: {
          energy: joules(routed + moved2),
          latency: seconds((1 + cycles) / clock2),
          interval: seconds(cycles / clock2)
        }
      }
    };
  }
});

// src/peripherals/parts/level-shifter.ts
import { z as z77 } from "zod";
var defineLevelShifter = (definition) => define({ ...definition, family: "level-shifter" });
var idealLevelShifter = defineLevelShifter({
  model: "ideal",
  source: "assumed",
  params: z77.object({
    highVoltage: quantity("V", { min: 0.1, max: 10 }, "voltage to which a line is shifted").prefault("2 V")
  }),
  constants: {},
  behave: ({ highVoltage }) => ({ highVoltage }),
  cost: () => free(["shift"])
});
var crossCoupledLevelShifter = defineLevelShifter({
  model: "cross-coupled",
  source: "neurosim-v14",
  params: z77.object({
    highVoltage: quantity("V", { min: 0.1, max: 10 }, "voltage to which a line is shifted").prefault("2 V")
  }),
  constants: {
    area: {
      nominal: 851e-11 / 128,
      low: 851e-11 / 384,
      high: 851e-11 / 128,
      source: "neurosim-v14",
      note: "m\xB2 at 32 nm, all shifters of an array over its 128 rows; low: over word, bit and source lines"
    },
    capacitance: { nominal: 5e-15, low: 2e-15, high: 2e-14, source: "assumed", note: "F switched, 32 nm" },
    delay: { nominal: 5e-10, low: 1e-10, high: 2e-9, source: "assumed", note: "s to shift at 32 nm" },
    leakage: { nominal: 1e-11, low: 0, high: 1e-9, source: "assumed", note: "W a line at 32 nm" }
  },
  behave: ({ highVoltage }) => ({ highVoltage }),
  cost: ({ highVoltage }, technology, k) => {
    const base = nanometres(32);
    const delay = seconds(k.delay * technology.delayFactor("logic", base));
    const energyFactor = technology.energyFactor("logic", base);
    return {
      area: squareMetres(k.area * technology.areaFactor("logic", base)),
      leakage: watts(k.leakage * energyFactor),
      actions: {
        shift: {
          energy: joules(k.capacitance * highVoltage ** 2 * energyFactor),
          latency: delay,
          interval: delay
        }
      }
    };
  }
});

// src/peripherals/parts/register.ts
import { z as z78 } from "zod";
var defineRegister = (definition) => define({ ...definition, family: "register" });
var lowestBits = (value, bits) => {
  const span = 2 ** bits;
  return (value % span + span) % span;
};
var idealRegister = defineRegister({
  ...ideal,
  params: unsized,
  behave: () => ({ keep: (value) => value }),
  cost: () => free(["store"])
});
var dFlipFlopRegister = defineRegister({
  model: "d-flip-flop",
  source: "neurosim-v14",
  params: z78.object({
    bits: integer({ min: 1, max: 52 }, "bits of a word").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")
  }),
  measured: AT_32_NM,
  constants: {
    energy: { nominal: 477e-17, source: "neurosim-v14", note: "J a bit at 32 nm" },
    area: { nominal: 261e-14, source: "neurosim-v14", note: "m\xB2 a bit at 32 nm" },
    leakage: LOGIC_LEAKAGE
  },
  behave: ({ bits }) => ({ keep: (value) => lowestBits(value, bits) }),
  cost: linearInBits("store", 32)
});
var synthesisedRegister = defineRegister({
  model: "synthesised",
  source: "aladdin-2014",
  params: z78.object({
    bits: integer({ min: 1, max: 52 }, "bits of a word").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")
  }),
  measured: SYNTHESISED,
  constants: {
    level: LOGIC.level,
    energy: LOGIC.registerBit,
    area: LOGIC.registerArea,
    leakage: LOGIC.leakage
  },
  behave: ({ bits }) => ({ keep: (value) => lowestBits(value, bits) }),
  cost: linearInBits("store", 45, 40)
});

// src/peripherals/parts/sample-hold.ts
import { z as z79 } from "zod";
var defineSampleHold = (definition) => define({ ...definition, family: "sample-hold" });
var idealSampleHold = defineSampleHold({
  model: "ideal",
  source: "assumed",
  params: z79.object({}),
  constants: {},
  behave: () => ({ noise: volts(0), retained: () => 1 }),
  cost: () => free(["hold"])
});
var THERMAL_ENERGY3 = 1380649e-29 * 300;
var capacitiveSampleHold = defineSampleHold({
  model: "capacitive",
  source: "isaac-2016",
  params: z79.object({
    capacitance: quantity("F", { min: 1e-17, max: 1e-9 }, "of the capacitor that holds").prefault("10 fF"),
    droop: quantity("s", { min: 1e-9, max: 1 }, "time constant of the value's decay").prefault("10 \xB5s")
  }),
  constants: {
    energy: {
      nominal: 977e-18,
      low: 97e-17,
      high: 977e-18,
      source: "isaac-2016",
      note: "J a hold, 32 nm"
    },
    area: { nominal: 39e-15, source: "isaac-2016", note: "m\xB2 at 32 nm" },
    acquisition: {
      nominal: 5e-10,
      low: 1e-10,
      high: 5e-9,
      source: "assumed",
      note: "s to acquire at 32 nm"
    }
  },
  behave: ({ capacitance, droop }) => ({
    noise: volts(Math.sqrt(THERMAL_ENERGY3 / capacitance)),
    retained(time) {
      if (!(time >= 0))
        throw new RangeError(`sample-hold: expected a time of at least 0 s, received ${time}`);
      return Math.exp(-time / droop);
    }
  }),
  cost: (_, technology, k) => {
    const base = nanometres(32);
    const time = seconds(k.acquisition * technology.delayFactor("charge", base));
    return {
      area: squareMetres(k.area * technology.areaFactor("charge", base)),
      leakage: watts(0),
      actions: {
        hold: {
          energy: joules(k.energy * technology.energyFactor("charge", base)),
          latency: time,
          interval: time
        }
      }
    };
  }
});

// src/peripherals/parts/shift-add.ts
import { z as z80 } from "zod";
var defineShiftAdd = (definition) => define({ ...definition, family: "shift-add" });
var idealShiftAdd = defineShiftAdd({
  ...ideal,
  params: unsized,
  behave: () => ({ accumulate: (accumulator, partial, shift) => accumulator + partial * 2 ** shift }),
  cost: () => free(["accumulate"])
});
var accumulatorShiftAdd = defineShiftAdd({
  model: "accumulator",
  source: "isaac-2016",
  params: z80.object({
    bits: integer({ min: 1, max: 52 }, "bits of the accumulator").prefault(16),
    clock: quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")
  }),
  measured: AT_32_NM,
  constants: {
    energy: {
      nominal: 21e-15 / 16,
      low: 21e-15 / 16,
      high: 131e-15 / 16,
      source: "isaac-2016",
      note: "J a bit at 32 nm; high: NeuroSim"
    },
    area: {
      nominal: 6e-11 / 16,
      low: 6e-11 / 16,
      high: 86e-12 / 16,
      source: "isaac-2016",
      note: "m\xB2 a bit at 32 nm; high: NeuroSim"
    },
    leakage: LOGIC_LEAKAGE
  },
  behave: ({ bits }) => ({
    accumulate: (accumulator, partial, shift) => wrap(accumulator + partial * 2 ** shift, bits)
  }),
  cost: linearInBits("accumulate", 32)
});

// src/peripherals/readout/winner-take-all.ts
import { z as z81 } from "zod";
var comparatorTreeWta = defineWta({
  model: "comparator-tree",
  source: "timely-2020",
  params: z81.object({
    mode: choice(["absolute", "argmax"], "n magnitudes and a sign, or 2n candidates").prefault("absolute"),
    offset: offsetParam("standard deviation of an input's offset over a chip"),
    noise: quantity(
      "A",
      { min: 0, max: 1e-3 },
      "standard deviation of an input's noise at a read of 10 ns"
    ).prefault("10 nA")
  }),
  constants: {
    ...INPUT_PAIR_CONSTANTS,
    energy: {
      nominal: 417e-16,
      low: 2e-15,
      high: 3e-13,
      source: "timely-2020",
      note: "J a comparison at 65 nm"
    },
    area: {
      nominal: 4e-11,
      low: 1e-12,
      high: 4e-10,
      source: "timely-2020",
      note: "m\xB2 a comparator at 65 nm"
    },
    rectifier: {
      nominal: 1e-14,
      low: 2e-15,
      high: 5e-14,
      source: "assumed",
      note: "J a magnitude at 65 nm"
    },
    levels: {
      nominal: 6,
      low: 1,
      high: 9,
      source: "assumed",
      note: "levels of the tree that a read waits for"
    },
    delay: { nominal: 1e-9, low: 3e-10, high: 3e-9, source: "assumed", note: "s a level at 65 nm" },
    leakage: { nominal: 1e-9, low: 0, high: 1e-8, source: "assumed", note: "W a comparator at 65 nm" },
    supply: SUPPLY2.at65
  },
  behave: ({ mode, offset, noise }) => ({
    reads: "largest",
    action: "compete",
    scale: "amperes",
    comparesOpposites: mode === "argmax",
    offsets: (count, rng) => normals(count, rng).map((z89) => z89 * offset),
    noise
  }),
  cost: ({ mode, offset, noise }, technology, k) => {
    const base = nanometres(65);
    const pair = inputPair(offset, k.energy / k.supply ** 2, technology, k);
    const energyFactor = technology.energyFactor("charge", base);
    const rectified = mode === "absolute" ? k.rectifier : 0;
    const delay = k.delay * technology.delayFactor("charge", base);
    return {
      area: squareMetres(2 * (k.area * technology.areaFactor("charge", base) + pair.area)),
      leakage: watts(2 * k.leakage * energyFactor),
      actions: {
        compete: {
          energy: joules((2 * k.energy * decisionEnergy(noise) + rectified) * energyFactor + 2 * pair.energy),
          latency: seconds(k.levels * delay),
          interval: seconds(delay)
        }
      }
    };
  }
});
var WINDOW3 = 1e-8;
var timeDomainWta = defineWta({
  model: "time-domain",
  source: "hardsea-2023",
  params: z81.object({
    window: quantity("s", { min: 1e-10, max: 1e-3 }, "time in which the largest must cross").prefault(
      "10 ns"
    ),
    offset: offsetParam("standard deviation of an input's offset over a chip"),
    noise: quantity(
      "A",
      { min: 0, max: 1e-3 },
      "standard deviation of an input's noise at a read of 10 ns"
    ).prefault("10 nA")
  }),
  constants: {
    ...INPUT_PAIR_CONSTANTS,
    capacitance: { nominal: 2e-14, low: 5e-15, high: 1e-13, source: "assumed", note: "F a pair" },
    supply: SUPPLY2.at65,
    latch: {
      nominal: 5e-15,
      low: 1e-15,
      high: 2e-14,
      source: "assumed",
      note: "J a pair at 65 nm: arbiter and sign"
    },
    area: { nominal: 6e-11, low: 2e-11, high: 3e-10, source: "assumed", note: "m\xB2 a pair at 65 nm" },
    leakage: { nominal: 1e-9, low: 0, high: 1e-8, source: "assumed", note: "W a pair at 65 nm" }
  },
  behave: ({ offset, noise }) => ({
    reads: "largest",
    action: "compete",
    scale: "amperes",
    comparesOpposites: false,
    offsets: (count, rng) => normals(count, rng).map((z89) => z89 * offset),
    noise
  }),
  cost: ({ window, offset, noise }, technology, k) => {
    const base = nanometres(65);
    const pair = inputPair(offset, k.capacitance, technology, k, window);
    const energyFactor = technology.energyFactor("charge", base);
    const charge = k.capacitance * decisionEnergy(noise) * k.supply ** 2 + k.latch * sharper(window, WINDOW3);
    return {
      area: squareMetres(k.area * technology.areaFactor("charge", base) + pair.area),
      leakage: watts(k.leakage * energyFactor),
      actions: {
        compete: {
          energy: joules(charge * energyFactor + pair.energy),
          latency: seconds(window),
          interval: seconds(window)
        }
      }
    };
  }
});

// src/peripherals/softmax/softmax.ts
import { z as z82 } from "zod";
var defineSoftmax = (definition) => define({ ...definition, family: "softmax" });
var idealSoftmax = defineSoftmax({
  model: "ideal",
  source: "assumed",
  params: z82.object({}),
  constants: {},
  behave: () => ({ exponential: Math.exp }),
  cost: () => free(["exponent"])
});
var SOFTMAX_UNITS = {
  "16 nm": {
    consmax: { clock: 125e7, area: 8e-10, power: 2e-4, energy: 2e-13 },
    softermax: { clock: 1111e6, area: 22e-10, power: 67e-5, energy: 7e-13 },
    floatingPoint: { clock: 909e6, area: 11e-9, power: 15e-4, energy: 15e-13 }
  },
  "130 nm": {
    consmax: { clock: 667e6, area: 7e-9, power: 269e-5, energy: 4e-12 },
    softermax: { clock: 333e6, area: 29e-9, power: 85e-4, energy: 255e-13 },
    floatingPoint: { clock: 286e6, area: 18e-8, power: 0.051, energy: 1785e-13 }
  }
};
var measuredAs = (unit) => ({
  clock: SOFTMAX_UNITS["16 nm"][unit].clock,
  node: nanometres(16)
});
var base2Softmax = defineSoftmax({
  model: "base2",
  source: "consmax-2024",
  params: z82.object({
    lanes: priceOnly(integer({ min: 1, max: 65536 }, "scores a cycle").prefault(64)),
    fractionBits: integer({ min: 2, max: 16 }, "fraction bits of the base-2 exponent").prefault(10),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"))
  }),
  measured: measuredAs("softermax"),
  constants: {
    energy: {
      nominal: 7e-13,
      low: 2e-13,
      high: 15e-13,
      source: "consmax-2024",
      note: "J a score at 16 nm"
    },
    area: {
      nominal: 22e-10,
      low: 8e-10,
      high: 11e-9,
      source: "consmax-2024",
      note: "m\xB2 a lane at 16 nm"
    },
    leakage: LOGIC_LEAKAGE
  },
  behave: ({ fractionBits }) => ({ exponential: fixedPointExponential(fractionBits) }),
  cost: ({ lanes, clock: clock2 }, technology, k) => {
    const base = nanometres(16);
    const area = lanes * k.area * technology.areaFactor("logic", base);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        exponent: {
          energy: joules(k.energy * technology.energyFactor("logic", base)),
          latency: seconds(4 / clock2),
          interval: seconds(1 / (clock2 * lanes))
        }
      }
    };
  }
});
function fixedPointExponential(fractionBits) {
  const steps2 = 2 ** fractionBits;
  const fractions = Float64Array.from({ length: steps2 }, (_, f) => power(2, f / steps2));
  const shifts = Float64Array.from({ length: 1100 }, (_, i) => 2 ** -i);
  return (x) => {
    const n = Math.round(x * Math.LOG2E * steps2);
    const shift = Math.ceil(-n / steps2);
    return shift >= shifts.length ? 0 : shifts[shift] * fractions[n + shift * steps2];
  };
}
var LOWEST = -104;
var HIGHEST = 88;
function splitTableExponential(fractionBits, significandBits) {
  const steps2 = 2 ** fractionBits;
  const entry = (x) => roundSignificand(Math.exp(x), significandBits);
  const coarse = Float64Array.from({ length: HIGHEST - LOWEST + 1 }, (_, i) => entry(i + LOWEST));
  const fine = Float64Array.from({ length: steps2 }, (_, f) => entry(f / steps2));
  return (x) => {
    const n = Math.round(x * steps2);
    const whole = Math.floor(n / steps2);
    if (whole < LOWEST) return 0;
    if (whole > HIGHEST) return coarse[HIGHEST - LOWEST];
    return roundSignificand(coarse[whole - LOWEST] * fine[n - whole * steps2], significandBits);
  };
}
var lutSoftmax = defineSoftmax({
  model: "lut",
  source: "consmax-2024",
  params: z82.object({
    lanes: priceOnly(integer({ min: 1, max: 65536 }, "scores a cycle").prefault(64)),
    fractionBits: integer({ min: 2, max: 14 }, "fraction bits of a score").prefault(10),
    significandBits: integer({ min: 4, max: 24 }, "significant bits of a table's entry").prefault(13),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"))
  }),
  measured: SYNTHESISED,
  constants: {
    ...EXPONENTIAL,
    ...COMPARATORS,
    ...ADDERS,
    leakage: LOGIC_LEAKAGE
  },
  behave: ({ fractionBits, significandBits }) => ({
    exponential: splitTableExponential(fractionBits, significandBits)
  }),
  cost: ({ lanes, clock: clock2 }, technology, k) => {
    const table = nanometres(16);
    const factor = logicAt(technology, k);
    const area = lanes * (k.exponentialArea * technology.areaFactor("logic", table) + 32 * (k.comparatorArea + 2 * k.adderArea) * factor.area);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        exponent: {
          energy: joules(
            k.exponential * technology.energyFactor("logic", table) + 32 * (k.comparatorBit + 2 * k.adderBit) * factor.energy
          ),
          latency: seconds(4 / clock2),
          interval: seconds(1 / (clock2 * lanes))
        }
      }
    };
  }
});
var consmaxSoftmax = defineSoftmax({
  model: "consmax",
  source: "consmax-2024",
  params: z82.object({
    beta: real({ min: -80, max: 80 }, "learned offset of the scores").prefault(1),
    gamma: real({ min: 1e-9, max: 1e9 }, "learned divisor in place of the sum").prefault(100),
    lanes: priceOnly(integer({ min: 1, max: 65536 }, "scores a cycle").prefault(64)),
    fractionBits: integer({ min: 2, max: 14 }, "fraction bits of a score").prefault(10),
    significandBits: integer({ min: 4, max: 24 }, "significant bits of a table's entry").prefault(13),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz"))
  }),
  measured: measuredAs("consmax"),
  constants: {
    energy: LOGIC.exponential,
    area: LOGIC.exponentialArea,
    leakage: LOGIC_LEAKAGE
  },
  behave: ({ beta, gamma, fractionBits, significandBits }) => {
    const exponential2 = splitTableExponential(fractionBits, significandBits);
    const constant = Math.exp(-beta) / gamma;
    return { exponential: exponential2, unnormalised: (score) => exponential2(score) * constant };
  },
  cost: ({ lanes, clock: clock2 }, technology, k) => {
    const base = nanometres(16);
    const area = lanes * k.area * technology.areaFactor("logic", base);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        exponent: {
          energy: joules(k.energy * technology.energyFactor("logic", base)),
          latency: seconds(2 / clock2),
          interval: seconds(1 / (clock2 * lanes))
        }
      }
    };
  }
});
var floatingPointSoftmax = defineSoftmax({
  model: "floating-point",
  source: "consmax-2024",
  params: z82.object({
    lanes: priceOnly(integer({ min: 1, max: 65536 }, "scores a cycle").prefault(64)),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("900 MHz"))
  }),
  measured: measuredAs("floatingPoint"),
  constants: {
    energy: {
      nominal: SOFTMAX_UNITS["16 nm"].floatingPoint.energy,
      source: "consmax-2024",
      note: "J a score at 16 nm"
    },
    area: {
      nominal: SOFTMAX_UNITS["16 nm"].floatingPoint.area,
      source: "consmax-2024",
      note: "m\xB2 a lane at 16 nm"
    },
    leakage: LOGIC_LEAKAGE
  },
  behave: () => ({ exponential: (x) => Math.fround(Math.exp(Math.fround(x))) }),
  cost: ({ lanes, clock: clock2 }, technology, k) => {
    const base = nanometres(16);
    const area = lanes * k.area * technology.areaFactor("logic", base);
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        exponent: {
          energy: joules(k.energy * technology.energyFactor("logic", base)),
          latency: seconds(8 / clock2),
          interval: seconds(1 / (clock2 * lanes))
        }
      }
    };
  }
});

// src/peripherals/sorter/merge.ts
import { z as z83 } from "zod";
var streamingMergeComparators = (keys) => Math.ceil(Math.log2(keys));
var streamingMergeSorter = defineSorter({
  model: "streaming-merge",
  source: "aladdin-2014",
  params: z83.object({
    block: integer({ min: 2, max: 1 << 20 }, "keys of the longest sequence").prefault(4096),
    keyBits: integer({ min: 2, max: 52 }, "bits of a key: bucket id and position").prefault(32),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
    units: priceOnly(
      integer({ min: 1, max: 4096 }, "sorters that work on different rounds or heads").prefault(1)
    )
  }),
  measured: SYNTHESISED,
  constants: COMPARE_EXCHANGE,
  behave: ({ block, keyBits }) => ({
    work: resident,
    longest: block,
    keyBits,
    order: (ids, buckets2) => positionsOf(mergeLevels(compositeKeys(ids, buckets2, block, keyBits)), ids.length)
  }),
  cost: ({ block, keyBits, clock: clock2, units: units3 }, technology, k) => {
    const factor = logicAt(technology, k);
    const levels2 = streamingMergeComparators(block);
    const registers = 2 * (networkSize(block) - 1) * keyBits * k.registerArea;
    const area = units3 * (registers + levels2 * compareExchangeArea(k, keyBits)) * factor.area;
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        place: {
          energy: joules(levels2 * compareExchangeEnergy(k, keyBits) * factor.energy),
          latency: seconds((levels2 - 1) / clock2),
          interval: seconds(1 / (units3 * clock2))
        },
        scan: { energy: joules(0), latency: seconds(0), interval: seconds(0) }
      }
    };
  }
});
function mergeLevels(keys) {
  let from = keys;
  for (let run = 1; run < keys.length; run *= 2) {
    const to = new Float64Array(keys.length);
    for (let start = 0; start < keys.length; start += 2 * run) {
      const middle = Math.min(start + run, keys.length);
      const end = Math.min(start + 2 * run, keys.length);
      let left = start;
      let right = middle;
      for (let out = start; out < end; out++)
        to[out] = left < middle && (right >= end || from[left] < from[right]) ? from[left++] : from[right++];
    }
    from = to;
  }
  return from;
}

// src/peripherals/top-k/sorted.ts
import { z as z84 } from "zod";
var SCORE_BITS = integer({ min: 1, max: 32 }, "bits of a score as it is compared").prefault(12);
var POSITION_BITS = priceOnly(integer({ min: 1, max: 32 }, "bits of a candidate's position").prefault(20));
var scoresOf = (candidates, bits) => roundScores(weighted(candidates.inquiry.report(), candidates.weights), reachOf(candidates), bits);
var bitonicTopK = defineTopK({
  model: "bitonic",
  source: "aladdin-2014",
  params: z84.object({
    k: integer({ min: 1, max: 1 << 16 }, "most that are returned").prefault(512),
    tile: integer({ min: 2, max: 1 << 16 }, "candidates that the first network sorts").prefault(64),
    kept: integer({ min: 1, max: 1 << 16 }, "of a tile that go on, the tile at most").prefault(64),
    scoreBits: SCORE_BITS,
    positionBits: POSITION_BITS,
    exchanges: priceOnly(
      integer({ min: 1, max: 1 << 20 }, "compare-exchanges a cycle of the second network").prefault(256)
    ),
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
    units: priceOnly(
      integer({ min: 1, max: 4096 }, "units, a tile a cycle each, at work on their own heads").prefault(1)
    )
  }),
  measured: SYNTHESISED,
  constants: { ...COMPARE_EXCHANGE, ...WEIGHING },
  behave: ({ k, tile, kept, scoreBits: scoreBits2 }) => {
    const work = (candidates, kind) => ({
      searches: 1,
      select: inSteps(candidates, tile),
      scan: Math.ceil(candidates * Math.min(1, kept / tile) / k),
      weigh: kind === "p" ? candidates : 0
    });
    return {
      asks: "scores",
      weights: true,
      budgets: ["k"],
      largest: k,
      select: (candidates, budget) => {
        const scores = scoresOf(candidates, scoreBits2);
        const through = [];
        for (let start = 0; start < scores.length; start += tile)
          for (const n of ranked(scores.subarray(start, start + tile)).subarray(0, kept))
            through.push(start + n);
        const { positions, threshold } = best(
          Float64Array.from(through, (n) => scores[n]),
          budget
        );
        return {
          positions: positions.map((n) => through[n]).sort(),
          threshold,
          ...work(scores.length, kindOf(budget))
        };
      },
      work: (candidates, _, kind) => work(candidates, kind)
    };
  },
  cost: ({ k: largest, tile, scoreBits: scoreBits2, positionBits, exchanges, clock: clock2, units: units3 }, technology, k) => {
    const factor = logicAt(technology, k);
    const weighing = weighingAt(technology, k);
    const word2 = scoreBits2 + positionBits;
    const [first, second] = [tile, 2 * largest].map((n) => {
      const size = networkSize(n);
      return { comparators: bitonicNetwork.comparators(size), depth: bitonicNetwork.depth(size), size };
    });
    const cycles = Math.max(second.depth, Math.ceil(second.comparators / exchanges));
    const exchange = compareExchangeEnergy(k, word2) * factor.energy;
    const area = units3 * (((first.comparators + Math.min(exchanges, second.comparators)) * compareExchangeArea(k, word2) + (first.size + second.size) * word2 * k.registerArea) * factor.area + weighing.area);
    const step = (energy, depth2, perCycle) => ({
      energy: joules(energy),
      latency: seconds(depth2 / clock2),
      interval: seconds(1 / (clock2 * units3 * perCycle))
    });
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        // A candidate's share of its tile; one run of the second network.
        select: step(first.comparators / tile * exchange, first.depth, tile),
        scan: step(second.comparators * exchange, cycles, 1 / cycles),
        weigh: step(weighing.energy, 1, 1)
      }
    };
  }
});
var partialSortTopK = defineTopK({
  model: "partial-sort",
  source: "aladdin-2014",
  params: z84.object({
    k: integer({ min: 1, max: 1 << 16 }, "entries of the list").prefault(512),
    scoreBits: SCORE_BITS,
    positionBits: POSITION_BITS,
    clock: priceOnly(quantity("Hz", { min: 1e3, max: 5e9 }, "clock").prefault("1 GHz")),
    units: priceOnly(
      integer({ min: 1, max: 65536 }, "units, a candidate a cycle each, at work on their own heads").prefault(
        1
      )
    )
  }),
  measured: SYNTHESISED,
  constants: { ...REGISTERS, ...COMPARATORS },
  behave: ({ k, scoreBits: scoreBits2 }) => ({
    asks: "scores",
    weights: true,
    budgets: ["k"],
    largest: k,
    select: (candidates, budget) => {
      const scores = scoresOf(candidates, scoreBits2);
      const wanted2 = "k" in budget ? budget.k : 0;
      return {
        ...best(scores, budget),
        searches: 1,
        select: scores.length,
        scan: insertionsOf(scores, wanted2),
        weigh: 0
      };
    },
    work: (candidates, chosen) => ({
      searches: 1,
      select: candidates,
      scan: Math.min(candidates, chosen * (1 + harmonic(candidates) - harmonic(chosen))),
      weigh: 0
    })
  }),
  cost: ({ k: entries2, scoreBits: scoreBits2, positionBits, clock: clock2, units: units3 }, technology, k) => {
    const factor = logicAt(technology, k);
    const word2 = scoreBits2 + positionBits;
    const area = units3 * entries2 * (word2 * k.registerArea + scoreBits2 * k.comparatorArea) * factor.area;
    const step = (cost) => ({
      energy: joules(cost * factor.energy),
      latency: seconds(1 / clock2),
      interval: seconds(1 / (clock2 * units3))
    });
    return {
      area: squareMetres(area),
      leakage: watts(leakingAt(area, technology, k)),
      actions: {
        select: step(scoreBits2 * (k.comparatorBit + k.registerBit)),
        // All entries compare at once, and half of them shift by one place.
        scan: step(entries2 * (scoreBits2 * k.comparatorBit + word2 * k.registerBit / 2)),
        weigh: step(0)
      }
    };
  }
});
function insertionsOf(scores, k) {
  if (k === 0) return 0;
  const heap = [];
  let inserted = 0;
  for (const score of scores)
    if (heap.length < k) {
      heap.push(score);
      for (let n = heap.length - 1; n > 0; ) {
        const parent = n - 1 >> 1;
        if (heap[parent] <= heap[n]) break;
        [heap[parent], heap[n]] = [heap[n], heap[parent]];
        n = parent;
      }
      inserted++;
    } else if (score > heap[0]) {
      heap[0] = score;
      sink(heap);
      inserted++;
    }
  return inserted;
}
function sink(heap) {
  for (let n = 0; ; ) {
    const left = 2 * n + 1;
    if (left >= heap.length) return;
    const least = left + 1 < heap.length && heap[left + 1] < heap[left] ? left + 1 : left;
    if (heap[n] <= heap[least]) return;
    [heap[n], heap[least]] = [heap[least], heap[n]];
    n = least;
  }
}
function harmonic(n) {
  if (n > 1e5) return Math.log(n) + 0.5772156649015329 + 1 / (2 * n);
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += 1 / i;
  return sum;
}

// src/peripherals/top-k/time-domain.ts
import { z as z85 } from "zod";
var WINDOW4 = 2e-8;
var timeDomainTopK = defineTopK({
  model: "time-domain",
  source: "hardsea-2023",
  params: z85.object({
    window: quantity("s", { min: 1e-10, max: 1e-3 }, "time in which a line of one mismatch crosses").prefault(
      "20 ns"
    ),
    jitter: real({ min: 0, max: 1 }, "relative deviation of the time of a crossing").prefault(0.02),
    step: quantity("s", { min: 0, max: 1e-3 }, "least difference of crossings that is told apart").prefault(
      "0 s"
    ),
    lines: priceOnly(integer({ min: 1, max: 1 << 24 }, "lines that race at once").prefault(1024))
  }),
  constants: {
    capacitance: { nominal: 2e-14, low: 5e-15, high: 1e-13, source: "assumed", note: "F a line" },
    supply: SUPPLY2.at65,
    latch: {
      nominal: 5e-15,
      low: 1e-15,
      high: 2e-14,
      source: "assumed",
      note: "J a line at 65 nm: threshold, latch and its part in the count"
    },
    area: { nominal: 4e-11, low: 15e-12, high: 2e-10, source: "assumed", note: "m\xB2 a line at 65 nm" },
    leakage: { nominal: 1e-9, low: 0, high: 1e-8, source: "assumed", note: "W a line at 65 nm" }
  },
  behave: ({ window, jitter, step, lines }) => {
    const work = (candidates) => ({
      searches: 1,
      select: candidates,
      scan: Math.ceil(candidates / lines) - candidates / lines,
      weigh: 0
    });
    return {
      asks: "lines",
      weights: false,
      budgets: ["k"],
      select: ({ inquiry }, budget, rng) => {
        const k = "k" in budget ? budget.k : 0;
        const noise = rng.fork("crossings");
        const times = inquiry.race().map((mismatches) => {
          const time = window * (1 + jitter * noise.normal()) / Math.max(mismatches, 1e-9);
          return step > 0 && Number.isFinite(time) ? Math.floor(time / step) : time;
        });
        const order = ranked(times).slice(0, k);
        return {
          positions: order.toSorted(),
          threshold: Number.NaN,
          ...work(inquiry.keys)
        };
      },
      work
    };
  },
  cost: ({ window, lines }, technology, k) => {
    const base = nanometres(65);
    const energyFactor = technology.energyFactor("charge", base);
    return {
      area: squareMetres(lines * k.area * technology.areaFactor("charge", base)),
      leakage: watts(lines * k.leakage * energyFactor),
      actions: {
        select: {
          energy: joules((k.capacitance * k.supply ** 2 + k.latch * sharper(window, WINDOW4)) * energyFactor),
          latency: seconds(window),
          interval: seconds(window / lines)
        },
        // Lines without a key in the last window take time but no energy.
        scan: { energy: joules(0), latency: seconds(0), interval: seconds(window) },
        weigh: { energy: joules(0), latency: seconds(0), interval: seconds(0) }
      }
    };
  }
});

// src/peripherals/white-space.ts
import { z as z86 } from "zod";
var defineWhiteSpace = (definition) => define({ affects: "price", ...definition, family: "white-space" });
var proportionalWhiteSpace = defineWhiteSpace({
  model: "proportional",
  source: "assumed",
  params: z86.object({
    fraction: real({ min: 0, max: 10 }, "white space over the area of circuits").prefault(0)
  }),
  constants: {},
  behave: ({ fraction: fraction2 }) => ({ beside: (used) => squareMetres(fraction2 * used) }),
  cost: () => free([])
});
var idealWhiteSpace = defineWhiteSpace({
  model: "ideal",
  source: "assumed",
  params: z86.object({}),
  constants: {},
  behave: () => ({ beside: () => squareMetres(0) }),
  cost: () => free([])
});

// src/peripherals/index.ts
var converters = [
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
  idealInputStage,
  regulatedCascode,
  transimpedanceStage,
  integratorStage,
  chargeToPulseAdc,
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
  transistorTileSwitch
];
var digitalUnits = [
  idealSorter,
  countingSorter,
  bitonicSorter,
  oddEvenMergeSorter,
  streamingMergeSorter,
  idealSearch,
  sramScan,
  dramScan,
  nonVolatileScan,
  digitalCim,
  cam16t,
  cam2t2r,
  camFefet,
  camCharge,
  idealTopK,
  countingTopK,
  bisectionTopK,
  carriedTopK,
  compareTopK,
  timeDomainTopK,
  bitonicTopK,
  partialSortTopK,
  idealSoftmax,
  base2Softmax,
  lutSoftmax,
  consmaxSoftmax,
  floatingPointSoftmax,
  idealMac,
  int8Mac,
  bf16Mac,
  systolicMac,
  idealSram,
  bankedSram,
  compiledSram,
  registerFileSram,
  cactiLikeSram,
  edramSram,
  statedSram,
  idealDram,
  lpddr4Dram,
  lpddr1Dram,
  ddr3Dram,
  ddr4Dram,
  hbm2Dram,
  hbm3Dram,
  hbm4Dram,
  stackedDram,
  idealAdder,
  rippleAdder,
  pipelinedAdder,
  idealRegister,
  dFlipFlopRegister,
  synthesisedRegister,
  idealShiftAdd,
  accumulatorShiftAdd,
  idealDivider,
  serialDivider,
  idealPopcount,
  adderTreePopcount,
  idealArgmax,
  comparatorTreeArgmax,
  idealProjection,
  adderTreeProjection,
  fastHadamardProjection,
  denseInt8Projection,
  idealCombine,
  runningCombine,
  idealGather,
  indexedGather,
  idealLink,
  busLink,
  routerLink,
  hTreeLink,
  wireLink,
  offChipLink,
  dieToDieLink,
  idealClock,
  gatedClock,
  idealControl,
  sequencerControl,
  idealPads,
  interfacePads,
  idealWhiteSpace,
  proportionalWhiteSpace,
  idealGpu,
  a100Gpu,
  h100Gpu
];

// src/design/catalogue.ts
var shippedCatalogue = catalogueOf([
  ...memristors,
  ...dynamicArrays,
  ...converters,
  ...digitalUnits
]);

// src/design/config.ts
import { z as z88 } from "zod";

// src/base/schema.ts
function parseLocated(schema, document, allPaths) {
  const result = schema.safeParse(document.value);
  if (result.success) return result.data;
  throw faults(result.error.issues, document, schema, allPaths?.() ?? []);
}
function faults(found, document, schema, paths) {
  const issues = [];
  let total = 0;
  for (const issue of found) {
    total += unknownKeys(issue, schema)?.keys.length ?? 1;
    if (issues.length < MOST_ISSUES)
      issues.push(...translate(issue, document, schema, MOST_ISSUES - issues.length, paths));
  }
  return new ConfigError(issues, total - issues.length);
}
function unknownKeys(issue, schema) {
  if (issue.code === "unrecognized_keys") return { keys: issue.keys, known: knownKeys(schema, issue.path) };
  const unknown = issue.code === "custom" ? issue.params?.unknown : void 0;
  return unknown ?? null;
}
function translate(issue, document, schema, most, paths) {
  const unknown = unknownKeys(issue, schema);
  if (unknown !== null) {
    const { keys, known: known5 } = unknown;
    return keys.slice(0, most).map((key, n) => {
      const place2 = document.keyPlace([...issue.path, key]);
      const hint = n === 0 ? replaceHint(document, issue.path, place2) : "";
      const isObject2 = typeof valueAt(document.value, [...issue.path, key]) === "object";
      return {
        place: place2,
        path: [...issue.path, key].map(String).join("."),
        message: unknownKey(key) + (didYouMean(key, known5) || elsewhere(key, isObject2, paths)) + hint
      };
    });
  }
  const path = issue.path.map(String).join(".") || "(root)";
  return [
    {
      place: document.place(issue.path),
      path,
      message: messageOf(issue, valueAt(document.value, issue.path))
    }
  ];
}
var unknownKey = (key) => `expected a known key, received ${JSON.stringify(key.slice(0, 64))}`;
var MOST_PLACES = 2;
function elsewhere(key, isObject2, paths) {
  const upTo = (path) => {
    const words2 = path.split(".");
    const at = words2.indexOf(key);
    return at > 0 && isObject2 === at < words2.length - 1 ? [words2.slice(0, at + 1).join(".")] : [];
  };
  const places = [...new Set(paths.filter((path) => path.includes(key)).flatMap(upTo))];
  return places.length === 0 || places.length > MOST_PLACES ? "" : `; did you mean ${places.join(" or ")}?`;
}
var CHOOSING = ["model", "family"];
function replaceHint(document, path, place2) {
  const name = path.map(String).join(".");
  const value = valueAt(document.value, path);
  const isSet = (key) => Object.hasOwn(value, key) && document.place([...path, key]) === `--set ${name}.${key}`;
  const chosen = CHOOSING.filter(isSet);
  if (chosen.length === 0 || place2.startsWith("--set ")) return "";
  const parts = chosen.map((key) => `${key}: ${JSON.stringify(value[key])}`);
  return `; the file has it for another ${chosen[0]}: to replace the object, --set '${name}={ ${parts.join(", ")} }'`;
}
function messageOf(issue, input) {
  switch (issue.code) {
    case "custom":
      return issue.message;
    case "invalid_type":
    case "invalid_union":
      if (issue.message.startsWith("expected")) return issue.message;
      return issue.code === "invalid_type" ? `expected ${article(issue.expected)}, received ${describe(input)}` : `expected a valid value, received ${describe(input)}`;
    case "invalid_format":
      return issue.message;
    case "invalid_value": {
      const words2 = listed(issue.values, input).map((value) => JSON.stringify(value));
      const more = issue.values.length > words2.length ? `one of ${issue.values.length} words, such as ` : "one of ";
      const hint = typeof input === "string" ? didYouMean(input, issue.values.map(String)) : "";
      return `expected ${words2.length === 1 ? "" : more}${words2.join(", ")}, received ${describe(input)}${hint}`;
    }
    case "too_big":
      return `expected at most ${issue.maximum}${counted2(issue.origin)}, received ${describe(input)}`;
    case "too_small":
      return `expected at least ${issue.minimum}${counted2(issue.origin)}, received ${describe(input)}`;
    default:
      return `expected a valid value, received ${describe(input)}`;
  }
}
var MOST_LISTED = 12;
var listed = (values, input) => values.length <= MOST_LISTED ? values : nearest(typeof input === "string" ? input.slice(0, 64) : "", values.map(String)).slice(
  0,
  MOST_LISTED / 2
);
var counted2 = (origin) => origin === "string" ? " characters" : "";
var article = (word2) => /^[aeio]/.test(word2) ? `an ${word2}` : `a ${word2}`;
function valueAt(value, path) {
  let current = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null) return void 0;
    current = Object.hasOwn(current, step) ? current[step] : void 0;
  }
  return current;
}
function knownKeys(schema, path) {
  let current = unwrap(schema);
  for (const step of path) {
    const { valueType } = current.def;
    if (valueType !== void 0) {
      current = unwrap(valueType);
      continue;
    }
    const shape2 = current.shape;
    if (shape2 === void 0 || !Object.hasOwn(shape2, step)) return [];
    current = unwrap(shape2[step]);
  }
  return Object.keys(current.shape ?? {});
}
function unwrap(schema) {
  let current = schema;
  while (true) {
    const inner3 = current.def.innerType ?? (current.def.type === "pipe" ? current.def.in : void 0);
    if (inner3 === void 0) return current;
    current = inner3;
  }
}

// src/base/parameter.ts
var ANY_NAME = "<name>";
function parameterTable(schema, catalogue) {
  return walk(schema, "", [], catalogue, "behaviour");
}
function walk(schema, path, models, catalogue, affects) {
  const { meta, fallback } = describeField(schema);
  if (meta.family !== void 0) return walkFamily(meta.family, path, meta.fallback, meta.doc, catalogue);
  if (meta.families !== void 0) return walkFamilies(meta.families, path, meta.doc, catalogue);
  const inner3 = unwrap(schema);
  if (inner3.shape !== void 0)
    return Object.entries(inner3.shape).flatMap(
      ([key, field]) => walk(field, path === "" ? key : `${path}.${key}`, models, catalogue, meta.affects ?? affects)
    );
  const { valueType } = inner3.def;
  if (valueType !== void 0)
    return walk(valueType, `${path}.${ANY_NAME}`, models, catalogue, meta.affects ?? affects);
  const options = inner3.options;
  const { type } = inner3.def;
  const { integer: integer2, doc = "", when, ...limits } = meta;
  const base = {
    path,
    models,
    doc,
    affects,
    ...limits,
    when: when && { ...when, key: path.replace(/[^.]*$/, when.key) },
    default: fallback
  };
  if (options !== void 0) return [{ ...base, kind: "choice", choices: options }];
  return [{ ...base, kind: kindOf2(limits, type, integer2 === true) }];
}
function kindOf2({ unit, maxLength, pattern }, type, integer2) {
  if (unit !== void 0) return "quantity";
  if (maxLength !== void 0) return "text";
  if (pattern !== void 0) return "rule";
  if (type === "boolean") return "flag";
  return integer2 ? "integer" : "number";
}
function walkFamily(family, path, fallback, doc, catalogue) {
  const models = catalogue.families[family] ?? [];
  const own = {
    path: `${path}.model`,
    models: [],
    family,
    kind: "model",
    // Without further statement, models of a family differ in behaviour.
    affects: models.every((model) => model.affects === "price") ? "price" : "behaviour",
    choices: models.map((model) => model.model),
    default: fallback,
    doc: doc ?? ""
  };
  const leaves = models.flatMap(
    (model) => Object.entries(model.params.shape).flatMap(
      ([key, field]) => walk(field, `${path}.${key}`, [model.model], catalogue, model.affects).map((leaf) => ({
        ...leaf,
        family
      }))
    )
  );
  return [own, ...leaves];
}
function walkFamilies(fallbacks, path, doc, catalogue) {
  const families = Object.keys(fallbacks);
  return [
    {
      path: `${path}.family`,
      models: [],
      kind: "choice",
      affects: "behaviour",
      choices: families,
      default: families[0],
      doc: doc ?? ""
    },
    ...families.flatMap((family) => walkFamily(family, path, fallbacks[family], doc, catalogue))
  ];
}
function describeField(schema) {
  const meta = fieldMeta(schema);
  let current = schema;
  while (true) {
    const { type, innerType, defaultValue } = current.def;
    if (type === "prefault" || type === "default") return { meta, fallback: defaultValue };
    if (innerType === void 0) return { meta, fallback: void 0 };
    current = innerType;
  }
}

// src/design/implied.ts
var isTree2 = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
function withImplied(config) {
  if (!isTree2(config)) return config;
  const value = withPreset(config);
  const hash = childOf(childOf(value, "workload"), "attention")?.hash;
  const design = childOf(value, "design");
  const hashing = childOf(design, "hashing");
  const readout = childOf(hashing, "readout");
  if (design === null || hashing === null || readout === null) return value;
  const { reads } = HASHES.find(({ name }) => name === hash) ?? HASHES[0];
  const family = readout?.family ?? READOUT_OF[reads];
  const model = readout?.model ?? READOUT_FALLBACKS[family];
  const named2 = childOf(hashing, "memristor");
  const implied = {
    ...impliedRate(hashing, String(family), String(model)),
    ...readout,
    family,
    ...model === void 0 ? {} : { model }
  };
  const memristor = isTree2(named2) ? { ...impliedHeat(design, named2), ...named2 } : named2;
  const array = childOf(hashing, "array");
  const isIdeal = memristor?.model === "ideal";
  const wired = {
    ...isTree2(memristor) ? { memristor } : {},
    ...isIdeal && array !== null ? { array: { wires: "ideal", ...array } } : {},
    ...electricsPreset(hashing),
    ...isIdeal && hashing?.tileSwitch === void 0 ? { tileSwitch: { model: "ideal" } } : {},
    ...(isIdeal || readout?.model === "ideal") && hashing?.inputStage === void 0 ? { inputStage: { model: "ideal" } } : {}
  };
  const digital2 = childOf(design, "digital");
  const projects = isTree2(digital2?.projection) && digital2.projectOn === void 0 ? { digital: { ...digital2, projectOn: "unit" } } : {};
  const baselines = childOf(design, "baselines");
  const rivals = isTree2(baselines?.analog) && baselines.analogOn === void 0 ? { baselines: { ...baselines, analogOn: "named" } } : {};
  return {
    ...value,
    design: {
      ...design,
      ...projects,
      ...rivals,
      ...impliedSearch(design),
      hashing: { ...hashing, ...wired, readout: implied }
    }
  };
}
var impliedSearch = (design) => ({
  ...isTree2(design?.search) && design.searchOn === void 0 ? { searchOn: "named" } : {},
  ...isTree2(design?.topK) && design.topKOn === void 0 ? { topKOn: "named" } : {}
});
function electricsPreset(hashing) {
  const preset2 = ELECTRICS_PRESETS[String(hashing?.electrics)];
  if (hashing === void 0 || preset2 === void 0) return {};
  return Object.fromEntries(
    Object.entries(preset2).flatMap(([key, stated2]) => {
      const own = childOf(hashing, key);
      return own === null || own?.model === "ideal" ? [] : [[key, { ...stated2, ...own }]];
    })
  );
}
var knows = (models, model, key) => models.some((one) => one.model === model && Object.hasOwn(one.params.shape, key));
var RATES2 = { min: 1e6, max: 1e10 };
function impliedRate(hashing, family, model) {
  const adcs = converters.filter((one) => one.family === family);
  if (!knows(adcs, model, "rate")) return {};
  const time = parseQuantity(String(hashing?.readTime ?? READ_TIME), "s");
  if (typeof time === "string" || !(time > 0)) return {};
  return { rate: `${Math.min(RATES2.max, Math.max(RATES2.min, 1 / time))} S/s` };
}
function impliedHeat(design, memristor) {
  if (design?.temperature === void 0 || !knows(memristors, String(memristor.model), "temperatureCelsius"))
    return {};
  const temperature = parseQuantity(String(design.temperature), "K");
  if (typeof temperature === "string" || !(temperature > 0)) return {};
  const celsius = Math.min(CELSIUS.max, Math.max(CELSIUS.min, temperature - 273.15));
  return { temperatureCelsius: Number(celsius.toFixed(6)) };
}
function childOf(tree, key) {
  if (tree === null || tree === void 0) return tree;
  const child = Object.hasOwn(tree, key) ? tree[key] : void 0;
  return child === void 0 || isTree2(child) ? child : null;
}
var SIMULATED = 4096;
function withPreset(value) {
  const workload = Object.hasOwn(value, "workload") ? value.workload : {};
  if (!isTree2(workload)) return value;
  const preset2 = presetOf(workload.preset);
  if (preset2 === void 0) return value;
  const { attention: own = {} } = workload;
  if (!isTree2(own)) return value;
  const { phase, attention, source } = preset2.implies ?? {};
  const { length = preset2.maxLength } = workload;
  const { fidelity = {} } = value;
  const measured = source === void 0 || !isTree2(fidelity) || fidelity.source !== void 0 ? {} : { fidelity: { source, ...Number(length) > SIMULATED ? { length: SIMULATED } : {}, ...fidelity } };
  return {
    ...value,
    ...measured,
    workload: {
      length: preset2.maxLength,
      ...phase === void 0 ? {} : { phase },
      ...workload,
      attention: { causal: preset2.causal, ...attention, ...own }
    }
  };
}

// src/design/selection-study.ts
import { z as z87 } from "zod";
var SETUP_NAMES = ["A", "B", "C"];
var STUDY_PLANS = ["full", "index"];
var wordsPattern = (word2) => `^(?:${word2})(?:, *(?:${word2}))*$`;
function list(word2, read3, ofNumber, expectation, meta) {
  const pattern = wordsPattern(word2);
  const form = new RegExp(pattern);
  return accept(
    (input) => {
      if (typeof input === "number") {
        const one = ofNumber(input);
        return one === void 0 ? void 0 : [one];
      }
      if (typeof input !== "string" || input.length > (meta.maxLength ?? Number.POSITIVE_INFINITY) || !form.test(input))
        return void 0;
      return [...new Set(input.split(/, */).map(read3))];
    },
    expectation,
    { ...meta, pattern }
  );
}
var SHARE = "1/[1-9]\\d{0,6}|1(?:\\.0{1,9})?|0?\\.\\d{0,9}[1-9]\\d{0,9}|(?:100(?:\\.0{1,9})?|[1-9]\\d?(?:\\.\\d{1,9})?|0?\\.\\d{0,9}[1-9]\\d{0,9}) ?%";
function shareOf(word2) {
  const [number, over = "1"] = word2.replace(/ ?%$/, "").split("/").map(Number);
  return number / Number(over) / (word2.endsWith("%") ? 100 : 1);
}
var shares = (doc) => list(
  SHARE,
  shareOf,
  (number) => number > 0 && number <= 1 ? number : void 0,
  "shares in (0, 1], such as 1/8,6.25%,0.05",
  { doc, examples: ["1/8,1/16"], exclusiveMinimum: 0, maximum: 1 }
);
var TAU = "0?\\.\\d{0,15}[1-9]\\d{0,15}|[1-9](?:\\.\\d{1,9})?e-[1-9]\\d?";
var MOST2 = 9999999;
var counts = (what, doc) => list(
  "[1-9]\\d{0,6}",
  Number,
  (number) => Number.isInteger(number) && number >= 1 && number <= MOST2 ? number : void 0,
  `${what} from 1 on, such as 1,3`,
  { doc, examples: ["1,3"], minimum: 1, maximum: MOST2, multipleOf: 1 }
);
var DEPTH = "0|0?\\.\\d{1,9}";
var DEPTHS = new RegExp(`^(?:${DEPTH}), *(?:${DEPTH})$`);
var depths = accept(
  (input) => {
    if (typeof input !== "string" || input.length > 50 || !DEPTHS.test(input)) return void 0;
    const [from, to] = input.split(",").map(Number);
    return from <= to ? [from, to] : void 0;
  },
  "two rising shares of the context in [0, 1), such as 0.1,0.7",
  {
    doc: "where needles are, two shares of the context (default: 0.02,0.8)",
    maxLength: 50,
    pattern: DEPTHS.source,
    examples: ["0.1,0.7"]
  }
);
var selectionStudySchema = z87.strictObject({
  plan: choice(
    STUDY_PLANS,
    "of a published model: full (stretches, haystacks and sparse contexts apart; setups A, B, C) or index (a tail and needles in each context; setup B) (default: full)"
  ).optional(),
  only: counts(
    "numbers of contexts",
    "contexts of the study that are run, by number (default: all)"
  ).optional(),
  setups: list(
    "[A-Ca-c]",
    (word2) => word2.toUpperCase(),
    () => void 0,
    `a list of ${SETUP_NAMES.join(", ")}`,
    {
      doc: "A (context and question exact, answer sparse), B (context exact, question and answer sparse), C (all sparse from the first layer on), such as B,C (default: those of the plan)",
      maxLength: 20,
      examples: ["B,C"]
    }
  ).optional(),
  shares: shares("budgets, shares of the keys (default: 1/8,1/16)").optional(),
  keys: counts("numbers of keys", "budgets, numbers of keys with sink and window").optional(),
  masses: shares(
    "budgets, shares of the attention as selectors estimate it: the fewest keys that hold so much"
  ).optional(),
  thresholds: list(
    TAU,
    Number,
    (number) => number > 0 && number < 1 ? number : void 0,
    "shares below 1, such as 1.5e-4,0.0001",
    {
      doc: "budgets, least shares of a query's attention: every key whose estimated weight reaches one is attended",
      examples: ["1.5e-4,1e-4"],
      exclusiveMinimum: 0,
      maximum: 1
    }
  ).optional(),
  thresholdExponent: real(
    { min: 0, max: MOST_EXPONENT },
    "fall of a threshold with the keys n that a query sees: times (2048 / n)^thresholdExponent (default: 0)"
  ).optional(),
  thresholdTotal: choice(
    TOTALS,
    "where a threshold's total comes from before the compare: pass (a first pass over the estimates), last (the last query's) or running (exact sum of sink and window times the mean ratio so far) (default: pass)"
  ).optional(),
  nearBy: choice(
    NEAR_WORDS,
    "how sink and window enter a budget of mass or a threshold: by their logits, which are computed anyway, or by their codes, as in studies before 30 November 2026 (default: logits)"
  ).optional(),
  references: flag(
    "run oracle, local window and random keys at every budget (default: true; false takes a fraction of the time, and says nothing of what a budget costs by itself)"
  ).optional(),
  shareKeys: flag("query heads that share keys choose together, by their mean query").optional(),
  estimateRest: flag(
    "keys that are not attended are estimated by samples and their mean value, not dropped"
  ).optional(),
  sink: integer(
    { min: 0, max: 1 << 20 },
    "first keys that are always attended (default: 4; of a toy model the workload's)"
  ).optional(),
  localWindow: integer(
    { min: 1, max: 1 << 20 },
    "latest keys that are always attended (default: 32; of a toy model the workload's)"
  ).optional(),
  denseLayers: integer({ min: 0, max: 1024 }, "first layers that attend every key (default: 0)").optional(),
  depths: depths.optional(),
  calibrationTokens: integer(
    { min: 1, max: 1 << 20 },
    "tokens of the calibration text that are used (default: as many as a context has; fewer are a control that fails)"
  ).optional()
});

// src/design/config.ts
function tableIssues(design, { families }) {
  const tables2 = design.componentTables;
  if (tables2 === void 0) return [];
  const slots = new Map(slotsOf4(design));
  const issues = [];
  for (const { place: place2, component, model, action } of tables2.rows) {
    const refuse = (what, known5, name) => {
      const message = `expected ${what} ${known5.join(", ")}, received "${name}"${didYouMean(name, known5)}`;
      const path = [component, model, action].filter((word2) => word2 !== void 0).join(".");
      if (!issues.some((one) => one.message === message)) issues.push({ place: place2, path, message });
    };
    const instance = slots.get(component);
    const { family } = instance;
    const models = (families[family] ?? []).map((one) => one.model);
    if (model !== void 0 && model !== instance.model && !models.includes(model)) {
      refuse(`a ${family} model of`, models, model);
      continue;
    }
    const actions = actionsOf(component, instance);
    if (action !== void 0 && !actions.includes(action))
      refuse(`an action of ${component} (${family}),`, actions, action);
  }
  return issues;
}
function actionsOf(component, instance) {
  if (component === "array") return ["read"];
  const node = instance.domain?.max ?? nanometres(28);
  return Object.keys(instance.cost(createTechnology(node)).actions);
}
var configSchema = (catalogue) => z88.strictObject({
  schemaVersion: integer({ min: 1, max: 1 }, "version of this format").prefault(1),
  name: text({ max: 200 }, "name of the design, as reports print it").prefault("unnamed"),
  seed: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }, "seed of every random stream").prefault(1),
  workload: workloadSchema.prefault({}),
  design: designSchema(catalogue).prefault({}),
  fidelity: z88.strictObject({
    arrays: integer({ min: 2, max: 1e4 }, "array samples behind each quality figure").prefault(10),
    source: choice(
      ["model", "duplication"],
      "the model's activations, or a constructed task of any length"
    ).prefault("model"),
    length: integer({ min: 2, max: 1 << 20 }, "tokens on which quality is measured").optional(),
    queries: integer(
      { min: 1, max: 1 << 20 },
      "query positions a head on which outputs are compared"
    ).prefault(1024),
    margin: real(
      { min: 0, max: 1 },
      "loss of attention recall (captured mass) that still counts as equal"
    ).prefault(0.01),
    mode: choice(
      ["equal-rounds", "iso-quality"],
      "iso-quality also prices each LSH design at the fewest rounds that lose no more than the margin"
    ).prefault("equal-rounds")
  }).prefault({}),
  languageModel: languageModelSchema.prefault({})
});
function parseConfig(document, catalogue, use = {}) {
  const value = withImplied(document.value);
  const { schema, allPaths } = schemaOf(catalogue);
  const config = assembleConfig(parseLocated(schema, { ...document, value }, allPaths), document, use);
  const issues = tableIssues(config.design, catalogue);
  if (issues.length > 0) throw new ConfigError(issues);
  return config;
}
var schemas = /* @__PURE__ */ new WeakMap();
function schemaOf(catalogue) {
  const known5 = schemas.get(catalogue);
  if (known5 !== void 0) return known5;
  const schema = configSchema(catalogue);
  let paths;
  const allPaths = () => {
    paths ??= parameterTable(schema, catalogue).map(({ path }) => path);
    return paths;
  };
  schemas.set(catalogue, { schema, allPaths });
  return { schema, allPaths };
}
function assembleConfig(parsed, document, { anySelector = false } = {}) {
  const workload = resolveWorkload(parsed.workload);
  const { logicNode, hashNode = logicNode } = parsed.design;
  const design = {
    ...parsed.design,
    floorplan: clockedFloorplan(parsed.design),
    hashNode,
    platform: "digital"
  };
  const issues = crossChecks(workload, design, document, anySelector);
  if (issues.length > 0) throw new ConfigError(issues);
  const { length, ...fidelity } = parsed.fidelity;
  return {
    name: parsed.name,
    seed: parsed.seed,
    workload,
    design,
    fidelity: length === void 0 ? fidelity : { ...fidelity, length },
    languageModel: parsed.languageModel
  };
}
var HARDWARE_SELECTORS = SELECTORS.filter(({ hasHardware }) => hasHardware).map(({ name }) => name);
function crossChecks(workload, design, document, anySelector) {
  const issues = [];
  const complain = (path, message) => {
    issues.push({ place: document.place(path.split(".")), path, message });
  };
  checkWorkload(workload, anySelector, complain);
  checkDesign(workload, design, complain);
  return issues;
}
function checkWorkload(workload, anySelector, complain) {
  if (workload.heads % workload.kvHeads !== 0)
    complain(
      "workload.kvHeads",
      `expected a divisor of the ${workload.heads} query heads, received ${workload.kvHeads}`
    );
  if (workload.attention.sharedQK && workload.kvHeads !== workload.heads)
    complain(
      "workload.attention.sharedQK",
      "expected as many key heads as query heads, received grouped heads"
    );
  const { collisions, rounds } = workload.attention;
  if (collisions > rounds)
    complain(
      "workload.attention.collisions",
      `expected at most the ${rounds} rounds, received ${collisions}`
    );
  const { kind, keys } = workload.attention.budget;
  if (kind === "fixed" && keys > workload.length)
    complain(
      "workload.attention.budget.keys",
      `expected at most the ${workload.length} keys of a sequence, received ${keys}`
    );
  const { name, hasHardware } = selectorOf(workload.attention);
  if (!anySelector && !hasHardware)
    complain(
      "workload.attention.select",
      `expected a selector with a hardware model, one of ${HARDWARE_SELECTORS.join(", ")}, received "${name}", which only language models are run with`
    );
  if (workload.phase === "decode" && !workload.attention.causal)
    complain("workload.attention.causal", "expected true, as a decode has no later tokens, received false");
  if (workload.phase === "decode" && workload.pass === "training")
    complain("workload.pass", 'expected "forward", as a decode is not trained, received "training"');
}
function checkDesign(workload, design, complain) {
  if (design.hashing.folding !== "none" && workload.attention.centreKeys)
    complain(
      "workload.attention.centreKeys",
      "expected false where design.hashing.folding hashes a layer's input and there is no key to centre, received true"
    );
  for (const [key, message] of pinIssues(design, workload)) complain(`design.mapping.${key}`, message);
  const { lacks: unstated } = design.digital.buffer.behaviour;
  if (unstated !== void 0)
    complain(`design.digital.buffer.${unstated}`, "expected a quantity with its unit, received nothing");
  const levels2 = levelIssues(design);
  for (const [key, message] of levels2)
    complain(`design.digital.levels${key === "" ? "" : `.${key}`}`, message);
  if (levels2.length === 0)
    for (const [key, message] of nestIssues(design)) complain(`design.mapping.${key}`, message);
  if (design.digital.levels !== void 0 && workload.pass === "training")
    complain(
      "design.digital.levels",
      "expected none for a workload.pass of training, which they do not cover"
    );
  for (const { key, message } of replicaIssues(design.hashing.replicas, workload))
    complain(`design.hashing.replicas.${key}`, message);
  const { lacks } = design.hashing.memristor.behaviour;
  if (lacks !== void 0)
    complain(
      `design.hashing.memristor.${lacks}`,
      'expected the name of a file of measured conductances, such as "my-device.csv", received nothing'
    );
  const { capacity } = design.memory.behaviour;
  const { wordBits } = design.digital.mac.behaviour;
  const weights = modelWeights(workload) * wordBits / 8;
  if (weights > capacity)
    complain(
      "design.memory.capacity",
      `expected at least the ${weights} B of the model's own weights (${workload.preset}, ${wordBits} bits each), received ${capacity} B`
    );
  const { family, behaviour } = design.hashing.readout;
  const { reads, title } = hashOf(workload.attention);
  if (behaviour.reads !== "values" && behaviour.reads !== reads)
    complain(
      "design.hashing.readout.family",
      `expected "${READOUT_OF[reads]}" for ${title}${reads === "values" ? "" : `, or "${READOUT_OF.values}"`}, received "${family}"`
    );
}
var languageModelSchema = z88.strictObject({
  candidates: choice(
    ["prefix-window", "bucket", "clusters", "chunk"],
    "keys that a query sees in a round: the window before its place in the sorted prefix, its bucket, its balanced cluster, or the chunk of the whole sorted sequence (which keys: not causal)"
  ).prefault("prefix-window"),
  lift: choice(["none", "xbox-plus"], "lift of queries and keys to one norm before they are hashed").prefault(
    "none"
  ),
  hashed: choice(
    ["after-positions", "before-positions"],
    "vectors that are hashed: as they enter the dot product, or before their rotation by position"
  ).prefault("after-positions"),
  circuitReads: flag(
    "also hash by arrays whose every read is solved as a circuit with the cells' own law: slow, for short windows"
  ).prefault(false),
  windows: integer({ min: 1, max: 4096 }, "windows of text on which the model is scored").prefault(4),
  length: integer({ min: 2, max: 1 << 20 }, "tokens of a window").prefault(1024),
  arrays: integer({ min: 1, max: 1e3 }, "array samples that every window is scored on").prefault(3),
  selection: selectionStudySchema.optional()
});

// test/design-under-test.ts
var configOf = (text2) => parseConfig(parseDocument(text2, "test.json5"), shippedCatalogue);
var IDEAL_FLOORPLAN = 'floorplan: { network: { model: "ideal" }, clock: { model: "ideal" }, control: { model: "ideal" }, pads: { model: "ideal" } }';
var IDEAL_HARDWARE = `
  hashing: { memristor: { model: "ideal" }, dac: { model: "ideal" }, driver: { model: "ideal" }, readout: { model: "ideal" } },
  digital: { sorter: { model: "ideal" }, softmax: { model: "ideal" }, mac: { model: "ideal" }, buffer: { model: "ideal" }, projection: { model: "ideal" } },
  memory: { model: "ideal" },
  ${IDEAL_FLOORPLAN},
  search: { model: "ideal" }, topK: { model: "ideal" },
  baselines: { analog: { model: "ideal" }, gpu: { model: "ideal" } }`;

// test/comparison/neighbours.ts
var POINT = { pairPower: 45e-7, peakLineCurrent: 3e-5 };
var PRESETS = ["recall-lm", "gpt2-small", "llama-3.2-1b", "llama-3-8b"];
function randomChip(seed) {
  const { uniform } = createRng(`chip ${seed}`);
  const pick2 = (list2) => list2[Math.floor(uniform() * list2.length)];
  const node = 12 + 30 * uniform();
  const bufferBytes = Math.round(2 ** (17 + 6 * uniform()));
  const own = {
    preset: pick2(PRESETS),
    length: Math.round(2 ** (9 + 6 * uniform())),
    rounds: pick2([1, 2, 4, 8, 12]),
    chunk: pick2([32, 64, 128]),
    bandwidth: (10 * 2 ** (5 * uniform())).toFixed(1),
    units: pick2([1024, 4096, 16384]),
    lanes: pick2([16, 64, 256]),
    cores: pick2([1, 1, 2, 3, 4, 8])
  };
  return {
    node,
    bufferBytes,
    text: (design = "", workload = "") => `{ workload: { preset: "${own.preset}", length: ${own.length}, ${workload}
           attention: { rounds: ${own.rounds}, chunk: ${own.chunk} } },
         design: { logicNode: "${node.toFixed(2)} nm", hashNode: "${node.toFixed(2)} nm", cores: ${own.cores},
           memory: { bandwidth: "${own.bandwidth} GB/s" },
           digital: { mac: { units: ${own.units} }, softmax: { lanes: ${own.lanes} }, buffer: { capacity: "${bufferBytes} B" } },
           ${design} } }`
  };
}

// .probe-jumps.ts
for (let seed = 0; seed < 24; seed++) {
  for (const obj of [null, 'mapping: { objective: "energy-squared-delay" },']) {
    let last = null;
    for (let node = 16; node <= 32; node++) {
      const c = randomChip(seed);
      const text2 = (obj === null ? c.text() : c.text(obj)).replace(/(logicNode|hashNode): "[^"]*"/g, `$1: "${node} nm"`);
      let now = {};
      try {
        const { design, workload } = configOf(text2);
        for (const x of priceAll(design, workload, POINT)) if (x.feasible) now[x.id] = [x.cost.energy, x.cost.timing.latency];
      } catch (e) {
        continue;
      }
      if (last) {
        for (const id in now) if (last[id]) {
          const [e, l] = [0, 1].map((k) => Math.log(now[id][k] / last[id][k]));
          if (Math.abs(l) > 0.4 || Math.abs(e) > 0.3) console.log(seed, obj === null ? "default" : "e2d", node - 1, id, e.toFixed(2), l.toFixed(2));
        }
      }
      last = now;
    }
  }
}
