import { it, expect } from "vitest";
import { configOf } from "../design-under-test.ts";
import { calibrated, plainRecallModel, preparedFor, recallOf, selectedAttention } from "../language-model/selected-attention.ts";
import { loadDecoderKernel } from "../../src/runtime/decoder-kernel.ts";
import { loadVmmKernel } from "../../src/runtime/vmm-kernel.ts";
import { loadSolverKernel } from "../../src/runtime/solver-kernel.ts";
import { recallSequence } from "../../src/language-model/recall-grammar.ts";
it("probe", () => {
  const cpu = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6; };
  const kernels = { decoder: loadDecoderKernel(), vmm: loadVmmKernel(), solver: loadSolverKernel() };
  const checkpoint = plainRecallModel();
  const length = Number(process.env.LEN ?? 1024);
  const wires = process.env.WIRES ?? "ideal";
  const config = configOf(`{ design: { hashing: { array: { wires: "${wires}" ${process.env.ARR ?? ""} }, dac: { bits: 4 }, memristor: { readNoise: 0.03125 } } } }`);
  let t0 = cpu();
  const cal = calibrated(checkpoint, [31, 32].map((s) => recallSequence(s, length).tokens.slice(0, -1)), 2, kernels);
  console.log("cal", cpu() - t0, cal.samples);
  const run = { checkpoint, config, calibration: cal, kernels, length, keys: Number(process.env.KEYS ?? 32+17), sink: 1, window: 16, seed: 1 };
  const texts = (process.env.TEXTS ?? '7001,7002').split(',').map(Number);
  const show = (name: string, r: {of:number;found:number;nll:number}[], t: number) => console.log(name, (100*r.reduce((a,x)=>a+x.found,0)/r.reduce((a,x)=>a+x.of,0)).toFixed(2), r.reduce((a,x)=>a+x.of,0), (r.reduce((a,x)=>a+x.nll,0)/r.length).toFixed(4), "cpu", t.toFixed(1));
  t0 = cpu(); show("exact", recallOf(checkpoint, texts, length, kernels), cpu()-t0);
  for (const line of (process.env.CASES ?? '{}').split(";")) {
    const params = JSON.parse(line);
    t0 = cpu();
    const r = recallOf(checkpoint, texts, length, kernels, selectedAttention(run, preparedFor(run, "score", { bits: 128, ...params }, Number(process.env.CHIP ?? 0))));
    show(line, r, cpu()-t0);
  }
  expect(1).toBe(1);
}, 600000);
