import type { Children, ServerChild } from "../children.ts";
import type { Plan } from "../plan.ts";
import { count, ratio, type Section, type Target, tenths } from "../report/section.ts";
import { ratios, type Spread, spread } from "../spread.ts";
import { CONNECTIONS, fire } from "../throughput/load.ts";
import { KINDS, type Kind, REFUSED, SHOT } from "./app.ts";

const FRAMEWORKS = ["express", "fastify", "hono"] as const;
type Framework = (typeof FRAMEWORKS)[number];
const NAMES: Readonly<Record<Framework, string>> = {
  express: "Express",
  fastify: "Fastify",
  hono: "Hono on Node",
};

/** Least share of the bare framework's requests per second behind a gate that decides without I/O. */
const AT_LEAST = 0.9;

/** Requests per second behind each adapter, beside the same app without it. */
export async function adapters(children: Children, plan: Plan["throughput"]): Promise<Section> {
  const contenders: Contender[] = [];
  for (const framework of FRAMEWORKS) {
    for (const kind of KINDS) {
      const server = await children.serve(`../adapters/${framework}.ts`, [kind]);
      await expectGuarded(server, framework, kind);
      contenders.push({ framework, kind, server, shots: [] });
    }
  }
  for (const { server } of contenders) await shoot(children, server, plan.warmUpSeconds);
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const { server, shots } of contenders) shots.push(await shoot(children, server, plan.seconds));
  }

  const shotsOf = (framework: Framework, kind: Kind) =>
    contenders.find((each) => each.framework === framework && each.kind === kind)?.shots ?? [];
  const results = FRAMEWORKS.flatMap((framework) =>
    (["guard", "validateEmail"] as const).map((kind) =>
      resultOf(framework, kind, shotsOf(framework, "bare"), shotsOf(framework, kind)),
    ),
  );
  return {
    title: "Adapters: requests per second",
    notes: [
      `Bare is an app of the framework that parses a JSON body, reads one header and answers JSON. Beside it, the same app with guard(gate), where the gate looks at that header, and with validateEmail, by syntax and lists alone. All get the same request, which passes, in turn, from autocannon (${CONNECTIONS} connections) in a process of its own: ${plan.rounds} rounds of ${plan.seconds} s each after a warm-up.`,
      "µs CPU is the processor time of the server per request. The target is held against guard ÷ bare.",
    ],
    head: [
      "app",
      "bare /s",
      "with it /s",
      "with it ÷ bare",
      "bare µs CPU",
      "with it µs CPU",
      "bare ÷ with it CPU",
    ],
    rows: results.map(({ row }) => row),
    targets: results.flatMap(({ target }) => target ?? []),
  };
}

interface Contender {
  readonly framework: Framework;
  readonly kind: Kind;
  readonly server: ServerChild;
  readonly shots: Shot[];
}

interface Shot {
  readonly perSecond: number;
  /** Per request. */
  readonly cpuMicroseconds: number;
}

async function shoot(children: Children, server: ServerChild, seconds: number): Promise<Shot> {
  await server.report();
  const { answers, seconds: took } = await fire(children, server.url, SHOT, seconds);
  const { cpuMicroseconds } = await server.report();
  return { perSecond: answers / took, cpuMicroseconds: cpuMicroseconds / answers };
}

/** The speed of an app whose guard is not there is not worth knowing. */
async function expectGuarded({ url }: ServerChild, framework: Framework, kind: Kind): Promise<void> {
  for (const [guarded, { headers, body, status }] of Object.entries(REFUSED)) {
    const answer = await fetch(`${url}/contact`, { method: "POST", headers, body });
    const expected = guarded === kind ? status : SHOT.status;
    if (answer.status !== expected) {
      throw new Error(
        `${framework}, ${kind}: expected ${expected} for what ${guarded} refuses, got ${answer.status}`,
      );
    }
  }
}

function resultOf(framework: Framework, kind: Kind, bare: readonly Shot[], ours: readonly Shot[]) {
  const perSecond = (of: readonly Shot[]) => of.map((shot) => shot.perSecond);
  const microseconds = (of: readonly Shot[]) => of.map((shot) => shot.cpuMicroseconds);
  const share = ratios(perSecond(ours), perSecond(bare));
  const cpuShare = ratios(microseconds(bare), microseconds(ours));
  const name = `${NAMES[framework]}, ${kind}`;
  return {
    row: [
      name,
      count(spread(perSecond(bare))),
      count(spread(perSecond(ours))),
      ratio(share),
      tenths(spread(microseconds(bare))),
      tenths(spread(microseconds(ours))),
      ratio(cpuShare),
    ],
    target: kind === "guard" ? targetOf(name, share, cpuShare) : undefined,
  };
}

const targetOf = (name: string, share: Spread, cpuShare: Spread): Target => ({
  met: share.median >= AT_LEAST,
  sentence: `${name}: ${share.median.toFixed(2)} of the bare throughput, at least ${AT_LEAST} is wanted (${cpuShare.median.toFixed(2)} by processor time)`,
});
