-- Bank files that were read into the books, and small definitions of the books: rules, recurring transactions, budgets, rates.

CREATE TABLE ledger_imports (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    account_no BIGINT NOT NULL,
    name TEXT NOT NULL,                   -- of the file
    hash TEXT NOT NULL,                   -- SHA-256 of its bytes
    format TEXT NOT NULL,
    facts TEXT NOT NULL,                  -- what the file says beside its lines, as JSON
    state TEXT NOT NULL,                  -- preview, committed, undone
    lines BIGINT NOT NULL,
    posted BIGINT NOT NULL DEFAULT 0,     -- how many transactions it wrote
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    changed_ms BIGINT NOT NULL,           -- when it came into its state
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX ledger_imports_at ON ledger_imports (workspace_id, at_ms, id);

-- Every line as the bank gave it.
CREATE TABLE ledger_import_lines (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    import_id TEXT NOT NULL,
    line BIGINT NOT NULL,                 -- its place in the import, from 1
    file_line BIGINT NOT NULL,            -- where it begins in the file, from 1
    account_no BIGINT NOT NULL,
    date TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    bank_id TEXT,
    payee TEXT NOT NULL,
    words TEXT NOT NULL,                  -- what it was for
    detail TEXT NOT NULL,                 -- all else that the reader understood, as JSON
    raw TEXT NOT NULL,                    -- as it stands in the file
    outcome TEXT NOT NULL,                -- what became of it, as JSON
    transaction_no BIGINT,                -- what it led to, or was found to be
    posted BIGINT NOT NULL DEFAULT 0,     -- 1: the import wrote that transaction
    live BIGINT NOT NULL DEFAULT 0,       -- 1: its import is committed
    PRIMARY KEY (workspace_id, import_id, line)
);
CREATE INDEX ledger_import_lines_date ON ledger_import_lines (workspace_id, account_no, live, date);
CREATE INDEX ledger_import_lines_bank ON ledger_import_lines (workspace_id, account_no, live, bank_id);

-- What people answered when a line was in doubt.
CREATE TABLE ledger_import_answers (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    account_no BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,                 -- as JSON
    PRIMARY KEY (workspace_id, account_no, fingerprint)
);

CREATE TABLE ledger_items (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                   -- rule, recurring, budget, rate
    id TEXT NOT NULL,
    place BIGINT NOT NULL,                -- in the order of its kind
    body TEXT NOT NULL,                   -- as JSON
    version BIGINT NOT NULL DEFAULT 1,
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, kind, id)
);
