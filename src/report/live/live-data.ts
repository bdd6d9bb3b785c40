import type { Parameter } from "../../base/parameter.ts";

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
}

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
  | { readonly kind: "price" | "estimate"; readonly id: number; readonly changes: Changes };

export type LiveReply =
  | { readonly id: number; readonly price: LivePrice; readonly milliseconds: number }
  | { readonly id: number; readonly estimate: LiveEstimate; readonly milliseconds: number };
