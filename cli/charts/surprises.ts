import type { Chart } from "../../components/shared/chart-files";

/** Something in a template whose outcome a preview cannot show, or that differs from one render to the next. */
export interface Surprise {
  /** Path from the chart's folder, with those of charts inside it: `charts/crds/templates/job.yaml`. */
  file: string;
  /** The function, or `hook`. */
  what: string;
}

/** Functions of helm whose result is not a function of the chart and its values. */
const FUNCTIONS = [
  ...["randAlphaNum", "randAlpha", "randNumeric", "randAscii", "randBytes", "randInt", "shuffle"],
  ...["genCA", "genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey"],
  ...["genSignedCert", "genSignedCertWithKey", "genPrivateKey", "derivePassword"],
  ...["htpasswd", "bcrypt", "uuidv4", "now", "lookup", "getHostByName"],
];
/** What the chart is told of the release's own life. */
const LIFE = [".Release.IsInstall", ".Release.IsUpgrade", ".Release.Revision"];

const CALL = new RegExp(`(?<![\\w.$"-])(${FUNCTIONS.join("|")})(?![\\w"-])`, "g");

/** Everything of the kind in a chart and in those that are packed with it, each once a file. */
export function findSurprises(chart: Chart, folder = ""): Surprise[] {
  const own = [...chart.templates].flatMap(([path, text]) =>
    whats(text).map((what) => ({ file: `${folder}${path}`, what })),
  );
  const inner = Object.values(chart.dependencies).flatMap((dependency) =>
    dependency ? findSurprises(dependency, `${folder}charts/${dependency.name}/`) : [],
  );
  return [...own, ...inValues(chart.values, `${folder}values.yaml`), ...inner];
}

/** Charts run texts of their values as templates. */
function inValues(values: unknown, file: string): Surprise[] {
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === "string" && value.includes("{{")) texts.push(value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(collect);
  };
  collect(values);
  return whats(texts.join("\n")).map((what) => ({ file, what }));
}

function whats(template: string): string[] {
  const found = new Set<string>();
  for (const action of actions(template)) {
    const code = action.replaceAll(/"(\\.|[^"\\])*"|`[^`]*`/g, '""');
    for (const [, name = ""] of code.matchAll(CALL)) found.add(name);
    for (const life of LIFE) if (code.includes(life)) found.add(life.slice(1));
  }
  const text = template.replaceAll(COMMENT, "");
  // The annotation itself, and not those that say how a hook is run.
  if (/helm\.sh\/hook["']?\s*:/.test(text)) found.add("hook");
  return [...found].sort();
}

const COMMENT = /\{\{-?\s*\/\*[^]*?\*\/\s*-?\}\}/g;

/** What stands between `{{` and `}}`, comments left out. */
function actions(template: string): string[] {
  return [...template.replaceAll(COMMENT, "").matchAll(/\{\{([^]*?)\}\}/g)].map(
    ([, action = ""]) => action,
  );
}
