-- On SQLite the derived rows lie in the order of their keys: one tree less for each to be written into, and to be looked up in.

ALTER TABLE ledger_transactions RENAME TO ledger_transactions_before;
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
) WITHOUT ROWID;
-- The search knows them already: its triggers come after them.
INSERT INTO ledger_transactions SELECT * FROM ledger_transactions_before ORDER BY workspace_id, no;
DROP TABLE ledger_transactions_before;
CREATE INDEX ledger_transactions_date ON ledger_transactions (workspace_id, deleted, date, no, entry_no, version);

CREATE TRIGGER ledger_transactions_found AFTER INSERT ON ledger_transactions
BEGIN
    INSERT INTO ledger_search (rowid, words) VALUES (NEW.search_id, NEW.search);
END;

CREATE TRIGGER ledger_transactions_lost AFTER DELETE ON ledger_transactions
BEGIN
    DELETE FROM ledger_search WHERE rowid = OLD.search_id;
END;

-- A row is replaced, never changed: the search would not know.
CREATE TRIGGER ledger_transactions_stay BEFORE UPDATE ON ledger_transactions
BEGIN
    SELECT RAISE(ABORT, 'rows of transactions are replaced');
END;

ALTER TABLE ledger_postings RENAME TO ledger_postings_before;
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
) WITHOUT ROWID;
INSERT INTO ledger_postings SELECT * FROM ledger_postings_before ORDER BY workspace_id, transaction_no, line;
DROP TABLE ledger_postings_before;
CREATE INDEX ledger_postings_account ON ledger_postings
    (workspace_id, account_no, date, transaction_no, currency, amount);

ALTER TABLE ledger_months RENAME TO ledger_months_before;
CREATE TABLE ledger_months (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    account_no BIGINT NOT NULL,
    currency TEXT NOT NULL,
    month TEXT NOT NULL,
    -- SQLite turns a sum that does not fit into a floating point number; this refuses it.
    debit BIGINT NOT NULL CHECK (debit BETWEEN 0 AND 4000000000000000000),
    credit BIGINT NOT NULL CHECK (credit BETWEEN 0 AND 4000000000000000000),
    postings BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, account_no, month, currency)
) WITHOUT ROWID;
INSERT INTO ledger_months SELECT * FROM ledger_months_before ORDER BY workspace_id, account_no, month, currency;
DROP TABLE ledger_months_before;

ALTER TABLE ledger_years RENAME TO ledger_years_before;
CREATE TABLE ledger_years (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    account_no BIGINT NOT NULL,
    currency TEXT NOT NULL,
    year TEXT NOT NULL,
    debit BIGINT NOT NULL CHECK (debit BETWEEN 0 AND 4000000000000000000),
    credit BIGINT NOT NULL CHECK (credit BETWEEN 0 AND 4000000000000000000),
    postings BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, account_no, year, currency)
) WITHOUT ROWID;
INSERT INTO ledger_years SELECT * FROM ledger_years_before ORDER BY workspace_id, account_no, year, currency;
DROP TABLE ledger_years_before;
