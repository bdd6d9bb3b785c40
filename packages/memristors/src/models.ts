import { binaryMemristor } from "./binary.ts";
import { dataDrivenMemristor } from "./data-driven.ts";
import { empiricalMemristor } from "./empirical.ts";
import { fittedMemristor } from "./fitted.ts";
import type { MemristorModel } from "./memristor.ts";
import { stanfordMemristor } from "./stanford-pku.ts";
import { idealMemristor, lognormalMemristor, normalMemristor, sinhMemristor } from "./static-models.ts";
import { tioxMemristor } from "./tiox.ts";
import { vteamMemristor } from "./vteam.ts";

/** Every memristor, in the order of the documentation. A new one needs a file and a line here. */
export const memristors: readonly MemristorModel[] = [
  idealMemristor,
  lognormalMemristor,
  normalMemristor,
  sinhMemristor,
  tioxMemristor,
  vteamMemristor,
  stanfordMemristor,
  dataDrivenMemristor,
  binaryMemristor,
  fittedMemristor,
  empiricalMemristor,
];
