//! AWS in the cases: one emulator for all, in which each case has accounts of its own.

#[path = "../cloud/emulator.rs"]
pub(crate) mod emulator;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};

use serde_json::{Value, json};
use skytally_app::accounts::AccessForm;
use skytally_app::cloud::Reach;
use skytally_app::settings::SettingsChange;
use skytally_app::{Account, Caller, Finding, FindingFilter, FindingOrder, FindingState, Secret};
use skytally_model::{RoleArn, WorkspaceId};
use skytally_testkit::{Server, python, root};

use super::World;
use super::people::Person;
use emulator::{OWN, call, element};

/// Runs the emulator for as long as its parent runs: what lies in a `static` is never dropped.
const GUARDIAN: &str = r#"
"$1" "$2" --port 0 &
while kill -0 "$PPID" 2>/dev/null && kill -0 $! 2>/dev/null; do sleep 1; done
kill -KILL $! 2>/dev/null
"#;

/// The one emulator of this process; none where there is no Python for it.
pub(crate) fn emulator() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let start = || {
        let python = python()?;
        let program = root().join("demo/emulator.py");
        let args = [GUARDIAN, "guardian", python.to_str().unwrap(), program.to_str().unwrap()];
        Some(Server::start(Path::new("sh"), Path::new("-c"), &args))
    };
    SERVER.get_or_init(start).as_ref()
}

/// The emulator with the demo estate in it, and the truth about it, as CSV. Who can spoil it: nobody, for cases make things
/// in accounts of their own.
pub(crate) fn estate() -> Option<(&'static Server, &'static str)> {
    static TRUTH: OnceLock<String> = OnceLock::new();
    let server = emulator()?;
    Some((server, TRUTH.get_or_init(|| server.seed(&python().unwrap()))))
}

/// The way to AWS: to the emulator, or to a port that nobody listens on.
pub(crate) async fn reach(url: Option<&str>) -> Reach {
    emulator::reach(url.unwrap_or("http://127.0.0.1:9")).await.unwrap_or_else(|error| panic!("{error}"))
}

/// An AWS account of a case's own, with a region and few services that are looked at.
pub(crate) struct Cloud {
    pub(crate) server: &'static Server,
    pub(crate) id: String,
    /// A key of it, for the case.
    key: String,
}

/// Where cases make things.
pub(crate) const REGION: &str = "eu-central-1";

