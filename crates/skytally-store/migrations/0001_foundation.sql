-- One dialect for SQLite and PostgreSQL: TEXT and BIGINT only. Times are milliseconds since 1970 (UTC).
-- Tables with a workspace_id get row-level security on PostgreSQL (src/rls.rs finds them by that column).

CREATE TABLE installation (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- People -----------------------------------------------------------------------------------------------------------

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,           -- normalised
    email_typed TEXT NOT NULL,            -- as its owner writes it
    name TEXT NOT NULL,
    password TEXT,                        -- Argon2id, PHC text; none for whoever signs in elsewhere only
    verified_ms BIGINT,
    totp TEXT,                            -- sealed
    totp_confirmed_ms BIGINT,
    totp_step BIGINT NOT NULL DEFAULT 0,  -- the last step that was used: a code is good once
    created_ms BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE recovery_codes (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    PRIMARY KEY (user_id, hash)
);

CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    since_ms BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE TABLE mail_tokens (
    hash TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,                -- verify, reset
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX mail_tokens_user ON mail_tokens (user_id, purpose);

CREATE TABLE sessions (
    hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,           -- the absolute limit
    address TEXT NOT NULL,
    agent TEXT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE api_tokens (
    hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    only_workspace TEXT,                  -- good in this workspace only
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,                 -- separated by spaces
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    used_ms BIGINT
);
CREATE INDEX api_tokens_user ON api_tokens (user_id);

CREATE TABLE oidc_flows (
    state_hash TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    sealed TEXT NOT NULL,                 -- nonce and verifier
    expires_ms BIGINT NOT NULL
);

CREATE TABLE doors (
    name TEXT PRIMARY KEY,                -- what was knocked at, and by whom
    failures BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    shut_until_ms BIGINT NOT NULL
);

-- Workspaces ---------------------------------------------------------------------------------------------------------

CREATE TABLE workspaces (
    workspace_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    retention_days BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

-- Grows with every committed change of what is in a workspace. Whoever writes locks it last, just before the commit: numbers
-- are seen in the order in which they were given.
CREATE TABLE stamps (
    workspace_id TEXT PRIMARY KEY REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
    version BIGINT NOT NULL
);

CREATE TABLE members (
    workspace_id TEXT NOT NULL REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    since_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
);
CREATE INDEX members_user ON members (user_id);

CREATE TABLE invitations (
    workspace_id TEXT NOT NULL REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    invited_by TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX invitations_email ON invitations (workspace_id, email);

-- Cloud accounts -----------------------------------------------------------------------------------------------------

CREATE TABLE link_offers (
    workspace_id TEXT NOT NULL REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
    external_id TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, external_id)
);

CREATE TABLE accounts (
    workspace_id TEXT NOT NULL REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    aws_account TEXT NOT NULL,
    aws_partition TEXT NOT NULL,
    name TEXT NOT NULL,
    access TEXT NOT NULL,                 -- role, key
    role_arn TEXT,
    external_id TEXT,
    key_id TEXT,
    key_created_ms BIGINT,
    sealed TEXT,                          -- the secret key, as the vault gave it
    trust TEXT NOT NULL,                  -- what the proof of the external id said, as JSON
    paused_ms BIGINT,
    every_minutes BIGINT NOT NULL,
    regions TEXT NOT NULL,                -- JSON list; empty for all that are enabled
    services TEXT NOT NULL,               -- JSON list; empty for all
    thresholds TEXT NOT NULL,             -- JSON object: variable of a check to number
    generation BIGINT NOT NULL DEFAULT 0, -- the newest that was published
    generation_ms BIGINT,                 -- when it was
    created_ms BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    -- the lease
    due_ms BIGINT NOT NULL,
    fence BIGINT NOT NULL DEFAULT 0,
    holder TEXT NOT NULL DEFAULT '',
    held_until_ms BIGINT NOT NULL DEFAULT 0,
    wanted_ms BIGINT,                     -- somebody asked for a run
    failures BIGINT NOT NULL DEFAULT 0,   -- runs in a row that gave no generation
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX accounts_aws ON accounts (workspace_id, aws_account);
CREATE INDEX accounts_due ON accounts (due_ms, id);

CREATE TABLE runs (
    workspace_id TEXT NOT NULL REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    fence BIGINT NOT NULL,
    node TEXT NOT NULL,
    trigger_by TEXT NOT NULL,             -- schedule, person, link
    state TEXT NOT NULL,                  -- running, complete, partial, failed, abandoned
    generation BIGINT,
    started_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    listings BIGINT NOT NULL DEFAULT 0,
    listed BIGINT NOT NULL DEFAULT 0,
    documents BIGINT NOT NULL DEFAULT 0,
    summary TEXT NOT NULL DEFAULT '{}',   -- JSON: caller, price, regions, failure, tallies
    coverage TEXT NOT NULL DEFAULT '[]',  -- JSON: what could not be seen
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX runs_account ON runs (workspace_id, account_id, id);

-- A row is true for the generations from from_gen up to, but without, to_gen.
CREATE TABLE documents (
    workspace_id TEXT NOT NULL REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
    account_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    region TEXT NOT NULL,
    id TEXT NOT NULL,
    from_gen BIGINT NOT NULL,
    to_gen BIGINT NOT NULL,
    from_ms BIGINT NOT NULL,
    to_ms BIGINT NOT NULL,
    hash TEXT NOT NULL,
    name TEXT,
    arn TEXT,
    hidden BIGINT NOT NULL,               -- how many parts could not be seen
    search TEXT NOT NULL,                 -- id, name and ARN in small letters: SQLite knows those of ASCII only
    body TEXT NOT NULL,
    PRIMARY KEY (workspace_id, account_id, kind, region, id, from_gen)
);
CREATE INDEX documents_now ON documents (workspace_id, to_gen, kind, region, id, account_id);
CREATE INDEX documents_account_now ON documents (workspace_id, account_id, to_gen, kind, region, id);

-- Findings -----------------------------------------------------------------------------------------------------------

CREATE TABLE findings (
    workspace_id TEXT NOT NULL REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    check_id TEXT NOT NULL,
    variant TEXT NOT NULL,
    kind TEXT NOT NULL,
    region TEXT NOT NULL,
    resource TEXT NOT NULL,
    arn TEXT,
    name TEXT,
    severity TEXT NOT NULL,
    severity_rank BIGINT NOT NULL,        -- 0 info to 4 critical, to sort by
    state TEXT NOT NULL,                  -- open, resolved, unknown (never known to fail)
    message TEXT NOT NULL,
    unknown_because TEXT,                 -- set while the newest generation cannot say
    saving_micro_usd BIGINT,
    saving_unknown TEXT,
    first_seen_ms BIGINT NOT NULL,
    last_seen_ms BIGINT NOT NULL,
    resolved_ms BIGINT,
    muted_until_ms BIGINT NOT NULL DEFAULT 0,
    mute_reason TEXT,
    muted_by TEXT,
    search TEXT NOT NULL,                 -- resource, name and message in small letters
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX findings_identity ON findings
    (workspace_id, account_id, check_id, variant, kind, region, resource);
CREATE INDEX findings_worst ON findings (workspace_id, severity_rank, id);
CREATE INDEX findings_first_seen ON findings (workspace_id, first_seen_ms, id);
CREATE INDEX findings_saving ON findings (workspace_id, COALESCE(saving_micro_usd, -1), id);
CREATE INDEX findings_state ON findings (workspace_id, state, muted_until_ms, severity_rank);
CREATE INDEX findings_muted ON findings (workspace_id, muted_until_ms);

CREATE TABLE finding_events (
    workspace_id TEXT NOT NULL REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
    finding_id TEXT NOT NULL,
    id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    what TEXT NOT NULL,                   -- opened, reopened, resolved, unknown, known, changed, muted, unmuted
    generation BIGINT,
    actor TEXT,
    detail TEXT,
    PRIMARY KEY (workspace_id, finding_id, id)
);

-- The record, and what goes out ----------------------------------------------------------------------------------------

CREATE TABLE audit (
    workspace_id TEXT NOT NULL,           -- the chain: a workspace, or '-' for the installation
    seq BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    address TEXT NOT NULL,
    request TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (workspace_id, seq)
);

-- Made with its workspace and gone with it: without a head nothing can be added to a chain.
CREATE TABLE audit_heads (
    workspace_id TEXT PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO audit_heads (workspace_id, seq, hash)
    VALUES ('-', 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    dedupe TEXT NOT NULL UNIQUE,
    about_workspace TEXT,
    recipient TEXT NOT NULL,
    letter TEXT NOT NULL,                 -- sealed while it waits: it may hold a link that opens a door
    created_ms BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL,                  -- waiting, sent, failed
    sent_ms BIGINT,
    problem TEXT
);
CREATE INDEX outbox_due ON outbox (state, due_ms);

CREATE TABLE changes (
    workspace_id TEXT NOT NULL REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    version BIGINT NOT NULL,              -- of the workspace's stamp
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX changes_at ON changes (at_ms);
CREATE INDEX changes_version ON changes (workspace_id, version, id);

CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    fence BIGINT NOT NULL,
    until_ms BIGINT NOT NULL
);

CREATE TABLE nodes (
    name TEXT PRIMARY KEY,
    started_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL
);

CREATE TABLE idempotency (
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    claimed_ms BIGINT NOT NULL,
    status BIGINT,
    answer TEXT,
    PRIMARY KEY (owner, key)
);
