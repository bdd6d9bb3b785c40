/** Words that end a command and start another. */
const SEPARATORS = /^(?:\|\|?|&&?|;|\(|\))/;

/**
 * The simple commands of a shell script as lists of words: quotes are taken off, comments, redirections and the lines of
 * here-documents fall away. Enough of the grammar for the documents; expansions stay as they are written.
 */
export function shellCommands(script: string): string[][] {
  const commands: string[][] = [];
  let terminator: string | null = null;
  for (const line of script.replace(/\\\n\s*/g, " ").split("\n")) {
    if (terminator !== null) {
      if (line.trim() === terminator) terminator = null;
      continue;
    }
    terminator = /<<-?\s*['"]?(\w+)['"]?/.exec(line)?.[1] ?? null;
    commands.push(...commandsOf(line));
  }
  return commands.filter((words) => words.length > 0);
}

function commandsOf(line: string): string[][] {
  const commands: string[][] = [[]];
  let rest = line.trimStart();
  while (rest !== "" && !rest.startsWith("#")) {
    const separator = SEPARATORS.exec(rest)?.[0];
    const redirection = /^\d?(?:<<-?|<\(|>>|[<>])\s*/.exec(rest)?.[0];
    if (separator !== undefined) commands.push([]);
    const word = /^(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"|&;()<>])+/.exec(rest)?.[0];
    // `<(` starts a command; the target of any other redirection is no word of one.
    if (redirection !== undefined) {
      if (redirection.startsWith("<(")) commands.push([]);
      else if (!redirection.startsWith("<<")) rest = rest.replace(/^\d?[<>]+\s*\S+/, redirection);
    } else if (separator === undefined && word !== undefined) commands.at(-1)?.push(unquoted(word));
    rest = rest.slice((separator ?? redirection ?? word ?? " ").length).trimStart();
  }
  return commands;
}

const unquoted = (word: string): string =>
  word.replace(
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g,
    (_, single, double, escaped) =>
      single ?? (double as string | undefined)?.replace(/\\(["\\$`])/g, "$1") ?? escaped,
  );

/** The arguments of every call of `crosshash` in a script, behind variables, `npx` and `node`'s path to it. */
export const crosshashCalls = (script: string): string[][] =>
  shellCommands(script).flatMap((words) => {
    const own = words.filter((word, n) => !(/^[A-Z_]+=/.test(word) && n < 3));
    const at = own[0] === "npx" ? 1 : own[0] === "node" && own[1] === "dist/bundle/main.js" ? 2 : 0;
    if (at === 2) return [own.slice(2)];
    return own[at] === "crosshash" ? [own.slice(at + 1)] : [];
  });
