/** When the numbering plans that this was built with were last renewed. Written by `npm run build`. */
export const NUMBERING_PLANS_DATE = "2026-11-10";
