import assert from "node:assert/strict";
import * as aws from "../../examples/aws/lifecycle";
import { bucketAccess, onlyTls, trust } from "../../examples/aws/policy";
import * as azure from "../../examples/azure/lifecycle";
import { blobRole, containerScope, federation } from "../../examples/azure/policy";
import * as gcp from "../../examples/gcp/lifecycle";
import { BUCKET_ROLE, workloadIdentity } from "../../examples/gcp/policy";

type Backend = (typeof aws.BACKENDS)[number];

/** Objects that stay as long as the backend wants them, however old they are. */
const KEPT: Readonly<Record<Backend, readonly string[]>> = {
  loki: [
    "index/index_20700/fake/1795219200-compactor-1795219200.tsdb.gz",
    "index/index_20700/1795219200-loki-0.tsdb.gz",
    "index/delete_requests/delete_requests.sqlite.gz",
    "index/delete_requests/delete_requests.gz",
    "deletion-markers/1795219200/1",
    "rules/fake/group/rules.yaml",
    "loki_cluster_seed.json",
  ],
  mimir: [
    "blocks/anonymous/bucket-index.json.gz",
    "blocks/anonymous/markers/01KAHZ5Q0V7S0PZ3Y6D6K1F0M2-deletion-mark.json",
    "blocks/anonymous/markers/tenant-deletion-mark.json",
    "blocks/anonymous/debug/metas/01KAHZ5Q0V7S0PZ3Y6D6K1F0M2.json",
    "blocks/__mimir_cluster/mimir_cluster_seed.json",
    "ruler/rules/anonymous/bnM=/Z3JvdXA=",
    "alertmanager/alerts/anonymous",
    "alertmanager/alertmanager/anonymous/fullstate",
  ],
  tempo: [
    "single-tenant/index.json.gz",
    "single-tenant/index.pb.zst",
    "single-tenant/0f0e0d0c-0b0a-0908-0706-050403020100/meta.json",
    "overrides/single-tenant/overrides.json",
    "tempo_cluster_seed.json",
  ],
  pyroscope: ["pyroscope_cluster_seed.json", "anonymous/settings/tenant_settings.json"],
};

/** Data that may go once it is older than the backend keeps it. */
const DATA: Readonly<Record<Backend, readonly string[]>> = {
  loki: ["fake/4b4bd4c0dd8a5e4b/19a1b2c3d4e:19a1b2c3d4f:1a2b3c4d"],
  mimir: ["blocks/anonymous/01KAHZ5Q0V7S0PZ3Y6D6K1F0M2/chunks/000001"],
  tempo: [],
  pyroscope: [
    "segments/0/anonymous/01KAHZ5Q0V7S0PZ3Y6D6K1F0M2/block.bin",
    "blocks/0/anonymous/01KAHZ5Q0V7S0PZ3Y6D6K1F0M2/block.bin",
  ],
};

/** What deletes objects that nobody has deleted or overwritten, and after how many days. */
interface Expiry {
  prefixes: string[];
  days: number;
}
type Expiries = (backend: Backend, retentionDays: number, expireAfterDays?: number) => Expiry[];

