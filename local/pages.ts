import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { type Answer, pathOf } from "./serve.ts";

const FORM = new URL("../examples/contact-form/", import.meta.url);
const SIGNUP = new URL("../examples/signup/", import.meta.url);
const CONSOLE = new URL("./console/", import.meta.url);

const HTML = "text/html; charset=utf-8";
const CSS = "text/css; charset=utf-8";
const JS = "text/javascript; charset=utf-8";

/** Every file that is served: a path is looked up here and never becomes a file's name. */
const FILES: ReadonlyMap<string, readonly [type: string, file: URL]> = new Map([
  ["/", [HTML, new URL("index.html", FORM)]],
  ["/contact-form.css", [CSS, new URL("contact-form.css", FORM)]],
  ["/contact-form.js", [JS, new URL("contact-form.js", FORM)]],
  ["/signup", [HTML, new URL("index.html", SIGNUP)]],
  ["/signup.css", [CSS, new URL("signup.css", SIGNUP)]],
  ["/signup.js", [JS, new URL("signup.js", SIGNUP)]],
  ["/email-suggestion.js", [JS, new URL("email-suggestion.js", SIGNUP)]],
  ["/favicon.ico", ["image/svg+xml", new URL("icon.svg", CONSOLE)]],
  ["/_postern/", [HTML, new URL("index.html", CONSOLE)]],
  ["/_postern/drawing.js", [JS, new URL("drawing.js", CONSOLE)]],
  ["/_postern/console.css", [CSS, new URL("console.css", CONSOLE)]],
  ["/_postern/console.js", [JS, new URL("console.js", CONSOLE)]],
  ["/sms", [HTML, new URL("sms.html", CONSOLE)]],
  ["/_postern/sms.css", [CSS, new URL("sms.css", CONSOLE)]],
  ["/_postern/sms.js", [JS, new URL("sms.js", CONSOLE)]],
]);

export interface Pages {
  /** The file that a GET asks for, read anew each time so that edits show; undefined when there is none. */
  find(request: IncomingMessage): Promise<Answer> | undefined;
  /** For a person who followed a wrong link; undefined for programs, which want the gateway's own answer. */
  notFound(request: IncomingMessage): Answer | undefined;
}

/** @param formTargets Origins that forms may lead to, beside the page's own. */
export function createPages(formTargets: readonly string[]): Pages {
  const headers = {
    "content-security-policy": [
      "default-src 'self'",
      "base-uri 'none'",
      "object-src 'none'",
      "frame-ancestors 'none'",
      `form-action ${["'self'", ...formTargets].join(" ")}`,
    ].join("; "),
    // Not `no-referrer`: with that, browsers send `Origin: null` on form posts, which the form must refuse.
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
  };

  return {
    find: (request) => {
      const found = isRead(request) ? FILES.get(pathOf(request)) : undefined;
      return found && read(found[1], { ...headers, "content-type": found[0] });
    },
    notFound: (request) =>
      isRead(request) && (request.headers.accept ?? "").includes("text/html")
        ? { status: 404, headers: { ...headers, "content-type": HTML }, body: NOT_FOUND }
        : undefined,
  };
}

async function read(file: URL, headers: Answer["headers"]): Promise<Answer> {
  return { status: 200, headers, body: await readFile(file) };
}

const isRead = ({ method }: IncomingMessage) => method === "GET" || method === "HEAD";

const NOT_FOUND = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Not found</title>
<h1>There is no such page here</h1>
<p><a href="/">The contact form</a> · <a href="/signup">A sign-up</a> · <a href="/sms">A text message</a> · <a href="/_postern/">The inbox</a></p>
`;
