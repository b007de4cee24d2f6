/** The part of autocannon that is used; it has no types of its own. */
declare module "autocannon" {
  interface Running extends Promise<Result> {
    on(event: "response", listener: () => void): void;
  }
  interface Result {
    readonly errors: number;
    readonly statusCodeStats?: Readonly<Record<string, { readonly count: number }>>;
  }
  export default function autocannon(options: Readonly<Record<string, unknown>>): Running;
}
