// Four numbers of single precision at a time.

/** e^x of four numbers of at most 0 (and some above), to 1e-7; 0 below −87, where the result would be no normal number. */
export function exp4(x: v128): v128 {
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(<f32>Math.LOG2E)));
  // ln 2 in two parts, the first with few bits, so that n times it is exact.
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.1219444005469057e-4)));
  let sum = f32x4.splat(1.0 / 5040);
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.0 / 720));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.0 / 120));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.0 / 24));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.0 / 6));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(0.5));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1));
  const scaled = i32x4.add(sum, i32x4.shl(i32x4.trunc_sat_f32x4_s(n), 23));
  return v128.and(scaled, f32x4.gt(x, f32x4.splat(-87)));
}

export function sumOf(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 1) +
    (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

export function largestOf(x: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max<f32>(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

/** Four sums, one of each argument's lanes. */
export function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** Stores, or adds to what is there, two outputs of each of four rows `stride` bytes apart: those of the first two, then the others. */
export function storeTile(to: usize, stride: usize, firstTwo: v128, lastTwo: v128, adds: i32): void {
  const second = to + stride;
  const third = second + stride;
  const fourth = third + stride;
  let ab = firstTwo;
  let cd = lastTwo;
  if (adds != 0) {
    ab = f32x4.add(ab, v128.load64_lane(second, v128.load64_zero(to), 1));
    cd = f32x4.add(cd, v128.load64_lane(fourth, v128.load64_zero(third), 1));
  }
  v128.store64_lane(to, ab, 0);
  v128.store64_lane(second, ab, 1);
  v128.store64_lane(third, cd, 0);
  v128.store64_lane(fourth, cd, 1);
}
