import { AnswerHtml } from "../../../routes/streams/answer_html.ts";
import { createLocalRenderer } from "../../../routes/streams/local_renderer.ts";
import { quietLog } from "../app/test_app.ts";

const renderer = createLocalRenderer(quietLog);

/** A renderer for streams of answers, in the test's process. */
export const localRendering = {
  renderer,
  readOnlyHtml: new AnswerHtml({ renderer, canCopy: false }),
};
