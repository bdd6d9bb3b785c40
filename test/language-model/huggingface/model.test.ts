import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError } from "#base";
import { type Checkpoint, huggingFaceCheckpoint, parseCheckpoint, parseSafetensors } from "#model-files";
import { scaledFrequencies } from "../../../packages/model-files/src/huggingface/llama.ts";
import { capture, forward, negativeLogLikelihood } from "../decoder.ts";
import { sidecarFor, tinyCheckpoint } from "../tiny-checkpoint.ts";
import {
  GPT2_CONFIG,
  LLAMA_CONFIG,
  type NamedTensors,
  type StoredType,
  safetensorsBytes,
  tinyGpt2,
} from "./tiny-folders.ts";

const load = (config: object, tensors: NamedTensors, dtype: StoredType = "F32"): Checkpoint =>
  huggingFaceCheckpoint(
    { text: JSON.stringify(config, null, 1), file: "config.json" },
    parseSafetensors(safetensorsBytes(tensors, dtype), "model.safetensors"),
    "tiny",
  );

const TOKENS = [1, 5, 3, 10, 0, 5, 2];
const nll = (checkpoint: Checkpoint): number[] => [
  ...negativeLogLikelihood(checkpoint, forward(checkpoint, TOKENS.slice(0, -1)), TOKENS).nll,
];

describe("GPT-2", () => {
  // Computed with NumPy from the equations, on the same weights.
  const expected = [6.42504398, 6.15727851, 1.4662521, 2.73058721, 6.42500682, 2.1033392];

  test.each(["", "transformer."])("NLL against NumPy, names with prefix '%s'", (prefix) => {
    const received = nll(load(GPT2_CONFIG, tinyGpt2(prefix)));
    for (const [t, value] of received.entries()) expect(value).toBeCloseTo(expected[t], 6);
  });

  test("stored masks and a second copy of the tied head may stay", () => {
    const tensors = tinyGpt2();
    const more: NamedTensors = [
      ...tensors,
      ["h.0.attn.bias", [1], [1]],
      ["h.1.attn.masked_bias", [1], [1]],
      ["lm_head.weight", [11, 12], tensors[0][2]],
    ];
    expect(nll(load(GPT2_CONFIG, more))).toEqual(nll(load(GPT2_CONFIG, tensors)));
  });

  test("an untied head is its own", () => {
    const head = Float64Array.from(tinyGpt2()[0][2], (x) => -x);
    const config = { ...GPT2_CONFIG, tie_word_embeddings: false };
    const { classifier, embedding } = load(config, [...tinyGpt2(), ["lm_head.weight", [11, 12], head]]);
    expect(classifier[5]).toBe(-embedding[5]);
    expect(() => load(config, tinyGpt2())).toThrow(
      "model.safetensors lm_head.weight: expected a tensor, received none",
    );
  });

  test("half precision is near, and nearer with the longer fraction", () => {
    const distance = (dtype: StoredType): number =>
      Math.hypot(...nll(load(GPT2_CONFIG, tinyGpt2(), dtype)).map((value, t) => value - expected[t]));
    expect(distance("F16")).toBeLessThan(0.05);
    expect(distance("F16")).toBeGreaterThan(0);
    expect(distance("BF16")).toBeGreaterThan(distance("F16"));
  });
});

/** The weights of a llama2.c file under Hugging Face's names and in its order of rotated dimensions. */
function asLlama({ dimensions, layers, embedding, finalNorm, classifier }: Checkpoint): NamedTensors {
  const { width, hidden, headWidth, keyValueWidth, vocabulary } = dimensions;
  const halves = (weights: Float32Array): Float32Array => {
    const out = new Float32Array(weights.length);
    for (let r = 0; r * width < weights.length; r++) {
      const within = r % headWidth;
      const from = r - within + (within < headWidth / 2 ? 2 * within : 2 * within - headWidth + 1);
      out.set(weights.subarray(from * width, (from + 1) * width), r * width);
    }
    return out;
  };
  return [
    ["model.embed_tokens.weight", [vocabulary, width], embedding],
    ...layers.flatMap((layer, l): NamedTensors => {
      const name = `model.layers.${l}`;
      return [
        [`${name}.input_layernorm.weight`, [width], layer.attentionNorm.gain],
        [`${name}.self_attn.q_proj.weight`, [width, width], halves(layer.query.weights)],
        [`${name}.self_attn.k_proj.weight`, [keyValueWidth, width], halves(layer.key.weights)],
        [`${name}.self_attn.v_proj.weight`, [keyValueWidth, width], layer.value.weights],
        [`${name}.self_attn.o_proj.weight`, [width, width], layer.output.weights],
        [`${name}.post_attention_layernorm.weight`, [width], layer.feedForwardNorm.gain],
        [`${name}.mlp.gate_proj.weight`, [hidden, width], layer.gate?.weights as Float32Array],
        [`${name}.mlp.up_proj.weight`, [hidden, width], layer.up.weights],
        [`${name}.mlp.down_proj.weight`, [width, hidden], layer.down.weights],
      ];
    }),
    ["model.norm.weight", [width], finalNorm.gain],
    ...(classifier === embedding ? [] : ([["lm_head.weight", [vocabulary, width], classifier]] as const)),
  ];
}

