/** A title of one line or of several. */
export const titleOf = (text: string | string[]) => ({
  display: true,
  text,
  font: { size: 16, weight: "bold" as const },
});
