import { type Dense, dense } from "../base/dense.ts";
import type { ArrayResponse } from "./array-response.ts";

/** Arrays that one vector drives at the same time, as one: outputs stand below one another, powers add. */
export function stackResponses(responses: readonly ArrayResponse[]): ArrayResponse {
  if (responses.length === 1) return responses[0];
  let first = 0;
  const coupled = responses.flatMap(({ transfer, noise }) => {
    const shifted = noise.coupled.map((entry) => ({
      ...entry,
      outputs: entry.outputs.map((p) => first + p),
    }));
    first += transfer.rows;
    return shifted;
  });
  const hasCubic = responses.some(({ cubic }) => cubic !== null);
  return {
    transfer: stack(responses.map(({ transfer }) => transfer)),
    cubic: hasCubic
      ? stack(responses.map(({ cubic, transfer }) => cubic ?? dense(transfer.rows, transfer.columns)))
      : null,
    noise: { diagonal: stack(responses.map(({ noise }) => noise.diagonal)), coupled },
    delivered: sum(responses.map(({ delivered }) => delivered)),
    devices: sum(responses.map(({ devices }) => devices)),
    cubicPower: sum(responses.map(({ cubicPower }) => dense(1, cubicPower.length, cubicPower))).data,
    peakLineConductance: Math.max(...responses.map(({ peakLineConductance }) => peakLineConductance)),
  };
}

function stack(parts: readonly Dense[]): Dense {
  const { columns } = parts[0];
  const all = dense(
    parts.reduce((rows, part) => rows + part.rows, 0),
    columns,
  );
  let at = 0;
  for (const { data } of parts) {
    all.data.set(data, at);
    at += data.length;
  }
  return all;
}

function sum(parts: readonly Dense[]): Dense {
  const total = dense(parts[0].rows, parts[0].columns);
  for (const { data } of parts) for (let k = 0; k < data.length; k++) total.data[k] += data[k];
  return total;
}

/**
 * The response to pulses of full voltage whose widths carry the inputs: every current flows at ±`readVoltage`, so
 * the third order is a constant factor and nothing bends.
 */
export function timedResponse(response: ArrayResponse, readVoltage: number): ArrayResponse {
  const { transfer, cubic } = response;
  if (cubic === null) return response;
  return {
    ...response,
    transfer: dense(
      transfer.rows,
      transfer.columns,
      transfer.data.map((g, k) => g + cubic.data[k] * readVoltage ** 2),
    ),
    cubic: null,
  };
}
