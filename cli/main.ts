import { commandLine, runCommandLine } from "./command-line/command-line";
import { addChartsCommand } from "./commands/charts";
import { addDoctorCommand } from "./commands/doctor";
import { addDownCommand } from "./commands/down";
import { addImagesCommand } from "./commands/images";
import { addLiveCommand } from "./commands/live";
import { addPreviewCommand } from "./commands/preview";
import { addProgramsCommand } from "./commands/programs";
import { addRenderCommand } from "./commands/render";
import { addReportCommand } from "./commands/report";
import { addUpCommands } from "./commands/up";

const program = commandLine(
  "The LGTM+ observability platform on Kubernetes: bring an environment up, look at it, take it down.",
);
addUpCommands(program);
addPreviewCommand(program);
addRenderCommand(program);
addReportCommand(program);
addDownCommand(program);
addDoctorCommand(program);
addChartsCommand(program);
addImagesCommand(program);
addProgramsCommand(program);
addLiveCommand(program);
void runCommandLine(program);
