import { it } from "vitest";
import { anyOf } from "../../src/base/catalogue.ts";
import { parameterTable } from "../../src/base/parameter.ts";
import { nanometres } from "../../src/base/units.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { createTechnology } from "../../src/technology/technology.ts";
import { instanceOf, members, nodesOf } from "../contracts/instances.ts";

it("lists", () => {
  const out: string[] = [];
  for (const family of Object.keys(shippedCatalogue.families))
    for (const model of members(family)) {
      const base = instanceOf(family, model);
      const nodes = nodesOf(base);
      const nm = nodes.includes(28) ? 28 : nodes[0];
      const tech = createTechnology(nanometres(nm));
      const before = base.cost(tech);
      const table = parameterTable(anyOf(shippedCatalogue, family, model, ""), shippedCatalogue).filter(
        (p) => p.models.includes(model) && p.kind !== "choice" && p.kind !== "flag",
      );
      for (const p of table) {
        const key = p.path.slice(p.path.lastIndexOf(".") + 1);
        const own = (base.params as Record<string, number>)[key];
        const res: string[] = [];
        for (const f of [0.01, 0.1, 0.5, 2, 10, 100]) {
          if (typeof own !== "number") {
            res.push("?");
            break;
          }
          let v = own * f;
          if (p.kind === "integer") v = Math.max(1, Math.round(v));
          if (v === own) continue;
          if ((p.minimum !== undefined && v < p.minimum) || (p.maximum !== undefined && v > p.maximum))
            continue;
          let after;
          try {
            after = instanceOf(family, model, { [key]: p.unit ? `${v} ${p.unit}` : v }).cost(tech);
          } catch (e) {
            res.push(`${f}:refused`);
            continue;
          }
          let up = 0,
            down = 0;
          const what: string[] = [];
          const cmp = (n: string, a: number, b: number) => {
            if (b > a * (1 + 1e-9)) {
              up++;
            } else if (b < a * (1 - 1e-9)) {
              down++;
              what.push(n);
            }
          };
          cmp("area", before.area, after.area);
          cmp("leak", before.leakage, after.leakage);
          for (const [n, a] of Object.entries(before.actions)) {
            const b = after.actions[n as never] as typeof a;
            cmp(n + ".E", a.energy, b.energy);
            cmp(n + ".t", a.latency, b.latency);
            cmp(n + ".i", a.interval, b.interval);
          }
          if (up === 0 && down > 0) res.push(`${f}:FREE(${[...new Set(what)].join(",")})`);
        }
        if (res.some((r) => r.includes("FREE") || r === "?"))
          out.push(`${family} ${model} ${key} [${p.affects}] = ${own}: ${res.join(" ")}`);
      }
    }
  console.log(out.join("\n"));
});
