/** `--env` of every command that works on one environment: `.option(...ENV_OPTION)`. */
export const ENV_OPTION = [
  "--env <name>",
  "environment: NAME of Pulumi.NAME.yaml, or a path",
  "dev",
] as const;
