/** A password, which can be looked at. */
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";

import { IconButton } from "./icon-button";
import { Input } from "./input";

export function PasswordInput(props: Omit<ComponentProps<typeof Input>, "type" | "after">) {
    const [shown, setShown] = useState(false);
    return (
        <Input
            {...props}
            type={shown ? "text" : "password"}
            spellCheck={false}
            autoCapitalize="off"
            after={
                <IconButton
                    size="sm"
                    label={shown ? "Hide the password" : "Show the password"}
                    icon={shown ? <EyeOff aria-hidden size={15} /> : <Eye aria-hidden size={15} />}
                    onClick={() => setShown(!shown)}
                />
            }
        />
    );
}
