-- The second wall of the ledger, and its search, on SQLite.

CREATE TRIGGER ledger_entries_balance BEFORE INSERT ON ledger_entries
WHEN (NEW.kind <> 'mark' AND (
        json_array_length(NEW.canonical, '$.postings') < 2
        OR EXISTS (
            SELECT 1 FROM json_each(NEW.canonical, '$.postings')
            GROUP BY json_extract(value, '$[1]') HAVING SUM(json_extract(value, '$[2]')) <> 0)))
    OR (NEW.kind = 'mark' AND json_array_length(NEW.canonical, '$.postings') <> 0)
    OR NEW.kind NOT IN ('post', 'reverse', 'mark')
    OR json_extract(NEW.canonical, '$.no') <> NEW.no
    OR json_extract(NEW.canonical, '$.transaction') <> NEW.transaction_no
    OR json_extract(NEW.canonical, '$.kind') <> NEW.kind
BEGIN
    SELECT RAISE(ABORT, 'the ledger takes balanced entries only');
END;

CREATE TRIGGER ledger_entries_stay BEFORE UPDATE ON ledger_entries
BEGIN
    SELECT RAISE(ABORT, 'the ledger is only added to');
END;

-- A workspace that is deleted takes its book along: its row is gone by then.
CREATE TRIGGER ledger_entries_remain BEFORE DELETE ON ledger_entries
WHEN EXISTS (SELECT 1 FROM ledger_books WHERE workspace_id = OLD.workspace_id)
BEGIN
    SELECT RAISE(ABORT, 'the ledger is only added to');
END;

CREATE VIRTUAL TABLE ledger_search USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0', detail = none
);

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
