/** Where a model is, and what its server calls it. */
export type ModelPlace = {
  /** Name of its upstream; `null` for the one without a name. */
  readonly upstream: string | null;
  readonly id: string;
};

/** Name in Parley of a model of a named upstream. */
export function modelName(upstream: string, id: string): string {
  return `${upstream}/${id}`;
}

/**
 * Finds out by its name where a model is: one of a named upstream begins with that name and a slash.
 *
 * @param upstreams Names of upstreams.
 */
export function placeOf(model: string, upstreams: Iterable<string>): ModelPlace {
  for (const upstream of upstreams) {
    const start = modelName(upstream, "");
    if (model.startsWith(start) && model !== start) {
      return { upstream, id: model.slice(start.length) };
    }
  }
  return { upstream: null, id: model };
}
