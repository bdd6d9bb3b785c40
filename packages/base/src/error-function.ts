// The error function, rounded identically by every version of Node, within 1 unit in the last place.

/** Coefficients of a polynomial, constant first. */
type Polynomial = readonly number[];

const polynomial = (coefficients: Polynomial, x: number): number =>
  coefficients.reduceRight((sum, coefficient) => coefficient + x * sum);

/** erf(x)/x − 1 as a function of x², up to 27/32. */
const NEAR: readonly [Polynomial, Polynomial] = [
  [
    0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442,
    -0.000023763016656650163,
  ],
  [
    1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164,
    -0.000003960228278775368,
  ],
];

/** erf(x) − ONE as a function of x − 1, up to 5/4; ONE is erf(1) in single precision. */
const ONE = 0.8450629115104675;
const MIDDLE: readonly [Polynomial, Polynomial] = [
  [
    -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175,
    -0.11089469428239668, 0.035478304325618236, -0.002166375594868791,
  ],
  [
    1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
    0.011984499846799107,
  ],
];

/** ln(x·erfc(x)) + x² + 9/16 as a function of 1/x²: FAR up to 20/7, FARTHER from there to 6. */
const FAR: readonly [Polynomial, Polynomial] = [
  [
    -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
    -184.60509290671104, -81.2874355063066, -9.814329344169145,
  ],
  [
    1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
    108.63500554177944, 6.570249770319282, -0.0604244152148581,
  ],
];
const FARTHER: readonly [Polynomial, Polynomial] = [
  [
    -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
    -1025.0951316110772, -483.5191916086514,
  ],
  [
    1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
    474.52854120695537, -22.44095244658582,
  ],
];

const quotient = ([above, below]: readonly [Polynomial, Polynomial], x: number): number =>
  polynomial(above, x) / polynomial(below, x);

const word = new Float64Array(1);
const halves = new Uint32Array(word.buffer);

/**
 * erf(x) = 2/√π·∫₀ˣ e^(−t²) dt by rational functions, one per range of x, of the kind of W. J. Cody, from
 * fdlibm (Sun Microsystems, 1993).
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  const sign = x < 0 ? -1 : 1;
  // Eight times (2/√π − 1)·x, so that no subnormal intermediate loses bits.
  if (size < 2 ** -28) return 0.125 * (8 * x + 1.0270333367641007 * x);
  if (size < 0.84375) return x + x * quotient(NEAR, x * x);
  if (size < 1.25) return sign * (ONE + quotient(MIDDLE, size - 1));
  if (size >= 6) return sign;
  const rest = quotient(size < 1 / 0.35 ? FAR : FARTHER, 1 / (size * size));
  // e^(−x²) as e^(−short²), whose square is exact, times the rest.
  word[0] = size;
  halves[0] = 0;
  const [short] = word;
  const complement =
    (Math.exp(-short * short - 0.5625) * Math.exp((short - size) * (short + size) + rest)) / size;
  return sign * (1 - complement);
}
