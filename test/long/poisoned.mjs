// Evaluates points as their code says: the ways in which an evaluation can go wrong, for the tests of the pool.
export function createEvaluator(data) {
  const hoard = [];
  return (_, [code]) => {
    switch (data[code]) {
      case "throw":
        throw new TypeError("poisoned");
      case "nan":
        return { status: "failed", metrics: null, reason: "x is not a number" };
      case "hang":
        for (;;);
      case "heap":
        for (;;) hoard.push(new Array(1e5).fill({}));
      case "exit":
        return process.exit(0);
      case "overflow": {
        const deeper = (n) => deeper(n + 1) + 1;
        return deeper(0);
      }
      case "reject":
        Promise.reject(new Error("nobody listens"));
        return { status: "ok", metrics: [code], reason: "" };
      case "slow": {
        const until = performance.now() + 20;
        while (performance.now() < until);
        return { status: "ok", metrics: [code], reason: "" };
      }
      default:
        return { status: "ok", metrics: [code], reason: "" };
    }
  };
}
