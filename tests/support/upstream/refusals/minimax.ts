import { refusal, type ServerCase } from "../model_server.ts";

/** How MiniMax refuses. */
export const miniMaxRefusals: readonly ServerCase[] = [
  refusal({
    behaviour: "answers 500 without balance",
    shown: "no credit; the operator can help; not asked again",
    source: "https://github.com/MiniMax-AI/MiniMax-M2/issues/62",
    reply: {
      status: 500,
      body: {
        type: "error",
        error: { type: "api_error", message: "insufficient balance (1008)" },
        request_id: "0599",
      },
    },
    error: "upstream_no_credit",
  }),
  refusal({
    behaviour: "answers 200 with its error in `base_resp`",
    shown: "no credit; the operator can help",
    source: "https://github.com/adrianlyjak/obsidian-aloud-tts/pull/114",
    reply: {
      status: 200,
      body: {
        choices: null,
        usage: null,
        base_resp: { status_code: 1008, status_msg: "insufficient balance" },
      },
    },
    error: "upstream_no_credit",
  }),
];
