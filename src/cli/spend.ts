import { dayOf } from "../limits/day.ts";
import { OTHERS } from "../spend/destination.ts";
import { usdText } from "../spend/money.ts";
import { dynamoDbSpend } from "../stores/dynamodb-spend.ts";
import type { Spent } from "../stores/spend-store.ts";
import { columns } from "./columns.ts";
import { command, done, type Failure, type Shell } from "./command.ts";
import { suffixOf } from "./deployed-name.ts";
import type { SettingsOf } from "./doctor/schemas.ts";
import { findService } from "./service.ts";
import { readStage, stageOption } from "./stage.ts";
import { type Place, type TableSetting, withTable } from "./table.ts";

type Deployed = Readonly<Partial<SettingsOf>>;

/** Who spends, in which table that is counted, and what the deployed functions say may be spent. */
const SPENDERS: readonly {
  readonly what: string;
  readonly table: TableSetting;
  /** In millionths of a dollar, for an account of the day; undefined: no ceiling. */
  readonly ceiling: (account: string, deployed: Deployed) => number | undefined;
}[] = [
  {
    what: "mails of the form",
    table: "RATE_TABLE",
    ceiling: (_, { contact, deliver }) => contact?.DAILY_SPEND_LIMIT_USD ?? deliver?.DAILY_SPEND_LIMIT_USD,
  },
  {
    what: "welcome mails",
    table: "SIGNUP_TABLE",
    ceiling: (_, { signup }) => signup?.DAILY_SPEND_LIMIT_USD,
  },
  {
    what: "texts",
    table: "TABLE_NAME",
    ceiling: (account, { sms, deliver }) => {
      if (account === "total") return sms?.DAILY_SPEND_LIMIT_USD ?? deliver?.TEXT_DAILY_SPEND_LIMIT_USD;
      const limits = sms?.COUNTRY_SPEND_LIMITS_USD ?? deliver?.COUNTRY_SPEND_LIMITS_USD;
      return limits?.get(codeOf(account)) ?? limits?.get(OTHERS);
    },
  },
];

/** `country66`: texts to +66. */
const codeOf = (account: string) => account.replace(/^country/, "");

export const spend = command({
  about: "Show what has been spent today (UTC), by estimate, beside the ceiling of each account.",
  options: stageOption,
  examples: ["spend", "spend --stage prod --json"],
  run: async ({ stage }, shell) => {
    const day = dayOf(shell.nowMs());
    const read = await Promise.all(SPENDERS.map(({ table }) => spentToday(table, day, stage, shell)));
    const failures = read.filter((each): each is Failure => !each.ok);
    const [first] = failures;
    if (failures.length === read.length && first) return first;

    const deployed = await deployedSettings(stage, shell);
    const accounts = SPENDERS.flatMap(({ what, ceiling }, index) => {
      const found = read[index];
      if (!found?.ok) return [];
      const { place } = found;
      return Object.entries({ total: 0, ...found.spent }).map(([account, microUsd]) => {
        const limit = deployed && ceiling(account, deployed);
        return {
          what: account === "total" ? what : `${what} to +${codeOf(account)}`,
          microUsd,
          limit,
          ...place,
        };
      });
    });
    const data = {
      day,
      accounts: accounts.map(({ what, microUsd, limit, table, where }) => ({
        ...{ what, spentUsd: usdText(microUsd), ceilingUsd: limit === undefined ? null : usdText(limit) },
        ...{ table, where },
      })),
      ceilingsKnown: deployed !== undefined,
      trouble: failures.map(({ problem }) => problem),
    };
    const rows = accounts.map(({ what, microUsd, limit }) => [
      what,
      usdText(microUsd),
      ceilingText(limit, deployed !== undefined),
      limit === undefined ? "–" : `${Math.floor((microUsd * 100) / limit)} %`,
    ]);
    const notes = [
      ...(deployed
        ? []
        : ["The functions cannot be asked which ceilings they have: postern doctor says why."]),
      // What has no ceiling is not counted at all, so that a zero there would be a false comfort.
      ...(accounts.some(({ limit }) => limit === undefined) && deployed
        ? ["Without a ceiling nothing is counted, and nothing limits the money: docs/spend.md."]
        : []),
      ...data.trouble,
    ];
    return done(
      data,
      [
        `Spent on ${day} (UTC), in USD:`,
        "",
        ...columns([["ACCOUNT", "SPENT", "CEILING", "USED"], ...rows]),
        ...(notes.length > 0 ? ["", ...notes] : []),
      ].join("\n"),
    );
  },
});

const ceilingText = (limit: number | undefined, isKnown: boolean) => {
  if (limit !== undefined) return usdText(limit);
  return isKnown ? "none" : "?";
};

const spentToday = (setting: TableSetting, day: string, stage: string | undefined, shell: Shell) =>
  withTable(setting, stage, shell, async ({ table, place }): Promise<ReadDay> => {
    return { ok: true, spent: await dynamoDbSpend(table).read(day), place };
  });

interface ReadDay {
  readonly ok: true;
  readonly spent: Spent;
  readonly place: Place;
}

/** What the functions were deployed with; undefined when none of them can be asked. */
async function deployedSettings(wanted: string | undefined, shell: Shell): Promise<Deployed | undefined> {
  const staged = readStage(wanted, shell);
  if (!staged.ok) return undefined;
  const lambda = await findService("LAMBDA", staged, shell);
  if (!lambda.ok) return undefined;
  const { askForFunctions, judgeFunctions } = await import("./doctor/functions.ts");
  const answers = await askForFunctions(lambda.connection, suffixOf(staged.stage));
  return Object.values(answers).some(({ answered }) => answered)
    ? judgeFunctions(answers).settings
    : undefined;
}
