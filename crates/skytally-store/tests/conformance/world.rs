//! What a case stands on: an empty database, people in it, and eyes that see every row.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use skytally_model::{
    CheckId, KindId, LinkId, Partition, Region, Role, RunId, Severity, UserId, WorkspaceId,
};
use skytally_store::{
    Access, Account, AccountLease, AccountSettings, Actor, ApiToken, CheckOutcome, FindingFacts, FindingKey,
    FindingState, FindingWrite, NewAccount, NewUser, Origin, Outgoing, PassedResource, Place, Publication,
    Session, StagedDocument, Store, StoreError, Trigger, User, Workspace, WorkspaceChange, WorkspaceScope,
};
use skytally_testkit::{Database, Postgres};
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, AssertSqlSafe, Column, Row, TypeInfo, ValueRef};

/// Runs cases against both databases.
macro_rules! on_both {
    ($($case:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    super::$case(crate::world::World::sqlite().await).await;
                }
            )+
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    if let Some(world) = crate::world::World::postgres().await {
                        super::$case(world).await;
                    }
                }
            )+
        }
    };
}

/// Asserts that a verb refused in a certain way.
macro_rules! refused {
    ($result:expr, $pattern:pat) => {
        match $result {
            Err($pattern) => {}
            Err(other) => panic!("refused, but so: {other:?}"),
            Ok(_) => panic!("not refused"),
        }
    };
}

/// An empty database of a case's own.
pub(crate) struct World {
    pub(crate) store: Store,
    /// Sees and changes every row, past the store.
    pub(crate) raw: AnyPool,
    pub(crate) place: Place,
    pub(crate) database: Option<Database>,
    folder: Option<Folder>,
    accounts: AtomicU64,
}

