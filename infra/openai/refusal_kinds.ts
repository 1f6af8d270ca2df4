import type { CompletionErrorCode } from "../../domain/models/completion_provider.ts";

/** What a model's server says in an error, wherever it says it. */
export type StatedRefusal = {
  /** The HTTP status, or the one that an event's error carries; `NaN` when there is none. */
  readonly status: number;
  /** Codes, types and reasons, in small letters with `_` between the words. */
  readonly codes: readonly string[];
  /** Its sentences, joined. */
  readonly message: string;
  /** Names of the request's fields that it complains about. */
  readonly params: readonly string[];
  /** How long to wait before another request, in milliseconds; `null` when it doesn't say. */
  readonly waitMs: number | null;
  /** The model's context size in tokens; `null` when it doesn't say. */
  readonly contextTokens: number | null;
};

/** A {@link StatedRefusal} with what it means. */
export type UpstreamRefusal = StatedRefusal & { readonly kind: CompletionErrorCode };

/** What a kind of refusal is known by: any of these. */
type Signs = {
  /** Matches one of its codes, as a whole. */
  readonly code?: RegExp;
  readonly status?: readonly number[];
  /** Matches in its sentences. */
  readonly text?: RegExp;
};

const tooLong: Signs = {
  code:
    /^(context_length_exceeded|context_window_exceeded|exceed_context_size_error|tokens_limit_reached|string_above_max_length|request_too_large|token_limit_exceeded)$/,
  status: [413],
  text:
    /maximum (context|prompt) length|context (length|window|size|limit)|(prompt|input) (is )?too long|request too large|too many (input |prompt )?tokens\b(?! for)|exceeds? the (model'?s )?(maximum|max) [\w ]*(tokens|input)|max_new_tokens\W? must be/i,
};

const filtered: Signs = {
  code:
    /^(content_filter|content_policy(_violation)?|responsible_aipolicy_violation|data_inspection_failed|invalid_prompt|moderation\w*|1301)$/,
  text:
    /\bflagged\b|content management policy|content policy|usage (policy|policies|guidelines)|inappropriate content|considered high risk|content exists risk|safety (system|polic)|new_sensitive|敏感/i,
};

const noCredit: Signs = {
  code:
    /^(insufficient_(quota|balance|credits?|funds)(_error)?|budget_exceeded|exceeded_current_quota(_error)?|billing\w*|payment_required|credit_limit\w*|arrearage|personal_team_blocked_spending_limit|1113)$/,
  status: [402],
  text:
    /credit balance is too low|insufficient (account )?(balance|credits?|funds|quota)|(any|out of|available|included|enough) credits|exceeded your current quota|budget has been exceeded|exceeded (your |the )?budget|spending limit|account is in good standing|余额不足|欠费/i,
};

const badKey: Signs = {
  code:
    /^(invalid_api_?key|wrong_api_key|api_key_(invalid|expired|not_found)|authentication_error|invalid_authentication(_error)?|unauthenticated|account_deactivated)$/,
  text:
    /(incorrect|invalid|wrong|missing|expired|no) (api|access|authentication)[ _-]?(key|token)|api[ _-]?key (is )?(not valid|invalid|expired|not found|missing)|authentication fail/i,
};

const notAllowed: Signs = {
  code:
    /^(unsupported_country_region_territory|ip_not_authorized|model_terms_required|access_terminated\w*)$/,
  status: [451],
  text:
    /(not|un) ?(supported|available)[^.]{0,40}(country|region|territory|location)|(country|region|territory|location)[^.]{0,40}(not|un) ?(supported|available)|must be verified|accept the (model'?s )?terms|terms acceptance|data policy/i,
};

const unknownModel: Signs = {
  code:
    /^(model_not_(found|available|exist|supported)|model_decommissioned|unknown_model|invalid_model|deployment_not_found)$/,
  text:
    /models?\b.{0,120}(not found|(does|do) not exist|doesn'?t exist|not exist|decommissioned|no longer (available|supported))|(unknown|invalid) model\b|not a valid model|no endpoints found|unable to access model/i,
};

const busy: Signs = {
  code:
    /^(rate_limit\w*|overloaded(_error)?|engine_overloaded(_error)?|capacity_exceeded|resource_exhausted|throttling\w*|too_many_requests|server_busy)$/,
  status: [429, 498, 529],
  text:
    /overloaded|(over|at) capacity|capacity exceeded|server is busy|loading model|is currently loading/i,
};

/** The kinds in the order in which they are looked for: later ones are known by wider signs. */
const kinds: readonly (readonly [CompletionErrorCode, Signs])[] = [
  ["upstream_too_long", tooLong],
  ["upstream_prompt_filtered", filtered],
  ["upstream_no_credit", noCredit],
  ["upstream_unauthorized", badKey],
  ["upstream_not_allowed", notAllowed],
  ["upstream_not_found", unknownModel],
  ["upstream_rate_limited", busy],
];

/**
 * What a refusal means. The same status, and sometimes the same sentence, means different things on
 * different servers; `docs/model_servers.md` says where each was published. Codes are more certain
 * than sentences, except the one for a rate limit, which also comes with requests that are too
 * large for it (Groq). A limit that ends at a known time is no lack of credit, whatever its
 * sentence says (Gemini's is the one with which OpenAI reports a used-up quota).
 */
export function refusalKind(refusal: StatedRefusal): CompletionErrorCode {
  const { codes, message, status, waitMs } = refusal;
  const coded = kinds.find(([, { code }]) => codes.some((one) => code?.test(one)))?.[0];
  if (coded && coded !== "upstream_rate_limited") return sideOf(coded, message);
  const isPassing = status === 429 && waitMs !== null && !tooLong.text!.test(message);
  if (isPassing) return "upstream_rate_limited";
  const known = kinds.find(([, { status: statuses, text }]) =>
    statuses?.includes(status) || text?.test(message)
  )?.[0];
  return known ? sideOf(known, message) : coded ?? kindOfStatus(status);
}

/** Whether time helps: the server is busy, or failed by chance. */
export function mayPass(kind: CompletionErrorCode): boolean {
  return kind === "upstream_rate_limited" || kind === "upstream_error";
}

/** Which side of the conversation a content filter has refused. */
function sideOf(kind: CompletionErrorCode, message: string): CompletionErrorCode {
  if (kind !== "upstream_prompt_filtered") return kind;
  const isAnswer = /\b(output|response|completion|generated)\b/i.test(message) &&
    !/\b(prompt|input)\b/i.test(message);
  return isAnswer ? "upstream_answer_filtered" : kind;
}

/** What a status means by itself. `NaN` counts as a failure of the server. */
function kindOfStatus(status: number): CompletionErrorCode {
  if (status === 401) return "upstream_unauthorized";
  if (status === 403) return "upstream_not_allowed";
  if (status === 404) return "upstream_not_found";
  // 408 and 409 are passing problems of the server.
  const isRejected = status >= 400 && status < 500 && status !== 408 && status !== 409;
  return isRejected ? "upstream_rejected" : "upstream_error";
}
