-- Documents by name, by age, and by what other documents call them.

-- Lists by name and by age. All columns of the order stand in the index: many documents have one name or one age.
CREATE INDEX documents_by_name ON documents
    (workspace_id, to_gen, LOWER(COALESCE(name, id)), kind, region, id, account_id);
CREATE INDEX documents_by_age ON documents (workspace_id, to_gen, from_ms, kind, region, id, account_id);

-- What a text in another document means. Without to_gen: what is published or ends is not written here again.
CREATE INDEX documents_by_id ON documents (workspace_id, account_id, id);
CREATE INDEX documents_by_arn ON documents (workspace_id, account_id, arn);
