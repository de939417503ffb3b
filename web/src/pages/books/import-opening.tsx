/** The opening balance that a bank's file offers: whether it is posted too, and what became of it. */
import type { BankImport, OpeningBalance } from "~/api/imports";
import { money } from "~/lib/currencies";
import { paths } from "~/lib/paths";
import { Card } from "~/ui/card";
import { Checkbox } from "~/ui/checkbox";
import { Link } from "~/ui/link";

import { dayWords } from "./days";

interface Props {
    workspace: string;
    opening: OpeningBalance;
    state: BankImport["state"];
    accountName: string;
    /** Whether it is to be posted. */
    asked: boolean;
    onAsk: (asked: boolean) => void;
    reason: string | undefined;
}

export function ImportOpening(props: Props) {
    const { opening } = props;
    const what = `opening balance of ${money(opening.amount, opening.currency)} on ${dayWords(opening.date)}`;
    const source = opening.computed ? "Computed from the closing balance and the lines" : "The file says it";
    return (
        <Card className="mb-4">
            {props.state === "preview" ? (
                <Checkbox
                    name="opening"
                    label={`Post an ${what}`}
                    checked={props.asked}
                    onChange={props.onAsk}
                    disabled={props.reason !== undefined}
                    hint={
                        <>
                            {source}. It stands for all that {props.accountName} had before, and is refused if
                            the books have something of that time by now.
                            {props.reason !== undefined && ` ${props.reason}`}
                        </>
                    }
                />
            ) : (
                <p className="text-sm">
                    <Became {...props} what={what} /> <span className="text-ink-3 text-xs">{source}.</span>
                </p>
            )}
        </Card>
    );
}

function Became({ workspace, opening, state, what }: Props & { what: string }) {
    if (opening.transaction == null)
        return state === "undone" ? (
            <>The {what} was not posted.</>
        ) : (
            <>The {what} was not posted. For that, undo this import and bring the file in again with it.</>
        );
    const link = (
        <Link to={paths.transactions(workspace, { open: opening.transaction })}>
            Transaction {opening.transaction}
        </Link>
    );
    return state === "undone" ? (
        <>
            The {what} had been posted as {link}, and was taken back.
        </>
    ) : (
        <>
            The {what} was posted: {link}.
        </>
    );
}
