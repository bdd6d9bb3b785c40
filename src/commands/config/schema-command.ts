import { defineVerb } from "../../cli/define-verb.ts";
import { pluginOption } from "../../cli/options.ts";
import { json } from "../../cli/output.ts";
import { jsonSchema } from "../../design/json-schema.ts";
import { loadModels } from "../../runtime/plugins.ts";

export const schemaVerb = defineVerb<[], { readonly plugin: string[] }>({
  summary: "JSON Schema of a config, for an editor",
  about: "JSON Schema of a config, for an editor to complete and check with",
  options: [pluginOption()],
  reports: "text",
  examples: ["config schema > crosshash.schema.json"],
  ask: async ({ options }) => {
    const schema = jsonSchema((await loadModels(options.plugin)).catalogue);
    return { json: schema, blocks: [{ kind: "code", text: json(schema).trimEnd() }] };
  },
});
