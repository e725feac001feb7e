import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Styles text for a terminal. Elsewhere it stays plain, unless FORCE_COLOR is set; NO_COLOR holds everywhere. */
function styled(format: Format) {
  return (text: string, stream: NodeJS.WriteStream = process.stdout): string =>
    styleText(format, text, { stream });
}

export const red = styled("red");
export const green = styled("green");
export const yellow = styled("yellow");
export const bold = styled("bold");

/** Whether text is styled on the standard output. */
export function hasColors(): boolean {
  return bold("x") !== "x";
}
