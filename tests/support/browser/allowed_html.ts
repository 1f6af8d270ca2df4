/** The HTML allowed in a message: elements, and patterns for their attributes' values. */
export const allowedHtml: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...elements("br hr strong em s code ul blockquote thead tbody tr h3 h4 h5 h6 sup"),
  ...elements("figcaption table"),
  a: {
    href: "(https?|mailto):[^]*|#(note|ref)-[\\w-]*-\\d+",
    rel: "noopener noreferrer nofollow",
    target: "_blank",
    role: "doc-(noteref|backlink)",
    id: "ref-[\\w-]*-\\d+",
  },
  img: {
    src: "https://[^]*",
    alt: "[^]*",
    loading: "lazy",
    decoding: "async",
    referrerpolicy: "no-referrer",
  },
  ol: { start: "\\d+" },
  li: { id: "note-[\\w-]*-\\d+" },
  td: { class: "center|right" },
  th: { class: "center|right" },
  pre: { class: "maths", tabindex: "0" },
  p: { class: "note" },
  i: { class: "aside" },
  div: { class: "table|maths|plain", tabindex: "0" },
  figure: { class: "code" },
  section: { class: "footnotes", role: "doc-endnotes" },
  button: { type: "button", "data-copy": "" },
  span: {
    class: "katex|maths|plain|language-[a-z]+|hljs-[a-z_-]+( [a-z]+_+)*",
    tabindex: "0",
    role: "checkbox",
    "aria-checked": "true|false",
    "aria-disabled": "true",
  },
  // The MathML that KaTeX writes.
  math: { xmlns: "http://www\\.w3\\.org/1998/Math/MathML", display: "block" },
  annotation: { encoding: "application/x-tex" },
  ...Object.fromEntries(
    ("semantics mrow mi mn mo mtext mspace ms msup msub msubsup mfrac msqrt mroot mover munder " +
      "munderover mtable mtr mtd mlabeledtr mstyle mpadded mphantom menclose merror mmultiscripts")
      .split(" ").map((name) => [name, presentation()]),
  ),
};

function elements(names: string) {
  return Object.fromEntries(names.split(" ").map((name) => [name, {}]));
}

/** Presentation attributes of MathML, which run and fetch nothing. */
function presentation(): Record<string, string> {
  const names = "mathvariant stretchy fence form separator lspace rspace width height depth " +
    "voffset minsize maxsize accent accentunder columnalign columnspacing rowspacing displaystyle " +
    "scriptlevel linethickness mathcolor mathbackground movablelimits symmetric largeop " +
    "columnlines rowlines notation mathsize side linebreak";
  return Object.fromEntries(names.split(" ").map((name) => [name, "[\\w\\s.,#%+-]*"]));
}

/**
 * Finds HTML that a message may not have, or that HTML parsers could read differently.
 *
 * @param html As the renderer writes it.
 */
export function complaintsAboutHtml(html: string): string[] {
  const text = html.replaceAll(/<[^<>]*>/g, "");
  const stray = /[<>]|&(?!(amp|lt|gt|quot|#x27|#13|#39);)/.exec(text);
  const complaints = stray ? [`stray ${text.slice(stray.index, stray.index + 40)}`] : [];
  for (const [tag] of html.matchAll(/<[^<>]*>/g)) {
    const [, end, name, attributes] =
      /^<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*)(?:(?<=^<mspace.*)\/)?>$/.exec(tag) ??
        [];
    const allowed = Object.hasOwn(allowedHtml, name ?? "") ? allowedHtml[name!] : undefined;
    if (!allowed || (end && attributes)) complaints.push(tag);
    for (const [, key, value = ""] of attributes?.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g) ?? []) {
      const pattern = allowed && Object.hasOwn(allowed, key!) ? allowed[key!] : undefined;
      if (pattern === undefined || !new RegExp(`^(${pattern})$`).test(value)) complaints.push(tag);
    }
  }
  return complaints;
}
