-- The derived rows of the books in the shape in which they are asked for, and a number that grows with every write into a book.

-- Whoever has decided something from the books says by it which books they saw.
ALTER TABLE ledger_books ADD COLUMN version BIGINT NOT NULL DEFAULT 0;

-- Walks through the days need no row of the table.
DROP INDEX ledger_transactions_date;
CREATE INDEX ledger_transactions_date ON ledger_transactions (workspace_id, deleted, date, no, entry_no, version);

-- Balances are those of the years before, the months before, and some days.
CREATE TABLE ledger_years (
    workspace_id TEXT NOT NULL REFERENCES ledger_books (workspace_id) ON DELETE CASCADE,
    account_no BIGINT NOT NULL,
    currency TEXT NOT NULL,
    year TEXT NOT NULL,                   -- 2026
    debit BIGINT NOT NULL CHECK (debit BETWEEN 0 AND 4000000000000000000),
    credit BIGINT NOT NULL CHECK (credit BETWEEN 0 AND 4000000000000000000),
    postings BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, account_no, year, currency)
);
INSERT INTO ledger_years (workspace_id, account_no, currency, year, debit, credit, postings)
SELECT workspace_id, account_no, currency, SUBSTR(month, 1, 4), CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT),
    CAST(SUM(postings) AS BIGINT)
FROM ledger_months GROUP BY workspace_id, account_no, currency, SUBSTR(month, 1, 4);

-- Whether a line is evidence is told by the state of its import alone: nothing is written into each line to say it again.
DROP INDEX ledger_import_lines_date;
DROP INDEX ledger_import_lines_bank;
ALTER TABLE ledger_import_lines DROP COLUMN live;
CREATE INDEX ledger_import_lines_date ON ledger_import_lines (workspace_id, account_no, date);
CREATE INDEX ledger_import_lines_bank ON ledger_import_lines (workspace_id, account_no, bank_id);
