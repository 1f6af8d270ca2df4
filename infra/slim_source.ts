/** Comments that begin a line, block comments of stylesheets, indentation and empty lines. */
const SUPERFLUOUS = /^(?:\s*(?:\/\/.*|\/\*[^]*?\*\/))*\s*/gm;

/**
 * A script or stylesheet of ours without what only its readers need. It knows how our own files are
 * written, not the languages: comments stand on lines of their own, and no text in quotes goes over
 * several lines or holds the punctuation of a rule.
 *
 * @param name The file's name, which ends in `.css` or `.js`.
 */
export function slimSource(name: string, source: string): string {
  if (name.endsWith(".js")) return source.replaceAll(SUPERFLUOUS, "");
  return source
    .replaceAll(SUPERFLUOUS, "")
    .replaceAll("\n", "")
    .replaceAll(/(?<=[,:;{]) | (?=[{>])|(?<=>) /g, "")
    .replaceAll(";}", "}");
}
