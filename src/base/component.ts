import type { z } from "zod";
import type { Technology } from "../technology/technology.ts";
