// The state of a simulated netlist and how a change goes through it.

import type { AnnotatedNetlist } from "./annotate.ts";
import type { Register } from "./cell.ts";
import { type Circuit, circuitOf } from "./circuit.ts";
import { CellLibraryError } from "./errors.ts";
import type { Netlist } from "./netlist.ts";
import { TimeWheel } from "./time-wheel.ts";

/** What happened since the start or since counts were last restarted. */
export interface Activity {
  readonly cycles: number;
  /** Changes of each net, by its number; of the clock's net two a cycle. */
  readonly toggles: Float64Array;
  /** Changes of nets but for the clock's: the events of the simulation. */
  readonly events: number;
  /** Registers that changed, summed over cycles. */
  readonly changedRegisters: number;
  /** Transitions by pin and state, as `countPlaces` orders them. */
  readonly transitions: Float64Array;
}

/** Changes in a cycle, a net, after which nothing settles any more; `assumed`: glitches of multipliers are tens. */
const MOST_CHANGES = 1000;

/** What a register of the netlist is, and its bits in the state of its instance. */
interface RegisterPlace {
  readonly instance: number;
  readonly register: Register;
  readonly storedMask: number;
  readonly clockMask: number;
  readonly clockPin: number;
}

export class Machine {
  /** By net. */
  readonly value: Uint8Array;
  private readonly toggles: Float64Array;
  private readonly netlist: Netlist;
  private readonly circuit: Circuit;
  private readonly registers: readonly RegisterPlace[];
  /** By instance: its place in `registers` if a level can force it, or -1; and whether no input's change reaches an output at once. */
  private readonly forced: Int32Array;
  private readonly isPassive: Uint8Array;
  /** By instance: its inputs' values and what it stores; the inputs that changed since it was evaluated. */
  private readonly state: Int32Array;
  private readonly changed: Int32Array;
  /** Instances to evaluate: a list, or with zero delay lists by level. */
  private readonly waiting: Int32Array;
  private waitingCount = 0;
  private readonly firstOfLevel: Int32Array;
  private readonly nextOfLevel: Int32Array;
  private isZeroDelay = true;
  private readonly wheel: TimeWheel;
  private readonly taken: Int32Array;
  /** By output: the count that its pending edge will raise, or -1. */
  private readonly pendingCount: Int32Array;
  private readonly transitions: Float64Array;
  private events = 0;
  private cycles = 0;
  private changedRegisters = 0;

  constructor(annotated: AnnotatedNetlist, isZeroDelay: boolean) {
    this.netlist = annotated.netlist;
    this.circuit = circuitOf(annotated);
    const { nets, instances, level, outputNet, countSize } = this.circuit;
    this.value = new Uint8Array(nets);
    this.toggles = new Float64Array(nets);
    this.state = new Int32Array(instances);
    this.changed = new Int32Array(instances);
    this.waiting = new Int32Array(instances);
    this.firstOfLevel = new Int32Array(level.reduce((top, one) => Math.max(top, one), 0) + 1).fill(-1);
    this.nextOfLevel = new Int32Array(instances).fill(-1);
    this.wheel = new TimeWheel(outputNet.length);
    this.taken = new Int32Array(outputNet.length);
    this.pendingCount = new Int32Array(outputNet.length).fill(-1);
    this.transitions = new Float64Array(countSize);
    this.registers = registersOf(this.netlist);
    this.forced = new Int32Array(instances).fill(-1);
    this.isPassive = new Uint8Array(instances);
    this.registers.forEach(({ instance, register }, k) => {
      if (register.clear === null && register.preset === null) this.isPassive[instance] = 1;
      else this.forced[instance] = k;
    });
    this.start();
    this.isZeroDelay = isZeroDelay;
  }

  activity(): Activity {
    const { cycles, events, changedRegisters } = this;
    const [toggles, transitions] = [this.toggles.slice(), this.transitions.slice()];
    return { cycles, events, changedRegisters, toggles, transitions };
  }

  restartCounts(): void {
    this.toggles.fill(0);
    this.transitions.fill(0);
    this.cycles = this.events = this.changedRegisters = 0;
  }

