import type { App } from "../../domain/app.ts";

/** The name of a use case or another property of {@link App}. */
export type UseCase = keyof App;

/** An app that records its calls. */
export type RecordedApp = {
  readonly app: App;
  /** The calls since the last time. */
  take(): UseCase[];
};

/** Wraps an app. */
export function recorded(app: App): RecordedApp {
  let asked: UseCase[] = [];
  const proxy = new Proxy(app, {
    get(target, name, receiver) {
      const value = Reflect.get(target, name, receiver);
      const note = () => void asked.push(name as UseCase);
      if (typeof value !== "function") {
        note();
        return value;
      }
      return (...args: unknown[]) => {
        note();
        return value.apply(target, args);
      };
    },
  });
  return {
    app: proxy,
    take() {
      const taken = [...new Set(asked)];
      asked = [];
      return taken;
    },
  };
}
