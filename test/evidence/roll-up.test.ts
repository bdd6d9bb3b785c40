import { expect, it } from "vitest";
import { asRow, rollUpRows, row } from "../../evidence/published/pricing.ts";

it("adds count × row, level by level", () => {
  const unit = rollUpRows([row("a", 2, 3, 0.5), row("b", 1, 4, 0.25)]);
  // 2 · 3 + 4 = 10 mW, 2 · 0.5 + 0.25 = 1.25 mm².
  expect(unit.power).toBeCloseTo(10e-3, 15);
  expect(unit.area).toBeCloseTo(1.25e-6, 18);
  const chip = rollUpRows([asRow("unit", 12, unit), row("link", 1, 1, 1)]);
  expect(chip.power).toBeCloseTo(121e-3, 14);
  expect(chip.area).toBeCloseTo(16e-6, 17);
});
