// Slots of a config whose component has several models.

/** Path under `design` of every slot, and the families of its models. */
export const SLOTS: Readonly<Record<string, readonly string[]>> = {
  "hashing.memristor": ["memristor"],
  "hashing.dac": ["dac"],
  "hashing.driver": ["row-driver"],
  "hashing.inputStage": ["input-stage"],
  "hashing.mux": ["mux"],
  "hashing.tileSwitch": ["tile-switch"],
  "hashing.readout": ["comparator", "adc"],
  "digital.sorter": ["sorter"],
  "digital.softmax": ["softmax"],
  "digital.mac": ["mac"],
  "digital.projection": ["projection"],
  "digital.buffer": ["sram"],
  search: ["search"],
  topK: ["top-k"],
  memory: ["dram"],
  "baselines.analog": ["dynamic-array"],
  "baselines.gpu": ["gpu"],
  "floorplan.network": ["link"],
  "floorplan.clock": ["clock"],
  "floorplan.control": ["control"],
  "floorplan.pads": ["pads"],
  whiteSpace: ["white-space"],
};

type Tree = Readonly<Record<string, unknown>>;

/** A config's value with the component of a slot replaced by another model with its defaults. */
export function withModel(value: Tree, slot: string, family: string, model: string): Tree {
  const design = value.design as Tree | undefined;
  const [outer, inner] = slot.split(".");
  const choice = SLOTS[slot].length > 1 ? { family, model } : { model };
  const part = inner === undefined ? choice : { ...(design?.[outer] as Tree | undefined), [inner]: choice };
  return { ...value, design: { ...design, [outer]: part } };
}
