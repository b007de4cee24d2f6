import type { HttpRequest } from "../http/message.ts";

/**
 * The relative reference of the page from the form's own address, whatever stage or prefix stands before it. It begins with
 * `./`: a form posted to `/http:evil.example` or `/\\evil.example` must not be sent there. Platforms hand over decoded paths,
 * so what is not fit for a header is encoded again.
 */
export function thanksLocation(formPath: string): string {
  const lastSegment = formPath.slice(formPath.lastIndexOf("/") + 1);
  return lastSegment === "" ? "./thanks" : `./${inReference(lastSegment)}/thanks`;
}

const inReference = (segment: string) =>
  encodeURI(segment.toWellFormed())
    .replaceAll("%25", "%")
    .replaceAll(/[?#]/g, (reserved) => encodeURIComponent(reserved));

/**
 * With or without a slash at the end: some servers add one. A POST there is to a form whose own path ends so: nothing posts to
 * a page.
 */
export const asksForThanks = ({ method, path }: Pick<HttpRequest, "method" | "path">) =>
  (method === "GET" || method === "HEAD") && /\/thanks\/*$/.test(path);