/// A folder that goes with its world.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A folder of a test's own.
pub(crate) fn folder() -> PathBuf {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    // Letters that mean something in a URL, and some that are not ASCII, must not matter.
    let folder = std::env::temp_dir().join(format!("skytally store #{number}?ü%41-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

impl World {
    pub(crate) async fn sqlite() -> Self {
        let folder = folder();
        let world = Self::on(folder.join("skytally.db")).await;
        Self { folder: Some(Folder(folder)), ..world }
    }

    /// A world on a file, which stays when it ends.
    pub(crate) async fn on(file: PathBuf) -> Self {
        let place = Place::File(file.clone());
        let store = Store::open(&place, 1).await.unwrap();
        let mut url = "sqlite://".to_owned();
        for byte in file.to_str().unwrap().bytes() {
            url.push_str(&if byte == b'/' { "/".to_owned() } else { format!("%{byte:02X}") });
        }
        let raw = AnyPoolOptions::new().max_connections(2).connect(&url).await.unwrap();
        Self { store, raw, place, database: None, folder: None, accounts: AtomicU64::new(0) }
    }

    pub(crate) async fn postgres() -> Option<Self> {
        if !Postgres::there() {
            return None;
        }
        let database = tokio::task::spawn_blocking(|| Postgres::shared().database()).await.unwrap();
        let place = Place::Url(database.url());
        let store = Store::open(&place, 12).await.unwrap();
        let url = format!("{}?options[skytally.workspace]=*", database.url());
        let raw = AnyPoolOptions::new().max_connections(2).connect(&url).await.unwrap();
        Some(Self { store, raw, place, database: Some(database), folder: None, accounts: AtomicU64::new(0) })
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.database.is_some()
    }

    /// A file beside the database.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.as_ref().unwrap().0.join(name)
    }

    /// Another node on the same database.
    pub(crate) async fn node(&self) -> Store {
        Store::open(&self.place, 12).await.unwrap()
    }

    /// Every table and its columns.
    pub(crate) async fn schema(&self) -> BTreeMap<String, Vec<String>> {
        let query = if self.is_postgres() {
            "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT) AS c FROM information_schema.columns
             WHERE table_schema = 'public'"
        } else {
            "SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'ledger_search%'"
        };
        let mut schema: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in sqlx::query(query).fetch_all(&self.raw).await.unwrap() {
            schema.entry(row.get("t")).or_default().push(row.get("c"));
        }
        assert!(schema.len() > 20, "{schema:?}");
        schema
    }

    /// All rows of a table, as JSON.
    pub(crate) async fn rows(&self, table: &str) -> Vec<Value> {
        let rows =
            sqlx::query(AssertSqlSafe(format!("SELECT * FROM {table}"))).fetch_all(&self.raw).await.unwrap();
        let mut rows: Vec<Value> = rows.iter().map(object).collect();
        rows.sort_by_key(ToString::to_string);
        rows
    }

    /// The rows of a table that are a workspace's.
    pub(crate) async fn rows_of(&self, table: &str, scope: &WorkspaceScope) -> Vec<Value> {
        self.rows(&format!("{table} WHERE workspace_id = '{}'", scope.workspace())).await
    }

    /// All rows of all tables.
    pub(crate) async fn dump(&self) -> BTreeMap<String, Vec<Value>> {
        let mut dump = BTreeMap::new();
        for table in self.schema().await.into_keys() {
            let rows = self.rows(&table).await;
            dump.insert(table, rows);
        }
        dump
    }

    /// Everything in the database in which a text occurs, by table.
    pub(crate) async fn rows_with(&self, text: &str) -> BTreeMap<String, Vec<Value>> {
        let mut found = self.dump().await;
        for rows in found.values_mut() {
            rows.retain(|row| row.to_string().contains(text));
        }
        found.retain(|_, rows| !rows.is_empty());
        found
    }

    /// Runs a statement past the store. Gives how many rows it changed.
    pub(crate) async fn execute(&self, statement: &str) -> u64 {
        sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&self.raw).await.unwrap().rows_affected()
    }

    pub(crate) async fn number(&self, query: &str) -> i64 {
        sqlx::query(AssertSqlSafe(query.to_owned())).fetch_one(&self.raw).await.unwrap().get(0)
    }

    /// The actions in the trail of a workspace or of the installation (`-`), the oldest first.
    pub(crate) async fn actions(&self, chain: &str) -> Vec<String> {
        let mut entries = self.rows("audit").await;
        entries.retain(|row| row["workspace_id"] == *chain);
        entries.sort_by_key(|row| row["seq"].as_i64());
        entries.iter().map(|row| row["action"].as_str().unwrap().to_owned()).collect()
    }

    /// Every chain is whole.
    pub(crate) async fn chains_are_whole(&self) {
        for report in self.store.verify_audit().await.unwrap() {
            assert_eq!(report.broken, None, "{report:?}");
        }
    }

    pub(crate) async fn person(&self, name: &str) -> User {
        self.signed_up(name, true).await
    }

    pub(crate) async fn signed_up(&self, name: &str, verified: bool) -> User {
        self.store.create_user(&origin(0), &new_user(name, verified), None, None).await.unwrap()
    }

    pub(crate) async fn workspace(&self, owner: &User, name: &str) -> (Workspace, WorkspaceScope) {
        let made = self.store.create_workspace(&by(owner, 0), owner.id, name, 90, 1000).await.unwrap();
        let scope = self.store.enter(owner.id, made.id).await.unwrap().unwrap();
        (made, scope)
    }

    /// A workspace with its owner.
    pub(crate) async fn client(&self, name: &str) -> (User, WorkspaceScope) {
        let owner = self.person(name).await;
        let (_, scope) = self.workspace(&owner, name).await;
        (owner, scope)
    }

    pub(crate) async fn join(&self, scope: &WorkspaceScope, by_whom: &User, who: &User, role: Role) {
        let hash = format!("invitation-{}-{}", who.id, scope.workspace());
        let mail = Outgoing { about: Some(scope.workspace()), ..letter(&hash) };
        self.store
            .invite(scope, &by(by_whom, 0), by_whom.id, &who.email, role, &hash, at(HOUR), &mail)
            .await
            .unwrap();
        let joined = self.store.accept_invitation(&by(who, 1), who.id, &hash).await.unwrap();
        assert_eq!(joined.unwrap().id, scope.workspace());
    }

    /// From here on nobody collects the accounts of a workspace, and nothing tells of it.
    pub(crate) async fn quiet(&self, scope: &WorkspaceScope) {
        let id = scope.workspace();
        self.execute(&format!("UPDATE accounts SET paused_ms = 0 WHERE workspace_id = '{id}'")).await;
    }

    /// Links an account that nobody has linked before.
    pub(crate) async fn link(&self, scope: &WorkspaceScope, ms: i64) -> Account {
        let number = self.accounts.fetch_add(1, Ordering::Relaxed);
        let id = self.store.new_link_id(at(ms));
        self.store.link_account(scope, &origin(ms), id, &new_account(number), 1000).await.unwrap()
    }
}

fn object(row: &sqlx::any::AnyRow) -> Value {
    let mut object = serde_json::Map::new();
    for column in row.columns() {
        let raw = row.try_get_raw(column.ordinal()).unwrap();
        let value = if raw.is_null() {
            Value::Null
        } else if raw.type_info().name() == "TEXT" {
            row.get::<String, _>(column.ordinal()).into()
        } else {
            row.get::<i64, _>(column.ordinal()).into()
        };
        object.insert(column.name().to_owned(), value);
    }
    Value::Object(object)
}

pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Milliseconds after the day on which all cases begin.
pub(crate) fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(1_800_000_000_000 + ms).unwrap()
}

