import type { Report, ReportPart } from "../model/report";
import { anchorOf } from "./anchors";

/** The table of contents with the box that filters the page. Without scripts the box is not there. */
export function Navigation({ report }: { report: Report }) {
  return (
    <nav aria-label="Contents">
      <div class="filter" hidden>
        <label for="filter">Filter</label>
        <input
          id="filter"
          type="search"
          autocomplete="off"
          spellcheck={false}
          placeholder="port, image, key, …"
          aria-describedby="filter-status"
        />
        <p id="filter-status" role="status" />
      </div>
      <details class="contents" open>
        <summary>Contents</summary>
        <ul>
          <li>
            <a href="#summary">At a glance</a>
          </li>
          {report.changes && (
            <li>
              <a href="#changes">
                What changed <span class="more">{report.changes.length}</span>
              </a>
            </li>
          )}
          <li>
            <a href="#picture">Parts and connections</a>
          </li>
          <li>
            <a href="#outside">Outside of the stack</a>
          </li>
        </ul>
        <ul>
          {report.parts.map((part) => (
            <li>
              <a href={`#${anchorOf("part", part.id)}`}>
                {part.title} <span class="more">{changedText(report, part)}</span>
              </a>
            </li>
          ))}
        </ul>
        <ul>
          <li>
            <a href="#images">All images</a>
          </li>
        </ul>
      </details>
    </nav>
  );
}

function changedText({ changes = [] }: Report, { objects, releases }: ReportPart): string {
  const paths = new Set([...objects, ...releases].map(({ path }) => path));
  const count = changes.filter(({ path }) => paths.has(path)).length;
  return count === 0 ? "" : `${count} changed`;
}
