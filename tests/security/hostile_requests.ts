import { type Random, randomWhole } from "../support/suite/seeded_random.ts";

/** An operation to attack. */
export type HostileTarget = {
  readonly method: string;
  /** The path with existing ids. */
  readonly path: string;
  /** A valid body, if the operation reads one. */
  readonly body?: Readonly<Record<string, unknown>>;
};

/** A request that no proper client would send. */
export type HostileRequest = {
  /** What is wrong with the request, for the message of a failure. */
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
};

const encoder = new TextEncoder();

/** JSON values that no field accepts. Numbers are written out, because JSON doesn't limit them. */
const wrongValues = [
  ...["null", "true", "[]", "{}", "[[]]", '{"a":1}', "1e400", "-1e400", "-1", "1.5", "-0.5"],
  ...["18446744073709551616", "-9223372036854775809", "9".repeat(400)],
];

const absurdTexts = [
  ...["\0", "\u202e\ufeff", "'; drop table chats; --", "../../etc/passwd", "%", "_", "constructor"],
  ...["x".repeat(5_000), "🌞".repeat(500), "null", "NaN", "-1", "1e309", "0x10", "٣", "1,2", "<b>"],
];

const absurdHeaders: readonly (readonly [name: string, value: string])[] = [
  ["Authorization", "Bearer"],
  ["Authorization", "Bearer \u00ff"],
  ["Authorization", `Bearer ${"x".repeat(8_000)}`],
  ["Authorization", "Digest username=x"],
  ["X-Parley-User", ""],
  ["X-Parley-User", "x".repeat(300)],
  ["X-Parley-User", "a\tb"],
  ["Accept", "text/html"],
  ["Accept", "application/json;q=0"],
  ["Accept", ",".repeat(5_000)],
  ["Accept", "*/*;q=banana"],
];

const absurdBodyHeaders: readonly (readonly [name: string, value: string])[] = [
  ["Content-Type", ""],
  ["Content-Type", "text/plain"],
  ["Content-Type", "application/json, text/html"],
  ["Content-Type", "multipart/form-data; boundary=x"],
  ["Content-Type", "application/x-protobuf"],
  ["Content-Encoding", "gzip"],
  ["Content-Encoding", "br, br, br"],
];

const absurdQueries = [
  ...[
    "page_size=-1",
    "page_size=1e999",
    "page_size=NaN",
    "page_size=1&page_size=2",
    "page_size=1.5",
  ],
  ...[
    "page_size=99999999999999999999",
    "page_size[]=1",
    "page_size=%00",
    "__proto__=1",
    "x=%E0%A4%A",
  ],
  ...[
    "page_token=%F0%9F%8C%9E",
    `page_token=${"x".repeat(3_000)}`,
    "page_token=1.1.%00",
    "x=&y=",
  ],
  ...[
    "constructor[prototype]=1",
    `${"a=1&".repeat(1_000)}`,
    "position=-1",
    "position=1e999",
    "%=%",
  ],
];

const absurdPaths = [
  ...[
    "/api/v1/chats/%00",
    "/api/v1/chats/%E0%A4%A",
    "/api/v1/chats/..%2f..%2fetc",
    "/api/v1//chats",
  ],
  ...["/api/v1/chats/🌞", `/api/v1/chats/${"x".repeat(8_000)}`, "/api/v1/chats/%"],
  ...[
    `/api/v1${"/chats".repeat(1_000)}`,
    "/api/v1/chats/'--/messages",
    "/api/v1/chats/[object]/end",
  ],
];

/** Makes requests of all kinds; the same seed makes the same requests. */
export function* hostileRequests(
  random: Random,
  targets: readonly HostileTarget[],
): Generator<HostileRequest, never> {
  for (let index = 0;; index++) {
    const target = pick(random, targets);
    const makers = target.body ? withBody : withoutBody;
    const [kind, make] = makers[index % makers.length]!;
    const { method, path } = target;
    yield { kind, method, path, ...make(random, target) };
  }
}

type Maker = (random: Random, target: HostileTarget) => Partial<HostileRequest>;