  /** The clock's edge: registers store what is at their inputs, and what follows of it begins. */
  storeAtEdge(): void {
    this.cycles++;
    this.moveClock();
    const stored: number[] = [];
    for (const { instance, register, storedMask } of this.registers) {
      const state = this.state[instance];
      const old = (state & storedMask) === 0 ? 0 : 1;
      if (register.next[state] === old || isForced(register, state)) continue;
      this.state[instance] = state ^ storedMask;
      this.changedRegisters++;
      stored.push(instance);
    }
    for (const instance of stored) this.evaluate(instance, this.clockMaskOf(instance));
  }

  /** The clock's other edge. */
  returnClock(): void {
    this.moveClock();
  }

  setNet(net: number, bit: number): void {
    if (this.value[net] !== bit) this.changeNet(net);
  }

  /** Lets everything happen that is to come. */
  settle(): void {
    const most = this.events + MOST_CHANGES * this.circuit.nets;
    if (this.isZeroDelay) this.sweepLevels(most);
    else this.runEvents(most);
  }

  private clockMaskOf(instance: number): number {
    return 1 << this.netlist.instances[instance].cell.register!.clock;
  }

  private moveClock(): void {
    const clock = this.netlist.clock;
    if (clock === null) return;
    const { classes, pinClasses, pinCounts } = this.circuit;
    this.toggles[clock.net]++;
    const value = 1 - this.value[clock.net];
    this.value[clock.net] = value;
    for (const { instance, clockMask, clockPin } of this.registers) {
      const state = this.state[instance] ^ clockMask;
      this.state[instance] = state;
      const which = classes[pinClasses[clockPin] + state];
      if (which >= 0) this.transitions[pinCounts[clockPin] + 2 * which + value]++;
    }
  }

  private changeNet(net: number): void {
    const { firstReader, readers, pinInstance, pinMask, classes, pinClasses, pinCounts } = this.circuit;
    const { state, changed, transitions, isPassive } = this;
    const value = 1 - this.value[net];
    this.value[net] = value;
    this.toggles[net]++;
    this.events++;
    const end = firstReader[net + 1];
    for (let k = firstReader[net]; k < end; k++) {
      const pin = readers[k];
      const instance = pinInstance[pin];
      const now = state[instance] ^ pinMask[pin];
      state[instance] = now;
      const which = classes[pinClasses[pin] + now];
      if (which >= 0) transitions[pinCounts[pin] + 2 * which + value]++;
      if (isPassive[instance] === 1) continue;
      if (changed[instance] === 0) this.await(instance);
      changed[instance] |= pinMask[pin];
    }
  }

  private await(instance: number): void {
    if (this.isZeroDelay) {
      const level = this.circuit.level[instance];
      this.nextOfLevel[instance] = this.firstOfLevel[level];
      this.firstOfLevel[level] = instance;
    }
    this.waiting[this.waitingCount++] = instance;
  }

  /** Works out an instance of which the inputs `causes` changed: outputs that differ change now, or are put on the wheel. */
  private evaluate(instance: number, causes: number): void {
    const { firstOutput, outputNet, outputValues, values } = this.circuit;
    if (this.forced[instance] >= 0) this.force(this.registers[this.forced[instance]]);
    const state = this.state[instance];
    const end = firstOutput[instance + 1];
    for (let output = firstOutput[instance]; output < end; output++) {
      const differs = values[outputValues[output] + state] !== this.value[outputNet[output]];
      if (this.wheel.isPending(output)) {
        if (!differs) this.wheel.remove(output);
      } else if (differs) this.cause(output, state, causes);
    }
  }

  /** An output is to change: of the inputs that changed at this moment the slowest one is the cause. */
  private cause(output: number, state: number, causes: number): void {
    const { outputNet, firstArc, riseTicks, fallTicks, arcClasses, arcCounts, classes } = this.circuit;
    const rises = 1 - this.value[outputNet[output]];
    const ticks = rises === 1 ? riseTicks : fallTicks;
    let arc = -1;
    for (let mask = causes; mask !== 0; mask &= mask - 1) {
      const one = firstArc[output] + 31 - Math.clz32(mask & -mask);
      if (arc < 0 || ticks[one] > ticks[arc]) arc = one;
    }
    const which = classes[arcClasses[arc] + state];
    const count = which < 0 ? -1 : arcCounts[arc] + 2 * which + rises;
    if (!this.isZeroDelay) {
      this.pendingCount[output] = count;
      this.wheel.add(output, ticks[arc]);
      return;
    }
    if (count >= 0) this.transitions[count]++;
    this.changeNet(outputNet[output]);
  }

