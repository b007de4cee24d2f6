import type { Reporter, TestModule } from "vitest/node";

/** Closes a run with one line that any machine can read: `N passed, M failed, K skipped`. */
export default class PlainLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const count = (state: string) => states.filter((each) => each === state).length;
    // A file that does not load and an error outside any test fail the run without being a test.
    const outside = errors.length + modules.filter((module) => module.errors().length > 0).length;
    process.stdout.write(
      `\n${count("passed")} passed, ${count("failed") + outside} failed, ${count("skipped")} skipped\n`,
    );
  }
}
