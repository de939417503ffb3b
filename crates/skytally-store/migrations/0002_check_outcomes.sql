-- What checks say, what a generation changed, and how many findings were open when.

-- What the newest generation says of each check that was made, where no finding tells it: those that fail and those that
-- cannot be told are the findings. A check without a row was never made on the account: nothing is known of it there.
CREATE TABLE check_outcomes (
    workspace_id TEXT NOT NULL REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
    account_id TEXT NOT NULL,
    check_id TEXT NOT NULL,
    variant TEXT NOT NULL,
    pass BIGINT NOT NULL,
    not_applicable BIGINT NOT NULL,
    not_collected BIGINT NOT NULL,        -- kinds of the check that the generation did not look at
    hash TEXT NOT NULL,                   -- of all that follows from the generation: what is as it was is not written again
    passed TEXT NOT NULL,                 -- the resources that passed, as JSON: kind to region to [id, name]; a limited number
    PRIMARY KEY (workspace_id, account_id, check_id, variant)
);
-- Counted without reading what passed.
CREATE INDEX check_outcomes_check ON check_outcomes
    (workspace_id, check_id, account_id, variant, pass, not_applicable, not_collected);
CREATE INDEX findings_check ON findings (workspace_id, check_id, account_id, variant, kind, region, resource);

-- How bad a finding is from this event on, where it begins to count as open; and how bad it was, where it ends to.
ALTER TABLE finding_events ADD COLUMN began_as TEXT;
ALTER TABLE finding_events ADD COLUMN ended_as TEXT;
-- Of older events it is told by the severity that the finding has now, and by the sentences of those days.
UPDATE finding_events SET began_as =
    (SELECT f.severity FROM findings f WHERE f.workspace_id = finding_events.workspace_id AND f.id = finding_events.finding_id)
    WHERE what IN ('opened', 'reopened');
UPDATE finding_events SET ended_as =
    (SELECT f.severity FROM findings f WHERE f.workspace_id = finding_events.workspace_id AND f.id = finding_events.finding_id)
    WHERE what = 'resolved'
    AND COALESCE(detail, '') NOT IN ('it can be told, and is as it should be', 'what hid it is gone');
CREATE INDEX finding_events_at ON finding_events (workspace_id, at_ms, generation, began_as, ended_as);

-- Whether a state is the first of a resource (1), or follows another one (0); -1 before it is published.
ALTER TABLE documents ADD COLUMN added BIGINT NOT NULL DEFAULT 0;
-- Whether no other state follows: the resource was gone.
ALTER TABLE documents ADD COLUMN gone BIGINT NOT NULL DEFAULT 0;
UPDATE documents SET added = -1 WHERE to_gen = -1;
UPDATE documents SET added = 1 WHERE to_gen <> -1 AND NOT EXISTS
    (SELECT 1 FROM documents o WHERE o.workspace_id = documents.workspace_id AND o.account_id = documents.account_id
     AND o.kind = documents.kind AND o.region = documents.region AND o.id = documents.id AND o.to_gen = documents.from_gen);
UPDATE documents SET gone = 1 WHERE to_gen <> -1 AND to_gen < 9223372036854775807 AND NOT EXISTS
    (SELECT 1 FROM documents o WHERE o.workspace_id = documents.workspace_id AND o.account_id = documents.account_id
     AND o.kind = documents.kind AND o.region = documents.region AND o.id = documents.id AND o.from_gen = documents.to_gen);
CREATE INDEX documents_began ON documents (workspace_id, added, from_ms, account_id, from_gen, kind, region, id);
CREATE INDEX documents_gone ON documents (workspace_id, to_ms, account_id, to_gen, kind, region, id) WHERE gone = 1;

CREATE INDEX runs_generation ON runs (workspace_id, account_id, generation, ended_ms);
