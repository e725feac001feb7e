import type { LanguageFn } from "highlight.js";
import hljs from "highlight.js/lib/core";
import ini from "highlight.js/lib/languages/ini";
import json from "highlight.js/lib/languages/json";
import yaml from "highlight.js/lib/languages/yaml";
import type { Language } from "../model/config-files";

/** Alloy's language, which the library does not have. */
const alloy: LanguageFn = (library) => ({
  name: "Alloy",
  keywords: { literal: ["true", "false", "null"] },
  contains: [
    library.C_LINE_COMMENT_MODE,
    library.C_BLOCK_COMMENT_MODE,
    library.QUOTE_STRING_MODE,
    { scope: "string", begin: "`", end: "`" },
    { scope: "attr", begin: /\b\w+(?=\s*=(?!=))/ },
    library.C_NUMBER_MODE,
  ],
});

hljs.configure({ classPrefix: "" });
hljs.registerLanguage("yaml", yaml);
hljs.registerLanguage("ini", ini);
hljs.registerLanguage("json", json);
hljs.registerLanguage("alloy", alloy);

/** A text in colours. The library escapes what it is given; this is the one place where its HTML is taken as it is. */
export function Code({
  text,
  language,
  label,
}: {
  text: string;
  language: Language;
  label: string;
}) {
  const trimmed = text.replace(/\n+$/, "");
  return (
    // It scrolls, so that the keyboard has to get there.
    <pre tabIndex={0} role="region" aria-label={label}>
      {language === "text" ? (
        <code>{trimmed}</code>
      ) : (
        <code dangerouslySetInnerHTML={{ __html: hljs.highlight(trimmed, { language }).value }} />
      )}
    </pre>
  );
}