pub(crate) fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

/// Nobody whom we know, from an address of the documentation.
pub(crate) fn origin(ms: i64) -> Origin {
    Origin {
        actor: Actor::Anonymous,
        address: "203.0.113.7".to_owned(),
        request: "req-1".to_owned(),
        at: at(ms),
    }
}

/// The sample estate.
pub(crate) fn sample() -> NewAccount {
    NewAccount { access: Access::Sample, sealed: None, ..new_account(999_999_999) }
}

/// Another name for a workspace, and nothing else.
pub(crate) fn renamed(name: &str) -> WorkspaceChange<'_> {
    WorkspaceChange { name: Some(name), ..WorkspaceChange::default() }
}

pub(crate) fn by(user: &User, ms: i64) -> Origin {
    Origin { actor: Actor::User(user.id), ..origin(ms) }
}

pub(crate) fn new_user(name: &str, verified: bool) -> NewUser {
    NewUser {
        email: format!("{name}@example.com"),
        email_typed: format!("{}@Example.com", name.to_uppercase()),
        name: name.to_owned(),
        password: Some("$argon2id$fake".to_owned()),
        verified,
    }
}

pub(crate) fn letter(dedupe: &str) -> Outgoing {
    Outgoing {
        about: None,
        recipient: "somebody@example.com".to_owned(),
        letter: format!("sealed {dedupe}"),
        dedupe: dedupe.to_owned(),
    }
}

pub(crate) fn settings() -> AccountSettings {
    AccountSettings {
        every_minutes: 15,
        regions: vec![region("eu-west-1")],
        services: vec!["ec2".to_owned()],
        thresholds: BTreeMap::from([("ec2.age.days".to_owned(), json!(30))]),
    }
}

pub(crate) fn role_access(number: u64) -> Access {
    Access::Role {
        role: format!("arn:aws:iam::{number:012}:role/SkytallyRead").parse().unwrap(),
        external_id: format!("external-{number}"),
    }
}

pub(crate) fn key_access(number: u64) -> Access {
    Access::Key { id: format!("AKIA{number:016}"), created: Some(at(-DAY)) }
}

pub(crate) fn new_account(number: u64) -> NewAccount {
    NewAccount {
        aws_account: format!("{number:012}").parse().unwrap(),
        partition: Partition::Aws,
        name: format!("account {number}"),
        access: key_access(number),
        sealed: Some(format!("sealed-secret-{number}")),
        trust: json!({ "proved": true }),
        settings: settings(),
    }
}

pub(crate) fn kind(name: &str) -> KindId {
    name.parse().unwrap()
}

pub(crate) fn region(name: &str) -> Region {
    name.parse().unwrap()
}

pub(crate) fn check(name: &str) -> CheckId {
    name.parse().unwrap()
}

/// A volume of a made-up account whose body says `what`.
pub(crate) fn document(id: &str, what: &str) -> StagedDocument {
    let body = json!({
        "kind": "aws.ec2.volume", "account": "000000000000", "region": "eu-west-1", "id": id, "name": format!("Name of {id}"),
        "data": { "What": what },
    });
    StagedDocument {
        kind: kind("aws.ec2.volume"),
        region: region("eu-west-1"),
        id: id.to_owned(),
        hash: format!("hash of {what}"),
        name: Some(format!("Name of {id}")),
        arn: Some(format!("arn:aws:ec2:eu-west-1:000000000000:volume/{id}")),
        hidden: 0,
        body: body.to_string(),
    }
}

pub(crate) fn document_key(id: &str) -> (KindId, Region, String) {
    (kind("aws.ec2.volume"), region("eu-west-1"), id.to_owned())
}

pub(crate) fn publication(ms: i64) -> Publication {
    Publication {
        complete: true,
        ended: at(ms),
        documents: 0,
        closed: Vec::new(),
        findings: Vec::new(),
        outcomes: vec![outcome("ec2.encrypted", "", &["vol-fine"])],
        summary: json!({ "calls": 7 }),
        coverage: json!([]),
        next_due: at(ms + 15 * MINUTE),
        letters: Vec::new(),
    }
}

