/** Which columns a table shows. The choice is kept on this device. */
import { Columns3 } from "lucide-react";
import { useState } from "react";

import { keep, kept } from "~/lib/storage";

import { Button } from "./button";
import { DropdownMenu, MenuCheck, MenuLabel } from "./dropdown-menu";

export interface ChosenColumns {
    hidden: readonly string[];
    setHidden: (hidden: readonly string[]) => void;
}

/** `table` names the table; `hidden` are the columns that nobody has asked for yet. */
export function useChosenColumns(table: string, hidden: readonly string[] = []): ChosenColumns {
    const key = `skytally.columns.${table}`;
    const [now, setNow] = useState<readonly string[]>(() => kept(key)?.split(",").filter(Boolean) ?? hidden);
    return {
        hidden: now,
        setHidden: (next) => {
            setNow(next);
            keep(key, next.join(","));
        },
    };
}

interface Props {
    columns: readonly { id: string; header: string; main?: boolean }[];
    chosen: ChosenColumns;
}

export function ColumnChooser({ columns, chosen: { hidden, setHidden } }: Props) {
    return (
        <DropdownMenu
            trigger={
                <Button icon={<Columns3 aria-hidden size={14} />} className="phone:hidden">
                    Columns
                </Button>
            }
        >
            <MenuLabel>Columns</MenuLabel>
            {columns
                .filter((column) => column.main !== true)
                .map(({ id, header }) => (
                    <MenuCheck
                        key={id}
                        checked={!hidden.includes(id)}
                        onChange={(on) =>
                            setHidden(on ? hidden.filter((one) => one !== id) : [...hidden, id])
                        }
                    >
                        {header}
                    </MenuCheck>
                ))}
        </DropdownMenu>
    );
}
