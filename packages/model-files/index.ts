// The public interface of this package.
export { parseBareCheckpoint, parseCheckpoint } from "./src/checkpoint.ts";
export type {
  Activation,
  Checkpoint,
  LayerWeights,
  Norm,
  Normalisation,
  PairLayout,
  Projection,
  Rotary,
  RotaryTables,
} from "./src/decoder.ts";
export { type Dimensions, HEADER_BYTES, readDimensions } from "./src/dimensions.ts";
export { ggufWorkload } from "./src/gguf/architecture.ts";
export { readGguf } from "./src/gguf/header.ts";
export { GGUF_NAMES, ggufDecoder } from "./src/gguf/model.ts";
export { ggufTokenizer } from "./src/gguf/tokenizer.ts";
export { huggingFaceDecoder, huggingFaceShape } from "./src/huggingface/decoder-shape.ts";
export { huggingFaceCheckpoint } from "./src/huggingface/model.ts";
export {
  checkSafetensors,
  joinShards,
  parseSafetensors,
  shardFiles,
  type Tensors,
} from "./src/huggingface/safetensors.ts";
export { huggingFaceTokenizer } from "./src/huggingface/tokenizer.ts";
export { configWorkload } from "./src/huggingface/workload.ts";
export { parseLlama2cTokenizer } from "./src/llama2c-tokenizer.ts";
export { RECALL_VOCABULARY, recallKinds, recallSequence, TokenKind } from "./src/recall-grammar.ts";
export { type ModelCard, parseSidecar, type Sidecar, sidecarSchema } from "./src/sidecar.ts";
export { assemble, type TensorTable, type WeightRoom, weightBytes } from "./src/stored/assemble.ts";
export { type ByteSource, byteFault, type TensorEntry } from "./src/stored/byte-source.ts";
export { dequantiseRows } from "./src/stored/dequantise.ts";
export { headPlaces, modelOf } from "./src/stored/from-checkpoint.ts";
export { type MemoryEstimate, memoryEstimate } from "./src/stored/memory.ts";
export type { RealModel, StoredMatrix, StoredType, TextTokenizer } from "./src/stored/model.ts";
export { type ModelWorkload, type RealShape, workloadOfShape } from "./src/stored/shape.ts";
export { rowBytes } from "./src/stored/stored-types.ts";
export { parseTokens, type TextOptions, type Tokenizer, textEnds, textSequences } from "./src/tokens.ts";
