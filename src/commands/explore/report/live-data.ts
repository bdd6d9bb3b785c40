import type { Parameter } from "#base";
import type { Roofline } from "../../../comparison/roofline.ts";
import type { Plan } from "../../../design/mapping-plan.ts";
import type { OperatingPoint } from "../../../mapping/action-counts.ts";
import type { CapturedLoads } from "../../../simulation/candidate-capture.ts";

/** A setting's value as in a config. */
export type Setting = string | number | boolean;

/** The user's changes to the config, by path. */
export type Changes = Readonly<Record<string, Setting>>;

/** A comparison design of the priced config. */
export interface LiveDesign {
  readonly id: string;
  readonly letter: string;
  readonly title: string;
  /** Why it has no price; null if it has one. */
  readonly reason: string | null;
  /** SI: J, s, m², W, tokens/s; null without a price. */
  readonly costs: LiveCosts | null;
  /** Distribution of its time; null without a price. */
  readonly binding: LiveBinding | null;
  /** Designs that the report of `compare` judges it against, in that order. */
  readonly rivals: readonly string[];
}

/** Distribution of a design's time, and its bottleneck. */
export interface LiveBinding {
  /** What limits the rate of heads: a component, or "slots", heads that fit the buffer; null if all fit. */
  readonly bottleneck: string | null;
  /** Time of each stage for one head, s; without idle stages. */
  readonly stages: readonly (readonly [name: string, seconds: number])[];
  /** Share of the latency for which a component's instances are busy, the busiest first. */
  readonly busy: readonly (readonly [component: string, share: number])[];
  /** Null if it has no working MAC arrays, or moves no data. */
  readonly roofline: Roofline | null;
}

/** Cost of a design at one cell of a map or curve, or why it has no price. SI. */
export type LiveCell =
  | { readonly kind: "priced"; readonly energy: number; readonly latency: number; readonly area: number }
  | { readonly kind: "none"; readonly reason: string };

/** A cell: a length, priced at the operating point of the measured text, and parameter changes. */
export interface CellPlace {
  readonly changes: Changes;
  readonly length: number;
  readonly designs: readonly string[];
}

/** A floorplan to scale, m and m². */
export interface LiveFloorplan {
  readonly dies: readonly LiveRectangle[];
  readonly parts: readonly (LiveRectangle & { readonly component: string })[];
  /** Areas by component, including gaps between blocks. */
  readonly areas: readonly (readonly [component: string, area: number])[];
  readonly area: number;
}

interface LiveRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The first array of the memristor hash by cell: matrices of rows × columns, row-major. */
export interface LiveArray {
  readonly rows: number;
  readonly columns: number;
  readonly tileRows: number;
  readonly tileColumns: number;
  /** Word lines that carry inputs, which are the rows of the maps. */
  readonly driven: number;
  /** S */
  readonly conductance: Float64Array;
  /** Drop of a cell's read voltage as a share, all driven lines at full scale; NaN on unread bit lines. */
  readonly drop: Float64Array;
  /** Share of a cell's signal that reaches the readout; NaN on unread bit lines. */
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
  /** Energy by class, J, in the order of the table's classes; without empty classes. */
  readonly classes: readonly (readonly [name: string, energy: number])[];
  /** Area by component, m². */
  readonly areas: readonly (readonly [component: string, area: number])[];
}

/** Ratios of two comparison designs. */
export interface LiveRatio {
  readonly above: string;
  readonly below: string;
  readonly energy: number | null;
  readonly latency: number | null;
  readonly area: number | null;
}

/** A priced config. */
export interface LiveAnswer {
  readonly kind: "priced";
  /** The changed config as `compare` reads it. */
  readonly config: unknown;
  /** Values of all applicable parameters by path, including defaults. */
  readonly settings: Changes;
  readonly designs: readonly LiveDesign[];
  readonly ratios: readonly LiveRatio[];
  readonly sentences: readonly string[];
  /** Whether it was priced from another config's basis; the exact price follows. */
  readonly isProvisional: boolean;
  readonly basis: LiveBasis;
}

/** The slow parts of a price: solved arrays, the best plans, loads of the text's buckets. */
export interface LiveBasis {
  readonly point: OperatingPoint;
  /** By design with a search; null if the fixed schedule is the best. */
  readonly plans: readonly (readonly [design: string, plan: Plan | null])[];
  readonly captured: Pick<CapturedLoads, "length" | "mean"> | null;
  readonly length: number;
  /** Other workload parameters that determine how data are cut. */
  readonly shape: string;
  /** Capacity of the buffer, B. */
  readonly capacity: number;
}

/** A config that cannot be read or priced. */
export interface LiveFault {
  readonly kind: "fault";
  readonly issues: readonly { readonly path: string; readonly message: string }[];
}

export type LivePrice = LiveAnswer | LiveFault;

/** Estimated attention recall, or why there is none. */
export type LiveEstimate =
  | { readonly kind: "estimated"; readonly mass: number }
  | { readonly kind: "unknown"; readonly reason: string };

/** A parameter as the page shows it. */
export type LiveParameter = Parameter;

/** Input of the page. */
export interface LiveData {
  readonly name: string;
  readonly base: unknown;
  readonly parameters: readonly LiveParameter[];
  /** Price of the base config. */
  readonly first: LivePrice;
  /** Command that compares the base config. */
  readonly command: string;
  /** Default design for the comparison of pinned settings. */
  readonly subject: string;
  /** Classes of energy in the order of the bars, with their colours. */
  readonly classes: readonly (readonly [name: string, colour: string])[];
  /** Colour of each component. */
  readonly components: readonly (readonly [name: string, colour: string])[];
  /** `model.json` of the embedded model; the weights are in a separate element. */
  readonly card: unknown;
}

/** Messages to a worker: the first brings the data and the model's weights, later ones ask about changes. */
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

/** `milliseconds`: time of the worker. */
export type LiveReply = { readonly id: number; readonly milliseconds: number } & (
  | { readonly price: LivePrice }
  | { readonly estimate: LiveEstimate }
  | { readonly array: LiveView<LiveArray> }
  | { readonly floorplan: LiveView<LiveFloorplan> }
  | { readonly cells: readonly LiveCell[] }
);
