/** Comments that begin a line, indentation and empty lines. */
const SUPERFLUOUS = /^(?:\s*(?:\/\/.*|\/\*[^]*?\*\/))*\s*/gm;

/** What stands in quotes, or spaces and punctuation that need no space. */
const QUOTED_OR_SPACED = /("[^"\n]*"|`[^`\n]*`)| *([=+\-<>&|?:,{}!)]+) */g;

/**
 * A script or stylesheet of ours without what only its readers need. It knows how our own files are
 * written, not the languages: comments stand on lines of their own, statements end in a semicolon, text
 * in quotes goes over one line, and patterns (`/…/`) hold no space beside punctuation.
 *
 * @param name The file's name, which ends in `.css` or `.js`.
 */
export function slimSource(name: string, source: string): string {
  const lines = source.replaceAll(SUPERFLUOUS, "");
  return name.endsWith(".js") ? slimScript(lines) : slimStyles(lines);
}

function slimScript(lines: string): string {
  return lines
    .replaceAll(QUOTED_OR_SPACED, "$1$2")
    .replaceAll(/(?<=\b(?:if|for|while)) (?=\()/g, "")
    .replaceAll(/\((\w+)\)=>/g, "$1=>")
    .replaceAll(/\b(?:const|let)(?: (?=\[))?/g, "let")
    .replaceAll(/(?<=[,;:{}(=]|=>)\n|;?\n(?=})/g, "");
}

function slimStyles(lines: string): string {
  return lines
    .replaceAll("\n", "")
    .replaceAll(/(?<=[,:;{]) | (?=[{>])|(?<=>) /g, "")
    .replaceAll(";}", "}");
}
