/** An element of well-formed HTML, with unchanged text. */
type Element = { tag: string; nodes: (Element | string)[] };

/** HTML as a tree, to which patches are applied like in the browser by `stream.js`. */
export class HtmlTree {
  #root: Element;

  constructor(html = "") {
    this.#root = parse(html);
  }

  /** Applies the patches of an event. */
  apply(patches: string): void {
    for (const patch of patches.split("\0").filter(Boolean)) this.#apply(patch);
  }

  /** The text of all elements, with character references decoded. */
  get text(): string {
    const references: Record<string, string> = {
      amp: "&",
      lt: "<",
      gt: ">",
      quot: '"',
      "#x27": "'",
    };
    return String(this).replaceAll(/<[^>]*>/g, "")
      .replaceAll(/&([^;]*);/g, (_, name) => references[name]!);
  }

  toString(): string {
    return this.#root.nodes.map(serialize).join("");
  }

  #apply(patch: string): void {
    const [, depth, elements = "0", characters = "0", html] = /^(\d+)(?:,(\d+),(\d+))? ([^]*)$/
      .exec(patch)!;
    let element = this.#root;
    for (let i = 0; i < Number(depth); i++) {
      element = element.nodes.findLast((node): node is Element => typeof node !== "string")!;
    }
    for (let i = Number(elements); i > 0;) if (typeof element.nodes.pop() !== "string") i--;
    cutText(element, Number(characters));
    element.nodes.push(...parse(html!).nodes);
  }
}

function cutText({ nodes }: Element, characters: number): void {
  for (let left = characters; left > 0;) {
    const units = String(nodes.pop()).match(/&[^;]*;|[^]/g)!;
    const cut = Math.min(left, units.length);
    left -= cut;
    if (cut < units.length) nodes.push(units.slice(0, -cut).join(""));
  }
}

function parse(html: string): Element {
  const path: Element[] = [{ tag: "", nodes: [] }];
  for (const part of html.match(/<[^>]*>|[^<]+/g) ?? []) {
    if (part.startsWith("</")) {
      const { tag } = path.pop()!;
      if (!tag.startsWith(`<${part.slice(2, -1)}`)) throw new Error(`${part} closes ${tag}`);
    } else if (part.startsWith("<")) {
      const element = { tag: part, nodes: [] };
      path.at(-1)!.nodes.push(element);
      if (!/^<([bh]r|img)\b|\/>$/.test(part)) path.push(element);
    } else path.at(-1)!.nodes.push(part);
  }
  if (path.length !== 1) throw new Error(`${path.at(-1)!.tag} is not closed`);
  return path[0]!;
}

function serialize(node: Element | string): string {
  if (typeof node === "string") return node;
  const name = /^<([a-z0-9]+)/.exec(node.tag)![1];
  const end = /^<([bh]r|img)\b|\/>$/.test(node.tag) ? "" : `</${name}>`;
  return node.tag + node.nodes.map(serialize).join("") + end;
}
