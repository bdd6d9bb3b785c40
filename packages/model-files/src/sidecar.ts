import { z } from "zod";
import { describe, parseDocument, parseLocated } from "#base";

/** A name in the model's own folder; a sidecar cannot reach other folders. */
const plainFileName = z.string().regex(/^\w[\w.-]{0,127}$/, {
  error: (issue) => `expected a plain file name in the sidecar's folder, received ${describe(issue.input)}`,
});

const words = (max: number) =>
  z
    .string()
    .min(1)
    .max(max, {
      error: (issue) => `expected at most ${max} characters, received ${String(issue.input).length}`,
    });

const attention = z.strictObject({
  /** `shared-qk`: one projection gives both query and key (Reformer). */
  variant: z.enum(["separate", "shared-qk"]),
  /** `rms`: each key is divided by its root mean square over the head's dimensions. */
  keyNormalisation: z.enum(["none", "rms"]),
  /** `causal-no-self`: position i > 0 sees j < i, position 0 sees itself. */
  mask: z.enum(["causal", "causal-no-self"]),
});

const rope = z.strictObject({
  ropeBase: z.number().min(1).max(1e9),
  /** Leading dimensions of a head that rotate; others carry no position. The whole head by default. */
  width: z
    .number()
    .int()
    .min(2)
    .max(1 << 15)
    .multipleOf(2)
    .optional(),
});

const positions = z.union([z.literal("stored-tables"), z.literal("none"), rope], {
  error: (issue) =>
    `expected "stored-tables", "none" or { "ropeBase": number ≥ 1, "width": even number }, received ${describe(issue.input)}`,
});

const tokenizer = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.literal("ids") }),
    z.strictObject({ kind: z.literal("recall-grammar") }),
    z.strictObject({ kind: z.literal("llama2c"), file: plainFileName }),
  ],
  {
    error: (issue) =>
      `expected a kind, one of "ids", "recall-grammar", "llama2c", received ${describe(issue.input)}`,
  },
);

/** `model.json`: facts about a checkpoint that its bytes do not contain. */
export const sidecarSchema = z.strictObject({
  format: z.literal("crosshash-model/1"),
  name: words(80),
  description: words(2000),
  checkpoint: plainFileName,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, {
    error: (issue) => `expected 64 lower-case hexadecimal digits, received ${describe(issue.input)}`,
  }),
  layout: z.literal("llama2c-legacy"),
  attention,
  positions,
  tokenizer,
  licence: words(200),
  source: words(2000),
});

export type Sidecar = z.output<typeof sidecarSchema>;

/** Facts about a model of any format. */
export type ModelCard = Pick<Sidecar, "name" | "description" | "attention" | "licence" | "source"> & {
  readonly tokenizer: Sidecar["tokenizer"] | { readonly kind: "huggingface" };
};

/** Parses a `model.json`. Throws ConfigError with every issue, each with line and column. */
export const parseSidecar = (text: string, file: string): Sidecar =>
  parseLocated(sidecarSchema, parseDocument(text, file));
