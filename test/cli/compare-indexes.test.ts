import { describe, expect, it } from "vitest";
import { crosshash } from "./run.ts";
