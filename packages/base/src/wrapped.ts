/** "The memristor design (C)". */
export const sentenceStart = (name: string): string => name[0].toUpperCase() + name.slice(1);

/** Wraps a text at spaces into lines of at most so many characters. */
export function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (last >= 0 && `${lines[last]} ${word}`.length <= most) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Lines of a title: broken after a semicolon where one is near enough, else about equally long. */
export function titleLines(text: string, most: number): string[] {
  if (text.length <= most) return [text];
  const near = text.lastIndexOf("; ", most - 1);
  const at = near < 0 ? text.indexOf("; ") : near;
  if (at >= 0) return [...titleLines(text.slice(0, at + 1), most), ...titleLines(text.slice(at + 2), most)];
  const { length } = wrapped(text, most);
  let even = Math.ceil(text.length / length);
  while (wrapped(text, even).length > length) even++;
  return wrapped(text, even);
}
