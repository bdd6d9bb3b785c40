import { dataDrivenMemristor } from "./data-driven.ts";
import { idealMemristor } from "./ideal.ts";
import { lognormalMemristor } from "./lognormal.ts";
import type { MemristorModel } from "./memristor.ts";
import { normalMemristor } from "./normal.ts";
import { sinhMemristor } from "./sinh.ts";
import { stanfordMemristor } from "./stanford-pku.ts";
import { tioxMemristor } from "./tiox.ts";
import { vteamMemristor } from "./vteam.ts";

/** Every memristor, in the order in which the documentation lists them. A new one is a file and a line here. */
export const memristors: readonly MemristorModel[] = [
  idealMemristor,
  lognormalMemristor,
  normalMemristor,
  sinhMemristor,
  tioxMemristor,
  vteamMemristor,
  stanfordMemristor,
  dataDrivenMemristor,
];