describe("Llama", () => {
  // Heads of four dimensions, so that the two orders of rotated pairs differ.
  const header = [16, 12, 2, 4, 2, 11, 16];
  const config = { ...LLAMA_CONFIG, hidden_size: 16 };
  const llama2c = (head: readonly number[]): Checkpoint => {
    const bytes = tinyCheckpoint(head);
    return parseCheckpoint(bytes, sidecarFor(bytes));
  };
  const own = llama2c(header);

  test("equals the llama2.c file of the same weights", () => {
    const received = nll(load(config, asLlama(own)));
    for (const [t, value] of nll(own).entries()) expect(received[t]).toBeCloseTo(value, 6);
    const { heads } = capture(load(config, asLlama(own)), TOKENS).layers[0];
    expect(heads.map(({ keyValueHead }) => keyValueHead)).toEqual([0, 0, 1, 1]);
  });

  test("with a head of its own", () => {
    const untied = llama2c([16, 12, 2, 4, 2, -11, 16]);
    const received = nll(load({ ...config, tie_word_embeddings: false }, asLlama(untied)));
    for (const [t, value] of nll(untied).entries()) expect(received[t]).toBeCloseTo(value, 6);
  });

  test("epsilon and the rotation's base count, wherever the base stands", () => {
    const reference = nll(load(config, asLlama(own)));
    expect(nll(load({ ...config, rms_norm_eps: 1e-2 }, asLlama(own)))).not.toEqual(reference);
    const other = nll(load({ ...config, rope_theta: 500 }, asLlama(own)));
    expect(other).not.toEqual(reference);
    const { rope_theta: _, ...bare } = config;
    expect(nll(load({ ...bare, rope_parameters: { rope_theta: 500 } }, asLlama(own)))).toEqual(other);
    expect(nll(load(bare, asLlama(own)))).toEqual(reference);
  });

  test("biases: zeros change nothing, a value bias moves the output", () => {
    const withBiases = (value: number): NamedTensors => [
      ...asLlama(own),
      ...[0, 1].flatMap(
        (l): NamedTensors =>
          ["q", "k", "v", "o"].map((part) => {
            const n = part === "q" || part === "o" ? 16 : 8;
            return [`model.layers.${l}.self_attn.${part}_proj.bias`, [n], new Float64Array(n).fill(value)];
          }),
      ),
    ];
    const biased = { ...config, attention_bias: true };
    expect(nll(load(biased, withBiases(0)))).toEqual(nll(load(config, asLlama(own))));
    expect(nll(load(biased, withBiases(0.5)))).not.toEqual(nll(load(config, asLlama(own))));
    expect(() => load(config, withBiases(0))).toThrow(
      "model.safetensors model.layers.0.self_attn.q_proj.bias: expected only tensors that the config",
    );
  });

  test("heads wider than width / heads", () => {
    const wide = { ...config, hidden_size: 8, head_dim: 4 };
    const narrow = llama2c([8, 12, 2, 4, 2, 11, 16]);
    const tensors = asLlama(narrow).map(([name, shape, values]): NamedTensors[number] => {
      if (/[qkv]_proj/.test(name))
        return [name, [2 * shape[0], shape[1]], [...Array.from(values), ...Array.from(values)]];
      if (/o_proj/.test(name)) return [name, [8, 16], [...Array.from(values), ...Array.from(values)]];
      return [name, shape, values];
    });
    const { heads } = capture(load(wide, tensors), TOKENS).layers[0];
    expect([heads.length, heads[0].q.columns, heads[0].v.columns]).toEqual([4, 4, 4]);
  });
});