const anywhere: Record<string, Maker> = {
  "an absurd header": (random) => ({ headers: headerOf(pick(random, absurdHeaders)) }),
  "a flood of headers": (random, { path }) => ({
    path: `${path}/x`,
    headers: Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`x-${index}`, randomText(random)]),
    ),
  }),
  "an absurd path": (random) => ({ path: pick(random, absurdPaths), body: undefined }),
  "an id of nothing": (random, { path }) => ({
    path: path.includes("-")
      ? path.replace(/[\da-f-]{36}/, () => encodeURIComponent(pick(random, absurdTexts)))
      : `${path}/${encodeURIComponent(pick(random, absurdTexts))}`,
  }),
  "a method that isn't taken": (random, { path }) => ({
    method: pick(random, ["OPTIONS", "PROPFIND", "BREW"]),
    path,
  }),
};

const queries: Record<string, Maker> = {
  "an absurd query": (random, { path }) => ({ path: `${path}?${pick(random, absurdQueries)}` }),
};

const bodies: Record<string, Maker> = {
  "random bytes": (random) => ({ body: randomBytes(random, randomWhole(random, 2, 200)) }),
  "cut JSON": (random, target) => {
    const whole = JSON.stringify(target.body);
    return { body: whole.slice(0, randomWhole(random, 0, whole.length - 1)) };
  },
  "a value of another kind": (random, target) => {
    const name = fieldOf(random, target);
    return { body: withField(target, name, pick(random, wrongValues)) };
  },
  "a body of another kind": (random) => ({ body: pick(random, wrongValues) }),
  "fields that there aren't": (random, target) => {
    const name = pick(random, ["__proto__", "constructor", "toString", "Message", " ", "", "a.b"]);
    return { body: withField(target, name, '{"polluted":true}', "also") };
  },
  "a field twice": (random, target) => {
    const name = fieldOf(random, target);
    return { body: withField(target, name, pick(random, wrongValues), "also") };
  },
  "broken UTF-8": (random, target) => {
    const bytes = encoder.encode(withField(target, fieldOf(random, target), '"@@@@"'));
    const broken = pick(random, [[0xff], [0xe2, 0x82], [0xc0, 0xaf], [0xed, 0xa0, 0x80]]);
    bytes.set(broken, bytes.indexOf(0x40));
    return { body: bytes };
  },
  "half a character": (random, target) => ({
    body: withField(target, `\ud800${randomText(random)}`, '"\\udfff"', "also"),
  }),
  "deep JSON": (random) => {
    const [open, close] = pick(random, [["[", "]"], ['{"a":', "}"]]);
    return { body: open!.repeat(2_000) + "1" + close!.repeat(2_000) };
  },
  "an absurd header of a body": (random, target) => ({
    headers: headerOf(pick(random, absurdBodyHeaders)),
    body: JSON.stringify(target.body),
  }),
};

const withoutBody = Object.entries({ ...anywhere, ...queries });
const withBody = Object.entries({ ...anywhere, ...bodies });

/** A field at any depth of the valid body. */
function fieldOf(random: Random, { body = {} }: HostileTarget): string {
  return pick(random, Object.keys(body));
}

/** The valid body with this JSON in one field, or `also` after all others. */
function withField(
  { body = {} }: HostileTarget,
  name: string,
  json: string,
  place: "instead" | "also" = "instead",
): string {
  const rest = Object.entries(body).filter(([other]) => place === "also" || other !== name)
    .map(([other, value]) => `${JSON.stringify(other)}:${JSON.stringify(value)}`);
  return `{${[...rest, `${JSON.stringify(name)}:${json}`].join()}}`;
}

function headerOf([name, value]: readonly [string, string]): Record<string, string> {
  return { [name]: value };
}

function randomBytes(random: Random, length: number): Uint8Array<ArrayBuffer> {
  // Doesn't begin with a digit: a number alone would be JSON.
  return Uint8Array.from({ length }, (_, index) => index ? randomWhole(random, 0, 255) : 0x80);
}

function randomText(random: Random): string {
  return Array.from(
    { length: randomWhole(random, 1, 20) },
    () => randomWhole(random, 0, 35).toString(36),
  )
    .join("");
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[randomWhole(random, 0, values.length - 1)]!;
}
