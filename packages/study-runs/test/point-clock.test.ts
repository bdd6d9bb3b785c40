import { describe, expect, it } from "vitest";
import { PointClock, RunningClock, type ThreadTimes } from "../src/run/point-clock.ts";

/** Looks every 20 ms at a point that never ends; returns ms of the wall until its time is up, null for never in a minute. */
function wallUntilOver(
  limit: number,
  times: (wall: number) => ThreadTimes | null,
  pauses: readonly (readonly [number, number])[] = [],
): number | null {
  let wall = 0;
  const running = new RunningClock(0);
  const clock = new PointClock(1, () => times(wall));
  clock.start(running.tick(0));
  for (wall = 20; wall < 60_000; wall += 20) {
    if (pauses.some(([from, to]) => wall > from && wall < to)) continue;
    if (clock.isOver(limit, running.tick(wall))) return wall;
  }
  return null;
}

describe("the time of a point", () => {
  it("is that of the wall on a machine that is free, and where the system does not tell", () => {
    expect(wallUntilOver(500, (wall) => ({ ran: wall, waited: 0 }))).toBe(520);
    expect(wallUntilOver(500, () => null)).toBe(520);
  });

  it("leaves out pauses of the process, long and short ones", () => {
    const busy = (wall: number): ThreadTimes => ({ ran: wall, waited: 0 });
    // Times of a stopped thread stand still, and the process sees only that its clock has jumped.
    const stopped = (from: number, to: number) => (wall: number) =>
      busy(wall > from ? from + Math.max(0, wall - to) : wall);
    expect(wallUntilOver(500, stopped(200, 9000), [[200, 9000]])).toBeGreaterThan(9000 + 240);
    expect(wallUntilOver(500, stopped(200, 9000), [[200, 9000]])).toBeLessThan(9000 + 400);
  });

  it("leaves out waiting for a core, and ends all the same what runs for ever on a busy machine", () => {
    const share = 0.25;
    const shared = (wall: number): ThreadTimes => ({ ran: share * wall, waited: (1 - share) * wall });
    expect(wallUntilOver(500, shared)).toBe(2020);
  });

  it("counts sleeping: a point that waits for something that never comes", () => {
    expect(wallUntilOver(500, () => ({ ran: 0, waited: 0 }))).toBe(520);
  });
});
