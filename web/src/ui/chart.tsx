/** The chart library, only where a chart is shown: `lazy(() => import("~/ui/chart"))` in the page. */
export {
    Area,
    AreaChart,
    Bar,
    BarChart,
    CartesianGrid,
    Line,
    LineChart,
    ResponsiveContainer,
    Tooltip,
    XAxis,
    YAxis,
} from "recharts";
