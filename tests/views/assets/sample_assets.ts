import { assetUrls } from "../../../views/layout.tsx";

/** Where tests serve the static files. */
export const sampleAssets = assetUrls((name) => `/assets/${name}`);
