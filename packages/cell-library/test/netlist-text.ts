/** A cell of a netlist: its name in the library and the net of each pin; nets are called by name, "0" and "1" are constants. */
export type CellText = readonly [cell: string, pins: Readonly<Record<string, string>>];

interface Ports {
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly outputs: Readonly<Record<string, readonly string[]>>;
}

/** The text that yosys would write of a module "U"; ports are lists of nets, the lowest bit first. */
export function netlistText({ inputs, outputs }: Ports, cells: Readonly<Record<string, CellText>>): string {
  const numbers = new Map<string, number>();
  const bit = (net: string): number | string => {
    if (["0", "1", "x", "z"].includes(net)) return net;
    const known = numbers.get(net) ?? numbers.size + 2;
    numbers.set(net, known);
    return known;
  };
  const port =
    (direction: string) =>
    ([name, nets]: readonly [string, readonly string[]]) => [name, { direction, bits: nets.map(bit) }];
  const ports = Object.fromEntries([
    ...Object.entries(inputs).map(port("input")),
    ...Object.entries(outputs).map(port("output")),
  ]);
  const mapped = Object.fromEntries(
    Object.entries(cells).map(([name, [type, pins]]) => [
      name,
      { type, connections: Object.fromEntries(Object.entries(pins).map(([pin, net]) => [pin, [bit(net)]])) },
    ]),
  );
  const netnames = Object.fromEntries([...numbers].map(([net, k]) => [net, { hide_name: 0, bits: [k] }]));
  return JSON.stringify({ modules: { U: { ports, cells: mapped, netnames } } });
}
