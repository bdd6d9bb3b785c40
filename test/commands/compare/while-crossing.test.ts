import { describe, expect, it } from "vitest";
import { type Crossing, whileCrossing } from "../../../src/commands/compare/run/measuring.ts";

/** A search whose thread would wait for curves for ever, and how often it was ended. */
function waitingSearch(started = Promise.resolve()) {
  let ended = 0;
  const crossing: Crossing = {
    started,
    give: (price) => price(),
    found: () => new Promise(() => {}),
    end: () => {
      ended++;
    },
  };
  return { crossing, ended: () => ended };
}

describe("a search for crossovers that goes on while the rest is measured", () => {
  it("is ended by any fault of the rest, which is passed on", async () => {
    for (const fault of [async () => Promise.reject(new Error("rest")), () => raise(new Error("rest"))]) {
      const { crossing, ended } = waitingSearch();
      await expect(whileCrossing(crossing, fault)).rejects.toThrow("rest");
      expect(ended()).toBe(1);
    }
  });

  it("is ended where it does not start, and the rest is not run", async () => {
    let runs = 0;
    const { crossing, ended } = waitingSearch(Promise.reject(new Error("no thread")));
    await expect(whileCrossing(crossing, async () => runs++)).rejects.toThrow("no thread");
    expect([runs, ended()]).toEqual([0, 1]);
  });

  it("is left alone where the rest succeeds", async () => {
    const { crossing, ended } = waitingSearch();
    expect(await whileCrossing(crossing, async (own) => own === crossing)).toBe(true);
    expect(ended()).toBe(0);
  });
});

function raise(error: Error): never {
  throw error;
}
