import { z } from "zod";

export const ideal = { model: "ideal", source: "assumed", constants: {} } as const;
export const unsized = z.object({});

export const idealUnit = { model: "ideal", source: "assumed", constants: {}, params: z.object({}) } as const;
