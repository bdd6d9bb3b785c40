import type { Instance, Netlist, Port } from "./netlist.ts";

/** The input port that clocks every register, with its edge; null without registers. Refuses gated, several and mixed clocks. */
export function clockOf(
  ports: readonly Port[],
  instances: readonly Instance[],
  refuse: (message: string) => never,
): Netlist["clock"] {
  const registers = instances.filter(({ cell }) => cell.register !== null);
  if (registers.length === 0) return null;
  const netOf = ({ cell, inputs }: Instance): number => inputs[cell.register!.clock];
  const net = netOf(registers[0]);
  const edge = registers[0].cell.register!.edge;
  const port = ports.find(
    ({ direction, nets }) => direction === "input" && nets.length === 1 && nets[0] === net,
  );
  if (port === undefined)
    return refuse(
      `expected an input port of one bit as the clock of register ${registers[0].name}, received another net`,
    );
  const other = registers.find((one) => netOf(one) !== net || one.cell.register!.edge !== edge);
  if (other !== undefined)
    refuse(
      `expected the ${edge} edge of ${port.name} as the clock of register ${other.name}, received another net or edge`,
    );
  for (const { name, cell, inputs } of instances)
    inputs.forEach((one, k) => {
      if (one === net && k !== cell.register?.clock)
        refuse(
          `expected the clock ${port.name} at clock pins alone, received it at ${cell.inputs[k].name} of ${name}`,
        );
    });
  return { port: port.name, net, edge };
}
