import type { AssetUrls } from "../../../views/layout.tsx";

/** Where tests serve the static files. */
export const sampleAssets: AssetUrls = {
  stylesheet: "/assets/parley.css",
  touchIcon: "/assets/touch-icon.png",
  favicon: "/assets/favicon.svg",
  htmx: "/assets/htmx.js",
  timeZone: "/assets/time_zone.js",
  modules: "alerts composer drafts focus scrolling shortcuts copying stream".split(" ")
    .map((name) => `/assets/${name}.js`),
};
