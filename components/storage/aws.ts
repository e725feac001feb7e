/** The part of AWS that a region belongs to, as ARNs spell it. */
export function partitionOf(region: string): "aws" | "aws-cn" | "aws-us-gov" {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** Host of S3 in a region. The client needs one, though it could know it. */
export function s3Endpoint(region: string): string {
  return `s3.${region}.amazonaws.com${partitionOf(region) === "aws-cn" ? ".cn" : ""}`;
}
