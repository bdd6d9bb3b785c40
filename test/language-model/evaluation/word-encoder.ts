import type { Encoder } from "../../../packages/text-trials/src/item.ts";

/** Ids of words, with the space before them, single digits and marks: enough of a tokenizer for tests. */
export function wordEncoder(): Encoder {
  const pieces: string[] = [];
  const ids = new Map<string, number>();
  return {
    encode: (text) =>
      (text.match(/ ?[A-Za-z]+|\d|\s|[^\sA-Za-z\d]/g) ?? []).map((piece) => {
        let id = ids.get(piece);
        if (id === undefined) {
          id = pieces.push(piece) - 1;
          ids.set(piece, id);
        }
        return id;
      }),
    decode: (given) => given.map((id) => pieces[id]).join(""),
  };
}
