/** A model and how much it reads. */
export type SizedModel = {
  readonly name: string;
  /** Most tokens of prompt and reply together. */
  readonly contextTokens: number;
  /** Whether that number is only a guess, as neither operator, server nor family gives one. */
  readonly contextIsGuess?: boolean;
};

/** A family of models, by name. */
type Family = {
  /** Matches the name in lower case, without what comes before its last slash. */
  readonly name: RegExp;
  /** Most tokens of prompt and reply that the smallest model of the family reads. */
  readonly contextTokens: number;
  /** Whether anyone may serve it. Such a server may have loaded it with less. */
  readonly isOpen?: true;
};

/**
 * Context sizes of families, for servers whose lists have none. The first match counts. Each is the
 * smallest of the versions that are still served: a prompt that is too long is refused, while one
 * that is too short only forgets earlier. `docs/context_sizes.md` has the sources.
 */
const families: readonly Family[] = [
  { name: /^gpt-oss/, contextTokens: 131_072, isOpen: true },
  {
    name: /^(chatgpt-4o|gpt-4o|gpt-4-turbo|gpt-4-(1106|0125)|gpt-5[\d.]*-chat|o1-(mini|preview))/,
    contextTokens: 128_000,
  },
  { name: /^gpt-4\.1/, contextTokens: 1_047_576 },
  { name: /^gpt-[5-9]/, contextTokens: 272_000 },
  { name: /^(o[134]|codex)\b/, contextTokens: 200_000 },
  { name: /^gpt-4(-\d{4})?$/, contextTokens: 8_192 },
  { name: /^gpt-3\.5-turbo/, contextTokens: 16_385 },
  { name: /^gemini-/, contextTokens: 1_048_576 },
  { name: /^claude-/, contextTokens: 200_000 },
  { name: /^grok-([4-9]|code)/, contextTokens: 256_000 },
  { name: /^grok-[23]/, contextTokens: 131_072 },
  { name: /^sonar-pro/, contextTokens: 200_000 },
  { name: /^sonar/, contextTokens: 127_072 },
  { name: /^qwen-(plus|turbo|flash)/, contextTokens: 131_072 },
  { name: /^qwen-max/, contextTokens: 32_768 },
  { name: /^moonshot-v1-128k/, contextTokens: 131_072 },
  { name: /^moonshot-v1-32k/, contextTokens: 32_768 },
  { name: /^(kimi-k2\.[5-9]|kimi-k[3-9])/, contextTokens: 262_144, isOpen: true },
  { name: /^kimi-/, contextTokens: 131_072, isOpen: true },
  { name: /^deepseek-v[4-9]/, contextTokens: 1_000_000, isOpen: true },
  { name: /^deepseek-(chat|reasoner|v3|r1)/, contextTokens: 65_536, isOpen: true },
  { name: /^qwen3/, contextTokens: 131_072, isOpen: true },
  { name: /^(qwen|qwq)/, contextTokens: 32_768, isOpen: true },
  { name: /^glm-(4\.[6-9]|[5-9])/, contextTokens: 200_000, isOpen: true },
  { name: /^glm-4/, contextTokens: 128_000, isOpen: true },
  { name: /^(meta-)?llama-?v?(3[.p][1-9]|[4-9])/, contextTokens: 128_000, isOpen: true },
  { name: /^(open-)?(mixtral|mistral-(7b|saba|tiny))/, contextTokens: 32_768, isOpen: true },
  {
    name: /^(open-)?(mistral|ministral|codestral|devstral|magistral|pixtral)/,
    contextTokens: 128_000,
    isOpen: true,
  },
  { name: /^command-[ar]/, contextTokens: 128_000, isOpen: true },
];

/** Context size of a model about which nothing is known: few have less. */
export const GUESSED_CONTEXT_TOKENS = 8_192;

/** Which server a model is on. */
type Place = {
  /**
   * Whether it is the operator's own server, which decides by itself how much of an open model's
   * context it loads.
   */
  readonly isOwn: boolean;
};

/**
 * A model with the context size that is given for it, else with its family's, else with a guess.
 *
 * @param contextTokens From the operator or the server's list; `null` when neither gives one.
 */
export function sizedModel(name: string, contextTokens: number | null, place: Place): SizedModel {
  const known = contextTokens ?? familyContextTokens(name, place);
  return known === null
    ? { name, contextTokens: GUESSED_CONTEXT_TOKENS, contextIsGuess: true }
    : { name, contextTokens: known };
}

function familyContextTokens(model: string, { isOwn }: Place): number | null {
  const name = model.slice(model.lastIndexOf("/") + 1).toLowerCase();
  const family = families.find((family) => family.name.test(name));
  return family && !(family.isOpen && isOwn) ? family.contextTokens : null;
}
