import type { Change } from "../model/changes";
import type { Report } from "../model/report";
import { anchorOf } from "./anchors";

/** What became of objects and releases since an earlier rendering. */
export function Changes({ report, against }: { report: Report; against: string }) {
  const changes = report.changes ?? [];
  const count = (what: Change["what"]) => changes.filter((change) => change.what === what).length;
  return (
    <section id="changes" aria-labelledby="changes-title">
      <h2 id="changes-title">What changed</h2>
      <p>
        Compared with <code>{against}</code>:{" "}
        {changes.length === 0
          ? "nothing."
          : `${count("added")} added, ${count("changed")} changed, ${count("removed")} removed.`}
      </p>
      {changes.map((change) => (
        <ChangeDetails change={change} />
      ))}
    </section>
  );
}

function ChangeDetails({ change }: { change: Change }) {
  const { path, title, what, added, removed, hunks } = change;
  return (
    <details id={anchorOf("change", path)} class="item" open={what === "changed"}>
      <summary>
        <ChangeBadge what={what} /> {title}{" "}
        <span class="more">
          +{added} −{removed} lines
        </span>
      </summary>
      <pre class="diff" tabIndex={0} role="region" aria-label={`Difference of ${title}`}>
        <code>
          {hunks.map(({ before, after, lines }) => (
            <>
              <span class="hunk">
                @@ line {before} → {after} @@{"\n"}
              </span>
              {lines.map(({ sign, text }) => (
                <DiffLine sign={sign} text={text} />
              ))}
            </>
          ))}
        </code>
      </pre>
    </details>
  );
}

function DiffLine({ sign, text }: { sign: "+" | "-" | " "; text: string }) {
  const line = `${sign}${text}\n`;
  switch (sign) {
    case "+":
      return <ins>{line}</ins>;
    case "-":
      return <del>{line}</del>;
    default:
      return <>{line}</>;
  }
}

export function ChangeBadge({ what }: { what: Change["what"] }) {
  return <span class={`badge ${what}`}>{what}</span>;
}
