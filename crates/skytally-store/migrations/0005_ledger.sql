-- The books of a workspace. The journal (ledger_entries) is the truth: its canonical texts are hashed in a chain, and are only
-- ever added. Transactions, postings, months and the search are derived from it, and can be dropped and made again.
-- Days are texts such as 2026-11-27, months such as 2026-11; amounts are whole minor units.
-- What differs between the databases (triggers, search) is in walls/.

CREATE TABLE ledger_books (
    workspace_id TEXT PRIMARY KEY REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
    number BIGINT NOT NULL UNIQUE,        -- of the book in this installation: the search's ids begin with it
    currency TEXT NOT NULL,               -- of reports
    closed_until TEXT,                    -- the last day of the closed periods
    entries BIGINT NOT NULL DEFAULT 0,    -- the number of the last entry
    hash TEXT NOT NULL,                   -- of the last entry
    accounts BIGINT NOT NULL DEFAULT 0,   -- the number of the last account
    opened_ms BIGINT NOT NULL
);

CREATE TABLE ledger_accounts (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    no BIGINT NOT NULL,
    parent BIGINT,
    kind TEXT NOT NULL,                   -- asset, liability, equity, income, expense
    name TEXT NOT NULL,
    currency TEXT,                        -- the only one that it takes
    role TEXT,                            -- what the program itself needs it for
    closed TEXT,                          -- its last day
    note TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, no)
);
CREATE UNIQUE INDEX ledger_accounts_role ON ledger_accounts (workspace_id, role);
CREATE UNIQUE INDEX ledger_accounts_name ON ledger_accounts (workspace_id, kind, COALESCE(parent, 0), name);

CREATE TABLE ledger_entries (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    no BIGINT NOT NULL,
    transaction_no BIGINT NOT NULL,
    kind TEXT NOT NULL,                   -- post, reverse, mark
    reverses BIGINT,
    canonical TEXT NOT NULL,              -- the entry as JSON, byte for byte as it is hashed
    hash TEXT NOT NULL,                   -- over the hash before and canonical
    PRIMARY KEY (workspace_id, no)
);
CREATE INDEX ledger_entries_transaction ON ledger_entries (workspace_id, transaction_no, no);
-- An entry is taken back once at most.
CREATE UNIQUE INDEX ledger_entries_reversed ON ledger_entries (workspace_id, reverses);

-- What a key was used for: the same write again gives the first answer, another one is refused.
CREATE TABLE ledger_writes (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    digest TEXT NOT NULL,                 -- of what was asked for
    transactions TEXT NOT NULL,           -- the numbers of those that it wrote, as JSON
    first_entry BIGINT NOT NULL,
    last_entry BIGINT NOT NULL,           -- before the first: nothing had to change
    PRIMARY KEY (workspace_id, key)
);

CREATE TABLE ledger_closings (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    until TEXT,                           -- none: all was opened again
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    entries BIGINT NOT NULL,              -- how many there were
    postings BIGINT NOT NULL,             -- how many counted up to that day
    sums TEXT NOT NULL,                   -- of the absolute amounts up to that day, by currency, as JSON
    hash TEXT NOT NULL,                   -- of the last entry then
    PRIMARY KEY (workspace_id, id)
);

-- Derived ----------------------------------------------------------------------------------------------------------

CREATE TABLE ledger_transactions (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    no BIGINT NOT NULL,
    entry_no BIGINT NOT NULL,             -- what counts; of a deleted one, what counted last
    version BIGINT NOT NULL,              -- its newest entry
    deleted BIGINT NOT NULL,              -- 0, or 1
    date TEXT NOT NULL,
    search TEXT NOT NULL,                 -- words, with a space before and after each
    search_id BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, no)
);
CREATE INDEX ledger_transactions_date ON ledger_transactions (workspace_id, deleted, date, no);

CREATE TABLE ledger_postings (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    transaction_no BIGINT NOT NULL,
    line BIGINT NOT NULL,
    account_no BIGINT NOT NULL,
    date TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    state TEXT NOT NULL,                  -- uncleared, cleared, reconciled
    PRIMARY KEY (workspace_id, transaction_no, line)
);
CREATE INDEX ledger_postings_account ON ledger_postings
    (workspace_id, account_no, date, transaction_no, currency, amount);

CREATE TABLE ledger_months (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    account_no BIGINT NOT NULL,
    currency TEXT NOT NULL,
    month TEXT NOT NULL,
    -- SQLite turns a sum that does not fit into a floating point number; this refuses it.
    debit BIGINT NOT NULL CHECK (debit BETWEEN 0 AND 4000000000000000000),
    credit BIGINT NOT NULL CHECK (credit BETWEEN 0 AND 4000000000000000000),
    postings BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, account_no, currency, month)
);
