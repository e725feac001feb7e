export { until } from "../../live/until";
