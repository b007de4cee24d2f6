import type { Section } from "../report/section.ts";
import { OTHERS, syntax } from "./validators.ts";

/** What each validator says of inputs that attacks are made of. Nothing is timed. */
export async function emailVerdicts(): Promise<Section> {
  const sides = [syntax, ...OTHERS];
  const word = (isTaken: boolean) => (isTaken ? "taken" : "refused");
  const said = INPUTS.map(({ about, text, isGood }) => {
    const answers = sides.map(({ takes }) => takes(text));
    return { about, text, isGood, answers };
  });
  const wrong = said.filter(({ answers, isGood }) => answers[0] !== isGood);
  return {
    title: "E-mail validation without I/O: who takes what",
    notes: [
      "Right is what a sign-up should do that will write to the address through SES: take one plain mailbox, and nothing that two programs could read in two ways. The packages answer another question, whether it is an address by their reading of the RFCs: where they differ, they are not wrong about that. **Bold** is what differs from right.",
    ],
    head: ["input", "what it is", "right", ...sides.map(({ name }) => name)],
    rows: said.map(({ about, text, isGood, answers }) => [
      `\`${shown(text)}\``,
      about,
      word(isGood),
      ...answers.map((isTaken) => (isTaken === isGood ? word(isTaken) : `**${word(isTaken)}**`)),
    ]),
    targets: [
      {
        met: wrong.length === 0,
        sentence: `validation without I/O: ${said.length - wrong.length} of ${said.length} hostile inputs judged right, all are wanted`,
      },
    ],
  };
}

/** Without anything invisible, and long ones shortened. */
function shown(text: string): string {
  const visible = text.replaceAll(/[^\x20-\x7e\p{L}]/gu, escaped);
  return visible.length > 50 ? `${visible.slice(0, 20)}…${visible.slice(-20)}` : visible;
}

const escaped = (character: string) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;

interface Input {
  readonly text: string;
  readonly about: string;
  readonly isGood: boolean;
}

const bad = (text: string, about: string): Input => ({ text, about, isGood: false });
const good = (text: string, about: string): Input => ({ text, about, isGood: true });

const INPUTS: readonly Input[] = [
  good("o'brien+news@example.com", "apostrophe and tag"),
  good("ada@bücher.example", "international domain"),
  good("ada@ｅxample.com", "full-width letter: it is example.com"),
  good(`${"a".repeat(64)}@example.com`, "longest local part"),
  bad(`${"a".repeat(65)}@example.com`, "local part too long"),
  bad(`ada@${"a".repeat(64)}.com`, "label too long"),
  bad('"a@evil.com x"@example.com', "quoted local part with an address in it"),
  bad('"ada"@example.com', "quoted local part"),
  bad("ada(x)@example.com", "comment"),
  bad("=?utf-8?q?=0d=0aBcc?=@example.com", "encoded word: mail programs decode it"),
  bad("ada@example.com\r\nBcc: eve@example.com", "a second header"),
  bad("ada\u2028@example.com", "line separator"),
  bad("ada@example.com,eve@example.com", "two addresses"),
  bad("пётр@example.com", "local part that needs SMTPUTF8: SES has none"),
  bad("ada@[192.0.2.1]", "address literal"),
  bad("ada@192.0.2.1", "number as a domain"),
  bad("ada@0x7f.1", "the same in disguise: 127.0.0.1"),
  bad("ada@localhost", "a machine inside"),
  bad("ada@example.123", "no such kind of top-level domain"),
  bad("ada@example.com:25", "port"),
];
