import { resolve } from "node:path";

/**
 * Evaluation data that may not be committed here lies in a folder beside the project. The tests that read
 * it skip where it is absent; CROSSHASH_TEST_DATA names another place.
 */
export const sharedData = (name: string): string =>
  resolve(
    process.env.CROSSHASH_TEST_DATA ?? resolve(import.meta.dirname, "..", "..", "..", "shared", "data"),
    name,
  );
