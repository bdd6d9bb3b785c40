// Read noise of one vector: Philox4x32-10 and the transform of Box and Muller, the steps and roundings of
// packages/vmm/src/noise.ts, sixteen outputs at a time.

/** Adds to the currents from `from` to `end` the noise whose variances stand at `variance`. */
export function addVectorNoise(
  from: usize,
  end: usize,
  variance: usize,
  vector: i32,
  key0: i32,
  key1: i32,
  key2: i32,
  key3: i32,
  sigma: v128,
): void {
  let counter = i32x4(0, 1, 2, 3);
  for (let current = from; current < end; current += 64, variance += 64) {
    let k0 = key0;
    let k1 = key1;
    let a = counter;
    let b = i32x4.splat(vector);
    let c = i32x4.splat(key2);
    let d = i32x4.splat(key3);
    for (let round = 0; round < 10; round++) {
      const lowA = i64x2.extmul_low_i32x4_u(a, i32x4.splat(0xd2511f53));
      const highA = i64x2.extmul_high_i32x4_u(a, i32x4.splat(0xd2511f53));
      const lowC = i64x2.extmul_low_i32x4_u(c, i32x4.splat(0xcd9e8d57));
      const highC = i64x2.extmul_high_i32x4_u(c, i32x4.splat(0xcd9e8d57));
      a = v128.xor(v128.xor(upper(lowC, highC), b), i32x4.splat(k0));
      b = lower(lowC, highC);
      c = v128.xor(v128.xor(upper(lowA, highA), d), i32x4.splat(k1));
      d = lower(lowA, highA);
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    addPair(current, variance, sigma, a, b);
    addPair(current + 32, variance + 32, sigma, c, d);
    counter = i32x4.add(counter, i32x4.splat(4));
  }
}

function lower(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

function upper(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/** Noise of eight outputs from the words of their radii and of their angles (Box and Muller). */
function addPair(current: usize, variance: usize, sigma: v128, radii: v128, angles: v128): void {
  const radius = rayleigh(radii);
  const x = f32x4.mul(
    f32x4.convert_i32x4_s(v128.and(angles, i32x4.splat(0x1fffffff))),
    f32x4.splat(1.46291812e-9),
  );
  const y = f32x4.mul(x, x);
  let s = f32x4.add(f32x4.mul(f32x4.splat(-0.0001958794601), y), f32x4.splat(0.008332748897));
  s = f32x4.add(f32x4.mul(s, y), f32x4.splat(-0.1666666418));
  const sine = f32x4.add(x, f32x4.mul(f32x4.mul(x, y), s));
  let c = f32x4.add(f32x4.mul(f32x4.splat(-0.001366122859), y), f32x4.splat(0.04166141525));
  c = f32x4.add(f32x4.mul(c, y), f32x4.splat(-0.4999998212));
  const cosine = f32x4.add(f32x4.splat(1), f32x4.mul(y, c));
  const isSwapped = i32x4.shr_s(i32x4.shl(angles, 2), 31);
  const signBit = i32x4.splat(0x80000000);
  const first = v128.xor(
    f32x4.mul(radius, v128.bitselect(sine, cosine, isSwapped)),
    v128.and(angles, signBit),
  );
  const second = v128.xor(
    f32x4.mul(radius, v128.bitselect(cosine, sine, isSwapped)),
    v128.and(i32x4.shl(angles, 1), signBit),
  );
  addScaled(current, variance, sigma, first);
  addScaled(current + 16, variance + 16, sigma, second);
}

function addScaled(current: usize, variance: usize, sigma: v128, gaussian: v128): void {
  // Rounding alone can take a coupled form below zero.
  const root = f32x4.sqrt(f32x4.pmax(f32x4.splat(0), v128.load(variance)));
  const noise = f32x4.mul(f32x4.mul(sigma, root), gaussian);
  v128.store(current, f32x4.add(v128.load(current), noise));
}

/** √(−2 ln u) of four words. */
function rayleigh(words: v128): v128 {
  const bits = f32x4.convert_i32x4_s(v128.or(i32x4.shr_u(words, 1), i32x4.splat(1)));
  const exponent = i32x4.shr_s(i32x4.sub(bits, i32x4.splat(0x3f3504f3)), 23);
  const t = f32x4.sub(i32x4.sub(bits, i32x4.shl(exponent, 23)), f32x4.splat(1));
  let q = f32x4.add(f32x4.mul(f32x4.splat(0.2026811391), t), f32x4.splat(-0.3246837854));
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(0.344940275));
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(-0.3979713023));
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(0.4994014204));
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(-0.6667022705));
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(1.000007272));
  q = f32x4.add(f32x4.mul(q, t), f32x4.splat(-1.999999881));
  const whole = f32x4.mul(
    f32x4.convert_i32x4_s(i32x4.sub(i32x4.splat(31), exponent)),
    f32x4.splat(1.386294365),
  );
  return f32x4.sqrt(f32x4.add(whole, f32x4.mul(t, q)));
}
