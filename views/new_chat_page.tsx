import { Composer } from "./composer.tsx";
import { DemoBanner } from "./demo_banner.tsx";
import type { NewChatPageProps } from "./page_props.ts";
import { paths } from "./paths.ts";
import { Shell, SidebarButton } from "./shell.tsx";

const suggestions = [
  { label: "Explain an idea", message: "Explain how a hash table works, with a small example." },
  { label: "Plan a weekend", message: "Plan a relaxed weekend by the sea for two, on a budget." },
  { label: "Improve a text", message: "Make this paragraph clearer and shorter: " },
] as const;

/** The page on which a chat begins. */
export function NewChatPage({ composer, ...shell }: NewChatPageProps) {
  return (
    <Shell title="New chat" {...shell}>
      <main id="main" class="new-chat-page">
        <header class="page-header">
          <SidebarButton />
        </header>
        <div class="welcome">
          <h1>{`What’s on your mind, ${shell.user.name}?`}</h1>
          <Composer {...composer} />
          <ul class="suggestions" aria-label="Suggestions">
            {suggestions.map(({ label, message }) => (
              <li>
                <a class="chip" href={paths.homeWith(message)}>{label}</a>
              </li>
            ))}
          </ul>
        </div>
        {shell.isDemo && <DemoBanner />}
      </main>
    </Shell>
  );
}
