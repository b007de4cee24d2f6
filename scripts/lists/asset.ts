import { readFile, writeFile } from "node:fs/promises";
import { domainHash, hashedDomains } from "../../src/email/domain-set.ts";
import { DOCUMENTATION_DOMAINS, LARGE_PROVIDERS } from "../../src/email/large-providers.ts";
import { RELAYS } from "../../src/email/relays.ts";
import { SUBDOMAIN_REGISTRIES, WRONGLY_LISTED } from "./exceptions.ts";

const ASSET = new URL("../../src/email/disposable-domains.bin", import.meta.url);

/** As committed. */
export const readAsset = async (): Promise<Buffer> => await readFile(ASSET);

export const writeAsset = async (bytes: Buffer): Promise<void> => await writeFile(ASSET, bytes);

const HEADER_BYTES = 16;

/**
 * The file that `hashedDomains` reads, where its format is described. Equal names give equal bytes.
 * @throws Error when two names share a hash: then another hash is needed.
 */
export function assetOf(domains: ReadonlySet<string>, hashOf = domainHash): Buffer {
  const hashes = BigUint64Array.from(domains, (domain) => hashOf(domain)).sort();
  if (new Set(hashes).size < domains.size) throw new Error("Two domains share a hash");
  const bytes = Buffer.alloc(HEADER_BYTES + 8 * hashes.length);
  bytes.write("PSTNDOM1", "latin1");
  bytes.writeUInt32LE(hashes.length, 8);
  hashes.forEach((hash, at) => {
    bytes.writeUInt32LE(Number(hash >> 32n), HEADER_BYTES + 4 * at);
    bytes.writeUInt32LE(Number(hash & 0xffff_ffffn), HEADER_BYTES + 4 * (hashes.length + at));
  });
  return bytes;
}

/** What an asset holds, without names. */
export function hashesOf(asset: Buffer): ReadonlySet<bigint> {
  const count = asset.readUInt32LE(8);
  const word = (at: number) => BigInt(asset.readUInt32LE(HEADER_BYTES + 4 * at));
  return new Set(Array.from({ length: count }, (_, at) => (word(at) << 32n) | word(count + at)));
}

/** What is wrong with an asset that should hold `kept`, nothing else, and nobody who must never be refused; in part. */
export function faultsOf(asset: Buffer, kept: ReadonlySet<string>): readonly string[] {
  const list = hashedDomains(asset);
  const never = [LARGE_PROVIDERS, DOCUMENTATION_DOMAINS, RELAYS, WRONGLY_LISTED, SUBDOMAIN_REGISTRIES];
  const missing = [...kept].filter((domain) => !list.holds(domain));
  const refused = never.flatMap((names) => [...names]).filter((domain) => list.holds(domain));
  return [
    ...(asset.equals(assetOf(kept))
      ? []
      : ["The installed packages make another list (mend: npm run lists)"]),
    ...missing.slice(0, 20).map((domain) => `Listed by the packages and not held: ${domain}`),
    ...refused.map((domain) => `Held, and must never be: ${domain}`),
  ];
}
