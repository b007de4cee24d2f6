import { escapeHtml } from "../http/html.ts";
import { type HttpRequest, type HttpResponse, notForKeeping } from "../http/message.ts";
import { ANSWERS } from "./wording.ts";

/**
 * Where a browser without script ends after posting. A page of its own, after a redirect, so that reloading it does
 * not post again. Shown under the form's own path, so that no other route is needed than `/contact/thanks`. It tells of
 * success only when it is told of it: something on the way may have lost the query of a visitor whose message was refused.
 *
 * @param query as the redirect carried it: `sent=true`, or `error` with the code; unknown codes are not repeated.
 */
export function thanksPage({ sent, error }: HttpRequest["query"]): HttpResponse {
  if (error !== undefined) return refusalPage(200, wordingOf(error).message);
  return sent === "true" ? page(200, SENT) : page(200, UNKNOWN);
}

/** What a person reads in the window whose message was refused. */
export const refusalPage = (status: number, message: string, headers: HttpResponse["headers"] = {}) =>
  page(
    status,
    {
      heading: "Not sent",
      text: message,
      next: "Go back in your browser: your text should still be there.",
    },
    headers,
  );

interface Words {
  readonly heading: string;
  readonly text: string;
  readonly next: string;
}

const SENT: Words = {
  heading: "Thank you",
  text: "Your message has been sent.",
  next: "You may close this page.",
};
const UNKNOWN: Words = {
  heading: "Your message",
  text: "This page cannot tell whether a message was sent.",
  next: "If no answer comes, please go back and write again.",
};

function page(
  status: number,
  { heading, text, next }: Words,
  headers: HttpResponse["headers"] = {},
): HttpResponse {
  return {
    status,
    headers: {
      ...headers,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": POLICY,
      ...notForKeeping,
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${heading}</h1>
<p>${escapeHtml(text)}</p>
<p class="next">${next}</p>
</main>
</body>
</html>
`,
  };
}

function wordingOf(code: string) {
  return Object.hasOwn(ANSWERS, code) ? ANSWERS[code as keyof typeof ANSWERS] : ANSWERS.INTERNAL_ERROR;
}

/** Nothing but this document and its own style; no script, no frame around it. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b2a26, #e6ece9); --quiet: light-dark(#51625c, #a3b3ac);
  --paper: light-dark(#f3f5f2, #121a18); }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; box-sizing: border-box;
  font: 1.0625rem/1.6 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  background: var(--paper); color: var(--ink); text-wrap: pretty; }
main { max-width: 32rem; }
h1 { font: 400 3rem/1.15 "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Liberation Serif", serif;
  letter-spacing: -0.015em; margin: 0 0 1rem; }
p { margin: 0 0 .75rem; }
.next { color: var(--quiet); }
`;