describe("RoPE scaling", () => {
  const frequencies = Float64Array.of(1, 0.1, 0.01, 0.001);
  test("linear divides every frequency", () => {
    expect([...scaledFrequencies(frequencies, { rope_type: "linear", factor: 4 })]).toEqual([
      0.25, 0.025, 0.0025, 0.00025,
    ]);
  });

  test("llama3 keeps the fast pairs, divides the slow ones, and joins the two", () => {
    // Over a context of 1000 the pairs turn 159, 15.9, 1.59 and 0.159 times.
    const scaled = scaledFrequencies(frequencies, {
      rope_type: "llama3",
      factor: 8,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 1000,
    });
    expect([scaled[0], scaled[1], scaled[3]]).toEqual([1, 0.1, 0.001 / 8]);
    const kept = (10 / (2 * Math.PI) - 1) / 3;
    expect(scaled[2]).toBeCloseTo(0.01 * kept + (0.01 / 8) * (1 - kept), 15);
  });
});

describe("a config that is none", () => {
  const gpt2 = (over: object) => () => load({ ...GPT2_CONFIG, ...over }, tinyGpt2());
  const llama = (over: object) => () => load({ ...LLAMA_CONFIG, ...over }, []);
  test.each([
    [gpt2({ model_type: "mamba" }), 'model_type: expected one of "gpt2", "llama", received "mamba"'],
    [gpt2({ model_type: undefined }), "model_type: expected a string, received nothing"],
    [gpt2({ n_head: 5 }), "n_embd: expected a multiple of 5 heads, received 12"],
    [gpt2({ n_layer: 0 }), "n_layer: expected an integer in [1, 1024], received 0"],
    [gpt2({ n_layer: 2.5 }), "n_layer: expected an integer in [1, 1024], received 2.5"],
    [gpt2({ n_positions: 1e12 }), "n_positions: expected an integer in [1, 1048576], received 1000000000000"],
    [gpt2({ activation_function: "relu" }), 'activation_function: expected one of "gelu_new"'],
    [
      gpt2({ scale_attn_by_inverse_layer_idx: true }),
      "scale_attn_by_inverse_layer_idx: expected false, received true",
    ],
    [gpt2({ n_embd: 9 }), "model.safetensors wte.weight: expected shape [11, 9], received [11, 12]"],
    [gpt2({ vocab_size: 50257 }), "wte.weight: expected shape [50257, 12], received [11, 12]"],
    [gpt2({ n_layer: 3 }), "h.2.attn.c_attn.weight: expected a tensor, received none"],
    [gpt2({ n_layer: 1 }), "h.1.ln_1.weight: expected only tensors that the config's architecture has"],
    [llama({ hidden_size: 6 }), "hidden_size: expected a multiple of 2 × 4 heads, received 6"],
    [llama({ head_dim: 3 }), "head_dim: expected an even number of dimensions, received 3"],
    [llama({ num_key_value_heads: 3 }), "num_key_value_heads: expected a divisor of 4 heads, received 3"],
    [llama({ hidden_act: "gelu" }), 'hidden_act: expected "silu", received "gelu"'],
    [llama({ rms_norm_eps: 0 }), "rms_norm_eps: expected at least 1e-12"],
    [
      llama({ rope_scaling: { type: "dynamic", factor: 2 } }),
      'rope_scaling.rope_type: expected a rope_type, one of "default", "linear", "llama3", received "dynamic"',
    ],
    [
      llama({ rope_scaling: { rope_type: "linear" } }),
      "rope_scaling.factor: expected a number, received nothing",
    ],
    [llama({ rope_scaling: 2 }), "rope_scaling: expected"],
    [llama({}), "model.safetensors embed_tokens.weight: expected a tensor, received none"],
  ] as [() => Checkpoint, string][])("%#", (run, message) => {
    expect(run).toThrow(expect.objectContaining({ name: "ConfigError" }));
    expect(run).toThrow(message);
  });

  test("random bytes in it bring nothing but a ConfigError", () => {
    const text = JSON.stringify(GPT2_CONFIG);
    const tensors = parseSafetensors(safetensorsBytes(tinyGpt2()), "model.safetensors");
    const changes = fc.array(fc.tuple(fc.nat(text.length - 1), fc.nat(127)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(changes, (places) => {
        const characters = [...text];
        for (const [at, code] of places) characters[at] = String.fromCharCode(code);
        try {
          huggingFaceCheckpoint({ text: characters.join(""), file: "config.json" }, tensors, "tiny");
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
