import { durationSeconds } from "../../../components/shared/units";
import { bytesText } from "./quantities";

/** A duration as Kubernetes' and Go's programs write it, such as "744h". Nought is no limit in all of them. */
export function durationWords(text: string): string {
  const seconds = durationSeconds(text);
  if (seconds === undefined) return text;
  return seconds === 0 ? "without limit" : secondsWords(seconds);
}

const UNITS = [
  { name: "day", seconds: 86_400 },
  { name: "hour", seconds: 3600 },
  { name: "minute", seconds: 60 },
] as const;

/** "31 days": in the largest unit of which it is a whole number. */
export function secondsWords(seconds: number): string {
  const unit = UNITS.find((each) => seconds % each.seconds === 0) ?? { name: "second", seconds: 1 };
  const count = seconds / unit.seconds;
  return `${grouped(count)} ${unit.name}${count === 1 ? "" : "s"}`;
}

/** "1,500,000", whatever the language of the machine. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

const MEGABYTE = 1e6;

/** "30 MB" or "16MiB": in the unit that it was meant in. */
export function bytesWords(bytes: number): string {
  const isDecimal = bytes >= MEGABYTE && bytes % MEGABYTE === 0;
  return isDecimal ? `${grouped(bytes / MEGABYTE)} MB` : `${bytesText(bytes)}B`;
}
