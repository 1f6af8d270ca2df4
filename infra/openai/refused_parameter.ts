import { modelSettings, type PublicName, settingNames } from "../../domain/models/settings.ts";
import type { Mend, Parameter } from "./mends.ts";
import type { UpstreamRefusal } from "./refusal_kinds.ts";
import { statedLimit } from "./stated_limit.ts";

/** The body of a request, as far as it matters here. */
type SentBody = {
  readonly messages?: readonly { readonly role: string }[];
  readonly [parameter: string]: unknown;
};

/** How sentences name the parameters whose names are also words, or which have other names. */
const wordings: Readonly<Partial<Record<Parameter, RegExp>>> = {
  n: /['"`]n['"`]|\bn (must be|is not|should be|>|=)|number of (choices|completions)/i,
  stop: /['"`]stop['"`]|\bstop (sequences?|words?|strings?|parameter|is not)/i,
  stream:
    /['"`]stream['"`]|verified to stream|stream(ing)? (mode )?is not supported|not support stream/i,
  system:
    /\bsystem['"`]? (role|message|prompt)s?\b.{0,40}not (supported|allowed|enabled)|not support.{0,20}\bsystem\b|developer instruction is not enabled/i,
  max_tokens: /\bmax_?(completion_?|output_?|new_?)?tokens\b/i,
  // Gemini: `Penalty is not enabled for models/…`
  presence_penalty: /presence.?penalty|\bpenalty is not enabled/i,
  frequency_penalty: /frequency.?penalty|\bpenalty is not enabled/i,
  // Ollama: `"m" does not support thinking`, `think value "minimal" is not supported`
  reasoning_effort:
    /reasoning[._ ]?effort|not support (thinking|reasoning)|\bthink(ing)? (value|level|budget)|(thinking|reasoning) is not (supported|enabled)/i,
};

/** How fields of an error name the parameters that have other names there. */
const fields: Readonly<Partial<Record<Parameter, RegExp>>> = {
  system: /^messages\b.*\brole$/,
  max_tokens: /^max_(completion_)?tokens$/,
  reasoning_effort: /^reasoning[._]effort$/,
};

/** What a sentence calls a parameter, so that the word before or after it is a name. */
const NOUN = "(parameters?|params?|arguments?( supplied)?|fields?|propert(y|ies)|options?)";

const settings: ReadonlySet<string> = new Set(
  settingNames.map((name): PublicName => modelSettings[name].publicName),
);

/** Kinds of refusal that a parameter may be the reason for. */
const mendable: ReadonlySet<string> = new Set([
  "upstream_rejected",
  "upstream_too_long",
  "upstream_not_allowed",
]);

/**
 * How a refused request can be sent again: without what the server names, under its other name, or
 * with the limit that the server states.
 *
 * @param body The request's body.
 * @returns `null` if the server names nothing that was sent.
 */
export function mendFor(refusal: UpstreamRefusal, body: object): Mend | null {
  const sent = body as SentBody;
  const { status, kind, params, message } = refusal;
  if ((status !== 400 && status !== 422) || !mendable.has(kind)) return null;
  const candidates = parametersOf(sent);
  const isField = (one: Parameter) => params.some((param) => isFieldOf(one, param));
  // Some gateways put the sentence where the name belongs.
  const text = [message, ...params].join(" ");
  const named = candidates.find(isField) ?? candidates.find((one) => isNamedIn(text, one));
  if (!named || (kind === "upstream_too_long" && named !== "max_tokens")) return null;
  return named === "max_tokens" ? limitMend(text, sent) : {
    parameter: named,
    ...settings.has(named) && { value: sent[named] },
    limit: null,
  };
}

/** OpenAI's reasoning models know the limit only by its other name. */
function limitMend(message: string, sent: SentBody): Mend {
  const parameter = "max_tokens";
  const isName = "max_tokens" in sent && message.includes("max_completion_tokens") &&
    !/too large/i.test(message);
  if (isName) return { parameter, limit: null };
  const value = Number(sent.max_tokens ?? sent.max_completion_tokens);
  return { parameter, value, limit: statedLimit(message, value) };
}

function parametersOf(sent: SentBody): Parameter[] {
  const names = Object.keys(sent).map((name) =>
    name === "max_completion_tokens" ? "max_tokens" : name
  ).filter((name) => settings.has(name) || name === "stream_options") as Parameter[];
  const isStream = sent.stream === true;
  const hasSystem = sent.messages?.some(({ role }) => role === "system");
  return [
    ...names,
    ...isStream ? ["stream" as const] : [],
    ...hasSystem ? ["system" as const] : [],
  ];
}

function isNamedIn(text: string, parameter: Parameter): boolean {
  // Also `topP` and `Top p`.
  const loose = parameter.replaceAll("_", "[_ -]?");
  const wording = wordings[parameter];
  if (!wording) return new RegExp(`\\b${loose}\\b`, "i").test(text);
  if (wording.test(text)) return true;
  if (parameter === "system") return false;
  const quote = "['\"`]?";
  return new RegExp(
    `\\b${NOUN}:? ${quote}${loose}\\b|\\b${loose}${quote} ${NOUN}\\b|\\bfield \\w+\\.${loose}\\b`,
    "i",
  ).test(text);
}

/** Whether a field's name, or its path such as `body.top_p` or `#/top_p`, is a parameter's. */
function isFieldOf(parameter: Parameter, path: string): boolean {
  const field = fields[parameter] ?? new RegExp(`^${parameter}$`);
  const last = path.split(/[./]/).at(-1)!;
  return field.test(path) || !path.includes("messages") && field.test(last);
}
