import { maskUrl } from "../config/variables.ts";
import { hasVersion } from "./base_url.ts";
import { Deadline } from "./deadline.ts";
import { type ListedModel, listedModels } from "./model_list.ts";

/** A server that may list its models. */
export type ListingServer = {
  /** E.g. `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  /** `null` for servers that need none. */
  readonly apiKey: string | null;
  /** Further headers of each request, with names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Parameters of each URL. */
  readonly query?: Readonly<Record<string, string>>;
};

/** Limits of a request. */
type RequestLimits = {
  readonly signal: AbortSignal;
  /** Time limit for the whole list, in milliseconds. */
  readonly timeLimitMs: number;
};

/** Largest list that is read, in bytes: that of gateways with thousands of models. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;

/** Thrown when a server has no list of models, rather than none at the moment. */
export class NoModelList extends Error {
  override readonly name = "NoModelList";

  /**
   * @param message Names the URL.
   * @param isElsewhere Whether the list was found at another URL, which the message names.
   */
  constructor(message: string, readonly isElsewhere = false) {
    super(message);
  }
}

/**
 * Asks a server for the models that it lists.
 *
 * @throws {NoModelList} when there is no list at this URL, with a suggestion if there is one at
 * `/v1` below it.
 * @throws {Error} when the list can't be read now.
 */
export async function requestModelList(
  server: ListingServer,
  limits: RequestLimits,
): Promise<ListedModel[]> {
  try {
    return await readList(server, limits);
  } catch (error) {
    if (!(error instanceof NoModelList) || hasVersion(server.baseUrl)) throw error;
    const versioned = { ...server, baseUrl: `${server.baseUrl}/v1` };
    const listed = await readList(versioned, limits).catch(() => null);
    if (!listed) throw error;
    throw new NoModelList(
      `${error.message}, but ${maskUrl(versioned.baseUrl)} has one: that seems to be the base URL`,
      true,
    );
  }
}

async function readList(
  { baseUrl, apiKey, headers: further, query }: ListingServer,
  { signal, timeLimitMs }: RequestLimits,
): Promise<ListedModel[]> {
  const deadline = new Deadline(signal);
  deadline.start(timeLimitMs);
  try {
    const headers = {
      accept: "application/json",
      ...apiKey && { authorization: `Bearer ${apiKey}` },
      ...further,
    };
    const url = new URL(`${baseUrl}/models`);
    url.search = new URLSearchParams(query).toString();
    const response = await fetch(url, { headers, signal: deadline.signal });
    if (response.ok) return parseList(await readText(response), baseUrl);
    await response.body?.cancel();
    if ([404, 405, 410, 501].includes(response.status)) throw noList(baseUrl);
    throw new Error(`The upstream answered with status ${response.status}`);
  } finally {
    deadline.stop();
  }
}

/** Servers of web pages answer any path with one. */
function parseList(text: string, baseUrl: string): ListedModel[] {
  if (/^\s*</.test(text)) throw noList(baseUrl);
  return listedModels(JSON.parse(text));
}

function noList(baseUrl: string): NoModelList {
  return new NoModelList(`There is no list of models at ${maskUrl(baseUrl)}`);
}

async function readText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_LIST_BYTES) {
      throw new Error(
        `The list of models exceeds ${MAX_LIST_BYTES} bytes; name the models to offer`,
      );
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}
