-- Receipts: what is known of each file and what was read in it. The bytes are in the store of files, under the workspace, by
-- their hash and the receipt's id.

CREATE TABLE ledger_receipts (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,                   -- of the file, as people know it
    media TEXT NOT NULL,                  -- as its bytes say
    bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    state TEXT NOT NULL,                  -- waiting, reading, read, unreadable, not_read
    why TEXT,                             -- it is not read
    reading TEXT,                         -- what it says, as JSON
    transaction_no BIGINT,                -- what it belongs to
    version BIGINT NOT NULL DEFAULT 1,
    -- Reading it: who does, and how often that was begun.
    due_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    holder TEXT NOT NULL DEFAULT '',
    held_until_ms BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, id)
);
-- The same file is there once.
CREATE UNIQUE INDEX ledger_receipts_content ON ledger_receipts (workspace_id, sha256);
CREATE INDEX ledger_receipts_at ON ledger_receipts (workspace_id, at_ms, id);
CREATE INDEX ledger_receipts_transaction ON ledger_receipts (workspace_id, transaction_no);
CREATE INDEX ledger_receipts_due ON ledger_receipts (due_ms) WHERE state IN ('waiting', 'reading');