  /** A register stores what its clear and preset say. */
  private force({ instance, register, storedMask }: RegisterPlace): void {
    const state = this.state[instance];
    const clears = register.clear?.[state] === 1;
    const presets = register.preset?.[state] === 1;
    if (!clears && !presets) return;
    const bit = clears && presets ? register.forcedByBoth : presets ? 1 : 0;
    if (((state & storedMask) === 0 ? 0 : 1) === bit) return;
    this.state[instance] = state ^ storedMask;
    this.changedRegisters++;
  }

  private runEvents(most: number): void {
    const { outputNet } = this.circuit;
    this.evaluateWaiting();
    for (let count = this.wheel.take(this.taken); count > 0; count = this.wheel.take(this.taken)) {
      for (let k = 0; k < count; k++) {
        const output = this.taken[k];
        if (this.pendingCount[output] >= 0) this.transitions[this.pendingCount[output]]++;
        this.changeNet(outputNet[output]);
      }
      this.evaluateWaiting();
      if (this.events > most) this.failToSettle();
    }
  }

  private evaluateWaiting(): void {
    for (let k = 0; k < this.waitingCount; k++) {
      const instance = this.waiting[k];
      const causes = this.changed[instance];
      this.changed[instance] = 0;
      this.evaluate(instance, causes);
    }
    this.waitingCount = 0;
  }

  /** Levels in order, so that a gate sees all its inputs settled; again while a forced register has changed what is below it. */
  private sweepLevels(most: number): void {
    while (this.waitingCount > 0) {
      this.waitingCount = 0;
      for (let level = 0; level < this.firstOfLevel.length; level++)
        for (let instance = this.firstOfLevel[level]; instance >= 0; instance = this.firstOfLevel[level]) {
          this.firstOfLevel[level] = this.nextOfLevel[instance];
          const causes = this.changed[instance];
          this.changed[instance] = 0;
          this.evaluate(instance, causes);
        }
      if (this.events > most) this.failToSettle();
    }
  }

  private failToSettle(): never {
    const name = this.netlist.name;
    throw new CellLibraryError(
      `netlist ${name}: expected all nets to settle in a cycle, received more than ${MOST_CHANGES} changes a net`,
    );
  }

  /** Nets as they are with inputs and registers at 0; nothing of it is counted. */
  private start(): void {
    const { netlist, value } = this;
    value[1] = 1;
    if (netlist.clock?.edge === "falling") value[netlist.clock.net] = 1;
    const order = [...this.registers.map(({ instance }) => instance), ...netlist.order];
    for (const k of order) {
      this.readInputs(k);
      const { cell, outputs } = netlist.instances[k];
      outputs.forEach((net, o) => {
        if (net >= 0) value[net] = cell.outputs[o].values[this.state[k]];
      });
    }
    for (const { instance } of this.registers) {
      this.readInputs(instance);
      if (this.forced[instance] < 0) continue;
      this.await(instance);
      this.changed[instance] = this.clockMaskOf(instance);
    }
    this.settle();
    this.restartCounts();
  }

  private readInputs(instance: number): void {
    this.state[instance] = this.netlist.instances[instance].inputs.reduce(
      (state, net, bit) => state | (this.value[net] << bit),
      0,
    );
  }
}

const isForced = ({ clear, preset }: Register, state: number): boolean =>
  clear?.[state] === 1 || preset?.[state] === 1;

function registersOf({ instances }: Netlist): RegisterPlace[] {
  const places: RegisterPlace[] = [];
  let pin = 0;
  instances.forEach(({ cell, inputs }, instance) => {
    const { register } = cell;
    if (register !== null)
      places.push({
        instance,
        register,
        storedMask: 1 << inputs.length,
        clockMask: 1 << register.clock,
        clockPin: pin + register.clock,
      });
    pin += inputs.length;
  });
  return places;
}
