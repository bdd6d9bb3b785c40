/** A memristor that is initialised either on or off, each with probability ½: a binary random matrix in hardware. */
export default ({ defineMemristor, linearCells, memristorOf, z, quantity, siemens, squareMetres, watts }) =>
  defineMemristor({
    model: "bimodal",
    source: "assumed",
    params: z.object({
      on: quantity("S", { min: 1e-9, max: 1e-2 }, "conductance of a device that is on").prefault("100 µS"),
      off: quantity("S", { min: 0, max: 1e-2 }, "conductance of a device that is off").prefault("2 µS"),
    }),
    constants: {},
    behave: ({ on, off }) =>
      memristorOf({
        meanConductance: siemens((on + off) / 2),
        conductanceSpread: siemens((on - off) / 2),
        initialise: (targets, rng) => linearCells(targets.map(() => (rng.uniform() < 0.5 ? on : off))),
      }),
    cost: (_, technology) => ({ area: squareMetres(technology.pitch ** 2), leakage: watts(0), actions: {} }),
  });
