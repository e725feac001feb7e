import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** The texts of the code blocks of a language. */
export function codeBlocks(markdown: string, language: string): string[] {
  const fenced = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm");
  return [...markdown.matchAll(fenced)].map(([, text = ""]) => text);
}

/** What is wrong with the links of a file: they name files of the folder, and headings of Markdown files. */
export function linkProblems(folder: string, file: string): string[] {
  const text = prose(readFileSync(join(folder, file), "utf8"));
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = ""]) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => !leadsSomewhere(folder, file, link))
    .map((link) => `${file}: ${link}`);
}

function leadsSomewhere(folder: string, file: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const target = path === "" ? file : normalize(join(dirname(file), path));
  if (target.startsWith("..") || !existsSync(join(folder, target))) return false;
  return heading === undefined || anchors(readFileSync(join(folder, target), "utf8")).has(heading);
}

/** What hosts of Markdown make of its headings: lower case, without punctuation, dashes for spaces. */
function anchors(markdown: string): Set<string> {
  const headings = prose(markdown).matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, text = ""]) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, "")
        .trim()
        .replaceAll(" ", "-"),
    ),
  );
}

/** Without code, in which nothing is a link or a heading. */
function prose(markdown: string): string {
  return markdown
    .replaceAll(/^```[\s\S]*?^```$/gm, "")
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[`[\]()]/g, ""));
}
