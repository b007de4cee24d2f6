/** A set of domains, asked by name. */
export interface DomainSet {
  /** The domain itself or a parent of it: `x.mailinator.com` is mailinator. In lower-case ASCII. */
  holds(domain: string): boolean;
}
