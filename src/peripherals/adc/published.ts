// Published converters, each at its own design point.

import { z } from "zod";
import { integer, joules, nanometres, power, priceOnly, seconds, squareMetres, stated, watts } from "#base";
import { converter, defineAdc, ENOB_LOSS, OFFSET_PARAMS } from "./adc.ts";

/** Bits, energy (pJ), area (µm²) at 32 nm. Source: [isaac-2016], scaled in [hwcomponents-2026]. */
const TABLE: readonly (readonly [bits: number, pico: number, micro: number])[] = [
  [4, 0.79, 361],
  [5, 0.99, 477],
  [6, 1.2, 627],
  [7, 1.42, 845],
  [8, 1.667, 1200],
  [9, 1.97, 1828],
  [10, 2.38, 3002],
];
const EIGHT = 4;

/**
 * Converter of ISAAC: 8 bits at 1.2 GS/s, 1.667 pJ and 1200 µm² at 32 nm [isaac-2016]; from 4 to 10 bits by
 * the table of [hwcomponents-2026]. Other resolutions are refused. Other nodes scale by the analog law.
 */
export const isaacAdc = defineAdc({
  model: "isaac",
  source: "isaac-2016",
  params: z.object({
    bits: integer({ min: TABLE[0][0], max: TABLE[TABLE.length - 1][0] }, "resolution").prefault(8),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: {
    energy: {
      nominal: 1.667e-12,
      source: "isaac-2016",
      exact: "of the published chip",
      note: "J at 8 bits, 32 nm; the others by the table",
    },
    area: {
      nominal: 1200e-12,
      source: "isaac-2016",
      exact: "of the published chip",
      note: "m² at 8 bits, 32 nm; the others by the table",
    },
    rate: { nominal: 1.2e9, low: 1.2e9, high: 1.28e9, source: "isaac-2016", note: "S/s at 32 nm" },
    cycles: { nominal: 1, low: 1, high: 10, source: "assumed", note: "conversions between sample and code" },
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(32);
    const [, pico, micro] = TABLE[bits - TABLE[0][0]];
    const [, pico8, micro8] = TABLE[EIGHT];
    const interval = technology.delayFactor("analog", base) / k.rate;
    return {
      area: squareMetres(((k.area * micro) / micro8) * technology.areaFactor("analog", base)),
      // The published 2 mW is energy × rate: leakage is included in the energy.
      leakage: watts(0),
      actions: {
        convert: {
          energy: joules(((k.energy * pico) / pico8) * technology.energyFactor("analog", base)),
          latency: seconds(k.cycles * interval),
          interval: seconds(interval),
        },
      },
    };
  },
});

/** Columns per converter within the published time. */
const COLUMNS = 128;

/**
 * Converter of PUMA's simulator at 32 nm [puma-2019]: 0.25 mW per bit, 12.5 ns per bit for its 128 shared
 * columns, so 24.4 fJ · b² per conversion, and 1200 µm² at every resolution (cruder than any circuit).
 * Leakage, a tenth of its power, is in the energy. Other nodes scale by the analog law.
 */
export const pumaAdc = defineAdc({
  model: "puma",
  source: "puma-2019",
  params: z.object({
    bits: integer({ min: 1, max: 16 }, "resolution").prefault(8),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: {
    power: { nominal: 0.25e-3, source: "puma-2019", note: "W a bit" },
    pass: { nominal: 12.5e-9, source: "puma-2019", note: "s a bit for 128 columns" },
    area: {
      nominal: 1200e-12,
      source: "puma-2019",
      exact: "of the published chip",
      note: "m² at every resolution",
    },
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(32);
    const time = (k.pass * bits) / COLUMNS;
    const conversion = seconds(time * technology.delayFactor("analog", base));
    return {
      area: squareMetres(k.area * technology.areaFactor("analog", base)),
      leakage: watts(0),
      actions: {
        convert: {
          energy: joules(k.power * bits * time * technology.energyFactor("analog", base)),
          latency: conversion,
          interval: conversion,
        },
      },
    };
  },
});

/**
 * Closed form of ZigZag's analog in-memory-computing model at 28 nm [zigzag-2026], with b bits: E = (100 b +
 * 0.001 · 4^b) fF · V², the second term being thermal noise; A = 10^(1.206 − 0.0369 b) · 2^b µm², 0 for one
 * bit; t = b · (0.640 + 0.00653 · rows) ns. Leakage is not included and taken as zero.
 */
export const zigzagAdc = defineAdc({
  model: "zigzag",
  source: "zigzag-2026",
  params: z.object({
    bits: integer({ min: 1, max: 12 }, "resolution").prefault(8),
    rows: stated(
      priceOnly(integer({ min: 1, max: 65536 }, "cells on the bit line that it reads").prefault(64)),
    ),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: {
    perBit: { nominal: 100e-15, source: "zigzag-2026", note: "F a bit" },
    thermal: { nominal: 1e-18, source: "zigzag-2026", note: "F at no bits, times 4 a bit" },
    supply: { nominal: 0.9, source: "zigzag-2026", note: "V" },
    area: {
      nominal: 1.206,
      source: "zigzag-2026",
      exact: "a coefficient of one fit",
      note: "log10 µm² at no bits",
    },
    areaSlope: {
      nominal: 0.0369,
      source: "zigzag-2026",
      exact: "a coefficient of one fit",
      note: "fall of log10 a bit, in addition to the 2^b",
    },
    delay: { nominal: 0.64e-9, source: "zigzag-2026", note: "s a bit" },
    delayByRow: { nominal: 6.53e-12, source: "zigzag-2026", note: "s a bit and row" },
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits, rows }, technology, k) => {
    const base = nanometres(28);
    const energy = (k.perBit * bits + k.thermal * 4 ** bits) * k.supply ** 2;
    const micro = bits === 1 ? 0 : power(10, k.area - k.areaSlope * bits) * 2 ** bits;
    const time = seconds(bits * (k.delay + k.delayByRow * rows) * technology.delayFactor("analog", base));
    return {
      area: squareMetres((micro / 1e12) * technology.areaFactor("analog", base)),
      leakage: watts(0),
      actions: {
        convert: {
          energy: joules(energy * technology.energyFactor("charge", base)),
          latency: time,
          interval: time,
        },
      },
    };
  },
});

/** Resolution of the published converter. */
const PUBLISHED_BITS = 8;

/**
 * Time-to-digital converter of TIMELY at 65 nm: 0.145 pJ and 310 µm² at 8 bits [timely-2020]. Other
 * resolutions are assumed: it counts 2^b steps of a clock, so energy and time double per bit, and its counter
 * grows by a bit's share of the area.
 */
export const timeDomainAdc = defineAdc({
  model: "time-domain",
  source: "timely-2020",
  params: z.object({
    bits: integer({ min: 1, max: 10 }, "resolution").prefault(8),
    ...ENOB_LOSS,
    ...OFFSET_PARAMS,
  }),
  constants: {
    energy: { nominal: 0.145e-12, source: "timely-2020", note: "J at 8 bits, 65 nm" },
    area: {
      nominal: 310e-12,
      source: "timely-2020",
      exact: "of the published chip",
      note: "m² at 8 bits, 65 nm",
    },
    step: { nominal: 50e-12, low: 10e-12, high: 200e-12, source: "assumed", note: "s a step at 65 nm" },
    leakage: { nominal: 1e-9, low: 0, high: 1e-8, source: "assumed", note: "W at 8 bits, 65 nm" },
  },
  behave: ({ bits, enobLoss, offset, trimBits }) => converter(bits, bits - enobLoss, offset, trimBits),
  cost: ({ bits }, technology, k) => {
    const base = nanometres(65);
    const share = bits / PUBLISHED_BITS;
    const energyFactor = technology.energyFactor("analog", base);
    const time = seconds(2 ** bits * k.step * technology.delayFactor("analog", base));
    return {
      area: squareMetres(k.area * share * technology.areaFactor("analog", base)),
      leakage: watts(k.leakage * share * energyFactor),
      actions: {
        convert: {
          energy: joules(k.energy * 2 ** (bits - PUBLISHED_BITS) * energyFactor),
          latency: time,
          interval: time,
        },
      },
    };
  },
});
