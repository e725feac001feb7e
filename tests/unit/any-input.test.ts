import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { readEnvironment } from "../../cli/environments";
import { STACK_KEYS } from "../../components/stack/stack-args";
import { planStack } from "../../components/stack/plan";
import { Problems } from "../../components/shared/problems";
import { configPlace, readArgs } from "../../stacks/config";
import { anything, changed } from "../support/arbitrary-args";
import { clearly, outcome } from "../support/outcome";
import { READERS } from "../support/readers";
import { runs } from "../support/runs";

describe("whatever a program hands over", () => {
  for (const [kind, reader] of Object.entries(READERS)) {
    it(`is taken by ${kind}, or refused clearly`, () => {
      assert.equal(outcome(reader, reader.good), undefined);
      fc.assert(
        fc.property(fc.oneof(anything(), changed(reader.good)), (args) => {
          outcome(reader, args);
        }),
        // A plan of the whole stack takes as long as those of all parts.
        runs(kind === "LgtmStack" ? 15 : 30),
      );
    });
  }
});

/** Keys of a stack's configuration: ours, nearly ours, and any other. */
const keys = fc.oneof(
  fc.constantFrom(...Object.keys(STACK_KEYS)).map((key) => `lgtm:${key}`),
  fc.tuple(fc.constantFrom("lgtm", "lgmt", "aws", ""), fc.string()).map((parts) => parts.join(":")),
  fc.string(),
);

describe("whatever stands in a stack's configuration", () => {
  it("is taken, or refused clearly", () => {
    const value = fc.oneof(fc.string(), fc.json(), fc.constantFrom("", "null", "{}", "[]", "{"));
    fc.assert(
      fc.property(fc.dictionary(keys, value), fc.boolean(), (all, isSecret) => {
        clearly(() => {
          const problems = new Problems();
          const args = readArgs({ all, isSecret: () => isSecret }, configPlace(problems));
          planStack("lgtm", args, configPlace(problems));
          problems.throwIfAny("Configuration");
        });
      }),
      runs(20),
    );
  });
});

describe("whatever stands in a stack file", () => {
  const folder = mkdtempSync(join(tmpdir(), "lgtm-any-file-"));
  const file = join(folder, "Pulumi.any.yaml");
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function read(content: string | Uint8Array): void {
    writeFileSync(file, content);
    clearly(() => {
      readEnvironment(file);
    });
  }

  it("is taken, or refused clearly, when it is no text", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), read), runs(100));
  });

  it("is taken, or refused clearly, when it is nearly YAML", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ..."config lgtm:loki : ? - # & &a *a <<: ! !!map | > ' \" [ ] { } , % --- ... .nan 01".split(
          " ",
        ),
      ),
      fc.constantFrom("\n", "\n  ", "\n\t", " ", "\ufeff", "\r\n"),
      fc.string({ maxLength: 4 }),
    );
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
    fc.assert(fc.property(text, read), runs(300));
  });

  it("is taken, or refused clearly, when it is YAML", () => {
    const content = fc.oneof(
      fc.jsonValue(),
      fc.record({ config: fc.dictionary(keys, fc.jsonValue()) }),
    );
    fc.assert(
      fc.property(content, (value) => {
        read(stringify(value));
      }),
      runs(100),
    );
  });
});
