import type { Located } from "../base/document.ts";
import { ConfigError } from "../base/errors.ts";
import { shippedCatalogue } from "../design/catalogue.ts";
import { type Config, parseConfig } from "../design/config.ts";
import { configParameters } from "../design/resolved.ts";
import { type Axis, parseSpace } from "../explore/space.ts";

export interface Study {
  readonly axes: readonly Axis[];
  /** The config that the axes vary, as a document and parsed. */
  readonly base: Located;
  readonly config: Config;
}

/** A study is a config with a `space`. */
export const isStudy = ({ value }: Located): boolean =>
  typeof value === "object" && value !== null && Object.hasOwn(value, "space");

/** Splits a study into its axes and the config that they vary. Throws ConfigError for a fault in either. */
export function readStudy(study: Located): Study {
  const value = study.value;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ConfigError([
      { place: study.place([]), path: "(root)", message: "expected a study: a config with a `space`" },
    ]);
  const { space, ...own } = value as Record<string, unknown>;
  const known = configParameters(shippedCatalogue).map((parameter) => parameter.path);
  const base = { ...study, value: own };
  const config = parseConfig(base, shippedCatalogue);
  return { axes: parseSpace(space, [...new Set(known)], study), base, config };
}
