/** Changes of nets from a time on in a VCD text, by the name of the net, with "[k]" where it has several bits. */
export function togglesIn(vcd: string, from: number): Map<string, number> {
  const nets = new Map<string, { readonly name: string; readonly width: number; value: string }>();
  const toggles = new Map<string, number>();
  let time = 0;
  for (const line of vcd.split("\n")) {
    const [, width, id, name] = /^\$var \w+ (\d+) (\S+) \\?(\S+)/.exec(line) ?? [];
    if (id !== undefined) nets.set(id, { name, width: Number(width), value: "x".repeat(Number(width)) });
    if (line.startsWith("#")) time = Number(line.slice(1));
    const [, vector, ofVector, scalar, ofScalar] = /^(?:b([01xz]+) (\S+)|([01xz])(\S+))$/.exec(line) ?? [];
    const net = nets.get(ofVector ?? ofScalar ?? "");
    if (net === undefined) continue;
    const short = vector ?? scalar;
    const value = short.padStart(net.width, /^[xz]/.test(short) ? short[0] : "0");
    for (let k = 0; k < net.width && time >= from; k++) {
      const at = net.width - 1 - k;
      const key = net.width === 1 ? net.name : `${net.name}[${k}]`;
      toggles.set(key, (toggles.get(key) ?? 0) + Number(value[at] !== net.value[at]));
    }
    net.value = value;
  }
  return toggles;
}
