// Types that stand in signatures of the public API, so that a program can name what it is given.
export type { CoupledNoise } from "./arrays/array-response.ts";
export type { ColumnPlan } from "./arrays/column-plan.ts";
export type { DynamicAction, DynamicArray, DynamicArrayModel } from "./arrays/dynamic/dynamic-array.ts";
export type { LineFaults } from "./arrays/line-faults.ts";
export type { ArrayGeometry, ArrayRecipe } from "./arrays/programmed-array.ts";
export type { BiasScheme, DriveMode, DriveWires } from "./arrays/programming/line-drive.ts";
export type { SolveMethod } from "./arrays/programming/operating-point.ts";
export type { CalibrationPlan, OffsetRead } from "./arrays/programming/threshold-calibration.ts";
export type { Staircase, VerifyRead, WriteVerify } from "./arrays/programming/write-verify.ts";
export type { SignalRetention } from "./arrays/signal-retention.ts";
export type { DeviceLaw, Side, TerminalSide } from "./arrays/solver/circuit.ts";
export type { LaneMeasure, LineSystem, SolverKernel, Wire } from "./arrays/solver/line-system.ts";
export type { SolveOptions } from "./arrays/solver/solve.ts";
export type { TransferOptions } from "./arrays/solver/transfer-matrix.ts";
export type { CellChange } from "./arrays/solver/transfer-update.ts";
export type { NoiseKey } from "./arrays/vmm/gaussian.ts";
export type { VarianceForm } from "./arrays/vmm/variance-form.ts";
export type { Vmm, VmmBatch, VmmKernel, VmmPlan } from "./arrays/vmm/vmm.ts";
export type { DecoderKernel, PickedOperands, PickKeys } from "./attention/decoder-kernel.ts";
export type { Attended, ExactOptions } from "./attention/exact-attention.ts";
export type { Role } from "./attention/hasher.ts";
export type { AttentionUnits, LshOptions } from "./attention/lsh-attention.ts";
export type { ListPlan, Masking } from "./attention/plan.ts";
export type { Distribution } from "./attention/projection-hasher.ts";
export type { StableSort } from "./attention/routing.ts";
export type {
  ActionCost,
  Constant,
  Definition,
  Domain,
  Numbers,
  ScalingClass,
  TechnologyNode,
} from "./base/component.ts";
export type { DocumentLimits, Located } from "./base/document.ts";
export type { Issue } from "./base/errors.ts";
export type { Range } from "./base/fields.ts";
export type { Estimate } from "./base/statistics.ts";
export type {
  Bytes,
  Joules,
  Kelvin,
  Metres,
  Ohms,
  Quantity,
  Seconds,
  Siemens,
  SquareMetres,
  Volts,
  Watts,
} from "./base/units.ts";
export type { Output } from "./cli/output.ts";
export type { AttentionShare } from "./cost/attention-share.ts";
export type { AreaItem, CostReport, EnergyItem } from "./cost/cost-report.ts";
export type { DieCost } from "./cost/die-cost.ts";
export type { Timing } from "./cost/latency.ts";
export type { Lifetime, Rewriting } from "./cost/lifetime.ts";
export type { ArrayDesign } from "./design/array-design.ts";
export type { FidelityPlan } from "./design/config.ts";
export type { HashUnit, Platform } from "./design/design.ts";
export type { JsonSchema } from "./design/json-schema.ts";
export type { ModelWidths } from "./design/shape-presets.ts";
export type { RoundAgreement } from "./design/workload.ts";
export type { CellLaw, Cells } from "./devices/cells.ts";
export type { DeviceState, Dynamics } from "./devices/dynamics.ts";
export type { Memristor, MemristorModel, ReadNoise } from "./devices/memristor.ts";
export type { Device, NonIdealities } from "./devices/non-idealities.ts";
export type { Priced } from "./evaluate.ts";
export type { Ratio, Ratios, RungId, RungResult } from "./ladder/comparison-design.ts";
export type { Crossover, CurvePoint, Wins } from "./ladder/curves.ts";
export type { CaptureRequest } from "./language-model/activations.ts";
export type { Activation, LayerWeights, Projection as WeightProjection } from "./language-model/decoder.ts";
export type { Dimensions } from "./language-model/dimensions.ts";
export type {
  ForwardOptions,
  HeadActivations as ForwardHeadActivations,
  LayerActivations,
} from "./language-model/forward.ts";
export type { Likelihood } from "./language-model/likelihood.ts";
export type { Norm, Normalisation } from "./language-model/normalisation.ts";
export type { PairLayout, Rotary, RotaryTables } from "./language-model/rotary.ts";
export type { ModelCard, Sidecar, sidecarSchema } from "./language-model/sidecar.ts";
export type { TextOptions } from "./language-model/text.ts";
export type { ActionCount, ComponentName, ForwardOperation, Operation } from "./mapping/action-counts.ts";
export type { Census } from "./mapping/census.ts";
export type { Mapping } from "./mapping/mapping.ts";
export type { Placement } from "./mapping/placement.ts";
export type { Precision } from "./mapping/precision.ts";
export type { ForwardStageName, Schedule, Stage, StageName } from "./mapping/schedule.ts";
export type { Adc, AdcModel } from "./peripherals/converters/adc.ts";
export type { Comparator, ComparatorModel } from "./peripherals/converters/comparator.ts";
export type { Dac, DacModel } from "./peripherals/converters/dac.ts";
export type { Decoder, DecoderModel } from "./peripherals/converters/decoder.ts";
export type { LevelShifter, LevelShifterModel } from "./peripherals/converters/level-shifter.ts";
export type { Mux, MuxModel } from "./peripherals/converters/mux.ts";
export type { Readout } from "./peripherals/converters/readout.ts";
export type { RowDriver, RowDriverModel } from "./peripherals/converters/row-driver.ts";
export type { SampleHold, SampleHoldModel } from "./peripherals/converters/sample-hold.ts";
export type { TileSwitch, TileSwitchModel } from "./peripherals/converters/tile-switch.ts";
export type { Wta, WtaModel } from "./peripherals/converters/wta.ts";
export type { Adder, AdderModel } from "./peripherals/digital/adder.ts";
export type { Argmax, ArgmaxModel } from "./peripherals/digital/argmax.ts";
export type { DramStandard } from "./peripherals/digital/burst-dram.ts";
export type { Combine, Combined, CombineModel } from "./peripherals/digital/combine.ts";
export type { Divider, DividerModel } from "./peripherals/digital/divider.ts";
export type { Gather, GatherModel } from "./peripherals/digital/gather.ts";
export type { Gpu, GpuAction, GpuModel, GpuSheet, Rates } from "./peripherals/digital/gpu.ts";
export type { Link, LinkModel } from "./peripherals/digital/link.ts";
export type { MacArray, MacModel } from "./peripherals/digital/mac.ts";
export type { Memory, MemoryActions, MemoryModel, VectorGather } from "./peripherals/digital/memory.ts";
export type { Popcount, PopcountModel } from "./peripherals/digital/popcount.ts";
export type { Projection, ProjectionModel, Projector } from "./peripherals/digital/projection.ts";
export type { Register, RegisterModel } from "./peripherals/digital/register.ts";
export type { ShiftAdd, ShiftAddModel } from "./peripherals/digital/shift-add.ts";
export type { Softmax, SoftmaxModel } from "./peripherals/digital/softmax.ts";
export type { Sorter, SorterModel, SortWork } from "./peripherals/digital/sorter.ts";
export type { WhiteSpace, WhiteSpaceModel } from "./peripherals/digital/white-space.ts";
export type { HeadActivations, ProjectedFrom } from "./simulation/activations.ts";
export type { Kernels } from "./simulation/kernels.ts";
export type { Moments, MomentsOf } from "./simulation/operating-point.ts";
export type { PreparedHead, Quality, TrialQuality } from "./simulation/quality.ts";
export type { SimulationOptions } from "./simulation/simulate.ts";
export type { Job, RunTrials, Trial } from "./simulation/trials.ts";
export type { SimulatedHash } from "./simulation/variants.ts";
