import type { ApiOperation } from "./open_api.ts";

/** A call of an operation. */
export type ApiCall = {
  /** The server's origin, such as `https://chat.example.com`. */
  readonly origin: string;
  readonly method: string;
  /** Path template, such as `/chats/{chat}`. */
  readonly path: string;
  readonly operation: ApiOperation;
};

/** Writes a call as a curl command, with shell variables for ids and the token. */
export function curlCall({ origin, method, path, operation }: ApiCall): string {
  const query = operation.parameters.filter((parameter) =>
    parameter.in === "query" && parameter.required
  ).map(({ name }) => `${name}=sky`).join("&");
  const url = origin + path.replace(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`) +
    (query && `?${query}`);
  const isStream = Object.values(operation.responses)
    .some(({ content }) => content && "text/event-stream" in content);
  return [
    `curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}"${url}"`,
    `-H "Authorization: Bearer $PARLEY_TOKEN"`,
    ...isStream ? ['-N -H "Accept: text/event-stream"'] : [],
    ...bodyOf(operation),
  ].join(" \\\n  ");
}

function bodyOf({ requestBody }: ApiOperation): string[] {
  const [first] = Object.entries(requestBody?.content ?? {});
  if (!first) return [];
  const [type, { example }] = first;
  const data = example === undefined
    ? "--data-binary @chats.json"
    : `-d '${JSON.stringify(example)}'`;
  return [`-H "Content-Type: ${type}"`, data];
}
