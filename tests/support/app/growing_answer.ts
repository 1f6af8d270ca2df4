import { AnswerFeed } from "../../../domain/answers/feed.ts";
import type { App } from "../../../domain/app.ts";
import { AppError } from "../../../domain/app_error.ts";
import type { Answer } from "../../../domain/chats/message.ts";
import { sampleAnswer } from "./sample_messages.ts";
import { said } from "../../../domain/said.ts";

/** An answer that grows under a test's control, with the parts of an app that streams need. */
export class GrowingAnswer {
  readonly feed = new AnswerFeed();
  answer: Answer = sampleAnswer({ id: "answer", content: "", state: "streaming" });
  /** How many follow the answer now. */
  followers = 0;
  /** How often following was begun. */
  follows = 0;

  readonly app: Pick<App, "getAnswer" | "followAnswer"> = {
    getAnswer: (userId, chatId, answerId) => {
      const isKnown = userId === "user" && chatId === "chat" && answerId === "answer";
      if (!isKnown) return Promise.reject(new AppError("not_found", said`There is no such answer`));
      return Promise.resolve(this.answer);
    },
    followAnswer: ({ signal }) => this.#follow(signal),
  };

  /** Ends the answer with its text so far. */
  end(): void {
    this.answer = { ...this.answer, content: this.feed.text, state: "complete" };
    this.feed.end(this.answer);
  }

  async *#follow(signal?: AbortSignal) {
    this.followers++;
    this.follows++;
    try {
      yield* this.feed.follow(signal);
    } finally {
      this.followers--;
    }
  }
}