/** The rules of each cloud, read as the cloud reads them. */
const CLOUDS: Readonly<Record<string, Expiries>> = {
  aws: (...args) =>
    aws
      .lifecycleRules(...args)
      .flatMap((rule) =>
        "expiration" in rule
          ? [{ prefixes: [rule.filter.prefix], days: rule.expiration.days }]
          : [],
      ),
  gcp: (...args) =>
    gcp.lifecycleRules(...args).flatMap(({ action, condition }) => {
      if (action.type !== "Delete" || "daysSinceNoncurrentTime" in condition) return [];
      const prefixes = ("matchesPrefixes" in condition && condition.matchesPrefixes) || [""];
      return [{ prefixes, days: condition.age }];
    }),
  azure: (backend, ...days) =>
    azure.lifecycleRules(backend, "box", ...days).flatMap(({ definition }) => {
      const { filters, actions } = definition;
      if (!actions.baseBlob) return [];
      return [
        {
          prefixes: filters.prefixMatch.map((prefix) => prefix.replace(/^box\//, "")),
          days: actions.baseBlob.delete.daysAfterModificationGreaterThan,
        },
      ];
    }),
};

for (const [cloud, expiries] of Object.entries(CLOUDS)) {
  describe(`Buckets of the example for ${cloud}`, () => {
    const expires = (rules: Expiry[], object: string) =>
      rules.some(({ prefixes }) => prefixes.some((prefix) => object.startsWith(prefix)));

    for (const backend of aws.BACKENDS) {
      it(`lose nothing of ${backend} by age, unless told to`, () => {
        assert.deepEqual(expiries(backend, 31), []);
      });

      it(`never lose an index, a seed file, a rule or a delete request of ${backend}`, () => {
        const rules = expiries(backend, 31, 60);
        assert.deepEqual(
          KEPT[backend].filter((object) => expires(rules, object)),
          [],
        );
      });

      it(`let go of ${backend}'s data, and only when it is old enough`, () => {
        const rules = expiries(backend, 31, 60);
        assert.deepEqual(
          DATA[backend].filter((object) => !expires(rules, object)),
          [],
        );
        for (const { days } of rules) assert.equal(days, 60);
      });
    }

    it("refuse rules that would be faster than the backend", () => {
      for (const days of [37, 31, 0, -1, 60.5, Number.NaN]) {
        assert.throws(() => expiries("loki", 31, days), {
          name: "RangeError",
          message:
            `expireAfterDays of loki: got ${days}; allowed: a whole number from 38, the retention of 31 days ` +
            "and 7 in which loki deletes; write 38, or leave it out",
        });
      }
      assert.equal(expiries("loki", 31, 38)[0]?.days, 38);
    });
  });
}

describe("Leftovers of the examples", () => {
  it("go on AWS after a week: halves of uploads, and versions that are none any more", () => {
    assert.deepEqual(aws.lifecycleRules("tempo", 30), [
      {
        id: "leftovers",
        status: "Enabled",
        filter: { prefix: "" },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        noncurrentVersionExpiration: { noncurrentDays: 7 },
      },
    ]);
  });

  it("go on Google Cloud after a week, and only what is archived", () => {
    assert.deepEqual(gcp.lifecycleRules("tempo", 30), [
      { action: { type: "AbortIncompleteMultipartUpload" }, condition: { age: 7 } },
      {
        action: { type: "Delete" },
        condition: { daysSinceNoncurrentTime: 7, withState: "ARCHIVED" },
      },
    ]);
  });

  it("go on Azure after a week, of one container and not of one whose name begins alike", () => {
    assert.deepEqual(azure.lifecycleRules("tempo", "tempo", 30), [
      {
        name: "tempo-leftovers",
        enabled: true,
        type: "Lifecycle",
        definition: {
          filters: { blobTypes: ["blockBlob"], prefixMatch: ["tempo/"] },
          actions: { version: { delete: { daysAfterCreationGreaterThan: 7 } } },
        },
      },
    ]);
  });
});

describe("Rights of the examples", () => {
  const ARN = "arn:aws:s3:::acme-loki";

  it("are on AWS those of one bucket's objects, and no right to the bucket itself", () => {
    const { Statement } = bucketAccess(ARN);
    assert.deepEqual(
      Statement.map(({ Effect, Action, Resource }) => [Effect, Resource, [...Action].sort()]),
      [
        ["Allow", ARN, ["s3:ListBucket"]],
        [
          "Allow",
          `${ARN}/*`,
          [
            "s3:AbortMultipartUpload",
            "s3:DeleteObject",
            "s3:GetObject",
            "s3:ListMultipartUploadParts",
            "s3:PutObject",
          ],
        ],
      ],
    );
  });

  it("are on AWS given to one service account of one cluster", () => {
    const provider =
      "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB";
    const [statement] = trust(provider, "monitoring", "loki").Statement;
    assert.deepEqual(statement, {
      Effect: "Allow",
      Principal: { Federated: provider },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          "oidc.eks.eu-west-1.amazonaws.com/id/AB:sub": "system:serviceaccount:monitoring:loki",
          "oidc.eks.eu-west-1.amazonaws.com/id/AB:aud": "sts.amazonaws.com",
        },
      },
    });
  });

  it("are on AWS nobody's without TLS", () => {
    const [statement] = onlyTls(ARN).Statement;
    assert.deepEqual(statement, {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [ARN, `${ARN}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
  });

  it("are on Google Cloud those of objects, given to one service account", () => {
    assert.equal(BUCKET_ROLE, "roles/storage.objectUser");
    assert.deepEqual(workloadIdentity("acme", "monitoring", "loki"), {
      role: "roles/iam.workloadIdentityUser",
      member: "serviceAccount:acme.svc.id.goog[monitoring/loki]",
    });
  });

  it("are on Azure those of one container, given to one service account", () => {
    const account =
      "/subscriptions/s/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/acme";
    assert.equal(
      containerScope(account, "loki"),
      `${account}/blobServices/default/containers/loki`,
    );
    assert.equal(
      blobRole("s"),
      "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    );
    assert.deepEqual(federation("https://issuer/", "monitoring", "loki"), {
      issuer: "https://issuer/",
      subject: "system:serviceaccount:monitoring:loki",
      audiences: ["api://AzureADTokenExchange"],
    });
  });
});
