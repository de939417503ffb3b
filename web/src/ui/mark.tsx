/** The sign of the house: a tally. */
export const Mark = ({ size = 20 }: { size?: number }) => (
    <svg aria-hidden viewBox="0 0 24 24" width={size} height={size} className="shrink-0">
        <rect width="24" height="24" rx="6" className="fill-accent" />
        <g className="stroke-accent-ink" strokeWidth="1.7" strokeLinecap="round">
            <path d="M6.5 6v12M10 6v12M13.5 6v12M17 6v12M4.5 15.5l15-7" />
        </g>
    </svg>
);
