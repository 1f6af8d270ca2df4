import type { AssetUrls } from "../../../views/layout.tsx";

/** Where tests serve the static files. */
export const sampleAssets: AssetUrls = {
  stylesheet: "/assets/parley.css",
  touchIcon: "/assets/touch-icon.png",
  favicon: "/assets/favicon.svg",
  htmx: "/assets/htmx.js",
  sse: "/assets/hx-sse.js",
  parley: "/assets/parley.js",
  stream: "/assets/stream.js",
};
