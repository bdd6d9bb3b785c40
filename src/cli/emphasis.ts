import colors from "picocolors";

/**
 * A report's text with its first line and its findings in bold; as it is where the environment asks for no colours (NO_COLOR,
 * TERM=dumb). The text has had its control characters taken out before.
 */
export function emphasised(text: string, bold: (line: string) => string = colors.bold): string {
  return text
    .split("\n")
    .map((line, n) => (line !== "" && (n === 0 || line.startsWith("• ")) ? bold(line) : line))
    .join("\n");
}
