import { command, misused } from "../command.ts";
import { invoke } from "../invoke.ts";
import { readStage, stageOption } from "../stage.ts";
import { judged } from "./judged.ts";

export const text = command({
  about: "Send a text that says it is a test: all limits and the ceiling count it. At AWS it costs money.",
  operands: ["number"],
  options: {
    yes: { type: "boolean", about: "At AWS: yes, send a text that costs money." },
    ...stageOption,
  },
  examples: ["send-test text +66812345678", "send-test text +66812345678 --stage prod --yes"],
  run: async ({ number, yes = false, stage }, shell) => {
    const staged = readStage(stage, shell);
    if (!staged.ok) return staged;
    if (staged.stage !== "local" && !yes) {
      return misused(
        "This text would cost money, and none was sent.",
        "postern prices show CODE tells how much. Then say --yes.",
      );
    }
    const payload = { phone: number, message: 'Test by "postern send-test".', source: "postern-send-test" };
    const invoked = await invoke("sms", payload, staged, shell);
    return invoked.ok ? judged("text", invoked.called, invoked.answer, {}) : invoked;
  },
});
