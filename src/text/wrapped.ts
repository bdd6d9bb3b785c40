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

/**
 * Lines of a title, at most so many characters each: broken after a semicolon where that leaves whole lines, and
 * lines of one clause are about equally long, so that none ends in a word or two.
 */
export function titleLines(text: string, most: number): string[] {
  if (text.length <= most) return [text];
  const clauses = text.split(/(?<=;) /);
  if (clauses.length > 1) {
    const lines: string[] = [];
    for (const clause of clauses) {
      const last = lines.length - 1;
      if (last >= 0 && `${lines[last]} ${clause}`.length <= most) lines[last] += ` ${clause}`;
      else lines.push(clause);
    }
    return lines.flatMap((line) => titleLines(line, most));
  }
  const { length } = wrapped(text, most);
  let even = Math.ceil(text.length / length);
  while (wrapped(text, even).length > length) even++;
  return wrapped(text, even);
}
