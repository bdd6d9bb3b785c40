import { type Drawing, MOST_VECTOR_MARKS, marksOf } from "../report/charts/drawing.ts";
import type { ReportFile } from "../runtime/output-folder.ts";

/** A chart as pixels. */
export interface Picture {
  readonly name: string;
  readonly title: string;
  readonly png: Uint8Array;
}

/** Draws charts one after another. Drawing loads chart.js and a canvas: half a second that verbs without charts need not pay. */
export async function drawnPictures(drawings: readonly Drawing[]): Promise<Picture[]> {
  const { createRenderer } = await import("../report/render.ts");
  const renderer = createRenderer();
  const pictures: Picture[] = [];
  for (const { name, title, configuration, width, height } of drawings)
    pictures.push({ name, title, png: await renderer.png(configuration, width, height) });
  return pictures;
}

/** The same charts as vectors, for print; those of many marks stay pixels. */
export async function vectorFiles(drawings: readonly Drawing[]): Promise<ReportFile[]> {
  const { createRenderer } = await import("../report/render.ts");
  const renderer = createRenderer();
  return drawings
    .filter(({ configuration }) => marksOf(configuration) < MOST_VECTOR_MARKS)
    .map(({ name, configuration, width, height }) => ({
      name: `${name}.svg`,
      content: renderer.svg(configuration, width, height),
    }));
}
