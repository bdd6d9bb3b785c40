import { compare, front, sweep } from "crosshash";

const short = { workload: { length: 256 }, fidelity: { arrays: 2, queries: 32 } };
const { contenders } = await compare(short);
for (const contender of contenders)
  if (contender.feasible) console.log(`${contender.id}: ${(contender.cost.energy * 1e6).toFixed(1)} µJ`);

const space = { "design.hashing.array.tileRows": [8, 16, 32], "design.hashing.readTime": ["5 ns", "10 ns"] };
const objectives = [
  { metric: "energy_J", sense: "min" },
  { metric: "area_m2", sense: "min" },
];
const { counts } = await sweep({ ...short, space, objectives }, { out: "out/library" });
const { front: rows } = await front("out/library");
console.log(`${counts.ok} designs, ${rows.length} on the front`);
