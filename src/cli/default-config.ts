import { packagePath } from "../runtime/package-files.ts";

/** The design that `npm start` compares. */
export const defaultConfig = (): string => packagePath("configs", "cai-iscas-2024.json5");

/** The space that a chip budget searches where no file is given. */
export const defaultStudy = (): string => packagePath("configs", "study-chip-budget.json5");

/** A folder name out of a config's name. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60) || "unnamed";
