import { HOST, HOST_AND_PORT, text } from "../shared/fields";
import type { Field } from "../shared/shape";

/** How clouds let their things be called. What they refuse is refused before anything is deployed. */

export function bucketName(example = "acme-prod-loki"): Field<string> {
  return text({
    pattern: /^(?!.*\.\.)[a-z0-9][-a-z0-9.]{1,61}[a-z0-9]$/,
    allowed:
      "the name of a bucket: 3 to 63 lower-case letters, digits, dashes and single dots, with a letter or digit at both ends",
    example,
  });
}

/** Google's buckets may have underscores too. */
export function googleBucketName(example = "acme-prod-loki"): Field<string> {
  return text({
    pattern: /^(?!.*\.\.)[a-z0-9][-a-z0-9._]{1,61}[a-z0-9]$/,
    allowed:
      "the name of a bucket: 3 to 63 lower-case letters, digits, dashes, underscores and single dots, with a letter or digit at both ends",
    example,
  });
}

export function containerName(example = "loki"): Field<string> {
  return text({
    pattern: /^(?!.*--)[a-z0-9][-a-z0-9]{1,61}[a-z0-9]$/,
    allowed:
      "the name of a container: 3 to 63 lower-case letters, digits and single dashes, with a letter or digit at both ends",
    example,
  });
}

export function region(): Field<string> {
  return text({
    pattern: /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/,
    allowed: "a region of AWS: words of lower-case letters and a number, with dashes between them",
    example: "eu-west-1",
  });
}

/** Region that requests to something else than AWS are signed for: whatever its maker calls it. */
export function anyRegion(): Field<string> {
  return text({
    pattern: /^[a-zA-Z0-9]+([-_][a-zA-Z0-9]+)*$/,
    allowed: "a region: words of letters and digits, with a dash or an underscore between them",
    example: "us-east-1",
  });
}

export function roleArn(): Field<string> {
  return text({
    pattern: /^arn:aws[-a-z]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    allowed: "the ARN of an IAM role",
    example: "arn:aws:iam::123456789012:role/loki",
  });
}

export function kmsKeyId(): Field<string> {
  return text({
    pattern:
      /^(arn:aws[-a-z]*:kms:[-a-z0-9]+:\d{12}:(key|alias)\/[\w/-]+|(mrk-[0-9a-f]{32})|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    allowed: "the ARN or id of a KMS key, or the ARN of its alias",
    example: "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000000",
  });
}

export function endpoint(): Field<string> {
  return text({
    pattern: new RegExp(`^(${HOST}|${HOST_AND_PORT})$`),
    allowed: "host or host:port, the port from 1 to 65535, without https:// and without a path",
    example: "s3.example.com:9000",
  });
}

export function googleServiceAccount(): Field<string> {
  return text({
    pattern: /^[a-z0-9-]+@[a-z0-9.-]+\.iam\.gserviceaccount\.com$/,
    allowed: "the e-mail address of a Google service account",
    example: "loki@acme-prod.iam.gserviceaccount.com",
  });
}

export function storageAccount(): Field<string> {
  return text({
    pattern: /^[a-z0-9]{3,24}$/,
    allowed: "the name of a storage account: 3 to 24 lower-case letters and digits",
    example: "acmeprodlogs",
  });
}

export function clientId(): Field<string> {
  return text({
    pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    allowed: "the client id of a managed identity, a UUID",
    example: "00000000-0000-0000-0000-000000000000",
  });
}

/**
 * The name under which a Secret keeps something. What looks like the thing itself is refused, and never shown: people
 * write access keys here.
 */
export function secretKey(example: string): Field<string> {
  return {
    read(value, place) {
      if (typeof value === "string" && NAME.test(value) && !ACCESS_KEY.test(value)) return value;
      place.refuseUnseen(
        value,
        "the name of a key in the Secret, not what it holds: at most 39 letters, digits, dashes, dots and underscores",
        `for example "${example}", and put the access key into the Secret`,
      );
      return example;
    },
  };
}

const NAME = /^[-._a-zA-Z0-9]{1,39}$/;
/** How the ids of AWS' access keys begin; the secret halves have 40 characters. */
const ACCESS_KEY = /^A(KIA|SIA)[A-Z0-9]{12,}$/;
