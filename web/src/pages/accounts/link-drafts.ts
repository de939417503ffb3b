/** What people have typed on the way to a linked account. Only in memory: a secret is among it. */
import type { Dispatch, SetStateAction } from "react";

import { type FormState } from "~/ui/form";
import { useEffect } from "react";

interface Look {
    name: string;
    every_minutes: string;
    regions: readonly string[];
    services: readonly string[];
}
export interface RoleDraft extends Look {
    role_arn: string;
    external_id: string;
}
export interface KeyDraft extends Look {
    access_key_id: string;
    secret_access_key: string;
}
export interface Drafts {
    role: RoleDraft;
    key: KeyDraft;
}
export interface DraftProps {
    drafts: Drafts;
    setDrafts: Dispatch<SetStateAction<Drafts>>;
}

export const EVERY_MINUTES = 15;
const look: Look = { name: "", every_minutes: String(EVERY_MINUTES), regions: [], services: [] };

export const freshDrafts = (): Drafts => ({
    role: { ...look, role_arn: "", external_id: "" },
    key: { ...look, access_key_id: "", secret_access_key: "" },
});

/** Keeps what is in a form, so that it is there again when the form is. */
export function useKept<K extends keyof Drafts>(
    which: K,
    form: FormState<Drafts[K]>,
    { setDrafts }: DraftProps,
): void {
    const { values } = form;
    useEffect(() => {
        setDrafts((now) => ({ ...now, [which]: values }));
    }, [which, values, setDrafts]);
}

/** The settings of a draft, as the API takes them. */
export const settingsOf = ({ every_minutes: every, regions, services }: Look) => ({
    every_minutes: Number(every),
    regions: [...regions],
    services: [...services],
});

/** The name, where one was typed. */
export const nameOf = ({ name }: Look): { name?: string } =>
    name.trim() === "" ? {} : { name: name.trim() };
