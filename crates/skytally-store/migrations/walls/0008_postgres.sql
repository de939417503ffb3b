-- Sums of months are asked for by account and span of months, whatever the currency.
ALTER TABLE ledger_months DROP CONSTRAINT ledger_months_pkey;
ALTER TABLE ledger_months ADD PRIMARY KEY (workspace_id, account_no, month, currency);
