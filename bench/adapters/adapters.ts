import type { Children, ServerChild } from "../children.ts";
import type { Section } from "../report/section.ts";
import {
  type ContestPlan,
  headOf,
  howMeasured,
  type Measured,
  measure,
  resultOf,
} from "../throughput/contest.ts";
import { startLoad } from "../throughput/load.ts";
import { KINDS, type Kind, REFUSED, SHOT } from "./app.ts";

const FRAMEWORKS = ["express", "fastify", "hono"] as const;
type Framework = (typeof FRAMEWORKS)[number];
const NAMES: Readonly<Record<Framework, string>> = {
  express: "Express",
  fastify: "Fastify",
  hono: "Hono on Node",
};

/** Least share of the bare framework's requests per second behind a gate that decides without I/O. */
const AT_LEAST = { guard: 0.9, validateEmail: undefined };

/** Requests per second behind each adapter, beside the same app without it. */
export async function adapters(children: Children, plan: ContestPlan): Promise<Section> {
  const load = await startLoad(children);
  const results = [];
  for (const framework of FRAMEWORKS) {
    const measured: Record<Kind, Measured[]> = { bare: [], guard: [], validateEmail: [] };
    for (let start = 0; start < plan.starts; start += 1) {
      const servers = await startKinds(children, framework);
      for (const { server } of servers) await measure(load, server, SHOT, plan.warmUpRequests);
      for (let round = 0; round < plan.rounds; round += 1) {
        for (const { kind, server } of round % 2 === 0 ? servers : servers.toReversed())
          measured[kind].push(await measure(load, server, SHOT, plan.requests));
      }
      for (const { server } of servers) server.end();
    }
    results.push(
      ...GUARDED.map((kind) =>
        resultOf(`${NAMES[framework]}, ${kind}`, measured.bare, measured[kind], AT_LEAST[kind]),
      ),
    );
  }
  return {
    title: "Adapters: requests per second",
    notes: [
      `Bare is an app of the framework that parses a JSON body, reads one header and answers JSON. Beside it, the same app with guard(gate), where the gate looks at that header, and with validateEmail, by syntax and lists alone. All get the same request, which passes, ${howMeasured(plan)}.`,
      "µs CPU is the processor time of the server per request. The target is held against guard ÷ bare.",
    ],
    head: ["app", ...headOf("with it")],
    rows: results.map(({ row }) => row),
    targets: results.flatMap(({ target }) => target ?? []),
  };
}

const GUARDED = ["guard", "validateEmail"] as const;

async function startKinds(children: Children, framework: Framework) {
  const servers: { readonly kind: Kind; readonly server: ServerChild }[] = [];
  for (const kind of KINDS) {
    const server = await children.serve(`../adapters/${framework}.ts`, [kind]);
    await expectGuarded(server, framework, kind);
    servers.push({ kind, server });
  }
  return servers;
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
