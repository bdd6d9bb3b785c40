import { expect, it } from "vitest";
import { lateFault } from "../../src/program/program.ts";

const thrown = (stack: string): Error => Object.assign(new Error("later"), { stack });

it("what a timer throws is one line with the file of who threw it", () => {
  const plugin = thrown(
    "Error: later\n    at Timeout._onTimeout (file:///home/me/p.mjs:3:26)\n    at node:internal",
  );
  expect(lateFault(plugin)).toBe("/home/me/p.mjs:3: failed after it was loaded: later");
  expect(lateFault(new Error("ours"))).toMatch(/^a fault of Crosshash \(Error at late-fault\.test\.ts:\d+\)/);
  expect(lateFault("no error")).toMatch(/^a fault of Crosshash/);
  expect(lateFault(thrown("x"))).not.toContain("\n");
});