/// The condition of a trust that asks for an external id.
fn demands(external_id: &str) -> String {
    format!(r#", "Condition": {{"StringEquals": {{"sts:ExternalId": "{external_id}"}}}}"#)
}

impl Cloud {
    pub(crate) fn new(server: &'static Server) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(500_000_000_001);
        let id = NUMBER.fetch_add(1, Ordering::Relaxed).to_string();
        let role = format!("arn:aws:iam::{id}:role/DemoSeed");
        let form = [
            ("Action", "AssumeRole"),
            ("Version", "2011-06-15"),
            ("RoleArn", &role),
            ("RoleSessionName", "case"),
        ];
        let key = element(&call(server, OWN, "sts", &form), "AccessKeyId");
        Self { server, id, key }
    }

    /// Makes a call of a service with a query protocol.
    pub(crate) fn call(&self, service: &str, form: &[(&str, &str)]) -> String {
        call(self.server, &self.key, service, form)
    }

    /// Makes the role, with this condition in its trust, and gives its ARN.
    pub(crate) fn role(&self, condition: &str) -> RoleArn {
        emulator::role(self.server, &self.key, "SkytallyRead", condition).parse().unwrap()
    }

    /// The role.
    pub(crate) fn arn(&self) -> RoleArn {
        format!("arn:aws:iam::{}:role/SkytallyRead", self.id).parse().unwrap()
    }

    /// From now on the role demands this external id.
    pub(crate) fn trust(&self, external_id: &str) {
        let trust = emulator::trust(&demands(external_id));
        let form = [
            ("Action", "UpdateAssumeRolePolicy"),
            ("Version", "2010-05-08"),
            ("RoleName", "SkytallyRead"),
            ("PolicyDocument", &trust),
        ];
        self.call("iam", &form);
    }

    /// The role, which from now on demands this external id.
    pub(crate) fn trust_anew(&self, external_id: &str) -> RoleArn {
        self.trust(external_id);
        self.arn()
    }

    /// Makes the role that demands this external id.
    pub(crate) fn guarded_role(&self, external_id: &str) -> RoleArn {
        self.role(&demands(external_id))
    }

    /// Makes a user of this name with a key: its id and its secret.
    pub(crate) fn user(&self, name: &str) -> (String, String) {
        let named = [("Version", "2010-05-08"), ("UserName", name)];
        self.call("iam", &[&[("Action", "CreateUser")], &named[..]].concat());
        let made = self.call("iam", &[&[("Action", "CreateAccessKey")], &named[..]].concat());
        (element(&made, "AccessKeyId"), element(&made, "SecretAccessKey"))
    }

    /// Makes a security group that opens this port to the world, and gives its id.
    pub(crate) fn open_group(&self, name: &str, port: u16) -> String {
        let version = ("Version", "2016-11-15");
        let form =
            [("Action", "CreateSecurityGroup"), version, ("GroupName", name), ("GroupDescription", name)];
        let id = element(&self.ec2(&form), "groupId");
        let port = port.to_string();
        self.ec2(&[
            ("Action", "AuthorizeSecurityGroupIngress"),
            version,
            ("GroupId", &id),
            ("IpPermissions.1.IpProtocol", "tcp"),
            ("IpPermissions.1.FromPort", &port),
            ("IpPermissions.1.ToPort", &port),
            ("IpPermissions.1.IpRanges.1.CidrIp", "0.0.0.0/0"),
        ]);
        id
    }

    pub(crate) fn delete_group(&self, id: &str) {
        self.ec2(&[("Action", "DeleteSecurityGroup"), ("Version", "2016-11-15"), ("GroupId", id)]);
    }

    fn ec2(&self, form: &[(&str, &str)]) -> String {
        emulator::call_in(self.server, &self.key, "ec2", REGION, form)
    }

    /// Calls of this account fail, until what is given is dropped: `deny`, `hang`, `throttle`.
    pub(crate) fn fault(&self, kind: &'static str, operation: &str) -> Fault {
        let entry = json!({ "op": operation, "account": self.id });
        let mut faults = FAULTS.lock().unwrap();
        faults.push((kind, entry.clone()));
        show(self.server, &faults);
        Fault { server: self.server, kind, entry }
    }

    /// How often an operation of this account was called.
    pub(crate) fn calls(&self, operation: &str) -> u64 {
        let all = self.server.get("/_demo/calls");
        let own = all["calls"].as_array().unwrap().iter();
        own.filter(|row| row["account"] == *self.id && row["operation"] == operation)
            .map(|row| row["count"].as_u64().unwrap())
            .sum()
    }
}

/// Faults of all cases: the emulator is told them together.
static FAULTS: Mutex<Vec<(&'static str, Value)>> = Mutex::new(Vec::new());

/// A fault that is on.
pub(crate) struct Fault {
    server: &'static Server,
    kind: &'static str,
    entry: Value,
}

impl Drop for Fault {
    fn drop(&mut self) {
        // A case that failed may have left the list as it was.
        let mut faults = FAULTS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        faults.retain(|(kind, entry)| *kind != self.kind || *entry != self.entry);
        show(self.server, &faults);
    }
}

fn show(server: &Server, faults: &[(&'static str, Value)]) {
    let mut all = json!({ "hang_seconds": 20 });
    for (kind, entry) in faults {
        let list = all.as_object_mut().unwrap().entry(*kind).or_insert_with(|| json!([]));
        list.as_array_mut().unwrap().push(entry.clone());
    }
    server.put("/_demo/faults", &all);
}

/// One region, and security groups in it: little to look at.
pub(crate) fn few() -> SettingsChange {
    SettingsChange {
        regions: Some(vec![REGION.to_owned()]),
        services: Some(vec!["ec2".to_owned()]),
        ..SettingsChange::default()
    }
}

impl World {
    /// Links an account by a role that demands the external id that was offered.
    pub(crate) async fn link(&self, caller: &Caller, workspace: WorkspaceId, cloud: &Cloud) -> Account {
        let offer =
            self.app.offer_link(caller, workspace, None).await.unwrap_or_else(|error| panic!("{error}"));
        let role = cloud.guarded_role(&offer.external_id);
        let form = AccessForm::Role { role, external_id: offer.external_id };
        let linked = self.app.link_account(caller, workspace, None, form, &few()).await;
        linked.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Links an account by a key.
    pub(crate) async fn link_key(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        (id, secret): (&str, &str),
    ) -> Result<Account, skytally_app::AppError> {
        let form = AccessForm::Key { id: id.to_owned(), secret: Secret::from(secret.to_owned()) };
        self.app.link_account(caller, workspace, None, form, &few()).await
    }

    /// The findings of a workspace in a state.
    pub(crate) async fn findings(
        &self,
        who: &Person,
        workspace: WorkspaceId,
        state: FindingState,
    ) -> Vec<Finding> {
        let filter = FindingFilter { states: vec![state], ..FindingFilter::default() };
        let order = FindingOrder::Severity;
        let found = self.app.findings(&who.caller, workspace, &filter, order, None, 10_000).await;
        found.unwrap_or_else(|error| panic!("{error}")).to_vec()
    }

    /// Runs all accounts that are due. Gives how many.
    pub(crate) async fn collect(&self) -> usize {
        self.app.collect_due(&tokio_util::sync::CancellationToken::new()).await.unwrap()
    }
}

/// The names of the secrets that Secrets Manager keeps below a prefix.
pub(crate) fn secrets_in(server: &Server, prefix: &str) -> Vec<String> {
    let headers = format!(
        "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: secretsmanager.ListSecrets\r\nAuthorization: \
         AWS4-HMAC-SHA256 Credential={OWN}/20260101/{REGION}/secretsmanager/aws4_request, SignedHeaders=host, \
         Signature=0\r\n"
    );
    let answer: Value = serde_json::from_str(&emulator::post(server, "/", &headers, "{}")).unwrap();
    let names =
        answer["SecretList"].as_array().unwrap().iter().map(|one| one["Name"].as_str().unwrap().to_owned());
    names.filter(|name| name.starts_with(prefix)).collect()
}
