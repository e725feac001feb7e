// One line a suite while it runs; failures whole at the end. What was skipped is kept with its reason for the
// runner's summary (LGTM_TEST_RESULT names the file), for mocha itself only counts it.
const { writeFileSync } = require("node:fs");
const { Runner, reporters } = require("mocha");

const { EVENT_RUN_END, EVENT_SUITE_BEGIN, EVENT_SUITE_END } = Runner.constants;
const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Runner.constants;

class SuiteReporter {
  constructor(runner) {
    const total = { passed: 0, failed: 0, skipped: [], failures: [] };
    let suite = fresh();

    runner.on(EVENT_SUITE_BEGIN, (s) => {
      if (s.parent?.root) suite = fresh();
    });
    runner.on(EVENT_TEST_PASS, () => {
      suite.passed++;
      total.passed++;
    });
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      suite.failed++;
      total.failed++;
      test.err = error;
      total.failures.push(test);
    });
    runner.on(EVENT_TEST_PENDING, (test) => {
      suite.skipped++;
      total.skipped.push({
        suite: outermostSuite(test).title,
        name: test.fullTitle(),
        reason: skipReason(test),
      });
    });
    runner.on(EVENT_SUITE_END, (s) => {
      if (s.parent?.root) console.log(line(s.title, suite));
    });
    runner.once(EVENT_RUN_END, () => {
      if (total.failures.length > 0) reporters.Base.list(total.failures);
      const { passed, failed, skipped } = total;
      const failures = total.failures.map((test) => ({
        name: test.fullTitle(),
        message: test.err.message,
      }));
      const file = process.env.LGTM_TEST_RESULT;
      if (file) writeFileSync(file, JSON.stringify({ passed, failed, failures, skipped }));
    });
  }
}

function fresh() {
  return { passed: 0, failed: 0, skipped: 0, started: Date.now() };
}

function line(title, suite) {
  const mark = suite.failed > 0 ? "FAIL" : "ok  ";
  const counts = [`${suite.passed} passed`];
  if (suite.failed > 0) counts.push(`${suite.failed} failed`);
  if (suite.skipped > 0) counts.push(`${suite.skipped} skipped`);
  const seconds = ((Date.now() - suite.started) / 1000).toFixed(1);
  return `  ${mark} ${title}: ${counts.join(", ")} (${seconds} s)`;
}

function skipReason(runnable) {
  for (let at = runnable; at; at = at.parent) if (at.skipReason) return at.skipReason;
  return "no reason given";
}

/** The one that gets a line of its own; a test outside of any is only below the nameless root. */
function outermostSuite(runnable) {
  let suite = runnable.parent;
  while (suite.parent && !suite.parent.root) suite = suite.parent;
  return suite;
}

module.exports = SuiteReporter;
