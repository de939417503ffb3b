-- The second wall of the ledger, and its search, on PostgreSQL.

CREATE FUNCTION skytally_ledger_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry jsonb := NEW.canonical::jsonb;
BEGIN
    IF NEW.kind NOT IN ('post', 'reverse', 'mark')
        OR (entry ->> 'no')::bigint <> NEW.no
        OR (entry ->> 'transaction')::bigint <> NEW.transaction_no
        OR entry ->> 'kind' <> NEW.kind
        OR (NEW.kind = 'mark') <> (jsonb_array_length(entry -> 'postings') = 0)
        OR (NEW.kind <> 'mark' AND jsonb_array_length(entry -> 'postings') < 2)
        OR EXISTS (
            SELECT 1 FROM jsonb_array_elements(entry -> 'postings') AS posting
            GROUP BY posting ->> 1 HAVING SUM((posting ->> 2)::numeric) <> 0)
    THEN
        RAISE EXCEPTION 'the ledger takes balanced entries only';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_entries_balance BEFORE INSERT ON ledger_entries
    FOR EACH ROW EXECUTE FUNCTION skytally_ledger_balance();

CREATE FUNCTION skytally_ledger_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A workspace that is deleted takes its book along: its row is gone by then.
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM ledger_books WHERE workspace_id = OLD.workspace_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the ledger is only added to';
END $$;

CREATE TRIGGER ledger_entries_stay BEFORE UPDATE OR DELETE ON ledger_entries
    FOR EACH ROW EXECUTE FUNCTION skytally_ledger_stay();

CREATE INDEX ledger_transactions_search ON ledger_transactions USING gin (to_tsvector('simple', search));
