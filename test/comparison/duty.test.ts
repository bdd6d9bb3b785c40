import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dutyOfEnergy, dutyWithin, slowed, sustained } from "../../src/comparison/duty.ts";

const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const share = fc.double({ min: 1e-3, max: 1, noNaN: true });

/** One workload of `dynamic` joules over `idle` watts, through after `latency`, the next `interval` after its start. */
const chip = fc
  .record({ dynamic: positive, idle: positive, latency: positive, overlap: share, area: positive })
  .map(({ dynamic, idle, latency, overlap, area }) => {
    const interval = latency * overlap;
    const energy = dynamic + idle * latency;
    const power = energy / latency;
    const uses = {
      throughput: 100 / interval,
      latency,
      energy,
      power,
      powerDensity: power / area,
      area,
      peakPower: 9,
    };
    return { dynamic, idle, interval, uses, full: sustained(uses, idle, interval) };
  });

describe("a design that waits between its workloads", () => {
  it("draws what its idle power and its actions at its rate come to, and its joules a token times tokens a second are its watts", () => {
    fc.assert(
      fc.property(chip, share, ({ dynamic, idle, interval, uses, full }, duty) => {
        const own = slowed(full, idle, duty);
        const period = interval / duty;
        expect(own.energy / (dynamic + idle * period)).toBeCloseTo(1, 9);
        expect(own.power / (idle + dynamic / period)).toBeCloseTo(1, 9);
        expect((own.throughput * own.energy) / 100 / own.power).toBeCloseTo(1, 9);
        expect(own.latency * duty).toBeCloseTo(uses.latency, 9);
        expect(own.powerDensity * own.area).toBeCloseTo(own.power, 9);
        expect([own.area, own.peakPower]).toEqual([uses.area, uses.peakPower]);
      }),
      { seed: 5 },
    );
  });

  it("works as much as a limit on power lets it and no more, and not at all where it takes more when it waits", () => {
    fc.assert(
      fc.property(chip, positive, ({ idle, full }, limit) => {
        const duty = dutyWithin(full, idle, limit);
        if (limit < idle) expect(duty).toBeLessThan(0);
        else if (full.power <= limit) expect(duty).toBe(1);
        else expect(slowed(full, idle, duty).power / limit).toBeCloseTo(1, 9);
      }),
      { seed: 6 },
    );
  });

  it("has one duty at which a workload takes so many joules", () => {
    fc.assert(
      fc.property(chip, share, ({ idle, full }, duty) => {
        const { energy } = slowed(full, idle, duty);
        fc.pre(energy > full.energy * 1.001);
        expect(dutyOfEnergy(full, idle, energy) / duty).toBeCloseTo(1, 5);
      }),
      { seed: 7 },
    );
  });
});
