// A thread that evaluates lines: its data come once, then a task of some lines each time.

import { workerData } from "piscina";
import {
  type AnsweredLines,
  answersOf,
  type LineTask,
  type LineThreadData,
  settingOf,
} from "./line-threads.ts";

const data = workerData as LineThreadData;
const setting = settingOf(data);
// A server's first request finds models and kernels loaded.
if (data.isServed) await setting.evaluate(setting.base, "price").catch(() => {});

export default ({ lines, first }: LineTask): Promise<AnsweredLines> => answersOf(lines, first, setting);
