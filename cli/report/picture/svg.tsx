import type { JSX } from "preact";
import { anchorOf } from "../page/anchors";
import type { Report } from "../model/report";
import { pictureGraph } from "./graph";
import { type Layout, type PlacedText, layOut } from "./layout";

/** The picture of an environment: boxes are links to what the page says of them. */
export async function picture(report: Report): Promise<JSX.Element> {
  return <Svg layout={await layOut(pictureGraph(report))} name={report.environment} />;
}

/** Room around everything. */
const MARGIN = 8;

/** A wider picture may be made smaller down to here, as `style.css` has it; more and its texts are too small. */
const LEGIBLE_WIDTH = 832;

function Svg({ layout, name }: { layout: Layout; name: string }) {
  const width = Math.ceil(layout.width) + 2 * MARGIN;
  const height = Math.ceil(layout.height) + 2 * MARGIN;
  return (
    <svg
      class={width > LEGIBLE_WIDTH ? "wide" : undefined}
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={height}
      viewBox={`${-MARGIN} ${-MARGIN} ${width} ${height}`}
      role="group"
      aria-label={`Parts of ${name} and the connections between them. The table of connections says the same.`}
    >
      {layout.groups.map(({ x, y, width, height }) => (
        <g class="namespace">
          <rect x={x} y={y} width={width} height={height} rx={10} />
        </g>
      ))}
      <g aria-hidden="true">
        {layout.edges.map(({ kind, path, head }) => (
          <g class={`edge ${kind}`}>
            <path d={path} />
            <polygon points={head} />
          </g>
        ))}
        {/* After all lines, so that none crosses out a text. */}
        {layout.edges.map(({ kind, labels }) => (
          <g class={`edge ${kind}`}>
            {labels.map((line) => (
              <Line {...line} />
            ))}
          </g>
        ))}
      </g>
      {layout.groups.map(({ title, x, y }) => (
        <g class="namespace">
          <Line x={x + 12} y={y + 18} text={title} />
        </g>
      ))}
      {layout.nodes.map(({ id, isOutside, box, lines }) => (
        <a href={`#${anchorOf(isOutside ? "outside" : "part", id)}`}>
          <g class={isOutside ? "node outside" : "node"}>
            <rect {...box} rx={isOutside ? 14 : 7} />
            {lines.map((line, i) => (
              <>
                {/* The space keeps them apart where they are read out. */}
                <Line {...line} class={i === 0 ? "title" : "detail"} />{" "}
              </>
            ))}
          </g>
        </a>
      ))}
    </svg>
  );
}

function Line({ x, y, text, class: name }: PlacedText & { class?: string }) {
  return (
    <text x={x} y={y} class={name}>
      {text}
    </text>
  );
}
