import type { Parameter } from "../../../base/parameter.ts";
import type { Plan } from "../../../design/mapping-plan.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import type { CapturedLoads } from "../../../simulation/candidate-capture.ts";

/** A setting's value as a config writes it. */
export type Setting = string | number | boolean;

/** What the reader changed of the config, by path. */
export type Changes = Readonly<Record<string, Setting>>;

/** A comparison design of the priced config. */
export interface LiveDesign {
  readonly id: string;
  readonly letter: string;
  readonly title: string;
  /** Why it has no price; null where it has one. */
  readonly reason: string | null;
  /** SI: J, s, m², W, tokens/s; null where it has no price. */
  readonly costs: LiveCosts | null;
  /** What its time goes into; null where it has no price. */
  readonly binding: LiveBinding | null;
}

/** What a design's time goes into, and what holds it up. */
export interface LiveBinding {
  /** What sets the pace of heads: a component, or "slots", the heads that the buffer holds; null for a single wave of heads. */
  readonly bottleneck: string | null;
  /** Time of each stage for one head, s; stages without work are left out. */
  readonly stages: readonly (readonly [name: string, seconds: number])[];
  /** Share of the latency for which the instances of a component are busy, the busiest first. */
  readonly busy: readonly (readonly [component: string, share: number])[];
  /** Null where no MAC arrays of its own work, or nothing is moved. */
  readonly roofline: LiveRoofline | null;
}

/** A design under its roof: FLOP/s and B/s at most, FLOP for a byte of memory traffic, FLOP/s that it gets. */
export interface LiveRoofline {
  readonly peak: number;
  readonly bandwidth: number;
  readonly intensity: number;
  readonly rate: number;
}

/** What a design costs at one place of a map or curve; why it has no price. SI. */
export type LiveCell =
  | { readonly kind: "priced"; readonly energy: number; readonly latency: number; readonly area: number }
  | { readonly kind: "none"; readonly reason: string };

/** Where a cell is: another length, priced at the operating point of the text that is measured, and a value of a parameter. */
export interface CellPlace {
  readonly changes: Changes;
  readonly length: number;
  readonly designs: readonly string[];
}

/** A chip to scale, m and m². */
export interface LiveFloorplan {
  readonly dies: readonly LiveRectangle[];
  readonly parts: readonly (LiveRectangle & { readonly component: string })[];
  /** Areas by component, the gaps between blocks among them. */
  readonly areas: readonly (readonly [component: string, area: number])[];
  readonly area: number;
}

interface LiveRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The first array of the memristor hash, cell by cell: matrices of rows × columns, row-major. */
export interface LiveArray {
  readonly rows: number;
  readonly columns: number;
  readonly tileRows: number;
  readonly tileColumns: number;
  /** Word lines that carry inputs; the maps have these. */
  readonly driven: number;
  /** S */
  readonly conductance: Float64Array;
  /** Share of the read voltage that a cell lacks while every driven line is at full scale; NaN where a bit line is not read. */
  readonly drop: Float64Array;
  /** Share of a cell's signal that reaches the readout; NaN where a bit line is not read. */
  readonly retained: Float64Array;
  /** Mean over the columns that are read. */
  readonly meanRetained: number;
  /** Read voltage, V. */
  readonly volts: number;
}

/** An answer, or why there is none. */
export type LiveView<T> =
  | { readonly kind: "found"; readonly view: T }
  | { readonly kind: "none"; readonly reason: string };

export interface LiveCosts {
  readonly energy: number;
  readonly latency: number;
  readonly area: number;
  readonly power: number;
  readonly throughput: number;
  /** Energy by class, J, in the order of the table's classes; classes without energy are left out. */
  readonly classes: readonly (readonly [name: string, energy: number])[];
  /** Area by component, m². */
  readonly areas: readonly (readonly [component: string, area: number])[];
}

/** Quotients of two comparison designs. */
export interface LiveRatio {
  readonly above: string;
  readonly below: string;
  readonly energy: number | null;
  readonly latency: number | null;
  readonly area: number | null;
}

/** A config that was priced. */
export interface LiveAnswer {
  readonly kind: "priced";
  /** The config with the changes, as `compare` reads it. */
  readonly config: unknown;
  /** Value of every parameter that applies, by path, defaults among them. */
  readonly settings: Changes;
  readonly designs: readonly LiveDesign[];
  readonly ratios: readonly LiveRatio[];
  readonly sentences: readonly string[];
  /** Whether it was priced on the basis of another one: the exact price follows. */
  readonly isProvisional: boolean;
  readonly basis: LiveBasis;
}

/** What took the time of a price: solved arrays, plans that were found, loads of the text's buckets. */
export interface LiveBasis {
  readonly point: OperatingPoint;
  /** Of each design with a search; null where nothing is better than the fixed schedule. */
  readonly plans: readonly (readonly [design: string, plan: Plan | null])[];
  readonly captured: Pick<CapturedLoads, "length" | "mean"> | null;
  readonly length: number;
  /** What else of a workload decides how its data are cut. */
  readonly shape: string;
  /** Of the buffer, B. */
  readonly capacity: number;
}

/** A config that cannot be read or priced. */
export interface LiveFault {
  readonly kind: "fault";
  readonly issues: readonly { readonly path: string; readonly message: string }[];
}

export type LivePrice = LiveAnswer | LiveFault;

/** Estimated attention recall (captured mass), or why there is none. */
export type LiveEstimate =
  | { readonly kind: "estimated"; readonly mass: number }
  | { readonly kind: "unknown"; readonly reason: string };

/** A parameter as the page shows it. */
export type LiveParameter = Parameter;

/** Everything that the page is given. */
export interface LiveData {
  readonly name: string;
  readonly base: unknown;
  readonly parameters: readonly LiveParameter[];
  /** The base's price. */
  readonly first: LivePrice;
  /** Command that compares the base. */
  readonly command: string;
  /** Design that the comparison of pinned settings is about unless another one is chosen. */
  readonly subject: string;
  /** Classes of energy in the order of the bars, each with its colour. */
  readonly classes: readonly (readonly [name: string, colour: string])[];
  /** Colour of each component. */
  readonly components: readonly (readonly [name: string, colour: string])[];
  /** `model.json` of the embedded model; the weights are in an element of their own. */
  readonly card: unknown;
}

/** What a worker is asked: the first message brings the data and the model's weights, each later one changes. */
export type LiveRequest =
  | {
      readonly kind: "start";
      readonly base: unknown;
      readonly card: unknown;
      readonly weights: Uint8Array;
    }
  | { readonly kind: "price" | "estimate"; readonly id: number; readonly changes: Changes }
  | { readonly kind: "quick"; readonly id: number; readonly changes: Changes; readonly basis: LiveBasis }
  | { readonly kind: "array"; readonly id: number; readonly changes: Changes }
  | { readonly kind: "floorplan"; readonly id: number; readonly changes: Changes; readonly design: string }
  | ({ readonly kind: "cells"; readonly id: number } & CellPlace);

/** Milliseconds are those of the worker's work. */
export type LiveReply = { readonly id: number; readonly milliseconds: number } & (
  | { readonly price: LivePrice }
  | { readonly estimate: LiveEstimate }
  | { readonly array: LiveView<LiveArray> }
  | { readonly floorplan: LiveView<LiveFloorplan> }
  | { readonly cells: readonly LiveCell[] }
);