/// What a check says where these volumes passed.
pub(crate) fn outcome(name: &str, variant: &str, passed: &[&str]) -> CheckOutcome {
    let named = |id: &&str| PassedResource {
        kind: kind("aws.ec2.volume"),
        region: region("eu-west-1"),
        resource: (*id).to_owned(),
        name: Some(format!("Name of {id}")),
    };
    CheckOutcome {
        check: check(name),
        variant: variant.to_owned(),
        pass: i64::try_from(passed.len()).unwrap(),
        not_applicable: 0,
        not_collected: 0,
        passed: passed.iter().map(named).collect(),
    }
}

pub(crate) fn finding(resource: &str, state: FindingState, event: &'static str) -> FindingWrite {
    FindingWrite {
        key: FindingKey {
            check: check("ec2.encrypted"),
            variant: String::new(),
            kind: kind("aws.ec2.volume"),
            region: region("eu-west-1"),
            resource: resource.to_owned(),
        },
        facts: FindingFacts {
            arn: None,
            name: Some(format!("Name of {resource}")),
            severity: Severity::High,
            state,
            message: format!("the volume {resource} is not encrypted"),
            unknown_because: (state == FindingState::Unknown).then(|| "denied".to_owned()),
            saving: None,
            saving_unknown: None,
        },
        was: match (event, state) {
            ("opened" | "reopened", _) | (_, FindingState::Unknown) => None,
            _ => Some(Severity::High),
        },
        event,
    }
}

/// Everything of a workspace that an export gives.
pub(crate) async fn export(
    store: &Store,
    scope: &WorkspaceScope,
    from: &Origin,
) -> Result<Vec<(&'static str, Value)>, StoreError> {
    let (sender, mut receiver) = tokio::sync::mpsc::channel(8);
    let read = async {
        let mut rows = Vec::new();
        while let Some(row) = receiver.recv().await {
            rows.push(row);
        }
        rows
    };
    let write = async move { store.export(scope, from, &sender).await };
    let (written, rows) = tokio::join!(write, read);
    written.map(|()| rows)
}

/// Takes the one account that is due.
pub(crate) async fn lease(store: &Store, holder: &str, ms: i64) -> AccountLease {
    store.lease_account(holder, at(ms), minutes(5)).await.unwrap().expect("an account is due").0
}

/// A whole run of the one account that is due, with these documents and findings.
pub(crate) async fn collect(
    store: &Store,
    ms: i64,
    documents: &[StagedDocument],
    change: impl FnOnce(&mut Publication),
) -> (AccountLease, RunId, i64) {
    let lease = lease(store, "node-1", ms).await;
    let run = store.begin_run(&lease, Trigger::Schedule, at(ms)).await.unwrap();
    store.stage_documents(&lease, at(ms), documents).await.unwrap();
    let mut end = publication(ms + SECOND);
    end.documents = i64::try_from(documents.len()).unwrap();
    change(&mut end);
    let generation = store.publish_run(&lease, run, &end).await.unwrap();
    (lease, run, generation)
}

pub(crate) fn is_fenced<T>(result: Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Fenced { .. }))
}

pub(crate) fn user_id(text: &str) -> UserId {
    text.parse().unwrap()
}

pub(crate) fn nobody() -> UserId {
    user_id("01939f2e-7c1a-7b3e-9d00-000000000000")
}

pub(crate) fn no_account() -> LinkId {
    "01939f2e-7c1a-7b3e-9d00-000000000001".parse().unwrap()
}

pub(crate) fn no_workspace() -> WorkspaceId {
    "01939f2e-7c1a-7b3e-9d00-000000000002".parse().unwrap()
}

/// A session, whatever workspace its owner goes to.
pub(crate) async fn session_of(
    store: &Store,
    hash: &str,
    now: Timestamp,
    idle: SignedDuration,
) -> Result<Option<Session>, StoreError> {
    Ok(store.gate_session(hash, None, now, idle).await?.map(|(session, _)| session))
}

/// An API token, whatever workspace its owner goes to.
pub(crate) async fn token_of(
    store: &Store,
    hash: &str,
    now: Timestamp,
) -> Result<Option<ApiToken>, StoreError> {
    Ok(store.gate_token(hash, None, now).await?.map(|(token, _)| token))
}
